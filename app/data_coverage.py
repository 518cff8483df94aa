"""What the page Coverage shows, cached on the dataset's version and the filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import data, data_statements
from geodata.analysis.coverage import thin_months
from geodata.model import Filters
from geodata.quality import quality_cube

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from geodata.store import Dataset
    from geodata.views.counts import Counted


@st.cache_data(max_entries=512, show_spinner=False)
def _quality(_dataset: Dataset, version: str, filters: Filters) -> pd.DataFrame:  # noqa: ARG001 - the version is a part of the key
    return quality_cube(filters, _dataset)


def quality(filters: Filters) -> pd.DataFrame:
    """Return how well the records in view are known, by province, group and month."""
    chosen = data.dataset()
    return _quality(chosen, chosen.version, filters)


def thinly_reported_months(filters: Filters, first: date, last: date) -> pd.Series:
    """Return for each month of a span whether reporting is thin, whichever the group.

    Whole months are looked at, also where the span begins or ends within them.
    """
    return thin_months(quality(Filters(known_on=filters.known_on)), first, last)


def reported() -> pd.DataFrame:
    """Return what others counted, with the chosen records beside it."""
    return data_statements.reported(data.dataset())


def counts(groups: tuple[str, ...]) -> tuple[Counted, ...]:
    """Return all counts that others made of some groups, as a reader sees them."""
    return data_statements.counts(data.dataset(), groups)
