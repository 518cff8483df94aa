"""What the checks find: flags of accepted rows, and the first reason against rejected ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata.checks.columns import TEXT_TYPE, Texts, distinct, joined, text_array, text_series
from geodata.reasons import FLAGS, REJECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import numpy.typing as npt

    from geodata.checks.columns import Marks

    Bits: TypeAlias = npt.NDArray[np.int64]

SEPARATOR: Final = ";"
REJECTED_COLUMNS: Final = ("incident_id", "reason", "column", "value", "sentence")
LONGEST_VALUE: Final = 200
"""Characters of an offending value that a report shows."""

# A flag is a bit of a number a row, so that joining them costs one look at each combination.
_BITS: Final = {code: np.int64(1) << place for place, code in enumerate(FLAGS)}
# Shown with their pair.
_SUBJECTS: Final = {"latitude": "coordinates"}
# Would turn a report's lines around, or break them.
_INVISIBLE: Final = r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+"


@dataclass(frozen=True, slots=True)
class Objection:
    """One reason against the rows of a batch.

    Parameters
    ----------
    reason : str
        A code of :data:`geodata.reasons.REJECTIONS`.
    column : str
        The candidates' column that it is about.
    rows : numpy.ndarray of bool
        A value a row.
    hint : str
        What would be right, where the reason's own sentence doesn't say.
    """

    reason: str
    column: str
    rows: Marks
    hint: str = ""

    def among(self, rows: Marks) -> Objection:
        """Return the same reason against the marked rows only."""
        return replace(self, rows=self.rows[rows])


def flag_bits(texts: Texts) -> Bits:
    """Read flags joined by ``;``; a word that is no flag is left out."""
    numbers, found = distinct(texts)
    known = [
        sum(_BITS[code] for code in {part.strip() for part in text.split(SEPARATOR)} & set(_BITS))
        for text in found.to_pylist()
    ]
    return np.array(known, dtype=np.int64)[numbers]


def joined_flags(bits: Bits) -> Texts:
    """Write flags joined by ``;``, in the order of :data:`geodata.reasons.FLAGS`."""
    numbers, found = pd.factorize(bits)
    texts = [
        SEPARATOR.join(code for code, bit in _BITS.items() if combination & bit)
        for combination in found
    ]
    return pa.array(texts, pa.large_string()).take(pa.array(numbers))


def with_flags(bits: Bits, flags: Mapping[str, Marks]) -> Bits:
    """Return the flags of each row with more of them raised."""
    for code, rows in flags.items():
        if rows.any():
            bits = bits | np.where(rows, _BITS[code], 0)
    return bits


def rows_by_flag(texts: Texts) -> Iterator[tuple[str, Marks]]:
    """Go through all flags, in order, with the rows that raise each."""
    bits = flag_bits(texts)
    return ((code, (bits & bit) != 0) for code, bit in _BITS.items())


def add_flag(flags: pd.Series, code: str, rows: Marks) -> pd.Series:
    """Raise one flag on the marked rows of a column of joined flags.

    Examples
    --------
    >>> flags = pd.Series(["", "provisional"], dtype="str")
    >>> add_flag(flags, "near_duplicate", np.array([True, True])).tolist()
    ['near_duplicate', 'near_duplicate;provisional']
    """
    if not rows.any():
        return flags
    bits = flag_bits(text_array(flags[rows]))
    changed = flags.copy()
    changed[rows] = text_series(joined_flags(bits | _BITS[code])).to_numpy()
    return changed


def is_rejected(objections: Iterable[Objection], rows: int) -> Marks:
    """Return which rows have at least one reason against them."""
    rejected = np.zeros(rows, dtype=np.bool_)
    for objection in objections:
        rejected |= objection.rows
    return rejected


def rejected_rows(
    columns: Mapping[str, Texts], index: pd.Index, objections: Iterable[Objection]
) -> pd.DataFrame:
    """Return the rejected rows of a batch, each with the first reason against it.

    Parameters
    ----------
    columns : mapping of str to pyarrow.Array
        The texts of the batch, as the file has them; ``incident_id`` among them.
    index : pandas.Index
        ``source_row``, a value a row of the batch.
    objections : iterable of Objection
        In the order in which they count.

    Returns
    -------
    pandas.DataFrame
        A row a rejected row, in the order of the batch: ``incident_id``, ``reason``, ``column``,
        ``value`` (at most 200 characters), ``sentence``.
    """
    free = np.ones(len(index), dtype=np.bool_)
    parts, places = [], []
    for objection in objections:
        rows = objection.rows & free
        if rows.any():
            free &= ~rows
            parts.append(_part(columns, objection, rows))
            places.append(np.flatnonzero(rows))
    if not parts:
        return pd.DataFrame(columns=list(REJECTED_COLUMNS), index=index[:0], dtype=TEXT_TYPE)
    order = np.concatenate(places)
    found = pd.concat(parts, ignore_index=True).set_index(index[order])
    return found.iloc[np.argsort(order, kind="stable")]


def _part(columns: Mapping[str, Texts], objection: Objection, rows: Marks) -> pd.DataFrame:
    mask = pa.array(rows)
    numbers, values = distinct(_shown(columns[objection.column].filter(mask)))
    subject = _SUBJECTS.get(objection.column, objection.column.replace("_", " ")).capitalize()
    about = [REJECTIONS[objection.reason].sentence, objection.hint]
    sentences = [
        " ".join(filter(None, [value and f"{subject}: “{value}”.", *about]))
        for value in values.to_pylist()
    ]
    take = pa.array(numbers)
    return pd.DataFrame(
        {
            "incident_id": text_series(_shown(columns["incident_id"].filter(mask))),
            "reason": pd.Series(objection.reason, index=range(len(take)), dtype=TEXT_TYPE),
            "column": pd.Series(objection.column, index=range(len(take)), dtype=TEXT_TYPE),
            "value": text_series(values.take(take)),
            "sentence": text_series(pa.array(sentences, pa.large_string()).take(take)),
        }
    )


def _shown(values: Texts) -> Texts:
    visible = pc.utf8_trim_whitespace(pc.replace_substring_regex(values, _INVISIBLE, " "))
    is_long = pc.greater(pc.utf8_length(visible), LONGEST_VALUE)
    cut = pc.utf8_slice_codeunits(visible, 0, LONGEST_VALUE - 1)
    return pc.if_else(is_long, joined(cut, "…"), visible)
