"""The ranking of provinces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.model import UNKNOWN_PROVINCE
from geodata.views.text import bounds_text, number_text, range_text

if TYPE_CHECKING:
    import pandas as pd

    from geodata.measures import Measure
    from geodata.model import Estimate
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
    estimate: Estimate,
    selected: str | None,
) -> tuple[RankingRow, ...]:
    """Rank the provinces that have records, highest value first.

    Provinces whose toll is unknown stand last; those without a record are left out.
    """
    table = by_province.drop(index=UNKNOWN_PROVINCE)
    table = table[table["incidents"].gt(0)].assign(
        value=lambda frame: frame[measure.column(estimate)].astype("Int64"),
        name=lambda frame: view.provinces["name"].reindex(frame.index),
        colour=lambda frame: view.provinces["colour"].reindex(frame.index),
    )
    table = table.assign(
        rank=table["value"].rank(method="min", ascending=False, na_option="bottom")
    ).sort_values(["rank", "name"])
    longest = table["value"].max()
    rows = []
    for pcode, row in zip(table.index, table.to_dict("records"), strict=True):
        text = number_text(row["value"])
        if measure.has_estimates:
            low, high = row[measure.column("low")], row[measure.column("high")]
            text = range_text(row["value"], low, high)
        known = text != number_text(None) and longest
        rows.append(
            RankingRow(
                rank=int(row["rank"]),
                pcode=str(pcode),
                name=row["name"],
                value=text,
                first=bounds_text(row)[0],
                share_percent=100 * int(row["value"]) / int(longest) if known else 0.0,
                colour=row["colour"] or "transparent",
                selected=pcode == selected,
            )
        )
    return tuple(rows)
