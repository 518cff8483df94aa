"""The map page: sidebar → data → view models → widgets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from app import data, data_coverage
from app.frame import current_view
from app.incident_layer import card_html, incident_layer_group, incident_legend_html
from app.language import current_language, word
from app.markup import (
    headline_html,
    legend_html,
    ranking_html,
    timeline_heading_html,
)
from app.province_markup import timeline_table_html
from app.take_along import take_along_widget
from app.texts import title_html
from app.theme import current_ground, current_theme
from app.widgets import MARK, PART, caption_widget, map_widget, records_widget, timeline_widget
from geodata.model import PROVINCE_COUNT
from geodata.places import Bounds
from geodata.provinces import boundaries_attribution
from geodata.query import periods_from_cube, provinces_from_cube, totals_from_cube
from geodata.views.caption import caveats, measure_notes, title
from geodata.views.choropleth import MapOptions
from geodata.views.headline import active_provinces, headline
from geodata.views.ranking import ranking
from geodata.views.thin_months import with_thin_months
from geodata.views.timeline import fitting_period, timeline_view

if TYPE_CHECKING:
    from geodata.model import Filters
    from geodata.views.incidents import IncidentLayer
    from geodata.views.timeline import TimelineView


def _incident_layer(filters: Filters) -> IncidentLayer | None:
    """Draw the switch of the places, and return them if it is on."""
    is_wanted = st.toggle(
        word("Show places"),
        help="Marks at the middle of the named town or district, sized by people killed. Click "
        "one for its records.",
        key="places",
        bind="query-params",
    )
    if not is_wanted:
        return None
    whole = data.incidents(filters)
    part = st.session_state.get(PART)
    return data.incidents(filters, Bounds(*part)) if whole.cell_degrees and part else whole


def _card(filters: Filters, layer: IncidentLayer | None) -> tuple[int, float, float, str] | None:
    """Return the card of the mark that was clicked, if it is still in view."""
    clicked = st.session_state.get(MARK)
    if layer is None or clicked is None:
        return None
    click, latitude, longitude, group = clicked
    found = data.mark_records(filters, (latitude, longitude, group), layer.cell_degrees)
    if found.empty:
        return None
    marks = layer.marks
    is_it = (
        marks["latitude"].eq(latitude) & marks["longitude"].eq(longitude) & marks["group"].eq(group)
    )
    count = int(marks.loc[is_it, "records"].sum())
    sources = data.sources()
    html = card_html(found, sources[sources["incident_id"].isin(found.index)], count)
    return click, latitude, longitude, html


def _timeline_table(timeline: TimelineView) -> None:
    """Offer the timeline as a table; it is only made while it is open."""
    if timeline.bars.empty:
        return
    shown = st.expander(
        word("The timeline as a table"), key="timeline as a table", on_change="rerun"
    )
    if shown.open:
        with shown:
            st.html(timeline_table_html(timeline))


def _page() -> None:
    view = current_view()
    dataset = data.dataset()
    first_record, last_record = data.span()
    names = data.province_names()
    filters, measure, estimate = view.filters, view.measure, view.filters.estimate
    period = fitting_period(view.first, view.last)

    # One query answers the whole page; a chosen province is a part of its result.
    part, rest = data.cube(filters, period), filters
    by_province = by_part = data.by_province(filters, period)
    if view.province:
        part = part[part["province_pcode"].eq(view.province)]
        rest = replace(filters, provinces=(view.province,))
        by_part = provinces_from_cube(part)
    totals = totals_from_cube(part)
    place = names[view.province] if view.province else word("Afghanistan")
    language = current_language()
    finding = title(rest, int(totals["incidents"]), active_provinces(by_part), language)
    st.html(title_html(place, finding, translated=True))
    st.html(headline_html(headline(totals, by_part, language)))
    choropleth = data.choropleth(
        filters,
        period,
        measure,
        MapOptions(
            ground=current_ground(),
            as_of=view.last,
            mark_unstable="unstable" in view.marks,
            thin=data.thinly_reported(filters, view.first, view.last)
            if "thin" in view.marks
            else frozenset(),
        ),
    )
    left, right = st.columns([2.2, 1], gap="medium")
    with left:
        above = st.container()
        layer = _incident_layer(filters)
        with above:
            map_widget(
                choropleth,
                view.province,
                boundaries_attribution(),
                layers=[incident_layer_group(layer, _card(filters, layer))],
            )
            st.html(legend_html(choropleth))
        if layer is not None:
            st.html(incident_legend_html(layer, current_theme()))
        caption_widget(
            measure_notes(filters, measure, choropleth)
            + caveats(
                filters,
                totals,
                data.edge_month_only(rest),
                datasets=dataset.key.split("+"),
            )
        )
        timeline = timeline_view(
            periods_from_cube(part),
            measure=measure,
            estimate=estimate,
            period=period,
            first=view.first,
            last=view.last,
            language=language,
        )
        if "thin" in view.marks:
            months = data_coverage.thinly_reported_months(filters, view.first, view.last)
            timeline = with_thin_months(timeline, months, language)
        st.html(timeline_heading_html(timeline))
        timeline_widget(timeline, int(totals["incidents"]), first_record, last_record)
        _timeline_table(timeline)
    with right:
        rows = ranking(by_province, choropleth, measure, view.province, language)
        without = PROVINCE_COUNT - active_provinces(by_province)
        st.html(ranking_html(rows, measure.title(estimate), without))
    records_widget(
        int(totals["incidents"]),
        lambda order, first, most: data.records(rest, order, first, most),
        data.sources(),
        f"{dataset.version[:12]} {hash(rest)}",
    )
    take_along_widget(view)
    caption_widget([f"{dataset.attribution}. Dataset version {dataset.version[:12]}."])


_page()
