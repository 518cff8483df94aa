"""Figures of killed, injured and sources: text → whole numbers, and estimates into order.

Blank is unknown, never zero, and no best estimate is made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata.checks.columns import Texts, distinct, joined, marks, replaced, text_array, text_series
from geodata.checks.outcomes import Objection
from geodata.checks.texts import clean_texts
from geodata.dates import normalise_digits
from geodata.model import ESTIMATES
from geodata.schema import COUNT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy.typing as npt

    from geodata.checks.columns import Marks

    Numbers: TypeAlias = npt.NDArray[np.int64]

UNKNOWN: Final = -1
"""Stands for an unknown figure while columns are compared; no figure is negative."""

MOST_KILLED: Final = 10_000
MOST_INJURED: Final = 20_000
"""More than this in one incident is taken for a mistake in the file."""
MOST_SOURCES: Final = 100_000

LIMITS: Final = {
    **{name: MOST_INJURED if name.startswith("injured") else MOST_KILLED for name in COUNT_COLUMNS},
    "sources_count": MOST_SOURCES,
}
"""The largest number believed, by column."""

WORDS_FOR_UNKNOWN: Final = ("", "na", "n/a", "nan", "null", "none", "unknown", "-", "–", "?")
"""What tables write where they know no number, in lower case; statistics programs write NA."""

# Three digits behind a comma, a space or an apostrophe are thousands; behind a point they are
# decimals. A figure of people has no decimals but zeros, which spreadsheets add.
_WHOLE: Final = r"^(?:[0-9]+|[0-9]{1,3}(?:[,'’ \x{a0}\x{202f}][0-9]{3})+)(?:\.0*)?$"
_NOT_DIGITS: Final = r"(?:\.0*$|[^0-9])"
# Longer ones are absurd whatever they are, and might not fit.
_MOST_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a batch.

    Parameters
    ----------
    figures : dict of str to numpy.ndarray of int
        By column; :data:`UNKNOWN` where there is none.
    flags : dict of str to numpy.ndarray of bool
        By code.
    objections : list of Objection
        Invalid figures first, in the order of the columns.
    remarks : pyarrow.Array
        Sentences for the note, ``""`` for most rows.
    """

    figures: dict[str, Numbers]
    flags: dict[str, Marks]
    objections: list[Objection]
    remarks: Texts


def in_western_digits(texts: Texts) -> tuple[Texts, Marks]:
    """Return clean texts of numbers, in the digits 0 to 9; and which digits changed."""
    trimmed = clean_texts(texts).texts
    foreign = ~marks(pc.string_is_ascii(trimmed))
    if not foreign.any():
        return trimmed, foreign
    given = text_series(trimmed.filter(pa.array(foreign)))
    western = normalise_digits(given)
    changed = foreign.copy()
    changed[foreign] = western.ne(given).to_numpy(dtype=np.bool_)
    return replaced(trimmed, foreign, text_array(western)), changed


def whole_numbers(texts: Texts) -> pd.DataFrame:
    """Read whole numbers, each text by itself.

    Parameters
    ----------
    texts : pyarrow.Array
        ``3``, ``3.0``, ``1,234``, ``۳``; blank and :data:`WORDS_FOR_UNKNOWN` are unknown.

    Returns
    -------
    pandas.DataFrame
        ``value`` (int64, :data:`UNKNOWN` where there is none or it can't be read), ``is_invalid``,
        ``is_converted`` (was written in other digits than 0 to 9).

    Examples
    --------
    >>> whole_numbers(pa.array(["3", "3.0", "1,234", "۱۲", "", "3.5", "-2"], pa.large_string()))
       value  is_invalid  is_converted
    0      3       False         False
    1      3       False         False
    2   1234       False         False
    3     12       False          True
    4     -1       False         False
    5     -1        True         False
    6     -1        True         False
    """
    plain, is_converted = in_western_digits(texts)
    is_unknown = marks(pc.is_in(pc.utf8_lower(plain), pa.array(WORDS_FOR_UNKNOWN, plain.type)))
    is_whole = marks(pc.match_substring_regex(plain, _WHOLE))
    digits = pc.replace_substring_regex(pc.if_else(pa.array(is_whole), plain, ""), _NOT_DIGITS, "")
    short = pc.utf8_slice_codeunits(pc.utf8_ltrim(digits, "0"), 0, _MOST_DIGITS + 1)
    values = pc.if_else(pc.equal(short, ""), "0", short).cast(pa.int64()).to_numpy()
    return pd.DataFrame(
        {
            "value": np.where(is_whole, values, UNKNOWN),
            "is_invalid": ~is_whole & ~is_unknown,
            "is_converted": is_converted & is_whole,
        }
    )


def ordered(low: Numbers, best: Numbers, high: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Complete one triple of estimates a row.

    Where the best is known, a missing bound is the best itself, and bounds on the wrong side
    widen until low ≤ best ≤ high holds. Without a best the triple is unknown as a whole, since
    sums of lows with no best beside them would be read against sums of other records; only equal
    bounds leave no choice for it.

    Parameters
    ----------
    low, best, high : numpy.ndarray of int
        :data:`UNKNOWN` where not given.

    Returns
    -------
    tuple of numpy.ndarray
        Low, best, high: all three known with low ≤ best ≤ high, or all three unknown.

    Examples
    --------
    >>> low, best, high = np.array([[5, -1, 3, 4], [2, 7, -1, -1], [3, -1, 9, 4]])
    >>> [part.tolist() for part in ordered(low, best, high)]
    [[2, 7, -1, 4], [2, 7, -1, 4], [5, 7, -1, 4]]
    """
    best = np.where((best == UNKNOWN) & (low == high), low, best)
    is_known = best != UNKNOWN
    low = np.where(low == UNKNOWN, best, low)
    high = np.where(high == UNKNOWN, best, high)
    lowest = np.minimum(np.minimum(low, best), high)
    highest = np.maximum(np.maximum(low, best), high)
    return np.where(is_known, lowest, UNKNOWN), best, np.where(is_known, highest, UNKNOWN)


def check_figures(columns: Mapping[str, Texts]) -> Figures:
    """Read the figures of a batch, and say which rows can't be read or believed.

    Parameters
    ----------
    columns : mapping of str to pyarrow.Array
        :data:`geodata.schema.COUNT_COLUMNS` and ``sources_count``.
    """
    read = {name: _read(columns[name], limit) for name, limit in LIMITS.items()}
    figures = {name: read[name] for name in COUNT_COLUMNS}
    objections = [
        Objection(reason, name, table[mark].to_numpy())
        for reason, mark in (("number_invalid", "is_invalid"), ("number_absurd", "is_absurd"))
        for name, table in figures.items()
    ]
    values = {name: table["value"].to_numpy() for name, table in read.items()}
    killed, injured = (_estimates(kind, values) for kind in ("killed", "injured"))
    sources = read["sources_count"]
    flags = {
        # How many sources there are is no figure of the incident: the row is kept without it.
        "sources_count_invalid": (sources["is_invalid"] | sources["is_absurd"]).to_numpy(),
        "digits_converted": _any(table["is_converted"].to_numpy() for table in read.values()),
        "estimates_reordered": killed.is_reordered | injured.is_reordered,
        "estimates_incomplete": killed.is_incomplete | injured.is_incomplete,
    }
    remarks = joined(killed.remarks, injured.remarks, separator=" ")
    return Figures(
        figures={**values, **killed.figures, **injured.figures},
        flags=flags,
        objections=objections,
        remarks=pc.utf8_trim_whitespace(remarks),
    )


def _any(marked: Iterable[Marks]) -> Marks:
    return np.asarray(np.logical_or.reduce(list(marked)), dtype=np.bool_)


def _read(texts: Texts, limit: int) -> pd.DataFrame:
    numbers, found = distinct(texts)
    table = whole_numbers(found)
    table["is_absurd"] = table["value"] > limit
    # What isn't believed is no figure, wherever it is asked for.
    table["value"] = table["value"].mask(table["is_absurd"], UNKNOWN)
    return table.take(numbers)


@dataclass(frozen=True, slots=True)
class _Estimates:
    figures: dict[str, Numbers]
    is_reordered: Marks
    is_incomplete: Marks
    remarks: Texts


def _estimates(kind: str, figures: Mapping[str, Numbers]) -> _Estimates:
    names = [f"{kind}_{estimate}" for estimate in ESTIMATES]
    low, best, high = (figures[name] for name in names)
    whole = ordered(low, best, high)
    is_known = whole[1] != UNKNOWN
    is_incomplete = ~is_known & ((low != UNKNOWN) | (high != UNKNOWN))
    return _Estimates(
        figures=dict(zip(names, whole, strict=True)),
        # Bounds that are given but not the ones that hold all three.
        is_reordered=is_known
        & (((low != UNKNOWN) & (low != whole[0])) | ((high != UNKNOWN) & (high != whole[2]))),
        is_incomplete=is_incomplete,
        remarks=_remarks(kind, low, high, is_incomplete),
    )


def _remarks(kind: str, low: Numbers, high: Numbers, rows: Marks) -> Texts:
    """Keep in words what a triple without a best estimate did say."""
    remarks = pa.nulls(len(rows), pa.large_string()).fill_null("")
    least, most = (_said(bound[rows]) for bound in (low, high))
    head = f"The source has no best figure of {kind}; low: "
    return replaced(
        remarks,
        rows,
        joined(head, least, ", high: ", most, "."),
    )


def _said(bounds: Numbers) -> Texts:
    digits = pa.array(bounds).cast(pa.large_string())
    return pc.if_else(pa.array(bounds == UNKNOWN), "not given", digits)
