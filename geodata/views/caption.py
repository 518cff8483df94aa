"""Titles that say what is seen, and captions that say from what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.language import comma, translate
from geodata.model import PROVINCE_COUNT, TAKEOVER, TARGETS, Filters
from geodata.provinces import POPULATION_YEAR, load_provinces
from geodata.views.text import day_text, number_text, period_text, restrictions_text, subject_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from geodata.measures import Measure
    from geodata.provinces import Language
    from geodata.views.choropleth import MapView

CURATED: Final = "curated"
"""Key of the built-in records."""


def title(filters: Filters, incidents: int, provinces: int, language: Language = "en") -> str:
    """Return the finding of a view as a title.

    Examples
    --------
    >>> title(Filters(groups=("ISKP",), event_types=("attack",)), 1, 1)
    'IS-K: attacks, all years. 1 cited record in 1 of 34 provinces'
    """
    finding = "1 cited record" if incidents == 1 else "{count} cited records"
    # Of a single province there is nothing to say but how many records it has.
    if incidents and not filters.provinces:
        finding += " in {provinces} of {all} provinces"
    found = translate(
        finding,
        language,
        count=number_text(incidents),
        provinces=provinces,
        all=PROVINCE_COUNT,
    )
    subject = subject_text(filters, language)
    return f"{subject}{comma(language)}{period_text(filters, language)}. {found}"


def caveats(
    filters: Filters,
    totals: pd.Series,
    month_only_outside: int,
    *,
    datasets: Sequence[str] = (CURATED,),
) -> list[str]:
    """Return what a reader has to know before quoting the view.

    Parameters
    ----------
    filters : Filters
        Of the view.
    totals : pandas.Series
        Measures over the view.
    month_only_outside : int
        Records known only to a month that reaches into the period but begins before it.
    datasets : sequence of str
        Keys of the datasets that the view is made from.
    """
    notes = []
    if CURATED in datasets:
        notes.append(
            "A cited sample, not a census: the United Nations counted far more attacks than could "
            "be cited one by one. No cited record is not the same as no violence."
        )
    if set(datasets) != {CURATED}:
        notes.append(
            "Imported records follow the rules of whoever made them: what they leave out is not "
            "the same as no violence."
        )
    if len(datasets) > 1:
        notes.append("An event that two of the datasets tell of is counted twice.")
    restrictions = restrictions_text(filters)
    if restrictions:
        notes.append(f"Only {restrictions}.")
    if totals["month_only"]:
        notes.append(
            f"{_records(totals['month_only'])} known only to the month, counted on its first day."
        )
    if totals["vague_date"]:
        notes.append(
            f"{_records(totals['vague_date'])} known only to a week or to a span of months, "
            "counted on its first day."
        )
    if month_only_outside:
        notes.append(
            f"{_records(month_only_outside)} known only to a month that overlaps the period "
            "but begins before it; left out."
        )
    if _crosses_takeover(filters):
        notes.append(
            "The period crosses 15 August 2021: the Taliban turned from insurgents into the "
            "authorities, and reporting collapsed."
        )
    return notes


def measure_notes(filters: Filters, measure: Measure, view: MapView) -> list[str]:
    """Return what a reader has to know of a measure and of the marks on its map.

    Parameters
    ----------
    filters : Filters
        Of the view.
    measure : Measure
        What the colours stand for.
    view : MapView
        The map.
    """
    notes = [] if measure.is_sum else [measure.definition]
    if measure.scale == "share":
        notes.append(f"Target: {TARGETS[filters.share_target].label}.")
    if measure.scale == "per_people":
        provinces = load_provinces("full")
        sources = "; ".join(dict.fromkeys(provinces["population_source"]))
        notes.append(f"Population of {POPULATION_YEAR}: {sources}.")
    unstable, thin = view.marked("unstable"), view.marked("thin")
    if unstable:
        notes.append(
            f"Dashed outline: {number_text(unstable)} of {PROVINCE_COUNT} provinces have another "
            "rank by the low estimates than by the high ones."
        )
    if thin:
        notes.append(
            f"Hatched over the colour: {number_text(thin)} of {PROVINCE_COUNT} provinces where "
            "reporting is thin, see the page Coverage."
        )
    if filters.known_on:
        notes.append(
            f"As known on {day_text(filters.known_on)}: without what was first published later. "
            "Records whose sources bear no date are kept, if they happened by then."
        )
    return notes


def _records(count: int) -> str:
    return f"{number_text(count)} record{' is' if count == 1 else 's are'}"


def _crosses_takeover(filters: Filters) -> bool:
    begins_before = filters.date_from is None or filters.date_from < TAKEOVER
    ends_after = filters.date_to is None or filters.date_to >= TAKEOVER
    return begins_before and ends_after


def whole_country_notes(province: str | None) -> list[str]:
    """Say that a page counts all provinces although one is chosen.

    Parameters
    ----------
    province : str, optional
        Name of the chosen province.

    Examples
    --------
    >>> whole_country_notes("Kunduz")
    ['Kunduz is outlined; this page counts all provinces, whichever is chosen.']
    >>> whole_country_notes(None)
    []
    """
    if province is None:
        return []
    return [f"{province} is outlined; this page counts all provinces, whichever is chosen."]
