"""Definitions, data files and libraries → the page's own HTML."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.encode import encode_text
from geodata.sidecar import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geodata.about import Definition
    from geodata.formats import Format
    from geodata.sidecar import Sidecar
    from geodata.store import Dataset

ASSETS: Final = Path(__file__).parent / "assets"
"""Each folder in it that others made says so in ``assets.meta.json``."""


def paragraphs_html(lines: Iterable[str]) -> str:
    """Return each text as a paragraph."""
    return "".join(f'<p class="atlas-text">{encode_text(line)}</p>' for line in lines)


def definitions_html(terms: Iterable[Definition]) -> str:
    """Return terms with their meanings as a list."""
    lines = "".join(
        f"<div><dt>{encode_text(each.term)}</dt><dd>{encode_text(each.meaning or '–')}</dd></div>"
        for each in terms
    )
    return f'<dl class="atlas-definitions">{lines}</dl>'


def _table(rows: Sequence[Mapping[str, str]], kind: str) -> str:
    """Return a table; the cells are encoded already."""
    head = "".join(f"<th scope=col>{encode_text(name)}</th>" for name in rows[0])
    body = "".join(
        "<tr>"
        + "".join(f'<td data-label="{encode_text(name)}">{cell}</td>' for name, cell in row.items())
        + "</tr>"
        for row in rows
    )
    return (
        f'<table class="atlas-table {kind}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody>'
        "</table>"
    )


def _two_lines(text: str, small: str) -> str:
    rest = f"<small>{encode_text(small)}</small>" if small else ""
    return f"{encode_text(text)}{rest}"


def _checksum(digits: str) -> str:
    return f'<small class="atlas-checksum">SHA-256 {encode_text(digits)}</small>'


def files_html(files: Mapping[str, Sidecar]) -> str:
    """Return the built-in data files with origin, licences, access date and checksum."""
    rows = [
        {
            "File": f"<strong>{_two_lines(sidecar.title, name)}</strong>",
            "Origin": _two_lines(sidecar.origin, sidecar.notes),
            "Licence": _two_lines(sidecar.licence_ours, f"of the source: {sidecar.licence}"),
            "To cite": encode_text(sidecar.attribution),
            "Accessed": encode_text(sidecar.accessed) + _checksum(sidecar.sha256),
        }
        for name, sidecar in files.items()
    ]
    return _table(rows, "atlas-files")


def library_html(typeface: Path, streamlit: str) -> str:
    """Return what the pages show that others made: the map library and the typefaces.

    Parameters
    ----------
    typeface : pathlib.Path
        File of the typeface that comes with Streamlit.
    streamlit : str
        Version of Streamlit.
    """
    shipped = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(ASSETS.glob("*/assets.meta.json"))
    ]
    rows = [
        {
            "What": f"<strong>{_two_lines(each['title'], each['notes'])}</strong>",
            "Origin": encode_text(each["origin"]),
            "Licence": encode_text(each["licence"]),
            "Files": "".join(
                encode_text(name) + _checksum(digits) for name, digits in each["sha256"].items()
            ),
        }
        for each in shipped
    ]
    rows.append(
        {
            "What": "<strong>Source Sans, the typeface of the pages</strong>",
            "Origin": encode_text(f"Python package streamlit {streamlit}, which ships it"),
            "Licence": "SIL Open Font License 1.1",
            "Files": encode_text(typeface.name) + _checksum(sha256_of(typeface)),
        }
    )
    return _table(rows, "atlas-files")


def formats_html(formats: Iterable[Format]) -> str:
    """Return the formats that can be imported, with the rights of data in them."""
    rows = [
        {
            "Format": f"<strong>{encode_text(each.label)}</strong>",
            "Licence": encode_text(each.licence),
            "To cite": encode_text(each.attribution),
            "May records be passed on": encode_text(
                "yes" if each.redistributable else f"no: {each.why_not_redistributable}"
            ),
        }
        for each in formats
    ]
    return _table(rows, "atlas-files")


def versions_html(datasets: Iterable[Dataset]) -> str:
    """Return the datasets with the whole checksum that is their version."""
    rows = [
        {
            "Dataset": f"<strong>{_two_lines(each.label, each.key)}</strong>",
            "Licence": encode_text(each.licence),
            "To cite": encode_text(each.attribution),
            "Version": f'<span class="atlas-checksum">{encode_text(each.version)}</span>',
        }
        for each in datasets
    ]
    return _table(rows, "atlas-files")
