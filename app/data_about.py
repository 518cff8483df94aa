"""The cached results of the about page."""

from __future__ import annotations

import streamlit as st

from geodata.publication import first_published
from geodata.sources.curated import load_incidents
from geodata.views.weaknesses import weaknesses


@st.cache_data(show_spinner=False)
def known_weaknesses() -> tuple[str, ...]:
    """Return what the built-in records are weak in; they stay the same while the atlas runs."""
    return weaknesses(load_incidents(), first_published())
