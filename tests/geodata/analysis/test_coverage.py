"""How well the records are known, and where reporting is thin."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from geodata.analysis.coverage import (
    by_month,
    by_province,
    by_year,
    thin_months,
    thin_provinces,
    total,
    with_shares,
)
from geodata.model import Filters
from geodata.quality import QUALITIES, quality_cube
from geodata.sources.curated import BUILT_IN

FIRST, LAST = date(2014, 1, 17), date(2025, 12, 16)


@pytest.fixture(scope="module")
def raw() -> pd.DataFrame:
    """Read records and sources with plain pandas, past all code under test."""
    incidents = pd.read_csv(BUILT_IN / "incidents.csv", parse_dates=["date"])
    sources = pd.read_csv(BUILT_IN / "incident_sources.csv")
    number = incidents["incident_id"].map(sources["incident_id"].value_counts())
    return incidents.assign(
        two=number.ge(2),
        unknown=incidents["killed_best"].isna(),
        vague_date=incidents["date_precision"].ne("day"),
        vague_place=incidents["location_precision"].eq("province"),
    )


@pytest.fixture(scope="module")
def cube() -> pd.DataFrame:
    return quality_cube(Filters())


FLAGS = {
    "two": "two_or_more_sources",
    "unknown": "killed_unknown",
    "vague_date": "vague_date",
    "vague_place": "vague_place",
}


def test_each_province_has_the_counts_and_shares_of_plain_pandas(
    raw: pd.DataFrame, cube: pd.DataFrame
) -> None:
    table = by_province(cube)
    assert len(table) == 35
    for pcode, rows in raw.groupby("province_pcode"):
        assert table.loc[pcode, "records"] == len(rows)
        for flag, quality in FLAGS.items():
            assert table.loc[pcode, quality] == rows[flag].sum()
            assert table.loc[pcode, f"{quality}_percent"] == pytest.approx(100 * rows[flag].mean())
    assert table.loc["unknown", "records"] == 0
    assert pd.isna(table.loc["unknown", "killed_unknown_percent"])


def test_each_year_has_the_counts_of_plain_pandas(raw: pd.DataFrame, cube: pd.DataFrame) -> None:
    table = by_year(cube, date(2013, 1, 1), LAST)
    assert table.loc[2013, "records"] == 0
    assert pd.isna(table.loc[2013, "two_or_more_sources_percent"])
    for year, rows in raw.groupby(raw["date"].dt.year):
        assert table.loc[year, "records"] == len(rows)
        assert table.loc[year, "attacks"] == rows["event_type"].eq("attack").sum()
        for flag, quality in FLAGS.items():
            assert table.loc[year, quality] == rows[flag].sum()


def test_months_without_a_record_are_there(raw: pd.DataFrame, cube: pd.DataFrame) -> None:
    table = by_month(cube, FIRST, LAST)
    assert len(table) == 12 * 12
    months = raw["date"].dt.to_period("M").value_counts()
    assert table["records"].sum() == len(raw)
    for month, number in months.items():
        assert table.loc[month.start_time, "records"] == number
    assert (table["records"] == 0).sum() == 144 - len(months)


def test_the_whole_is_the_sum_of_all(raw: pd.DataFrame, cube: pd.DataFrame) -> None:
    sums = total(cube)
    assert sums["records"] == len(raw)
    assert sums["two_or_more_sources_percent"] == pytest.approx(100 * raw["two"].mean())
    nothing = total(cube.iloc[:0])
    assert nothing["records"] == 0
    assert pd.isna(nothing["killed_unknown_percent"])


def test_filters_hold(raw: pd.DataFrame) -> None:
    filters = Filters(date(2021, 8, 15), date(2021, 11, 14), groups=("ISKP",))
    rows = raw[raw["group"].eq("ISKP") & raw["date"].between("2021-08-15", "2021-11-14")]
    assert total(quality_cube(filters))["records"] == len(rows)


def made(rows: list[tuple[str, str, int, int, int]]) -> pd.DataFrame:
    """Make a cube: province, month, records, records that tell their sources, with two."""
    names = ["province_pcode", "period_start", "records", "sources_known", "two_or_more_sources"]
    table = pd.DataFrame(rows, columns=names)
    return table.assign(
        period_start=pd.to_datetime(table["period_start"]).astype("datetime64[us]"),
        **{name: 0 for name in QUALITIES if name not in names},
    )


def test_a_province_is_thin_by_few_records_or_without_a_second_source() -> None:
    cube = made(
        [
            ("AF01", "2021-09-01", 3, 3, 1),
            ("AF02", "2021-09-01", 2, 2, 2),
            ("AF03", "2021-09-01", 9, 9, 0),
            # Two months make three records.
            ("AF04", "2021-09-01", 2, 2, 0),
            ("AF04", "2021-10-01", 1, 1, 1),
            # Nobody knows how many sources an imported record has.
            ("AF05", "2021-09-01", 9, 0, 0),
            ("unknown", "2021-09-01", 9, 9, 9),
        ]
    )
    thin = thin_provinces(cube, date(2021, 9, 1), date(2021, 11, 30))
    assert len(thin) == 34
    assert set(thin.index[~thin]) == {"AF01", "AF04", "AF05"}


def test_a_longer_period_needs_a_record_for_each_year() -> None:
    cube = made([("AF01", "2021-09-01", 5, 5, 5), ("AF02", "2021-09-01", 4, 4, 4)])
    thin = thin_provinces(cube, date(2021, 1, 1), date(2025, 12, 31))
    assert not thin["AF01"]
    assert thin["AF02"]


def test_months_are_thin_by_the_whole_country() -> None:
    cube = made(
        [
            ("AF01", "2021-09-01", 2, 2, 1),
            ("AF02", "2021-09-01", 1, 1, 0),
            ("AF01", "2021-10-01", 2, 2, 2),
            ("AF01", "2021-12-01", 7, 7, 0),
        ]
    )
    thin = thin_months(cube, date(2021, 9, 15), date(2021, 12, 3))
    assert thin.tolist() == [False, True, True, True]
    assert thin.index[0] == pd.Timestamp("2021-09-01")


def test_thin_reporting_in_the_records_is_what_plain_pandas_finds(
    raw: pd.DataFrame, cube: pd.DataFrame
) -> None:
    groups = raw.groupby("province_pcode")
    expected = set(groups.size()[groups.size() < 12].index) | set(
        groups["two"].sum()[groups["two"].sum() == 0].index
    )
    thin = thin_provinces(cube, FIRST, LAST)
    assert set(thin.index[thin]) == expected


def test_sources_that_nobody_tells_are_unknown_not_zero() -> None:
    table = with_shares(made([("AF01", "2021-09-01", 9, 0, 0)]))
    assert pd.isna(table["two_or_more_sources_percent"].iloc[0])
    assert table["killed_unknown_percent"].iloc[0] == 0
