"""Shares of recorded attacks, with what chance and missing records leave open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd
from scipy.stats import binomtest  # type: ignore[import-untyped]  # scipy ships no types

if TYPE_CHECKING:
    from datetime import date

    from geodata.analysis.claims import Reason, Threshold, Verdict

CONFIDENCE: Final = 0.95


@dataclass(frozen=True, slots=True)
class Share:
    """A share of the recorded attacks, in per cent.

    Parameters
    ----------
    part, attacks : int
        Recorded attacks with the feature, and all recorded attacks.
    low, best, high : float
        The share, with the exact 95 % interval of Clopper and Pearson (1934).
    counted : int or None
        How many attacks others counted in a period that holds this one; ``None`` if nobody did.
    least, most : float
        Bounds on the share of all counted attacks if none, or all, of those without a record had
        the feature.
    """

    part: int
    attacks: int
    low: float
    best: float
    high: float
    counted: int | None
    least: float
    most: float


def most_counted(
    reported: pd.DataFrame, group: str, period: tuple[date, date], attacks: int
) -> int | None:
    """Return the largest count by others over a period that holds this one.

    The largest leaves most room for attacks without a record, so that a share which is decided
    with it is decided with any of them.

    Parameters
    ----------
    reported : pandas.DataFrame
        What others counted.
    group : str
        Whose attacks.
    period : tuple of datetime.date
        First and last day.
    attacks : int
        Recorded attacks; a smaller count is of something narrower, and left out.
    """
    first, last = (pd.Timestamp(day) for day in period)
    holds = (
        reported["group"].eq(group)
        & reported["measure"].eq("attacks")
        & reported["period_start"].le(first)
        & reported["period_end"].ge(last)
        & reported["value"].ge(attacks)
    )
    values = reported.loc[holds.fillna(value=False).astype(bool), "value"]
    return None if values.empty else int(values.max())


def share_of(part: int, attacks: int, counted: int | None) -> Share:
    """Return the share of recorded attacks with a feature, and what it leaves open.

    Parameters
    ----------
    part, attacks : int
        Recorded attacks with the feature, of at least one recorded attack.
    counted : int or None
        How many attacks others counted, no fewer than are recorded.

    Examples
    --------
    >>> share = share_of(4, 27, 365)
    >>> round(share.best, 1), round(share.low, 1), round(share.high, 1)
    (14.8, 4.2, 33.7)
    >>> round(share.least, 1), round(share.most, 1)
    (1.1, 93.7)
    """
    interval = binomtest(part, attacks).proportion_ci(CONFIDENCE, method="exact")
    least, most = (0.0, 1.0)
    if counted is not None:
        least, most = part / counted, (part + counted - attacks) / counted
    return Share(
        part,
        attacks,
        low=100 * float(interval.low),
        best=100 * part / attacks,
        high=100 * float(interval.high),
        counted=counted,
        least=100 * least,
        most=100 * most,
    )


def share_verdict(share: Share, threshold: Threshold) -> tuple[Verdict, Reason]:
    """Judge a share: neither chance nor the attacks without a record may turn the verdict.

    Examples
    --------
    >>> from geodata.analysis.claims import Threshold
    >>> share_verdict(share_of(4, 27, 365), Threshold("more_than", 50))
    ('not_decided', 'share_of_sample')
    >>> share_verdict(share_of(90, 100, 110), Threshold("more_than", 50))
    ('supported', 'share_of_all')
    """
    ends = (share.low, share.high, share.least, share.most)
    holds = {threshold.holds(end) for end in ends}
    if holds == {True}:
        return "supported", "share_of_all"
    if holds == {False}:
        return "contradicted", "share_of_all"
    return "not_decided", "share_of_sample"
