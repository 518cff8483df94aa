"""Records by month and province against plain pandas on the record file."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from geodata.analysis.spread import (
    PROVINCES,
    activity,
    by_longer_period,
    month_by_month,
    month_starts,
    up_to_each_month,
)
from geodata.model import Filters
from geodata.query import cube
from geodata.sources.curated import BUILT_IN, INCIDENTS_FILE

FIRST, LAST = date(2014, 1, 17), date(2025, 12, 16)
TALIBAN = Filters(groups=("TALIBAN", "HAQQANI"))


@pytest.fixture(scope="module")
def incidents() -> pd.DataFrame:
    table = pd.read_csv(BUILT_IN / INCIDENTS_FILE, parse_dates=["date"])
    shown = table[table["group"].isin(["TALIBAN", "HAQQANI"])]
    return shown.assign(month=shown["date"].dt.strftime("%Y-%m"))


@pytest.fixture(scope="module")
def by_month() -> pd.DataFrame:
    return month_by_month(cube(TALIBAN), month_starts(FIRST, LAST))


def keyed(column: pd.Series) -> dict[tuple[str, str], int]:
    present = column.dropna()
    present = present[present.gt(0)]
    return {
        (month.strftime("%Y-%m"), str(pcode)): int(value)
        for (month, pcode), value in present.items()
    }


def test_every_month_and_province_has_a_row(by_month: pd.DataFrame) -> None:
    assert len(by_month) == 144 * 34
    assert by_month.index.is_unique
    assert set(by_month.index.unique("province_pcode")) == set(PROVINCES)


def test_groups_are_put_together(by_month: pd.DataFrame, incidents: pd.DataFrame) -> None:
    grouped = incidents.groupby(["month", "province_pcode"])
    assert keyed(by_month["incidents"]) == grouped.size().to_dict()
    killed = grouped["killed_best"].sum(min_count=1).dropna()
    assert keyed(by_month["killed_best"]) == killed[killed.gt(0)].astype(int).to_dict()


def test_without_a_figure_a_sum_is_missing_and_never_nought(
    by_month: pd.DataFrame, incidents: pd.DataFrame
) -> None:
    grouped = incidents.groupby(["month", "province_pcode"])["killed_best"]
    with_figure = int(grouped.count().gt(0).sum())
    assert int(by_month["killed_best"].notna().sum()) == with_figure
    assert by_month["incidents"].notna().all()


def test_what_was_recorded_so_far_ends_with_the_total(
    by_month: pd.DataFrame, incidents: pd.DataFrame
) -> None:
    so_far = up_to_each_month(by_month)
    last = so_far.loc[pd.Timestamp("2025-12-01")]
    for column in ("killed_low", "injured_high"):
        expected = incidents.groupby("province_pcode")[column].sum(min_count=1).dropna()
        assert last[column].dropna().to_dict() == expected.to_dict()
    middle = incidents[incidents["date"].lt("2019-01-01")]
    assert so_far.loc[pd.Timestamp("2018-12-01"), "incidents"].sum() == len(middle)


def test_a_missing_sum_stays_missing_until_a_first_figure() -> None:
    months = month_starts(date(2020, 1, 1), date(2020, 4, 30))
    rows = pd.DataFrame(
        {
            "period_start": months[:3],
            "province_pcode": "AF01",
            "incidents": 1,
            **dict.fromkeys(("killed_unknown", "injured_unknown"), 0),
            **dict.fromkeys(("killed_low", "killed_high"), 0),
            **dict.fromkeys(("injured_low", "injured_best", "injured_high"), 0),
            "killed_best": pd.array([None, 4, None], dtype="Int64"),
        }
    )
    so_far = up_to_each_month(month_by_month(rows, months))["killed_best"].xs(
        "AF01", level="province_pcode"
    )
    assert so_far.isna().tolist() == [True, False, False, False]
    assert so_far.dropna().tolist() == [4, 4, 4]


def test_provinces_active_in_a_month_and_so_far(
    by_month: pd.DataFrame, incidents: pd.DataFrame
) -> None:
    found = activity(by_month)
    active = incidents.groupby("month")["province_pcode"].nunique()
    counted = found["active"].set_axis(found.index.strftime("%Y-%m"))
    assert counted[counted.gt(0)].to_dict() == active.to_dict()
    firsts = incidents.groupby("province_pcode")["month"].min()
    arrivals = {
        pcode: month.strftime("%Y-%m")
        for month, pcodes in found["arrivals"].items()
        for pcode in pcodes
    }
    assert arrivals == firsts.to_dict()
    assert int(found["ever"].iloc[-1]) == len(firsts)
    assert found["ever"].is_monotonic_increasing


@pytest.mark.parametrize(("period", "code"), [("month", "M"), ("quarter", "Q"), ("year", "Y")])
def test_longer_periods_hold_all_records_and_no_empty_cell(
    by_month: pd.DataFrame, incidents: pd.DataFrame, period: str, code: str
) -> None:
    cells = by_longer_period(by_month, period)  # type: ignore[arg-type]
    starts = incidents["date"].dt.to_period(code).dt.start_time
    expected = incidents.groupby([starts, "province_pcode"]).size()
    found = cells.set_index(["period_start", "province_pcode"])["incidents"]
    assert found.to_dict() == expected.to_dict()


def test_without_a_record_nothing_is_active() -> None:
    empty = month_by_month(cube(TALIBAN).iloc[:0], month_starts(FIRST, LAST))
    assert int(empty["incidents"].sum()) == 0
    assert empty["killed_best"].isna().all()
    assert int(activity(empty)["ever"].max()) == 0
    assert by_longer_period(empty, "year").empty
