"""Tables as a workbook of Excel: typed cells, a frozen heading, and what everything means."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from xlsxwriter import Workbook  # type: ignore[import-untyped]  # has no types of its own

from geodata.export.definitions import code_rows, column_rows, measure_rows
from geodata.export.manifest import MANIFEST_KEY
from geodata.export.office import manifest_properties
from geodata.export.safe import neutral, visible
from geodata.export.wording import (
    EMPTY,
    SYNTHETIC,
    address_text,
    filters_text,
    measure_text,
)
from geodata.model import AtlasError
from geodata.views.text import day_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from geodata.export.snapshot import Snapshot
    from geodata.model import Filters

MOST_ROWS: Final = 1_048_575
"""So many rows below the heading are in a sheet of Excel."""

ABOUT: Final = "Sources and definitions"
"""Name of the sheet that says whose data it is and what it means."""

_MOST_LETTERS: Final = 32_767
_WIDEST: Final = 60
_NARROWEST: Final = 9
# Widths are measured on so many rows; more would only cost time.
_MEASURED_ROWS: Final = 500
_DATE: Final = "yyyy-mm-dd"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook.

    Parameters
    ----------
    name : str
        At most 31 letters.
    frame : pandas.DataFrame
        Its columns; the index is left out.
    filters : Filters
        Which records are in it, or were counted.
    """

    name: str
    frame: pd.DataFrame
    filters: Filters


def workbook(
    snapshot: Snapshot, sheets: Sequence[Sheet], manifest: str, *, marking: str = "", note: str = ""
) -> bytes:
    """Write tables of a view as a workbook, with a sheet of sources and definitions.

    Parameters
    ----------
    snapshot : Snapshot
        The view.
    sheets : sequence of Sheet
        In order.
    manifest : str
        Goes into the properties of the file.
    marking : str
        Stands at the top and at the bottom of every printed page, and of the last sheet.
    note : str
        What else has to be known, such as what was left out.

    Raises
    ------
    AtlasError
        If a table has more rows than a sheet can hold.
    """
    for sheet in sheets:
        if len(sheet.frame) > MOST_ROWS:
            raise AtlasError(
                f"A sheet of Excel holds {MOST_ROWS:,} rows, {sheet.name} has "
                f"{len(sheet.frame):,}. Choose CSV or Parquet, or a shorter period."
            )
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True, "default_date_format": _DATE})
    book.set_properties(
        {
            "title": visible(snapshot.title)[:255],
            "author": MANIFEST_KEY,
            "created": snapshot.manifest.time(),
        }
    )
    for name, text in manifest_properties(manifest).items():
        book.set_custom_property(name, text, "text")
    bold = book.add_format({"bold": True, "bottom": 1})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        _fill(page, sheet.frame, bold)
        _mark(page, marking)
    about = book.add_worksheet(ABOUT)
    _describe(about, snapshot, sheets, (marking, note), bold)
    _mark(about, marking)
    book.close()
    return file.getvalue()


def _mark(page: Any, marking: str) -> None:  # noqa: ANN401 - xlsxwriter leaves it untyped
    if marking:
        # An ampersand begins a code here, two are one. Without a mark after them, which has no
        # width, the library takes &G and &[Picture] for a picture, and leaves the whole header out.
        text = (
            visible(marking)[:60]
            .replace("&", "&&")
            .replace("&G", "&\u2060G")
            .replace("&[", "&\u2060[")
        )
        page.set_header(f"&C{text}")
        page.set_footer(f"&C{text}")


def _text(text: str) -> str:
    clean = neutral(visible(text))
    return clean if len(clean) <= _MOST_LETTERS else f"{clean[: _MOST_LETTERS - 1]}…"


def _fill(page: Any, frame: pd.DataFrame, bold: Any) -> None:  # noqa: ANN401 - the same
    """Write a table, each cell as what it is; a missing one stays blank."""
    for column, name in enumerate(frame):
        page.write_string(0, column, _text(str(name)), bold)
        values = frame[name]
        convert: Callable[[Any], Any]
        if pd.api.types.is_datetime64_any_dtype(values):
            write, convert = page.write_datetime, pd.Timestamp.to_pydatetime
        elif pd.api.types.is_numeric_dtype(values):
            write, convert = page.write_number, float
        else:
            write, convert = page.write_string, _text
        known = values.notna()
        for row, value in zip(known.to_numpy().nonzero()[0] + 1, values[known], strict=True):
            write(int(row), column, convert(value))
        shown = values[known].head(_MEASURED_ROWS).astype("string").str.len()
        longest = 10 if pd.api.types.is_datetime64_any_dtype(values) else shown.max()
        widest = max(len(str(name)) + 2, int(longest) if len(shown) else 0, _NARROWEST)
        page.set_column(column, column, min(widest, _WIDEST))
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    if len(frame.columns):
        page.autofilter(0, 0, len(frame), len(frame.columns) - 1)


def _describe(
    page: Any,  # noqa: ANN401 - the same
    snapshot: Snapshot,
    sheets: Sequence[Sheet],
    said: tuple[str, str],
    bold: Any,  # noqa: ANN401 - the same
) -> None:
    """Write whose data it is, what was asked for, and what columns, codes and measures mean."""
    marking, note = said
    frames = {sheet.name: sheet.frame.columns for sheet in sheets}
    blocks: Mapping[tuple[str, ...], Iterable[tuple[str, ...]]] = {
        ("About this workbook",): _about_rows(snapshot, sheets, marking, note),
        ("Sheet", "Column", "Meaning"): column_rows(frames),
        ("Column", "Code", "Label", "Description"): code_rows(),
        ("Measure", "Unit", "Definition"): measure_rows(),
    }
    row = 0
    for heading, rows in blocks.items():
        for column, text in enumerate(heading):
            page.write_string(row, column, text, bold)
        for texts in rows:
            row += 1
            for column, text in enumerate(texts):
                page.write_string(row, column, _text(text))
        row += 2
    if marking:
        page.write_string(row, 0, _text(marking), bold)
    page.set_column(0, 0, 26)
    page.set_column(1, 2, 32)
    page.set_column(3, 3, _WIDEST)


def _about_rows(
    snapshot: Snapshot, sheets: Sequence[Sheet], marking: str, note: str
) -> list[tuple[str, ...]]:
    manifest, dataset = snapshot.manifest, snapshot.dataset
    rows = [
        ("Marking", marking),
        ("Warning", SYNTHETIC if dataset.synthetic else ""),
        ("Warning", EMPTY if snapshot.is_empty else ""),
        ("Title", snapshot.title),
        *((f"Filters of {sheet.name}", filters_text(sheet.filters)) for sheet in sheets),
        ("Measure", measure_text(snapshot)),
        ("Note", note),
        *(("Caveat", caveat) for caveat in snapshot.caveats),
        *(("Source", line) for line in snapshot.credits),
        ("Licence of the records", dataset.licence),
        ("Dataset", f"{dataset.label}, version {manifest.dataset_version}"),
        ("Address of the view", address_text(snapshot)),
        ("Made on", f"{day_text(manifest.time())}, version {manifest.software}"),
    ]
    return [(name, text) for name, text in rows if text]
