"""Every trap of the GTD's files, row by row against what a person wrote by the codebook."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.formats import FORMATS
from geodata.layout import CANDIDATE_COLUMNS
from geodata.model import ATTACK_TYPES, TARGETS
from geodata.sources import gtd
from geodata.sources.gtd import to_candidates
from tests.geodata.sources.golden import assert_golden, looked_at, read_as

GTD = FORMATS["gtd"]
FIGURES = ["killed_low", "killed_best", "killed_high", "killed_scope", "attackers_killed"]
DAY = {"iyear": "2015", "imonth": "4", "iday": "18"}


def test_a_file_becomes_what_a_person_made_of_it() -> None:
    found, frame = looked_at("gtd.csv", "latin-1")
    assert found.format.key == "gtd"
    assert_golden(found.format.to_candidates(frame), "gtd.csv")


@pytest.mark.parametrize(
    ("killed", "attackers", "expected"),
    [
        ("", "", ["", "", "", "", ""]),
        ("0", "", ["0", "0", "0", "all_sides", ""]),
        ("5", "0", ["5", "5", "5", "others", "0"]),
        ("5", "2", ["3", "3", "3", "others", "2"]),
        ("5.0", "2.0", ["3", "3", "3", "others", "2"]),
        ("", "2", ["", "", "", "", "2"]),
        ("2", "5", ["2", "2", "2", "all_sides", ""]),
        ("3.5", "1", ["2", "3", "3", "others", "1"]),
        ("many", "1", ["many", "many", "many", "all_sides", "1"]),
        ("-3", "", ["-3", "-3", "-3", "all_sides", ""]),
    ],
)
def test_attackers_are_taken_out_of_the_killed_where_they_are_known(
    killed: str, attackers: str, expected: list[str]
) -> None:
    found = read_as(GTD, {"nkill": killed, "nkillter": attackers})
    assert found[FIGURES].tolist() == expected


@pytest.mark.parametrize(
    ("claimed", "uncertain", "name", "attribution"),
    [
        ("1", "0", "Taliban", "claimed"),
        ("0", "1", "Taliban", "suspected"),
        ("1", "1", "Taliban", "claimed"),
        ("0", "0", "Taliban", "attributed"),
        ("-9", "-9", "Taliban", "attributed"),
        ("1", "1", "Unknown", "unclaimed"),
        ("0", "0", "", "unclaimed"),
    ],
)
def test_attribution(claimed: str, uncertain: str, name: str, attribution: str) -> None:
    row = DAY | {"claimed": claimed, "guncertain1": uncertain, "gname": name}
    assert read_as(GTD, row)["attribution"] == attribution


@pytest.mark.parametrize(
    ("year", "month", "day", "date", "precision"),
    [
        ("2015", "0", "0", "2015-01-01", "year"),
        ("2015", "0", "7", "2015-01-01", "year"),
        ("2015", "6", "0", "2015-06-01", "month"),
        ("2015.0", "6.0", "7.0", "2015-06-07", "day"),
        ("2015", "", "", "2015-01-01", "year"),
    ],
)
def test_a_month_or_day_of_zero_is_unknown(
    year: str, month: str, day: str, date: str, precision: str
) -> None:
    found = read_as(GTD, {"iyear": year, "imonth": month, "iday": day})
    assert (found["date"], found["date_precision"]) == (pd.Timestamp(date), precision)


@pytest.mark.parametrize("year", ["", "0", "abcd"])
def test_without_a_year_there_is_no_date(year: str) -> None:
    found = read_as(GTD, {"iyear": year, "imonth": "6", "iday": "7"})
    assert pd.isna(found["date"])
    assert bool(found["date_text"]) == bool(year)


def test_the_state_is_another_one_after_the_takeover() -> None:
    row = {"imonth": "9", "iday": "1", "targtype1_txt": "Police"}
    targets = [read_as(GTD, row | {"iyear": year})["target"] for year in ("2020", "2021")]
    assert targets == ["security_forces_pre2021", "taliban_authorities"]


@settings(deadline=None, max_examples=40)
@given(
    attack=st.sampled_from(["Bombing/Explosion", "Armed Assault", "Hijacking", "", "New type"]),
    weapon=st.sampled_from(["Vehicle", "Grenade", "Landmine", ""]),
    target=st.sampled_from(["Military", "Police", "Maritime", "", "New target"]),
    nation=st.sampled_from(["Afghanistan", "International", ""]),
)
def test_coded_values_are_always_codes_of_the_atlas(
    attack: str, weapon: str, target: str, nation: str
) -> None:
    row = {"attacktype1_txt": attack, "weapsubtype1_txt": weapon, "suicide": "1"}
    found = read_as(GTD, DAY | row | {"targtype1_txt": target, "natlty1_txt": nation})
    assert found["attack_type"] in ATTACK_TYPES
    assert found["target"] in TARGETS


cell = st.one_of(st.text(max_size=12), st.sampled_from(["", "0", "1", "-9", "2.5", "2015"]))


@settings(deadline=None, max_examples=40)
@given(rows=st.lists(st.lists(cell, min_size=28, max_size=28), max_size=5))
def test_whatever_stands_in_the_cells_each_row_becomes_one_candidate(rows: list[list[str]]) -> None:
    index = pd.Index(range(7, 7 + len(rows)), name="source_row")
    frame = pd.DataFrame(rows, columns=list(gtd.WANTED), index=index, dtype="str")
    found = to_candidates(frame)
    assert found.columns.tolist() == list(CANDIDATE_COLUMNS)
    assert found.index.equals(index)
    assert not found.drop(columns="date").isna().any(axis=None)
