"""What a statement claims, and what a cited sample can say about it.

The records are a sample: what was said of *at least* so many can be borne out by enough records,
what was said of *at most* so many can be refuted by too many. The other way round nothing
follows, since no cited record is not the same as no event.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from geodata.model import PROVINCE_COUNT

if TYPE_CHECKING:
    from datetime import date

Verdict: TypeAlias = Literal["supported", "contradicted", "not_decided"]

Comparison: TypeAlias = Literal["at_least", "more_than", "at_most", "fewer_than"]

COMPARISONS: Final[dict[Comparison, str]] = {
    "at_least": "at least",
    "more_than": "more than",
    "at_most": "at most",
    "fewer_than": "fewer than",
}

Quantity: TypeAlias = Literal[
    "provinces", "attacks", "killed", "injured", "killed_and_injured", "operations"
]
Reason: TypeAlias = Literal[
    "enough",
    "too_many",
    "fewer_in_sample",
    "within_in_sample",
    "estimates_differ",
    "unknown",
    "every_estimate",
    "no_estimate",
    "doubtful",
    "share_of_sample",
    "share_of_all",
    "went_on",
    "none_at_the_end",
    "rose",
    "rise_in_doubt",
    "no_clear_rise",
    "no_such_test",
]
"""Why a verdict is what it is; in words in :mod:`geodata.views.statement_text`."""

FEW_PROVINCES: Final = PROVINCE_COUNT // 4
"""“Few” of the 34 provinces is read as at most a quarter of them."""

_SIGNS: Final[dict[str, Comparison]] = {
    ">=": "at_least",
    ">": "more_than",
    "<=": "at_most",
    "<": "fewer_than",
    "": "at_least",
}
_THRESHOLD: Final = re.compile(r"(?P<what>[a-z]*)\s*(?P<sign>>=|<=|>|<|)\s*(?P<number>\d+)\s*%?")


@dataclass(frozen=True, slots=True)
class Threshold:
    """What was said of a quantity: ``at least 34``.

    Parameters
    ----------
    comparison : {"at_least", "more_than", "at_most", "fewer_than"}
        Which side of the number.
    number : int
        The number itself.
    """

    comparison: Comparison
    number: int

    @property
    def is_lower(self) -> bool:
        """Whether it says that there were so many, rather than no more than so many."""
        return self.comparison in {"at_least", "more_than"}

    def holds(self, value: float) -> bool:
        """Return whether a value is as said.

        Examples
        --------
        >>> Threshold("more_than", 70).holds(70), Threshold("at_most", 70).holds(70)
        (False, True)
        """
        if self.comparison == "at_least":
            return value >= self.number
        if self.comparison == "more_than":
            return value > self.number
        if self.comparison == "at_most":
            return value <= self.number
        return value < self.number


@dataclass(frozen=True, slots=True)
class Amount:
    """What the records hold of a quantity.

    Parameters
    ----------
    low, best, high : int or None
        The three estimates, equal for a count of records; ``None`` where no record has a figure.
    unknown : int
        Records that give no figure, and are in none of the sums.
    """

    low: int | None
    best: int | None
    high: int | None
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement of one number about one group in one period.

    Parameters
    ----------
    group : str
        Key of :data:`geodata.model.GROUPS`.
    quantity : str
        What is counted: provinces with a record of any kind, or attacks, or the people killed or
        injured in them.
    threshold : Threshold
        What is said of it.
    first, last : datetime.date
        The period, both days included.
    """

    group: str
    quantity: Quantity
    threshold: Threshold
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Part:
    """One number of a statement, tested.

    Parameters
    ----------
    quantity : str
        What is counted.
    threshold : Threshold
        What was said of it.
    amount : Amount
        What the records hold.
    firm : Amount
        The same without records whose group is only suspected, whose date may lie outside the
        period, or whose dead include the group's own.
    verdict, reason : str
        What follows, and why.
    """

    quantity: Quantity
    threshold: Threshold
    amount: Amount
    firm: Amount
    verdict: Verdict
    reason: Reason


def parse_threshold(text: str) -> tuple[str, Threshold] | None:
    """Read what is expected of a quantity; ``None`` if it is no number.

    Returns
    -------
    tuple of (str, Threshold), optional
        The word before the sign, or ``""``, and the threshold.

    Examples
    --------
    >>> parse_threshold("killed >70")
    ('killed', Threshold(comparison='more_than', number=70))
    >>> parse_threshold("34"), parse_threshold("few")
    (('', Threshold(comparison='at_least', number=34)),
     ('', Threshold(comparison='at_most', number=8)))
    >>> parse_threshold("falling to zero") is None
    True
    """
    if text.strip() == "few":
        return "", Threshold("at_most", FEW_PROVINCES)
    found = _THRESHOLD.fullmatch(text.strip())
    if not found:
        return None
    return found["what"], Threshold(_SIGNS[found["sign"]], int(found["number"]))


def sample_verdict(amount: Amount, threshold: Threshold) -> tuple[Verdict, Reason]:
    """Judge a number by a sample, which holds no more than there was.

    Examples
    --------
    >>> sample_verdict(Amount(90, 99, 120), Threshold("more_than", 70))
    ('supported', 'enough')
    >>> sample_verdict(Amount(27, 27, 27), Threshold("more_than", 70))
    ('not_decided', 'fewer_in_sample')
    >>> sample_verdict(Amount(9, 9, 9), Threshold("at_most", 8))
    ('contradicted', 'too_many')
    """
    if amount.low is None or amount.high is None:
        return "not_decided", "unknown"
    holds_low, holds_high = threshold.holds(amount.low), threshold.holds(amount.high)
    if threshold.is_lower:
        if holds_low:
            return "supported", "enough"
        return "not_decided", "estimates_differ" if holds_high else "fewer_in_sample"
    if not holds_low:
        return "contradicted", "too_many"
    return "not_decided", "within_in_sample" if holds_high else "estimates_differ"


def incident_verdict(amount: Amount, threshold: Threshold) -> tuple[Verdict, Reason]:
    """Judge the toll of one incident, of which the sources know all there is to know.

    Examples
    --------
    >>> incident_verdict(Amount(43, 46, 100), Threshold("more_than", 70))
    ('not_decided', 'estimates_differ')
    >>> incident_verdict(Amount(2, 2, 3), Threshold("more_than", 70))
    ('contradicted', 'no_estimate')
    """
    if amount.low is None or amount.high is None:
        return "not_decided", "unknown"
    holds = {threshold.holds(value) for value in (amount.low, amount.high)}
    if holds == {True}:
        return "supported", "every_estimate"
    if holds == {False}:
        return "contradicted", "no_estimate"
    return "not_decided", "estimates_differ"


def overall(verdicts: list[Verdict]) -> Verdict:
    """Return the verdict on a statement of several parts.

    Examples
    --------
    >>> overall(["supported", "not_decided"]), overall(["supported", "contradicted"])
    ('not_decided', 'contradicted')
    """
    if "contradicted" in verdicts:
        return "contradicted"
    return "supported" if verdicts and set(verdicts) == {"supported"} else "not_decided"
