"""Two maps on one scale of classes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, cast

import pandas as pd

from geodata.measures import MEASURES, Measure
from geodata.model import UNKNOWN_PROVINCE
from geodata.views.choropleth import MapOptions, MapView, map_view
from geodata.views.classes import (
    MapClass,
    class_keys,
    classes_of,
    legend,
)
from geodata.views.sides import RATE_DAYS, RATE_DECIMALS
from geodata.views.text import decimal_text

if TYPE_CHECKING:
    from geodata.model import Estimate
    from geodata.views.palettes import Ground
    from geodata.views.sides import Comparison

COUNTED: Final = ("incidents", "killed", "injured")
"""Keys of the measures that count something: two counts have a difference."""


@dataclass(frozen=True, slots=True)
class ComparedTables:
    """What two sides hold, and how it is to be shown.

    Parameters
    ----------
    first, second : pandas.DataFrame
        35 rows, index ``province_pcode`` with the line ``unknown``, as
        :func:`geodata.query.by_province` returns them.
    names : pandas.Series
        34 names, indexed by p-code, in the reader's language.
    measure : Measure
        What the maps show; one of :data:`COUNTED`.
    estimate : {"low", "best", "high"}
        Which estimate the classes are made from.
    ground : {"light", "dark"}
        What the maps are drawn on.
    """

    first: pd.DataFrame
    second: pd.DataFrame
    names: pd.Series
    measure: Measure
    estimate: Estimate
    ground: Ground = "light"


def counted_measure(measure: Measure) -> Measure:
    """Return a measure that two sides can be compared by: its own or that of incidents.

    Examples
    --------
    >>> counted_measure(MEASURES["killed"]).key, counted_measure(MEASURES["days_since"]).key
    ('killed', 'incidents')
    """
    return measure if measure.key in COUNTED else MEASURES["incidents"]


def shown_measure(measure: Measure, comparison: Comparison) -> Measure:
    """Return the measure as it is shown: counts over equal lengths, rates over others."""
    if not comparison.is_rate:
        return measure
    return replace(
        measure,
        label=f"{measure.label} per {RATE_DAYS} days",
        unit=f"{measure.unit} per {RATE_DAYS} days",
        unit_of_one=f"{measure.unit} per {RATE_DAYS} days",
        decimals=RATE_DECIMALS,
    )


def values_by_province(
    table: pd.DataFrame, measure: Measure, estimate: Estimate, days: int
) -> pd.Series:
    """Return counts, or rates for :data:`RATE_DAYS` days where the measure is shown as one."""
    counts = table[measure.column(estimate)].drop(index=UNKNOWN_PROVINCE)
    if not measure.decimals:
        return cast("pd.Series", counts.astype("Int64"))
    return cast("pd.Series", (counts * RATE_DAYS / days).astype("Float64"))


def unknown_by_province(table: pd.DataFrame, measure: Measure) -> pd.Series:
    """Return the records without the figure."""
    column = table[measure.unknown_column] if measure.unknown_column else table["incidents"] * 0
    return column.drop(index=UNKNOWN_PROVINCE)


def side_maps(tables: ComparedTables, comparison: Comparison) -> tuple[MapView, MapView]:
    """Return the maps of both sides; their legends differ in the numbers of provinces alone.

    Parameters
    ----------
    tables : ComparedTables
        What the two sides hold.
    comparison : Comparison
        What is compared.
    """
    measure = shown_measure(tables.measure, comparison)
    parts = (tables.first, tables.second)
    days = (comparison.first.days, comparison.second.days)
    values = [
        values_by_province(table, measure, tables.estimate, length)
        for table, length in zip(parts, days, strict=True)
    ]
    classes = classes_of(pd.concat(values, ignore_index=True), measure)
    keys = [
        class_keys(
            value,
            table["incidents"].drop(index=UNKNOWN_PROVINCE),
            unknown_by_province(table, measure),
            classes,
        )
        for value, table in zip(values, parts, strict=True)
    ]
    entries = legend(pd.concat(keys), classes, measure, tables.ground)
    first, second = (
        _side_map(tables, measure, table, value, key, entries)
        for table, value, key in zip(parts, values, keys, strict=True)
    )
    return first, second


def _side_map(  # noqa: PLR0913, PLR0917 - what one map differs in from the other, no more
    tables: ComparedTables,
    measure: Measure,
    table: pd.DataFrame,
    values: pd.Series,
    keys: pd.Series,
    entries: tuple[MapClass, ...],
) -> MapView:
    counts = keys.value_counts()
    own = tuple(replace(entry, provinces=int(counts.get(entry.key, 0))) for entry in entries)
    colours = {entry.key: entry.colour for entry in own}
    base = map_view(
        table, tables.names, tables.measure, tables.estimate, MapOptions(ground=tables.ground)
    )
    texts = base.provinces["value_text"]
    if measure.decimals:
        rates = [
            f"{text}: {decimal_text(value, measure.decimals)} per {RATE_DAYS} days"
            if pd.notna(value) and incidents
            else text
            for text, value, incidents in zip(texts, values, table["incidents"][:-1], strict=True)
        ]
        texts = pd.Series(rates, index=texts.index)
    provinces = base.provinces.assign(
        class_key=keys,
        colour=keys.map(colours).fillna(""),
        value=values,
        value_text=texts,
    )
    return replace(
        base,
        measure_label=measure.title(tables.estimate),
        unit=measure.unit,
        classes=own,
        provinces=provinces,
    )
