"""Bars, labels and dragged spans of the timeline, against the calendar of the standard library."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.measures import MEASURES
from geodata.model import GROUPS, PERIODS, Filters, Period
from geodata.query import by_period, totals
from geodata.views.timeline import (
    MOST_BARS,
    bar_label,
    brushed_span,
    fitting_period,
    period_bounds,
    period_label,
    timeline_view,
)

if TYPE_CHECKING:
    from geodata.views.timeline import TimelineView

DAYS = st.dates(date(2013, 1, 1), date(2026, 12, 31))
A_DAY = timedelta(days=1)


def calendar_bounds(day: date, period: Period) -> tuple[date, date]:
    """Return first and last day of a period without pandas."""
    if period == "day":
        return day, day
    if period == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    first_month, last_month = {
        "month": (day.month, day.month),
        "quarter": ((day.month - 1) // 3 * 3 + 1, (day.month - 1) // 3 * 3 + 3),
        "year": (1, 12),
    }[period]
    last_day = calendar.monthrange(day.year, last_month)[1]
    return date(day.year, first_month, 1), date(day.year, last_month, last_day)


def milliseconds(day: date, hour: int = 0) -> float:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC).timestamp() * 1000


def aggregate(*rows: dict[str, Any]) -> pd.DataFrame:
    """Make the aggregate by period and group as the query returns it."""
    columns = ["period_start", "group", "incidents", "killed_low", "killed_best", "killed_high"]
    frame = pd.DataFrame(list(rows), columns=columns)
    types = dict.fromkeys(columns[2:], "Int64") | {"period_start": "datetime64[us]"}
    return frame.astype({**types, "group": "string"})


def view_of(*rows: dict[str, Any], **choices: Any) -> TimelineView:  # noqa: ANN401 - several types
    given = {
        "measure": MEASURES["incidents"],
        "estimate": "best",
        "period": "month",
        "first": date(2021, 8, 15),
        "last": date(2021, 11, 14),
    }
    return timeline_view(aggregate(*rows), **(given | choices))


@given(day=DAYS, period=st.sampled_from(PERIODS))
def test_the_bounds_of_a_period_are_those_of_the_calendar(day: date, period: Period) -> None:
    assert period_bounds(day, period) == calendar_bounds(day, period)


@given(first=DAYS, last=DAYS, period=st.sampled_from(PERIODS))
def test_a_dragged_span_holds_whole_bars_and_no_bar_more(
    first: date, last: date, period: Period
) -> None:
    first, last = min(first, last), max(first, last)
    expected = calendar_bounds(first, period)[0], calendar_bounds(last, period)[1]
    # From noon to noon, and from the edge of a bar to the edge of a bar.
    assert brushed_span(milliseconds(first, 12), milliseconds(last, 12), period) == expected
    edges = milliseconds(expected[0]), milliseconds(expected[1] + A_DAY)
    assert brushed_span(*edges, period) == expected


def test_a_click_without_dragging_chooses_one_bar() -> None:
    moment = milliseconds(date(2021, 8, 1))
    assert brushed_span(moment, moment, "month") == (date(2021, 8, 1), date(2021, 8, 31))


@settings(max_examples=50)
@given(first=DAYS, last=DAYS)
def test_the_unit_of_time_is_the_finest_that_stays_readable(first: date, last: date) -> None:
    first, last = min(first, last), max(first, last)
    period = fitting_period(first, last)
    days = (last - first).days + 1
    lengths = {"day": 1, "week": 7, "month": 30.44, "quarter": 91.3, "year": 365.25}
    assert days / lengths[period] <= MOST_BARS
    finer = PERIODS[: PERIODS.index(period)]
    assert all(days / lengths[unit] > MOST_BARS for unit in finer)


def test_centuries_are_drawn_by_year() -> None:
    assert fitting_period(date(1700, 1, 1), date(2025, 12, 31)) == "year"


def test_labels_name_the_period() -> None:
    assert period_label(date(2021, 8, 9), "week") == "week of 9 Aug 2021"
    assert period_label(date(2021, 10, 1), "quarter") == "Oct to Dec 2021"
    assert period_label(date(2021, 10, 8), "day") == "8 Oct 2021"


@pytest.mark.parametrize(
    ("start", "period", "label"),
    [
        (date(2021, 8, 1), "month", "Aug 2021, from 15 Aug 2021"),
        (date(2021, 9, 1), "month", "Sep 2021"),
        (date(2021, 11, 1), "month", "Nov 2021, until 14 Nov 2021"),
        (date(2021, 8, 9), "week", "week of 9 Aug 2021, from 15 Aug 2021"),
        (date(2021, 11, 8), "week", "week of 8 Nov 2021"),
        (date(2021, 1, 1), "year", "2021, from 15 Aug 2021, until 14 Nov 2021"),
        (date(2021, 8, 15), "day", "15 Aug 2021"),
    ],
)
def test_a_bar_that_the_view_cuts_says_so(start: date, period: Period, label: str) -> None:
    assert bar_label(start, period, date(2021, 8, 15), date(2021, 11, 14)) == label


def test_bars_stand_from_first_day_to_the_day_after_the_last() -> None:
    view = view_of(
        {"period_start": "2021-10-01", "group": "ISKP", "incidents": 3},
        {"period_start": "2021-10-01", "group": "NRF", "incidents": 1},
    )
    assert view.bars.to_dict("records") == [
        {
            "period_start": pd.Timestamp(2021, 10, 1),
            "period_end": pd.Timestamp(2021, 11, 1),
            "period_label": "Oct 2021",
            "group": "IS-K",
            "value": 3,
        },
        {
            "period_start": pd.Timestamp(2021, 10, 1),
            "period_end": pd.Timestamp(2021, 11, 1),
            "period_label": "Oct 2021",
            "group": "NRF",
            "value": 1,
        },
    ]


def test_groups_keep_their_order_and_colour_whatever_comes_first() -> None:
    view = view_of(
        {"period_start": "2021-09-01", "group": "NRF", "incidents": 9},
        {"period_start": "2021-10-01", "group": "ISKP", "incidents": 1},
    )
    assert view.groups == ("IS-K", "NRF")
    assert view.colours == (GROUPS["ISKP"].colour, GROUPS["NRF"].colour)


def test_neither_zero_nor_unknown_makes_a_bar() -> None:
    start = {"period_start": "2021-10-01", "incidents": 1}
    view = view_of(
        start | {"group": "ISKP"},
        start | {"group": "NRF", "killed_best": 0},
        start | {"group": "AFF", "killed_best": 2},
        measure=MEASURES["killed"],
    )
    assert view.bars["value"].tolist() == [2]
    assert view.groups == ("AFF",)


def test_the_chosen_estimate_makes_the_bars_and_is_named() -> None:
    row = {"period_start": "2021-10-01", "group": "ISKP", "incidents": 1}
    figures = {"killed_low": 1, "killed_best": 2, "killed_high": 3}
    shown = {
        estimate: view_of(row | figures, measure=MEASURES["killed"], estimate=estimate)
        for estimate in ("low", "best", "high")
    }
    assert [view.bars["value"].item() for view in shown.values()] == [1, 2, 3]
    assert [view.measure_label for view in shown.values()] == [
        "Killed, low estimate",
        "Killed",
        "Killed, high estimate",
    ]


def test_nothing_in_view_makes_no_bars() -> None:
    view = view_of()
    assert view.bars.empty
    assert list(view.bars.columns) == [
        "period_start",
        "period_end",
        "period_label",
        "group",
        "value",
    ]
    assert (view.groups, view.colours) == ((), ())


@pytest.mark.parametrize(
    ("first", "last", "is_marked"),
    [
        (date(2021, 8, 15), date(2021, 11, 14), True),
        (date(2020, 8, 15), date(2021, 8, 14), False),
        (date(2020, 8, 15), date(2021, 8, 15), True),
        (date(2021, 8, 16), date(2025, 12, 31), False),
    ],
)
def test_the_takeover_is_marked_where_it_lies_in_view(
    first: date, last: date, *, is_marked: bool
) -> None:
    expected = date(2021, 8, 15) if is_marked else None
    assert view_of(first=first, last=last).takeover == expected


@pytest.mark.parametrize("period", PERIODS)
def test_the_bars_of_the_records_add_up_to_the_total(period: Period) -> None:
    filters = Filters(date(2019, 1, 1), date(2022, 12, 31))
    view = view_of_records(filters, period)
    assert view.bars["value"].sum() == totals(filters)["killed_high"] > 0
    in_span = view.bars["period_end"].gt(pd.Timestamp(2019, 1, 1)) & view.bars["period_start"].le(
        pd.Timestamp(2022, 12, 31)
    )
    assert in_span.all()


def view_of_records(filters: Filters, period: Period) -> TimelineView:
    return timeline_view(
        by_period(filters, period),
        measure=MEASURES["killed"],
        estimate="high",
        period=period,
        first=filters.date_from or date(2014, 1, 1),
        last=filters.date_to or date(2025, 12, 31),
    )
