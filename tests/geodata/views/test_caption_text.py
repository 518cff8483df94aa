"""Titles, captions, numbers and dates as a reader sees them."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.measures import MEASURES, measure_of
from geodata.model import AtlasError, Filters
from geodata.views.caption import caveats, title
from geodata.views.text import (
    EN_DASH,
    THIN_SPACE,
    bound_text,
    day_text,
    join_words,
    number_text,
    period_text,
    range_text,
    record_day_text,
    restrictions_text,
    subject_text,
)

SAMPLE = "A cited sample, not a census"
MISSING = (None, pd.NA, float("nan"))


@given(st.integers(0, 10**9))
def test_a_number_is_the_same_without_its_thin_spaces(number: int) -> None:
    text = number_text(number)
    assert int(text.replace(THIN_SPACE, "")) == number
    assert all(len(part) == 3 for part in text.split(THIN_SPACE)[1:])


@pytest.mark.parametrize("missing", MISSING)
def test_a_missing_number_is_unknown_and_never_zero(missing: float | None) -> None:
    assert number_text(missing) == "unknown"
    assert range_text(missing, missing, missing) == "unknown"
    assert range_text(missing, 1, 2) == "unknown"


@given(st.lists(st.integers(0, 99_999), min_size=3, max_size=3).map(sorted))
def test_a_range_is_written_where_there_is_one(figures: list[int]) -> None:
    low, best, high = figures
    text = range_text(best, low, high)
    assert text.startswith(number_text(best))
    if low == high:
        assert text == number_text(best)
    else:
        assert text == f"{number_text(best)} ({number_text(low)}{EN_DASH}{number_text(high)})"


@pytest.mark.parametrize("missing", MISSING)
def test_a_figure_without_a_range_stands_alone(missing: float | None) -> None:
    assert range_text(5, missing, missing) == "5"
    assert range_text(5, 4, missing) == "5"


def test_dates_are_no_more_precise_than_known() -> None:
    assert day_text(date(2021, 10, 8)) == "8 Oct 2021"
    assert day_text(pd.NaT) == ""
    assert day_text(None) == ""
    assert record_day_text(date(2021, 10, 1), "month") == "Oct 2021"
    assert record_day_text(date(2021, 10, 1), "day") == "1 Oct 2021"
    assert record_day_text(date(2021, 1, 1), "year") == "2021"
    assert record_day_text(date(2021, 10, 4), "week") == "week of 4 Oct 2021"
    august = pd.Timestamp(2016, 8, 1)
    assert bound_text(pd.NaT, pd.NaT, pd.NaT) == ""
    assert bound_text(august, pd.NaT, august) == "Aug 2016"
    assert bound_text(august, pd.Timestamp(2016, 9, 2), august) == "Aug 2016"
    assert bound_text(august, pd.NaT, pd.Timestamp(2016, 9, 2)) == "2016"
    second = pd.Timestamp(2016, 8, 2)
    assert bound_text(second, second, second) == "2 Aug 2016"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2021, 8, 15), date(2021, 11, 14), "15 Aug 2021 to 14 Nov 2021"),
        (date(2021, 8, 15), date(2021, 8, 15), "15 Aug 2021"),
        (date(2021, 8, 15), None, "since 15 Aug 2021"),
        (None, date(2021, 8, 14), "until 14 Aug 2021"),
        (None, None, "all years"),
    ],
)
def test_the_period_of_a_view_is_written_out(
    first: date | None, last: date | None, text: str
) -> None:
    assert period_text(Filters(first, last)) == text


def test_the_subject_names_groups_and_events() -> None:
    both = Filters(groups=("NRF", "ISKP"), event_types=("clash", "attack"))
    assert subject_text(both) == "IS-K and NRF: attacks and clashes"
    assert subject_text(Filters()) == "All groups: all events"
    every = Filters(event_types=("attack", "clash", "operation", "other"))
    assert subject_text(every) == "All groups: all events"
    operations = Filters(groups=("TTP",), event_types=("operation",))
    assert subject_text(operations) == "TTP: operations against the group"
    assert join_words(["a", "b", "c"]) == "a, b and c"


@pytest.mark.parametrize(
    ("filters", "text"),
    [
        (Filters(), ""),
        (Filters(groups=("ISKP",), event_types=("attack",)), ""),
        (Filters(attributions=("claimed", "attributed")), "attribution: claimed, attributed"),
        (
            Filters(attack_types=("ied", "suicide_bombing")),
            "kind: suicide bombing, improvised bomb",
        ),
        (
            Filters(targets=("shia_hazara", "government_pre2021", "taliban_authorities")),
            "target: Shia and Hazara, government until August 2021, Taliban as authorities",
        ),
        (Filters(provinces=("AF30", "AF01")), "province: Helmand, Kabul"),
        (Filters(provinces=("unknown", "AF01")), "province: Kabul, unknown"),
        (
            Filters(attributions=("suspected",), provinces=("AF32",)),
            "attribution: suspected; province: Herat",
        ),
    ],
)
def test_restrictions_that_a_title_leaves_out_are_named(filters: Filters, text: str) -> None:
    assert restrictions_text(filters) == text


@pytest.mark.parametrize(
    ("incidents", "provinces", "finding"),
    [
        (26, 7, "26 cited records in 7 of 34 provinces"),
        (1, 1, "1 cited record in 1 of 34 provinces"),
        (0, 0, "0 cited records"),
        (1234, 34, "1\u2009234 cited records in 34 of 34 provinces"),
    ],
)
def test_a_title_says_what_is_seen(incidents: int, provinces: int, finding: str) -> None:
    filters = Filters(date(2021, 8, 15), date(2021, 11, 14), groups=("ISKP",))
    expected = f"IS-K: all events, 15 Aug 2021 to 14 Nov 2021. {finding}"
    assert title(filters, incidents, provinces) == expected


def notes(
    filters: Filters, month_only: int = 0, outside: int = 0, vague_date: int = 0
) -> list[str]:
    return caveats(
        filters, pd.Series({"month_only": month_only, "vague_date": vague_date}), outside
    )


def test_dates_known_to_a_week_or_a_year_are_named() -> None:
    assert notes(AFTER, vague_date=3)[1:] == [
        "3 records are known only to a week or to a span of months, counted on its first day."
    ]


AFTER = Filters(date_from=date(2021, 8, 16))


def test_every_caption_says_that_the_records_are_a_sample() -> None:
    assert notes(AFTER)[0].startswith(SAMPLE)
    assert len(notes(AFTER)) == 1
    assert "No cited record is not the same as no violence." in notes(AFTER)[0]


@pytest.mark.parametrize(
    ("month_only", "outside", "added"),
    [
        (1, 0, ["1 record is known only to the month, counted on its first day."]),
        (2, 0, ["2 records are known only to the month, counted on its first day."]),
        (
            0,
            3,
            [
                (
                    "3 records are known only to a month that overlaps the period "
                    "but begins before it; left out."
                )
            ],
        ),
    ],
)
def test_a_caption_counts_the_records_without_a_day(
    month_only: int, outside: int, added: list[str]
) -> None:
    assert notes(AFTER, month_only, outside)[1:] == added


@pytest.mark.parametrize(
    ("filters", "crosses"),
    [
        (Filters(), True),
        (Filters(date(2021, 8, 14), date(2021, 8, 15)), True),
        (Filters(date_from=date(2021, 8, 15)), False),
        (Filters(date_to=date(2021, 8, 14)), False),
        (Filters(date_to=date(2021, 8, 15)), True),
        (Filters(date_from=date(2014, 1, 1)), True),
    ],
)
def test_a_caption_warns_where_the_period_crosses_the_takeover(
    filters: Filters, *, crosses: bool
) -> None:
    assert any("crosses 15 August 2021" in note for note in notes(filters)) == crosses


def test_a_caption_names_the_restrictions() -> None:
    filters = Filters(date_from=date(2022, 1, 1), targets=("shia_hazara",))
    assert notes(filters)[1] == "Only target: Shia and Hazara."


def test_a_measure_knows_its_columns_and_an_unheard_of_one_is_refused() -> None:
    assert {measure.column("low") for measure in MEASURES.values()} == {
        "incidents",
        "killed_low",
        "injured_low",
    }
    assert all(MEASURES[measure.base].is_sum for measure in MEASURES.values())
    assert measure_of("injured").unknown_column == "injured_unknown"
    with pytest.raises(AtlasError, match=r"no measure 'wounded'\. Use any of: incidents, killed"):
        measure_of("wounded")
