"""The notable incidents of a view with who says so, for documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.model import ATTACK_TYPES, EVENT_TYPES, GROUPS, UNKNOWN_PROVINCE
from geodata.provinces import province_names
from geodata.views.text import UNKNOWN, day_text, range_text, record_day_text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from typing import Any

    from geodata.export.snapshot import Snapshot

SUMMARY_LENGTH: Final = 260
"""Longer summaries are cut at a word; the atlas shows the whole."""

_SAFE_SCHEMES: Final = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so.

    Parameters
    ----------
    publisher, published : str
        Name, and the day; empty where the source bears none.
    url : str
        Empty where there is none to rely on.
    remark : str
        Why a cited page has no link; may be empty.
    """

    publisher: str
    published: str = ""
    url: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """One record as a document tells of it.

    Parameters
    ----------
    identifier, day, place, kind, summary : str
        Which, when (as precisely as known), where, what, and in words.
    killed, injured : str
        With their ranges, or ``unknown``.
    sources : tuple of Source
        All that are cited.
    """

    identifier: str
    day: str
    place: str
    kind: str
    summary: str
    killed: str
    injured: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Notable:
    """The notable incidents.

    Parameters
    ----------
    heading : str
        By what they were chosen.
    incidents : tuple of Incident
        The most notable first.
    remark : str
        Why there are none, where there are none.
    """

    heading: str
    incidents: tuple[Incident, ...]
    remark: str = ""


def shortened(text: str, most: int) -> str:
    """Cut a text at a word.

    Examples
    --------
    >>> shortened("A bomb hit a bus in the west of the city.", 20)
    'A bomb hit a bus in …'
    >>> shortened("short", 20), shortened("x" * 30, 10)
    ('short', 'xxxxxxxxx…')
    """
    if len(text) <= most:
        return text
    head, space, _ = text[:most].rpartition(" ")
    return f"{head} …" if space else f"{text[: most - 1]}…"


def notable(snapshot: Snapshot, most: int = 6) -> Notable:
    """Return the records with most killed; the newest where nobody is known to be killed.

    Parameters
    ----------
    snapshot : Snapshot
        The view.
    most : int
        At most so many.

    Returns
    -------
    Notable
        Without incidents where the licence of the records forbids to pass single ones on, or
        nothing is in view; the remark says which.
    """
    heading = "Notable incidents: most people killed (best estimate)"
    if snapshot.is_empty:
        return Notable(heading, (), "No cited record is in view.")
    if not snapshot.dataset.redistributable:
        reason = f"Single records may not be passed on. {snapshot.dataset.why_not}"
        return Notable(heading, (), reason.strip())
    records = snapshot.notable(most)
    has_toll = records["killed_best"].gt(0).fillna(value=False)
    if has_toll.any():
        records = records[has_toll]
    else:
        heading = "Latest incidents: none in view is known to have killed anybody"
        records = snapshot.records().head(most)
    sources = snapshot.sources()
    return Notable(
        heading,
        tuple(
            _incident(
                str(identifier), row, sources[sources["incident_id"].eq(identifier)], snapshot
            )
            for identifier, row in zip(records.index, records.to_dict("records"), strict=True)
        ),
    )


def _text(row: Mapping[Hashable, Any], column: str) -> str:
    return "" if pd.isna(row[column]) else str(row[column]).strip()


def _incident(
    identifier: str, row: Mapping[Hashable, Any], cited: pd.DataFrame, snapshot: Snapshot
) -> Incident:
    pcode = row["province_pcode"]
    names = province_names(snapshot.language)
    province = "Province unknown" if pcode == UNKNOWN_PROVINCE else str(names[pcode])
    place = _text(row, "place") or _text(row, "district")
    kind = ATTACK_TYPES.get(row["attack_type"]) if pd.notna(row["attack_type"]) else None
    event = kind or EVENT_TYPES[row["event_type"]]
    return Incident(
        identifier=identifier,
        day=record_day_text(row["date"], row["date_precision"]),
        place=f"{province}: {place}" if place and place != province else province,
        kind=f"{GROUPS[row['group']].label}, {event.label.lower()}",
        summary=shortened(_text(row, "summary"), SUMMARY_LENGTH),
        killed=_toll(row, "killed"),
        injured=_toll(row, "injured"),
        sources=_sources(row, cited),
    )


def _toll(row: Mapping[Hashable, Any], kind: str) -> str:
    text = range_text(row[f"{kind}_best"], row[f"{kind}_low"], row[f"{kind}_high"])
    is_total = kind == "killed" and row["killed_scope"] == "all_sides" and text != UNKNOWN
    return f"{text} of all sides" if is_total else text


def _sources(row: Mapping[Hashable, Any], cited: pd.DataFrame) -> tuple[Source, ...]:
    # Imported records name their sources in a column, and the row they were read from.
    if row["dataset"] != "curated":
        number = "" if pd.isna(row["source_row"]) else f", row {int(row['source_row'])}"
        named = (_text(row, "source_text"), f"{_text(row, 'source_file')}{number}")
        return tuple(Source(text) for text in named if text)
    return tuple(_source(source) for source in cited.to_dict("records"))


def _source(source: Mapping[Hashable, Any]) -> Source:
    url = str(source["url"])
    is_safe = source["link"] == "yes" and url.startswith(_SAFE_SCHEMES)
    return Source(
        publisher=str(source["publisher"]),
        published=day_text(source["published"]),
        url=url if is_safe else "",
        remark="" if is_safe else "no reliable link",
    )
