"""Classes of values, their colours, and the legend that names them.

Values are classed as they are written: a rate with two digits after the point is first rounded to
them, so that a number on the map always lies within the class whose colour it has.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import mapclassify
import numpy as np
import pandas as pd

from geodata.views.palettes import MOST_CLASSES, SEQUENTIAL, ZERO
from geodata.views.text import EN_DASH, decimal_text, number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.measures import Measure, Scheme
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
class Classes:
    """Numbered classes of a measure, in steps of its last digit.

    Parameters
    ----------
    lowest : int
        Smallest value that the lowest class holds.
    bounds : tuple of int
        Upper bounds, ascending; the last one is the largest value.
    decimals : int
        Digits after the point: a step is a tenth to the power of it.
    has_zero : bool
        Whether zero is a class of its own.
    is_open : bool
        Whether the last class is written as "over" the bound before it.
    """

    lowest: int
    bounds: tuple[int, ...]
    decimals: int = 0
    has_zero: bool = True
    is_open: bool = False

    def steps(self, values: pd.Series) -> pd.Series:
        """Return values as whole numbers of steps; what is above zero stays above it."""
        scaled = (values.astype("Float64") * 10**self.decimals).round()
        too_small = values.gt(0).fillna(value=False) & scaled.eq(0).fillna(value=False)
        return cast("pd.Series", scaled.mask(too_small, 1).astype("Int64"))


def class_bounds(
    values: Sequence[int] | np.ndarray, scheme: Scheme = "natural_breaks"
) -> list[int]:
    """Return the upper bounds of at most five classes.

    Natural breaks are Fisher and Jenks' optimal classification (Fisher 1958; Jenks 1977),
    quantiles put as many values into each class as ties allow; both as computed by mapclassify.
    Fewer classes where there are fewer distinct values.

    Parameters
    ----------
    values : sequence of int
        Values above zero.
    scheme : {"natural_breaks", "quantiles"}
        How to part them.

    Returns
    -------
    list of int
        Ascending upper bounds, the last one the largest value; empty for no values.

    Examples
    --------
    >>> class_bounds([1, 1, 2, 3, 9, 10, 70, 112])
    [1, 3, 10, 70, 112]
    >>> class_bounds([1, 1, 2, 3, 9, 10, 70, 112], "quantiles")
    [1, 2, 9, 10, 112]
    >>> class_bounds([4, 4])
    [4]
    """
    counts = np.asarray(values, dtype=float)
    distinct = np.unique(counts)
    if len(distinct) <= MOST_CLASSES:
        return [int(value) for value in distinct]
    with warnings.catch_warnings():
        # mapclassify warns that numba would be faster, and of ties; 34 values need no speed.
        warnings.simplefilter("ignore")
        if scheme == "quantiles":
            breaks = mapclassify.Quantiles(counts, k=MOST_CLASSES).bins
            # A bound between two values is the lower one of them.
            breaks = [distinct[distinct <= each].max() for each in breaks]
        else:
            breaks = mapclassify.FisherJenks(counts, k=MOST_CLASSES).bins
    return sorted({int(value) for value in breaks})


def classes_of(values: pd.Series, measure: Measure) -> Classes:
    """Return the classes of a measure.

    Parameters
    ----------
    values : pandas.Series
        A value a province, missing where it is unknown.
    measure : Measure
        Says by which scheme.
    """
    has_zero = measure.scale not in {"days_since", "first_date"}
    steps = Classes(1, (), measure.decimals, has_zero).steps(values)
    classed = steps[steps.gt(0).fillna(value=False)] if has_zero else steps.dropna()
    if classed.empty:
        return Classes(1, (), measure.decimals, has_zero)
    lowest = 1 if has_zero else int(classed.min())
    if measure.scheme != "fixed":
        bounds = class_bounds(classed.to_numpy(dtype=float), measure.scheme)
        return Classes(lowest, tuple(bounds), measure.decimals, has_zero)
    largest = 100 if measure.scale == "share" else int(max(classed.max(), measure.bounds[-1] + 1))
    return Classes(
        1 if has_zero else 0,
        (*measure.bounds, largest),
        measure.decimals,
        has_zero,
        is_open=measure.scale != "share",
    )


def class_keys(
    values: pd.Series, incidents: pd.Series, unknown: pd.Series, classes: Classes
) -> pd.Series:
    """Return the class of each province.

    Parameters
    ----------
    values : pandas.Series
        A value a province, missing where it is unknown.
    incidents : pandas.Series
        Records in view by province.
    unknown : pandas.Series
        Records without the figure by province.
    classes : Classes
        Of these values.
    """
    steps = classes.steps(values)
    index = np.searchsorted(
        np.asarray(classes.bounds, dtype=float),
        steps.fillna(0).to_numpy(dtype=float),
        side="left",
    )
    keys = pd.Series([f"class_{number}" for number in index], index=values.index, dtype="string")
    if classes.has_zero:
        keys = keys.mask(steps.eq(0).fillna(value=False), "zero")
    # Zero in one record and no figure in the next is not zero altogether.
    keys = keys.mask(steps.isna() | (steps.eq(0) & unknown.gt(0)).fillna(value=False), TOLL_UNKNOWN)
    return keys.mask(incidents.eq(0), NO_RECORD)


def _step_text(step: int, measure: Measure) -> str:
    if measure.scale == "first_date":
        return str(step)
    if measure.decimals:
        return decimal_text(step / 10**measure.decimals, measure.decimals)
    return number_text(step)


def _label(lower: int, upper: int, measure: Measure) -> str:
    first, last = _step_text(lower, measure), _step_text(upper, measure)
    text = first if lower == upper else f"{first}{EN_DASH}{last}"
    return f"{text} %" if measure.scale == "share" else text


def legend(
    keys: pd.Series, classes: Classes, measure: Measure, ground: Ground
) -> tuple[MapClass, ...]:
    """Return the legend: the numbered classes from the strongest, then those without a number.

    Parameters
    ----------
    keys : pandas.Series
        The class of each province.
    classes : Classes
        The numbered ones.
    measure : Measure
        Names the units.
    ground : {"light", "dark"}
        What the map is drawn on.
    """
    counts = keys.value_counts()
    bounds = classes.bounds
    ramp = SEQUENTIAL[ground].get(len(bounds), ())
    colours = ramp if measure.is_more_stronger else ramp[::-1]
    # Without a value there is no numbered class, and so no lower bound either.
    lowers = [classes.lowest, *(bound + 1 for bound in bounds)][: len(bounds)]
    numbered = [
        MapClass(
            f"class_{number}",
            _label(lower, upper, measure),
            colours[number],
            int(counts.get(f"class_{number}", 0)),
        )
        for number, (lower, upper) in enumerate(zip(lowers, bounds, strict=True))
    ]
    if classes.is_open and numbered:
        last = numbered[-1]
        over = f"over {_step_text(bounds[-2], measure)}"
        numbered[-1] = MapClass(last.key, over, last.colour, last.provinces)
    others = [
        MapClass(
            "zero",
            "0 %" if measure.scale == "share" else f"0 {measure.unit}",
            ZERO[ground],
            int(counts.get("zero", 0)),
        ),
        MapClass(TOLL_UNKNOWN, measure.unknown_label, "", int(counts.get(TOLL_UNKNOWN, 0))),
        MapClass(NO_RECORD, "No cited record", "", int(counts.get(NO_RECORD, 0))),
    ]
    # Patterns that no province bears would only clutter; "no cited record" always stands.
    shown = [entry for entry in others if entry.provinces or entry.key == NO_RECORD]
    ordered = reversed(numbered) if measure.is_more_stronger else numbered
    return (*ordered, *shown)
