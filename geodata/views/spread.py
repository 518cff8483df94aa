"""How a group spread, as view models: first records by province, and what to say of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geodata.measures import MEASURES
from geodata.model import PROVINCE_COUNT, UNKNOWN_PROVINCE, Filters
from geodata.views.text import (
    bounds_text,
    day_text,
    join_words,
    number_text,
    period_text,
    record_day_text,
    subject_text,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from typing import Any

    from geodata.measures import Measure
    from geodata.views.choropleth import MapView

# More names than this make no sentence.
_MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class FirstRecord:
    """A province and its first record in view.

    Parameters
    ----------
    rank : int
        Place in the order of first dates; provinces with equal dates share it.
    pcode, province : str
        Where.
    date_text : str
        As precisely as it is known.
    note : str
        What is unsure about it being the first; may be empty.
    incident_id : str
        Of the record, a row of the table that :func:`geodata.firsts.first_records` returns.
    colour : str
        ``#rrggbb`` of its class on the map.
    selected : bool
        Whether the rest of the atlas is about this province.
    """

    rank: int
    pcode: str
    province: str
    date_text: str
    note: str
    incident_id: str
    colour: str
    selected: bool


def _note(row: Mapping[Hashable, Any], first_day: Mapping[Hashable, Any] | None) -> str:
    notes = []
    precision = row["date_precision"]
    if precision != "day":
        known = {
            "week": f"Known only to the {record_day_text(row['date'], precision)}",
            "month": "Known only to the month",
            "year": "Known only to a span of months",
        }[precision]
        later = (
            f"first known to the day: {day_text(first_day['date'])} ({first_day['incident_id']})"
            if first_day
            else "no record of the province in view is known to the day"
        )
        notes.append(f"{known}; {later}.")
    if row["same_date"] > 1:
        notes.append(f"One of {number_text(row['same_date'])} records of this date.")
    return " ".join(notes)


def first_record_rows(
    firsts: pd.DataFrame, by_province: pd.DataFrame, view: MapView, selected: str | None
) -> tuple[FirstRecord, ...]:
    """List the provinces in the order of their first records.

    Parameters
    ----------
    firsts : pandas.DataFrame
        As :func:`geodata.firsts.first_records` returns it.
    by_province : pandas.DataFrame
        As :func:`geodata.query.by_province` returns it.
    view : MapView
        The map of first records: names and colours.
    selected : str, optional
        P-code of the province that the rest of the atlas is about.
    """
    located = firsts[firsts["province_pcode"].ne(UNKNOWN_PROVINCE)]
    chosen = located[located["is_first"]]
    ranks = chosen["date"].rank(method="min").astype(int)
    days = located[located["is_first_day"]].rename_axis("incident_id").reset_index()
    first_days = {row["province_pcode"]: row for row in days.to_dict("records")}
    aggregates = by_province.to_dict("index")
    names, colours = view.provinces["name"].to_dict(), view.provinces["colour"].to_dict()
    rows = []
    for incident, rank, row in zip(chosen.index, ranks, chosen.to_dict("records"), strict=True):
        pcode = row["province_pcode"]
        rows.append(
            FirstRecord(
                rank=rank,
                pcode=pcode,
                province=names[pcode],
                date_text=bounds_text(aggregates[pcode])[0],
                note=_note(row, first_days.get(pcode)),
                incident_id=incident,
                colour=colours[pcode],
                selected=pcode == selected,
            )
        )
    return tuple(sorted(rows, key=lambda entry: (entry.rank, entry.province)))


def _places(rows: list[FirstRecord]) -> str:
    if len(rows) > _MOST_NAMES:
        return f"{len(rows)} provinces"
    return join_words([row.province for row in rows])


def spread_title(filters: Filters, rows: tuple[FirstRecord, ...], records: int) -> str:
    """Return the finding of the page as a title.

    Parameters
    ----------
    filters : Filters
        Of the view.
    rows : tuple of FirstRecord
        As :func:`first_record_rows` returns them.
    records : int
        Records in view, those without a province included.

    Examples
    --------
    >>> kabul = FirstRecord(1, "AF01", "Kabul", "2 Jan 2015", "", "20150102-KAB-1", "", False)
    >>> herat = FirstRecord(2, "AF20", "Herat", "Mar 2016", "", "20160301-HER-1", "", False)
    >>> spread_title(Filters(groups=("ISKP",)), (kabul, herat), 5)
    'IS-K: all events, all years. First cited record: Kabul, 2 Jan 2015; 2 of 34 provinces by Mar
    2016'
    >>> spread_title(Filters(groups=("ISKP",)), (kabul,), 5)
    'IS-K: all events, all years. First cited record: Kabul, 2 Jan 2015; no other province'
    >>> spread_title(Filters(), (), 0)
    'All groups: all events, all years. No cited record'
    """
    subject = f"{subject_text(filters)}, {period_text(filters)}."
    if not rows:
        return f"{subject} {'No cited record' if not records else 'Province unknown throughout'}"
    earliest = [row for row in rows if row.rank == rows[0].rank]
    finding = f"First cited record: {_places(earliest)}, {rows[0].date_text}"
    if len(rows) == 1:
        return f"{subject} {finding}; no other province"
    if len(earliest) == len(rows):
        return f"{subject} {finding}; {len(rows)} of {PROVINCE_COUNT} provinces"
    return f"{subject} {finding}; {len(rows)} of {PROVINCE_COUNT} provinces by {rows[-1].date_text}"


def spread_notes(filters: Filters, rows: tuple[FirstRecord, ...]) -> list[str]:
    """Return what a reader has to know before quoting a first record."""
    beginning = (
        "The first cited record is not the beginning: a group may have been there before anyone "
        "could be cited for it."
    )
    notes = [beginning]
    if filters.date_from:
        notes.append(
            f"First means first since {day_text(filters.date_from)}, where the period in view "
            "begins; earlier records are left out."
        )
    vague = sum("Known only" in row.note for row in rows)
    if vague:
        notes.append(
            "One first record is not known to the day and may be later than it stands."
            if vague == 1
            else f"{number_text(vague)} first records are not known to the day and may be later "
            "than they stand."
        )
    return notes


def sum_notes(measure: Measure, totals: pd.Series) -> list[str]:
    """Return what a reader has to know of the sums in the playback and the heat map.

    Parameters
    ----------
    measure : Measure
        What the reader has chosen; a rate, a share or a date can't be summed by month, so that
        the sum behind it is shown.
    totals : pandas.Series
        Measures over the view, as :func:`geodata.query.totals` returns them.
    """
    notes = []
    shown = MEASURES[measure.base]
    if measure.key not in {shown.key, "first_record"}:
        notes.append(
            f"“{measure.label}” isn't a sum of months: playback and heat map show "
            f"{shown.unit} instead."
        )
    if shown.key == "killed" and pd.notna(totals["killed_all_sides_best"]):
        notes.append(
            f"Of the killed, {number_text(totals['killed_all_sides_best'])} are counted on all "
            "sides, the group's own dead included."
        )
    return notes


def without_record_text(rows: tuple[FirstRecord, ...], names: pd.Series) -> str:
    """Name the provinces without a record in view.

    Examples
    --------
    >>> import pandas as pd
    >>> kabul = FirstRecord(1, "AF01", "Kabul", "2 Jan 2015", "", "20150102-KAB-1", "", False)
    >>> without_record_text((kabul,), pd.Series({"AF01": "Kabul", "AF20": "Herat"}))
    'No cited record in view, which is not the same as no violence: Herat.'
    """
    missing = names.drop(index=[row.pcode for row in rows])
    if missing.empty:
        return "Every province has a cited record in view."
    listed = join_words(sorted(str(name) for name in missing))
    return f"No cited record in view, which is not the same as no violence: {listed}."
