"""Which datasets there are for this reader, and which of them the pages are about."""

from __future__ import annotations

import os
from typing import Final

import streamlit as st

from app.language import word
from geodata.clock import clock_problem
from geodata.store import Dataset, combined, curated_dataset
from geodata.versions import readable_datasets

CURATED: Final = "curated"
CHOICE_KEY: Final = "data"
SESSION_KEY: Final = "session_dataset"
"""Where a file that was only looked at is kept until the reader leaves."""


@st.cache_resource(show_spinner=False)
def _curated() -> Dataset:
    """Return the built-in dataset; builds its Parquet file at first use."""
    return curated_dataset()


def available() -> dict[str, Dataset]:
    """Return the datasets that this reader can choose, by key, the built-in one first."""
    if not all(os.access(path, os.R_OK) for path in _curated().paths):
        # Somebody cleared the data folder, or its disk is gone: built again where it can be.
        _curated.clear()
    datasets = {CURATED: _curated()}
    datasets |= {dataset.key: dataset for dataset in readable_datasets()[0]}
    looked_at: Dataset | None = st.session_state.get(SESSION_KEY)
    return datasets | ({looked_at.key: looked_at} if looked_at else {})


def damaged() -> list[str]:
    """Say of the store, and of each import that isn't as it should be, what is wrong with it."""
    return [*readable_datasets()[1], *filter(None, [clock_problem()])]


def is_built_in_chosen() -> bool:
    """Say whether the pages are about the built-in records alone."""
    return list(st.session_state.get(CHOICE_KEY) or [CURATED]) == [CURATED]


def chosen() -> Dataset:
    """Return the dataset that the pages are about, several put together as one.

    Nothing chosen, or what is no longer there, is the built-in dataset.
    """
    datasets = available()
    keys = [key for key in st.session_state.get(CHOICE_KEY, ()) if key in datasets]
    return combined([datasets[key] for key in keys or [CURATED]])


def choice_label(dataset: Dataset) -> str:
    """Return the name of a dataset in the choice and in the address.

    Examples
    --------
    >>> choice_label(Dataset("ucdp", "UCDP GED", "1f", (), "CC BY 4.0", "", redistributable=True))
    'UCDP GED (ucdp)'
    """
    return dataset.label if dataset.key == CURATED else f"{dataset.label} ({dataset.key})"


def choice_widget() -> None:
    """Let the reader choose the records."""
    datasets = available()
    st.multiselect(
        word("Records"),
        list(datasets),
        default=[CURATED],
        format_func=lambda key: choice_label(datasets[key]),
        placeholder="Curated records",
        help="The built-in records, imported ones, or several together. An event that two of "
        "them tell of is then counted twice.",
        key=CHOICE_KEY,
        bind="query-params",
    )


def choose(key: str) -> None:
    """Make the pages be about one dataset alone."""
    st.session_state[CHOICE_KEY] = [key]
