"""The dashboard's script: page list and navigation."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

st.set_page_config(
    page_title="Afghanistan Incident Atlas",
    page_icon=":material/map:",
    layout="wide",
    initial_sidebar_state="auto",
)
st.html(Path(__file__).parent / "assets" / "page.css")
pages = [st.Page("screens/map.py", title="Map", icon=":material/map:", default=True)]
st.navigation(pages, position="hidden").run()
