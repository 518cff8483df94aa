"""The province page: what is recorded of one province, and what stands around it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from app import data, data_coverage, data_province
from app.frame import current_view
from app.language import current_language, word
from app.markup import headline_html, legend_html, timeline_heading_html
from app.province_map import province_layer
from app.province_markup import (
    facts_html,
    parts_html,
    places_html,
    sides_html,
    timeline_table_html,
)
from app.texts import heading_html, title_html
from app.theme import current_ground
from app.widgets import caption_widget, map_widget, records_widget, timeline_widget
from geodata.model import PROVINCE_COUNT
from geodata.provinces import boundaries_attribution
from geodata.query import periods_from_cube
from geodata.views.breakdown import part_rows
from geodata.views.caption import caveats, measure_notes, title
from geodata.views.choropleth import MapOptions
from geodata.views.headline import active_provinces
from geodata.views.province import (
    COUNTRY,
    province_facts,
    province_figures,
    province_title,
    rank_text,
    side_notes,
    side_rows,
)
from geodata.views.thin_months import with_thin_months
from geodata.views.timeline import fitting_period, timeline_view

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from app.sidebar import View
    from geodata.model import Period
    from geodata.views.located import Located
    from geodata.views.province import Sides

MAP_KEY: Final = "province_map"


def _choose(pcode: str | None) -> None:
    st.session_state["province"] = pcode


def _province_buttons(provinces: Iterable[tuple[str, str]], key: str) -> None:
    with st.container(horizontal=True, gap="xsmall", key=key):
        for pcode, name in provinces:
            st.button(name, key=f"{key} {pcode}", on_click=_choose, args=(pcode,))


def _map(view: View, period: Period, shown: Located | None) -> list[str]:
    """Draw the map; it stands in the same place whether or not a province is chosen."""
    choropleth = data.choropleth(
        view.filters,
        period,
        view.measure,
        MapOptions(
            ground=current_ground(),
            as_of=view.last,
            mark_unstable="unstable" in view.marks,
            thin=data.thinly_reported(view.filters, view.first, view.last)
            if "thin" in view.marks
            else frozenset(),
        ),
    )
    map_widget(
        choropleth,
        view.province,
        boundaries_attribution(),
        key=MAP_KEY,
        layers=[province_layer(view.province, shown)],
    )
    st.html(legend_html(choropleth))
    return measure_notes(view.filters, view.measure, choropleth)


def _no_province(view: View, period: Period) -> None:
    """Ask for a province."""
    by_province = data.by_province(view.filters, period)
    count = int(by_province["incidents"].sum())
    # What stands above is one element, so that the map keeps its place when a province is chosen.
    with st.container():
        language = current_language()
        finding = title(view.filters, count, active_provinces(by_province), language)
        st.html(title_html(word("Choose a province"), finding, translated=True))
    left, right = st.columns([2.2, 1], gap="medium")
    with left:
        _map(view, period, None)
    with right:
        st.html(heading_html("The {count} provinces", count=PROVINCE_COUNT))
        _province_buttons(
            ((str(pcode), name) for pcode, name in data.province_names().items()), "all_provinces"
        )
        caption_widget(["Or click one on the map, or take one from the list at the side."])


def _time(view: View, period: Period, pcode: str, records: int) -> None:
    cube = data.cube(view.filters, period)
    timeline = timeline_view(
        periods_from_cube(cube[cube["province_pcode"].eq(pcode)]),
        measure=view.measure,
        estimate=view.filters.estimate,
        period=period,
        first=view.first,
        last=view.last,
        language=current_language(),
    )
    if "thin" in view.marks:
        months = data_coverage.thinly_reported_months(view.filters, view.first, view.last)
        timeline = with_thin_months(timeline, months, current_language())
    st.html(timeline_heading_html(timeline))
    timeline_widget(timeline, records, *data.span())
    if not timeline.bars.empty:
        with st.expander(word("The timeline as a table")):
            st.html(timeline_table_html(timeline))


def _around(view: View, pcode: str) -> None:
    """Draw what stands beside the map: names and numbers, neighbours, groups."""
    facts = province_facts(pcode, data.province_names())
    st.html(facts_html(facts))
    st.html(heading_html("Neighbours"))
    _province_buttons(facts.neighbours, "neighbours")
    chosen = view.filters.groups
    groups = part_rows(_parts(view, pcode), "group", chosen)
    is_whole = all(row.in_view for row in groups)
    note = "" if is_whole else "Pale, with a hollow bar: groups that are not chosen."
    st.html(parts_html(groups, "Groups on record", note))


def _parts(view: View, pcode: str) -> pd.DataFrame:
    """Return the records by group, target and kind, whatever group is chosen."""
    return data_province.breakdown(replace(view.filters, provinces=(pcode,), groups=()))


def _compared(view: View, pcode: str, name: str, sides: Sides, edge: int) -> None:
    """Draw the numbers against those around them, targets and kinds of event."""
    rows = _parts(view, pcode)
    chosen = view.filters.groups
    in_view = rows[rows["group"].isin(chosen)] if chosen else rows
    left, middle, right = st.columns([1.5, 1, 1], gap="medium")
    before = f"Before: {sides.before_text}" if sides.before_text else "Before"
    with left:
        st.html(
            sides_html(
                side_rows(sides), (name, COUNTRY, before), side_notes(view.filters, sides, edge)
            )
        )
    for column, part, heading in (
        (middle, "target", "Targets"),
        (right, "attack_type", "Kinds of event"),
    ):
        with column:
            st.html(parts_html(part_rows(in_view, part), heading))


def _province(view: View, period: Period, pcode: str) -> None:
    dataset = data.dataset()
    name = str(data.province_names()[pcode])
    rest = replace(view.filters, provinces=(pcode,))
    sides, edge = data_province.sides(view.filters, pcode, (view.first, view.last), period)
    records = int(sides.here["incidents"])
    shown = data_province.places(rest)

    with st.container():
        st.html(title_html(name, province_title(view.filters, sides)))
        st.html(headline_html(province_figures(sides)))
    left, right = st.columns([2.2, 1], gap="medium")
    with left:
        notes = _map(view, period, shown)
        rank = rank_text(data.by_province(view.filters, period), pcode)
        caption_widget(
            [line for line in (shown.note, rank) if line]
            + notes
            + caveats(
                view.filters,
                sides.here,
                data.edge_month_only(rest),
                datasets=dataset.key.split("+"),
            )
        )
        _time(view, period, pcode, records)
    with right:
        _around(view, pcode)
    _compared(view, pcode, name, sides, edge)
    if shown.places:
        with st.expander(word("The places as a table")):
            st.html(places_html(shown))
    records_widget(
        records,
        lambda order, first, most: data.records(rest, order, first, most),
        data.sources(),
        f"province {dataset.version[:12]} {hash(rest)}",
    )
    caption_widget([f"{dataset.attribution}. Dataset version {dataset.version[:12]}."])


def _page() -> None:
    view = current_view()
    period = fitting_period(view.first, view.last)
    if view.province is None:
        _no_province(view, period)
    else:
        _province(view, period, view.province)


_page()
