"""The only place that caches: results keyed on the dataset's version and the filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geodata import provinces, query
from geodata.model import Estimate, Filters, Period
from geodata.sources.curated import load_sources
from geodata.store import Dataset, curated_dataset
from geodata.views.choropleth import MapView, map_view

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from geodata.measures import Measure

# A result is a few kilobytes (cube) to a few hundred (records of a view).
_MOST_CUBES = 512
_MOST_RECORD_LISTS = 64


@st.cache_resource(show_spinner=False)
def dataset() -> Dataset:
    """Return the built-in dataset; builds its Parquet file at first use."""
    return curated_dataset()


@st.cache_data(max_entries=_MOST_CUBES, show_spinner=False)
def _cube(version: str, filters: Filters, period: Period) -> pd.DataFrame:  # noqa: ARG001 - the version is a part of the key
    return query.cube(filters, period, dataset())


def cube(filters: Filters, period: Period = "month") -> pd.DataFrame:
    """Return the aggregate by province, group and period that all widgets share."""
    return _cube(dataset().version, filters, period)


@st.cache_data(max_entries=_MOST_CUBES, show_spinner=False)
def _by_province(version: str, filters: Filters, period: Period) -> pd.DataFrame:
    return query.provinces_from_cube(_cube(version, filters, period))


def by_province(filters: Filters, period: Period = "month") -> pd.DataFrame:
    """Return the aggregate by province, with the line ``unknown``."""
    return _by_province(dataset().version, filters, period)


@st.cache_data(max_entries=_MOST_CUBES, show_spinner=False)
def _choropleth(
    version: str, filters: Filters, period: Period, measure: Measure, estimate: Estimate
) -> MapView:
    by_province = _by_province(version, filters, period)
    return map_view(by_province, province_names(), measure, estimate)


def choropleth(filters: Filters, period: Period, measure: Measure, estimate: Estimate) -> MapView:
    """Return what the map shows; the same whichever province is chosen."""
    return _choropleth(dataset().version, filters, period, measure, estimate)


@st.cache_data(max_entries=_MOST_RECORD_LISTS, show_spinner=False)
def _records(version: str, filters: Filters) -> pd.DataFrame:  # noqa: ARG001 - the version is a part of the key
    return query.records(filters, dataset())


def records(filters: Filters) -> pd.DataFrame:
    """Return the records in view, newest first."""
    return _records(dataset().version, filters)


@st.cache_data(max_entries=_MOST_CUBES, show_spinner=False)
def _edge_month_only(version: str, filters: Filters) -> int:  # noqa: ARG001 - the version is a part of the key
    return query.edge_month_only(filters, dataset())


def edge_month_only(filters: Filters) -> int:
    """Count records known only to a month that reaches into the period from outside."""
    return _edge_month_only(dataset().version, filters)


@st.cache_data(show_spinner=False)
def sources() -> pd.DataFrame:
    """Return the sources of the built-in records."""
    return load_sources()


@st.cache_data(show_spinner=False)
def province_names() -> pd.Series:
    """Return the names of the 34 provinces by p-code, sorted by name."""
    return provinces.province_names().sort_values()


@st.cache_data(show_spinner=False)
def span(version: str) -> tuple[date, date]:  # noqa: ARG001 - the version is a part of the key
    """Return the days of the first and the last record of the dataset."""
    total = query.totals(Filters(), dataset())
    return total["first_date"].date(), total["last_date"].date()
