"""Checked columns → the table of records, typed as the store has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata.checks.columns import TEXT_TYPE, Texts
from geodata.checks.numbers import UNKNOWN
from geodata.layout import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from geodata.checks.columns import Marks

RECORD_SCHEMA: Final = pa.schema(
    [field for field in SCHEMA if field.name not in {"dataset", "source_file"}]
)
"""Columns of checked records: those of the store but the two that only the import knows."""

# Texts in which a blank says something: that no flag was raised.
_NEVER_MISSING: Final = ("flags",)
_TYPES: Final[dict[pa.DataType, Any]] = {
    pa.int64(): pd.Int64Dtype(),
    pa.float64(): pd.Float64Dtype(),
    pa.large_string(): TEXT_TYPE,
}


def record_columns(
    texts: Mapping[str, Texts],
    figures: Mapping[str, npt.NDArray[np.int64]],
    degrees: Mapping[str, npt.NDArray[np.float64]],
    days: npt.NDArray[np.datetime64],
) -> dict[str, Any]:
    """Return the columns of records as Arrow arrays, null where a value is unknown.

    Parameters
    ----------
    texts : mapping of str to pyarrow.Array
        ``""`` is unknown.
    figures : mapping of str to numpy.ndarray of int
        :data:`geodata.checks.numbers.UNKNOWN` is unknown.
    degrees : mapping of str to numpy.ndarray of float
        Not a number is unknown.
    days : numpy.ndarray of datetime64[D]
        Becomes ``date``.
    """
    columns = {
        name: text if name in _NEVER_MISSING else pc.if_else(pc.equal(text, ""), None, text)
        for name, text in texts.items()
    }
    columns |= {name: pa.array(value, mask=value == UNKNOWN) for name, value in figures.items()}
    columns |= {name: pa.array(value, mask=np.isnan(value)) for name, value in degrees.items()}
    # A scope says who is counted; without a figure there is nothing that it could be about.
    scope = pc.if_else(pc.is_valid(columns["killed_best"]), columns["killed_scope"], None)
    return columns | {"date": pa.array(days), "killed_scope": scope}


def record_frame(columns: Mapping[str, Any], index: pd.Index, rows: Marks) -> pd.DataFrame:
    """Return the marked rows as a table of records, see :data:`RECORD_SCHEMA`.

    Parameters
    ----------
    columns : mapping of str to pyarrow.Array
        All columns but ``source_row``.
    index : pandas.Index
        ``source_row``, a value a row.
    rows : numpy.ndarray of bool
        Which rows are records.
    """
    numbered = {**columns, "source_row": pa.array(index.to_numpy(), pa.int64())}
    table = pa.table({name: numbered[name] for name in RECORD_SCHEMA.names})
    kept = table if rows.all() else table.filter(pa.array(rows))
    frame = cast("pd.DataFrame", kept.to_pandas(types_mapper=_TYPES.get, date_as_object=False))
    frame.index = index[rows]
    return frame.astype({"date": "datetime64[us]"})
