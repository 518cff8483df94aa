"""Two versions of an import side by side, for the page of records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from app.data_versions import comparable_imports, compared
from app.encode import encode_markdown, encode_text
from app.records_markup import figures_html, version_changes_html
from app.widgets import RECORDS_PER_PAGE, caption_widget
from geodata.model import AtlasError
from geodata.version_changes import VERSION_CHANGES
from geodata.views.text import number_text
from geodata.views.version_changes import (
    KIND_LABELS,
    change_lines,
    changes_sentence,
    fields_text,
    figure_rows,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.version_changes import VersionChange, VersionChanges
    from geodata.versions import Version

NOTHING_TO_COMPARE: Final = (
    "No import has two stored versions to compare. Each import of the same name stores one more: "
    "atlas import FILE --name NAME."
)
MADE_UP: Final = "Synthetic data: made up, not real events."
ON_SCREEN_ONLY: Final = (
    "On screen only: whole versions can’t be downloaded here. Where a record stands in its file is "
    "not compared."
)


def _version_label(version: Version) -> str:
    made = version.manifest.created[:16].replace("T", " ")
    mark = ", counts now" if version.is_current else ""
    return (
        f"Version {version.id} of {made} UTC, {number_text(version.manifest.records)} records{mark}"
    )


def _choose(stored: Mapping[str, list[Version]]) -> tuple[Version, Version]:
    """Let the reader choose an import and two versions of it."""
    name = st.selectbox("Import", list(stored), key="compared import")
    # The newest first: what changed with the latest import is what is asked most.
    versions = {version.id: version for version in stored[name]}
    left, right = st.columns(2)
    before, after = (
        column.selectbox(
            label,
            list(versions),
            index=index,
            format_func=lambda number: _version_label(versions[number]),
            key=f"{label} {name}",
        )
        for column, label, index in ((left, "From version", 1), (right, "To version", 0))
    )
    return versions[before], versions[after]


def _list(changes: VersionChanges, key: str) -> None:
    """Draw the records that changed, a kind and a page at a time."""
    counts = {kind: count for kind in VERSION_CHANGES if (count := changes.count(kind))}
    if not counts:
        return
    kind: VersionChange = st.segmented_control(
        "Which records",
        list(counts),
        default=next(iter(counts)),
        format_func=lambda each: f"{KIND_LABELS[each]} ({number_text(counts[each])})",
        required=True,
        key=f"kind {key}",
    )
    body = st.empty()
    pages = -(-counts[kind] // RECORDS_PER_PAGE)
    page = st.pagination(pages, key=f"page {kind} {key}") if pages > 1 else 1
    shown = changes.page(kind, (page - 1) * RECORDS_PER_PAGE, RECORDS_PER_PAGE)
    heading = f"{KIND_LABELS[kind]} records, newest first"
    body.html(version_changes_html(change_lines(shown, kind), heading))


def _comparison() -> None:
    stored = comparable_imports()
    if not stored:
        caption_widget([NOTHING_TO_COMPARE])
        return
    old, new = _choose(stored)
    if old.id == new.id:
        st.info("The same version was chosen twice: nothing can differ. Choose two versions.")
        return
    changes = compared(old, new)
    sentence = f"From version {old.id} to version {new.id}: {changes_sentence(changes)}"
    st.html(f'<h3 class="atlas-heading">{encode_text(sentence)}</h3>')
    if fields := fields_text(changes):
        caption_widget([fields])
    st.html(figures_html(figure_rows(changes), old.id, new.id))
    _list(changes, f"{old.manifest.name} {old.id} {new.id}")
    made_up = changes.old.synthetic or changes.new.synthetic
    caption_widget(
        [
            *([MADE_UP] if made_up else []),
            f"{changes.new.attribution}.",
            ON_SCREEN_ONLY,
        ]
    )


def version_changes_widget() -> None:
    """Draw what changed between two versions of an import; worked out while it is open."""
    shown = st.expander(
        "What changed between two versions of an import", key="version changes", on_change="rerun"
    )
    if not shown.open:
        return
    with shown:
        try:
            _comparison()
        except AtlasError as error:
            st.error(encode_markdown(error))
