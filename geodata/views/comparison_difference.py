"""The map of what differs between two sides."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import mapclassify
import numpy as np
import pandas as pd

from geodata.language import signed
from geodata.model import UNKNOWN_PROVINCE
from geodata.views.choropleth import MapView
from geodata.views.classes import NO_RECORD, TOLL_UNKNOWN, Classes, MapClass
from geodata.views.comparison_maps import (
    shown_measure,
    unknown_by_province,
    values_by_province,
)
from geodata.views.comparison_text import change_text, step_text
from geodata.views.palettes import DIVERGING
from geodata.views.text import EN_DASH, number_text

if TYPE_CHECKING:
    from geodata.measures import Measure
    from geodata.views.comparison_maps import ComparedTables
    from geodata.views.palettes import Ground
    from geodata.views.sides import Comparison


def change_by_province(tables: ComparedTables, comparison: Comparison) -> pd.Series:
    """Return by how much the second side lies above the first, in the unit that is shown.

    A side without a record adds nothing: the change is that of what is cited. It is missing
    where a side has records but no figure, and everywhere if a side has no day.
    """
    if not comparison.has_days:
        return pd.Series(pd.NA, index=tables.names.sort_index().index, dtype="Float64")
    measure = shown_measure(tables.measure, comparison)
    first, second = (
        values_by_province(table, measure, tables.estimate, side.days).mask(
            table["incidents"].drop(index=UNKNOWN_PROVINCE).eq(0), 0
        )
        for table, side in (
            (tables.first, comparison.first),
            (tables.second, comparison.second),
        )
    )
    # Rounded, so that equal rates of different sums are equal.
    return (second - first).round(9)


def _magnitude_bounds(sizes: pd.Series) -> list[int]:
    """Return the upper bounds of one or two natural-breaks classes of sizes above zero."""
    distinct = np.unique(sizes.to_numpy(dtype=float))
    if len(distinct) <= 2:  # noqa: PLR2004 - as many as there are classes on either side
        return [int(size) for size in distinct]
    with warnings.catch_warnings():
        # mapclassify warns that numba would be faster; 34 values need no speed.
        warnings.simplefilter("ignore")
        breaks = mapclassify.FisherJenks(sizes.to_numpy(dtype=float), k=2).bins
    return [int(size) for size in breaks]


def _sizes(change: pd.Series, measure: Measure) -> pd.Series:
    """Return changes without their sign, in steps of the last digit that is written."""
    steps: pd.Series = Classes(1, (), measure.decimals).steps(change.abs())
    return steps


def _difference_keys(
    change: pd.Series, sizes: pd.Series, bounds: list[int], records: pd.Series, unknown: pd.Series
) -> pd.Series:
    level = np.searchsorted(bounds, sizes.fillna(0).to_numpy(dtype=float)) + 1
    signed = level * np.sign(change.fillna(0).to_numpy(dtype=float)).astype(int)
    keys = pd.Series([f"change_{step}" for step in signed], index=change.index, dtype="string")
    # Known figures that cancel out say nothing where others are unknown.
    keys = keys.mask(change.isna() | (change.eq(0) & unknown.gt(0)), TOLL_UNKNOWN)
    return keys.mask(records.eq(0), NO_RECORD)


def _difference_legend(
    keys: pd.Series, bounds: list[int], measure: Measure, ground: Ground
) -> tuple[MapClass, ...]:
    counts = keys.value_counts()
    far_less, less, none, more, far_more = DIVERGING[ground]
    ups = (more, far_more) if len(bounds) > 1 else (far_more,)
    downs = (less, far_less) if len(bounds) > 1 else (far_less,)
    spans = list(zip([1, *(bound + 1 for bound in bounds)], bounds, strict=False))
    entries = [(0, "no change", none)]
    for number, ((lower, upper), up, down) in enumerate(
        zip(spans, ups, downs, strict=False), start=1
    ):
        size = step_text(lower, measure.decimals)
        if lower != upper:
            size = f"{size}{EN_DASH}{step_text(upper, measure.decimals)}"
        entries = [(number, f"{size} more", up), *entries, (-number, f"{size} fewer", down)]
    numbered = [
        MapClass(f"change_{step}", label, colour, int(counts.get(f"change_{step}", 0)))
        for step, label, colour in entries
    ]
    patterns = [
        MapClass(TOLL_UNKNOWN, "Change unknown", "", int(counts.get(TOLL_UNKNOWN, 0))),
        MapClass(NO_RECORD, "No cited record on either side", "", int(counts.get(NO_RECORD, 0))),
    ]
    shown = [entry for entry in patterns if entry.provinces or entry.key == NO_RECORD]
    return (*numbered, *shown)


def difference_map(
    tables: ComparedTables,
    comparison: Comparison,
    maps: tuple[MapView, MapView],
    readings: pd.Series,
) -> MapView:
    """Return the map of what differs: the second side less the first, province by province.

    The change stands beside the name of each province, so that no colour has to be told from
    another.

    Parameters
    ----------
    tables : ComparedTables
        What the two sides hold.
    comparison : Comparison
        What is compared.
    maps : tuple of MapView
        Those of the two sides.
    readings : pandas.Series
        A sentence for each p-code on how the change is to be read.
    """
    measure = shown_measure(tables.measure, comparison)
    first, second = (table.drop(index=UNKNOWN_PROVINCE) for table in (tables.first, tables.second))
    change = change_by_province(tables, comparison)
    records = first["incidents"] + second["incidents"]
    unknown = unknown_by_province(tables.first, measure) + unknown_by_province(
        tables.second, measure
    )
    sizes = _sizes(change, measure)
    bounds = _magnitude_bounds(sizes[sizes.gt(0).fillna(value=False)])
    keys = _difference_keys(change, sizes, bounds, records, unknown)
    entries = _difference_legend(keys, bounds, measure, tables.ground)
    colours = {entry.key: entry.colour for entry in entries}
    names = tables.names.reindex(change.index)
    before, after = (view.provinces["value_text"] for view in maps)
    texts = [
        change_text(value, measure.decimals) if key.startswith("change_") else ""
        for value, key in zip(change, keys, strict=True)
    ]
    provinces = pd.DataFrame(
        {
            "name": [
                signed(name, size) if size and value else name
                for name, size, value in zip(names, texts, change.fillna(0), strict=True)
            ],
            "class_key": keys,
            "colour": keys.map(colours).fillna(""),
            "value": change,
            "number_text": texts,
            "value_text": [
                _difference_text(key, size, measure.unit)
                for key, size in zip(keys, texts, strict=True)
            ],
            "detail_text": [
                f"{comparison.first.name}: {one}. {comparison.second.name}: {other}. "
                f"{_without_figure(lacking)}{reading}"
                for one, other, lacking, reading in zip(
                    before, after, unknown, readings.reindex(change.index), strict=True
                )
            ],
            "marks": "",
        },
        index=change.index,
    )
    nowhere = int((tables.first["incidents"] + tables.second["incidents"])[UNKNOWN_PROVINCE])
    what = measure.title(tables.estimate).lower()
    if comparison.kind == "periods":
        label = f"Change in {what}: second period minus first"
    else:
        label = f"Difference in {what}: {comparison.second.name} minus {comparison.first.name}"
    return MapView(label, measure.unit, entries, provinces, nowhere)


def _difference_text(key: str, size: str, unit: str) -> str:
    if key == NO_RECORD:
        return "no cited record on either side"
    return f"{size} {unit}" if size else "change unknown"


def _without_figure(records: int) -> str:
    if not records:
        return ""
    return f"{number_text(records)} record{'' if records == 1 else 's'} without a figure. "
