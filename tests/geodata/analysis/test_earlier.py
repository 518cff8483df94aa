"""The days before a period."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from geodata.analysis.earlier import same_length_before

EARLIEST = date(2014, 1, 17)
DAYS = st.dates(date(2014, 1, 17), date(2025, 12, 31))


@given(one=DAYS, other=DAYS)
def test_it_is_as_long_ends_the_day_before_and_lies_within_the_records(
    one: date, other: date
) -> None:
    first, last = sorted((one, other))
    before = same_length_before(first, last, EARLIEST)
    starts = first - (last - first) - timedelta(days=1)
    if starts < EARLIEST:
        assert before is None
    else:
        assert before == (starts, first - timedelta(days=1))


def test_one_day_has_one_day_before() -> None:
    day = date(2021, 8, 15)
    assert same_length_before(day, day, EARLIEST) == (date(2021, 8, 14), date(2021, 8, 14))


def test_the_first_day_of_all_has_none_before() -> None:
    assert same_length_before(EARLIEST, EARLIEST, EARLIEST) is None


def test_the_first_day_of_time_is_no_error() -> None:
    assert same_length_before(date.min, date.max, date.min) is None
