"""Rates, shares, days and first records, against plain arithmetic on the record file."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from geodata.measures import MEASURES
from geodata.model import PROVINCE_COUNT, Filters
from geodata.provinces import load_provinces, province_names
from geodata.query import by_province
from geodata.sources.curated import BUILT_IN, INCIDENTS_FILE, SOURCES_FILE
from geodata.views.choropleth import MapOptions, MapView, map_view
from geodata.views.values import rank_spans

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[[dict[str, dict[str, Any]]], pd.DataFrame]

VIEW = Filters(groups=("ISKP",), event_types=("attack", "clash"))
LAST = date(2025, 12, 16)


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    incidents = pd.read_csv(BUILT_IN / INCIDENTS_FILE, parse_dates=["date"])
    return incidents[
        incidents["group"].eq("ISKP") & incidents["event_type"].isin(["attack", "clash"])
    ]


def shown(key: str, filters: Filters = VIEW) -> MapView:
    options = MapOptions(as_of=LAST, mark_unstable=True)
    return map_view(by_province(filters), province_names(), MEASURES[key], "best", options)


def test_killed_per_100_000_people_is_killed_divided_by_the_population(rows: pd.DataFrame) -> None:
    population = pd.read_csv(BUILT_IN.parent / "provinces.csv", index_col="pcode")
    killed = rows.groupby("province_pcode")["killed_best"].sum(min_count=1)
    expected = killed / population["population_2019_20"].reindex(killed.index) * 100_000
    found = shown("killed_rate").provinces["value"].reindex(expected.index)
    assert found.astype(float).tolist() == pytest.approx(expected.tolist(), nan_ok=True)
    assert expected["AF01"] > 10


def test_density_is_incidents_by_area(rows: pd.DataFrame) -> None:
    count = rows["province_pcode"].value_counts()
    area = load_provinces("full")["area_km2"].reindex(count.index)
    found = shown("incident_density").provinces["value"].reindex(count.index)
    assert found.astype(float).tolist() == pytest.approx((count / area * 10_000).tolist())


def test_the_share_counts_attacks_whose_target_is_known(rows: pd.DataFrame) -> None:
    attacks = rows[rows["event_type"].eq("attack") & rows["target"].notna()]
    expected = attacks["target"].eq("shia_hazara").groupby(attacks["province_pcode"]).mean() * 100
    view = shown("target_share").provinces
    assert view["value"].dropna().astype(float).to_dict() == pytest.approx(expected.to_dict())
    kabul = attacks[attacks["province_pcode"].eq("AF01")]["target"]
    hits, known = int(kabul.eq("shia_hazara").sum()), len(kabul)
    text = f"{round(100 * hits / known)} % ({hits} of {known}) attacks with a known target"
    assert view.loc["AF01", "value_text"].replace("\u2009", "") == text
    without = set(rows["province_pcode"]) - set(expected.index)
    assert set(view.loc[sorted(without), "value_text"]) <= {"no attack with a known target"}


def test_another_target_gives_another_share() -> None:
    media = Filters(groups=("ISKP",), event_types=("attack",), share_target="media")
    first, second = (shown("target_share", each).provinces["value"] for each in (VIEW, media))
    assert not first.equals(second)


def test_days_are_counted_to_the_end_of_the_view(rows: pd.DataFrame) -> None:
    last = rows.groupby("province_pcode")["date"].max()
    expected = (pd.Timestamp(LAST) - last).dt.days
    view = shown("days_since").provinces
    assert view["value"].dropna().astype(int).to_dict() == expected.to_dict()


def test_days_since_a_vague_date_are_at_most_so_many(
    make_provinces: Make, names: pd.Series
) -> None:
    month = {"last_date": pd.Timestamp(2021, 10, 1), "last_known_month": pd.Timestamp(2021, 10, 1)}
    table = make_provinces({"AF01": {"incidents": 1, **month, "first_date": month["last_date"]}})
    view = map_view(
        table, names, MEASURES["days_since"], "best", MapOptions(as_of=date(2021, 10, 31))
    )
    assert view.provinces.loc["AF01", "value_text"] == "up to 30 days"


def test_the_first_record_of_each_province(rows: pd.DataFrame) -> None:
    first = rows.groupby("province_pcode")["date"].min().dt.year
    view = shown("first_record")
    assert view.provinces["value"].dropna().astype(int).to_dict() == first.to_dict()
    assert view.provinces.loc["AF19", "value_text"] == "first recorded 8 Oct 2021"
    numbered = [entry.label for entry in view.classes if entry.key.startswith("class_")]
    # The earliest stand first and have the strongest colour.
    assert numbered == sorted(numbered)


@pytest.mark.parametrize("key", MEASURES)
def test_every_province_stands_in_the_legend_once(key: str) -> None:
    view = shown(key)
    assert sum(entry.provinces for entry in view.classes) == PROVINCE_COUNT
    counts = view.provinces["class_key"].value_counts()
    assert {entry.key: entry.provinces for entry in view.classes if entry.provinces} == dict(counts)


@pytest.mark.parametrize("key", MEASURES)
def test_an_empty_view_has_no_number_anywhere(
    key: str, make_provinces: Make, names: pd.Series
) -> None:
    view = map_view(make_provinces({}), names, MEASURES[key], "best")
    assert set(view.provinces["value_text"]) == {"no cited record"}
    assert [entry.key for entry in view.classes] == ["no_record"]


def test_a_small_rate_is_never_written_or_coloured_as_zero(
    make_provinces: Make, names: pd.Series
) -> None:
    day = dict.fromkeys(("first_date", "last_date"), pd.Timestamp(2021, 10, 8))
    toll = {"killed_low": 0, "killed_best": 1, "killed_high": 1}
    table = make_provinces({"AF01": {"incidents": 1, **toll, **day}})
    view = map_view(table, names, MEASURES["killed_rate"], "best")
    kabul = view.provinces.loc["AF01"]
    assert (kabul["class_key"], kabul["number_text"]) == ("class_0", "0.02 (0–0.02)")


def test_a_rank_that_depends_on_the_estimate_is_marked(
    make_provinces: Make, names: pd.Series
) -> None:
    def toll(low: int, best: int, high: int) -> dict[str, Any]:
        day = dict.fromkeys(("first_date", "last_date"), pd.Timestamp(2021, 10, 8))
        figures = {"killed_low": low, "killed_best": best, "killed_high": high}
        return {"incidents": 1, **figures, **day}

    table = make_provinces({"AF01": toll(9, 9, 9), "AF02": toll(1, 5, 20), "AF03": toll(0, 0, 1)})
    spans = rank_spans(table.drop(index="unknown"), MEASURES["killed"])
    assert spans.loc[["AF01", "AF02", "AF03"], "changes"].tolist() == [True, True, False]
    view = map_view(table, names, MEASURES["killed"], "best", MapOptions(mark_unstable=True))
    assert view.marked("unstable") == 2
    assert "Rank 1 to 2 between low and high" in view.provinces.loc["AF01", "detail_text"]
    assert map_view(table, names, MEASURES["killed"], "best").marked("unstable") == 0


def test_as_known_on_leaves_out_what_was_published_later() -> None:
    incidents = pd.read_csv(BUILT_IN / INCIDENTS_FILE, parse_dates=["date"], index_col=0)
    sources = pd.read_csv(BUILT_IN / SOURCES_FILE, parse_dates=["published"])
    day = pd.Timestamp(2018, 6, 30)
    first = sources.groupby("incident_id")["published"].min().reindex(incidents.index)
    expected = incidents[incidents["date"].le(day) & ~first.gt(day)]
    found = by_province(Filters(known_on=day.date()))["incidents"]
    assert found.sum() == len(expected)
    # Some records of that time were told of only later.
    assert len(expected) < incidents["date"].le(day).sum()
