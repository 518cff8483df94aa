"""One province against the country and the time before, against plain pandas."""

from __future__ import annotations

from datetime import date

import geopandas
import pandas as pd
import pytest

from geodata.model import Filters
from geodata.provinces import DATA, province_names
from geodata.query import by_province, totals
from geodata.sources.curated import BUILT_IN, INCIDENTS_FILE
from geodata.views.province import (
    NOT_COMPARABLE,
    Sides,
    province_facts,
    province_figures,
    province_title,
    rank_text,
    side_notes,
    side_rows,
)

AUTUMN = (date(2021, 8, 15), date(2021, 11, 14))
SUMMER = (date(2021, 5, 15), date(2021, 8, 14))
ISKP = Filters(groups=("ISKP",))


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    incidents = pd.read_csv(BUILT_IN / INCIDENTS_FILE)
    return incidents[incidents["group"].eq("ISKP")]


def between(rows: pd.DataFrame, span: tuple[date, date], pcode: str | None = None) -> pd.DataFrame:
    kept = rows[rows["date"].between(*(day.isoformat() for day in span))]
    return kept if pcode is None else kept[kept["province_pcode"].eq(pcode)]


def filters(span: tuple[date, date], *provinces: str) -> Filters:
    return Filters(date_from=span[0], date_to=span[1], groups=("ISKP",), provinces=provinces)


def sides_of(pcode: str) -> Sides:
    return Sides(
        totals(filters(AUTUMN, pcode)),
        totals(filters(AUTUMN)),
        totals(filters(SUMMER, pcode)),
        SUMMER,
    )


@pytest.mark.parametrize("pcode", ["AF01", "AF06", "AF30"])
def test_each_measure_stands_here_in_the_country_and_before(rows: pd.DataFrame, pcode: str) -> None:
    here, country = between(rows, AUTUMN, pcode), between(rows, AUTUMN)
    before = between(rows, SUMMER, pcode)
    incidents, killed, _injured, unknown = side_rows(sides_of(pcode))
    assert [incidents.here, incidents.country, incidents.before] == [
        str(len(part)) for part in (here, country, before)
    ]
    assert incidents.share == f"{round(100 * len(here) / len(country))} %"
    without = [
        int((part["killed_best"].isna() & part["injured_best"].isna()).sum())
        for part in (here, country, before)
    ]
    assert [unknown.here, unknown.country, unknown.before] == list(map(str, without))
    if len(here):
        assert killed.here.split(" ")[0] == str(int(here["killed_best"].sum()))
    else:
        assert killed.here == "none recorded"


def test_the_figures_say_of_how_many(rows: pd.DataFrame) -> None:
    here, country = between(rows, AUTUMN, "AF06"), between(rows, AUTUMN)
    figures = {figure.label: figure for figure in province_figures(sides_of("AF06"))}
    assert figures["Incidents"].value == str(len(here))
    assert figures["Incidents"].note.endswith(f"of {len(country)} in Afghanistan")
    before = figures["Incidents, same length before"]
    assert before.value == str(len(between(rows, SUMMER, "AF06")))
    assert before.note == "15 May 2021 to 14 Aug 2021"


def test_without_a_time_before_nothing_is_compared() -> None:
    everything = totals(ISKP)
    sides = Sides(everything, everything, None, None)
    assert {row.before for row in side_rows(sides)} == {NOT_COMPARABLE}
    figures = {figure.label: figure.value for figure in province_figures(sides)}
    assert figures["Incidents, same length before"] == NOT_COMPARABLE
    assert any("nothing to compare" in note for note in side_notes(ISKP, sides, 0))


def test_periods_on_either_side_of_the_takeover_are_told_apart() -> None:
    across = side_notes(filters(AUTUMN), sides_of("AF06"), 2)
    assert any("15 August 2021" in note for note in across)
    assert any("2 known only to a month" in note for note in across)
    sides = sides_of("AF06")
    later = Sides(sides.here, sides.country, sides.before, (date(2022, 1, 1), date(2022, 1, 31)))
    assert not any("15 August 2021" in note for note in side_notes(filters(AUTUMN), later, 0))


def test_the_title_says_what_is_found(rows: pd.DataFrame) -> None:
    here, country = len(between(rows, AUTUMN, "AF06")), len(between(rows, AUTUMN))
    share = round(100 * here / country)
    assert province_title(filters(AUTUMN), sides_of("AF06")) == (
        "IS-K: all events, 15 Aug 2021 to 14 Nov 2021. "
        f"{here} cited records, {share} % of the country’s"
    )
    nothing = Sides(totals(filters(AUTUMN, "AF30")), totals(filters(AUTUMN)), None, None)
    assert ". No cited record here, " in province_title(filters(AUTUMN), nothing)
    nowhere = totals(Filters(groups=("HIG",), targets=("media",)))
    assert province_title(ISKP, Sides(nowhere, nowhere, None, None)).endswith(
        "No cited record here, nor elsewhere"
    )


def test_the_rank_counts_those_with_more_records(rows: pd.DataFrame) -> None:
    counts = rows["province_pcode"].value_counts()
    for pcode in ("AF01", "AF06", "AF19"):
        rank = int((counts > counts[pcode]).sum()) + 1
        equal = int((counts == counts[pcode]).sum()) - 1
        text = rank_text(by_province(ISKP), pcode)
        assert text.startswith(f"Rank {rank} of 34 ")
        assert ("(with" in text) == bool(equal)
    without = [f"AF{number:02d}" for number in range(1, 35) if f"AF{number:02d}" not in counts]
    assert rank_text(by_province(ISKP), without[0]) == (
        f"One of {len(without)} provinces, of 34, without a cited record in view."
    )


def test_a_single_province_without_a_record_is_the_only_one() -> None:
    table = by_province(ISKP).assign(incidents=1)
    table.loc["AF34", "incidents"] = 0
    assert rank_text(table, "AF34").startswith("The only province, of 34, ")


def test_facts_are_those_of_the_table() -> None:
    table = pd.read_csv(DATA / "provinces.csv", index_col="pcode")
    facts = province_facts("AF30", province_names("fa"))
    assert [name for _, _, name in facts.names] == [
        "Helmand",
        table.loc["AF30", "name_dari"],
        table.loc["AF30", "name_pashto"],
    ]
    values = {label: (value, note) for label, value, note in facts.facts}
    assert values["Capital"][0] == table.loc["AF30", "capital"]
    population = f"{table.loc['AF30', 'population_2019_20']:,}".replace(",", "\u2009")
    assert values["Population"] == (
        f"{population} (2019-20)",
        table.loc["AF30", "population_2019_20_source"],
    )
    assert values["P-code"] == ("AF30", "OCHA writes Hilmand")


def test_the_area_agrees_with_an_equal_area_projection() -> None:
    shapes = geopandas.read_file(DATA / "boundaries" / "provinces.geojson").set_index("pcode")
    # Lambert's azimuthal equal-area projection around the middle of the country.
    projected = shapes.to_crs("+proj=laea +lat_0=34 +lon_0=66 +datum=WGS84 +units=km")
    for pcode in ("AF01", "AF30"):
        text = next(
            value
            for label, value, _ in province_facts(pcode, province_names()).facts
            if label == "Area"
        )
        area = float(text.removesuffix(" km²").replace("\u2009", ""))
        assert area == pytest.approx(projected.area[pcode], rel=0.002)


def test_neighbours_are_mutual_and_sorted_by_name() -> None:
    names = province_names()
    around = {
        pcode: [code for code, _ in province_facts(pcode, names).neighbours]
        for pcode in names.index
    }
    assert all(pcode in around[other] for pcode in around for other in around[pcode])
    assert all(around.values())
    kabul = [name for _, name in province_facts("AF01", names).neighbours]
    assert kabul == sorted(["Parwan", "Kapisa", "Laghman", "Nangarhar", "Logar", "Maidan Wardak"])
