"""The reader's language: chosen in the sidebar, kept in the address."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from app.encode import encode_text
from geodata.language import LANGUAGES, RIGHT_TO_LEFT, direction, translate

if TYPE_CHECKING:
    from geodata.provinces import Language

LANGUAGE_KEY: Final = "lang"

RIGHT_TO_LEFT_STYLE: Final = (Path(__file__).parent / "assets" / "right_to_left.css").read_text(
    encoding="utf-8"
)
"""Of pages in a language that is written from right to left."""


def current_language() -> Language:
    """Return the language that the reader has chosen; English at first."""
    chosen: Language | None = st.session_state.get(LANGUAGE_KEY)
    if chosen:
        return chosen
    # Before the widget is drawn for the first time only the address knows.
    named = st.query_params.get(LANGUAGE_KEY)
    return next((key for key, label in LANGUAGES.items() if label == named), "en")


def language_widget() -> None:
    """Let the reader choose the language; its name in all three stands above."""
    st.selectbox(
        "Language · زبان · ژبه",
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        help="Names and labels. Explanations and summaries of records are in English.",
        key=LANGUAGE_KEY,
        bind="query-params",
    )


def word(label: str, /, **parts: object) -> str:
    """Return a label in the reader's language, see :func:`geodata.language.translate`."""
    return translate(label, current_language(), **parts)


def say(label: str, /, **parts: object) -> str:
    """Return a label in the reader's language, encoded for the page."""
    return encode_text(word(label, **parts))


def attributes() -> str:
    """Return language and direction of a piece of the page, as attributes of its element.

    English is the language of the whole page and needs none.
    """
    language = current_language()
    return "" if language == "en" else f' lang="{language}" dir="{direction(language)}"'


def is_right_to_left() -> bool:
    """Say whether the reader's language is written from right to left."""
    return current_language() in RIGHT_TO_LEFT
