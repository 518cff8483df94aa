"""``Filters`` → the records that a view shows, as an Ibis expression, and its rows.

The expressions use nothing that only DuckDB has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

import pandas as pd
import pyarrow as pa

from geodata.model import UNKNOWN_PROVINCE
from geodata.publication import published_after

if TYPE_CHECKING:
    import ibis

    from geodata.model import Filters

Order: TypeAlias = Literal["newest", "oldest", "deadliest"]


def filtered(table: ibis.Table, filters: Filters) -> ibis.Table:
    """Restrict a table of records to those that a view shows.

    Parameters
    ----------
    table : ibis.Table
        Columns of :data:`geodata.store.SCHEMA`.
    filters : Filters
        What to keep. A missing p-code is the province ``"unknown"``.
    """
    located = table.mutate(province_pcode=table.province_pcode.fill_null(UNKNOWN_PROVINCE))
    conditions = [
        located[column].isin(values)
        for column, values in (
            ("group", filters.groups),
            ("attribution", filters.attributions),
            ("event_type", filters.event_types),
            ("attack_type", filters.attack_types),
            ("target", filters.targets),
            ("province_pcode", filters.provinces),
        )
        if values
    ]
    if filters.date_from is not None:
        conditions.append(located.date >= filters.date_from)
    if filters.date_to is not None:
        conditions.append(located.date <= filters.date_to)
    if filters.known_on is not None:
        conditions.append(located.date <= filters.known_on)
        later = published_after(filters.known_on)
        if later:
            conditions.append(~located.incident_id.isin(later))
    return located.filter(*conditions) if conditions else located


def fetch(expression: ibis.Table) -> pd.DataFrame:
    """Run a query; whole numbers and text keep their missing values."""
    types: dict[pa.DataType, Any] = {
        pa.int64(): pd.Int64Dtype(),
        pa.float64(): pd.Float64Dtype(),
        pa.string(): pd.StringDtype(),
    }
    frame = cast(
        "pd.DataFrame",
        expression.to_pyarrow().to_pandas(types_mapper=types.get, date_as_object=False),
    )
    days = [name for name, kind in expression.schema().items() if kind.is_date()]
    return frame.astype(dict.fromkeys(days, "datetime64[us]"))


def in_order(rows: ibis.Table, order: Order) -> ibis.Table:
    """Sort records; see :func:`records` for the orders."""
    keys = [rows.date.desc(), rows.incident_id.desc()]
    if order == "oldest":
        keys = [rows.date, rows.incident_id]
    if order == "deadliest":
        # Nobody was ever killed less than zero times: unknown tolls sort last everywhere.
        keys = [rows.killed_best.fill_null(-1).desc(), *keys]
    return rows.order_by(keys)
