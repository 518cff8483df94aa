"""Classes and texts of many cells at once: a province in a period each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.views.classes import NO_RECORD, MapClass, class_keys, classes_of, legend
from geodata.views.text import number_text, range_text

if TYPE_CHECKING:
    from geodata.measures import Measure
    from geodata.model import Estimate
    from geodata.views.palettes import Ground

# Optimal natural breaks take the square of the number of values: at this many, about 30 ms.
MOST_NATURAL: Final = 250


def _value_text(incidents: int, number: str, measure: Measure) -> str:
    if not incidents:
        return "no cited record"
    if number == number_text(None):
        # "unknown people killed" would read as a finding about unknown people.
        return f"number of {measure.unit} unknown"
    return f"{number} {measure.unit_of_one if number == '1' else measure.unit}"


def _detail_text(incidents: int, unknown: int, measure: Measure) -> str:
    if not incidents:
        return "This is not a finding of no violence."
    if not measure.unknown_column:
        return ""
    records = f"{number_text(incidents)} record{'' if incidents == 1 else 's'}"
    return f"{records}, {number_text(unknown)} without a figure."


def cell_texts(table: pd.DataFrame, measure: Measure, estimate: Estimate) -> pd.DataFrame:
    """Write the value of every cell.

    Parameters
    ----------
    table : pandas.DataFrame
        A row a cell, columns :data:`geodata.analysis.spread.SPREAD_COLUMNS`.
    measure : Measure
        A sum.
    estimate : {"low", "best", "high"}
        Which estimate stands before the range.

    Returns
    -------
    pandas.DataFrame
        Same index; ``number_text`` (with its range, empty without a record), ``value_text``
        (with its unit), ``detail_text`` (how many records lack the figure).
    """
    columns = (
        table["incidents"],
        table[measure.unknown_column] if measure.unknown_column else table["incidents"] * 0,
        *(table[measure.column(name)] for name in (estimate, "low", "high")),
    )
    rows = []
    for incidents, unknown, value, low, high in zip(*columns, strict=True):
        number = range_text(value, low, high) if measure.has_estimates else number_text(value)
        rows.append(
            (
                number if incidents else "",
                _value_text(incidents, number, measure),
                _detail_text(incidents, unknown, measure),
            )
        )
    names = ["number_text", "value_text", "detail_text"]
    return pd.DataFrame(rows, columns=names, index=table.index, dtype="string")


def cell_classes(
    table: pd.DataFrame,
    measure: Measure,
    estimate: Estimate,
    ground: Ground,
    scale_rows: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, tuple[MapClass, ...]]:
    """Give every cell its class, on one scale over all of them.

    Parameters
    ----------
    table : pandas.DataFrame
        A row a cell, columns :data:`geodata.analysis.spread.SPREAD_COLUMNS`.
    measure : Measure
        A sum. Beyond :data:`MOST_NATURAL` cells the natural breaks are those of the distinct
        values; beyond as many distinct values quantiles stand in for them.
    estimate : {"low", "best", "high"}
        Which estimate the classes are made from.
    ground : {"light", "dark"}
        What the cells are drawn on.
    scale_rows : pandas.DataFrame, optional
        Rows of the table that the bounds are made from, the largest values among them; by
        default all.

    Returns
    -------
    pandas.DataFrame
        Same index; ``value`` (Int64, missing where there is no record or no figure),
        ``class_key`` and ``colour``.
    tuple of MapClass
        The legend, for the classes that occur; each counts its cells.
    """
    column = measure.column(estimate)
    values = table[column].astype("Int64").mask(table["incidents"].eq(0))
    unknown = table[measure.unknown_column] if measure.unknown_column else table["incidents"] * 0
    scaled = values if scale_rows is None else values.loc[scale_rows.index]
    scheme = measure
    if int(scaled.gt(0).sum()) > MOST_NATURAL:
        # So many cells share few values: each value once tells as much, and is classed at once.
        scaled = scaled.drop_duplicates()
        if len(scaled) > MOST_NATURAL:
            scheme = replace(measure, scheme="quantiles")
    classes = classes_of(scaled, scheme)
    keys = class_keys(values, table["incidents"], unknown, classes)
    entries = legend(keys, classes, measure, ground)
    colours = {entry.key: entry.colour for entry in entries}
    frame = pd.DataFrame(
        {"value": values, "class_key": keys, "colour": keys.map(colours).fillna("")},
        index=table.index,
    )
    return frame, entries


def without_blank(classes: tuple[MapClass, ...]) -> tuple[MapClass, ...]:
    """Return a legend without the class of what has no record, which is drawn as a blank."""
    return tuple(entry for entry in classes if entry.key != NO_RECORD)
