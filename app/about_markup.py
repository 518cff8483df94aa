"""Definitions, data files and libraries → the page's own HTML."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.encode import encode_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geodata.about import Definition
    from geodata.sidecar import Sidecar

LEAFLET: Final = Path(__file__).parent / "assets" / "leaflet" / "assets.meta.json"


def paragraphs_html(lines: Iterable[str]) -> str:
    """Return each text as a paragraph."""
    return "".join(f'<p class="atlas-text">{encode_text(line)}</p>' for line in lines)


def definitions_html(terms: Iterable[Definition]) -> str:
    """Return terms with their meanings as a list."""
    lines = "".join(
        f"<div><dt>{encode_text(each.term)}</dt><dd>{encode_text(each.meaning)}</dd></div>"
        for each in terms
    )
    return f'<dl class="atlas-definitions">{lines}</dl>'


def _table(heads: Iterable[str], rows: Iterable[Mapping[str, str]]) -> str:
    head = "".join(f"<th scope=col>{encode_text(name)}</th>" for name in heads)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-label="{encode_text(name)}">{encode_text(text)}</td>'
            for name, text in row.items()
        )
        + "</tr>"
        for row in rows
    )
    return f'<table class="atlas-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def files_html(files: Mapping[str, Sidecar]) -> str:
    """Return the built-in data files with origin, licences, access date and checksum."""
    rows = [
        {
            "File": name,
            "What": sidecar.title,
            "Origin": sidecar.origin,
            "Licence of the source": sidecar.licence,
            "Our licence": sidecar.licence_ours,
            "Accessed": sidecar.accessed,
            "SHA-256": sidecar.sha256[:12],
        }
        for name, sidecar in files.items()
    ]
    return _table(rows[0], rows)


def library_html(typeface: str) -> str:
    """Return what the pages show that others made: the map library and the typeface."""
    leaflet = json.loads(LEAFLET.read_text(encoding="utf-8"))
    rows = [
        {"What": leaflet["title"], "Origin": leaflet["origin"], "Licence": leaflet["licence"]},
        {
            "What": "Source Sans, the typeface of the pages",
            "Origin": f"{typeface}, as Streamlit ships it",
            "Licence": "SIL Open Font License 1.1",
        },
    ]
    return _table(rows[0], rows)
