"""The cached results of the records page, keyed like those of :mod:`app.data`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from app import data
from geodata.changelog import load_changes
from geodata.search import count_found, found_records, records_named

if TYPE_CHECKING:
    import pandas as pd

    from geodata.model import Filters
    from geodata.rows import Order
    from geodata.store import Dataset

_MOST_COUNTS: Final = 512
_MOST_LISTS: Final = 64


@st.cache_data(max_entries=_MOST_LISTS, show_spinner=False)
def _found(  # noqa: PLR0913, PLR0917 - the key of the cache
    _dataset: Dataset,
    version: str,  # noqa: ARG001 - the version is a part of the key
    filters: Filters,
    text: str,
    order: Order,
    first: int,
    most: int,
) -> pd.DataFrame:
    return found_records(filters, text, _dataset, order=order, first=first, most=most)


def found(filters: Filters, text: str, order: Order, first: int, most: int) -> pd.DataFrame:
    """Return some of the records that a search finds, see :mod:`geodata.search`."""
    chosen = data.dataset()
    return _found(chosen, chosen.version, filters, text, order, first, most)


@st.cache_data(max_entries=_MOST_COUNTS, show_spinner=False)
def _count(_dataset: Dataset, version: str, filters: Filters, text: str) -> int:  # noqa: ARG001 - the version is a part of the key
    return count_found(filters, text, _dataset)


def count(filters: Filters, text: str) -> int:
    """Count the records that a search finds."""
    chosen = data.dataset()
    return _count(chosen, chosen.version, filters, text)


@st.cache_data(max_entries=_MOST_LISTS, show_spinner=False)
def _named(_dataset: Dataset, version: str, incident_id: str) -> pd.DataFrame:  # noqa: ARG001 - the version is a part of the key
    return records_named(incident_id, _dataset)


def named(incident_id: str) -> pd.DataFrame:
    """Return the record with this identifier, whatever the filters."""
    chosen = data.dataset()
    return _named(chosen, chosen.version, incident_id)


@st.cache_data(show_spinner=False)
def changes() -> pd.DataFrame:
    """Return the log of changes of the curated records."""
    return load_changes()
