"""One group a record: the militant side, by a fixed precedence where both are militants."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest

from geodata.actors import map_actors
from geodata.sources.sides import choose_group

BEFORE, AFTER = "2016-05-01", "2023-05-01"
CIVILIANS, STATE = "Civilians", "Government of Pakistan"


def chosen(first: str, second: str, day: str = BEFORE) -> pd.Series:
    dates = pd.to_datetime(pd.Series([day]))
    sides = (map_actors(pd.Series([name], dtype="str"), dates) for name in (first, second))
    return choose_group(*sides).iloc[0]


IN_ORDER = [
    *("ISKP", "NRF", "AFF", "TTP", "Al Qaeda", "Lashkar-i-Islam", "IMU", "HIG"),
    *("Haqqani Network", "Taliban", "Jundallah", "Zorkot Front", "Unknown", CIVILIANS),
]


@pytest.mark.parametrize(("stronger", "weaker"), pairwise(IN_ORDER))
def test_of_two_sides_the_first_in_precedence_is_the_group(stronger: str, weaker: str) -> None:
    one, other = chosen(stronger, weaker), chosen(weaker, stronger)
    assert bool(one["is_first"])
    assert not bool(other["is_first"])
    same = ["group", "attribution", "target", "is_group", "is_unmapped"]
    assert one[same].tolist() == other[same].tolist()


@pytest.mark.parametrize("name", ["Zorkot Front", "Unknown", "Jundallah", "NRF"])
def test_since_the_takeover_an_attack_on_the_authorities_is_not_the_talibans(name: str) -> None:
    found = chosen("Taliban", name, AFTER)
    assert found["group"] != "TALIBAN"
    assert found["target"] == "taliban_authorities"
    assert chosen("Taliban", "Unknown", BEFORE)["group"] == "TALIBAN"


@pytest.mark.parametrize("name", [CIVILIANS, STATE])
def test_the_authorities_are_a_group_against_all_others(name: str) -> None:
    found = chosen(name, "Military Forces of Afghanistan (2021-)", AFTER)
    assert found[["group", "is_first", "is_group"]].tolist() == ["TALIBAN", False, True]


def test_states_and_civilians_alone_are_no_group_and_not_unmapped() -> None:
    found = chosen(STATE, CIVILIANS)
    assert found[["group", "attribution", "target"]].tolist() == [
        "OTHER",
        "attributed",
        "civilians",
    ]
    assert not found["is_group"]
    assert not found["is_unmapped"]


def test_only_a_record_that_counts_under_its_name_is_unmapped() -> None:
    assert chosen("Zorkot Front", STATE)["is_unmapped"]
    assert not chosen("Zorkot Front", "ISKP")["is_unmapped"]


def test_nobody_is_unidentified_and_unclaimed() -> None:
    found = chosen("", "")
    assert found[["group", "attribution", "target"]].tolist() == [
        "UNIDENTIFIED",
        "unclaimed",
        "other",
    ]
