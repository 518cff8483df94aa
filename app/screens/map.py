"""The map page: sidebar → data → view models → widgets."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app import data
from app.encode import encode_text
from app.markup import headline_html, legend_html, ranking_html
from app.sidebar import sidebar
from app.widgets import caption_widget, map_widget, records_widget, timeline_widget
from geodata.model import PROVINCE_COUNT
from geodata.provinces import boundaries_attribution
from geodata.query import periods_from_cube, provinces_from_cube, totals_from_cube
from geodata.views.caption import caveats, title
from geodata.views.choropleth import map_view
from geodata.views.headline import active_provinces, headline
from geodata.views.ranking import ranking
from geodata.views.timeline import fitting_period, timeline_view


def _page() -> None:
    dataset = data.dataset()
    first_record, last_record = data.span(dataset.version)
    names = data.province_names()
    view = sidebar({str(pcode): name for pcode, name in names.items()}, first_record, last_record)
    filters, measure, estimate = view.filters, view.measure, view.filters.estimate
    period = fitting_period(view.first, view.last)

    # One query answers the whole page; a chosen province is a part of its result.
    country = data.cube(filters, period)
    part = country[country["province_pcode"].eq(view.province)] if view.province else country
    rest = replace(filters, provinces=(view.province,)) if view.province else filters
    by_province = provinces_from_cube(country)
    totals = totals_from_cube(part)
    choropleth = map_view(by_province, names, measure, estimate)

    active = active_provinces(by_province)
    place = names[view.province] if view.province else "Afghanistan"
    st.html(
        f'<h1 class="atlas-title"><span>{encode_text(place)}</span> '
        f"{encode_text(title(rest, int(totals['incidents']), active))}</h1>"
    )
    st.html(headline_html(headline(totals, provinces_from_cube(part))))
    left, right = st.columns([2.3, 1], gap="medium")
    with left:
        map_widget(choropleth, view.province, boundaries_attribution())
        st.html(legend_html(choropleth))
        caption_widget(caveats(filters, totals, data.edge_month_only(rest)))
        st.html(f'<h2 class="atlas-heading">{measure.label} over time</h2>')
        timeline = timeline_view(
            periods_from_cube(part),
            measure=measure,
            estimate=estimate,
            period=period,
            first=view.first,
            last=view.last,
        )
        timeline_widget(timeline, first_record, last_record)
    with right:
        rows = ranking(by_province, choropleth, measure, estimate, view.province)
        st.html(ranking_html(rows, measure.label, PROVINCE_COUNT - active))
    records_widget(data.records(rest), data.sources())
    caption_widget([dataset.attribution, f"Dataset version {dataset.version[:12]}."])


_page()
