"""The spread page: where a group was first recorded, and how its activity moved since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from app import data, data_spread
from app.frame import current_view
from app.language import current_language, word
from app.markup import legend_html
from app.playback import playback_layer
from app.spread_charts import curve_chart, heat_chart
from app.spread_controls import CELLS, SHOWN
from app.spread_markup import (
    curve_legend_html,
    curve_table_html,
    film_legend_html,
    first_list_html,
    first_table_html,
    heat_legend_html,
    heat_table_html,
)
from app.texts import title_html
from app.theme import current_ground, current_theme
from app.widgets import caption_widget, map_widget
from geodata.analysis.spread import month_starts
from geodata.measures import MEASURES
from geodata.provinces import boundaries_attribution
from geodata.query import totals_from_cube
from geodata.views.caption import caveats, whole_country_notes
from geodata.views.choropleth import MapOptions
from geodata.views.rhythm import fitting_cells
from geodata.views.spread import (
    first_record_rows,
    spread_notes,
    spread_title,
    sum_notes,
    without_record_text,
)
from geodata.views.text import day_text

if TYPE_CHECKING:
    from app.sidebar import View
    from geodata.views.choropleth import MapView
    from geodata.views.playback import Mode, PlaybackView

MAP_KEY: Final = "spread_map"


def _shown_widget() -> str:
    return (
        st.segmented_control(
            word("The map shows"),
            list(SHOWN),
            default="first",
            format_func=SHOWN.__getitem__,
            required=True,
            key="spread",
            bind="query-params",
        )
        or "first"
    )


def _map(shown: MapView, province: str | None, film: PlaybackView | None) -> None:
    # Always in the same container: elsewhere in the page the browser would mount it anew.
    with st.container(key="spread_map_frame"):
        map_widget(
            shown,
            province,
            boundaries_attribution(),
            key=MAP_KEY,
            layers=[playback_layer(film)],
        )


def _film(view: View, mode: Mode, nowhere: int) -> None:
    """Draw the map with its playback, and its legend."""
    filters, measure = view.filters, MEASURES[view.measure.base]
    film = data_spread.film(
        filters,
        (view.first, view.last),
        measure,
        mode,
        unknown_province_records=nowhere,
        ground=current_ground(),
    )
    _map(film.last, view.province, film)
    scopes: dict[Mode, str] = {
        "so_far": word("recorded since {day}", day=day_text(view.first, current_language())),
        "in_month": word("recorded in the month alone"),
    }
    st.html(film_legend_html(film.last, scopes[mode]))


def _curve(view: View) -> None:
    curve = data_spread.curve(view.filters, (view.first, view.last))
    st.html(curve_legend_html(curve))
    st.altair_chart(curve_chart(curve, current_theme()), theme=None)
    with st.expander(word("Provinces active by month, as a table")):
        st.html(curve_table_html(curve))


def _heat(view: View) -> None:
    months = len(month_starts(view.first, view.last))
    heading = st.container()
    wanted = st.segmented_control(
        word("Each cell"),
        list(CELLS),
        default="month",
        format_func=CELLS.__getitem__,
        required=True,
        key="cells",
        bind="query-params",
    )
    period = fitting_cells(wanted or "month", months)
    heat = data_spread.heat(
        view.filters,
        (view.first, view.last),
        MEASURES[view.measure.base],
        period,
        current_ground(),
    )
    with heading:
        st.html(heat_legend_html(heat))
    if period != wanted:
        caption_widget([f"The period is too long for cells of a {wanted}: each is a {period}."])
    st.altair_chart(heat_chart(heat, current_theme()), theme=None)
    with st.expander(word("The heat map as a table")):
        st.html(heat_table_html(heat))


def _page() -> None:
    view = current_view()
    dataset, names = data.dataset(), data.province_names()
    filters, measure = view.filters, view.measure
    by_province = data.by_province(filters, "month")
    totals = totals_from_cube(data.cube(filters, "month"))
    options = MapOptions(ground=current_ground())
    first_map = data.choropleth(filters, "month", MEASURES["first_record"], options)

    heading = st.container()
    shown = _shown_widget()
    left, right = st.columns([2.2, 1], gap="medium")
    with left:
        if shown == "first":
            _map(first_map, view.province, None)
            st.html(legend_html(first_map))
        else:
            mode: Mode = "so_far" if shown == "so_far" else "in_month"
            _film(view, mode, first_map.unknown_province_records)
    # The map is on its way by now: what follows takes a query of its own.
    firsts = data_spread.firsts(filters)
    rows = first_record_rows(firsts, by_province, first_map, view.province)
    finding = spread_title(filters, rows, int(totals["incidents"]))
    heading.html(title_html(word("Spread"), finding))
    with left:
        caption_widget(
            whole_country_notes(names[view.province] if view.province else None)
            + spread_notes(filters, rows)
            + sum_notes(measure, totals)
            + caveats(
                filters,
                totals,
                data.edge_month_only(filters),
                datasets=dataset.key.split("+"),
            )
        )
    with right:
        st.html(first_list_html(rows, with_colours=shown == "first"))
        caption_widget([without_record_text(rows, names)])
    if not rows:
        st.info("Nothing to draw: no cited record in view is located to a province.")
    else:
        _curve(view)
        _heat(view)
        st.html(first_table_html(rows, firsts, data.sources()))
    caption_widget([f"{dataset.attribution}. Dataset version {dataset.version[:12]}."])


_page()
