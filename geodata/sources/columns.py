"""What all readers do with columns of text: look at each distinct value once.

A column of a million rows holds a few thousand actors, days or codes. They are numbered with
Arrow, worked on as a small table, and spread over the rows again, so that no reader goes
through rows one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata.names import fold_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    Marks = npt.NDArray[np.bool_]

_TEXT: Final = pa.large_string()


def texts(frame: pd.DataFrame, name: str) -> pa.Array:
    """Return a column as it stands; blank where the column or a value is missing.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of a file, all text.
    name : str
        A column that the file may lack.

    Returns
    -------
    pyarrow.LargeStringArray
        A text a row, never null.
    """
    if name not in frame:
        return constant("", len(frame))
    return pc.fill_null(arrow(frame[name]), "")


def arrow(values: pd.Series) -> pa.Array:
    """Return a column of text as one Arrow array."""
    found = pa.array(values.astype("str"), from_pandas=True)
    if isinstance(found, pa.ChunkedArray):
        found = found.combine_chunks()
    return found if found.type == _TEXT else found.cast(_TEXT)


def series(values: pa.Array, index: pd.Index) -> pd.Series:
    """Return an Arrow array of text as a column of pandas' text type."""
    return pd.Series(values, dtype="str", index=index)


def constant(value: str, rows: int) -> pa.Array:
    """Return the same text for every row."""
    return pa.repeat(pa.scalar(value, _TEXT), rows)


def identifiers(prefix: str, ids: pa.Array) -> pa.Array:
    """Return identifiers with the name of their dataset, so that those of two never meet."""
    return where(filled(ids), joined(f"{prefix}-", pc.utf8_trim_whitespace(ids)), "")


def filled(values: pa.Array) -> Marks:
    """Say which texts are not blank."""
    return np.asarray(pc.greater(pc.binary_length(values), 0))


def where(marks: Marks, yes: pa.Array | str, no: pa.Array | str) -> pa.Array:
    """Return one text where a mark is set, the other elsewhere."""
    first, second = (
        pa.scalar(values, _TEXT) if isinstance(values, str) else values for values in (yes, no)
    )
    return pc.if_else(pa.array(marks), first, second)


def joined(*parts: pa.Array | str) -> pa.Array:
    """Return the texts of several columns written one after the other."""
    scalars = [pa.scalar(part, _TEXT) if isinstance(part, str) else part for part in parts]
    return pc.binary_join_element_wise(*scalars, pa.scalar("", _TEXT))


def listed(*parts: pa.Array) -> pa.Array:
    """Return the texts of several columns as sentences one after the other; blanks are left out."""
    whole, *others = parts
    for part in others:
        space = where(filled(whole) & filled(part), " ", "")
        whole = joined(whole, space, part)
    return whole


def replaced_at(values: pa.Array, marks: Marks, texts_there: pa.Array) -> pa.Array:
    """Return the texts with those at the marks replaced, in their order."""
    return pc.replace_with_mask(values, pa.array(marks), texts_there)


@dataclass(frozen=True, slots=True)
class Distinct:
    """The distinct rows of some columns.

    Parameters
    ----------
    rows : pandas.DataFrame
        Each combination of values once, on a range index; texts without spaces around them.
    numbers : numpy.ndarray
        Which of them each row of the file is.

    Examples
    --------
    >>> columns = {"side": pa.array(["A", "B", "A"], pa.large_string())}
    >>> distinct = Distinct.of(columns)
    >>> distinct.rows["side"].tolist(), distinct.numbers.tolist()
    (['A', 'B'], [0, 1, 0])
    >>> distinct.spread(distinct.rows["side"].str.lower()).to_pylist()
    ['a', 'b', 'a']
    """

    rows: pd.DataFrame
    numbers: npt.NDArray[np.int64]

    @classmethod
    def of(cls, columns: Mapping[str, pa.Array]) -> Distinct:
        """Give each combination of the values of some columns of equal length a number."""
        length = len(next(iter(columns.values())))
        numbers = np.zeros(length, dtype=np.int64)
        for values in columns.values():
            encoded = values.dictionary_encode(null_encoding="encode")
            here = encoded.indices.to_numpy(zero_copy_only=False)
            # Numbered anew after each column, so that the product stays far below 2⁶³.
            numbers, _ = pd.factorize(numbers * max(len(encoded.dictionary), 1) + here)
        first = np.zeros(numbers.max(initial=-1) + 1, dtype=np.int64)
        first[numbers[::-1]] = np.arange(length)[::-1]
        rows = {name: values.take(pa.array(first)) for name, values in columns.items()}
        return cls(
            pd.DataFrame(
                {
                    name: series(pc.utf8_trim_whitespace(values), pd.RangeIndex(len(first)))
                    if values.type == _TEXT
                    else values.to_pandas()
                    for name, values in rows.items()
                }
            ),
            numbers.astype(np.int64, copy=False),
        )

    def spread(self, values: pd.Series) -> pa.Array:
        """Return the text of each row of the file from the texts of the distinct rows."""
        return arrow(values).take(pa.array(self.numbers))

    def spread_marks(self, marks: pd.Series) -> Marks:
        """Return the mark of each row of the file from the marks of the distinct rows."""
        return np.asarray(marks.to_numpy(dtype=np.bool_)[self.numbers])


def converted(values: pa.Array, convert: Callable[[str], str]) -> pa.Array:
    """Return each text converted; the function sees each distinct one once, trimmed."""
    distinct = Distinct.of({"value": values})
    return distinct.spread(pd.Series(map(convert, distinct.rows["value"]), dtype="str"))


def without(values: pa.Array, pattern: str) -> pa.Array:
    """Return the texts, trimmed, without what a regular expression (RE2) finds."""
    distinct = Distinct.of({"value": values})
    kept = pc.replace_substring_regex(arrow(distinct.rows["value"]), pattern, "")
    return kept.take(pa.array(distinct.numbers))


def marked(values: pa.Array, is_so: Callable[[str], bool]) -> Marks:
    """Return for each text whether something is so; asked of each distinct one once, trimmed."""
    distinct = Distinct.of({"value": values})
    return distinct.spread_marks(pd.Series(map(is_so, distinct.rows["value"]), dtype="bool"))


def recoded(values: pa.Array, codes: Mapping[str, str], otherwise: str | None = None) -> pa.Array:
    """Return codes of a file as codes of the atlas.

    Parameters
    ----------
    values : pyarrow.Array
        Codes as the file has them.
    codes : mapping of str to str
        Code of the file → code of the atlas.
    otherwise : str, optional
        What stands for other codes; by default they stay as they are, for the checks to see.
    """

    def recode(text: str) -> str:
        code = plain_code(text)
        return codes.get(code, code if otherwise is None else otherwise)

    return converted(values, recode)


def plain_code(code: str) -> str:
    """Return a numeric code as a whole number: spreadsheets turn 1 into 1.0."""
    whole, point, decimals = code.partition(".")
    return whole if point and not decimals.strip("0") else code


def is_afghanistan(country: str) -> bool:
    """Say whether a name or code is of Afghanistan; a blank speaks for no other country."""
    folded = fold_words(country)
    is_named = "afghanistan" in folded or "افغانستان" in folded
    # ISO 3166-1 in its three forms.
    return is_named or folded in {"", "af", "afg", "4", "004"}
