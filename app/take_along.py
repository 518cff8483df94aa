"""A view to take along from the map page: one document, made when the reader asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from app import data
from app.account import current_account
from app.brief_controls import PARTS, RESOLUTIONS, SIZES, marking_box, title_box
from app.brief_markup import refused_html
from app.data_brief import DocumentMaker, request_of
from app.language import current_language
from geodata.export.bundle import Choices, file_name
from geodata.export.documents import DocumentOptions
from geodata.export.offer import OFFER, is_used, kind_label, mime_type, why_not

if TYPE_CHECKING:
    from app.sidebar import View

_KINDS: Final = tuple(kind for kinds in OFFER.values() for kind in kinds)


def _choices() -> tuple[str, DocumentOptions]:
    """Draw the controls in three columns and return what is wanted."""
    left, middle, right = st.columns(3)
    kind = left.selectbox("Kind", _KINDS, format_func=kind_label, key="take kind")
    part = middle.selectbox(
        "What",
        list(PARTS),
        format_func=PARTS.__getitem__,
        disabled=not is_used("part", [kind]),
        key="take part",
    )
    size = right.selectbox(
        "Size",
        list(SIZES),
        format_func=SIZES.__getitem__,
        disabled=not is_used("size", [kind]),
        key="take size",
    )
    title = title_box(left, "take title")
    marking = marking_box(middle, "take marking")
    resolution = right.selectbox(
        "Resolution",
        list(RESOLUTIONS),
        format_func=RESOLUTIONS.__getitem__,
        disabled=not is_used("dpi", [kind]),
        key="take resolution",
    )
    return kind, DocumentOptions(part, size, resolution, marking, title)


def take_along_widget(view: View) -> None:
    """Let the reader download the view; a document is made when it is asked for."""
    shown = st.expander("Take this view along", key="take along", on_change="rerun")
    if not shown.open:
        return
    with shown:
        kind, options = _choices()
        dataset = data.dataset()
        refused = why_not([kind], dataset, (view.first, view.last))
        name = file_name(kind, options.part)
        # The browser asks for the document from outside the session, which knows what is chosen.
        maker = DocumentMaker(request_of(view), dataset, current_language(), current_account())
        if refused:
            st.html(refused_html(refused))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.download_button(
                "Download",
                lambda: maker.document(kind, Choices(options))[1],
                name,
                mime_type(name),
                on_click="ignore",
                type="primary",
                disabled=bool(refused),
            )
            st.page_link(
                "screens/brief.py",
                label="Several at once, with a preview, other papers and languages",
                icon=":material/arrow_forward:",
            )
