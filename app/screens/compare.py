"""The compare page: two periods or two groups → two maps on one scale, and what differs."""

from __future__ import annotations

import streamlit as st

from app import data
from app.compare_controls import compare_controls
from app.compare_map import channel_name, sync_layer
from app.compare_markup import (
    alerts_html,
    changes_html,
    notes_html,
    shared_legend_html,
    side_heading_html,
)
from app.data_compare import comparison_of
from app.frame import current_view
from app.markup import headline_html, legend_html
from app.texts import heading_html, title_html
from app.widgets import caption_widget, map_widget
from geodata.provinces import boundaries_attribution
from geodata.views.caption import whole_country_notes
from geodata.views.comparison_maps import counted_measure
from geodata.views.comparison_notes import alerts


def _page() -> None:
    view = current_view()
    dataset = data.dataset()
    top = st.container()
    comparison, places = compare_controls(view, *data.span())
    measure = counted_measure(view.measure)
    shown, notes = comparison_of(comparison, measure)
    if measure != view.measure:
        notes = [
            f"“{view.measure.label}” is no count: the maps show incidents in its place.",
            *notes,
        ]

    chosen = data.province_names()[view.province] if view.province else None
    notes = [*whole_country_notes(chosen), *notes]
    with top:
        st.html(title_html(shown.subject, shown.finding))
        st.html(headline_html(shown.figures))
        st.html(alerts_html(alerts(comparison, shown.counts)) or "<div></div>")
    layers = [sync_layer(channel_name())]
    attribution = boundaries_attribution()
    for place, side, side_map, count, key in (
        (places.first, comparison.first, shown.first_map, shown.counts[0], "first"),
        (places.second, comparison.second, shown.second_map, shown.counts[1], "second"),
    ):
        with place:
            st.html(side_heading_html(side, count))
            map_widget(side_map, view.province, attribution, f"compare_{key}_map", layers)
    st.html(shared_legend_html(shown))
    left, right = st.columns([1.5, 1], gap="medium")
    with left, st.container(key="compare_difference"):
        st.html(heading_html("What differs"))
        map_widget(shown.difference, view.province, attribution, "compare_difference_map", layers)
        st.html(legend_html(shown.difference))
    with right:
        st.html(notes_html(notes))
    names = ("first period", "second period")
    if comparison.kind == "groups":
        names = (comparison.first.name, comparison.second.name)
    st.html(changes_html(shown, names, view.province))
    caption_widget([f"{dataset.attribution}. Dataset version {dataset.version[:12]}."])


_page()
