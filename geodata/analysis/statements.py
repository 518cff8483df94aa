"""Tests each statement against the curated records of its own period, by its kind of test."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from geodata.analysis.amounts import amount_of, firm_records, in_period, is_firm, of_type
from geodata.analysis.claims import (
    Amount,
    Claim,
    Part,
    Quantity,
    Reason,
    Threshold,
    Verdict,
    incident_verdict,
    overall,
    parse_threshold,
    sample_verdict,
)
from geodata.analysis.findings import Finding, Statement
from geodata.analysis.shares import Share, most_counted, share_of, share_verdict
from geodata.analysis.trends import (
    calendar_months,
    series_of,
    spans_of,
    trend_of,
    trend_verdict,
)
from geodata.model import GROUPS
from geodata.provinces import province_names

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    import pandas as pd

SHIA_TARGET: Final = "shia_hazara"
REPEATEDLY: Final = 2
"""“Repeatedly” is read as at least twice."""
_QUARTERS: Final = 4


def _part(
    records: pd.DataFrame,
    last: date,
    quantity: Quantity,
    threshold: Threshold,
    judge: Callable[[Amount, Threshold], tuple[Verdict, Reason]] = sample_verdict,
) -> Part:
    """Test one number; a verdict must not rest on records that are in doubt."""
    amount = amount_of(records, quantity)
    firm = amount_of(firm_records(records, last, quantity), quantity)
    verdict, reason = judge(amount, threshold)
    if verdict != "not_decided" and judge(firm, threshold)[0] != verdict:
        verdict, reason = "not_decided", "doubtful"
    return Part(quantity, threshold, amount, firm, verdict, reason)


def _of_parts(parts: list[Part], records: pd.DataFrame) -> Finding:
    verdict = overall([part.verdict for part in parts])
    # The part that the whole verdict hangs on gives the reason.
    telling = next(part for part in parts if part.verdict == verdict)
    return Finding(verdict, telling.reason, records, tuple(parts))


def _relevant(records: pd.DataFrame, quantity: Quantity) -> pd.DataFrame:
    return records if quantity == "provinces" else of_type(records, "attack")


def claim_finding(claim: Claim, records: pd.DataFrame) -> Finding:
    """Test one number about one group.

    Parameters
    ----------
    claim : Claim
        What is said.
    records : pandas.DataFrame
        All records, columns of :data:`geodata.layout.SCHEMA`, index ``incident_id``.
    """
    inside = in_period(records, claim.group, claim.first, claim.last)
    relevant = _relevant(inside, claim.quantity)
    part = _part(relevant, claim.last, claim.quantity, claim.threshold)
    return _of_parts([part], relevant)


def _undecided(statement: Statement, records: pd.DataFrame) -> Finding:
    inside = in_period(records, statement.group, statement.first, statement.last)
    return Finding("not_decided", "no_such_test", inside)


def _counted(quantity: Quantity) -> Callable[[Statement, pd.DataFrame, pd.DataFrame], Finding]:
    def test(statement: Statement, records: pd.DataFrame, _reported: pd.DataFrame) -> Finding:
        parsed = parse_threshold(statement.expected)
        if parsed is None:
            return _undecided(statement, records)
        claim = Claim(statement.group, quantity, parsed[1], statement.first, statement.last)
        return claim_finding(claim, records)

    return test


def named_provinces(text: str) -> list[str]:
    """Return the p-codes of the provinces that a text names.

    Examples
    --------
    >>> named_provinces("Twin attacks in a mostly Shia area of Kabul on 17 November")
    ['AF01']
    """
    return [
        str(pcode)
        for pcode, name in province_names().items()
        if re.search(rf"\b{re.escape(name)}\b", text)
    ]


def _attacks_there(statement: Statement, records: pd.DataFrame) -> pd.DataFrame:
    inside = in_period(records, statement.group, statement.first, statement.last)
    attacks = of_type(inside, "attack")
    provinces = named_provinces(statement.text)
    return attacks[attacks["province_pcode"].isin(provinces)] if provinces else attacks


def _thresholds(expected: str) -> list[tuple[Quantity, Threshold]] | None:
    quantities: dict[str, Quantity] = {"killed": "killed", "injured": "injured"}
    found = []
    for text in expected.split(";"):
        parsed = parse_threshold(text)
        if parsed is None or parsed[0] not in quantities:
            return None
        found.append((quantities[parsed[0]], parsed[1]))
    return found


def _one_incident(statement: Statement, records: pd.DataFrame, _reported: pd.DataFrame) -> Finding:
    thresholds = _thresholds(statement.expected)
    if thresholds is None:
        return _undecided(statement, records)
    attacks = _attacks_there(statement, records)
    # The incident that everybody talks of is the deadliest one of that day and province.
    by_toll = attacks.sort_values("killed_high", ascending=False, na_position="last", kind="stable")
    incident = by_toll.head(1)
    parts = [
        _part(incident, statement.last, quantity, threshold, incident_verdict)
        for quantity, threshold in thresholds
    ]
    return _of_parts(parts, incident)


def _one_day(statement: Statement, records: pd.DataFrame, _reported: pd.DataFrame) -> Finding:
    thresholds = _thresholds(statement.expected)
    if thresholds is None:
        return _undecided(statement, records)
    attacks = _attacks_there(statement, records)
    parts = [
        _part(attacks, statement.last, quantity, threshold) for quantity, threshold in thresholds
    ]
    return _of_parts(parts, attacks)


def _shia_share(statement: Statement, records: pd.DataFrame, reported: pd.DataFrame) -> Finding:
    parsed = parse_threshold(statement.expected)
    if parsed is None:
        return _undecided(statement, records)
    attacks = of_type(
        in_period(records, statement.group, statement.first, statement.last), "attack"
    )
    if attacks.empty:
        return Finding("not_decided", "unknown", attacks)
    period = statement.first, statement.last
    counted = most_counted(reported, statement.group, period, len(attacks))

    def judged(some: pd.DataFrame) -> tuple[Share, Verdict, Reason]:
        share = share_of(int(some["target"].eq(SHIA_TARGET).sum()), len(some), counted)
        return share, *share_verdict(share, parsed[1])

    share, verdict, reason = judged(attacks)
    firm = attacks[is_firm(attacks, statement.last)]
    if verdict != "not_decided" and (firm.empty or judged(firm)[1] != verdict):
        verdict, reason = "not_decided", "doubtful"
    return Finding(verdict, reason, attacks, share=share)


def _by_named_opponents(records: pd.DataFrame, statement: Statement) -> pd.DataFrame:
    """Leave out operations of others where the statement names whose operations it means."""
    named = [
        re.escape(code.label)
        for key, code in GROUPS.items()
        if key != statement.group and re.search(rf"\b{re.escape(code.label)}\b", statement.text)
    ]
    if not named:
        return records
    by_named = records["opponent"].str.contains("|".join(named), regex=True).fillna(value=False)
    return records[records["event_type"].ne("operation") | by_named.astype(bool)]


def _operations_and_attacks(
    statement: Statement, records: pd.DataFrame, _reported: pd.DataFrame
) -> Finding:
    first, last = statement.first, statement.last
    events = of_type(in_period(records, statement.group, first, last), "attack", "operation")
    inside = _by_named_opponents(events, statement)
    if statement.expected != "operations recorded; attacks not falling":
        return _undecided(statement, records)
    operations = _part(inside, last, "operations", Threshold("at_least", REPEATEDLY))
    attacks = of_type(inside, "attack")
    trend = trend_of(attacks, first, last)
    firm = trend_of(attacks[is_firm(attacks, last)], first, last)
    verdict, reason = trend_verdict(trend, firm)
    if operations.verdict != "supported":
        verdict, reason = operations.verdict, operations.reason
    series = series_of(inside, calendar_months(first, last))
    return Finding(
        verdict, reason, inside, (operations,), trend=trend, firm_trend=firm, series=series
    )


def _attacks_after(statement: Statement, records: pd.DataFrame, _reported: pd.DataFrame) -> Finding:
    """Test “falling to zero” by the last quarter: one firm attack there refutes it."""
    if statement.expected != "falling to zero":
        return _undecided(statement, records)
    first, last = statement.first, statement.last
    attacks = of_type(in_period(records, statement.group, first, last), "attack")
    series = series_of(attacks, spans_of(first, last, 12 // _QUARTERS))
    went_on = int(series["firm_attacks"].iloc[-1]) > 0
    if went_on:
        return Finding("contradicted", "went_on", attacks, series=series)
    return Finding("not_decided", "none_at_the_end", attacks, series=series)


TESTS: Final[dict[str, Callable[[Statement, pd.DataFrame, pd.DataFrame], Finding]]] = {
    "number of provinces with at least one recorded incident": _counted("provinces"),
    "number of provinces with at least one recorded incident in the year before": _counted(
        "provinces"
    ),
    "number of attacks": _counted("attacks"),
    "killed and injured in attacks": _counted("killed_and_injured"),
    "share of attacks whose target is Shia or Hazara": _shia_share,
    "killed and injured of one incident": _one_incident,
    "killed and injured of incidents of one day in one province": _one_day,
    "operations against the group by month beside its attacks by month": _operations_and_attacks,
    "attacks a quarter after the statement": _attacks_after,
}
"""The function of each kind of test, by its words in the column ``tests`` of the statements."""


def statement_of(row: pd.Series) -> Statement:
    """Return one row of the table of statements as a statement."""
    return Statement(
        group=row["group"],
        test=row["tests"],
        first=row["period_start"].date(),
        last=row["period_end"].date(),
        expected=row["expected"],
        text=row["statement"],
    )


def statement_finding(
    statement: Statement, records: pd.DataFrame, reported: pd.DataFrame
) -> Finding:
    """Test a statement by its kind of test.

    Parameters
    ----------
    statement : Statement
        What is said.
    records : pandas.DataFrame
        All curated records, as :func:`geodata.query.records` returns them.
    reported : pandas.DataFrame
        What others counted, see :func:`geodata.sources.curated.load_reported_counts`.

    Returns
    -------
    Finding
        Not decided, with the reason ``no_such_test``, if its kind of test or what it expects is
        not known here.
    """
    test = TESTS.get(statement.test)
    return test(statement, records, reported) if test else _undecided(statement, records)
