"""A view to take along: pictures for slides and papers, a page for a disk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from app import data
from app.account import current_account
from app.language import current_language
from geodata import audit
from geodata.export.documents import FORMATS, MIME_TYPES, DocumentOptions, make_document
from geodata.export.picture import SIZES_INCHES
from geodata.export.request import ViewRequest
from geodata.export.snapshot import snapshot
from geodata.model import AtlasError

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.sidebar import View
    from geodata.export.picture import Part

_KINDS: Final = {
    "png": "Picture (PNG)",
    "svg": "Drawing (SVG)",
    "pdf": "Page (PDF)",
    "html": "Interactive map (HTML)",
}
_SIZES: Final = {"slide": "Slide", "a4": "A4", "square": "Square"}
_PARTS: Final[dict[Part, str]] = {"map": "Map", "timeline": "Timeline", "both": "Map and timeline"}
LONGEST_TITLE: Final = 400


def request_of(view: View) -> ViewRequest:
    """Return the view of a page as documents name it."""
    return ViewRequest(
        view.filters, view.measure.key, view.province, tuple(data.dataset().key.split("+"))
    )


def document_maker(view: View, file_format: str, options: DocumentOptions) -> Callable[[], bytes]:
    """Return what makes a document of the view, and writes that into the audit log.

    A document is made when its file is fetched, outside the reader's session, where nothing is
    known of what the reader has chosen. So all of that is asked here.

    Parameters
    ----------
    view : View
        What is shown.
    file_format : str
        One of :data:`geodata.export.documents.FORMATS`.
    options : DocumentOptions
        Of the document.
    """
    request, language = request_of(replace(view)), current_language()
    dataset, account = data.dataset(), current_account()

    def make() -> bytes:
        try:
            made = snapshot(request, dataset, language=language)
            content = make_document(made, file_format, options)
        except AtlasError as error:
            what = f"export {file_format}"
            audit.record("refusal", account=account, what=what, why=type(error).__name__)
            raise
        audit.record(
            "export",
            account=account,
            what=file_format,
            dataset=dataset.key,
            version=dataset.version,
            size_bytes=len(content),
        )
        return content

    return make


def take_along_widget(view: View) -> None:
    """Let the reader download the view; a document is made when it is asked for."""
    with st.expander("Take this view along"):
        left, middle, right = st.columns(3)
        file_format = left.selectbox(
            "Kind", list(FORMATS), format_func=_KINDS.__getitem__, key="document kind"
        )
        is_picture = file_format != "html"
        part = middle.selectbox(
            "What",
            list(_PARTS),
            format_func=_PARTS.__getitem__,
            index=2,
            disabled=not is_picture,
            key="document part",
        )
        size = right.selectbox(
            "Size",
            list(SIZES_INCHES),
            format_func=_SIZES.__getitem__,
            disabled=not is_picture,
            key="document size",
        )
        title = left.text_input("Title", max_chars=LONGEST_TITLE, key="document title")
        marking = middle.text_input(
            "Marking", max_chars=60, placeholder="For example OFFICIAL", key="document marking"
        )
        resolution = right.selectbox(
            "Dots per inch",
            [150, 300],
            disabled=file_format != "png",
            key="document resolution",
        )
        options = DocumentOptions(
            part=part, size=size, dpi=resolution, marking=marking, title=title
        )
        try:
            st.download_button(
                "Download",
                # Made only once the reader asks for it.
                document_maker(view, file_format, options),
                f"atlas-{part if is_picture else 'map'}.{file_format}",
                MIME_TYPES[file_format],
                on_click="ignore",
                type="primary",
            )
        except AtlasError as error:
            st.error(str(error))
