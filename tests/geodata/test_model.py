"""The coded values and ``Filters``: equal selections are equal, wrong ones are refused."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.model import (
    ATTACK_TYPES,
    ATTRIBUTIONS,
    DATE_PRECISIONS,
    EVENT_TYPES,
    GROUPS,
    KILLED_SCOPES,
    LOCATION_PRECISIONS,
    PCODES,
    TARGETS,
    AtlasError,
    FilterError,
    Filters,
)

CODED = {
    "groups": GROUPS,
    "attributions": ATTRIBUTIONS,
    "event_types": EVENT_TYPES,
    "attack_types": ATTACK_TYPES,
    "targets": TARGETS,
    "provinces": PCODES,
}
ALL_CODES = [*CODED.values(), DATE_PRECISIONS, LOCATION_PRECISIONS, KILLED_SCOPES]


@given(chosen=st.lists(st.sampled_from(list(GROUPS)), max_size=6), data=st.data())
def test_order_and_repeats_make_no_other_selection(chosen: list[str], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(chosen + chosen[:2]))
    one, other = Filters(groups=tuple(chosen)), Filters(groups=tuple(shuffled))
    assert one == other
    assert hash(one) == hash(other)
    assert set(one.groups) == set(chosen)


def test_lists_and_sets_are_taken_too() -> None:
    wanted = Filters(groups=("AFF", "NRF"))
    for groups in (["NRF", "AFF"], {"NRF", "AFF"}, frozenset({"NRF", "AFF"})):
        given_so: dict[str, Any] = {"groups": groups}
        assert Filters(**given_so) == wanted


@pytest.mark.parametrize("name", CODED)
def test_an_unknown_code_is_refused_with_the_known_ones(name: str) -> None:
    choice: dict[str, Any] = {name: (next(iter(CODED[name])), "nonsense")}
    message = rf"^Filters\.{name}: 'nonsense' is not known\. Use any of: {next(iter(CODED[name]))}"
    with pytest.raises(FilterError, match=message):
        Filters(**choice)


@pytest.mark.parametrize("name", CODED)
def test_every_known_code_is_taken(name: str) -> None:
    choice: dict[str, Any] = {name: tuple(CODED[name])}
    assert set(getattr(Filters(**choice), name)) == set(CODED[name])


def test_a_period_may_be_one_day_but_not_end_before_it_starts() -> None:
    day = date(2021, 8, 15)
    assert Filters(day, day).date_to == day
    with pytest.raises(FilterError, match=r"ends \(2021-08-14\) before it starts \(2021-08-15\)"):
        Filters(day, date(2021, 8, 14))


def test_an_unknown_estimate_is_refused() -> None:
    choice: dict[str, Any] = {"estimate": "highest"}
    with pytest.raises(FilterError, match=r"'highest' is not known\. Use low, best or high"):
        Filters(**choice)


def test_a_filter_error_is_an_error_of_the_atlas_and_of_a_value() -> None:
    assert issubclass(FilterError, AtlasError)
    assert issubclass(FilterError, ValueError)


def test_the_whole_country_keeps_all_other_filters() -> None:
    kabul = Filters(
        date(2021, 8, 15), None, ("ISKP",), ("claimed",), provinces=("AF01",), estimate="low"
    )
    assert kabul.without_provinces() == Filters(
        date(2021, 8, 15), None, ("ISKP",), ("claimed",), estimate="low"
    )


def test_there_are_34_p_codes_and_the_unknown_one() -> None:
    assert list(PCODES) == [*(f"AF{number:02d}" for number in range(1, 35)), "unknown"]


def test_every_code_has_a_label_of_its_own() -> None:
    for codes in ALL_CODES:
        labels = [code.label for code in codes.values()]
        assert all(labels)
        assert len(set(labels)) == len(labels)


def test_every_group_has_a_colour_and_a_shape_of_its_own() -> None:
    for attribute in ("colour", "shape"):
        values = [getattr(code, attribute) for code in GROUPS.values()]
        assert all(values)
        assert len(set(values)) == len(values) == 12


def test_colours_of_groups_are_not_close_to_each_other() -> None:
    rgb = {
        key: [int(code.colour[start : start + 2], 16) for start in (1, 3, 5)]
        for key, code in GROUPS.items()
    }
    for one, other in itertools.combinations(rgb, 2):
        distance = sum((a - b) ** 2 for a, b in zip(rgb[one], rgb[other], strict=True)) ** 0.5
        assert distance > 40, (one, other)
