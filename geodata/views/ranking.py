"""The ranking of provinces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geodata.views.text import bounds_text

if TYPE_CHECKING:
    from geodata.measures import Measure
    from geodata.provinces import Language
    from geodata.views.choropleth import MapView


@dataclass(frozen=True, slots=True)
class RankingRow:
    """One line: the province, its value with the range, and since when it has records.

    Parameters
    ----------
    rank : int
        Provinces with equal values share a rank.
    share_percent : float
        Length of the bar, in per cent of the longest.
    """

    rank: int
    pcode: str
    name: str
    value: str
    first: str
    share_percent: float
    colour: str
    selected: bool


def ranking(
    by_province: pd.DataFrame,
    view: MapView,
    measure: Measure,
    selected: str | None,
    language: Language = "en",
) -> tuple[RankingRow, ...]:
    """Rank the provinces that have records, the strongest colour first.

    Provinces whose toll is unknown stand last; those without a record are left out.
    """
    has_record = by_province["incidents"].gt(0).reindex(view.provinces.index)
    shown = view.provinces[has_record]
    measures = by_province.to_dict("index")
    ranks = shown["value"].rank(
        method="min", ascending=not measure.is_more_stronger, na_option="bottom"
    )
    shown = shown.assign(rank=ranks).sort_values(["rank", "name"])
    longest = shown["value"].max()
    # A day or a number of days has no length that a bar could stand for.
    has_bars = measure.scale not in {"days_since", "first_date"} and not (
        pd.isna(longest) or longest == 0
    )
    rows = []
    for pcode, row in zip(shown.index, shown.to_dict("records"), strict=True):
        known = has_bars and pd.notna(row["value"])
        rows.append(
            RankingRow(
                rank=int(row["rank"]),
                pcode=str(pcode),
                name=row["name"],
                value=row["number_text"],
                first=bounds_text(measures[pcode], language)[0],
                share_percent=100 * float(row["value"]) / float(longest) if known else 0.0,
                colour=row["colour"] or "transparent",
                selected=pcode == selected,
            )
        )
    return tuple(rows)
