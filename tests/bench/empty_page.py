"""The least that a Streamlit page can do: a button that makes it run again."""

import streamlit as st

st.session_state.setdefault("runs", 0)
st.session_state["runs"] += 1
st.button("Run again")
st.html(f'<p id="runs">{st.session_state["runs"]}</p>')
