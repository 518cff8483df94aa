"""The dashboard's script: page list and navigation."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from app.faults import run_guarded
from app.frame import draw_frame
from app.garbage import note_run
from app.language import word
from app.log_in import door_widget, is_let_in
from app.theme import current_ground, style_sheet

ASSETS = Path(__file__).parent / "assets"

# Wide enough for the longest name of a period.
SIDEBAR_PIXELS = 330

# Neither records nor files of ours are sent to somebody who isn't let in.
is_in = is_let_in()
st.set_page_config(
    page_title="Afghanistan Incident Atlas",
    page_icon=str(ASSETS / "icon.png") if is_in else None,
    layout="wide",
    initial_sidebar_state=SIDEBAR_PIXELS,
    # With an entry of its own the menu is shown, and with it the choice of light or dark.
    menu_items={"About": "Afghanistan Incident Atlas: which group, where, since when, how sure."},
)
st.html(style_sheet(current_ground()))
pages = [
    st.Page("screens/map.py", title=word("Map"), default=True),
    st.Page("screens/spread.py", title=word("Spread")),
    st.Page("screens/compare.py", title=word("Compare")),
    st.Page("screens/province.py", title=word("Province")),
    st.Page("screens/records.py", title=word("Records")),
    st.Page("screens/statements.py", title=word("Statements")),
    st.Page("screens/coverage.py", title=word("Coverage")),
    st.Page("screens/data.py", title=word("Data")),
    st.Page("screens/brief.py", title=word("Brief")),
    st.Page("screens/about.py", title=word("About")),
]
# The pages are told to Streamlit in any case, so that an address of one of them stays as it is.
page = st.navigation(pages, position="top" if is_in else "hidden")


def _draw() -> None:
    # The frame isn't drawn by the pages, so that what a reader has chosen holds from page to page.
    draw_frame()
    page.run()


if is_in:
    run_guarded(_draw)
else:
    door_widget()
note_run()
