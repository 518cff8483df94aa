"""The choropleth as a view model: classes, colours, legend, and a line for each province."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geodata.model import PROVINCE_COUNT, UNKNOWN_PROVINCE
from geodata.views.classes import (
    NO_RECORD,
    TOLL_UNKNOWN,
    MapClass,
    class_keys,
    classes_of,
    legend,
)
from geodata.views.province_texts import detail_texts, number_texts, unstable_texts, value_texts
from geodata.views.values import province_values

if TYPE_CHECKING:
    from datetime import date

    from geodata.measures import Measure
    from geodata.model import Estimate
    from geodata.provinces import Language
    from geodata.views.palettes import Ground

__all__ = ["NO_RECORD", "TOLL_UNKNOWN", "MapClass", "MapView", "map_view"]


@dataclass(frozen=True, slots=True)
class MapView:
    """Everything that a map of the provinces shows, on screen and on paper.

    Parameters
    ----------
    measure_label, unit : str
        What the colours stand for.
    classes : tuple of MapClass
        From the strongest colour to the weakest, then the classes without a number.
    provinces : pandas.DataFrame
        34 rows, index ``province_pcode``; columns ``name``, ``class_key``, ``colour``,
        ``value`` (missing where unknown), ``number_text`` (with its range, without a unit),
        ``value_text`` (with its unit), ``detail_text``, ``marks`` (what else is to be drawn:
        ``unstable`` where the rank changes between low and high estimates, ``thin`` where
        reporting is thin; joined by spaces).
    unknown_province_records : int
        Records in view that no province could be given to.
    """

    measure_label: str
    unit: str
    classes: tuple[MapClass, ...]
    provinces: pd.DataFrame
    unknown_province_records: int

    def marked(self, mark: str) -> int:
        """Count the provinces that bear a mark."""
        return int(self.provinces["marks"].str.split().map(lambda marks: mark in marks).sum())


@dataclass(frozen=True, slots=True)
class MapOptions:
    """What of a map doesn't change its numbers.

    Parameters
    ----------
    ground : {"light", "dark"}
        What the map is drawn on; documents are light.
    as_of : datetime.date, optional
        Last day of the view, to which days are counted; by default that of the last record.
    mark_unstable : bool
        Whether to mark provinces whose rank changes between low and high estimates.
    thin : frozenset of str
        P-codes of provinces to mark because reporting there is thin.
    language : {"en", "fa", "ps"}
        Of the text of each province; labels of measure and classes are in English.
    """

    ground: Ground = "light"
    as_of: date | None = None
    mark_unstable: bool = False
    thin: frozenset[str] = frozenset()
    language: Language = "en"


def map_view(
    by_province: pd.DataFrame,
    names: pd.Series,
    measure: Measure,
    estimate: Estimate,
    options: MapOptions | None = None,
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
    options : MapOptions, optional
        On a light ground and without marks by default.

    Returns
    -------
    MapView
    """
    options = options or MapOptions()
    table = by_province[by_province.index.to_numpy() != UNKNOWN_PROVINCE]
    if len(table) != PROVINCE_COUNT:
        raise ValueError(f"A map needs {PROVINCE_COUNT} provinces, not {len(table)}.")
    values = province_values(table, measure, estimate, options.as_of)
    unknown = table[measure.unknown_column] if measure.unknown_column else table["incidents"] * 0
    classes = classes_of(values.value, measure)
    keys = class_keys(values.value, table["incidents"], unknown, classes)
    entries = legend(keys, classes, measure, options.ground)
    colours = {entry.key: entry.colour for entry in entries}
    language = options.language
    numbers = number_texts(table, values, measure, language)
    unstable = (
        unstable_texts(table, measure, language)
        if options.mark_unstable and measure.has_estimates
        else pd.Series("", index=table.index, dtype="string")
    )
    marks = {"unstable": unstable.ne(""), "thin": table.index.to_series().isin(options.thin)}
    provinces = pd.DataFrame(
        {
            "name": names.reindex(table.index),
            "class_key": keys,
            "colour": keys.map(colours).fillna(""),
            "value": values.value,
            "number_text": numbers,
            "value_text": value_texts(table, numbers, measure, language),
            "detail_text": detail_texts(table, measure, language) + unstable,
            "marks": [
                " ".join(mark for mark, bears in marks.items() if bears[pcode])
                for pcode in table.index
            ],
        },
        index=table.index,
    )
    nowhere = int(by_province["incidents"].loc[UNKNOWN_PROVINCE])
    return MapView(measure.title(estimate), measure.unit, entries, provinces, nowhere)
