"""The sidebar: widgets, bound to the address, that become one ``Filters`` object.

Labels are in the reader's language. Options are in English: Streamlit writes them into the
address as they are shown, and an address has to mean the same in every language.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import streamlit as st

from app.address import FIRST_KNOWN, LAST_KNOWN
from app.language import word
from geodata.export.request import DEFAULT_EVENT_TYPES, DEFAULT_GROUPS
from geodata.measures import MEASURES, Measure
from geodata.model import (
    ATTRIBUTIONS,
    ESTIMATES,
    EVENT_TYPES,
    GROUPS,
    TAKEOVER,
    TARGETS,
    Filters,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

CUSTOM: Final = "custom"
DEFAULT_SHARE_TARGET: Final = "shia_hazara"
SPAN_KEY: Final = "span of the records"

PRESETS: Final = {
    "all": "All years",
    "since": "Since 15 August 2021",
    "after": "The three months after 15 August 2021",
    "before": "The year before 15 August 2021",
    CUSTOM: "Other dates",
}


@dataclass(frozen=True, slots=True)
class View:
    """What the reader has chosen.

    Parameters
    ----------
    filters : Filters
        Which records; never restricted to a province, since the map shows them all.
    province : str or None
        P-code that the rest of the page is about.
    measure : Measure
        What the map and the timeline show.
    first, last : datetime.date
        Span of the time axis.
    marks : frozenset of str
        What else the map marks: ``unstable``, ``thin``.
    """

    filters: Filters
    province: str | None
    measure: Measure
    first: date
    last: date
    marks: frozenset[str] = frozenset()


def preset_dates(preset: str, first_record: date, last_record: date) -> tuple[date, date]:
    """Return first and last day of a preset period, both included.

    Examples
    --------
    >>> preset_dates("after", date(2014, 1, 17), date(2025, 12, 16))
    (datetime.date(2021, 8, 15), datetime.date(2021, 11, 14))
    >>> preset_dates("before", date(2014, 1, 17), date(2025, 12, 16))
    (datetime.date(2020, 8, 15), datetime.date(2021, 8, 14))
    """
    day_before = timedelta(days=1)
    if preset == "since":
        return TAKEOVER, last_record
    if preset == "after":
        return TAKEOVER, TAKEOVER.replace(month=TAKEOVER.month + 3) - day_before
    if preset == "before":
        return TAKEOVER.replace(year=TAKEOVER.year - 1), TAKEOVER - day_before
    return first_record, last_record


def preset_of(chosen: tuple[date, date], first_record: date, last_record: date) -> str:
    """Return the preset that has these dates, or ``custom``."""
    for preset in PRESETS:
        if preset != CUSTOM and preset_dates(preset, first_record, last_record) == chosen:
            return preset
    return CUSTOM


def _use_preset(first_record: date, last_record: date) -> None:
    preset = st.session_state["preset"]
    if preset != CUSTOM:
        first, last = preset_dates(preset, first_record, last_record)
        st.session_state["from"], st.session_state["to"] = first, last


def _day(label: str, default: date, key: str, first_record: date, last_record: date) -> date:
    return st.date_input(
        word(label),
        default,
        min_value=first_record,
        max_value=last_record,
        format="DD/MM/YYYY",
        key=key,
        bind="query-params",
    )


def _fit_dates_to_records(first_record: date, last_record: date) -> None:
    """Move the dates along when the reader chooses records of another span.

    A date at the edge of the old span goes to the edge of the new one; a date outside it, too.
    """
    old_first, old_last = st.session_state.get(SPAN_KEY, (first_record, last_record))
    st.session_state[SPAN_KEY] = first_record, last_record
    if (old_first, old_last) == (first_record, last_record):
        return
    for key, old_edge, edge in (("from", old_first, first_record), ("to", old_last, last_record)):
        day = st.session_state.get(key)
        if day is not None and (day == old_edge or not first_record <= day <= last_record):
            st.session_state[key] = edge


def _dates(first_record: date, last_record: date) -> tuple[date, date]:
    _fit_dates_to_records(first_record, last_record)
    presets = st.container()
    first = _day("From", first_record, "from", first_record, last_record)
    last = _day("To", last_record, "to", first_record, last_record)
    if first > last:
        st.warning("“From” lay after “To”; the two are read the other way round.")
        first, last = last, first
    with presets:
        st.session_state["preset"] = preset_of((first, last), first_record, last_record)
        # Not in the address, so its options can be in the reader's language.
        labels = {preset: word(label) for preset, label in PRESETS.items()}
        st.selectbox(
            word("Period"),
            list(PRESETS),
            format_func=labels.__getitem__,
            key="preset",
            on_change=_use_preset,
            args=(first_record, last_record),
        )
    return first, last


def _measure() -> tuple[Measure, str]:
    """Draw the choice of the measure, and of the target where it is a share."""
    key = st.selectbox(
        word("Measure"),
        list(MEASURES),
        format_func=lambda key: MEASURES[key].label,
        help="What the colours of the map stand for. A timeline shows the sum behind it.",
        key="measure",
        bind="query-params",
    )
    measure = MEASURES[key]
    if measure.scale != "share":
        return measure, DEFAULT_SHARE_TARGET
    target = st.selectbox(
        word("Target"),
        list(TARGETS),
        index=list(TARGETS).index(DEFAULT_SHARE_TARGET),
        format_func=lambda key: TARGETS[key].label,
        key="target",
        bind="query-params",
    )
    return measure, target


def _marks(measure: Measure) -> frozenset[str]:
    """Draw the switches for what the map marks beside the measure."""
    unstable = st.toggle(
        word("Mark ranks that are not stable"),
        help="A dashed outline where a province has another rank by the low estimates than by the "
        "high ones."
        if measure.has_estimates
        else "Only for measures with low and high estimates: killed and injured.",
        disabled=not measure.has_estimates,
        key="unstable",
        bind="query-params",
    )
    thin = st.toggle(
        word("Hatch where reporting is thin"),
        help="See the page Coverage for what counts as thin.",
        key="thin",
        bind="query-params",
    )
    chosen = (("unstable", unstable and measure.has_estimates), ("thin", thin))
    return frozenset(mark for mark, is_on in chosen if is_on)


def _known_on(last_record: date) -> date | None:
    day: date | None = st.date_input(
        word("As known on"),
        None,
        min_value=FIRST_KNOWN,
        max_value=max(last_record, LAST_KNOWN),
        format="DD/MM/YYYY",
        help="Leaves out what was first published later, by the dates of the sources. Empty: "
        "everything known today.",
        key="known",
        bind="query-params",
    )
    return day


def sidebar(names: Mapping[str, str], first_record: date, last_record: date) -> View:
    """Draw the sidebar and return what the reader has chosen.

    Parameters
    ----------
    names : mapping of str to str
        P-code to the name of the province.
    first_record, last_record : datetime.date
        Days of the first and the last record of the dataset.
    """
    with st.sidebar:
        groups = st.multiselect(
            word("Groups"),
            list(GROUPS),
            default=list(DEFAULT_GROUPS),
            format_func=lambda key: GROUPS[key].label,
            placeholder=word("All groups"),
            help="Leave empty for all groups. After 15 August 2021 the Taliban are the "
            "authorities, not insurgents.",
            key="group",
            bind="query-params",
        )
        first, last = _dates(first_record, last_record)
        event_types = st.multiselect(
            word("Event type"),
            list(EVENT_TYPES),
            default=list(DEFAULT_EVENT_TYPES),
            format_func=lambda key: EVENT_TYPES[key].label,
            placeholder=word("All event types"),
            help="Attack: by the group. Clash: between the group and another armed side. "
            "Operation: against the group.",
            key="event",
            bind="query-params",
        )
        attributions = st.multiselect(
            word("Attribution"),
            list(ATTRIBUTIONS),
            format_func=lambda key: ATTRIBUTIONS[key].label,
            placeholder=word("Any attribution"),
            help="Claimed by the group, attributed by officials, the UN or media as fact, "
            "suspected, or unclaimed.",
            key="attribution",
            bind="query-params",
        )
        province = st.selectbox(
            word("Province"),
            list(names),
            index=None,
            format_func=names.__getitem__,
            placeholder=word("All provinces"),
            help="Or click a province on the map. The map goes on showing the whole country.",
            key="province",
            bind="query-params",
        )
        measure, share_target = _measure()
        estimate = st.segmented_control(
            word("Casualty estimate"),
            list(ESTIMATES),
            default="best",
            format_func=str.capitalize,
            help="Sources differ: each toll has a low, a best and a high figure.",
            required=True,
            key="estimate",
            bind="query-params",
        )
        marks = _marks(measure)
        known_on = _known_on(last_record)
    filters = Filters(
        date_from=None if first == first_record else first,
        date_to=None if last == last_record else last,
        groups=tuple(groups),
        attributions=tuple(attributions),
        event_types=tuple(event_types),
        estimate=estimate or "best",
        known_on=known_on,
        share_target=share_target,
    )
    return View(filters, province, measure, first, last, marks)
