"""The choropleth as a view model: classes, colours, legend, and a line for each province."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import mapclassify
import numpy as np
import pandas as pd

from geodata.model import PROVINCE_COUNT, UNKNOWN_PROVINCE
from geodata.views.palettes import MOST_CLASSES, SEQUENTIAL, ZERO
from geodata.views.text import EN_DASH, bounds_text, number_text, range_text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence
    from typing import Any

    from geodata.measures import Measure
    from geodata.model import Estimate
    from geodata.views.palettes import Ground

NO_RECORD: Final = "no_record"
"""No record in view: drawn as a pale hatch, never as a number."""

TOLL_UNKNOWN: Final = "toll_unknown"
"""Records in view, none of which gives a figure above zero and at least one of which gives
none: drawn as dots."""


@dataclass(frozen=True, slots=True)
class MapClass:
    """One class of the legend.

    Parameters
    ----------
    key : str
        ``class_0`` (lowest) upwards, ``zero``, ``toll_unknown`` or ``no_record``.
    label : str
        The values it holds: ``2–4``.
    colour : str
        ``#rrggbb``; empty for the two classes that are drawn as a pattern.
    provinces : int
        How many provinces fall in it.
    """

    key: str
    label: str
    colour: str
    provinces: int


@dataclass(frozen=True, slots=True)
class MapView:
    """Everything that a map of the provinces shows, on screen and on paper.

    Parameters
    ----------
    measure_label, unit : str
        What the colours stand for.
    classes : tuple of MapClass
        From the highest values to the lowest, then the classes without a number.
    provinces : pandas.DataFrame
        34 rows, index ``province_pcode``; columns ``name``, ``class_key``, ``colour``,
        ``value`` (Int64), ``value_text`` (with its range), ``detail_text``.
    unknown_province_records : int
        Records in view that no province could be given to.
    """

    measure_label: str
    unit: str
    classes: tuple[MapClass, ...]
    provinces: pd.DataFrame
    unknown_province_records: int


def class_bounds(values: Sequence[int] | np.ndarray) -> list[int]:
    """Return the upper bounds of at most five natural-breaks classes.

    Fisher and Jenks' optimal classification (Fisher 1958; Jenks 1977) as computed by
    mapclassify; fewer classes where there are fewer distinct values.

    Parameters
    ----------
    values : sequence of int
        Values above zero.

    Returns
    -------
    list of int
        Ascending upper bounds, the last one the largest value; empty for no values.

    Examples
    --------
    >>> class_bounds([1, 1, 2, 3, 9, 10, 70, 112])
    [1, 3, 10, 70, 112]
    >>> class_bounds([4, 4])
    [4]
    """
    counts = np.asarray(values, dtype=float)
    distinct = np.unique(counts)
    if len(distinct) <= MOST_CLASSES:
        return [int(value) for value in distinct]
    with warnings.catch_warnings():
        # mapclassify warns that numba would be faster; 34 values need no speed.
        warnings.simplefilter("ignore")
        breaks = mapclassify.FisherJenks(counts, k=MOST_CLASSES).bins
    return [int(value) for value in breaks]


def _bounds_label(lower: int, upper: int) -> str:
    if lower == upper:
        return number_text(upper)
    return f"{number_text(lower)}{EN_DASH}{number_text(upper)}"


def _class_keys(
    values: pd.Series, incidents: pd.Series, unknown: pd.Series, bounds: list[int]
) -> pd.Series:
    positive = values.fillna(0).to_numpy(dtype=float)
    index = np.searchsorted(np.asarray(bounds, dtype=float), positive, side="left")
    keys = pd.Series([f"class_{number}" for number in index], index=values.index, dtype="string")
    keys = keys.mask(values.eq(0).fillna(value=False), "zero")
    # Zero in one record and no figure in the next is not zero altogether.
    keys = keys.mask(
        values.isna() | (values.eq(0) & unknown.gt(0)).fillna(value=False), TOLL_UNKNOWN
    )
    return keys.mask(incidents.eq(0), NO_RECORD)


def _legend(
    keys: pd.Series, bounds: list[int], measure: Measure, ground: Ground
) -> tuple[MapClass, ...]:
    counts = keys.value_counts()
    colours = SEQUENTIAL[ground].get(len(bounds), ())
    # Without a value above zero there is no numbered class, and so no lower bound either.
    lowers = [bound + 1 for bound in [0, *bounds][:-1]]
    numbered = [
        MapClass(
            f"class_{number}",
            _bounds_label(lower, upper),
            colours[number],
            int(counts.get(f"class_{number}", 0)),
        )
        for number, (lower, upper) in enumerate(zip(lowers, bounds, strict=True))
    ]
    others = [
        MapClass("zero", f"0 {measure.unit}", ZERO[ground], int(counts.get("zero", 0))),
        MapClass(TOLL_UNKNOWN, "Records, toll unknown", "", int(counts.get(TOLL_UNKNOWN, 0))),
        MapClass(NO_RECORD, "No cited record", "", int(counts.get(NO_RECORD, 0))),
    ]
    # Patterns that no province bears would only clutter; "no cited record" always stands.
    shown = [entry for entry in others if entry.provinces or entry.key == NO_RECORD]
    return (*reversed(numbered), *shown)


def _value_texts(table: pd.DataFrame, measure: Measure, estimate: Estimate) -> list[str]:
    chosen = table[measure.column(estimate)]
    texts = []
    for value, low, high, incidents in zip(
        chosen,
        table[measure.column("low")],
        table[measure.column("high")],
        table["incidents"],
        strict=True,
    ):
        if incidents == 0:
            texts.append("no cited record")
        elif pd.isna(value):
            # "unknown people killed" would read as a finding about unknown people.
            texts.append(f"number of {measure.unit} unknown")
        else:
            number = range_text(value, low, high) if measure.has_estimates else number_text(value)
            # A range is read in the plural: 1 (1–3) people killed.
            unit = measure.unit_of_one if number == "1" else measure.unit
            texts.append(f"{number} {unit}")
    return texts


def _detail_texts(table: pd.DataFrame, measure: Measure) -> list[str]:
    texts = []
    for row in table.to_dict("records"):
        if not row["incidents"]:
            texts.append("No record in view; this is not a finding of no violence.")
            continue
        first, last = bounds_text(row)
        span = first if first == last else f"first {first}, latest {last}"
        if measure.key == "incidents":
            toll = range_text(row["killed_best"], row["killed_low"], row["killed_high"])
            # A sum over some of the records is not the toll of all of them.
            is_partial = row["killed_unknown"] and pd.notna(row["killed_best"])
            lacking = f"; {_records(row['killed_unknown'])} without a figure" if is_partial else ""
            texts.append(f"Killed: {toll}{lacking}.{_scope_text(row)} Recorded: {span}.")
        else:
            unknown = number_text(row[measure.unknown_column])
            scope = _scope_text(row) if measure.key == "killed" else ""
            texts.append(
                f"{_records(row['incidents'])}, {unknown} without a figure.{scope} "
                f"Recorded: {span}."
            )
    return texts


def _records(count: int) -> str:
    return f"{number_text(count)} record{'' if count == 1 else 's'}"


def _scope_text(row: Mapping[Hashable, Any]) -> str:
    """Say how many of the killed may be the group's own dead, wherever killed are summed."""
    if pd.isna(row["killed_all_sides_best"]):
        return ""
    return f" Of the killed, {number_text(row['killed_all_sides_best'])} counted on all sides."


def map_view(
    by_province: pd.DataFrame,
    names: pd.Series,
    measure: Measure,
    estimate: Estimate,
    ground: Ground = "light",
) -> MapView:
    """Turn the aggregate by province into what a map shows.

    Parameters
    ----------
    by_province : pandas.DataFrame
        35 rows, index ``province_pcode`` with the line ``unknown``, as
        :func:`geodata.query.by_province` returns it.
    names : pandas.Series
        34 names, indexed by p-code, in the reader's language.
    measure : Measure
        What the colours stand for.
    estimate : {"low", "best", "high"}
        Which estimate the classes are made from; the texts give the range as well.
    ground : {"light", "dark"}
        What the map is drawn on; documents are light.

    Returns
    -------
    MapView
    """
    table = by_province.drop(index=UNKNOWN_PROVINCE)
    if len(table) != PROVINCE_COUNT:
        raise ValueError(f"A map needs {PROVINCE_COUNT} provinces, not {len(table)}.")
    values = table[measure.column(estimate)].astype("Int64")
    positive = values[values.gt(0).fillna(value=False)].to_numpy(dtype=float)
    bounds = class_bounds(positive)
    unknown = table[measure.unknown_column] if measure.unknown_column else table["incidents"] * 0
    keys = _class_keys(values, table["incidents"], unknown, bounds)
    classes = _legend(keys, bounds, measure, ground)
    colours = {entry.key: entry.colour for entry in classes}
    provinces = pd.DataFrame(
        {
            "name": names.reindex(table.index),
            "class_key": keys,
            "colour": keys.map(colours).fillna(""),
            "value": values,
            "value_text": _value_texts(table, measure, estimate),
            "detail_text": _detail_texts(table, measure),
        },
        index=table.index,
    )
    nowhere = int(by_province["incidents"].loc[UNKNOWN_PROVINCE])
    return MapView(measure.title(estimate), measure.unit, classes, provinces, nowhere)
