"""How well records are known → the page's own HTML; every text is encoded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.encode import encode_text
from geodata.views.coverage import QUALITY_LABELS

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    return f"{encode_text(share.text)}{detail}{bar}"


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
    heading = "".join(f"<th scope=col>{encode_text(head)}</th>" for head in (first_head, *heads))
    body = "".join(_row_html(row, heads) for row in rows)
    return (
        f'<table class="atlas-table atlas-quality"><caption>{encode_text(caption)}</caption>'
        f"<thead><tr>{heading}</tr></thead><tbody>{body}</tbody></table>"
    )


def _row_html(row: QualityRow, heads: Sequence[str]) -> str:
    cells = (
        encode_text(row.records),
        *(_share_html(share) for share in row.shares),
        encode_text(row.thin),
    )
    chosen = " class=atlas-chosen" if row.is_chosen else ""
    columns = "".join(
        f'<td data-label="{encode_text(head)}">{cell}</td>'
        for head, cell in zip(heads, cells, strict=True)
    )
    return f"<tr{chosen}><th scope=row>{encode_text(row.label)}</th>{columns}</tr>"
