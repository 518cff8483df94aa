"""``Filters`` → small tables by province, period and group.

:func:`cube` counts the filtered records by province, group and period, once an interaction; all
other aggregates are sums over its rows, so that the widgets of a page can't disagree.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

import numpy as np
import pandas as pd

from geodata.engine import DUCKDB, chosen_engine
from geodata.model import PCODES, Filters, Period
from geodata.rows import Order, fetch, filtered, in_order
from geodata.store import Dataset, curated_dataset, open_table
from geodata.sums import (
    FIRSTS,
    LASTS,
    MEASURE_COLUMNS,
    attack_measures,
    figures_of,
    record_measures,
    summed,
    summed_by_number,
)
from geodata.tally import rows_in_view, tally

_EVERY_PCODE: Final = pd.Index(list(PCODES), name="province_pcode", dtype="string")
_TRUNCATION: Final[dict[Period, str]] = {
    "day": "D",
    "week": "W",
    "month": "M",
    "quarter": "Q",
    "year": "Y",
}


def period_starts(days: np.ndarray, period: Period) -> np.ndarray:
    """Return the first day of the period in which each day lies.

    Parameters
    ----------
    days : numpy.ndarray
        datetime64.
    period : {"day", "week", "month", "quarter", "year"}
        Weeks begin on Monday.

    Examples
    --------
    >>> days = np.array(["2021-08-15", "2021-11-01"], dtype="datetime64[D]")
    >>> [str(day)[:10] for day in period_starts(days, "week")]
    ['2021-08-09', '2021-11-01']
    >>> [str(day)[:10] for day in period_starts(days, "quarter")]
    ['2021-07-01', '2021-10-01']
    """
    unit = {"month": "M", "quarter": "M", "year": "Y"}.get(period, "D")
    starts = days.astype(f"datetime64[{unit}]")
    numbers = starts.astype("int64")
    if period == "week":
        # Numbers count from 1 January 1970, a Thursday.
        starts = starts - (numbers + 3) % 7
    if period == "quarter":
        starts = starts - numbers % 3
    return starts.astype("datetime64[us]")


def _cube_by_query(filters: Filters, period: Period, dataset: Dataset) -> pd.DataFrame:
    # On a cluster there is more than this machine shall hold, even counted by day.
    keys = ["province_pcode", "group", "period_start"]
    with open_table(dataset) as table:
        rows = filtered(table, filters)
        keyed = rows.mutate(period_start=rows.date.truncate(_TRUNCATION[period]))
        measures = record_measures(keyed) | attack_measures(keyed, filters.share_target)
        counted = fetch(keyed.group_by(keys).aggregate(**measures).order_by(keys))
    return counted[[*keys, *MEASURE_COLUMNS]]


def cube(
    filters: Filters, period: Period = "month", dataset: Dataset | None = None
) -> pd.DataFrame:
    """Count the records in view by province, group and period.

    Parameters
    ----------
    filters : Filters
        Which records.
    period : {"day", "week", "month", "quarter", "year"}
        Weeks begin on Monday.
    dataset : Dataset, optional
        The curated records by default.

    Returns
    -------
    pandas.DataFrame
        A row for each combination that has a record; columns ``province_pcode`` (or
        ``"unknown"``), ``group``, ``period_start`` (datetime64) and the measures:
        ``incidents``; ``killed_low``, ``killed_best``, ``killed_high``, ``injured_low``,
        ``injured_best``, ``injured_high`` (Int64, missing where no record gives a figure);
        ``killed_unknown``, ``injured_unknown`` (records without the figure), ``toll_unknown``
        (records with neither); ``killed_all_sides_records`` and ``killed_all_sides_best`` (the
        part of killed that counts the group's own dead too); ``month_only`` (records known
        only to the month), ``vague_date`` (only to a week or a span of months);
        ``attacks_target_known``, ``attacks_on_target`` (attacks whose target is known, and those
        on ``filters.share_target``); ``first_date``,
        ``last_date`` (a span counts as its first day), ``first_known_day``, ``last_known_day``
        among the records known to the day, and ``first_known_month``, ``last_known_month``
        among those known to the month or better.
    """
    chosen = dataset or curated_dataset()
    if chosen_engine() != DUCKDB:
        return _cube_by_query(filters, period, chosen)
    counted = tally(chosen, filters.known_on)
    rows = rows_in_view(counted, filters, period)
    starts, periods = np.unique(period_starts(rows.starts, period), return_inverse=True)
    provinces, groups = counted.categories["province_pcode"], counted.categories["group"]
    keys = rows.codes["province_pcode"].astype("int64") * len(groups) + rows.codes["group"]
    found, numbers = np.unique(keys * len(starts) + periods, return_inverse=True)
    pairs, period_places = np.divmod(found, max(len(starts), 1))
    province_places, group_places = np.divmod(pairs, max(len(groups), 1))
    return pd.DataFrame(
        {
            "province_pcode": _named(provinces, province_places),
            "group": _named(groups, group_places),
            "period_start": starts[period_places],
            **summed_by_number(rows.figures, numbers, len(found)),
        }
    )


def _named(values: tuple[str, ...], places: np.ndarray) -> pd.api.extensions.ExtensionArray:
    named = np.array(values, dtype="object")[places]
    return pd.Series(named, dtype="string").array


def provinces_from_cube(cube_rows: pd.DataFrame) -> pd.DataFrame:
    """Sum a cube by province: 34 rows, zero-filled, and the line ``unknown``.

    Returns
    -------
    pandas.DataFrame
        35 rows, index ``province_pcode``, AF01 to AF34 and ``unknown``. Counts are zero where
        there is no record; sums and dates are missing there.

    Raises
    ------
    ValueError
        If a row has another p-code.
    """
    places = _EVERY_PCODE.get_indexer(pd.Index(cube_rows["province_pcode"]))
    if (places < 0).any():
        raise ValueError(f"A cube has a row of no province: {set(cube_rows['province_pcode'])}.")
    sums = summed_by_number(figures_of(cube_rows), places, len(_EVERY_PCODE))
    return pd.DataFrame(sums, index=_EVERY_PCODE)


def periods_from_cube(cube_rows: pd.DataFrame) -> pd.DataFrame:
    """Sum a cube by period and group; only those with a record.

    Returns
    -------
    pandas.DataFrame
        Columns ``period_start`` (datetime64), ``group`` and the measures, in order of time.
    """
    return summed(cube_rows, ["period_start", "group"])


def groups_from_cube(cube_rows: pd.DataFrame) -> pd.DataFrame:
    """Sum a cube by group, most incidents first; index ``group``."""
    rows = summed(cube_rows, ["group"]).set_index("group")
    return rows.sort_values("incidents", ascending=False, kind="stable")


def totals_from_cube(cube_rows: pd.DataFrame) -> pd.Series:
    """Sum a whole cube: one value a measure; sums and dates are missing without any."""
    sums = summed_by_number(figures_of(cube_rows), np.zeros(len(cube_rows), dtype="int64"), 1)
    values = {
        name: pd.Timestamp(column[0]) if name in (*FIRSTS, *LASTS) else column[0]
        for name, column in sums.items()
    }
    return pd.Series(values, name="all", dtype="object")


def by_province(filters: Filters, dataset: Dataset | None = None) -> pd.DataFrame:
    """Count the records in view by province.

    Returns
    -------
    pandas.DataFrame
        See :func:`provinces_from_cube`.

    Examples
    --------
    >>> table = by_province(Filters(groups=("ISKP",), event_types=("attack", "clash")))
    >>> int(table["incidents"].gt(0).sum()), int(table["incidents"].sum())
    (22, 248)
    """
    return provinces_from_cube(cube(filters, "year", dataset))


def by_period(
    filters: Filters, period: Period = "month", dataset: Dataset | None = None
) -> pd.DataFrame:
    """Count the records in view by period and group.

    Returns
    -------
    pandas.DataFrame
        See :func:`periods_from_cube`.

    Examples
    --------
    >>> from datetime import date
    >>> autumn = Filters(date(2021, 8, 15), date(2021, 11, 14), groups=("ISKP",),
    ...                  event_types=("attack", "clash"))
    >>> by_period(autumn, "quarter")[["period_start", "incidents"]]
      period_start  incidents
    0   2021-07-01          7
    1   2021-10-01         19
    """
    return periods_from_cube(cube(filters, period, dataset))


def by_group(filters: Filters, dataset: Dataset | None = None) -> pd.DataFrame:
    """Count the records in view by group; see :func:`groups_from_cube`."""
    return groups_from_cube(cube(filters, "year", dataset))


def totals(filters: Filters, dataset: Dataset | None = None) -> pd.Series:
    """Count the records in view; see :func:`totals_from_cube`."""
    return totals_from_cube(cube(filters, "year", dataset))


def records(
    filters: Filters,
    dataset: Dataset | None = None,
    *,
    order: Order = "newest",
    first: int = 0,
    most: int | None = None,
) -> pd.DataFrame:
    """Return the records in view.

    Parameters
    ----------
    filters : Filters
        Which records.
    dataset : Dataset, optional
        The curated records by default.
    order : {"newest", "oldest", "deadliest"}
        Most killed (best estimate) first is ``deadliest``; unknown tolls come last.
    first : int
        How many to leave out at the beginning.
    most : int, optional
        At most so many; by default all.

    Returns
    -------
    pandas.DataFrame
        All columns of :data:`geodata.layout.SCHEMA`, index ``incident_id``; ``province_pcode``
        is ``"unknown"`` where no province could be given.
    """
    with open_table(dataset or curated_dataset()) as table:
        rows = in_order(filtered(table, filters), order)
        return fetch(rows.limit(most, offset=first)).set_index("incident_id")


def edge_month_only(filters: Filters, dataset: Dataset | None = None) -> int:
    """Count records left out because their month begins before the period does.

    A record known only to the month counts on its first day. Where a period begins later in
    that month, the record may belong to it; nobody knows.
    """
    start = filters.date_from
    if start is None or start.day == 1:
        return 0
    edge = replace(filters, date_from=start.replace(day=1), date_to=start - timedelta(days=1))
    return int(totals(edge, dataset)["month_only"])
