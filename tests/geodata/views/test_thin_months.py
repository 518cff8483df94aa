"""Months with thin reporting on a timeline: runs, edges and words, against months made by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.views.thin_months import is_thin, with_thin_months
from geodata.views.timeline import TimelineView


def timeline(first: date, last: date) -> TimelineView:
    return TimelineView(
        bars=pd.DataFrame(),
        groups=(),
        colours=(),
        first=first,
        last=last,
        period="month",
        measure_label="Incidents",
        takeover=None,
    )


def marked(first: date, last: date, thin: list[bool]) -> TimelineView:
    starts = pd.date_range(first.replace(day=1), periods=len(thin), freq="MS", unit="us")
    return with_thin_months(timeline(first, last), pd.Series(thin, index=starts))


def test_months_in_a_row_are_one_span_cut_at_the_edges_of_the_view() -> None:
    view = marked(date(2021, 8, 15), date(2022, 1, 10), [True, True, False, True, False, True])
    assert [(span.first, span.last, span.label) for span in view.thin or ()] == [
        (date(2021, 8, 15), date(2021, 9, 30), "Aug 2021 to Sep 2021"),
        (date(2021, 11, 1), date(2021, 11, 30), "Nov 2021"),
        (date(2022, 1, 1), date(2022, 1, 10), "Jan 2022"),
    ]
    assert view.thin_text == "Thin reporting in the whole country: 4 of 6 months"


def test_not_marked_is_not_the_same_as_nowhere_thin() -> None:
    assert timeline(date(2021, 1, 1), date(2021, 2, 28)).thin is None
    assert marked(date(2021, 1, 1), date(2021, 2, 28), [False, False]).thin == ()


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2021-09-30", "2021-10-01", True),
        ("2021-10-01", "2021-11-01", False),
        # A quarter with one thin month, and a week that ends on the first day of one.
        ("2021-10-01", "2022-01-01", True),
        ("2021-10-26", "2021-11-02", True),
        # Only what the view shows of a bar counts.
        ("2022-01-01", "2022-02-01", False),
    ],
)
def test_a_bar_is_thin_where_a_part_of_it_is(start: str, end: str, *, expected: bool) -> None:
    view = marked(date(2021, 9, 1), date(2022, 1, 10), [True, False, True, False, False])
    assert is_thin(view, pd.Timestamp(start), pd.Timestamp(end)) is expected


@settings(max_examples=30)
@given(thin=st.lists(st.booleans(), min_size=1, max_size=30))
def test_the_spans_hold_each_thin_month_and_no_other(thin: list[bool]) -> None:
    months = pd.period_range("2014-01", periods=len(thin), freq="M")
    view = marked(date(2014, 1, 1), months[-1].end_time.date(), thin)
    held = [
        any(span.first <= month.start_time.date() <= span.last for span in view.thin or ())
        for month in months
    ]
    assert held == thin
