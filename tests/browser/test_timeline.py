"""The timeline: dragging over it sets the dates, and a button leads back."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    import pandas as pd

    from tests.browser.atlas import Atlas

pytestmark = pytest.mark.browser

FIRST, LAST = date(2014, 1, 17), date(2025, 12, 16)
BAR_DAYS: Final = 31


def test_dragging_sets_the_dates_in_the_sidebar_the_address_and_the_figures(
    atlas: Atlas, incidents: pd.DataFrame
) -> None:
    atlas.open()
    with atlas.repainted():
        atlas.drag_over_timeline(0.5, 0.7)
    expect(atlas.page).to_have_url(re.compile(r"from=.*to="))
    first, last = (date.fromisoformat(atlas.parameters[name][0]) for name in ("from", "to"))
    # Whole months, each touched by the drag.
    assert first.day == 1
    assert last.day == calendar.monthrange(last.year, last.month)[1]
    days = (LAST - FIRST).days
    assert abs(first - (FIRST + timedelta(days=0.5 * days))) < timedelta(days=1.5 * BAR_DAYS)
    assert abs(last - (FIRST + timedelta(days=0.7 * days))) < timedelta(days=1.5 * BAR_DAYS)
    assert (atlas.day("From"), atlas.day("To")) == (first.isoformat(), last.isoformat())
    shown = incidents.query("group == 'ISKP' and event_type in ['attack', 'clash']")
    count = int(shown["date"].between(str(first), str(last)).sum())
    expect(atlas.figure("Incidents")).to_have_text(str(count))
    assert atlas.incidents_on_map() == count


def test_dragging_works_where_thin_months_are_hatched(atlas: Atlas) -> None:
    atlas.open({"thin": "true"})
    legend = atlas.page.get_by_label("Legend of the timeline")
    expect(legend).to_contain_text("Thin reporting in the whole country: 34 of 144 months")
    # Strokes of the hatch and the line of the takeover; without the hatch there is that line only.
    expect(atlas.chart.locator(".mark-rule line").nth(34)).to_be_attached()
    with atlas.repainted():
        atlas.drag_over_timeline(0.5, 0.7)
    first, last = (date.fromisoformat(atlas.parameters[name][0]) for name in ("from", "to"))
    assert (first.day, last.day) == (1, calendar.monthrange(last.year, last.month)[1])


def test_a_narrower_span_can_be_dragged_within_the_first(atlas: Atlas) -> None:
    atlas.open({"from": "2021-08-15", "to": "2021-11-14"})
    with atlas.repainted():
        atlas.drag_over_timeline(0.25, 0.75)
    expect(atlas.page).to_have_url(re.compile("from=2021-09.*to=2021-10"))


def test_the_button_leads_back_to_all_years(atlas: Atlas) -> None:
    atlas.open({"from": "2021-08-15", "to": "2021-11-14"})
    expect(atlas.title).to_contain_text("15 Aug 2021 to 14 Nov 2021")
    atlas.page.get_by_role("button", name="Back to all years").click()
    expect(atlas.title).to_contain_text("all years")
    expect(atlas.page).not_to_have_url(re.compile("from|to="))
    expect(atlas.page.get_by_role("button", name="Back to all years")).to_have_count(0)
    assert (atlas.day("From"), atlas.day("To")) == (FIRST.isoformat(), LAST.isoformat())


def test_the_takeover_is_marked(atlas: Atlas) -> None:
    atlas.open()
    expect(atlas.chart).to_contain_text("15 Aug 2021: the Taliban take Kabul")
    with atlas.repainted():
        atlas.choose("Period", "The year before 15 August 2021")
    expect(atlas.title).to_contain_text("15 Aug 2020 to 14 Aug 2021")
    expect(atlas.chart).not_to_contain_text("the Taliban take Kabul")


def test_all_groups_are_named_under_the_heading_of_the_timeline(
    atlas: Atlas, incidents: pd.DataFrame
) -> None:
    atlas.open({"group": "", "event": ""})
    legend = atlas.page.get_by_label("Legend of the timeline")
    expect(legend.get_by_role("listitem")).to_have_count(incidents["group"].nunique())
