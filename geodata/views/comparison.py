"""A comparison as a view model: title, figures, maps, and the changes by province."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geodata.analysis.comparison import COUNTRY, compare
from geodata.model import PROVINCE_COUNT, UNKNOWN_PROVINCE
from geodata.views.comparison_difference import difference_map
from geodata.views.comparison_maps import side_maps
from geodata.views.comparison_text import change_text, interval_text, ratio_text
from geodata.views.headline import Figure, active_provinces
from geodata.views.sides import RATE_DAYS, RATE_DECIMALS
from geodata.views.text import decimal_text, number_text, period_text, range_text, subject_text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from typing import Any

    from geodata.views.choropleth import MapView
    from geodata.views.comparison_maps import ComparedTables
    from geodata.views.sides import Comparison, Side


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One line of the table of changes.

    Parameters
    ----------
    rank : int
        Provinces with equally large changes share a rank; 0 for lines that are no province.
    pcode : str
        ``AF01`` to ``AF34``, ``unknown`` or ``country``.
    first, second : str
        Records of either side.
    first_toll, second_toll : str
        Killed or injured of either side with their range; empty where incidents are shown.
    change : str
        In the unit of the table.
    ratio, interval : str
        Second rate ÷ first rate and its exact 95 % interval; words where it is not a number.
    reading : str
        In words whether chance alone may explain the change.
    is_small : bool
        Whether the numbers are called small.
    """

    rank: int
    pcode: str
    name: str
    first: str
    second: str
    first_toll: str
    second_toll: str
    change: str
    ratio: str
    interval: str
    reading: str
    is_small: bool


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """Everything that the page of a comparison shows.

    Parameters
    ----------
    subject, finding : str
        Title: what is compared, and what is seen.
    counts : tuple of int
        Records of the first and of the second side.
    change_unit : str
        Of the column of changes.
    rows : tuple of ChangeRow
        The whole country, then the provinces with a record on either side by the size of their
        change, then the records without a province.
    without : int
        How many provinces have no record on either side.
    """

    subject: str
    finding: str
    counts: tuple[int, int]
    figures: tuple[Figure, ...]
    first_map: MapView
    second_map: MapView
    difference: MapView
    change_unit: str
    toll_label: str
    rows: tuple[ChangeRow, ...]
    without: int


def comparison_view(tables: ComparedTables, comparison: Comparison) -> ComparisonView:
    """Work out everything that the page of a comparison shows.

    Parameters
    ----------
    tables : ComparedTables
        What the two sides hold.
    comparison : Comparison
        What is compared.
    """
    changes = compare(
        tables.first,
        tables.second,
        comparison.first.days,
        comparison.second.days,
        is_independent=not comparison.shared,
    )
    readings = _readings(changes, comparison)
    country = changes.loc[COUNTRY].to_dict()
    first_map, second_map = side_maps(tables, comparison)
    rows = _rows(changes, readings, tables, comparison)
    provinces = sum(row.pcode not in {COUNTRY, UNKNOWN_PROVINCE} for row in rows)
    return ComparisonView(
        subject=_subject(comparison),
        finding=_finding(country, comparison),
        counts=(int(country["first_incidents"]), int(country["second_incidents"])),
        figures=_figures(country, tables, comparison),
        first_map=first_map,
        second_map=second_map,
        difference=difference_map(
            tables, comparison, (first_map, second_map), _sentences(changes, readings)
        ),
        change_unit=_change_unit(comparison),
        toll_label=tables.measure.title("best") if tables.measure.has_estimates else "",
        rows=rows,
        without=PROVINCE_COUNT - provinces,
    )


def _subject(comparison: Comparison) -> str:
    first, second = comparison.first, comparison.second
    subject = subject_text(first.filters)
    if comparison.kind == "periods":
        return subject
    _, _, events = subject.partition(": ")
    return f"{first.name} and {second.name}: {events}, {period_text(first.filters)}"


def _finding(country: Mapping[Hashable, Any], comparison: Comparison) -> str:
    counts = country["first_incidents"], country["second_incidents"]
    if not any(counts):
        return "no cited record on either side"
    names = comparison.first.name, comparison.second.name
    if comparison.kind == "groups":
        parts = [f"of {name}" for name in names]
    else:
        parts = [f"{'from' if ' to ' in name else 'on'} {name}" for name in names]
    noun = f"cited record{'' if counts[0] == 1 else 's'}"
    return f"{number_text(counts[0])} {noun} {parts[0]}, {number_text(counts[1])} {parts[1]}"


def _change_unit(comparison: Comparison) -> str:
    return f"records per {RATE_DAYS} days" if comparison.is_rate else "records"


def _change_cell(row: Mapping[Hashable, Any], comparison: Comparison) -> str:
    change = row["change_per_day"]
    if pd.isna(change):
        return change_text(None, 0)
    if comparison.is_rate:
        return change_text(change * RATE_DAYS, RATE_DECIMALS)
    return change_text(change * comparison.second.days, 0)


def _ratio_cell(row: Mapping[Hashable, Any], comparison: Comparison) -> str:
    if comparison.shared:
        return "not given"
    if not comparison.has_days or pd.isna(row["ratio"]):
        return "none"
    if math.isinf(row["ratio"]):
        return "infinite: none on the first side"
    return ratio_text(row["ratio"]) if row["ratio"] else "0: none on the second side"


def _readings(changes: pd.DataFrame, comparison: Comparison) -> pd.Series:
    """Say in words of a closed list whether chance alone may explain each change."""
    if comparison.kind == "periods":
        more, fewer = "more in the second period", "fewer in the second period"
    else:
        more, fewer = f"more of {comparison.second.name}", f"more of {comparison.first.name}"
    texts = pd.Series("could be chance", index=changes.index, dtype="string")
    texts = texts.mask(changes["ratio_low"].gt(1).fillna(value=False), more)
    texts = texts.mask(changes["ratio_high"].lt(1).fillna(value=False), fewer)
    return texts.mask(changes["ratio_low"].isna(), "not tested")


def _sentences(changes: pd.DataFrame, readings: pd.Series) -> pd.Series:
    """Write ratio, interval and reading of each line as the map's own text shows them."""
    texts = []
    for row, reading in zip(changes.to_dict("records"), readings, strict=True):
        small = "; small numbers" if row["is_small"] else ""
        interval = interval_text(row["ratio_low"], row["ratio_high"])
        if not interval:
            texts.append("No rate ratio.")
        elif row["ratio"] and not math.isinf(row["ratio"]):
            ratio = ratio_text(row["ratio"])
            texts.append(f"Rate ratio {ratio} ({interval}): {reading}{small}.")
        else:
            texts.append(f"Rate ratio {interval}: {reading}{small}.")
    return pd.Series(texts, index=changes.index)


def _rows(
    changes: pd.DataFrame, readings: pd.Series, tables: ComparedTables, comparison: Comparison
) -> tuple[ChangeRow, ...]:
    has_record = changes["first_incidents"].gt(0) | changes["second_incidents"].gt(0)
    provinces = has_record & ~changes.index.isin([COUNTRY, UNKNOWN_PROVINCE])
    ranks = changes["change_per_day"].abs().round(12)[provinces].rank(method="min", ascending=False)
    nowhere = [UNKNOWN_PROVINCE] if has_record[UNKNOWN_PROVINCE] else []
    order = [COUNTRY, *changes.index[provinces], *nowhere] if has_record[COUNTRY] else []
    names = {
        **tables.names.to_dict(),
        COUNTRY: "Whole country",
        UNKNOWN_PROVINCE: "Province unknown",
    }
    rows = []
    for pcode in order:
        row = changes.loc[pcode].to_dict()
        rank = ranks.get(pcode)
        rows.append(
            ChangeRow(
                rank=0 if rank is None or pd.isna(rank) else int(rank),
                pcode=pcode,
                name=names[pcode],
                first=number_text(row["first_incidents"]),
                second=number_text(row["second_incidents"]),
                first_toll=_toll(tables.first, pcode, tables),
                second_toll=_toll(tables.second, pcode, tables),
                change=_change_cell(row, comparison),
                ratio=_ratio_cell(row, comparison),
                interval=interval_text(row["ratio_low"], row["ratio_high"]),
                reading=readings[pcode],
                is_small=bool(row["is_small"]),
            )
        )
    return tuple(rows)


def _toll(table: pd.DataFrame, pcode: str, tables: ComparedTables) -> str:
    """Write killed or injured of one line, where the maps show them."""
    if not tables.measure.has_estimates:
        return ""
    lines = table if pcode == COUNTRY else table.loc[[pcode]]
    if not lines["incidents"].sum():
        return "no cited record"
    columns = [tables.measure.column(estimate) for estimate in ("best", "low", "high")]
    return range_text(*lines[columns].sum(min_count=1))


def _figures(
    country: Mapping[Hashable, Any], tables: ComparedTables, comparison: Comparison
) -> tuple[Figure, ...]:
    small = "small numbers" if country["is_small"] else "chance alone, not missing reports"
    interval = interval_text(country["ratio_low"], country["ratio_high"])
    sides = [
        _side_figure(side, int(country[f"{key}_incidents"]))
        for key, side in (("first", comparison.first), ("second", comparison.second))
    ]
    active = [active_provinces(table) for table in (tables.first, tables.second)]
    return (
        *sides,
        Figure(
            "Change",
            _change_cell(country, comparison),
            _change_unit(comparison),
            "Second side minus first.",
        ),
        Figure(
            "Rate ratio",
            _ratio_cell(country, comparison),
            f"95 % interval {interval}; {small}" if interval else "no interval",
            "Records a day of the second side divided by those of the first.",
        ),
        Figure(
            "Provinces with a record",
            f"{active[0]} → {active[1]}",
            f"of {PROVINCE_COUNT}",
            "Provinces with at least one record: first side, second side.",
        ),
    )


def _side_figure(side: Side, records: int) -> Figure:
    days = f"{number_text(side.days)} day{'' if side.days == 1 else 's'}"
    rate = decimal_text(records * RATE_DAYS / side.days, RATE_DECIMALS) if side.days else ""
    return Figure(
        side.short_name,
        number_text(records),
        f"{days}; {rate} per {RATE_DAYS} days" if rate else days,
        f"Cited records: {side.name}.",
    )
