"""Month by month: how well the records are known, and how many attacks others counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.analysis.coverage import by_month, with_shares
from geodata.model import GROUPS, MONTHS, Filters
from geodata.views.coverage import QualityRow, quality_row
from geodata.views.text import number_text, period_text

if TYPE_CHECKING:
    from datetime import date

DAYS_A_MONTH: Final = 365.25 / 12


def month_rows(
    cube: pd.DataFrame, thin_months: pd.Series, span: tuple[date, date]
) -> tuple[QualityRow, ...]:
    """Return how well the records of each month are known, newest first."""
    counts = with_shares(by_month(cube, *span))
    rows = zip(counts.index, counts.to_dict("records"), thin_months, strict=True)
    return tuple(
        quality_row(f"{MONTHS[start.month - 1]} {start.year}", row, "thin" if thin else "")
        for start, row, thin in reversed(list(rows))
    )


def attacks_by_month(cube: pd.DataFrame, span: tuple[date, date]) -> pd.DataFrame:
    """Return the attacks in view by month, for a chart.

    Returns
    -------
    pandas.DataFrame
        Columns ``month`` and ``month_end`` (first day of the next one; datetime64), ``label``,
        ``attacks``; only months with an attack.
    """
    counts = by_month(cube, *span)
    starts = pd.Series(counts.index)
    table = pd.DataFrame(
        {
            "month": starts,
            "month_end": starts + pd.DateOffset(months=1),
            "label": [f"{MONTHS[start.month - 1]} {start.year}" for start in starts],
            "attacks": counts["attacks"].to_numpy(),
        }
    )
    return table[table["attacks"].gt(0)].reset_index(drop=True)


def counted_a_month(
    reported: pd.DataFrame, groups: tuple[str, ...], span: tuple[date, date]
) -> pd.DataFrame:
    """Return what others counted as attacks a month, for a chart.

    Parameters
    ----------
    reported : pandas.DataFrame
        What others counted.
    groups : tuple of str
        Whose attacks; none means all groups.
    span : tuple of datetime.date
        First and last day of the view; what lies outside is left out.

    Returns
    -------
    pandas.DataFrame
        Columns ``start``, ``end`` (first day after the period; datetime64), ``a_month``,
        ``label``.
    """
    first, last = (pd.Timestamp(day) for day in span)
    within = (
        reported["value"].notna()
        & reported["period_start"].le(last)
        & reported["period_end"].ge(first)
    )
    if groups:
        within &= reported["group"].isin(groups)
    counts = reported[within.astype(bool)]
    days = (counts["period_end"] - counts["period_start"]).dt.days + 1
    labels = [
        f"{GROUPS[group].label}, {reporter}: {number_text(value)} attacks, "
        f"{period_text(Filters(date_from=start.date(), date_to=end.date()))}"
        for group, reporter, value, start, end in zip(
            counts["group"],
            counts["reporter"],
            counts["value"],
            counts["period_start"],
            counts["period_end"],
            strict=True,
        )
    ]
    return pd.DataFrame(
        {
            "start": counts["period_start"],
            "end": counts["period_end"] + pd.Timedelta(days=1),
            "a_month": counts["value"].astype("float64") / days * DAYS_A_MONTH,
            "label": labels,
        }
    ).reset_index(drop=True)
