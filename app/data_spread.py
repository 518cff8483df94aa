"""The cached results of the spread page, keyed like those of :mod:`app.data`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from app import data
from geodata.analysis.spread import activity, month_by_month, month_starts
from geodata.firsts import first_records
from geodata.views.playback import Mode, PlaybackView, playback_view
from geodata.views.rhythm import CurveView, HeatView, curve_view, heat_view

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from geodata.measures import Measure
    from geodata.model import Filters, Period
    from geodata.store import Dataset
    from geodata.views.palettes import Ground

# A film is up to a few hundred kilobytes.
_MOST: Final = 64

Span = tuple["date", "date"]


@st.cache_data(max_entries=_MOST, show_spinner=False)
def _firsts(_dataset: Dataset, version: str, filters: Filters) -> pd.DataFrame:  # noqa: ARG001 - the version is a part of the key
    return first_records(filters, _dataset)


def firsts(filters: Filters) -> pd.DataFrame:
    """Return the first records by province, see :func:`geodata.firsts.first_records`."""
    chosen = data.dataset()
    return _firsts(chosen, chosen.version, filters)


@st.cache_data(max_entries=_MOST, show_spinner=False)
def _by_month(_cube: pd.DataFrame, version: str, filters: Filters, span: Span) -> pd.DataFrame:  # noqa: ARG001 - version and filters are the key of the cube
    return month_by_month(_cube, month_starts(*span))


def by_month(filters: Filters, span: Span) -> pd.DataFrame:
    """Return the records by month and province over a span of days."""
    return _by_month(data.cube(filters, "month"), data.dataset().version, filters, span)


@st.cache_data(max_entries=_MOST, show_spinner=False)
def _curve(
    _by_month: pd.DataFrame,
    version: str,  # noqa: ARG001 - version and filters are the key of the table
    filters: Filters,  # noqa: ARG001 - the same
    span: Span,
    names: pd.Series,
) -> CurveView:
    return curve_view(activity(_by_month), names, *span)


def curve(filters: Filters, span: Span) -> CurveView:
    """Return what the curve of active provinces shows."""
    table, names = by_month(filters, span), data.province_names()
    return _curve(table, data.dataset().version, filters, span, names)


@st.cache_data(max_entries=_MOST, show_spinner=False)
def _heat(  # noqa: PLR0913, PLR0917 - all of them are the key of the cache
    _by_month: pd.DataFrame,
    _first_dates: pd.Series,
    version: str,  # noqa: ARG001 - version and filters are the key of the table
    filters: Filters,
    span: Span,
    measure: Measure,
    period: Period,
    ground: Ground,
    names: pd.Series,
) -> HeatView:
    return heat_view(
        _by_month,
        names,
        _first_dates,
        measure=measure,
        estimate=filters.estimate,
        period=period,
        first=span[0],
        last=span[1],
        ground=ground,
    )


def heat(
    filters: Filters, span: Span, measure: Measure, period: Period, ground: Ground
) -> HeatView:
    """Return what the heat map shows."""
    table, names = by_month(filters, span), data.province_names()
    first_dates = data.by_province(filters, "month")["first_date"]
    version = data.dataset().version
    return _heat(table, first_dates, version, filters, span, measure, period, ground, names)


@st.cache_data(max_entries=_MOST, show_spinner=False)
def _film(  # noqa: PLR0913, PLR0917 - all of them are the key of the cache
    _by_month: pd.DataFrame,
    version: str,  # noqa: ARG001 - version and filters are the key of the table
    filters: Filters,
    span: Span,
    measure: Measure,
    mode: Mode,
    unknown_province_records: int,
    ground: Ground,
    names: pd.Series,
) -> PlaybackView:
    return playback_view(
        _by_month,
        names,
        measure=measure,
        estimate=filters.estimate,
        mode=mode,
        first=span[0],
        last=span[1],
        unknown_province_records=unknown_province_records,
        ground=ground,
    )


def film(  # noqa: PLR0913 - all of them are the key of the cache
    filters: Filters,
    span: Span,
    measure: Measure,
    mode: Mode,
    *,
    unknown_province_records: int,
    ground: Ground,
) -> PlaybackView:
    """Return what the playback shows."""
    return _film(
        by_month(filters, span),
        data.dataset().version,
        filters,
        span,
        measure,
        mode,
        unknown_province_records,
        ground,
        data.province_names(),
    )
