"""The least that a Streamlit page can do: a choice, as the sidebar has one, and a line of text."""

import streamlit as st

from geodata.model import GROUPS

st.session_state.setdefault("runs", 0)
st.session_state["runs"] += 1
st.multiselect("Groups", list(GROUPS), format_func=lambda key: GROUPS[key].label)
st.html(f'<p id="runs">{st.session_state["runs"]}</p>')
