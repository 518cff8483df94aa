"""A comparison as a view model: title, figures, maps, and the changes by province."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.analysis.comparison import COUNTRY, compare
from geodata.model import PROVINCE_COUNT, UNKNOWN_PROVINCE
from geodata.views.comparison_difference import difference_map
from geodata.views.comparison_maps import side_maps
from geodata.views.comparison_rows import (
    ChangeRow,
    change_cell,
    change_rows,
    ratio_cell,
    readings_of,
    sentences,
)
from geodata.views.comparison_text import interval_text
from geodata.views.headline import Figure, active_provinces
from geodata.views.sides import RATE_DAYS, RATE_DECIMALS
from geodata.views.text import decimal_text, number_text, period_text, subject_text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from typing import Any

    from geodata.views.choropleth import MapView
    from geodata.views.comparison_maps import ComparedTables
    from geodata.views.sides import Comparison, Side


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """Everything that the page of a comparison shows.

    Parameters
    ----------
    subject, finding : str
        Title: what is compared, and what is seen.
    counts : tuple of int
        Records of the first and of the second side.
    change_label, change_unit : str
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
    change_label: str
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
    readings = readings_of(changes, comparison)
    country = changes.loc[COUNTRY].to_dict()
    first_map, second_map = side_maps(tables, comparison)
    rows = change_rows(changes, readings, tables, comparison)
    provinces = sum(row.pcode not in {COUNTRY, UNKNOWN_PROVINCE} for row in rows)
    return ComparisonView(
        subject=_subject(comparison),
        finding=_finding(country, comparison),
        counts=(int(country["first_incidents"]), int(country["second_incidents"])),
        figures=_figures(country, tables, comparison),
        first_map=first_map,
        second_map=second_map,
        difference=difference_map(
            tables, comparison, (first_map, second_map), sentences(changes, readings)
        ),
        change_label=_change_label(comparison),
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


def _change_label(comparison: Comparison) -> str:
    return "Change" if comparison.kind == "periods" else "Difference"


def _change_unit(comparison: Comparison) -> str:
    return f"records per {RATE_DAYS} days" if comparison.is_rate else "records"


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
            _change_label(comparison),
            change_cell(country, comparison),
            _change_unit(comparison),
            "Second side minus first.",
        ),
        Figure(
            "Rate ratio",
            ratio_cell(country, comparison),
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
