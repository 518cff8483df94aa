"""What the records of a group hold of a quantity, and how much of it is beyond doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.analysis.claims import Amount, Quantity
from geodata.model import UNKNOWN_PROVINCE

if TYPE_CHECKING:
    from datetime import date

TOLLS: Final[dict[Quantity, tuple[str, ...]]] = {
    "killed": ("killed",),
    "injured": ("injured",),
    "killed_and_injured": ("killed", "injured"),
}
"""Quantities with a low, a best and a high estimate, and the figures they are summed from."""

FIRM_ATTRIBUTIONS: Final = ("claimed", "attributed")
"""Not suspected or unclaimed: the group is given as fact."""


def in_period(records: pd.DataFrame, group: str, first: date, last: date) -> pd.DataFrame:
    """Return the records of a group in a period; a vague date counts on its first day."""
    within = records["date"].between(pd.Timestamp(first), pd.Timestamp(last))
    return records[records["group"].eq(group).fillna(value=False).astype(bool) & within]


def of_type(records: pd.DataFrame, *event_types: str) -> pd.DataFrame:
    """Return the records of some event types."""
    return records[records["event_type"].isin(event_types)]


def latest_days(records: pd.DataFrame) -> pd.Series:
    """Return the last day on which each record may have happened; missing where nobody knows."""
    precision = records["date_precision"]
    month_ends = records["date"] + pd.offsets.MonthEnd(0)
    week_ends = records["date"] + pd.Timedelta(days=6)
    days = records["date"].where(precision.eq("day").fillna(value=False).astype(bool))
    is_month = precision.eq("month").fillna(value=False).astype(bool)
    is_week = precision.eq("week").fillna(value=False).astype(bool)
    return days.mask(is_month, month_ends).mask(is_week, week_ends)


def is_firm(records: pd.DataFrame, last: date) -> pd.Series:
    """Return for each record whether its group is given as fact and its date lies in the period.

    Parameters
    ----------
    records : pandas.DataFrame
        Records that begin in the period.
    last : datetime.date
        Last day of the period.
    """
    named = records["attribution"].isin(FIRM_ATTRIBUTIONS)
    return named & latest_days(records).le(pd.Timestamp(last))


def amount_of(records: pd.DataFrame, quantity: Quantity) -> Amount:
    """Count a quantity over records that are all about one group.

    Parameters
    ----------
    records : pandas.DataFrame
        Columns of :data:`geodata.layout.SCHEMA`.
    quantity : str
        Provinces with a record of any kind; attacks; operations against the group; or a toll of
        the attacks.

    Returns
    -------
    Amount
        Tolls are missing, not zero, where no attack has a figure.
    """
    if quantity == "provinces":
        pcodes = records["province_pcode"].dropna()
        number = int(pcodes[pcodes.ne(UNKNOWN_PROVINCE)].nunique())
        return Amount(number, number, number)
    if quantity in TOLLS:
        return _toll(of_type(records, "attack"), quantity)
    number = len(of_type(records, quantity.removesuffix("s")))
    return Amount(number, number, number)


def _toll(attacks: pd.DataFrame, quantity: Quantity) -> Amount:
    kinds = TOLLS[quantity]
    sums = {
        name: attacks[[f"{kind}_{name}" for kind in kinds]].sum(min_count=1).sum(min_count=1)
        for name in ("low", "best", "high")
    }
    low, best, high = (None if pd.isna(value) else int(value) for value in sums.values())
    lacking = attacks[[f"{kind}_best" for kind in kinds]].isna().any(axis="columns")
    return Amount(low, best, high, int(lacking.sum()))


def firm_records(records: pd.DataFrame, last: date, quantity: Quantity) -> pd.DataFrame:
    """Return the records on which a verdict about a quantity may rest.

    Parameters
    ----------
    records : pandas.DataFrame
        Records of a group that begin in a period.
    last : datetime.date
        Last day of the period.
    quantity : str
        What is counted.
    """
    firm = is_firm(records, last)
    if quantity in {"killed", "killed_and_injured"}:
        # A total for all sides holds the group's own dead as well.
        firm &= ~records["killed_scope"].eq("all_sides").fillna(value=False).astype(bool)
    return records[firm]
