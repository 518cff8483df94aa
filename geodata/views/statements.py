"""View models of the page of statements: each statement as a card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geodata.analysis.amounts import TOLLS
from geodata.analysis.claims import parse_threshold
from geodata.analysis.statements import claim_finding, statement_finding, statement_of
from geodata.model import GROUPS
from geodata.views.counts import others
from geodata.views.statement_text import (
    CAUTIONS,
    QUANTITIES,
    VERDICTS,
    amount_text,
    part_notes,
    reason_text,
    share_text,
    span_text,
    threshold_text,
)
from geodata.views.text import day_text, join_words, number_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd

    from geodata.analysis.claims import Claim, Verdict
    from geodata.analysis.findings import Finding
    from geodata.views.counts import Counted

_BY_RECORDS: Final = " by these records"

OWN: Final = "own"
"""Key of the reader's own statement."""


@dataclass(frozen=True, slots=True)
class Held:
    """A number that the records hold.

    Parameters
    ----------
    label, value : str
        What is counted, and the count with its range.
    said : str
        What the statement says of it; may be empty.
    note : str
        What the number leaves out; may be empty.
    """

    label: str
    value: str
    said: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SpanRow:
    """Attacks and operations of one span of time."""

    span: str
    attacks: str
    operations: str


@dataclass(frozen=True, slots=True)
class StatementCard:
    """A statement, tested.

    Parameters
    ----------
    key : str
        Of the statement.
    verdict, verdict_label : str
        The outcome, as a key and in words.
    statement, speaker : str
        What was said, and who said it, when.
    about : str
        Group and period that the records were searched for.
    held : tuple of Held
        What the records hold.
    spans : tuple of SpanRow
        The same by span of time, where the statement is about more or fewer.
    has_operations : bool
        Whether the spans count operations, too.
    reason : str
        Why the verdict is what it is.
    cautions : tuple of str
        How the statement was read.
    counted : tuple of Counted
        What others counted for overlapping periods.
    is_counted_alike : bool
        Whether the counts are of what the statement is about, or only of attacks while it is
        about something else.
    added : str
        Sum of counts that don't overlap, as a sentence; may be empty.
    incidents : tuple of str
        Identifiers of the records, newest first.
    """

    key: str
    verdict: Verdict
    verdict_label: str
    statement: str
    speaker: str
    about: str
    held: tuple[Held, ...]
    spans: tuple[SpanRow, ...]
    has_operations: bool
    reason: str
    cautions: tuple[str, ...]
    counted: tuple[Counted, ...]
    is_counted_alike: bool
    added: str
    incidents: tuple[str, ...]


def _held(finding: Finding, expected: str = "") -> tuple[Held, ...]:
    parts = [
        Held(
            QUANTITIES[part.quantity],
            amount_text(part.amount, part.quantity),
            threshold_text(part.threshold),
            "; ".join(part_notes(part)),
        )
        for part in finding.parts
    ]
    share = finding.share
    if share is not None:
        value = f"{number_text(share.part)} of {number_text(share.attacks)}"
        parsed = parse_threshold(expected)
        said = f"{threshold_text(parsed[1])} %" if parsed else ""
        value = f"{value} ({share_text(share.best)})"
        parts.append(Held("Attacks on Shia and Hazara", value, said))
    if not parts and finding.series is None:
        parts.append(Held("Records", number_text(len(finding.records))))
    return tuple(parts)


def _spans(finding: Finding) -> tuple[SpanRow, ...]:
    if finding.series is None:
        return ()
    return tuple(
        SpanRow(
            span_text(row["first"].date(), row["last"].date()),
            number_text(row["attacks"]),
            number_text(row["operations"]),
        )
        for row in finding.series.to_dict("records")
    )


_COMPARED: Final = {
    "number of provinces with at least one recorded incident": "provinces",
    "number of provinces with at least one recorded incident in the year before": "provinces",
    # Nobody's count of months is about one day.
    "killed and injured of one incident": "none",
    "killed and injured of incidents of one day in one province": "none",
}

_COUNTED_OTHERWISE: Final = (
    "killed and injured in attacks",
    "share of attacks whose target is Shia or Hazara",
)


def statement_card(
    key: str, row: pd.Series, records: pd.DataFrame, reported: pd.DataFrame
) -> StatementCard:
    """Test a statement and return what a reader sees of it.

    Parameters
    ----------
    key : str
        Of the statement.
    row : pandas.Series
        A row of :func:`geodata.sources.curated.load_statements`.
    records : pandas.DataFrame
        All curated records.
    reported : pandas.DataFrame
        See :func:`geodata.analysis.reported.with_coverage`.
    """
    statement = statement_of(row)
    finding = statement_finding(statement, records, reported)
    period = statement.first, statement.last
    counted, added = others(
        reported, statement.group, period, _COMPARED.get(statement.test, "attacks")
    )
    return StatementCard(
        key=key,
        verdict=finding.verdict,
        verdict_label=VERDICTS[finding.verdict],
        statement=statement.text,
        speaker=f"{row['speaker']}, {day_text(row['made_on'])}",
        about=f"{GROUPS[statement.group].label}, {span_text(*period)}",
        held=_held(finding, statement.expected),
        spans=_spans(finding),
        has_operations=bool(finding.trend),
        reason=reason_text(finding),
        cautions=CAUTIONS.get(statement.test, ()),
        counted=counted,
        is_counted_alike=statement.test not in _COUNTED_OTHERWISE,
        added=added,
        incidents=_identifiers(finding),
    )


def _identifiers(finding: Finding) -> tuple[str, ...]:
    newest = finding.records.sort_values("date", ascending=False, kind="stable")
    return tuple(str(incident) for incident in newest.index)


def own_card(
    claim: Claim, records: pd.DataFrame, reported: pd.DataFrame, span: tuple[date, date]
) -> StatementCard:
    """Test the reader's own statement and return what a reader sees of it.

    Parameters
    ----------
    claim : Claim
        What the reader says.
    records, reported : pandas.DataFrame
        As in :func:`statement_card`.
    span : tuple of datetime.date
        Days of the first and the last curated record.
    """
    finding = claim_finding(claim, records)
    counted, added = others(reported, claim.group, (claim.first, claim.last), claim.quantity)
    cautions = CAUTIONS["number of provinces with at least one recorded incident"]
    beyond = claim.first < span[0] or claim.last > span[1]
    return StatementCard(
        key=OWN,
        verdict=finding.verdict,
        verdict_label=VERDICTS[finding.verdict],
        statement=_claim_text(claim),
        speaker="Your own statement",
        about=f"{GROUPS[claim.group].label}, {span_text(claim.first, claim.last)}",
        held=_held(finding),
        spans=(),
        has_operations=False,
        reason=reason_text(finding),
        cautions=(
            *(cautions if claim.quantity == "provinces" else ()),
            *((f"The records reach from {span_text(*span)}.",) if beyond else ()),
        ),
        counted=counted,
        is_counted_alike=claim.quantity not in TOLLS,
        added=added,
        incidents=_identifiers(finding),
    )


def _claim_text(claim: Claim) -> str:
    label = QUANTITIES[claim.quantity]
    return (
        f"{GROUPS[claim.group].label}: {threshold_text(claim.threshold)} "
        f"{label[:1].lower()}{label[1:]}"
    )


def cards_title(cards: Sequence[StatementCard]) -> str:
    """Return the finding of the page: how many statements came out how.

    Examples
    --------
    >>> cards_title([])
    'No statement to test'
    """
    if not cards:
        return "No statement to test"
    found = [card.verdict for card in cards]
    counts = [
        f"{number_text(found.count(verdict))} {label.removesuffix(_BY_RECORDS).lower()}"
        for verdict, label in VERDICTS.items()
    ]
    noun = "statement" if len(cards) == 1 else "statements"
    return f"{number_text(len(cards))} {noun}: {join_words(counts)} by the cited records"
