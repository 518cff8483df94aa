"""Mistakes as real files have them, put into a share of synthetic rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence


def with_defects(
    table: pa.Table, share: float, date_columns: Sequence[str], generator: np.random.Generator
) -> pa.Table:
    """Spoil some rows of a table.

    Parameters
    ----------
    table : pyarrow.Table
        With ``latitude`` and ``longitude``.
    share : float
        Share of rows that are spoilt, 0 to 1. A third each has no date, has latitude and
        longitude swapped, or repeats the row before it, its identifier included.
    date_columns : sequence of str
        The columns that hold dates.
    generator : numpy.random.Generator
        Draws the rows.

    Returns
    -------
    pyarrow.Table
        As many rows.
    """
    is_spoilt = generator.random(len(table)) < share
    kind = generator.integers(0, 3, len(table))
    without_date, swapped, repeating = (pa.array(is_spoilt & (kind == each)) for each in range(3))
    columns = {name: table[name] for name in table.column_names}
    for name in date_columns:
        columns[name] = pc.if_else(without_date, pa.scalar(None, table[name].type), table[name])
    columns["latitude"] = pc.if_else(swapped, table["longitude"], table["latitude"])
    columns["longitude"] = pc.if_else(swapped, table["latitude"], table["longitude"])
    rows = np.arange(len(table))
    # The first row of a block has none before it.
    before = np.maximum(rows - np.asarray(repeating).astype("int64"), 0)
    return pa.table(columns).take(pa.array(before))
