"""The headline figures of a view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.language import translate
from geodata.model import PROVINCE_COUNT, UNKNOWN_PROVINCE
from geodata.views.text import UNKNOWN, bounds_text, number_text, range_text, span_text

if TYPE_CHECKING:
    import pandas as pd

    from geodata.provinces import Language


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


def _scope_note(totals: pd.Series, language: Language) -> str:
    if not totals["killed_all_sides_records"]:
        return ""
    records = totals["killed_all_sides_records"]
    return translate(
        "of them {dead} in 1 record that counts all sides"
        if records == 1
        else "of them {dead} in {records} records that count all sides",
        language,
        dead=translate(number_text(totals["killed_all_sides_best"]), language),
        records=number_text(records),
    )


def headline(
    totals: pd.Series, by_province: pd.DataFrame, language: Language = "en"
) -> tuple[Figure, ...]:
    """Return the figures that stand above the map.

    Parameters
    ----------
    totals : pandas.Series
        The measures over the whole view, as :func:`geodata.query.totals` returns them.
    by_province : pandas.DataFrame
        The aggregate by province, with the line ``unknown``.
    language : {"en", "fa", "ps"}
        Of values and notes; labels and explanations are in English.
    """
    span = ""
    if totals["incidents"]:
        first, last = bounds_text(totals.to_dict(), language)
        span = span_text(first, last, language)
    unknown = translate(
        "killed: {killed}; injured: {injured}",
        language,
        killed=number_text(totals["killed_unknown"]),
        injured=number_text(totals["injured_unknown"]),
    )
    return (
        Figure("Incidents", number_text(totals["incidents"]), span, "Cited records in view."),
        Figure(
            "Provinces with a record",
            translate(
                "{part} of {whole}",
                language,
                part=active_provinces(by_province),
                whole=PROVINCE_COUNT,
            ),
            "",
            "Provinces with at least one record in view. No more is claimed by it.",
        ),
        Figure(
            "Killed",
            _toll(totals, "killed", language),
            _scope_note(totals, language),
            "Best estimate, with the sum of the low and of the high ones. In attacks, people "
            "other than the attackers.",
        ),
        Figure(
            "Injured",
            _toll(totals, "injured", language),
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


def _toll(totals: pd.Series, kind: str, language: Language) -> str:
    if not totals["incidents"]:
        return translate("none recorded", language)
    text = range_text(totals[f"{kind}_best"], totals[f"{kind}_low"], totals[f"{kind}_high"])
    return translate(UNKNOWN, language) if text == UNKNOWN else text
