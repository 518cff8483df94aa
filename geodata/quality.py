"""What is known of the records themselves: sources, tolls, dates, places; and of periods counted.

Beside :mod:`geodata.query`, whose tables say what the records hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis
import pandas as pd

from geodata.model import UNKNOWN_PROVINCE, Filters
from geodata.rows import filtered
from geodata.store import Dataset, curated_dataset, open_table

if TYPE_CHECKING:
    from collections.abc import Hashable

QUALITIES: Final = (
    "records",
    "sources_known",
    "two_or_more_sources",
    "killed_unknown",
    "vague_date",
    "vague_place",
    "attacks",
)
"""Numbers of records, see :func:`quality_cube`."""


def quality_cube(filters: Filters, dataset: Dataset | None = None) -> pd.DataFrame:
    """Count by province and month how well the records in view are known, in one query.

    Parameters
    ----------
    filters : Filters
        Which records.
    dataset : Dataset, optional
        The curated records by default.

    Returns
    -------
    pandas.DataFrame
        A row for each combination that has a record; columns ``province_pcode`` (or
        ``"unknown"``), ``group``, ``period_start`` (first day of the month, datetime64) and, as
        int64, ``records``; ``sources_known`` (records that say how many sources they have),
        ``two_or_more_sources``; ``killed_unknown``; ``vague_date`` (not known to the day);
        ``vague_place`` (known to no more than the province); ``attacks``.
    """
    with open_table(dataset or curated_dataset()) as table:
        rows = filtered(table, filters)
        keyed = rows.mutate(period_start=rows.date.truncate("M"))
        keys = ["province_pcode", "group", "period_start"]
        vague_date = (keyed.date_precision != "day").fill_null(True)  # noqa: FBT003 - Ibis takes it by position
        vague_place = ~keyed.location_precision.isin(["settlement", "district"])
        counts = {
            "records": keyed.count(),
            "sources_known": keyed.sources_count.count(),
            "two_or_more_sources": (keyed.sources_count >= 2).fill_null(False).sum(),  # noqa: FBT003, PLR2004 - by position; as its name says
            "killed_unknown": keyed.killed_best.isnull().sum(),  # noqa: PD003 - an Ibis column, not pandas
            "vague_date": vague_date.sum(),
            "vague_place": vague_place.fill_null(True).sum(),  # noqa: FBT003 - Ibis takes it by position
            "attacks": (keyed.event_type == "attack").fill_null(False).sum(),  # noqa: FBT003 - Ibis takes it by position
        }
        grouped = keyed.group_by(keys).aggregate(
            **{name: count.cast("int64") for name, count in counts.items()}
        )
        frame: pd.DataFrame = grouped.order_by(keys).to_pyarrow().to_pandas()
    return frame.astype({"period_start": "datetime64[us]"})


def recorded_in_periods(counts: pd.DataFrame, dataset: Dataset | None = None) -> pd.DataFrame:
    """Count the records of the group and period of each count that others made, in one query.

    Parameters
    ----------
    counts : pandas.DataFrame
        Columns ``group``, ``period_start``, ``period_end``, see
        :func:`geodata.sources.curated.load_reported_counts`.
    dataset : Dataset, optional
        The curated records by default.

    Returns
    -------
    pandas.DataFrame
        The same index; int64 columns ``attacks``, ``attack_provinces`` (provinces with a recorded
        attack) and ``provinces`` (with a record of any kind). A vague date counts on its first
        day.
    """
    with open_table(dataset or curated_dataset()) as table:
        rows = filtered(table, Filters())
        located = rows.province_pcode != UNKNOWN_PROVINCE
        values: dict[str, ibis.Value] = {}
        periods = zip(
            counts["group"],
            counts["period_start"].dt.date,
            counts["period_end"].dt.date,
            strict=True,
        )
        for number, (group, first, last) in enumerate(periods):
            inside = (rows.group == group) & rows.date.between(
                ibis.literal(first), ibis.literal(last)
            )
            attack = inside & (rows.event_type == "attack")
            values[f"attacks_{number}"] = rows.count(where=attack)
            values[f"attack_provinces_{number}"] = rows.province_pcode.nunique(
                where=attack & located
            )
            values[f"provinces_{number}"] = rows.province_pcode.nunique(where=inside & located)
        found: dict[Hashable, int] = (
            rows.aggregate(**values).to_pyarrow().to_pylist()[0] if values else {}
        )
    names = ("attacks", "attack_provinces", "provinces")
    return pd.DataFrame(
        {name: [int(found[f"{name}_{row}"]) for row in range(len(counts))] for name in names},
        index=counts.index,
        dtype="int64",
    )
