"""How well records are known → the page's own HTML; every text is encoded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.encode import encode_text
from app.language import say
from app.texts import attributes_of, label_html
from geodata.views.coverage import QUALITY_LABELS
from geodata.views.text import number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from geodata.views.coverage import QualityRow, Share


def _share_html(share: Share) -> str:
    # "None on record" is never a zero: no text and no bar.
    detail = f" <small>{encode_text(share.detail)}</small>" if share.detail else ""
    bar = ""
    if share.percent is not None:
        bar = (
            '<span class="atlas-share" aria-hidden="true">'
            f'<span style="width:{share.percent:.1f}%"></span></span>'
        )
    return f"{say(share.text)}{detail}{bar}"


ATTACKS: Final = "Attacks on record, a month"
OTHERS: Final = "What others counted, spread evenly over the days they counted"


def months_legend_html() -> str:
    """Return what bars and lines of the chart of attacks are."""
    items = "".join(
        f'<li class="atlas-wrap"><span class="atlas-{kind}"></span>{label_html(label)}</li>'
        for kind, label in (("dot atlas-accent", ATTACKS), ("line atlas-line-ink", OTHERS))
    )
    return (
        f'<ul class="atlas-legend" aria-label="{say("Legend of the chart")}"'
        f"{attributes_of([ATTACKS, OTHERS])}>"
        f"{items}</ul>"
    )


def attacks_html(attacks: pd.DataFrame) -> str:
    """Return the bars of the chart of attacks as a table, newest first.

    Parameters
    ----------
    attacks : pandas.DataFrame
        As :func:`geodata.views.coverage_months.attacks_by_month` returns it.
    """
    heads = ("Month", "Attacks on record")
    heading = "".join(f"<th scope=col>{say(head)}</th>" for head in heads)
    body = "".join(
        f'<tr><td data-label="{say(heads[0])}">{encode_text(label)}</td>'
        f'<td data-label="{say(heads[1])}">{number_text(count)}</td></tr>'
        for label, count in reversed(list(zip(attacks["label"], attacks["attacks"], strict=True)))
    )
    caption = "Attacks on record by month"
    return (
        f'<table class="atlas-table atlas-months"{attributes_of(heads)}>'
        f"<caption>{label_html(caption)}</caption>"
        f"<thead><tr>{heading}</tr></thead><tbody>{body}</tbody></table>"
    )


def quality_html(rows: Sequence[QualityRow], caption: str, first_head: str, thin_head: str) -> str:
    """Return a table of how well records are known.

    Parameters
    ----------
    rows : sequence of QualityRow
        The lines.
    caption, first_head, thin_head : str
        Name of the table, and heads of its first and its last column.
    """
    heads = ("Records", *QUALITY_LABELS.values(), thin_head)
    heading = "".join(f"<th scope=col>{say(head)}</th>" for head in (first_head, *heads))
    body = "".join(_row_html(row, heads) for row in rows)
    return (
        f'<table class="atlas-table atlas-quality"{attributes_of([first_head, *heads])}>'
        f"<caption>{label_html(caption)}</caption>"
        f"<thead><tr>{heading}</tr></thead><tbody>{body}</tbody></table>"
    )


def _row_html(row: QualityRow, heads: Sequence[str]) -> str:
    cells = (
        say(row.records),
        *(_share_html(share) for share in row.shares),
        say(row.thin),
    )
    chosen = " class=atlas-chosen" if row.is_chosen else ""
    columns = "".join(
        f'<td data-label="{say(head)}">{cell}</td>' for head, cell in zip(heads, cells, strict=True)
    )
    return f"<tr{chosen}><th scope=row>{encode_text(row.label)}</th>{columns}</tr>"
