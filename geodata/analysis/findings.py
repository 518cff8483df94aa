"""What is tested, and what the test of a statement finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from geodata.analysis.claims import Part, Reason, Verdict
    from geodata.analysis.shares import Share
    from geodata.analysis.trends import Trend


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that is tested.

    Parameters
    ----------
    group : str
        Key of :data:`geodata.model.GROUPS`.
    test : str
        Kind of test, a key of :data:`geodata.analysis.statements.TESTS`.
    first, last : datetime.date
        The period that it is about, both days included.
    expected : str
        What the records would have to show.
    text : str
        The statement itself, which may name provinces.
    """

    group: str
    test: str
    first: date
    last: date
    expected: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """What the records say about a statement.

    Parameters
    ----------
    verdict : {"supported", "contradicted", "not_decided"}
        The outcome.
    reason : str
        Why, see :data:`geodata.analysis.claims.Reason`.
    records : pandas.DataFrame
        The records that were looked at.
    parts : tuple of Part
        The numbers of the statement, each with its own verdict.
    share : Share, optional
        Where the statement is about a share.
    trend : Trend, optional
        Where it is about more or fewer.
    firm_trend : Trend, optional
        The same of the records whose group and date are firm.
    series : pandas.DataFrame, optional
        Attacks and operations by span of time: ``first``, ``last``, ``attacks``, ``firm_attacks``,
        ``operations``.
    """

    verdict: Verdict
    reason: Reason
    records: pd.DataFrame
    parts: tuple[Part, ...] = ()
    share: Share | None = None
    trend: Trend | None = None
    firm_trend: Trend | None = None
    series: pd.DataFrame | None = None
