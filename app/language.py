"""The reader's language: chosen in the sidebar, kept in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from app.encode import encode_text
from geodata.language import LANGUAGES, RIGHT_TO_LEFT, translate

if TYPE_CHECKING:
    from geodata.provinces import Language

LANGUAGE_KEY: Final = "lang"

# Numbers and dates stay as they are written: their parts must not change places.
RIGHT_TO_LEFT_STYLE: Final = """
[data-testid="stMain"] :is(.atlas-title, .atlas-heading, .atlas-figures, .atlas-legend,
.atlas-ranking, .atlas-records, .atlas-table, .atlas-facts) { direction: rtl; text-align: right; }
[data-testid="stMain"] :is(.atlas-ranking, .atlas-records, .atlas-table) :is(td, th, caption)
{ text-align: right; unicode-bidi: plaintext; padding-right: 0; padding-left: .7rem; }
.atlas-records td > *, .atlas-figure dd > *, .atlas-sources li { unicode-bidi: plaintext; }
.atlas-legend li { unicode-bidi: plaintext; }
.atlas-number { direction: ltr; unicode-bidi: isolate; }
.atlas-swatch, .atlas-dot, .atlas-mark-legend img { margin-right: 0; margin-left: .35rem; }
"""


def current_language() -> Language:
    """Return the language that the reader has chosen; English at first."""
    chosen: Language | None = st.session_state.get(LANGUAGE_KEY)
    if chosen:
        return chosen
    # Before the widget is drawn for the first time only the address knows.
    named = st.query_params.get(LANGUAGE_KEY)
    return next((key for key, label in LANGUAGES.items() if label == named), "en")


def language_widget() -> None:
    """Let the reader choose the language."""
    st.selectbox(
        "Language · زبان · ژبه",
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        help="Names and labels. Explanations and summaries of records are in English.",
        key=LANGUAGE_KEY,
        bind="query-params",
    )


def word(label: str) -> str:
    """Return a label in the reader's language."""
    return translate(label, current_language())


def say(label: str) -> str:
    """Return a label in the reader's language, encoded for the page."""
    return encode_text(word(label))


def is_right_to_left() -> bool:
    """Say whether the reader's language is written from right to left."""
    return current_language() in RIGHT_TO_LEFT
