"""The widgets of a page: each draws one view model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st
from streamlit_folium import st_folium

from app.charts import BRUSH, timeline_specification
from app.encode import encode_text
from app.language import attributes, current_language, word
from app.leaflet import MAP_HEIGHT_PIXELS, base_map, paint_layer
from app.markup import records_html
from app.records_controls import ORDERS
from app.texts import english_html
from app.theme import current_ground, current_theme
from geodata.views.text import number_text
from geodata.views.timeline import brushed_span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    import folium
    import pandas as pd

    from geodata.rows import Order
    from geodata.views.choropleth import MapView
    from geodata.views.timeline import TimelineView

MAP_KEY: Final = "atlas_map"
MARK: Final = "clicked mark"
"""Number of the click, latitude, longitude and group of the mark whose card is open."""
PART: Final = "part of the map"
"""South, west, north and east of what is looked at; only where not all places fit."""
RECORDS_PER_PAGE: Final = 15


def _use_click(key: str) -> None:
    value = st.session_state.get(key) or {}
    if "mark" in value:
        st.session_state[MARK] = (value["click"], *value["mark"])
        return
    if "part" in value:
        st.session_state[PART] = tuple(value["part"])
        return
    clicked = value.get("province")
    # A second click on the chosen province takes the choice back.
    already = st.session_state.get("province") == clicked
    st.session_state["province"] = None if already else clicked


def map_widget(
    view: MapView,
    selected: str | None,
    attribution: str,
    key: str = MAP_KEY,
    layers: Sequence[folium.FeatureGroup] = (),
) -> None:
    """Draw the choropleth; a click on a province chooses it.

    Parameters
    ----------
    view : MapView
        What to show.
    selected : str, optional
        P-code of the province that the rest of the page is about.
    attribution : str
        Whose boundaries these are.
    key : str
        Of this map among the maps of all pages.
    layers : sequence of folium.FeatureGroup
        What is drawn over the provinces.
    """
    st_folium(
        base_map(),
        key=key,
        height=MAP_HEIGHT_PIXELS,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=[
            paint_layer(view, selected, attribution, current_ground(), current_language()),
            *layers,
        ],
        on_change=lambda: _use_click(key),
    )


def _use_brush(key: str, view: TimelineView) -> None:
    spans = st.session_state[key]["selection"].get(BRUSH) or {}
    if "period_start" not in spans:
        return
    start_ms, end_ms = spans["period_start"]
    start, end = brushed_span(start_ms, end_ms, view.period)
    st.session_state["from"] = max(start, view.first)
    st.session_state["to"] = min(end, view.last)


def _use_dates(first: date, last: date) -> None:
    st.session_state["from"], st.session_state["to"] = first, last


def empty_timeline_text(measure_label: str, records: int) -> str:
    """Say why a timeline has no bar.

    Examples
    --------
    >>> empty_timeline_text("Killed", 0)
    'No cited record in view.'
    >>> empty_timeline_text("Killed", 3)
    'No record in view gives a number above zero for “Killed”.'
    """
    if not records:
        return word("No cited record in view.")
    return f"No record in view gives a number above zero for “{measure_label}”."


def timeline_widget(
    view: TimelineView, records: int, first_record: date, last_record: date
) -> None:
    """Draw the timeline; dragging over it sets the dates."""
    if view.bars.empty:
        st.info(empty_timeline_text(view.measure_label, records))
        _all_years_button(view, first_record, last_record)
        return
    # A key for each span: a chart of other dates is another chart, with no brush on it.
    key = f"timeline {view.first} {view.last} {view.period}"
    st.vega_lite_chart(
        spec=timeline_specification(view, current_theme()),
        key=key,
        theme=None,
        on_select=lambda: _use_brush(key, view),
        selection_mode=BRUSH,
    )
    _all_years_button(view, first_record, last_record)


def _all_years_button(view: TimelineView, first_record: date, last_record: date) -> None:
    if (view.first, view.last) != (first_record, last_record):
        st.button(
            word("Back to all years"),
            icon=":material/zoom_out:",
            on_click=_use_dates,
            args=(first_record, last_record),
        )


def records_heading(count: int) -> str:
    """Return the heading of the table of records.

    Examples
    --------
    >>> records_heading(0), records_heading(1)
    ('No record in view', '1 record in view, with sources')
    """
    if not count:
        return word("No record in view")
    if count == 1:
        return word("1 record in view, with sources")
    return word("{count} records in view, with sources", count=number_text(count))


ORDER_KEY: Final = "order"
PAGE_KEY: Final = "page"
_LIST: Final = "list of records"


@dataclass(frozen=True, slots=True)
class RecordsList:
    """How a table of records differs from the one below a map.

    Parameters
    ----------
    heading : str
        What stands above it.
    linked : callable, optional
        Gives the address of a record; without it records are not linked.
    in_address : bool
        Whether order and page are kept in the address; one table of a page can do so.
    """

    heading: str
    linked: Callable[[str], str] | None = None
    in_address: bool = False


def records_widget(
    count: int,
    page_of: Callable[[Order, int, int], pd.DataFrame],
    sources: pd.DataFrame,
    view_key: str,
    options: RecordsList | None = None,
) -> None:
    """Draw the table of records, a page at a time.

    Parameters
    ----------
    count : int
        How many records are in view.
    page_of : callable
        Gives the records of a page: order, how many to leave out before, how many to take.
    sources : pandas.DataFrame
        Sources of the built-in records.
    view_key : str
        Stands for the list of records: another list begins at its first page.
    options : RecordsList, optional
        What is special about this table.
    """
    options = options or RecordsList(records_heading(count))
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    with left:
        st.html(f'<h2 class="atlas-heading"{attributes()}>{encode_text(options.heading)}</h2>')
    if not count:
        return
    with right:
        order = st.selectbox(
            "Order",
            list(ORDERS),
            format_func=ORDERS.__getitem__,
            label_visibility="collapsed",
            key=ORDER_KEY if options.in_address else None,
            bind="query-params" if options.in_address else None,
        )
    pages = -(-count // RECORDS_PER_PAGE)
    list_key = f"page {order} {view_key}"
    foot = st.container()
    page = 1
    with foot:
        body = st.empty()
        if pages > 1:
            page = (
                _page_in_address(pages, list_key) if options.in_address else _page(pages, list_key)
            )
    shown = page_of(order, (page - 1) * RECORDS_PER_PAGE, RECORDS_PER_PAGE)
    body.html(
        records_html(shown, sources[sources["incident_id"].isin(shown.index)], options.linked)
    )


def _page(pages: int, list_key: str) -> int:
    return st.pagination(pages, key=list_key)


def _page_in_address(pages: int, list_key: str) -> int:
    # One key for all lists, since it is the name in the address. A reader who comes from an
    # address has seen no list before and keeps its page.
    if st.session_state.get(_LIST, list_key) != list_key:
        st.session_state[PAGE_KEY] = 1
    st.session_state[_LIST] = list_key
    return st.pagination(pages, key=PAGE_KEY, bind="query-params")


def caption_widget(lines: list[str]) -> None:
    """Draw the small print under a map."""
    st.html(f'<p class="atlas-caption">{" ".join(english_html(line) for line in lines)}</p>')
