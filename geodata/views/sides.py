"""What is compared with what: two periods, or two groups."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from geodata.analysis.comparison import covered_days, shared_days, shared_groups
from geodata.model import GROUPS
from geodata.views.text import join_words, number_text, period_text

if TYPE_CHECKING:
    from datetime import date

    from geodata.model import Filters

Kind: TypeAlias = Literal["periods", "groups"]
Span: TypeAlias = "tuple[date, date]"

RATE_DAYS: Final = 100
"""Rates a day are written for so many days: 0.022 a day is read as 2.2 per 100 days."""

RATE_DECIMALS: Final = 2


@dataclass(frozen=True, slots=True)
class Side:
    """One of two sides.

    Parameters
    ----------
    name : str
        The period, or the groups.
    short_name : str
        How the heads of columns call it.
    filters : Filters
        Which records.
    span : tuple of datetime.date
        First and last day that were asked for.
    days : int
        How many of these days the records cover.
    """

    name: str
    short_name: str
    filters: Filters
    span: Span
    days: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides, the second to be read against the first.

    Parameters
    ----------
    covered : tuple of datetime.date
        First and last day that the records cover.
    shared : str
        What both sides share, so that a record may count on either; empty where nothing is.
    """

    kind: Kind
    first: Side
    second: Side
    covered: Span
    shared: str

    @property
    def is_rate(self) -> bool:
        """Whether lengths differ, so that daily rates are compared in place of counts."""
        return self.has_days and self.first.days != self.second.days

    @property
    def is_same(self) -> bool:
        """Whether both sides hold the same records by their definition."""
        return self.first.filters == self.second.filters

    @property
    def has_days(self) -> bool:
        """Whether the records cover some day of either side."""
        return self.first.days > 0 and self.second.days > 0


def covered_span(filters: Filters, first_record: date, last_record: date) -> Span:
    """Return first and last day that the records in view cover.

    What was known on an earlier day covers nothing after it.
    """
    last = min(last_record, filters.known_on) if filters.known_on else last_record
    return first_record, last


def of_periods(filters: Filters, first: Span, second: Span, covered: Span) -> Comparison:
    """Compare two periods of the same groups.

    Parameters
    ----------
    filters : Filters
        Their own dates are not used.
    first, second : tuple of datetime.date
        First and last day of either period.
    covered : tuple of datetime.date
        First and last day that the records cover.
    """
    sides = []
    for number, span in (("First", first), ("Second", second)):
        dated = replace(filters, date_from=span[0], date_to=span[1])
        days = covered_days(*span, *covered)
        sides.append(Side(period_text(dated), f"{number} period", dated, span, days))
    common = shared_days(sides[0].filters, sides[1].filters)
    shared = f"{number_text(common)} day{'' if common == 1 else 's'}" if common else ""
    return Comparison("periods", sides[0], sides[1], covered, shared)


def of_groups(filters: Filters, group: str, span: Span, covered: Span) -> Comparison:
    """Compare the groups of a view with one other group in the same period.

    Parameters
    ----------
    filters : Filters
        Of the view; its groups are the first side.
    group : str
        Key of the second side.
    span : tuple of datetime.date
        First and last day of the view.
    covered : tuple of datetime.date
        First and last day that the records cover.
    """
    days = covered_days(*span, *covered)
    sides = []
    for groups in (filters.groups, (group,)):
        chosen = replace(filters, groups=groups)
        name = group_names(groups) or "All groups"
        sides.append(Side(name, name, chosen, span, days))
    shared = group_names(shared_groups(filters.groups, (group,)))
    return Comparison("groups", sides[0], sides[1], covered, shared)


def group_names(groups: tuple[str, ...]) -> str:
    """Return the labels of some groups, joined.

    Examples
    --------
    >>> group_names(("TALIBAN", "ISKP"))
    'IS-K and Taliban'
    """
    return join_words([code.label for key, code in GROUPS.items() if key in groups])
