"""The cached results of the province page, keyed like those of :mod:`app.data`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from app import data
from geodata import breakdown as breakdowns
from geodata.analysis.earlier import same_length_before
from geodata.query import totals_from_cube
from geodata.views.located import Located, located
from geodata.views.province import Sides

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from geodata.model import Filters, Period
    from geodata.store import Dataset

_MOST: Final = 256


@st.cache_data(max_entries=_MOST, show_spinner=False)
def _breakdown(_dataset: Dataset, version: str, filters: Filters) -> pd.DataFrame:  # noqa: ARG001 - the version is a part of the key
    return breakdowns.breakdown(filters, _dataset)


def breakdown(filters: Filters) -> pd.DataFrame:
    """Return the records by group, target and attack type, see :mod:`geodata.breakdown`."""
    chosen = data.dataset()
    return _breakdown(chosen, chosen.version, filters)


@st.cache_data(max_entries=_MOST, show_spinner=False)
def _places(_dataset: Dataset, version: str, filters: Filters) -> Located:  # noqa: ARG001 - the version is a part of the key
    return located(data.incidents(filters))


def places(filters: Filters) -> Located:
    """Return the places of the records of a province."""
    chosen = data.dataset()
    return _places(chosen, chosen.version, filters)


def _totals(filters: Filters, period: Period, pcode: str | None) -> pd.Series:
    rows = data.cube(filters, period)
    return totals_from_cube(rows if pcode is None else rows[rows["province_pcode"].eq(pcode)])


def sides(
    filters: Filters, pcode: str, span: tuple[date, date], period: Period
) -> tuple[Sides, int]:
    """Return a province against the country and the days before.

    Parameters
    ----------
    filters : Filters
        Of the view, over the whole country.
    pcode : str
        The province.
    span : tuple of datetime.date
        First and last day of the view.
    period : {"day", "week", "month", "quarter", "year"}
        Unit of the cube that the page has asked for already.

    Returns
    -------
    Sides
    int
        Records of the days before known only to a month that reaches into them from outside.
    """
    here, country = (_totals(filters, period, place) for place in (pcode, None))
    before = same_length_before(*span, data.span()[0])
    if before is None:
        return Sides(here, country, None, None), 0
    earlier = replace(filters, date_from=before[0], date_to=before[1])
    edge = data.edge_month_only(replace(earlier, provinces=(pcode,)))
    # By year: the fewest rows, since only the sum is wanted.
    return Sides(here, country, _totals(earlier, "year", pcode), before), edge
