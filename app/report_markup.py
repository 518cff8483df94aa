"""Datasets and reports of imports → the page's own HTML; every string of a file is encoded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.encode import encode_text
from geodata.views.text import number_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geodata.store import Dataset

ACTORS_SHOWN: Final = 50


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], css_class: str) -> str:
    """Return a table; the cells are encoded already."""
    names = [encode_text(head) for head in heads]
    heading = "".join(f"<th scope=col>{name}</th>" for name in names)
    lines = [
        "".join(
            f'<td data-label="{name}">{cell}</td>' for name, cell in zip(names, row, strict=True)
        )
        for row in rows
    ]
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return (
        f'<table class="atlas-table {css_class}"><thead><tr>{heading}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def datasets_html(datasets: Iterable[tuple[Dataset, int, str]]) -> str:
    """Return the table of the datasets that there are.

    Parameters
    ----------
    datasets : iterable of (Dataset, int, str)
        Each with its number of records and their span.
    """
    rows = [
        (
            _two_lines(f"<strong>{encode_text(dataset.label)}</strong>", dataset.key),
            number_text(records),
            encode_text(span),
            encode_text(dataset.licence),
            "yes" if dataset.redistributable else _two_lines("no", dataset.why_not),
            _two_lines(encode_text(dataset.attribution), f"version {dataset.version[:12]}"),
        )
        for dataset, records, span in datasets
    ]
    heads = ("Dataset", "Records", "Period", "Licence", "May records be passed on", "Source")
    return _table(heads, rows, "atlas-datasets")


def _two_lines(cell: str, small: str) -> str:
    return f"{cell}<small>{encode_text(small)}</small>" if small else cell


def counts_html(report: Mapping[str, Any]) -> str:
    """Return what became of the rows, as figures."""
    figures = (
        ("Rows read", report["rows_read"]),
        ("Accepted", report["accepted"]),
        ("of them with flags", report["accepted_with_flags"]),
        ("Rejected", report["rejected"]),
    )
    cells = "".join(
        f'<div class="atlas-figure"><dt>{label}</dt><dd><span>{number_text(rows)}</span></dd></div>'
        for label, rows in figures
    )
    return f'<dl class="atlas-figures atlas-counts">{cells}</dl>'


def outcomes_html(report: Mapping[str, Any]) -> str:
    """Return why rows were rejected and what was flagged, with examples."""
    rows = [
        (
            outcome,
            f"<strong>{encode_text(line['label'])}</strong><br>{encode_text(line['sentence'])}",
            number_text(line["rows"]),
            _examples_html(line["examples"]),
        )
        for outcome, lines in (("rejected", report["reasons"]), ("flagged", report["flags"]))
        for line in lines
    ]
    if not rows:
        return '<p class="atlas-caption">Every row was accepted, and nothing was flagged.</p>'
    return _table(("Outcome", "Why", "Rows", "For instance"), rows, "atlas-outcomes")


def _examples_html(examples: Sequence[Mapping[str, Any]]) -> str:
    return "<br>".join(
        f"row {number_text(example['source_row'])}"
        + (f": {encode_text(example['value'])}" if example["value"] else "")
        for example in examples
    )


def unmapped_html(report: Mapping[str, Any]) -> str:
    """Return the actors that fit no group of the atlas, the most frequent first."""
    actors = report["unmapped_actors"]
    if not actors:
        return '<p class="atlas-caption">Every actor fits a group, a state or civilians.</p>'
    rows = [
        (encode_text(line["actor"] or "(blank)"), number_text(line["rows"]))
        for line in actors[:ACTORS_SHOWN]
    ]
    left = len(actors) - len(rows)
    more = f'<p class="atlas-caption">and {number_text(left)} more.</p>' if left else ""
    return _table(("Actor in the file, counted under other groups", "Rows"), rows, "") + more
