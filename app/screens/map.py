"""The map page: sidebar → data → view models → widgets."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app import data
from app.encode import encode_text
from app.frame import current_view
from app.markup import (
    headline_html,
    legend_html,
    ranking_html,
    timeline_heading_html,
)
from app.theme import current_ground
from app.widgets import caption_widget, map_widget, records_widget, timeline_widget
from geodata.model import PROVINCE_COUNT
from geodata.provinces import boundaries_attribution
from geodata.query import periods_from_cube, provinces_from_cube, totals_from_cube
from geodata.views.caption import caveats, measure_notes, title
from geodata.views.choropleth import MapOptions
from geodata.views.headline import active_provinces, headline
from geodata.views.ranking import ranking
from geodata.views.timeline import fitting_period, timeline_view


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
    choropleth = data.choropleth(
        filters,
        period,
        measure,
        MapOptions(
            ground=current_ground(), as_of=view.last, mark_unstable="unstable" in view.marks
        ),
    )

    place = names[view.province] if view.province else "Afghanistan"
    finding = title(rest, int(totals["incidents"]), active_provinces(by_part))
    st.html(
        f'<h1 class="atlas-title"><span>{encode_text(place)}</span> {encode_text(finding)}</h1>'
    )
    st.html(headline_html(headline(totals, by_part)))
    left, right = st.columns([2.2, 1], gap="medium")
    with left:
        map_widget(choropleth, view.province, boundaries_attribution())
        st.html(legend_html(choropleth))
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
        )
        st.html(timeline_heading_html(timeline))
        timeline_widget(timeline, int(totals["incidents"]), first_record, last_record)
    with right:
        rows = ranking(by_province, choropleth, measure, view.province)
        without = PROVINCE_COUNT - active_provinces(by_province)
        st.html(ranking_html(rows, measure.title(estimate), without))
    records_widget(
        int(totals["incidents"]),
        lambda order, first, most: data.records(rest, order, first, most),
        data.sources(),
        f"{dataset.version[:12]} {hash(rest)}",
    )
    caption_widget([f"{dataset.attribution}. Dataset version {dataset.version[:12]}."])


_page()
