"""The value of a measure for each province: sums, rates, shares, days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import pandas as pd

from geodata.provinces import load_provinces

if TYPE_CHECKING:
    from datetime import date

    from geodata.measures import Measure
    from geodata.model import Estimate

PEOPLE: Final = 100_000
AREA_KM2: Final = 10_000


@dataclass(frozen=True, slots=True)
class ProvinceValues:
    """A measure by province, index ``province_pcode``; missing where it is unknown.

    Parameters
    ----------
    value, low, high : pandas.Series
        Int64 for sums, days and years, Float64 for rates and shares; all three are the same
        where a measure has no estimates.
    """

    value: pd.Series
    low: pd.Series
    high: pd.Series


def province_values(
    table: pd.DataFrame, measure: Measure, estimate: Estimate, as_of: date | None = None
) -> ProvinceValues:
    """Work out a measure for each province.

    Parameters
    ----------
    table : pandas.DataFrame
        Index ``province_pcode``, as :func:`geodata.query.by_province` returns it, without the
        line ``unknown``.
    measure : Measure
        A sum stays as it is. A rate is divided by the population in 100,000 or by the area in
        10,000 km². A share is in per cent of the attacks whose target is known. Days are counted
        from the last record to ``as_of``; the first record is a year.
    estimate : {"low", "best", "high"}
        Which estimate the value is made from.
    as_of : datetime.date, optional
        Last day of the view; by default that of the last record in it.
    """
    if measure.scale in {"sum", "per_people", "per_area"}:
        divisor = _divisor(measure, table.index)
        value, low, high = (
            table[measure.column(name)]
            if divisor is None
            else table[measure.column(name)] / divisor
            for name in (estimate, "low", "high")
        )
        return ProvinceValues(value, low, high)
    if measure.scale == "share":
        known = table["attacks_target_known"]
        one = (100 * table["attacks_on_target"] / known.mask(known.eq(0))).astype("Float64")
    elif measure.scale == "days_since":
        last = pd.Timestamp(as_of) if as_of else table["last_date"].max()
        one = (last - table["last_date"]).dt.days.astype("Int64")
    else:
        one = table["first_date"].dt.year.astype("Int64")
    return ProvinceValues(one, one, one)


def _divisor(measure: Measure, pcodes: pd.Index) -> pd.Series | None:
    if measure.scale == "sum":
        return None
    column, unit = (
        ("population", PEOPLE) if measure.scale == "per_people" else ("area_km2", AREA_KM2)
    )
    size = load_provinces("full").reindex(pcodes)[column]
    return cast("pd.Series", size.astype("Float64") / unit)


def rank_spans(table: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """Rank the provinces by the low and by the high estimates.

    Provinces without a figure have no rank. Provinces with equal values share the best of their
    ranks.

    Returns
    -------
    pandas.DataFrame
        Index ``province_pcode``; ``rank_low``, ``rank_high`` (Int64, missing without a figure)
        and ``changes`` (bool).
    """
    values = province_values(table, measure, "best")
    ranks = {
        name: series.rank(method="min", ascending=False).astype("Int64")
        for name, series in (("rank_low", values.low), ("rank_high", values.high))
    }
    changes = ranks["rank_low"].ne(ranks["rank_high"]).fillna(value=False)
    return pd.DataFrame({**ranks, "changes": changes.astype(bool)}, index=table.index)
