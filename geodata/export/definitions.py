"""What the columns, codes and measures of a table mean, made from where they are defined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.measures import MEASURES
from geodata.model import (
    ATTACK_TYPES,
    ATTRIBUTIONS,
    DATE_PRECISIONS,
    EVENT_TYPES,
    GROUPS,
    KILLED_SCOPES,
    LOCATION_PRECISIONS,
    TARGETS,
    Code,
)
from geodata.reasons import FLAGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CODES: Final[dict[str, Mapping[str, Code]]] = {
    "group": GROUPS,
    "attribution": ATTRIBUTIONS,
    "event_type": EVENT_TYPES,
    "attack_type": ATTACK_TYPES,
    "target": TARGETS,
    "date_precision": DATE_PRECISIONS,
    "location_precision": LOCATION_PRECISIONS,
    "killed_scope": KILLED_SCOPES,
}
"""Columns that hold codes, and what the codes stand for."""

_ESTIMATES: Final = {"low": "lowest", "best": "best", "high": "highest"}

_COLUMNS: Final[dict[str, str]] = {
    "incident_id": "Identifier of the record",
    "date": "Day of the event; its first day where only a longer span is known",
    "date_precision": "How precisely the date is known",
    "province_pcode": "Province, p-code of OCHA; “unknown” where no province could be given",
    "province": "Name of the province",
    "district": "District as the sources say",
    "place": "Place as the sources say",
    "latitude": "Degrees north, WGS 84; of the named town or district, not the exact spot",
    "longitude": "Degrees east, WGS 84; of the named town or district, not the exact spot",
    "location_precision": "How precisely the place is known",
    "group": "Militant group whose activity it is",
    "group_label": "Name of the group",
    "attribution": "How sure it is that it was this group",
    "event_type": "What happened",
    "attack_type": "How it was done",
    "target": "Against whom",
    "opponent": "The other side, in words",
    "attackers_killed": "The group's own dead, where told apart; blank is unknown",
    "killed_scope": "Who is counted among the killed",
    "summary": "The event in a sentence",
    "note": "Contradictions and doubts",
    "sources_count": "Number of sources",
    "dataset": "Where the record is from",
    "province_method": "How the province was found",
    "actor": "The group in the source's own words",
    "source_text": "Sources of an imported record, as its file names them",
    "source_file": "File that the record was read from",
    "source_row": "Row of that file, the heading not counted",
    "flags": "What a reader should know of the record, codes joined by semicolons",
    "sources": "Publisher, day of publication and address of each source, joined by semicolons",
    "publisher": "Who published the source",
    "url": "Address of the source; blank where it was read on an unreliable mirror",
    "published": "Day of publication, where known",
    "period_start": "First day of the period",
    "period_end": "Last day of the period",
    "period_label": "The period in words, with the part of it that the view holds",
    "incidents": "Cited records",
    "killed_unknown": "Records that give no figure of killed",
    "injured_unknown": "Records that give no figure of injured",
    "toll_unknown": "Records that give neither a figure of killed nor of injured",
    "killed_all_sides_records": "Records whose killed are a total of all sides",
    "killed_all_sides_best": "Best estimate of these killed of all sides; part of killed_best",
    "month_only": "Records known only to the month, counted on its first day",
    "vague_date": "Records known only to a week or a span of months, counted on its first day",
    "attacks_target_known": "Attacks whose target is known",
    "attacks_on_target": "Attacks on the target that the view asks for",
    "first_date": "Day of the first record; a longer span counts as its first day",
    "last_date": "Day of the last record; a longer span counts as its first day",
    "first_known_day": "The first among the records known to the day",
    "last_known_day": "The last among the records known to the day",
    "first_known_month": "The first among the records known to the month or better",
    "last_known_month": "The last among the records known to the month or better",
    "credits": "Whose data this is; has to be shown wherever it is shown",
    "filters": "Which records are in the table, or were counted",
    "marking": "Marking of the document",
    "manifest": "From what the table was made, for the command atlas reproduce",
}


def meaning_of(column: str) -> str:
    """Say what a column holds; empty if nobody has said so yet.

    Examples
    --------
    >>> meaning_of("killed_low")
    'Killed, lowest estimate; blank is unknown, not zero'
    >>> meaning_of("killed_rate_best")
    'Killed per 100,000 people, best estimate. Killed over the whole period in view, ...'
    """
    if column in _COLUMNS:
        return _COLUMNS[column]
    if column in MEASURES:
        return f"{MEASURES[column].label}. {MEASURES[column].definition}"
    kind, _, estimate = column.rpartition("_")
    if estimate not in _ESTIMATES or kind not in MEASURES:
        return ""
    measure, word = MEASURES[kind], f"{_ESTIMATES[estimate]} estimate"
    if measure.is_sum:
        return f"{measure.label}, {word}; blank is unknown, not zero"
    return f"{measure.label}, {word}. {measure.definition}"


def column_rows(tables: Mapping[str, Iterable[str]]) -> list[tuple[str, str, str]]:
    """Return table, column and meaning of each column."""
    return [
        (table, column, meaning_of(column))
        for table, columns in tables.items()
        for column in columns
    ]


def code_rows() -> list[tuple[str, str, str, str]]:
    """Return column, code, label and description of each code, those of the flags last."""
    coded = [
        (column, key, code.label, code.description)
        for column, codes in CODES.items()
        for key, code in codes.items()
    ]
    return coded + [("flags", key, flag.label, flag.sentence) for key, flag in FLAGS.items()]


def measure_rows() -> list[tuple[str, str, str]]:
    """Return label, unit and definition of each measure."""
    return [(each.label, each.unit, each.definition) for each in MEASURES.values()]
