"""The sidebar: widgets → ``View``, and the preset periods."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from app.sidebar import CUSTOM, PRESETS, preset_dates, preset_of
from geodata.measures import MEASURES
from geodata.model import Filters

if TYPE_CHECKING:
    from app.sidebar import View

FIRST, LAST = date(2014, 1, 17), date(2025, 12, 16)


def _script() -> None:
    # AppTest runs the body of this function as a script of its own.
    from datetime import date  # noqa: PLC0415 - see above

    import streamlit  # noqa: PLC0415 - see above

    from app.sidebar import sidebar  # noqa: PLC0415 - see above

    names = {"AF01": "Kabul", "AF15": "Kunar"}
    streamlit.session_state["view"] = sidebar(names, date(2014, 1, 17), date(2025, 12, 16))


@pytest.fixture
def page() -> AppTest:
    return AppTest.from_function(_script, default_timeout=60).run()


def view_of(page: AppTest) -> View:
    assert [shown.message for shown in page.exception] == []
    view: View = page.session_state["view"]
    return view


def test_an_untouched_sidebar(page: AppTest) -> None:
    view = view_of(page)
    assert view.filters == Filters(groups=("ISKP",), event_types=("attack", "clash"))
    assert (view.province, view.measure, view.first, view.last) == (
        None,
        MEASURES["incidents"],
        FIRST,
        LAST,
    )


def test_each_widget_reaches_its_filter(page: AppTest) -> None:
    page.multiselect(key="group").set_value(["NRF", "AFF"])
    page.multiselect(key="event").set_value(["operation"])
    page.multiselect(key="attribution").set_value(["claimed", "suspected"])
    page.date_input(key="from").set_value(date(2022, 1, 1))
    page.date_input(key="to").set_value(date(2022, 12, 31))
    page.selectbox(key="province").set_value("AF15")
    page.selectbox(key="measure").set_value("injured")
    page.button_group(key="estimate").set_value("low")
    page.run()
    view = view_of(page)
    assert view.filters == Filters(
        date_from=date(2022, 1, 1),
        date_to=date(2022, 12, 31),
        groups=("AFF", "NRF"),
        event_types=("operation",),
        attributions=("claimed", "suspected"),
        estimate="low",
    )
    assert (view.province, view.measure) == ("AF15", MEASURES["injured"])
    assert (view.first, view.last) == (date(2022, 1, 1), date(2022, 12, 31))


def test_emptied_widgets_restrict_nothing(page: AppTest) -> None:
    for key in ("group", "event", "attribution"):
        page.multiselect(key=key).set_value([])
    page.run()
    assert view_of(page).filters == Filters()


def test_the_days_of_the_first_and_last_record_are_no_restriction(page: AppTest) -> None:
    page.date_input(key="from").set_value(date(2021, 8, 15))
    page.run()
    assert view_of(page).filters.date_from == date(2021, 8, 15)
    page.date_input(key="from").set_value(FIRST)
    page.run()
    assert view_of(page).filters.date_from is None


def test_the_preset_shows_which_period_the_dates_are(page: AppTest) -> None:
    page.date_input(key="from").set_value(date(2021, 8, 15))
    page.date_input(key="to").set_value(date(2021, 11, 14))
    page.run()
    assert page.selectbox(key="preset").value == "after"
    page.date_input(key="to").set_value(date(2021, 11, 15))
    page.run()
    assert page.selectbox(key="preset").value == CUSTOM


def test_choosing_other_dates_leaves_the_dates_as_they_are(page: AppTest) -> None:
    page.selectbox(key="preset").set_value("before")
    page.run()
    page.selectbox(key="preset").set_value(CUSTOM)
    page.run()
    view = view_of(page)
    assert (view.first, view.last) == (date(2020, 8, 15), date(2021, 8, 14))


def test_dates_in_the_wrong_order_are_swapped_with_a_warning(page: AppTest) -> None:
    page.date_input(key="from").set_value(date(2022, 1, 1))
    page.date_input(key="to").set_value(date(2021, 1, 1))
    page.run()
    view = view_of(page)
    assert (view.first, view.last) == (date(2021, 1, 1), date(2022, 1, 1))
    assert len(page.warning) == 1


def test_the_periods_around_the_takeover_touch_without_a_gap() -> None:
    before, after = preset_dates("before", FIRST, LAST), preset_dates("after", FIRST, LAST)
    assert before[1] + timedelta(days=1) == after[0] == date(2021, 8, 15)
    assert (after[1] - after[0]).days + 1 == 92
    assert (before[1] - before[0]).days + 1 == 365


@given(st.sampled_from([preset for preset in PRESETS if preset != CUSTOM]))
def test_a_preset_is_known_again_by_its_dates(preset: str) -> None:
    assert preset_of(preset_dates(preset, FIRST, LAST), FIRST, LAST) == preset


@given(st.dates(FIRST, LAST), st.dates(FIRST, LAST))
def test_all_other_dates_are_no_preset(first: date, last: date) -> None:
    known = {preset_dates(preset, FIRST, LAST) for preset in PRESETS if preset != CUSTOM}
    assert (preset_of((first, last), FIRST, LAST) == CUSTOM) == ((first, last) not in known)
