"""What is counted and summed over records, and how such sums are put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geodata.schema import ESTIMATE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

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


def _whole(numbers: np.ndarray) -> pd.api.extensions.ExtensionArray:
    missing = np.isnan(numbers)
    return pd.arrays.IntegerArray(np.where(missing, 0, numbers).astype("int64"), missing)


def figures_of(rows: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return the measures of rows as arrays: float64, and datetime64 for days."""
    numbers: dict[str, np.ndarray] = {
        name: rows[name].to_numpy("float64", na_value=np.nan) for name in (*COUNTS, *SUMS)
    }
    return numbers | {name: rows[name].to_numpy("datetime64[us]") for name in (*FIRSTS, *LASTS)}


def summed_by_number(
    figures: Mapping[str, np.ndarray], groups: np.ndarray, size: int
) -> dict[str, pd.api.extensions.ExtensionArray | np.ndarray]:
    """Sum measures by the number of a group.

    Parameters
    ----------
    figures : mapping of str to numpy.ndarray
        All of :data:`MEASURE_COLUMNS`, as :func:`figures_of` returns them, n values each.
    groups : numpy.ndarray
        n whole numbers from 0 to ``size - 1``.
    size : int
        How many groups there are; those without a row count zero, and their sums and days are
        missing.

    Returns
    -------
    dict of str to array
        ``size`` values for each measure; :data:`COUNTS` and :data:`SUMS` are Int64, the sums
        missing where no row has one.
    """
    # Rows of a group side by side. pandas' own sums would take several times as long, and every
    # widget waits for them.
    order = groups.argsort(kind="stable")
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    present = groups[order][starts]

    def spread(values: np.ndarray, without: float | np.datetime64) -> np.ndarray:
        if len(present) == size:
            return values
        every = np.full(size, without, dtype=values.dtype)
        every[present] = values
        return every

    result: dict[str, pd.api.extensions.ExtensionArray | np.ndarray] = {
        name: _whole(spread(np.add.reduceat(figures[name][order], starts), 0)) for name in COUNTS
    }
    for name in SUMS:
        values = figures[name][order]
        known = ~np.isnan(values)
        total = np.add.reduceat(np.where(known, values, 0), starts)
        # A sum over unknown figures alone is unknown, not zero.
        total = np.where(np.logical_or.reduceat(known, starts), total, np.nan)
        result[name] = _whole(spread(total, np.nan))
    for names, extreme in ((FIRSTS, np.fmin), (LASTS, np.fmax)):
        for name in names:
            # These leave out missing days as long as there is another.
            day = extreme.reduceat(figures[name][order], starts)
            result[name] = spread(day, np.datetime64("NaT"))
    return result


def _numbered(column: pd.Series) -> tuple[np.ndarray, int]:
    """Give the values of a column numbers in their order, missing ones the last."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        numbers, size = column.cat.codes.to_numpy("int64"), len(column.cat.categories)
    else:
        numbers, values = pd.factorize(column, sort=True)
        size = len(values)
    return np.where(numbers < 0, size, numbers), size + 1


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
        The keys, in their order, and the measures; see :func:`summed_by_number`.
    """
    combined = np.zeros(len(rows), dtype="int64")
    for key in keys:
        numbers, size = _numbered(rows[key])
        combined = combined * size + numbers
    _, firsts, groups = np.unique(combined, return_index=True, return_inverse=True)
    found = {key: rows[key].iloc[firsts].array for key in keys}
    return pd.DataFrame(found | summed_by_number(figures_of(rows), groups, len(firsts)))
