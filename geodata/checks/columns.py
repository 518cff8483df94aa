"""Whole columns of text as Arrow arrays, and each distinct value looked at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    import numpy.typing as npt

    Marks: TypeAlias = npt.NDArray[np.bool_]

# pyarrow has no types of its own yet; texts are large strings, "" where there is nothing.
Texts: TypeAlias = Any

TEXT_TYPE = pd.StringDtype(na_value=np.nan)
"""The type of text in frames: pandas' default."""


class Distinct(NamedTuple):
    """The distinct texts of a column, and the number of each row's text among them."""

    numbers: npt.NDArray[np.int64]
    texts: Texts


def text_array(values: pd.Series) -> Texts:
    """Return a column as one Arrow array of text, ``""`` where a value is missing."""
    array = pa.array(values, type=pa.large_string(), from_pandas=True)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    return array.fill_null("") if array.null_count else array


def text_series(texts: Texts) -> pd.Series:
    """Return an Arrow array as a column, counted from 0; its nulls are missing."""
    return pd.Series(pd.array(texts, dtype=TEXT_TYPE))


def marks(booleans: Any) -> Marks:  # noqa: ANN401 - pyarrow has no types of its own yet
    """Return an Arrow array of truth values, none of them null, for numpy."""
    return np.asarray(booleans.to_numpy(zero_copy_only=False), dtype=np.bool_)


def is_blank(texts: Texts) -> Marks:
    """Return which texts are empty."""
    return marks(pc.equal(texts, ""))


def distinct(texts: Texts) -> Distinct:
    """Give numbers to the distinct texts of a column by first appearance.

    Examples
    --------
    >>> numbers, texts = distinct(pa.array(["b", "a", "b"], pa.large_string()))
    >>> numbers.tolist(), texts.to_pylist()
    ([0, 1, 0], ['b', 'a'])
    """
    encoded = pc.dictionary_encode(texts)
    return Distinct(encoded.indices.to_numpy().astype(np.int64), encoded.dictionary)


def replaced(texts: Texts, rows: Marks, replacements: Texts) -> Texts:
    """Return a column in which marked rows hold other texts, given in the order of the rows."""
    return pc.replace_with_mask(texts, pa.array(rows), replacements) if rows.any() else texts


def joined(*parts: Texts | str, separator: str = "") -> Texts:
    """Join columns and fixed words, row by row.

    Examples
    --------
    >>> joined("low: ", pa.array(["1", "2"], pa.large_string()), ".").to_pylist()
    ['low: 1.', 'low: 2.']
    """
    # Arrow joins texts of one type only, and takes a word for a small string.
    words = [
        pa.scalar(part, pa.large_string()) if isinstance(part, str) else part
        for part in (*parts, separator)
    ]
    return pc.binary_join_element_wise(*words)
