"""View model of a comparison → the page's own HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.encode import encode_text
from app.markup import swatch_html
from geodata.model import PROVINCE_COUNT
from geodata.views.text import number_text

if TYPE_CHECKING:
    from geodata.views.comparison import ComparisonView
    from geodata.views.comparison_rows import ChangeRow
    from geodata.views.sides import Side

NO_RANK: Final = ""


def alerts_html(texts: list[str]) -> str:
    """Return what must be read before the numbers; empty without any."""
    items = "".join(f"<li>{encode_text(text)}</li>" for text in texts)
    return f'<ul class="atlas-alerts" role="note">{items}</ul>' if items else ""


def side_heading_html(side: Side, records: int) -> str:
    """Return the heading of one of the two maps."""
    noun = "record" if records == 1 else "records"
    return (
        f'<h2 class="atlas-heading">{encode_text(side.name)} '
        f"<small>{number_text(records)} {noun}</small></h2>"
    )


def shared_legend_html(view: ComparisonView) -> str:
    """Return the one legend of both maps, with the numbers of provinces on either."""
    classes = "".join(
        f"<li>{swatch_html(first)}{encode_text(first.label)} "
        f"<small>({number_text(first.provinces)}, {number_text(second.provinces)})</small></li>"
        for first, second in zip(view.first_map.classes, view.second_map.classes, strict=True)
    )
    unknown = ", ".join(
        number_text(side.unknown_province_records) for side in (view.first_map, view.second_map)
    )
    return (
        '<ul class="atlas-legend" aria-label="Legend of both maps"><li class="atlas-legend-title">'
        f"{encode_text(view.first_map.measure_label)} by province, one scale for both maps "
        "<span>(in brackets: number of provinces, left and right)</span></li>"
        f"{classes}<li>Records, province unknown: {unknown}</li></ul>"
    )


def _row_html(row: ChangeRow, cells: list[tuple[str, str]], chosen: str | None) -> str:
    kind = "atlas-total" if not row.rank else ""
    if row.pcode == chosen:
        kind = "atlas-chosen"
    content = "".join(
        f'<td data-label="{encode_text(label)}">{encode_text(text)}</td>' for label, text in cells
    )
    small = " <small>small numbers</small>" if row.is_small else ""
    reading = f'<td data-label="Reading">{encode_text(row.reading)}{small}</td>'
    return f'<tr class="{kind}">{content}{reading}</tr>'


def changes_html(view: ComparisonView, sides: tuple[str, str], chosen: str | None) -> str:
    """Return the table of changes, largest first; the text of the map of what differs.

    Parameters
    ----------
    view : ComparisonView
        What to show.
    sides : tuple of str
        What the heads of columns call the first and the second side.
    chosen : str, optional
        P-code of the province that the reader has chosen.
    """
    rows = []
    heads: list[str] = []
    for row in view.rows:
        cells = [
            ("#", str(row.rank) if row.rank else NO_RANK),
            ("Province", row.name),
            (f"Records, {sides[0]}", row.first),
            (f"Records, {sides[1]}", row.second),
            (f"{view.change_label}, {view.change_unit}", row.change),
            ("Rate ratio", row.ratio),
            ("95 % interval", row.interval or "–"),
        ]
        if view.toll_label:
            tolls = ((sides[0], row.first_toll), (sides[1], row.second_toll))
            cells[4:4] = [(f"{view.toll_label}, {side}", text) for side, text in tolls]
        heads = [label for label, _ in cells]
        rows.append(_row_html(row, cells, chosen))
    head = "".join(f"<th scope=col>{encode_text(label)}</th>" for label in [*heads, "Reading"])
    table = (
        '<table class="atlas-table atlas-changes">'
        f"<caption>{encode_text(view.change_label)} by province, largest first</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        if rows
        else ""
    )
    return (
        f'{table}<p class="atlas-caption">{number_text(view.without)} of {PROVINCE_COUNT} '
        "provinces have no cited record on either side.</p>"
    )


def notes_html(notes: list[str]) -> str:
    """Return how the numbers are to be read, as a list."""
    items = "".join(f"<li>{encode_text(note)}</li>" for note in notes)
    return f'<h2 class="atlas-heading">How to read it</h2><ul class="atlas-notes">{items}</ul>'
