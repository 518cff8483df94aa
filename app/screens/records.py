"""The records page: what is in view, searched by words, one by one, and what changed in them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from app import data, data_records, datasets
from app.address import FIRST_KNOWN, LAST_KNOWN
from app.frame import current_view
from app.language import current_language, word
from app.records_controls import (
    LONGEST_IDENTIFIER,
    LONGEST_SEARCH,
    record_link,
    search_heading,
)
from app.records_markup import record_html, revisions_html
from app.texts import title_html
from app.version_changes import version_changes_widget
from app.widgets import RecordsList, caption_widget, records_heading, records_widget
from geodata.language import comma
from geodata.query import totals_from_cube
from geodata.views.caption import caveats
from geodata.views.changes import no_change_text, revisions
from geodata.views.text import period_text, subject_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from streamlit.delta_generator import DeltaGenerator

    from geodata.model import Filters

RECORD_KEY: Final = "record"


def _close() -> None:
    st.session_state[RECORD_KEY] = None


def _linked() -> Callable[[str], str] | None:
    """Return what gives the address of a record, if others could open it."""
    available, keys = datasets.available(), data.dataset().key.split("+")
    looked_at = st.session_state.get(datasets.SESSION_KEY)
    if looked_at is not None and looked_at.key in keys:
        # A file that was only looked at is gone with its reader.
        return None
    labels = [datasets.choice_label(available[key]) for key in keys if key in available]
    return record_link([] if keys == [datasets.CURATED] else labels)


def _record_box() -> str:
    incident_id = st.text_input(
        "Record",
        None,
        max_chars=LONGEST_IDENTIFIER,
        placeholder="Its identifier, for instance 20211008-KDZ-1",
        help="Shows one record by itself, whatever the filters. The address then leads to it.",
        key=RECORD_KEY,
        bind="query-params",
    )
    return (incident_id or "").strip()


def _one_record(incident_id: str) -> None:
    """Draw one record, whatever the filters."""
    found = data_records.named(incident_id)
    if found.empty:
        st.info("None of the chosen records has this identifier.")
        return
    sources = data.sources()
    linked = _linked()
    for named, record in zip(found.index, found.to_dict("records"), strict=True):
        cited = sources[sources["incident_id"].eq(named)].to_dict("records")
        st.html(record_html(str(named), record, cited, linked(str(named)) if linked else ""))
        log = data_records.changes()
        is_curated = record["dataset"] == datasets.CURATED
        mine = revisions(log[log["incident_id"].eq(named)]) if is_curated else ()
        if mine:
            st.html(revisions_html(mine, record_link(())))
    st.button("Close this record", on_click=_close)


def _filters() -> Filters:
    view = current_view()
    return replace(view.filters, provinces=(view.province,)) if view.province else view.filters


def _search_box() -> str:
    text = st.text_input(
        "Search",
        "",
        max_chars=LONGEST_SEARCH,
        placeholder="Words in place, summary, note, actor or opponent",
        help="Finds records in view that hold every word, whatever its capitals.",
        key="search",
        bind="query-params",
    )
    return (text or "").strip()


def _found_records(filters: Filters, text: str) -> None:
    totals = totals_from_cube(data.cube(filters))
    in_view = int(totals["incidents"])
    count = data_records.count(filters, text) if text else in_view
    heading = search_heading(count, in_view, text) if text else records_heading(count)
    records_widget(
        count,
        lambda order, first, most: data_records.found(filters, text, order, first, most),
        data.sources(),
        f"records {data.dataset().version[:12]} {hash((filters, text))}",
        RecordsList(heading, _linked(), in_address=True),
    )
    caption_widget(
        caveats(
            filters,
            totals,
            data.edge_month_only(filters),
            datasets=data.dataset().key.split("+"),
        )
    )


def _changes() -> None:
    st.html('<h2 class="atlas-heading">What changed in the curated records</h2>')
    left, right = st.columns(2)
    first = _day(left, "Changes since", "since")
    last = _day(right, "Changes until", "until")
    if first and last and first > last:
        first, last = last, first
    log = data_records.changes()
    shown = revisions(log, first, last)
    if not shown:
        caption_widget([no_change_text(log, first, last)])
        return
    st.html(revisions_html(shown, record_link(())))


def _day(column: DeltaGenerator, label: str, key: str) -> date | None:
    day: date | None = column.date_input(
        label,
        None,
        min_value=FIRST_KNOWN,
        max_value=LAST_KNOWN,
        format="DD/MM/YYYY",
        key=key,
        bind="query-params",
    )
    return day


def _page() -> None:
    filters = _filters()
    names = data.province_names()
    language = current_language()
    parts = [subject_text(filters, language), period_text(filters, language)]
    if filters.provinces:
        parts.insert(0, names[filters.provinces[0]])
    count = int(totals_from_cube(data.cube(filters))["incidents"])
    said = f"{comma(language).join(parts)}. {records_heading(count)}"
    st.html(title_html(word("Records"), said, translated=True))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        text = _search_box()
    with right:
        incident_id = _record_box()
    if incident_id:
        _one_record(incident_id)
    _found_records(filters, text)
    _changes()
    version_changes_widget()
    dataset = data.dataset()
    caption_widget([f"{dataset.attribution}. Dataset version {dataset.version[:12]}."])


_page()
