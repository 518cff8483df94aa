"""Recorded attacks by span of time, and whether they rise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd
from scipy.stats import binomtest  # type: ignore[import-untyped]  # scipy ships no types

from geodata.analysis.amounts import is_firm, of_type

if TYPE_CHECKING:
    from datetime import date

    from geodata.analysis.claims import Reason, Verdict

SIGNIFICANCE: Final = 0.05


@dataclass(frozen=True, slots=True)
class Trend:
    """Recorded attacks of the two halves of a period.

    Parameters
    ----------
    before, after : int
        Attacks of the first and of the second half.
    before_days, after_days : int
        Lengths of the halves in days.
    p_value : float
        Exact one-sided conditional test that the rate of the second half is no higher
        (Przyborowski and Wilenski 1940).
    """

    before: int
    after: int
    before_days: int
    after_days: int
    p_value: float


def spans_of(first: date, last: date, months: int) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Cut a period into spans of some months, counted from its first day."""
    starts = []
    begins, step = pd.Timestamp(first), 0
    while begins <= pd.Timestamp(last):
        starts.append(begins)
        step += months
        begins = pd.Timestamp(first) + pd.DateOffset(months=step)
    ends = [start - pd.Timedelta(days=1) for start in starts[1:]] + [pd.Timestamp(last)]
    return list(zip(starts, ends, strict=True))


def calendar_months(first: date, last: date) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Cut a period into calendar months; the first and the last one may be cut short.

    Examples
    --------
    >>> from datetime import date
    >>> [last.day for _, last in calendar_months(date(2021, 8, 15), date(2021, 10, 3))]
    [31, 30, 3]
    """
    months = pd.period_range(pd.Timestamp(first), pd.Timestamp(last), freq="M")
    return [
        (
            max(month.start_time, pd.Timestamp(first)),
            min(month.end_time.normalize(), pd.Timestamp(last)),
        )
        for month in months
    ]


def series_of(
    records: pd.DataFrame, spans: list[tuple[pd.Timestamp, pd.Timestamp]]
) -> pd.DataFrame:
    """Count attacks and operations by span of time.

    Returns
    -------
    pandas.DataFrame
        A row a span: ``first``, ``last``, ``attacks``, ``firm_attacks`` (group and date beyond
        doubt), ``operations``.
    """
    rows = []
    for first, last in spans:
        inside = records[records["date"].between(first, last)]
        attacks = of_type(inside, "attack")
        rows.append(
            {
                "first": first,
                "last": last,
                "attacks": len(attacks),
                "firm_attacks": int(is_firm(attacks, last.date()).sum()),
                "operations": len(of_type(inside, "operation")),
            }
        )
    return pd.DataFrame(rows)


def trend_of(attacks: pd.DataFrame, first: date, last: date) -> Trend:
    """Compare the two halves of a period.

    Parameters
    ----------
    attacks : pandas.DataFrame
        The attacks of the period, with their ``date``.
    first, last : datetime.date
        The period; the second half has the odd day.
    """
    days = (last - first).days + 1
    before_days = days // 2
    middle = pd.Timestamp(first) + pd.Timedelta(days=before_days)
    after = int(attacks["date"].ge(middle).sum())
    total = len(attacks)
    p_value = 1.0
    if total:
        test = binomtest(after, total, (days - before_days) / days, alternative="greater")
        p_value = float(test.pvalue)
    return Trend(total - after, after, before_days, days - before_days, p_value)


def trend_verdict(trend: Trend, firm: Trend) -> tuple[Verdict, Reason]:
    """Judge “not falling”: borne out by a rise that chance alone hardly makes.

    Fewer records in the second half refute nothing: reporting may have fallen.

    Parameters
    ----------
    trend, firm : Trend
        Of all records, and of those whose group and date are firm. A verdict must hold without
        what is in doubt, so both must have risen so.

    Examples
    --------
    >>> trend_verdict(Trend(8, 19, 48, 49, 0.03), Trend(6, 17, 48, 49, 0.02))
    ('supported', 'rose')
    >>> trend_verdict(Trend(8, 19, 48, 49, 0.03), Trend(7, 10, 48, 49, 0.3))
    ('not_decided', 'rise_in_doubt')
    >>> trend_verdict(Trend(19, 8, 48, 49, 0.99), Trend(10, 7, 48, 49, 0.9))
    ('not_decided', 'no_clear_rise')
    """
    if trend.p_value > SIGNIFICANCE:
        return "not_decided", "no_clear_rise"
    if firm.p_value > SIGNIFICANCE:
        return "not_decided", "rise_in_doubt"
    return "supported", "rose"
