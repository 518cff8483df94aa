"""Which format a file has, told by its content."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from geodata.dates import column_order
from geodata.sources import acled, gtd, own, ucdp
from geodata.sources.guess import guess_mapping
from geodata.sources.mapping import ColumnMapping, MappingError
from geodata.sources.registry import FORMATS, Format, table_format

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "FORMATS",
    "ColumnMapping",
    "Detected",
    "Format",
    "MappingError",
    "detect",
    "guess_mapping",
    "table_format",
]


@dataclass(frozen=True, slots=True)
class Detected:
    """What a file is.

    Parameters
    ----------
    format : Format
        Of a table without a known format its reader needs a mapping: see :func:`table_format`.
    columns : tuple of str
        Names of the columns under which the rows are to be read, none twice.
    has_heading : bool
        Whether the first row is a heading.
    how : str
        What tells it, as a sentence.
    """

    format: Format
    columns: tuple[str, ...]
    has_heading: bool
    how: str


# In this order: the more telling first.
_SIGNATURES: Final = {
    "ucdp_ged": ucdp.SIGNATURE,
    "acled": acled.SIGNATURE,
    "gtd": gtd.SIGNATURE,
    "own": own.SIGNATURE,
}
# GEDEvent_v24_0_1.csv, GEDEvent_v23_01_23_12.csv
_CANDIDATE_FILE: Final = re.compile(r"(?i)v?\d{2}[._](?:0|01[._]\d{2})[._]\d{1,2}(?!\d)")
_NUMBER: Final = re.compile(r"-?\d+(?:[.,]\d+)*")
_DATE_LIKE: Final = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*")


def detect(first_rows: Sequence[Sequence[str]], file_name: str = "") -> Detected:
    """Tell the format of a file by its content.

    Parameters
    ----------
    first_rows : sequence of sequence of str
        The first rows, the heading first if there is one.
    file_name : str
        Tells releases of UCDP GED and of GED Candidate apart, whose columns are the same.

    Returns
    -------
    Detected
        The format ``table`` if no known one fits. Where a spreadsheet has rewritten the dates and
        those of the first rows fit only one order of day and month, the format's reader keeps
        to it.

    Raises
    ------
    MappingError
        If there is no row.

    Examples
    --------
    >>> detect([["Date", "Province"], ["2021-10-08", "Kunduz"]]).format.key
    'table'
    """
    if not first_rows or not any(first_rows[0]):
        raise MappingError("The file has no rows. Save it with a heading and a row an incident.")
    names = [_column_name(cell) for cell in first_rows[0]]
    for key, signature in _SIGNATURES.items():
        if set(signature) <= set(names):
            return _known(key, _unrepeated(names), first_rows[1:], file_name)
    if _is_ucdp_row(first_rows[0]):
        how = "The first row is an event of 49 values in the order of UCDP GED, without a heading."
        found = _with_order(FORMATS["ucdp_candidate"], ucdp.COLUMNS, first_rows)
        return Detected(found, ucdp.COLUMNS, has_heading=False, how=how)
    return _table(first_rows[0])


def _known(
    key: str, columns: tuple[str, ...], rows: Sequence[Sequence[str]], file_name: str
) -> Detected:
    how = f"The heading has the columns of {FORMATS[key].label}: {', '.join(_SIGNATURES[key])}."
    if key == "ucdp_ged" and _is_candidate(columns, rows, file_name):
        key = "ucdp_candidate"
        how += " Events that are not yet final, or the name of the file, tell GED Candidate."
    found = _with_order(FORMATS[key], columns, rows)
    return Detected(found, columns, has_heading=True, how=how)


def _is_candidate(columns: tuple[str, ...], rows: Sequence[Sequence[str]], file_name: str) -> bool:
    if _CANDIDATE_FILE.search(file_name):
        return True
    statuses = _cells("code_status", columns, rows)
    return any(status.strip().casefold() not in {"", "clear"} for status in statuses)


def _is_ucdp_row(row: Sequence[str]) -> bool:
    if len(row) != len(ucdp.COLUMNS):
        return False
    values = dict(zip(ucdp.COLUMNS, row, strict=True))
    numbers = ("id", "type_of_violence", "where_prec", "date_prec", "best", "low", "high")
    return all(_NUMBER.fullmatch(values[name].strip().strip("\ufeff")) for name in numbers)


def _with_order(found: Format, columns: tuple[str, ...], rows: Sequence[Sequence[str]]) -> Format:
    if not found.date_column:
        return found
    order = column_order(_cells(found.date_column, columns, rows))
    if order == "undecided":
        return found
    return replace(found, to_candidates=partial(found.to_candidates, date_order=order))


def _cells(column: str, columns: tuple[str, ...], rows: Sequence[Sequence[str]]) -> list[str]:
    place = columns.index(column) if column in columns else len(columns)
    return [row[place] for row in rows if place < len(row)]


def _table(first_row: Sequence[str]) -> Detected:
    cells = [cell.strip().strip("\ufeff") for cell in first_row]
    is_heading = not any(_NUMBER.fullmatch(cell) or _DATE_LIKE.fullmatch(cell) for cell in cells)
    columns = cells if is_heading else [""] * len(cells)
    how = (
        "The columns are of no known format; what each is must be confirmed."
        if is_heading
        else "The first row holds numbers or dates, so there is no heading; columns are numbered."
    )
    return Detected(FORMATS["table"], _unrepeated(columns), is_heading, how)


def _column_name(cell: str) -> str:
    return re.sub(r"\W+", "_", cell.strip().strip("\ufeff").casefold()).strip("_")


def _unrepeated(names: Sequence[str]) -> tuple[str, ...]:
    """Return names of which none is blank or stands twice."""
    found: list[str] = []
    named = [name or f"column {number}" for number, name in enumerate(names, start=1)]
    for name in named:
        unused, number = name, 1
        while unused in found:
            number += 1
            unused = f"{name} ({number})"
        found.append(unused)
    return tuple(found)
