"""View model of a comparison → the page's own HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.encode import encode_text
from app.language import attributes, current_language, say, word
from app.markup import swatch_html
from app.texts import attributes_of, english_html, heading_html, label_html
from geodata.model import PROVINCE_COUNT
from geodata.views.province_texts import records_text
from geodata.views.text import number_text, period_text

if TYPE_CHECKING:
    from geodata.views.comparison import ComparisonView
    from geodata.views.comparison_rows import ChangeRow
    from geodata.views.sides import Side

NO_RANK: Final = ""
WITHOUT: Final = "{count} of {all} provinces have no cited record on either side."
ONE_SCALE: Final = "by province, one scale for both maps"


def alerts_html(texts: list[str]) -> str:
    """Return what must be read before the numbers; empty without any."""
    items = "".join(f"<li>{english_html(text)}</li>" for text in texts)
    return f'<ul class="atlas-alerts" role="note">{items}</ul>' if items else ""


def side_heading_html(side: Side, records: int) -> str:
    """Return the heading of one of the two maps."""
    count = records_text(records, current_language())
    name = word(side.name)
    if side.name == period_text(side.filters):
        name = period_text(side.filters, current_language())
    return (
        f'<h2 class="atlas-heading"{attributes()}><bdi>{encode_text(name)}</bdi> '
        f"<small><bdi>{encode_text(count)}</bdi></small></h2>"
    )


def shared_legend_html(view: ComparisonView) -> str:
    """Return the one legend of both maps, with the numbers of provinces on either."""
    classes = "".join(
        f"<li>{swatch_html(first)}<bdi>{say(first.label)}</bdi> "
        f"<small dir=ltr>({number_text(first.provinces)}, {number_text(second.provinces)})</small>"
        "</li>"
        for first, second in zip(view.first_map.classes, view.second_map.classes, strict=True)
    )
    unknown = ", ".join(
        number_text(side.unknown_province_records) for side in (view.first_map, view.second_map)
    )
    return (
        f'<ul class="atlas-legend" aria-label="{say("Legend of both maps")}"'
        f"{attributes_of([ONE_SCALE])}>"
        '<li class="atlas-legend-title">'
        f"{say(view.first_map.measure_label)} {label_html(ONE_SCALE)} "
        f"<span>({say('in brackets: number of provinces, left and right')})</span></li>"
        f"{classes}<li>{say('Records, province unknown')}: <bdi dir=ltr>{unknown}</bdi></li></ul>"
    )


def _row_html(row: ChangeRow, cells: list[tuple[str, str]], chosen: str | None) -> str:
    kind = "atlas-total" if not row.rank else ""
    if row.pcode == chosen:
        kind = "atlas-chosen"
    content = "".join(f'<td data-label="{say(label)}">{say(text)}</td>' for label, text in cells)
    small = f" <small>{say('small numbers')}</small>" if row.is_small else ""
    reading = f'<td data-label="{say("Reading")}">{say(row.reading)}{small}</td>'
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
    head = "".join(f"<th scope=col>{say(label)}</th>" for label in [*heads, "Reading"])
    table = (
        f'<table class="atlas-table atlas-changes"{attributes_of(heads)}>'
        f"<caption>{label_html(f'{view.change_label} by province, largest first')}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        if rows
        else ""
    )
    without = label_html(WITHOUT, count=number_text(view.without), all=PROVINCE_COUNT)
    return f'{table}<p class="atlas-caption"{attributes_of([WITHOUT])}>{without}</p>'


def notes_html(notes: list[str]) -> str:
    """Return how the numbers are to be read, as a list."""
    items = "".join(f"<li>{english_html(note)}</li>" for note in notes)
    return f'{heading_html("How to read it")}<ul class="atlas-notes">{items}</ul>'
