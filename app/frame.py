"""What stands around every page: the choice of records, notes on the address, the filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from app import data, datasets
from app.address import address_notes, address_tests
from app.encode import encode_markdown
from app.language import RIGHT_TO_LEFT_STYLE, is_right_to_left, language_widget
from app.log_in import log_out_widget
from app.sidebar import sidebar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import pandas as pd

    from app.sidebar import View


def _notes(
    parameters: Mapping[str, Sequence[str]], names: pd.Series, first_record: date, last_record: date
) -> None:
    """Say what the address asks for that isn't here."""
    labels = [datasets.choice_label(dataset) for dataset in datasets.available().values()]
    tests = address_tests(names, labels, first_record, last_record)
    notes = address_notes(parameters, tests)
    # The container is always there, so that the map below keeps its place in the page and
    # the browser doesn't mount it anew when the notes go.
    with st.container():
        for problem in datasets.damaged():
            st.warning(encode_markdown(problem))
        if notes:
            st.warning(" ".join(notes))


_VIEW: Final = "view"


def current_view() -> View:
    """Return what the reader has chosen in the frame around the page."""
    view: View = st.session_state[_VIEW]
    return view


def draw_frame() -> None:
    """Draw what all pages share, and keep what the reader has chosen for the page."""
    # Read before any widget is drawn: Streamlit drops from the address what they can't use.
    parameters = {name: st.query_params.get_all(name) for name in st.query_params}
    if is_right_to_left():
        st.html(f"<style>{RIGHT_TO_LEFT_STYLE}</style>")
    with st.sidebar:
        st.html('<p class="atlas-brand">Afghanistan Incident Atlas</p>')
        mark = st.container()
        datasets.choice_widget()
    first_record, last_record = data.span()
    names = data.english_names()
    _notes(parameters, names, first_record, last_record)
    if data.dataset().synthetic:
        with mark:
            st.warning("Some of these records are synthetic: made up, not real events.")
    st.session_state[_VIEW] = sidebar(
        {str(pcode): name for pcode, name in names.items()}, first_record, last_record
    )
    with st.sidebar:
        language_widget()
        log_out_widget()
