"""Excel workbooks (XLSX): the first sheet that holds a table, its cells as text."""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

import openpyxl
import pandas as pd
from openpyxl.utils.escape import unescape

from geodata.limits import Limits, size_text
from geodata.sources.archives import whole
from geodata.sources.rawfile import FIRST_ROWS, RawBatch, RawFile, ReadError
from geodata.sources.tables import malformed_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openpyxl.worksheet._read_only import ReadOnlyWorksheet
    from openpyxl.worksheet.worksheet import Worksheet


MAX_SHEETS: Final = 20
"""Sheets that are looked at for a table."""

MAX_BATCH_LETTERS: Final = 64 << 20
"""A batch ends early when its texts are that long: many cells may share one long text."""

MAX_TITLE_LINES: Final = 1_000
"""Lines from the top in which the table has to begin."""

MAX_SHEET_ROWS: Final = 1_048_576
"""Rows of a sheet, by the format."""

_EXACT_BELOW: Final = 2**53
"""Whole numbers below it are exact in floating point."""

_CHUNK_ROWS: Final = 500
_SAVE_AGAIN: Final = "Open it in Excel or LibreOffice and save it again as XLSX, or as CSV."


def sniff(raw: RawFile) -> RawFile:
    """Find the first sheet with a table, and its first rows.

    A sheet holds a table from its first row with two filled cells on; rows above are titles.

    Parameters
    ----------
    raw : RawFile
        Of kind ``excel``.

    Raises
    ------
    ReadError
        If it is no sound workbook, or no sheet holds a table.
    """
    only_heading = None
    with _workbook(raw) as sheets:
        for name, sheet in sheets[:MAX_SHEETS]:
            found = [row for _, row in islice(_table_rows(sheet, raw), FIRST_ROWS)]
            width = max(map(len, found), default=0)
            first_rows = [row + [""] * (width - len(row)) for row in found]
            if not found or (len(found) == 1 and only_heading is not None):
                continue
            others = len(sheets) - 1
            remark = f"Sheet “{name}” was read, the {others:,} other sheets were not."
            read = replace(raw, sheet=name, first_rows=first_rows, remark=remark if others else "")
            if len(found) > 1:
                return read
            only_heading = read
        seen = f"the first {MAX_SHEETS} of {len(sheets):,}" if len(sheets) > MAX_SHEETS else "its"
    if only_heading is not None:
        return only_heading
    raise ReadError(
        raw.file_name,
        f"No table was found in {seen} sheets.",
        "Move the sheet with the table to the front; the table needs two columns or more.",
    )


def batches(
    raw: RawFile, columns: Sequence[str], wanted: Sequence[str], rows: int, *, has_heading: bool
) -> Iterator[RawBatch]:
    """Yield the rows of the sheet.

    Empty rows are left out and not counted. A row that is filled beyond the last column is
    malformed.

    Parameters
    ----------
    raw : RawFile
        Of kind ``excel``.
    columns, wanted : sequence of str
        Names of all columns in order, and of those to read.
    rows : int
        Rows a batch.
    has_heading : bool
        Whether the first row is left out.

    Raises
    ------
    ReadError
        If the workbook is damaged, or changed meanwhile.
    """
    places = [columns.index(name) for name in wanted]
    with _workbook(raw) as sheets:
        sheet = dict(sheets)[raw.sheet]
        last_line = max(sheet.max_row or 1, 1)
        sheet.reset_dimensions()
        batch = _Batch(wanted)
        number = -int(has_heading)
        for line, row in _table_rows(sheet, raw):
            number += 1
            if number < 1:
                continue
            batch.add(number, row, places, len(columns))
            if batch.size == rows or batch.letters >= MAX_BATCH_LETTERS:
                raw.content.check_unchanged()
                yield batch.finished(raw.size_bytes * min(line, last_line) // last_line)
                batch = _Batch(wanted)
        raw.content.check_unchanged()
        if batch.size:
            yield batch.finished(raw.size_bytes)


class _Batch:
    """Collects rows."""

    def __init__(self, wanted: Sequence[str]) -> None:
        self._wanted = wanted
        self._numbers: list[int] = []
        self._rows: list[list[str]] = []
        self._malformed: list[tuple[int, str]] = []
        self.letters = 0

    @property
    def size(self) -> int:
        return len(self._numbers) + len(self._malformed)

    def add(self, number: int, row: list[str], places: list[int], width: int) -> None:
        self.letters += sum(map(len, row))
        if len(row) > width:
            self._malformed.append((number, "\t".join(row)))
            return
        row = row + [""] * (width - len(row))
        self._numbers.append(number)
        self._rows.append([row[place] for place in places])

    def finished(self, bytes_read: int) -> RawBatch:
        index = pd.Index(self._numbers, dtype="int64", name="source_row")
        frame = pd.DataFrame(self._rows, index=index, columns=list(self._wanted), dtype="str")
        return RawBatch(frame, malformed_of(self._malformed), bytes_read)


@contextmanager
def _workbook(raw: RawFile) -> Iterator[list[tuple[str, ReadOnlyWorksheet]]]:
    """Open a workbook; give its visible sheets by name."""
    content = whole(raw.content, raw.compression, raw.member)
    with ExitStack() as stack:
        file = stack.enter_context(content.open())
        _check_parts(raw, file)
        try:
            # openpyxl reads a sheet row by row, so that it needs little memory. calamine is six
            # times faster but lays the whole sheet out in memory: two cells in opposite corners,
            # a file of 5 kB, end the process.
            with warnings.catch_warnings():
                # What openpyxl leaves out (styles, checks of input) is none of a table's cells.
                warnings.simplefilter("ignore", UserWarning)
                workbook = openpyxl.load_workbook(
                    file, read_only=True, data_only=True, keep_links=False
                )
        except Exception as error:
            raise _damaged(raw.file_name, error) from error
        stack.callback(workbook.close)
        sheets = [each for each in workbook.worksheets if each.sheet_state == "visible"]
        yield [(sheet.title, sheet) for sheet in sheets]


def _check_parts(raw: RawFile, file: BinaryIO) -> None:
    """Refuse a workbook that takes too much memory, before it is unpacked."""
    file_name, limits = raw.file_name, raw.content.limits
    try:
        parts = zipfile.ZipFile(file).infolist()
    except Exception as error:
        raise _damaged(file_name, error) from error
    total = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if total > limits.workbook_harmless_bytes and total > limits.ratio * packed:
        raise ReadError(
            file_name,
            f"It unpacks to more than {limits.ratio:,} times its size, as a bomb does.",
            "Get it from a source you trust, or save the sheet as CSV.",
        )
    if total > limits.workbook_bytes:
        raise ReadError(
            file_name,
            "The workbook is too large to be read: unpacked it has more than "
            f"{size_text(limits.workbook_bytes)}.",
            limits.remedy("workbook_bytes", "Save the sheet as CSV"),
        )
    for part in parts:
        _check_part(file_name, part, limits)
    if not any(part.filename.startswith("xl/worksheets/") for part in parts):
        raise ReadError(
            file_name,
            "This is an Office file, but no workbook of the XLSX kind.",
            "Save the table as XLSX or CSV.",
        )


def _check_part(file_name: str, part: zipfile.ZipInfo, limits: Limits) -> None:
    if part.filename.startswith(("xl/worksheets/", "xl/media/")):
        return
    bound = "texts_bytes" if part.filename == "xl/sharedStrings.xml" else "part_bytes"
    most_bytes: int = getattr(limits, bound)
    if part.file_size > most_bytes:
        raise ReadError(
            file_name,
            f"The workbook is too large to be read: its part {part.filename} has more than "
            f"{size_text(most_bytes)} unpacked.",
            limits.remedy(bound, "Save the sheet as CSV"),
        )


def _table_rows(sheet: ReadOnlyWorksheet, raw: RawFile) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and texts of the rows that are not empty, from the table's first on."""
    in_table = False
    for line, row in enumerate(_cells(sheet, raw.file_name), start=1):
        texts = [cell_text(value) for value in row]
        while texts and not texts[-1]:
            texts.pop()
        _check_place(raw, line, texts)
        in_table = in_table or sum(map(bool, texts)) > 1
        if in_table and texts:
            yield line, texts
        elif not in_table and line == MAX_TITLE_LINES:
            return


def _cells(sheet: ReadOnlyWorksheet, file_name: str) -> Iterator[tuple[Any, ...]]:
    # The size that the file claims for the sheet may be wrong.
    sheet.reset_dimensions()
    # It borrows the method of the class that its type stub says it is none of.
    rows = cast("Worksheet", sheet).iter_rows(values_only=True)
    while True:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)
                chunk = list(islice(rows, _CHUNK_ROWS))
        except Exception as error:
            raise _damaged(file_name, error) from error
        if not chunk:
            return
        yield from chunk


def _check_place(raw: RawFile, line: int, texts: list[str]) -> None:
    most_columns = raw.content.limits.columns
    if line > MAX_SHEET_ROWS or len(texts) > most_columns:
        raise ReadError(
            raw.file_name,
            f"A cell in row {line:,}, column {len(texts):,} is too far out for a table.",
            f"Delete what is beyond column {most_columns:,}, and save the workbook again.",
        )


def cell_text(value: Any) -> str:  # noqa: ANN401 - whatever openpyxl finds in a cell
    """Return a cell as text: days as ISO 8601, whole numbers without decimal point.

    Examples
    --------
    >>> [cell_text(value) for value in (3.0, 2.5, None, True, dt.datetime(2021, 10, 8))]
    ['3', '2.5', '', 'true', '2021-10-08']
    """
    match value:
        case None:
            text = ""
        case str():
            text = _unescaped(value) if "_x" in value else value
        case bool():
            text = str(value).lower()
        case float() if value.is_integer() and abs(value) < _EXACT_BELOW:
            text = str(int(value))
        case dt.datetime() if value.time() == dt.time():
            text = value.date().isoformat()
        case dt.datetime() | dt.time():
            text = value.isoformat(timespec="seconds")
        case _:
            text = str(value)
    return text


def _unescaped(text: str) -> str:
    """Turn ``_x000D_`` into the character; half a pair of surrogates is no letter."""
    units = unescape(text).encode("utf-16", "surrogatepass")
    return units.decode("utf-16", "replace")


def _damaged(file_name: str, error: Exception) -> ReadError:
    return ReadError(file_name, f"The workbook is damaged ({error}).", _SAVE_AGAIN)
