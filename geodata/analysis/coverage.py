"""How far the records can be trusted: shares that are well known, and where reporting is thin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.model import PCODES, UNKNOWN_PROVINCE
from geodata.quality import QUALITIES

if TYPE_CHECKING:
    from datetime import date

THIN_PROVINCE_RECORDS: Final = 3
"""A province with fewer records of any group in the period is thinly reported…"""
THIN_PROVINCE_RECORDS_A_YEAR: Final = 1
"""…and so is one with fewer than this for each year of the period."""
THIN_MONTH_RECORDS: Final = 3
"""A month with fewer records of any group in the whole country is thinly reported."""
_DAYS_A_YEAR: Final = 365.25

SHARES: Final = {
    "two_or_more_sources": "sources_known",
    "killed_unknown": "records",
    "vague_date": "records",
    "vague_place": "records",
}
"""Which records each quality is a share of: those that could have it."""


def with_shares(counts: pd.DataFrame) -> pd.DataFrame:
    """Add to each quality its share in per cent, missing where no record could have it.

    Parameters
    ----------
    counts : pandas.DataFrame
        Columns of :data:`geodata.quality.QUALITIES`.

    Returns
    -------
    pandas.DataFrame
        With ``<quality>_percent`` (Float64) for each of :data:`SHARES`. Records of a dataset that
        doesn't tell its sources are in no share of sources: unknown, not zero.
    """
    shares = {
        f"{quality}_percent": (
            counts[quality].astype("Float64") / counts[whole].where(counts[whole].gt(0)) * 100
        ).astype("Float64")
        for quality, whole in SHARES.items()
    }
    return counts.assign(**shares)


def by_province(cube: pd.DataFrame) -> pd.DataFrame:
    """Sum a quality cube by province: 34 rows and the line ``unknown``, zero-filled.

    Returns
    -------
    pandas.DataFrame
        Index ``province_pcode``; columns of :data:`geodata.quality.QUALITIES` and the shares.
    """
    sums = cube.groupby("province_pcode")[list(QUALITIES)].sum()
    index = pd.Index(list(PCODES), name="province_pcode", dtype="string")
    sums.index = sums.index.astype("string")
    return with_shares(sums.reindex(index, fill_value=0))


def by_year(cube: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """Sum a quality cube by year; years of the period without a record are zero.

    Returns
    -------
    pandas.DataFrame
        Index ``year``; columns of :data:`geodata.quality.QUALITIES` and the shares.
    """
    years = pd.RangeIndex(first.year, last.year + 1, name="year")
    sums = cube.groupby(cube["period_start"].dt.year)[list(QUALITIES)].sum()
    return with_shares(sums.reindex(years, fill_value=0))


def by_month(cube: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """Sum a quality cube by month; months of the period without a record are zero.

    Returns
    -------
    pandas.DataFrame
        Index ``period_start`` (first day of the month); columns of
        :data:`geodata.quality.QUALITIES`.
    """
    starts = pd.date_range(first.replace(day=1), last, freq="MS", unit="us", name="period_start")
    return cube.groupby("period_start")[list(QUALITIES)].sum().reindex(starts, fill_value=0)


def total(cube: pd.DataFrame) -> pd.Series:
    """Sum a whole quality cube, with the shares."""
    sums = cube[list(QUALITIES)].sum().to_frame().T
    return with_shares(sums).iloc[0]


def fewest_records(first: date, last: date) -> int:
    """Return how many records a province needs so as not to be thinly reported.

    Examples
    --------
    >>> from datetime import date
    >>> fewest_records(date(2014, 1, 1), date(2025, 12, 31))
    12
    >>> fewest_records(date(2021, 8, 15), date(2021, 11, 14))
    3
    """
    years = ((last - first).days + 1) / _DAYS_A_YEAR
    return max(THIN_PROVINCE_RECORDS, round(THIN_PROVINCE_RECORDS_A_YEAR * years))


def _without_second_source(counts: pd.DataFrame) -> pd.Series:
    # Where no record tells its sources, nobody knows whether one of them has two.
    return counts["sources_known"].gt(0) & counts["two_or_more_sources"].eq(0)


def thin_provinces(cube: pd.DataFrame, first: date, last: date) -> pd.Series:
    """Return for each province whether reporting is thin in a period.

    It is thin where there are fewer records of any group than :func:`fewest_records`, or where no
    record has two or more sources.

    Parameters
    ----------
    cube : pandas.DataFrame
        Of all records of the period, whichever group and kind, see
        :func:`geodata.quality.quality_cube`.
    first, last : datetime.date
        The period, both days included.

    Returns
    -------
    pandas.Series of bool
        Index: the 34 p-codes.
    """
    counts = by_province(cube).drop(index=UNKNOWN_PROVINCE)
    thin = counts["records"].lt(fewest_records(first, last)) | _without_second_source(counts)
    return thin.astype(bool).rename("is_thin")


def thin_months(cube: pd.DataFrame, first: date, last: date) -> pd.Series:
    """Return for each month whether reporting is thin in the whole country.

    It is thin where there are fewer than :data:`THIN_MONTH_RECORDS` records of any group, or where
    no record has two or more sources.

    Parameters
    ----------
    cube : pandas.DataFrame
        Of all records of whole months, whichever group and kind.
    first, last : datetime.date
        The months that these days lie in, and all between them.

    Returns
    -------
    pandas.Series of bool
        Index: first days of the months.
    """
    counts = by_month(cube, first, last)
    thin = counts["records"].lt(THIN_MONTH_RECORDS) | _without_second_source(counts)
    return thin.astype(bool).rename("is_thin")
