"""How activity spread: the records of each province by month, and what had come by then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.model import PCODES, UNKNOWN_PROVINCE

if TYPE_CHECKING:
    from datetime import date

    from geodata.model import Period

PROVINCES: Final = tuple(pcode for pcode in PCODES if pcode != UNKNOWN_PROVINCE)

_COUNTS: Final = ("incidents", "killed_unknown", "injured_unknown")
_SUMS: Final = (
    *("killed_low", "killed_best", "killed_high"),
    *("injured_low", "injured_best", "injured_high"),
)
SPREAD_COLUMNS: Final = (*_COUNTS, *_SUMS)

_FREQUENCIES: Final[dict[Period, str]] = {"month": "M", "quarter": "Q", "year": "Y"}


def month_starts(first: date, last: date) -> pd.DatetimeIndex:
    """Return the first day of each month that a span touches.

    Examples
    --------
    >>> from datetime import date
    >>> [day.strftime("%Y-%m-%d") for day in month_starts(date(2021, 8, 15), date(2021, 10, 1))]
    ['2021-08-01', '2021-09-01', '2021-10-01']
    """
    months = pd.date_range(first.replace(day=1), last, freq="MS", name="period_start")
    return months.as_unit("us")


def month_by_month(cube_rows: pd.DataFrame, months: pd.DatetimeIndex) -> pd.DataFrame:
    """Sum a cube for every month and province, groups put together.

    Parameters
    ----------
    cube_rows : pandas.DataFrame
        By month, as :func:`geodata.query.cube` returns it.
    months : pandas.DatetimeIndex
        First days of the months, without a gap.

    Returns
    -------
    pandas.DataFrame
        A row for each month and each of the 34 provinces, index ``period_start``,
        ``province_pcode``; columns :data:`SPREAD_COLUMNS` (Int64). Counts are zero where there
        is no record, sums are missing where no record gives a figure.
    """
    grouped = cube_rows.groupby(["period_start", "province_pcode"], observed=True)
    # Without min_count a sum over unknown figures alone would turn into zero.
    table = pd.concat(
        [grouped[list(_COUNTS)].sum(), grouped[list(_SUMS)].sum(min_count=1)], axis="columns"
    )
    every = pd.MultiIndex.from_product(
        [months, list(PROVINCES)], names=["period_start", "province_pcode"]
    )
    table = table.reindex(every).astype("Int64")
    return table.assign(**{name: table[name].fillna(0) for name in _COUNTS})


def up_to_each_month(by_month: pd.DataFrame) -> pd.DataFrame:
    """Return what had been recorded by the end of each month, in the same shape.

    A sum stays missing until a first record gives a figure.
    """
    grouped = by_month.groupby(level="province_pcode", sort=False)
    # A month without a figure adds nothing and takes nothing away.
    return grouped.cumsum().groupby(level="province_pcode", sort=False).ffill()


def activity(by_month: pd.DataFrame) -> pd.DataFrame:
    """Count the provinces with a record in each month, and those with one so far.

    Parameters
    ----------
    by_month : pandas.DataFrame
        As :func:`month_by_month` returns it.

    Returns
    -------
    pandas.DataFrame
        Index ``period_start``; ``active`` (provinces with at least one record in the month),
        ``ever`` (with at least one up to its end), ``arrivals`` (tuple of the p-codes whose
        first record is of this month).
    """
    has_record = by_month["incidents"].gt(0).unstack("province_pcode").astype(bool)  # noqa: PD010 - nothing to aggregate
    so_far = has_record.cummax()
    arrived = so_far & ~so_far.shift(fill_value=False)
    return pd.DataFrame(
        {
            "active": has_record.sum(axis="columns"),
            "ever": so_far.sum(axis="columns"),
            "arrivals": [
                tuple(str(pcode) for pcode in arrived.columns[row]) for row in arrived.to_numpy()
            ],
        },
        index=has_record.index,
    )


def by_longer_period(by_month: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Sum months to quarters or years; only provinces and periods with a record.

    Parameters
    ----------
    by_month : pandas.DataFrame
        As :func:`month_by_month` returns it.
    period : {"month", "quarter", "year"}
        Length of a period.

    Returns
    -------
    pandas.DataFrame
        Columns ``period_start``, ``province_pcode`` and :data:`SPREAD_COLUMNS`.
    """
    rows = by_month[by_month["incidents"].gt(0)].reset_index()
    starts = rows["period_start"].dt.to_period(_FREQUENCIES[period]).dt.start_time
    keyed = rows.assign(period_start=starts.astype("datetime64[us]"))
    grouped = keyed.groupby(["period_start", "province_pcode"], observed=True)
    return pd.concat(
        [grouped[list(_COUNTS)].sum(), grouped[list(_SUMS)].sum(min_count=1)], axis="columns"
    ).reset_index()
