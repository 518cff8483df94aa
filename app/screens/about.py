"""The about page: what the atlas is, what its words mean, where its data are from."""

from __future__ import annotations

from typing import Final

import streamlit as st

from app import data_about, datasets
from app.about_markup import (
    definitions_html,
    files_html,
    formats_html,
    library_html,
    paragraphs_html,
    versions_html,
)
from app.server import font_path
from app.texts import heading_html
from geodata.about import ASSIGNMENT, RECORD, data_files, definitions, software_version
from geodata.formats import FORMATS

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
    st.html(heading_html(text))


def _section(heading: str, lines: tuple[str, ...]) -> None:
    _heading(heading)
    st.html(paragraphs_html(lines))


def _page() -> None:
    st.html('<h1 class="atlas-title">About the Afghanistan Incident Atlas</h1>')
    st.html(paragraphs_html([_WHAT_IT_IS, f"Software version {software_version()}.", _TRANSLATION]))
    _section("What a record is, and what it is not", RECORD)
    _section("Before you quote a number", data_about.known_weaknesses())
    _section("How the province of a record is found", ASSIGNMENT)
    _heading("What the words mean")
    for heading, terms in definitions().items():
        with st.expander(heading, expanded=heading == "Words"):
            st.html(definitions_html(terms))
    _heading("Versions of the datasets")
    st.html(versions_html(datasets.available().values()))
    _heading("Data that is built in")
    st.html(files_html(data_files()))
    _heading("Data that you can bring")
    st.html(formats_html(FORMATS.values()))
    _heading("What else is inside")
    st.html(library_html(font_path(), st.__version__))


_page()
