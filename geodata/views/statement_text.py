"""Verdicts on statements and their reasons, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.analysis.amounts import TOLLS
from geodata.analysis.claims import COMPARISONS
from geodata.model import PROVINCE_COUNT, Filters
from geodata.views.text import number_text, period_text, range_text

if TYPE_CHECKING:
    from datetime import date

    from geodata.analysis.claims import Amount, Part, Quantity, Reason, Threshold, Verdict
    from geodata.analysis.findings import Finding
    from geodata.analysis.shares import Share
    from geodata.analysis.trends import Trend

VERDICTS: Final[dict[Verdict, str]] = {
    "supported": "Supported by these records",
    "contradicted": "Contradicted by these records",
    "not_decided": "Not decided by these records",
}

QUANTITIES: Final[dict[Quantity, str]] = {
    "provinces": "Provinces with a record",
    "attacks": "Attacks",
    "killed": "Killed in attacks",
    "injured": "Injured in attacks",
    "killed_and_injured": "Killed and injured in attacks",
    "operations": "Operations against the group",
}

_SAMPLE: Final = (
    "the records are a cited sample, and what is not on record may have happened all the same"
)

REASONS: Final[dict[Reason, str]] = {
    "enough": "The cited records alone reach what is said, and a sample never holds more than "
    "there was.",
    "too_many": "The cited records alone hold more than the statement allows.",
    "fewer_in_sample": f"Fewer than said are on record. That refutes nothing: {_SAMPLE}.",
    "within_in_sample": "The records stay within what is said, but that does not bear it out: "
    f"{_SAMPLE}.",
    "estimates_differ": "The sources differ: their estimates lie on both sides of what is said.",
    "unknown": "No cited record gives a figure to test this by.",
    "every_estimate": "Every estimate that the sources give of this incident agrees.",
    "no_estimate": "No estimate that the sources give of this incident agrees.",
    "doubtful": "The number is reached only with records whose group is merely suspected, whose "
    "date may lie outside the period, or whose dead include the group’s own.",
    "none_at_the_end": "No attack that is beyond doubt is on record at the end of the period. "
    f"That shows no end of attacks: {_SAMPLE}.",
    "no_such_test": "The atlas knows no test for what this statement says.",
}
"""A sentence for each reason that needs no number of its own."""


def share_text(percent: float) -> str:
    """Write a share in per cent; a small one is never rounded down to none.

    Examples
    --------
    >>> share_text(14.8), share_text(0.3), share_text(0), share_text(99.7), share_text(100)
    ('15 %', 'under 1 %', '0 %', 'over 99 %', '100 %')
    """
    if 0 < percent < 1:
        return "under 1 %"
    if 99 < percent < 100:  # noqa: PLR2004 - nearly all is not all
        return "over 99 %"
    return f"{round(percent)} %"


def threshold_text(threshold: Threshold) -> str:
    """Write what was said of a quantity.

    Examples
    --------
    >>> from geodata.analysis.claims import Threshold
    >>> threshold_text(Threshold("more_than", 70))
    'more than 70'
    """
    return f"{COMPARISONS[threshold.comparison]} {number_text(threshold.number)}"


def amount_text(amount: Amount, quantity: Quantity) -> str:
    """Write what the records hold of a quantity, with its range.

    Examples
    --------
    >>> from geodata.analysis.claims import Amount
    >>> amount_text(Amount(8, 8, 8), "provinces"), amount_text(Amount(43, 46, 100), "killed")
    ('8 of 34', '46 (43–100)')
    """
    if quantity == "provinces":
        return f"{number_text(amount.best)} of {PROVINCE_COUNT}"
    return range_text(amount.best, amount.low, amount.high)


def part_notes(part: Part) -> list[str]:
    """Say what a number of a statement leaves out, and how much of it is beyond doubt."""
    notes = []
    if part.firm != part.amount:
        firm = amount_text(part.firm, part.quantity)
        notes.append(f"beyond doubt: {firm if part.firm.best is not None else 'none'}")
    if part.quantity in TOLLS and part.amount.unknown:
        kinds = " or ".join(TOLLS[part.quantity])
        noun = "attack gives" if part.amount.unknown == 1 else "attacks give"
        notes.append(f"{number_text(part.amount.unknown)} {noun} no number of {kinds}")
    return notes


def span_text(first: date, last: date) -> str:
    """Write a period of known days."""
    return period_text(Filters(date_from=first, date_to=last))


def share_sentences(share: Share) -> list[str]:
    """Say what a share of the records leaves open."""
    low, high = share_text(share.low), share_text(share.high)
    sentences = [
        (
            f"Were the records drawn by lot, the share would lie between {low} and {high} (exact "
            "95 % interval). They are not: attacks with many dead, and those in cities, are cited "
            "more often than others."
        )
    ]
    if share.counted is None:
        sentences.append("How many attacks there were in all, nobody is on record with.")
    else:
        sentences.append(
            f"Others counted up to {number_text(share.counted)} attacks in a period that holds "
            f"this one; of those the share may be anything from {share_text(share.least)} to "
            f"{share_text(share.most)}."
        )
    return sentences


_OF_TRENDS: Final[frozenset[Reason]] = frozenset({"rose", "rise_in_doubt", "no_clear_rise"})


def trend_sentence(trend: Trend, firm: Trend | None, reason: Reason) -> str:
    """Say what the two halves of a period hold, also without what is in doubt.

    Parameters
    ----------
    trend, firm : Trend
        Of all records, and of those whose group and date are firm.
    reason : {"rose", "rise_in_doubt", "no_clear_rise"}
        What the verdict rests on.
    """
    halves = (
        f"{number_text(trend.after)} attacks on record in the second half of the period "
        f"({trend.after_days} days), {number_text(trend.before)} in the first "
        f"({trend.before_days} days)"
    )
    if reason == "no_clear_rise":
        return f"No clear rise: {halves}. Fewer records would not show fewer attacks: {_SAMPLE}."
    chance = f"chance alone makes such a rise in {share_text(100 * trend.p_value)} of cases"
    if reason == "rise_in_doubt":
        return (
            f"The operations are on record, and the attacks rose: {halves}; {chance} (exact "
            f"one-sided test). But the rise rests on what is in doubt. {_firm_trend_sentence(firm)}"
            "That reporting rose, too, can’t be ruled out."
        )
    return (
        "The operations are on record, and meanwhile the attacks rose rather than fell: "
        f"{halves}; {chance} (exact one-sided test). {_firm_trend_sentence(firm)}That reporting "
        "rose, too, can’t be ruled out."
    )


def _firm_trend_sentence(firm: Trend | None) -> str:
    if firm is None:
        return ""
    return (
        "Without attacks whose group is merely suspected or whose date may lie outside the period "
        f"it is {number_text(firm.after)} against {number_text(firm.before)}, which chance alone "
        f"makes in {share_text(100 * firm.p_value)} of cases. "
    )


def reason_text(finding: Finding) -> str:
    """Return the reason of a verdict, in a few sentences."""
    if finding.records.empty and finding.reason != "no_such_test":
        return f"No cited record in the period. That refutes nothing: {_SAMPLE}."
    if finding.share is not None and finding.reason in {"share_of_sample", "share_of_all"}:
        return " ".join(share_sentences(finding.share))
    if finding.trend is not None and finding.reason in _OF_TRENDS:
        return trend_sentence(finding.trend, finding.firm_trend, finding.reason)
    if finding.reason == "went_on" and finding.series is not None:
        last = finding.series.iloc[-1]
        span = span_text(last["first"].date(), last["last"].date())
        firm = int(last["firm_attacks"])
        return (
            f"The attacks did not end: {number_text(firm)} whose group is given as fact "
            f"{'is' if firm == 1 else 'are'} on record in the last span, {span}."
        )
    return _parts_text(finding)


def _parts_text(finding: Finding) -> str:
    if len({part.reason for part in finding.parts}) < 2:  # noqa: PLR2004 - what all parts share
        return REASONS[finding.reason]
    return " ".join(
        f"{QUANTITIES[part.quantity]}: {REASONS[part.reason][0].lower()}{REASONS[part.reason][1:]}"
        for part in finding.parts
    )


CAUTIONS: Final[dict[str, tuple[str, ...]]] = {
    "number of provinces with at least one recorded incident": (
        "A record is any event of the group: an attack, a clash, an operation against it.",
    ),
    "number of provinces with at least one recorded incident in the year before": (
        f"“A few” is read as at most a quarter of the {PROVINCE_COUNT} provinces.",
    ),
    "killed and injured in attacks": (
        "The records don’t tell Afghans from foreigners among the dead and injured.",
    ),
    "share of attacks whose target is Shia or Hazara": (
        "The records say whom an attack was aimed at, not who lives around.",
    ),
    "killed and injured of one incident": (
        "The deadliest attack of that day in the province that the statement names.",
    ),
    "killed and injured of incidents of one day in one province": (
        (
            "Several blasts may be told as one record. All attacks of that day in the province "
            "that the statement names are added up."
        ),
    ),
    "operations against the group by month beside its attacks by month": (
        (
            "Only operations of those whom the statement names are counted, and “repeatedly” is "
            "read as at least twice."
        ),
    ),
}
"""How a kind of test reads a statement, by its words."""
