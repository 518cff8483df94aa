"""The changes by province as lines of a table: ratio, interval, and how to read them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geodata.analysis.comparison import COUNTRY
from geodata.model import UNKNOWN_PROVINCE
from geodata.views.comparison_text import change_text, interval_text, ratio_text
from geodata.views.sides import RATE_DAYS, RATE_DECIMALS
from geodata.views.text import number_text, range_text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from typing import Any

    from geodata.views.comparison_maps import ComparedTables
    from geodata.views.sides import Comparison


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


def change_cell(row: Mapping[Hashable, Any], comparison: Comparison) -> str:
    """Write a change in the unit of the comparison."""
    change = row["change_per_day"]
    if pd.isna(change):
        return change_text(None, 0)
    if comparison.is_rate:
        return change_text(change * RATE_DAYS, RATE_DECIMALS)
    return change_text(change * comparison.second.days, 0)


def ratio_cell(row: Mapping[Hashable, Any], comparison: Comparison) -> str:
    """Write a rate ratio, in words where it is no number."""
    if comparison.shared:
        return "not given"
    if not comparison.has_days or pd.isna(row["ratio"]):
        return "none"
    if math.isinf(row["ratio"]):
        return "infinite: none on the first side"
    return ratio_text(row["ratio"]) if row["ratio"] else "0: none on the second side"


def readings_of(changes: pd.DataFrame, comparison: Comparison) -> pd.Series:
    """Say in words of a closed list whether chance alone may explain each change."""
    if comparison.kind == "periods":
        more, fewer = "more in the second period", "fewer in the second period"
    else:
        more, fewer = f"more of {comparison.second.name}", f"more of {comparison.first.name}"
    texts = pd.Series("could be chance", index=changes.index, dtype="string")
    texts = texts.mask(changes["ratio_low"].gt(1).fillna(value=False), more)
    texts = texts.mask(changes["ratio_high"].lt(1).fillna(value=False), fewer)
    return texts.mask(changes["ratio_low"].isna(), "not tested")


def sentences(changes: pd.DataFrame, readings: pd.Series) -> pd.Series:
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


def change_rows(
    changes: pd.DataFrame, readings: pd.Series, tables: ComparedTables, comparison: Comparison
) -> tuple[ChangeRow, ...]:
    """Return the lines of the table of changes, whole country first, then the largest changes."""
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
                change=change_cell(row, comparison),
                ratio=ratio_cell(row, comparison),
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
