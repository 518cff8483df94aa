"""The controls of the page Brief: which documents of the view, and what they look like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st

from app.language import current_language
from geodata.export.bundle import Choices
from geodata.export.documents import DocumentOptions
from geodata.export.offer import FIRST_CHOICE, OFFER, is_used
from geodata.export.report import LONGEST_MARKING, LONGEST_TITLE
from geodata.language import LANGUAGES

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from geodata.export.picture import Part, Size
    from geodata.export.report import Paper
    from geodata.provinces import Language

TEMPLATE_MEGABYTES: Final = 20

KIND_KEYS: Final = {
    "Picture": "picture",
    "Document": "document",
    "Animation": "film",
    "Records": "record_table",
    "Counts by province": "province_table",
    "Counts by period": "period_table",
}
"""Name of each group of documents in the address."""

PARTS: Final[dict[Part, str]] = {"both": "Map and timeline", "map": "Map", "timeline": "Timeline"}
SIZES: Final[dict[Size, str]] = {"slide": "Slide (16:9)", "a4": "A4", "square": "Square"}
PAPERS: Final[dict[Paper, str]] = {"a4": "A4", "letter": "Letter"}
RESOLUTIONS: Final = {150: "150 dpi", 300: "300 dpi"}
AS_PAGE: Final = "page"
NAMED_IN: Final[dict[str, str]] = {
    AS_PAGE: "As these pages",
    **{str(key): name for key, name in LANGUAGES.items()},
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a reader has chosen on the page.

    Parameters
    ----------
    kinds : tuple of str
        Words of the documents, see :data:`geodata.export.offer.OFFER`.
    choices : Choices
        What they look like.
    language : {"en", "fa", "ps"}
        Of the names of the provinces.
    template_name : str
        Name of the reader's template; empty without one.
    """

    kinds: tuple[str, ...]
    choices: Choices
    language: Language
    template_name: str


def _kinds() -> tuple[str, ...]:
    kinds: list[str] = []
    for group, labels in OFFER.items():
        kinds += st.pills(
            group,
            list(labels),
            selection_mode="multi",
            default=[kind for kind in labels if kind in FIRST_CHOICE],
            format_func=labels.__getitem__,
            wrap=True,
            key=KIND_KEYS[group],
            bind="query-params",
        )
    return tuple(kinds)


def title_box(place: DeltaGenerator, key: str) -> str:
    """Draw the box for a title; free texts are not kept in the address."""
    title = place.text_input(
        "Title",
        max_chars=LONGEST_TITLE,
        placeholder="In place of the finding",
        key=key,
        persist_state="session",
    )
    return (title or "").strip()


def marking_box(place: DeltaGenerator, key: str) -> str:
    """Draw the box for a marking."""
    marking = place.text_input(
        "Marking",
        max_chars=LONGEST_MARKING,
        placeholder="For example OFFICIAL",
        help="Stands at the top and at the bottom of every page.",
        key=key,
        persist_state="session",
    )
    return (marking or "").strip()


def _template(kinds: tuple[str, ...]) -> tuple[bytes | None, str]:
    upload = st.file_uploader(
        "Your own template for the slides (.pptx)",
        type=["pptx"],
        max_upload_size=TEMPLATE_MEGABYTES,
        help="Its layouts, theme and size are used, its slides left out. It stays in this "
        "machine’s memory and is gone when you leave the page.",
        disabled=not is_used("template", kinds),
        key="template of the slides",
    )
    if upload is None or not is_used("template", kinds):
        return None, ""
    return upload.getvalue(), upload.name


def _look(kinds: tuple[str, ...]) -> tuple[Part, Size, int, Paper]:
    """Draw what pictures, films and the one-page brief look like."""
    left, right = st.columns(2)
    part: Part = left.selectbox(
        "On pictures",
        list(PARTS),
        format_func=PARTS.__getitem__,
        disabled=not is_used("part", kinds),
        key="part",
        bind="query-params",
    )
    size: Size = right.selectbox(
        "Size of pictures",
        list(SIZES),
        format_func=SIZES.__getitem__,
        disabled=not is_used("size", kinds),
        key="size",
        bind="query-params",
    )
    # A row of its own, so that on a phone the order stays.
    left, right = st.columns(2)
    dpi = left.selectbox(
        "Resolution of PNG",
        list(RESOLUTIONS),
        format_func=RESOLUTIONS.__getitem__,
        disabled=not is_used("dpi", kinds),
        key="dpi",
        bind="query-params",
    )
    paper: Paper = right.selectbox(
        "Paper of the brief",
        list(PAPERS),
        format_func=PAPERS.__getitem__,
        disabled=not is_used("paper", kinds),
        key="paper",
        bind="query-params",
    )
    return part, size, dpi, paper


def brief_controls() -> Chosen:
    """Draw the controls and return what the reader has chosen."""
    kinds = _kinds()
    title = title_box(st.container(), "title of documents")
    marking = marking_box(st.container(), "marking of documents")
    part, size, dpi, paper = _look(kinds)
    named_in = st.selectbox(
        "Names of provinces in",
        list(NAMED_IN),
        format_func=NAMED_IN.__getitem__,
        key="names_in",
        bind="query-params",
    )
    template, template_name = _template(kinds)
    options = DocumentOptions(part, size, dpi, marking, title)
    languages: dict[str, Language] = {key: key for key in LANGUAGES}
    return Chosen(
        kinds,
        Choices(options, paper, template),
        languages.get(named_in, current_language()),
        template_name,
    )
