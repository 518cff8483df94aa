"""One province as a view model: against the country, against the time before, and its facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.model import PROVINCE_COUNT, TAKEOVER, UNKNOWN_PROVINCE
from geodata.provinces import load_provinces, neighbours_of
from geodata.views.headline import Figure
from geodata.views.statement_text import share_text
from geodata.views.text import day_text, number_text, period_text, range_text, subject_text

if TYPE_CHECKING:
    from datetime import date

    from geodata.model import Filters

COUNTRY: Final = "Afghanistan"
NOT_COMPARABLE: Final = "–"
_KINDS: Final = {"killed": "Killed", "injured": "Injured"}


@dataclass(frozen=True, slots=True)
class ProvinceFacts:
    """What doesn't change with the view.

    Parameters
    ----------
    names : tuple of (str, str, str)
        Language in words, its code, and the name in it.
    facts : tuple of (str, str, str)
        What it is, its value, and the source or what to know of it (may be empty).
    neighbours : tuple of (str, str)
        P-code and name of the provinces that share a border, by name.
    """

    names: tuple[tuple[str, str, str], ...]
    facts: tuple[tuple[str, str, str], ...]
    neighbours: tuple[tuple[str, str], ...]


def province_facts(pcode: str, names: pd.Series) -> ProvinceFacts:
    """Return the facts of a province.

    Parameters
    ----------
    pcode : str
        ``AF01`` to ``AF34``.
    names : pandas.Series
        34 names in the reader's language, indexed by p-code, for the neighbours.

    Examples
    --------
    >>> from geodata.provinces import province_names
    >>> province_facts("AF01", province_names()).names
    (('English', 'en', 'Kabul'), ('Dari', 'fa', 'کابل'), ('Pashto', 'ps', 'کابل'))
    """
    row = load_provinces("full").loc[pcode]
    spelling = f"OCHA writes {row['name_ocha']}" if row["name_ocha"] != row["name"] else ""
    neighbours = sorted((str(names[code]), code) for code in neighbours_of(pcode))
    return ProvinceFacts(
        names=(
            ("English", "en", row["name"]),
            ("Dari", "fa", row["name_dari"]),
            ("Pashto", "ps", row["name_pashto"]),
        ),
        facts=(
            ("Capital", row["capital"], ""),
            (
                "Population",
                f"{number_text(row['population'])} ({row['population_year']})",
                row["population_source"],
            ),
            (
                "Area",
                f"{number_text(row['area_km2'])} km²",
                "Of the boundaries on this map; published areas rest on other ones",
            ),
            ("Region", row["region"], "As OCHA groups the provinces"),
            ("P-code", pcode, spelling),
        ),
        neighbours=tuple((code, name) for name, code in neighbours),
    )


@dataclass(frozen=True, slots=True)
class Sides:
    """The same measures over three sets of records.

    Parameters
    ----------
    here, country : pandas.Series
        Of the province and of the whole country, as :func:`geodata.query.totals` returns them.
    before : pandas.Series or None
        Of the province in the days before, ``None`` if they don't all lie within the records.
    span_before : tuple of datetime.date or None
        Those days.
    """

    here: pd.Series
    country: pd.Series
    before: pd.Series | None
    span_before: tuple[date, date] | None

    @property
    def before_text(self) -> str:
        """Name the days before."""
        if self.span_before is None:
            return ""
        first, last = self.span_before
        return day_text(first) if first == last else f"{day_text(first)} to {day_text(last)}"


@dataclass(frozen=True, slots=True)
class SideRow:
    """One measure: here, in the country, its share, and here before."""

    label: str
    here: str
    country: str
    share: str
    before: str


def share_of(part: float | None, whole: float | None) -> str:
    """Write a part as a share of the whole; blank where there is none to speak of.

    Examples
    --------
    >>> share_of(30, 120), share_of(0, 0), share_of(pd.NA, 12)
    ('25 %', '–', '–')
    """
    if pd.isna(part) or pd.isna(whole) or not whole:
        return NOT_COMPARABLE
    return share_text(100 * float(part) / float(whole))


def province_title(filters: Filters, sides: Sides) -> str:
    """Return the finding of the page.

    Parameters
    ----------
    filters : Filters
        Of the view, over the whole country.
    sides : Sides
        The measures.
    """
    here, everywhere = int(sides.here["incidents"]), int(sides.country["incidents"])
    subject = f"{subject_text(filters)}, {period_text(filters)}"
    if not here:
        elsewhere = (
            f"{number_text(everywhere)} elsewhere in the country" if everywhere else "nor elsewhere"
        )
        return f"{subject}. No cited record here, {elsewhere}"
    records = f"{number_text(here)} cited record{'' if here == 1 else 's'}"
    return f"{subject}. {records}, {share_of(here, everywhere)} of the country’s"


def province_figures(sides: Sides) -> tuple[Figure, ...]:
    """Return the headline figures of a province."""
    here, country = sides.here, sides.country
    figures = [
        Figure(
            "Incidents",
            number_text(here["incidents"]),
            f"{share_of(here['incidents'], country['incidents'])} of "
            f"{number_text(country['incidents'])} in {COUNTRY}"
            if country["incidents"]
            else f"none in {COUNTRY} either",
            "Cited records in view.",
        )
    ]
    figures += [
        Figure(
            label,
            _toll(here, kind),
            _toll_note(here, country, kind),
            "Best estimate, with the sum of the low and of the high ones; the share is of the best "
            "estimates.",
        )
        for kind, label in _KINDS.items()
    ]
    unknown = Figure(
        "Records with unknown toll",
        number_text(here["toll_unknown"]),
        f"killed: {number_text(here['killed_unknown'])}; "
        f"injured: {number_text(here['injured_unknown'])}",
        "Records that give neither a number of killed nor of injured. Unknown is not zero.",
    )
    return (*figures, _before_figure(sides), unknown)


def _before_figure(sides: Sides) -> Figure:
    explanation = "Cited records here in as many days just before the period in view."
    if sides.before is None:
        return Figure(
            "Incidents, same length before", NOT_COMPARABLE, "outside the records", explanation
        )
    value = number_text(sides.before["incidents"])
    return Figure("Incidents, same length before", value, sides.before_text, explanation)


def _toll(totals: pd.Series, kind: str) -> str:
    if not totals["incidents"]:
        return "none recorded"
    return range_text(totals[f"{kind}_best"], totals[f"{kind}_low"], totals[f"{kind}_high"])


def _toll_note(here: pd.Series, country: pd.Series, kind: str) -> str:
    share = share_of(here[f"{kind}_best"], country[f"{kind}_best"])
    return "" if share == NOT_COMPARABLE else f"{share} of the country’s"


def side_rows(sides: Sides) -> tuple[SideRow, ...]:
    """Return the province against the country and against the time before, measure by measure."""

    def row(label: str, texts: list[str], share: str) -> SideRow:
        before = texts[2] if sides.before is not None else NOT_COMPARABLE
        return SideRow(label, texts[0], texts[1], share, before)

    three = [sides.here, sides.country, sides.here if sides.before is None else sides.before]
    rows = []
    for column, label in (("incidents", "Incidents"), ("toll_unknown", "Records, toll unknown")):
        share = share_of(sides.here[column], sides.country[column])
        rows.append(row(label, [number_text(side[column]) for side in three], share))
    for kind, label in _KINDS.items():
        column = f"{kind}_best"
        share = share_of(sides.here[column], sides.country[column])
        rows.append(row(label, [_toll(side, kind) for side in three], share))
    order = (0, 2, 3, 1)
    return tuple(rows[place] for place in order)


def side_notes(filters: Filters, sides: Sides, edge_month_only: int) -> list[str]:
    """Return what must be known of the comparison.

    Parameters
    ----------
    filters : Filters
        Of the view.
    sides : Sides
        The measures.
    edge_month_only : int
        Records of the time before known only to a month that reaches into it from outside.
    """
    notes = ["Records whose province is unknown count for the country only."]
    all_sides = sides.here["killed_all_sides_records"]
    if all_sides:
        noun = "record that counts" if all_sides == 1 else "records that count"
        notes.append(
            f"Of the killed here, {number_text(sides.here['killed_all_sides_best'])} stand in "
            f"{number_text(all_sides)} {noun} all sides, the group’s own dead too."
        )
    if sides.span_before is None:
        notes.append(
            "As many days before the period do not all lie within the records: there is nothing "
            "to compare it with."
        )
        return notes
    if edge_month_only:
        notes.append(
            f"Before: {number_text(edge_month_only)} known only to a month that begins earlier; "
            "left out."
        )
    ends = filters.date_to
    if sides.span_before[0] < TAKEOVER and (ends is None or ends >= TAKEOVER):
        notes.append(
            "The two periods cross 15 August 2021: the Taliban turned from insurgents into the "
            "authorities, and reporting collapsed. Fewer records since may be fewer reports."
        )
    return notes


def rank_text(by_province: pd.DataFrame, pcode: str) -> str:
    """Say which place a province has by its number of records.

    Parameters
    ----------
    by_province : pandas.DataFrame
        35 rows, as :func:`geodata.query.by_province` returns it.
    pcode : str
        The province.
    """
    counts = by_province.drop(index=UNKNOWN_PROVINCE)["incidents"]
    if not counts[pcode]:
        without = int(counts.eq(0).sum())
        among = "The only province" if without == 1 else f"One of {without} provinces"
        return f"{among}, of {PROVINCE_COUNT}, without a cited record in view."
    rank = int(counts.rank(method="min", ascending=False)[pcode])
    equal = int(counts.eq(counts[pcode]).sum()) - 1
    beside = f" (with {equal} other{'s' if equal > 1 else ''})" if equal else ""
    return f"Rank {rank} of {PROVINCE_COUNT} by the number of cited records in view{beside}."
