"""The controls of the page Compare, bound to the address, that become one ``Comparison``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import streamlit as st

from app.language import word
from geodata.model import GROUPS, TAKEOVER
from geodata.views.sides import Comparison, Kind, Span, covered_span, of_groups, of_periods

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from app.sidebar import View

COMPARE_KINDS: Final[dict[Kind, str]] = {"periods": "Two periods", "groups": "Two groups"}
DEFAULT_SECOND_GROUP: Final = "TALIBAN"

FIRST_COMPARED: Final = date(1979, 1, 1)
LAST_COMPARED: Final = date(2049, 12, 31)
"""Between these days a reader can choose periods, whatever the records cover."""

CUSTOM: Final = "custom"
PRESET_KEY: Final = "compare preset"

PERIOD_PRESETS: Final = {
    "autumn": "15 Aug–14 Nov in 2020 and in 2021",
    "year": "Year before, year after 15 Aug 2021",
    "all": "All before, all since 15 Aug 2021",
    "years": "2022 and 2023, under the Taliban",
    CUSTOM: "Other dates",
}
_ONE_DAY: Final = timedelta(days=1)
_DATE_KEYS: Final = ("first_from", "first_to", "second_from", "second_to")


@dataclass(frozen=True, slots=True)
class Places:
    """Where the page shows the controls of either side.

    Parameters
    ----------
    top, first, second : DeltaGenerator
        Above all, above the first map, above the second one.
    """

    top: DeltaGenerator
    first: DeltaGenerator
    second: DeltaGenerator


def preset_periods(preset: str, first_record: date, last_record: date) -> tuple[Span, Span]:
    """Return first and second period of a preset; days are included at both ends.

    Examples
    --------
    >>> records = date(2014, 1, 17), date(2025, 12, 16)
    >>> for period in preset_periods("autumn", *records):
    ...     print(*period)
    2020-08-15 2020-11-14
    2021-08-15 2021-11-14
    >>> for period in preset_periods("year", *records):
    ...     print(*period)
    2020-08-15 2021-08-14
    2021-08-15 2022-08-14
    """
    year_before = TAKEOVER.replace(year=TAKEOVER.year - 1)
    year_after = TAKEOVER.replace(year=TAKEOVER.year + 1)
    if preset == "year":
        return (year_before, TAKEOVER - _ONE_DAY), (TAKEOVER, year_after - _ONE_DAY)
    if preset == "all":
        # Imported records may all lie on one side of the day.
        return (
            (min(first_record, TAKEOVER - _ONE_DAY), TAKEOVER - _ONE_DAY),
            (TAKEOVER, max(last_record, TAKEOVER)),
        )
    if preset == "years":
        return (date(2022, 1, 1), date(2022, 12, 31)), (date(2023, 1, 1), date(2023, 12, 31))
    before, after = (
        (day, day.replace(month=day.month + 3) - _ONE_DAY) for day in (year_before, TAKEOVER)
    )
    return before, after


def preset_of(periods: tuple[Span, Span], first_record: date, last_record: date) -> str:
    """Return the preset that has these periods, or ``custom``."""
    for preset in PERIOD_PRESETS:
        if preset != CUSTOM and preset_periods(preset, first_record, last_record) == periods:
            return preset
    return CUSTOM


def _use_preset(first_record: date, last_record: date) -> None:
    preset = st.session_state[PRESET_KEY]
    if preset == CUSTOM:
        return
    first, second = preset_periods(preset, first_record, last_record)
    for key, day in zip(_DATE_KEYS, (*first, *second), strict=True):
        st.session_state[key] = day


def _period(place: DeltaGenerator, label: str, key: str, default: Span) -> Span:
    with place:
        columns = st.columns(2)
        days = [
            column.date_input(
                word(f"{label}, {edge}"),
                day,
                # Wider than the records: a period outside them is told so, not moved.
                min_value=FIRST_COMPARED,
                max_value=LAST_COMPARED,
                format="DD/MM/YYYY",
                key=f"{key}_{edge}",
                bind="query-params",
            )
            # An emptied field counts as its default.
            or day
            for column, edge, day in zip(columns, ("from", "to"), default, strict=True)
        ]
        first, last = days
        if first > last:
            st.warning("“From” lay after “to”; the two are read the other way round.")
            first, last = last, first
    return first, last


def _periods(places: Places, first_record: date, last_record: date) -> tuple[Span, Span]:
    default = preset_periods("autumn", first_record, last_record)
    first = _period(places.first, "First period", "first", default[0])
    second = _period(places.second, "Second period", "second", default[1])
    st.session_state[PRESET_KEY] = preset_of((first, second), first_record, last_record)
    places.top.selectbox(
        word("Periods"),
        list(PERIOD_PRESETS),
        format_func=PERIOD_PRESETS.__getitem__,
        key=PRESET_KEY,
        on_change=_use_preset,
        args=(first_record, last_record),
    )
    return first, second


def compare_controls(
    view: View, first_record: date, last_record: date
) -> tuple[Comparison, Places]:
    """Draw the controls and return what is compared, with where the maps belong.

    Parameters
    ----------
    view : View
        What the reader has chosen in the sidebar.
    first_record, last_record : datetime.date
        Days of the first and the last record of the dataset.
    """
    left, right = st.columns([1, 2.6], gap="medium", vertical_alignment="bottom")
    kind: Kind = left.segmented_control(
        word("Compare"),
        list(COMPARE_KINDS),
        default="periods",
        format_func=COMPARE_KINDS.__getitem__,
        required=True,
        key="compare",
        bind="query-params",
    )
    maps = st.container(key="compare_maps")
    first, second = maps.columns(2, gap="medium")
    places = Places(right, first, second)
    covered = covered_span(view.filters, first_record, last_record)
    if kind == "groups":
        group = right.selectbox(
            word("Second group"),
            list(GROUPS),
            index=list(GROUPS).index(DEFAULT_SECOND_GROUP),
            format_func=lambda key: GROUPS[key].label,
            help="Compared with the groups of the sidebar, in the sidebar’s period.",
            key="second_group",
            bind="query-params",
        )
        return of_groups(view.filters, group, (view.first, view.last), covered), places
    one, other = _periods(places, first_record, last_record)
    return of_periods(view.filters, one, other, covered), places
