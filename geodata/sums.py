"""What is counted and summed over records, and how such sums are put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geodata.schema import ESTIMATE_COLUMNS

if TYPE_CHECKING:
    import ibis

RECORD_COUNTS: Final = (
    "incidents",
    "killed_unknown",
    "injured_unknown",
    "toll_unknown",
    "killed_all_sides_records",
    "month_only",
    "vague_date",
)
ATTACK_COUNTS: Final = ("attacks_target_known", "attacks_on_target")
COUNTS: Final = (*RECORD_COUNTS, *ATTACK_COUNTS)
"""Numbers of records: zero where there is none."""

SUMS: Final = (*ESTIMATE_COLUMNS, "killed_all_sides_best")
"""Sums of figures: missing where no record gives a figure."""

FIRSTS: Final = ("first_date", "first_known_day", "first_known_month")
LASTS: Final = ("last_date", "last_known_day", "last_known_month")
MEASURE_COLUMNS: Final = (*COUNTS, *SUMS, *FIRSTS, *LASTS)


def record_measures(table: ibis.Table) -> dict[str, ibis.Value]:
    """Return :data:`RECORD_COUNTS`, :data:`SUMS`, :data:`FIRSTS` and :data:`LASTS` of records."""
    killed_unknown = table.killed_best.isnull()  # noqa: PD003 - an Ibis column, not pandas
    injured_unknown = table.injured_best.isnull()  # noqa: PD003 - an Ibis column, not pandas
    all_sides = (table.killed_scope == "all_sides").fill_null(False)  # noqa: FBT003 - Ibis takes it by position
    known_day = table.date_precision == "day"
    known_month = table.date_precision.isin(["day", "week", "month"])
    counts = {
        "incidents": table.count(),
        "killed_unknown": killed_unknown.sum(),
        "injured_unknown": injured_unknown.sum(),
        "toll_unknown": (killed_unknown & injured_unknown).sum(),
        "killed_all_sides_records": all_sides.sum(),
        "month_only": (table.date_precision == "month").sum(),
        "vague_date": table.date_precision.isin(["week", "year"]).sum(),
    }
    sums = {column: table[column].sum() for column in ESTIMATE_COLUMNS}
    # The sum over a condition skips the other records and stays missing without any.
    sums["killed_all_sides_best"] = table.killed_best.sum(where=all_sides)
    return {
        # Where a code is missing in all records of a group, nothing says whether it is one.
        **{name: value.fill_null(0).cast("int64") for name, value in counts.items()},
        **{name: value.cast("int64") for name, value in sums.items()},
        "first_date": table.date.min(),
        "last_date": table.date.max(),
        "first_known_day": table.date.min(where=known_day),
        "last_known_day": table.date.max(where=known_day),
        "first_known_month": table.date.min(where=known_month),
        "last_known_month": table.date.max(where=known_month),
    }


def attack_measures(table: ibis.Table, share_target: str) -> dict[str, ibis.Value]:
    """Return :data:`ATTACK_COUNTS` of records: attacks with a known target, and on one target."""
    is_attack = table.event_type == "attack"
    counts = {
        "attacks_target_known": (is_attack & table.target.notnull()).sum(),  # noqa: PD004 - an Ibis column, not pandas
        "attacks_on_target": (is_attack & (table.target == share_target)).sum(),
    }
    return {name: value.fill_null(0).cast("int64") for name, value in counts.items()}


def _numbers(column: pd.Series) -> np.ndarray:
    return column.to_numpy("float64", na_value=np.nan)


def _whole(numbers: np.ndarray) -> pd.api.extensions.ExtensionArray:
    missing = np.isnan(numbers)
    return pd.arrays.IntegerArray(np.where(missing, 0, numbers).astype("int64"), missing)


def summed(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Sum the measures of rows that are sums themselves.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns :data:`MEASURE_COLUMNS` and the keys.
    keys : list of str
        What to sum by; a missing value is a value of its own.

    Returns
    -------
    pandas.DataFrame
        Index of the keys, sorted; :data:`COUNTS` and :data:`SUMS` are Int64, the sums missing
        where no row has one.
    """
    grouped = rows.groupby(keys, observed=True, dropna=False)
    groups = grouped.ngroup().to_numpy()
    # Rows of a group side by side. Four calls of pandas' own sums would take three times as long,
    # and every widget waits for them.
    order = groups.argsort(kind="stable")
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    result: dict[str, object] = {
        name: _whole(np.add.reduceat(_numbers(rows[name])[order], starts)) for name in COUNTS
    }
    for name in SUMS:
        figures = _numbers(rows[name])[order]
        known = ~np.isnan(figures)
        total = np.add.reduceat(np.where(known, figures, 0), starts)
        # A sum over unknown figures alone is unknown, not zero.
        result[name] = _whole(np.where(np.logical_or.reduceat(known, starts), total, np.nan))
    for names, extreme in ((FIRSTS, np.fmin), (LASTS, np.fmax)):
        for name in names:
            # These leave out missing days as long as there is another.
            result[name] = extreme.reduceat(rows[name].to_numpy("datetime64[us]")[order], starts)
    index = rows[keys].iloc[order[starts]].set_index(keys).index
    return pd.DataFrame(result, index=index)
