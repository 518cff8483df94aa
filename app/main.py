"""The dashboard's script: page list and navigation."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

ASSETS = Path(__file__).parent / "assets"

# Wide enough for the longest name of a period.
SIDEBAR_PIXELS = 330

st.set_page_config(
    page_title="Afghanistan Incident Atlas",
    page_icon=str(ASSETS / "icon.png"),
    layout="wide",
    initial_sidebar_state=SIDEBAR_PIXELS,
)
st.html(ASSETS / "page.css")
pages = [
    st.Page("screens/map.py", title="Map", default=True),
    st.Page("screens/data.py", title="Data"),
]
st.navigation(pages, position="top").run()
