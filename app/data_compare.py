"""What the page Compare shows, cached on the dataset's version and the two sides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from app import data
from app.theme import current_ground
from geodata.model import GROUPS
from geodata.query import provinces_from_cube
from geodata.views.comparison import ComparisonView, comparison_view
from geodata.views.comparison_maps import ComparedTables
from geodata.views.comparison_notes import reading_notes

if TYPE_CHECKING:
    import pandas as pd

    from geodata.measures import Measure
    from geodata.views.palettes import Ground
    from geodata.views.sides import Comparison

_MOST_COMPARISONS: Final = 128


def _tables(comparison: Comparison) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the aggregate by province of either side; two groups are parts of one query."""
    first, second = comparison.first.filters, comparison.second.filters
    if comparison.kind == "periods":
        return data.by_province(first, "year"), data.by_province(second, "year")
    # No group chosen means all of them, the second one included.
    both = replace(first, groups=(*first.groups, *second.groups) if first.groups else ())
    rows = data.cube(both, "year")
    one, other = (
        provinces_from_cube(rows[rows["group"].isin(list(filters.groups or GROUPS))])
        for filters in (first, second)
    )
    return one, other


@st.cache_data(max_entries=_MOST_COMPARISONS, show_spinner=False)
def _comparison(
    version: str,  # noqa: ARG001 - the version is a part of the key
    comparison: Comparison,
    measure: Measure,
    ground: Ground,
    names: pd.Series,
) -> tuple[ComparisonView, list[str]]:
    first, second = _tables(comparison)
    estimate = comparison.first.filters.estimate
    tables = ComparedTables(first, second, names, measure, estimate, ground)
    columns = ["month_only", "vague_date"]
    sides = (comparison.first, comparison.second)
    notes = reading_notes(
        comparison,
        first[columns].sum() + second[columns].sum(),
        sum(data.edge_month_only(side.filters) for side in sides),
        data.dataset().key.split("+"),
    )
    return comparison_view(tables, comparison), notes


def comparison_of(comparison: Comparison, measure: Measure) -> tuple[ComparisonView, list[str]]:
    """Return what the page shows, and the notes that stand below it.

    Parameters
    ----------
    comparison : Comparison
        What is compared.
    measure : Measure
        What the maps show.
    """
    names = data.province_names()
    return _comparison(data.dataset().version, comparison, measure, current_ground(), names)
