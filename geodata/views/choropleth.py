"""The choropleth as a view model: classes, colours, legend, and a line for each province."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

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
from geodata.views.text import bounds_text, decimal_text, number_text, range_text
from geodata.views.values import ProvinceValues, province_values, rank_spans

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import date
    from typing import Any

    from geodata.measures import Measure
    from geodata.model import Estimate
    from geodata.views.palettes import Ground

__all__ = ["NO_RECORD", "TOLL_UNKNOWN", "MapClass", "MapView", "map_view"]

NO_NUMBER: Final = "no cited record"


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


def _number_text(value: float, low: float, high: float, measure: Measure) -> str:
    if pd.isna(value):
        return number_text(None)
    if measure.decimals:
        numbers = [decimal_text(each, measure.decimals) for each in (value, low, high)]
        if not measure.has_estimates or len(set(numbers)) == 1:
            return numbers[0]
        return f"{numbers[0]} ({numbers[1]}–{numbers[2]})"
    if measure.has_estimates:
        return range_text(value, low, high)
    return number_text(round(value))


def _number_texts(table: pd.DataFrame, values: ProvinceValues, measure: Measure) -> list[str]:
    if measure.scale == "first_date":
        rows = table.to_dict("records")
        return [bounds_text(row)[0] if row["incidents"] else "" for row in rows]
    if measure.scale == "share":
        # A share of few is told apart from a share of many.
        return [
            number_text(None)
            if pd.isna(value)
            else f"{number_text(round(value))} % ({number_text(on_target)} of {number_text(known)})"
            for value, on_target, known in zip(
                values.value,
                table["attacks_on_target"],
                table["attacks_target_known"],
                strict=True,
            )
        ]
    texts = [
        _number_text(value, low, high, measure)
        for value, low, high in zip(values.value, values.low, values.high, strict=True)
    ]
    if measure.scale != "days_since":
        return texts
    # A record known only to the month is dated on its first day: the days are at most so many.
    is_exact = table["last_date"].eq(table["last_known_day"]).fillna(value=False)
    return [
        text if exact or text == number_text(None) else f"up to {text}"
        for text, exact in zip(texts, is_exact, strict=True)
    ]


def _value_texts(table: pd.DataFrame, numbers: list[str], measure: Measure) -> list[str]:
    texts = []
    for number, incidents in zip(numbers, table["incidents"], strict=True):
        if incidents == 0:
            texts.append(NO_NUMBER)
        elif number == number_text(None):
            # "unknown people killed" would read as a finding about unknown people.
            texts.append(_unknown_text(measure))
        else:
            # A range is read in the plural: 1 (1–3) people killed.
            unit = measure.unit_of_one if number == "1" else measure.unit
            first = "first recorded " if measure.scale == "first_date" else ""
            texts.append(f"{first}{number} {unit}".strip())
    return texts


def _unknown_text(measure: Measure) -> str:
    if measure.scale == "share":
        return "no attack with a known target"
    return f"number of {measure.unit} unknown"


def _detail_texts(table: pd.DataFrame, measure: Measure) -> pd.Series:
    texts = []
    for row in table.to_dict("records"):
        if not row["incidents"]:
            texts.append("No record in view; this is not a finding of no violence.")
            continue
        first, last = bounds_text(row)
        recorded = f"Recorded: {first if first == last else f'first {first}, latest {last}'}."
        texts.append(f"{_what_is_counted(row, measure)} {recorded}")
    return pd.Series(texts, index=table.index, dtype="string")


def _what_is_counted(row: Mapping[Hashable, Any], measure: Measure) -> str:
    if measure.unknown_column:
        unknown = number_text(row[measure.unknown_column])
        scope = _scope_text(row) if measure.base == "killed" else ""
        return f"{_records(row['incidents'])}, {unknown} without a figure.{scope}"
    if measure.scale == "share":
        on_target, known = row["attacks_on_target"], row["attacks_target_known"]
        return (
            f"{number_text(on_target)} of {number_text(known)} attacks with a known target; "
            f"{_records(row['incidents'])} in all."
        )
    if not measure.is_sum:
        return f"{_records(row['incidents'])}."
    toll = range_text(row["killed_best"], row["killed_low"], row["killed_high"])
    # A sum over some of the records is not the toll of all of them.
    is_partial = row["killed_unknown"] and pd.notna(row["killed_best"])
    lacking = f"; {_records(row['killed_unknown'])} without a figure" if is_partial else ""
    return f"Killed: {toll}{lacking}.{_scope_text(row)}"


def _records(count: int) -> str:
    return f"{number_text(count)} record{'' if count == 1 else 's'}"


def _scope_text(row: Mapping[Hashable, Any]) -> str:
    """Say how many of the killed may be the group's own dead, wherever killed are summed."""
    if pd.isna(row["killed_all_sides_best"]):
        return ""
    return f" Of the killed, {number_text(row['killed_all_sides_best'])} counted on all sides."


def _unstable_texts(table: pd.DataFrame, measure: Measure, *, wanted: bool) -> pd.Series:
    """Say of the provinces whose rank depends on the estimate between which ranks it lies."""
    if not wanted or not measure.has_estimates:
        return pd.Series("", index=table.index, dtype="string")
    spans = rank_spans(table, measure)
    texts = [
        f" Rank {min(low, high)} to {max(low, high)} between low and high estimates."
        if changes
        else ""
        for low, high, changes in spans.itertuples(index=False)
    ]
    return pd.Series(texts, index=table.index, dtype="string")


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
    """

    ground: Ground = "light"
    as_of: date | None = None
    mark_unstable: bool = False
    thin: frozenset[str] = frozenset()


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
    numbers = _number_texts(table, values, measure)
    unstable = _unstable_texts(table, measure, wanted=options.mark_unstable)
    marks = {"unstable": unstable.ne(""), "thin": table.index.to_series().isin(options.thin)}
    provinces = pd.DataFrame(
        {
            "name": names.reindex(table.index),
            "class_key": keys,
            "colour": keys.map(colours).fillna(""),
            "value": values.value,
            "number_text": numbers,
            "value_text": _value_texts(table, numbers, measure),
            "detail_text": _detail_texts(table, measure) + unstable,
            "marks": [
                " ".join(mark for mark, bears in marks.items() if bears[pcode])
                for pcode in table.index
            ],
        },
        index=table.index,
    )
    nowhere = int(by_province["incidents"].loc[UNKNOWN_PROVINCE])
    return MapView(measure.title(estimate), measure.unit, entries, provinces, nowhere)
