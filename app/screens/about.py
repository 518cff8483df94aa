"""The about page: what the atlas is, what its words mean, where its data are from."""

from __future__ import annotations

from typing import Final

import streamlit as st

from app import data
from app.about_markup import definitions_html, files_html, library_html, paragraphs_html
from app.server import font_path
from geodata.about import WEAKNESSES, data_files, definitions, software_version

_WHAT_IT_IS: Final = (
    "Which group is active in which Afghan province, since when, how sure are we, and what "
    "changed? The atlas shows what cited records of incidents support, and what they don’t. "
    "Every number leads down to its records and their sources."
)
_TRANSLATION: Final = (
    "Names of provinces in Dari and Pashto are those of OCHA. Labels in these languages were "
    "translated by the editors; no native reader has reviewed them yet."
)


def _heading(text: str) -> None:
    st.html(f'<h2 class="atlas-heading">{text}</h2>')


def _page() -> None:
    dataset = data.dataset()
    st.html('<h1 class="atlas-title">About the Afghanistan Incident Atlas</h1>')
    st.html(
        paragraphs_html(
            [
                _WHAT_IT_IS,
                (
                    f"Version {software_version()}. These pages show {dataset.label}, version "
                    f"{dataset.version[:12]}, licence {dataset.licence}."
                ),
                _TRANSLATION,
            ]
        )
    )
    _heading("Before you quote a number")
    st.html(paragraphs_html(WEAKNESSES))
    _heading("What the words mean")
    for heading, terms in definitions().items():
        with st.expander(heading, expanded=heading == "Words"):
            st.html(definitions_html(terms))
    _heading("Data that is built in")
    st.html(files_html(data_files()))
    _heading("What else is inside")
    st.html(library_html(font_path().name))


_page()
