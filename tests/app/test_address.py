"""What an address asks for that the atlas doesn't have."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.address import LABELS, address_notes, address_tests, day_between
from geodata.measures import MEASURES
from geodata.model import ATTRIBUTIONS, ESTIMATES, EVENT_TYPES, GROUPS

FIRST, LAST = date(2014, 1, 17), date(2025, 12, 16)
TESTS = address_tests(["Kabul", "Herat"], ["Curated records"], FIRST, LAST)


def test_every_parameter_has_a_name_that_a_reader_sees() -> None:
    assert set(TESTS) == set(LABELS)


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("group", [code.label for code in GROUPS.values()]),
        ("event", [code.label for code in EVENT_TYPES.values()]),
        ("attribution", [code.label for code in ATTRIBUTIONS.values()]),
        ("measure", [measure.label for measure in MEASURES.values()]),
        ("estimate", [estimate.capitalize() for estimate in ESTIMATES]),
        ("province", ["Kabul", "Herat"]),
        ("from", ["2014-01-17", "2021-08-15", "2025-12-16"]),
        ("to", ["2014-01-17", "2021-08-15", "2025-12-16"]),
    ],
)
def test_what_the_widgets_offer_is_accepted(name: str, labels: list[str]) -> None:
    assert address_notes({name: labels}, TESTS) == []


@pytest.mark.parametrize("name", ["group", "event", "attribution", "province"])
def test_a_widget_may_be_emptied(name: str) -> None:
    assert address_notes({name: [""]}, TESTS) == []


# Any text may be looked for.
FREE_TEXTS = {"record", "search"}


@pytest.mark.parametrize("name", sorted(set(LABELS) - FREE_TEXTS))
@given(value=st.text(min_size=1))
def test_a_made_up_value_is_named_by_its_widget_and_never_repeated(name: str, value: str) -> None:
    made_up = f"no such {value}"
    (note,) = address_notes({name: [made_up]}, TESTS)
    assert note.endswith(f": {LABELS[name]}.")
    assert made_up not in note


def test_one_sentence_names_all_that_was_left_out() -> None:
    wrong = {"province": ["XX"], "measure": ["Nonsense"], "estimate": ["Low"]}
    (note,) = address_notes(wrong, TESTS)
    assert note.endswith("left out: Province, Measure.")


@given(st.dates())
def test_a_day_is_accepted_within_the_span_of_the_records_only(day: date) -> None:
    assert day_between(FIRST, LAST)(day.isoformat()) == (FIRST <= day <= LAST)


@given(st.text())
def test_a_text_that_is_no_day_is_refused_without_an_error(text: str) -> None:
    assert not day_between(FIRST, LAST)(f"on {text}")


def test_a_page_of_thousands_of_digits_is_refused_without_an_error() -> None:
    tests = address_tests([], [], date(2014, 1, 1), date(2025, 1, 1))
    assert address_notes({"page": ["3"]}, tests) == []
    assert address_notes({"page": ["1" * 5_000]}, tests) != []
