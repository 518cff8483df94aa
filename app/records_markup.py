"""One record by itself and the log of changes → the page's own HTML.

Every string that comes from data passes :func:`app.encode.encode_text`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from app.encode import encode_text
from app.markup import record_card_html
from geodata.assign import METHOD_LABELS
from geodata.model import KILLED_SCOPES, LOCATION_PRECISIONS, UNKNOWN_PROVINCE
from geodata.reasons import FLAGS
from geodata.views.text import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping
    from typing import Any

    from geodata.model import Code
    from geodata.views.changes import ChangeLine, Revision
    from geodata.views.version_changes import FigureRow

MOST_LINES: Final = 300
"""Of a log longer than this only the newest changes are drawn."""


def _coded(value: str | None, codes: Mapping[str, Code]) -> str:
    if value is None or pd.isna(value) or value not in codes:
        return ""
    code = codes[value]
    return f"{code.label}. {code.description}." if code.description else code.label


def _point(record: Mapping[Hashable, Any]) -> str:
    latitude, longitude = record["latitude"], record["longitude"]
    if pd.isna(latitude) or pd.isna(longitude):
        return ""
    return f"{latitude:.4f}° N, {longitude:.4f}° E"


def record_facts(incident_id: str, record: Mapping[Hashable, Any]) -> list[tuple[str, str]]:
    """Return what is known of a record beside its card: where it comes from and how it was placed.

    Parameters
    ----------
    incident_id : str
        Identifier.
    record : mapping
        A row of :func:`geodata.query.records`.

    Returns
    -------
    list of (str, str)
        What it is, and its value; only what is known.
    """
    pcode = "" if record["province_pcode"] == UNKNOWN_PROVINCE else record["province_pcode"]
    flags = "" if pd.isna(record["flags"]) else str(record["flags"])
    texts = {
        "Record": incident_id,
        "Opponent": record["opponent"],
        "Actor, as the source names it": record["actor"],
        "Killed counts": _coded(record["killed_scope"], KILLED_SCOPES),
        "The group’s own dead": record["attackers_killed"],
        "Place": _coded(record["location_precision"], LOCATION_PRECISIONS),
        "Coordinates": _point(record),
        "P-code": pcode,
        "Province found by": METHOD_LABELS.get(str(record["province_method"]), ""),
        "Sources": "" if pd.isna(record["sources_count"]) else number_text(record["sources_count"]),
        "Dataset": record["dataset"],
        "Flags": " ".join(FLAGS[flag].sentence for flag in flags.split(";") if flag in FLAGS),
    }
    return [(label, str(text)) for label, text in texts.items() if pd.notna(text) and text != ""]


def record_html(
    incident_id: str, record: Mapping[Hashable, Any], sources: list[dict[Hashable, Any]], link: str
) -> str:
    """Return one record by itself.

    Parameters
    ----------
    incident_id : str
        Identifier.
    record : mapping
        A row of :func:`geodata.query.records`.
    sources : list of dict
        Its cited sources.
    link : str
        Its address, empty if it has none that others could open.
    """
    facts = "".join(
        f"<div><dt>{encode_text(label)}</dt><dd>{encode_text(text)}</dd></div>"
        for label, text in record_facts(incident_id, record)
    )
    address = (
        f'<p class="atlas-caption"><a href="{encode_text(link)}">Link to this record</a></p>'
        if link
        else ""
    )
    return (
        f'<div class="atlas-record"><div>{record_card_html(record, sources)}{address}</div>'
        f'<dl class="atlas-facts">{facts}</dl></div>'
    )


_REVISION_HEADS: Final = ("Record", "What", "Field", "Old → new", "Reason")
_FIELD_HEADS: Final = ("Record", "Field", "Old → new")
_WHOLE_HEADS: Final = ("Record", "What it says")


def _change_html(
    line: ChangeLine, heads: tuple[str, ...], linked: Callable[[str], str] | None
) -> str:
    record = encode_text(line.record)
    if line.is_incident and linked is not None:
        record = f'<a href="{encode_text(linked(line.record))}">{record}</a>'
    arrow = f"{encode_text(line.old)} → {encode_text(line.new)}"
    # A record that came or went has one side only.
    change = arrow if line.old and line.new else encode_text(line.old or line.new)
    cells = {
        "Record": record,
        "What": encode_text(line.what),
        "Field": encode_text(line.field),
        "Old → new": change,
        "What it says": change,
        "Reason": encode_text(line.reason),
    }
    columns = "".join(f'<td data-label="{head}">{cells[head]}</td>' for head in heads)
    return f"<tr>{columns}</tr>"


def _changes_table_html(
    heading: str,
    lines: tuple[ChangeLine, ...],
    heads: tuple[str, ...],
    linked: Callable[[str], str] | None,
) -> str:
    named = "".join(f"<th scope=col>{head}</th>" for head in heads)
    rows = "".join(_change_html(line, heads, linked) for line in lines)
    return (
        '<table class="atlas-table atlas-revision">'
        f"<caption>{encode_text(heading)}</caption>"
        f"<thead><tr>{named}</tr></thead><tbody>{rows}</tbody></table>"
    )


def version_changes_html(lines: tuple[ChangeLine, ...], heading: str) -> str:
    """Return a page of the changes between two versions of an import.

    Records have no links: one that was removed is in no current version.
    """
    heads = _FIELD_HEADS if any(line.field for line in lines) else _WHOLE_HEADS
    return _changes_table_html(heading, lines, heads, None)


def figures_html(rows: tuple[FigureRow, ...], old: str, new: str) -> str:
    """Return the figures of two versions as a table; ``old`` and ``new`` are their numbers."""
    heads = ("Figure", f"Version {encode_text(old)}", f"Version {encode_text(new)}", "Change")
    named = "".join(f"<th scope=col>{head}</th>" for head in heads)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-label="{head}">{encode_text(text)}</td>'
            for head, text in zip(
                heads, (row.label, row.before, row.after, row.change), strict=True
            )
        )
        + "</tr>"
        for row in rows
    )
    return (
        '<table class="atlas-table"><caption>Figures of all records, before and after</caption>'
        f"<thead><tr>{named}</tr></thead><tbody>{body}</tbody></table>"
    )


def revisions_html(revisions: tuple[Revision, ...], linked: Callable[[str], str]) -> str:
    """Return the log of changes, a table a revision.

    Parameters
    ----------
    revisions : tuple of Revision
        The newest first.
    linked : callable
        Gives the address of an incident.
    """
    tables = []
    left = MOST_LINES
    for revision in revisions:
        lines = revision.lines[: max(left, 0)]
        left -= len(revision.lines)
        if lines:
            tables.append(_changes_table_html(revision.heading, lines, _REVISION_HEADS, linked))
    more = (
        f'<p class="atlas-caption">{number_text(-left)} older changes are not shown; choose other '
        "dates.</p>"
        if left < 0
        else ""
    )
    return "".join(tables) + more
