"""What the page Coverage shows, cached on the dataset's version and the filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import data, data_statements
from geodata.analysis.coverage import thin_months
from geodata.model import Filters
from geodata.quality import quality_cube
from geodata.views.coverage import coverage_view

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from geodata.store import Dataset
    from geodata.views.counts import Counted
    from geodata.views.coverage import CoverageView


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


@st.cache_data(max_entries=512, show_spinner=False)
def _view(  # noqa: PLR0913, PLR0917 - all of them are the key of the cache
    _cube: pd.DataFrame,
    version: str,  # noqa: ARG001 - version and filters are the key of the cube
    filters: Filters,
    _thin_months: pd.Series,
    thin_provinces: frozenset[str],
    province: str | None,
    span: tuple[date, date],
    names: pd.Series,
) -> CoverageView:
    return coverage_view(
        _cube,
        filters,
        names=names,
        province=province,
        span=span,
        thin_provinces=thin_provinces,
        thin_months=_thin_months,
    )


def view(filters: Filters, province: str | None, span: tuple[date, date]) -> CoverageView:
    """Return what the page shows, see :func:`geodata.views.coverage.coverage_view`."""
    return _view(
        quality(filters),
        data.dataset().version,
        filters,
        thinly_reported_months(filters, *span),
        data.thinly_reported(filters, *span),
        province,
        span,
        data.province_names(),
    )


def reported() -> pd.DataFrame:
    """Return what others counted, with the chosen records beside it."""
    return data_statements.reported(data.dataset())


def counts(groups: tuple[str, ...]) -> tuple[Counted, ...]:
    """Return all counts that others made of some groups, as a reader sees them."""
    return data_statements.counts(data.dataset(), groups)
