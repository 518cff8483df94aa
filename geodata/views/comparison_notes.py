"""What a reader has to know of a comparison, before its numbers and after them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.analysis.comparison import SMALL_NUMBER, crosses_takeover
from geodata.views.caption import CURATED
from geodata.views.sides import RATE_DAYS
from geodata.views.text import day_text, number_text, restrictions_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from geodata.model import Filters
    from geodata.views.sides import Comparison


def alerts(comparison: Comparison, counts: tuple[int, int]) -> list[str]:
    """Say what changes the meaning of the whole comparison; to be read before its numbers.

    Parameters
    ----------
    comparison : Comparison
        What is compared.
    counts : tuple of int
        Records of the first and of the second side.
    """
    first, second = comparison.first, comparison.second
    texts = []
    if comparison.is_same:
        what = "periods" if comparison.kind == "periods" else "groups"
        texts.append(
            f"The two {what} are the same, so there is no change to show. Choose another one."
        )
    elif comparison.shared:
        texts.append(
            f"The two sides share {comparison.shared}: records there count on both, so that no "
            "rate ratio can be given."
        )
    texts.extend(_outside_texts(comparison))
    if not any(counts):
        texts.append("No cited record on either side. This is not a finding of no violence.")
    elif comparison.has_days and not all(counts):
        empty = second.name if counts[0] else first.name
        texts.append(f"No cited record: {empty}. This is not a finding of no violence.")
    if crosses_takeover(first.span, second.span):
        texts.append(
            "This compares across 15 August 2021: the Taliban changed from insurgents to "
            "authorities, and reporting collapsed. A change in the records may be a change in "
            "what was reported."
        )
    return texts


def _outside_texts(comparison: Comparison) -> list[str]:
    records = f"{day_text(comparison.covered[0])} to {day_text(comparison.covered[1])}"
    sides = [comparison.first, comparison.second]
    if comparison.kind == "groups":
        sides = sides[:1]
    texts = []
    for side in sides:
        asked = (side.span[1] - side.span[0]).days + 1
        name = side.short_name if comparison.kind == "periods" else "The period"
        if not side.days:
            texts.append(
                f"{name}: the records cover {records}, no day of it. Nothing can be compared."
            )
        elif side.days < asked:
            texts.append(
                f"{name}: the records cover {records}, {number_text(side.days)} of its "
                f"{number_text(asked)} days; rates are over these."
            )
    return texts


def reading_notes(
    comparison: Comparison,
    totals: pd.Series,
    month_only_outside: int,
    datasets: Sequence[str],
) -> list[str]:
    """Say how the numbers are worked out and what they leave out.

    Parameters
    ----------
    comparison : Comparison
        What is compared.
    totals : pandas.Series
        Of both sides together: ``month_only``, ``vague_date``.
    month_only_outside : int
        Records known only to a month that reaches into a period but begins before it.
    datasets : sequence of str
        Keys of the datasets that the records are of.
    """
    first, second = comparison.first, comparison.second
    notes = [
        (
            "Rate ratio: records a day of the second side divided by those of the first, with the "
            "exact 95 % interval for two Poisson counts. The interval covers chance alone, not "
            "what was never reported or not cited."
        ),
        (
            "Even without any change, up to one province in 20 would lie outside its interval by "
            "chance."
        ),
        f"Small numbers: fewer than {SMALL_NUMBER} records on at least one side.",
    ]
    if comparison.is_rate:
        notes.append(
            f"The periods differ in length ({number_text(first.days)} and "
            f"{number_text(second.days)} days): maps and changes show daily rates, written per "
            f"{RATE_DAYS} days."
        )
    if comparison.kind == "groups":
        notes.append(
            "How much of a group’s activity was reported differs from group to group: the ratio "
            "compares records, not violence."
        )
    else:
        notes.append("The period in the sidebar does not count on this page.")
    return [*notes, *_record_notes(first.filters, totals, month_only_outside, datasets)]


def _record_notes(
    filters: Filters, totals: pd.Series, month_only_outside: int, datasets: Sequence[str]
) -> list[str]:
    """Say which records these are and how they are dated."""
    notes = []
    if CURATED in datasets:
        notes.append("The records are a cited sample, not a census.")
    if len(datasets) > 1:
        notes.append("An event that two of the datasets tell of is counted twice.")
    restrictions = restrictions_text(filters)
    if restrictions:
        notes.append(f"Only {restrictions}.")
    if filters.known_on:
        notes.append(
            f"As known on {day_text(filters.known_on)}: without what was first published later."
        )
    vague = int(totals["month_only"]) + int(totals["vague_date"])
    if vague:
        notes.append(
            f"{_records(vague)} not known to the day, counted on the first day of the month or "
            "span."
        )
    if month_only_outside:
        notes.append(
            f"{_records(month_only_outside)} known only to a month that overlaps a period but "
            "begins before it; left out."
        )
    return notes


def _records(count: int) -> str:
    return f"{number_text(count)} record{' is' if count == 1 else 's are'}"
