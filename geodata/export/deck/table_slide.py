"""The slide of the ranking: the provinces with the most, as a table of PowerPoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches

from geodata.export.deck.fitting import fitted, plain, width_of
from geodata.export.deck.sheet import EMU_PER_POINT, Style, add_text, fitted_in, name_shape, write
from geodata.export.deck.template import Area
from geodata.measures import MEASURES
from geodata.views.text import bounds_text, number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pptx.slide import Slide
    from pptx.table import Table

    from geodata.export.snapshot import Snapshot

MOST_ROWS: Final = 10
TABLE: Final = "Provinces"
"""Name of the table's shape."""

NO_ROW: Final = "No province has a cited record in view."
_SIZE: Final = 11
_NOTE_HEIGHT: Final = Inches(0.42)
_CELL_MARGIN: Final = Inches(0.05)
_FIGURES: Final = tuple(
    f"{kind}_{part}"
    for kind in ("killed", "injured")
    for part in ("low", "best", "high", "unknown")
)
_HEADS: Final = {
    "low": "low",
    "best": "best",
    "high": "high",
    "unknown": "records without a figure",
}


def table_texts(snapshot: Snapshot) -> tuple[list[str], list[list[str]]]:
    """Return the heads and the rows of the table, the strongest province first.

    Returns
    -------
    tuple of list
        Rank, province, the measure of the view where it is none of the columns anyway, cited
        records, killed and injured as low, best and high estimate with the number of records that
        give none, and the first record.
    """
    measure = MEASURES[snapshot.request.measure]
    is_extra = not measure.is_sum
    heads = ["Rank", "Province", *([snapshot.map.measure_label] if is_extra else []), "Records"]
    for name in _FIGURES:
        kind, part = name.split("_")
        heads.append(f"{kind.capitalize()}: {_HEADS[part]}")
    rows = []
    measures = snapshot.by_province.to_dict("index")
    for row in snapshot.ranking[:MOST_ROWS]:
        values = measures[row.pcode]
        rows.append(
            [
                str(row.rank),
                row.name,
                *([row.value] if is_extra else []),
                number_text(values["incidents"]),
                *(number_text(values[name]) for name in _FIGURES),
                bounds_text(values)[0],
            ]
        )
    return [*heads, "First record"], rows


def table_title(snapshot: Snapshot) -> str:
    """Say how many of the provinces are in the table, and in which order."""
    ranked = len(snapshot.ranking)
    if not ranked:
        return NO_ROW
    shown = f"{min(MOST_ROWS, ranked)} of {ranked} provinces with a record"
    return f"{shown}, by: {snapshot.map.measure_label}"


def table_note(snapshot: Snapshot) -> str:
    """Say what of the ranking is in the table and what isn't."""
    notes = ["Provinces with equal values share a rank; “unknown” is not zero."]
    left_out = snapshot.ranking[MOST_ROWS:]
    tied = [row.name for row in left_out if row.rank == snapshot.ranking[MOST_ROWS - 1].rank]
    if tied:
        notes.append(f"Not shown, but of the same rank as the last one: {', '.join(tied)}.")
    table = snapshot.by_province
    if table["killed_all_sides_records"].sum():
        dead = number_text(table["killed_all_sides_best"].sum(min_count=1))
        notes.append(f"Of all killed, {dead} are in records that count all sides.")
    if snapshot.map.unknown_province_records:
        nowhere = number_text(snapshot.map.unknown_province_records)
        notes.append(f"Records in view without a province: {nowhere}.")
    return " ".join(notes)


def _widths(heads: Sequence[str], rows: Sequence[Sequence[str]], total: int) -> list[int]:
    """Share the width out by the longest text of a column; heads may be broken between words."""
    longest = [
        max(
            *(width_of(row[column], _SIZE) for row in rows),
            *(width_of(word, _SIZE) for word in head.split()),
        )
        for column, head in enumerate(heads)
    ]
    # Even a narrow column has a little air.
    weights = [width + 2 * _CELL_MARGIN / EMU_PER_POINT for width in longest]
    return [int(total * weight / sum(weights)) for weight in weights]


def add_table(slide: Slide, snapshot: Snapshot, area: Area) -> None:
    """Fill an area with the table and the note below it."""
    if not snapshot.ranking:
        name_shape(add_text(slide, area, [NO_ROW], 18), "Provinces: nothing to show")
        return
    heads, rows = table_texts(snapshot)
    height = area.height - _NOTE_HEIGHT
    frame = slide.shapes.add_table(
        len(rows) + 1, len(heads), *map(Emu, (area.left, area.top, area.width, 0))
    )
    name_shape(frame, TABLE, table_note(snapshot))
    table = frame.table
    widths = _widths(heads, rows, area.width)
    for number, width in enumerate(widths):
        table.columns[number].width = Emu(width)
    chosen = [row.selected for row in snapshot.ranking[:MOST_ROWS]]
    _fill(table, [heads, *rows], widths, height, [True, *chosen])
    place = Area(area.left, area.bottom - _NOTE_HEIGHT, area.width, _NOTE_HEIGHT)
    fit = fitted_in([table_note(snapshot)], place, (11, 10, 9, 8, 7))
    name_shape(add_text(slide, place, fit.texts, fit.size), "Provinces: note")


def _fill(
    table: Table, texts: list[list[str]], widths: list[int], height: int, bold: list[bool]
) -> None:
    """Write the cells; all in the size at which every row fits, the rows named in bold."""
    inner = [(width - 2 * _CELL_MARGIN) / EMU_PER_POINT for width in widths]
    for size in (_SIZE, 10, 9, 8, 7, 6):
        heights = [
            max(
                fitted([text], inner[column], 1e6, (size,)).height
                for column, text in enumerate(row)
            )
            + 2 * _CELL_MARGIN / EMU_PER_POINT
            for row in texts
        ]
        if sum(heights) * EMU_PER_POINT <= height:
            break
    for number, row in enumerate(texts):
        table.rows[number].height = Emu(round(heights[number] * EMU_PER_POINT))
        for column, text in enumerate(row):
            cell = table.cell(number, column)
            cell.margin_left = cell.margin_right = cell.margin_top = cell.margin_bottom = (
                _CELL_MARGIN
            )
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            align = PP_ALIGN.LEFT if column == 1 else PP_ALIGN.RIGHT
            write(cell.text_frame, [plain(text)], size, Style(is_bold=bold[number], align=align))
