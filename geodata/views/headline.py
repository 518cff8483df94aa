"""The headline figures of a view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.model import PROVINCE_COUNT, UNKNOWN_PROVINCE
from geodata.views.text import bounds_text, number_text, range_text

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Figure:
    """One headline figure.

    Parameters
    ----------
    label, value : str
        What is counted, and the count with its range.
    note : str
        What the figure leaves out or where it lies; may be empty.
    explanation : str
        How it is counted, a sentence.
    """

    label: str
    value: str
    note: str
    explanation: str


def active_provinces(by_province: pd.DataFrame) -> int:
    """Count the provinces, of 34, with at least one record in view."""
    # Compared by hand: looking a label up in an index of texts takes far longer.
    is_known = by_province.index.to_numpy() != UNKNOWN_PROVINCE
    return int((by_province["incidents"].gt(0).to_numpy() & is_known).sum())


def _scope_note(totals: pd.Series) -> str:
    if not totals["killed_all_sides_records"]:
        return ""
    dead = number_text(totals["killed_all_sides_best"])
    records = totals["killed_all_sides_records"]
    noun = "record that counts" if records == 1 else "records that count"
    return f"of them {dead} in {number_text(records)} {noun} all sides"


def headline(totals: pd.Series, by_province: pd.DataFrame) -> tuple[Figure, ...]:
    """Return the figures that stand above the map.

    Parameters
    ----------
    totals : pandas.Series
        The measures over the whole view, as :func:`geodata.query.totals` returns them.
    by_province : pandas.DataFrame
        The aggregate by province, with the line ``unknown``.
    """
    span = ""
    if totals["incidents"]:
        first, last = bounds_text(totals.to_dict())
        span = first if first == last else f"{first} to {last}"
    unknown = (
        f"killed: {number_text(totals['killed_unknown'])}; "
        f"injured: {number_text(totals['injured_unknown'])}"
    )
    return (
        Figure("Incidents", number_text(totals["incidents"]), span, "Cited records in view."),
        Figure(
            "Provinces with a record",
            f"{active_provinces(by_province)} of {PROVINCE_COUNT}",
            "",
            "Provinces with at least one record in view. No more is claimed by it.",
        ),
        Figure(
            "Killed",
            _toll(totals, "killed"),
            _scope_note(totals),
            "Best estimate, with the sum of the low and of the high ones. In attacks, people "
            "other than the attackers.",
        ),
        Figure(
            "Injured",
            _toll(totals, "injured"),
            "",
            "Best estimate, with the sum of the low and of the high ones.",
        ),
        Figure(
            "Records with unknown toll",
            number_text(totals["toll_unknown"]),
            unknown,
            "Records that give neither a number of killed nor of injured; below, those "
            "without the one or the other. Unknown is not zero.",
        ),
    )


def _toll(totals: pd.Series, kind: str) -> str:
    if not totals["incidents"]:
        return "none recorded"
    return range_text(totals[f"{kind}_best"], totals[f"{kind}_low"], totals[f"{kind}_high"])
