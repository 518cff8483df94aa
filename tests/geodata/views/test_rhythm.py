"""The curve of active provinces and the heat map as view models."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geodata.analysis.spread import activity, month_by_month, month_starts
from geodata.measures import MEASURES
from geodata.model import Filters
from geodata.provinces import province_names
from geodata.query import by_province, cube
from geodata.sources.curated import BUILT_IN, INCIDENTS_FILE
from geodata.views.rhythm import CELL_PERIODS, curve_view, heat_view

if TYPE_CHECKING:
    from geodata.model import Period
    from geodata.views.rhythm import CurveView, HeatView

FIRST, LAST = date(2014, 1, 17), date(2025, 12, 16)
NRF = Filters(groups=("NRF",))


def table(filters: Filters, first: date = FIRST, last: date = LAST) -> pd.DataFrame:
    return month_by_month(cube(filters), month_starts(first, last))


def curve(filters: Filters) -> CurveView:
    return curve_view(activity(table(filters)), province_names(), FIRST, LAST)


def heat(filters: Filters, period: Period, measure: str = "incidents") -> HeatView:
    return heat_view(
        table(filters),
        province_names(),
        by_province(filters)["first_date"],
        measure=MEASURES[measure],
        estimate="best",
        period=period,
        first=FIRST,
        last=LAST,
    )


@pytest.fixture(scope="module")
def incidents() -> pd.DataFrame:
    records = pd.read_csv(BUILT_IN / INCIDENTS_FILE, parse_dates=["date"])
    return records[records["group"].eq("NRF")]


def test_a_month_without_a_record_is_a_gap(incidents: pd.DataFrame) -> None:
    months = curve(NRF).months
    recorded = incidents["date"].dt.strftime("%b %Y").unique()
    named = months.loc[months["active"].notna(), "period_start"].dt.strftime("%b %Y")
    assert set(named) == set(recorded)
    assert not months["active"].eq(0).fillna(value=False).any()


def test_the_curve_says_its_peak_and_its_end(incidents: pd.DataFrame) -> None:
    by_month = incidents.groupby(incidents["date"].dt.to_period("M"))["province_pcode"].nunique()
    finding = curve(NRF).finding
    assert finding.startswith(f"At most {by_month.max()} provinces have a cited record ")
    assert finding.endswith(f"; {incidents['province_pcode'].nunique()} of 34 ever have one.")


def test_each_province_arrives_once(incidents: pd.DataFrame) -> None:
    arrivals = ", ".join(filter(None, curve(NRF).months["arrivals"])).split(", ")
    assert len(arrivals) == len(set(arrivals)) == incidents["province_pcode"].nunique()


@pytest.mark.parametrize("period", CELL_PERIODS)
def test_the_heat_map_holds_a_cell_where_there_is_a_record(
    period: Period, incidents: pd.DataFrame
) -> None:
    code = {"month": "M", "quarter": "Q", "year": "Y"}[period]
    expected = incidents.groupby(
        [incidents["date"].dt.to_period(code).dt.start_time, "province_pcode"]
    ).size()
    view = heat(NRF, period)
    names = province_names()
    found = view.cells.set_index(["period_start", "province"])["value"].to_dict()
    assert found == {(start, names[pcode]): count for (start, pcode), count in expected.items()}
    assert sum(entry.provinces for entry in view.classes) == len(expected)
    assert "no_record" not in {entry.key for entry in view.classes}


def test_its_rows_stand_in_the_order_of_first_records(incidents: pd.DataFrame) -> None:
    days = incidents.groupby("province_pcode")["date"].min()
    named = zip(days, province_names()[days.index], strict=True)
    expected = [name for _, name in sorted(named)]
    assert list(heat(NRF, "month").provinces) == expected


def test_an_unknown_toll_has_no_colour_of_a_number() -> None:
    cells = heat(Filters(groups=("ISKP",)), "month", "killed").cells
    unknown = cells[cells["value"].isna()]
    assert len(unknown) > 0
    assert set(unknown["class_key"]) == {"toll_unknown"}
    assert set(unknown["colour"]) == {""}


def test_without_a_record_both_say_so() -> None:
    nobody = Filters(groups=("IMU",), event_types=("other",), targets=("sufi",))
    assert curve(nobody).finding == "No cited record in view."
    assert heat(nobody, "year").finding == "No cited record in view."
    assert heat(nobody, "year").provinces == ()
