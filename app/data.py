"""The only place that caches: results keyed on the dataset's version and the filters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from app import datasets
from app.language import current_language
from geodata import provinces, query
from geodata.analysis.coverage import thin_provinces
from geodata.model import Filters, Period
from geodata.places import COUNTRY, Bounds, places, records_at, without_place
from geodata.quality import quality_cube
from geodata.sources.curated import load_sources
from geodata.views.choropleth import MapOptions, MapView, map_view
from geodata.views.incidents import IncidentLayer, incident_layer
from geodata.views.text import bounds_text

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from geodata.measures import Measure
    from geodata.provinces import Language
    from geodata.rows import Order
    from geodata.store import Dataset


def dataset() -> Dataset:
    """Return the dataset that the pages are about."""
    return datasets.chosen()


# A result is a few kilobytes (cube) to a few hundred (records of a view), and megabytes where an
# import has millions of records: `server.maxCacheDataSize` bounds all of them together.
_MOST_CUBES = 512
_MOST_RECORD_LISTS = 64


@st.cache_data(max_entries=_MOST_CUBES, show_spinner=False)
def _cube(_dataset: Dataset, version: str, filters: Filters, period: Period) -> pd.DataFrame:  # noqa: ARG001 - the version is a part of the key
    return query.cube(filters, period, _dataset)


def cube(filters: Filters, period: Period = "month") -> pd.DataFrame:
    """Return the aggregate by province, group and period that all widgets share."""
    chosen = dataset()
    return _cube(chosen, chosen.version, filters, period)


@st.cache_data(max_entries=_MOST_CUBES, show_spinner=False)
def _by_province(_dataset: Dataset, version: str, filters: Filters, period: Period) -> pd.DataFrame:
    return query.provinces_from_cube(_cube(_dataset, version, filters, period))


def by_province(filters: Filters, period: Period = "month") -> pd.DataFrame:
    """Return the aggregate by province, with the line ``unknown``."""
    chosen = dataset()
    return _by_province(chosen, chosen.version, filters, period)


@st.cache_data(max_entries=_MOST_CUBES, show_spinner=False)
def _choropleth(
    _dataset: Dataset,
    version: str,
    filters: Filters,
    period: Period,
    measure: Measure,
    options: MapOptions,
) -> MapView:
    by_province = _by_province(_dataset, version, filters, period)
    names = _province_names(options.language)
    return map_view(by_province, names, measure, filters.estimate, options)


def choropleth(filters: Filters, period: Period, measure: Measure, options: MapOptions) -> MapView:
    """Return what the map shows in the reader's language, whichever province is chosen."""
    chosen = dataset()
    options = replace(options, language=current_language())
    return _choropleth(chosen, chosen.version, filters, period, measure, options)


@st.cache_data(max_entries=_MOST_RECORD_LISTS, show_spinner=False)
def _records(
    _dataset: Dataset,
    version: str,  # noqa: ARG001 - the version is a part of the key
    filters: Filters,
    order: Order,
    first: int,
    most: int,
) -> pd.DataFrame:
    return query.records(filters, _dataset, order=order, first=first, most=most)


def records(filters: Filters, order: Order, first: int, most: int) -> pd.DataFrame:
    """Return some of the records in view, see :func:`geodata.query.records`."""
    chosen = dataset()
    return _records(chosen, chosen.version, filters, order, first, most)


@st.cache_data(max_entries=_MOST_CUBES, show_spinner=False)
def _edge_month_only(_dataset: Dataset, version: str, filters: Filters) -> int:  # noqa: ARG001 - the version is a part of the key
    return query.edge_month_only(filters, _dataset)


def edge_month_only(filters: Filters) -> int:
    """Count records known only to a month that reaches into the period from outside."""
    chosen = dataset()
    return _edge_month_only(chosen, chosen.version, filters)


@st.cache_data(show_spinner=False)
def sources() -> pd.DataFrame:
    """Return the sources of the built-in records."""
    return load_sources()


@st.cache_data(max_entries=3, show_spinner=False)
def _province_names(language: Language) -> pd.Series:
    return provinces.province_names(language).sort_values()


def province_names() -> pd.Series:
    """Return the names of the 34 provinces in the reader's language by p-code, sorted by name."""
    return _province_names(current_language())


def english_names() -> pd.Series:
    """Return the English names, which addresses have whatever the language."""
    return _province_names("en")


@st.cache_data(max_entries=_MOST_CUBES, show_spinner=False)
def _span(_dataset: Dataset, version: str) -> tuple[date, date]:  # noqa: ARG001 - the version is a part of the key
    total = query.totals(Filters(), _dataset)
    return total["first_date"].date(), total["last_date"].date()


def span() -> tuple[date, date]:
    """Return the days of the first and the last record of the dataset."""
    chosen = dataset()
    return _span(chosen, chosen.version)


@st.cache_data(max_entries=_MOST_CUBES, show_spinner=False)
def _size(_dataset: Dataset, version: str) -> tuple[int, str]:  # noqa: ARG001 - the version is a part of the key
    total = query.totals(Filters(), _dataset)
    return int(total["incidents"]), " to ".join(dict.fromkeys(bounds_text(total.to_dict())))


def size(of: Dataset) -> tuple[int, str]:
    """Return the number of records of a dataset, and from when to when they are."""
    return _size(of, of.version)


@st.cache_data(max_entries=_MOST_CUBES, show_spinner=False)
def _incident_layer(
    _dataset: Dataset,
    version: str,  # noqa: ARG001 - the version is a part of the key
    filters: Filters,
    bounds: Bounds,
) -> IncidentLayer:
    found = places(filters, _dataset, bounds=bounds)
    return incident_layer(found, without_place(filters, _dataset))


def incidents(filters: Filters, bounds: Bounds = COUNTRY) -> IncidentLayer:
    """Return the places of the records in view, see :func:`geodata.places.places`."""
    chosen = dataset()
    return _incident_layer(chosen, chosen.version, filters, bounds)


@st.cache_data(max_entries=_MOST_RECORD_LISTS, show_spinner=False)
def _records_at(
    _dataset: Dataset,
    version: str,  # noqa: ARG001 - the version is a part of the key
    filters: Filters,
    mark: tuple[float, float, str],
    cell_degrees: float,
) -> pd.DataFrame:
    return records_at(filters, mark, cell_degrees, _dataset)


def mark_records(
    filters: Filters, mark: tuple[float, float, str], cell_degrees: float
) -> pd.DataFrame:
    """Return the newest records of a mark, see :func:`geodata.places.records_at`."""
    chosen = dataset()
    return _records_at(chosen, chosen.version, filters, mark, cell_degrees)


@st.cache_data(max_entries=_MOST_CUBES, show_spinner=False)
def _thin_provinces(
    _dataset: Dataset,
    version: str,  # noqa: ARG001 - the version is a part of the key
    filters: Filters,
    first: date,
    last: date,
) -> frozenset[str]:
    thin = thin_provinces(quality_cube(filters, _dataset), first, last)
    return frozenset(thin.index[thin])


def thinly_reported(filters: Filters, first: date, last: date) -> frozenset[str]:
    """Return the provinces where reporting is thin in the period, whichever the group."""
    everything = Filters(
        date_from=filters.date_from, date_to=filters.date_to, known_on=filters.known_on
    )
    chosen = dataset()
    return _thin_provinces(chosen, chosen.version, everything, first, last)
