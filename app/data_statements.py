"""What the page Statements shows, cached on the version of the curated records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import datasets
from geodata import query
from geodata.analysis.reported import with_coverage
from geodata.model import Filters
from geodata.quality import recorded_in_periods
from geodata.sources.curated import load_reported_counts, load_statements
from geodata.views.counts import Counted, counted_view
from geodata.views.statements import StatementCard, own_card, statement_card

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from geodata.analysis.claims import Claim
    from geodata.store import Dataset


def _curated() -> Dataset:
    # Statements are tested against these records, whatever a reader has chosen in the sidebar.
    return datasets.available()[datasets.CURATED]


@st.cache_resource(max_entries=2, show_spinner=False)
def _curated_records(_dataset: Dataset, version: str) -> pd.DataFrame:  # noqa: ARG001 - the version is a part of the key
    return query.records(Filters(), _dataset)


@st.cache_data(max_entries=16, show_spinner=False)
def _reported(_dataset: Dataset, version: str) -> pd.DataFrame:  # noqa: ARG001 - the version is a part of the key
    counts = load_reported_counts()
    return with_coverage(counts, recorded_in_periods(counts, _dataset))


def reported(of: Dataset) -> pd.DataFrame:
    """Return what others counted, with the records of a dataset beside it."""
    return _reported(of, of.version)


def curated_records(identifiers: tuple[str, ...]) -> pd.DataFrame:
    """Return these curated records, in this order."""
    chosen = _curated()
    return _curated_records(chosen, chosen.version).loc[list(identifiers)]


def _span(records: pd.DataFrame) -> tuple[date, date]:
    return records["date"].min().date(), records["date"].max().date()


@st.cache_data(max_entries=2, show_spinner=False)
def _cards(_dataset: Dataset, version: str) -> tuple[StatementCard, ...]:
    records, counts = _curated_records(_dataset, version), _reported(_dataset, version)
    return tuple(
        statement_card(str(key), row, records, counts) for key, row in load_statements().iterrows()
    )


def cards() -> tuple[StatementCard, ...]:
    """Return the statements, each tested."""
    chosen = _curated()
    return _cards(chosen, chosen.version)


@st.cache_data(max_entries=128, show_spinner=False)
def _own(_dataset: Dataset, version: str, claim: Claim) -> StatementCard:
    records, counts = _curated_records(_dataset, version), _reported(_dataset, version)
    return own_card(claim, records, counts, _span(records))


def own(claim: Claim) -> StatementCard:
    """Return the reader's own statement, tested."""
    chosen = _curated()
    return _own(chosen, chosen.version, claim)


def counts(of: Dataset, groups: tuple[str, ...]) -> tuple[Counted, ...]:
    """Return all counts that others made of some groups, oldest first; no group means all."""
    table = reported(of).sort_values(["group", "period_start", "period_end"], kind="stable")
    chosen = table[table["group"].isin(groups)] if groups else table
    return tuple(counted_view(row) for row in chosen.to_dict("records"))


def curated_counts(groups: tuple[str, ...]) -> tuple[Counted, ...]:
    """Return the same with the curated records beside them."""
    return counts(_curated(), groups)


def last_record() -> date:
    """Return the day of the last curated record."""
    chosen = _curated()
    return _span(_curated_records(chosen, chosen.version))[1]


@st.cache_data(max_entries=2, show_spinner=False)
def _statement_groups(version: str) -> tuple[str, ...]:  # noqa: ARG001 - the version is the key
    return tuple(sorted(set(load_statements()["group"])))


def statement_groups() -> tuple[str, ...]:
    """Return the groups that the statements are about."""
    return _statement_groups(_curated().version)


def version() -> str:
    """Return the version of the curated records."""
    return _curated().version
