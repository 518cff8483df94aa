"""Columns of any Arrow type as text, and text as the frames that readers hand on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

_PANDAS_TYPES: Final = {pa.large_string(): pd.StringDtype(na_value=np.nan)}
"""The type that pandas calls ``str``."""

_EXACT_BELOW: Final = 2.0**53
"""Whole numbers below it are exact in floating point."""


def malformed_of(rows: Sequence[tuple[int, str]]) -> pd.DataFrame:
    """Return rows with a wrong number of fields as the frame of a batch.

    Examples
    --------
    >>> malformed_of([(3, "a,b,c")]).to_dict("records")
    [{'source_row': 3, 'text': 'a,b,c'}]
    """
    return pd.DataFrame(
        {
            "source_row": pd.Series([number for number, _ in rows], dtype="int64"),
            "text": pd.Series([text for _, text in rows], dtype="str"),
        }
    )


def frame_of(table: pa.Table, numbers: pd.Index | None = None) -> pd.DataFrame:
    """Return a table of text as a frame.

    Parameters
    ----------
    table : pyarrow.Table
        Columns of type large_string, none missing.
    numbers : pandas.Index, optional
        Row numbers; without, the frame has no rows.
    """
    if numbers is None:
        numbers = pd.Index([], dtype="int64", name="source_row")
    frame: pd.DataFrame = table.combine_chunks().to_pandas(types_mapper=_PANDAS_TYPES.get)
    return frame.set_axis(numbers, axis=0)


def text_column(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as text, blank where a value is missing.

    Whole numbers have no decimal point, days and times are ISO 8601 (a time of midnight is left
    out, fractions of a second too, a time zone's clock is kept), nested values are JSON.

    Parameters
    ----------
    values : pyarrow.ChunkedArray
        Of any type.

    Returns
    -------
    pyarrow.ChunkedArray
        Of type large_string, none missing.

    Examples
    --------
    >>> text_column(pa.chunked_array([[3.0, 2.5, None, float("nan")]])).to_pylist()
    ['3', '2.5', '', '']
    """
    if isinstance(values.type, pa.BaseExtensionType):
        values = pa.chunked_array(
            [chunk.storage for chunk in values.chunks], values.type.storage_type
        )
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    return pc.fill_null(_as_text(values), pa.scalar("", pa.large_string()))


def _as_text(values: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = values.type
    if pa.types.is_timestamp(kind) or pa.types.is_date64(kind):
        return _times_as_text(values)
    if pa.types.is_floating(kind):
        return _floats_as_text(values)
    if _is_binary(kind):
        return _bytes_as_text(values)
    if pa.types.is_nested(kind):
        return _each_as_text(
            values, lambda value: json.dumps(value, default=str, ensure_ascii=False)
        )
    if pa.types.is_duration(kind) or pa.types.is_interval(kind):
        return _each_as_text(values, str)
    return _valid_text(values.cast(pa.large_string()))


def _valid_text(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return texts as UTF-8; Arrow takes what a file calls text as it is."""
    try:
        values.validate(full=True)
    except pa.ArrowInvalid:
        return _bytes_as_text(values.cast(pa.large_binary()))
    return values


def _times_as_text(values: pa.ChunkedArray) -> pa.ChunkedArray:
    if getattr(values.type, "tz", None):
        values = pc.local_timestamp(values)
    text = values.cast(pa.timestamp("s"), safe=False).cast(pa.large_string())
    text = pc.replace_substring_regex(text, pattern=" 00:00:00$", replacement="")
    return pc.replace_substring(text, pattern=" ", replacement="T")


def _floats_as_text(values: pa.ChunkedArray) -> pa.ChunkedArray:
    values = values.cast(pa.float64())
    values = pc.if_else(pc.is_nan(values), None, values)
    text = values.cast(pa.large_string())
    # Identifiers such as GTD's 201401010001 become floats where one is missing.
    exact = pc.and_(pc.equal(values, pc.floor(values)), pc.less(pc.abs(values), _EXACT_BELOW))
    whole = pc.if_else(exact, values, None).cast(pa.int64()).cast(pa.large_string())
    return pc.coalesce(whole, text)


def _is_binary(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_fixed_size_binary(kind)
        or pa.types.is_binary_view(kind)
    )


def _bytes_as_text(values: pa.ChunkedArray) -> pa.ChunkedArray:
    # Some writers store text as bytes.
    return _each_as_text(values, lambda value: value.decode("utf-8", "replace"))


def _each_as_text(values: pa.ChunkedArray, convert: Any) -> pa.ChunkedArray:  # noqa: ANN401 - any type
    texts = [None if value is None else convert(value) for value in values.to_pylist()]
    return pa.chunked_array([pa.array(texts, pa.large_string())])
