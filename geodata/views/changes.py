"""The log of changes as a reader sees it: revision by revision, old → new."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.changelog import CHANGE_KINDS, SOURCE_FIELD
from geodata.model import (
    ATTACK_TYPES,
    ATTRIBUTIONS,
    DATE_PRECISIONS,
    EVENT_TYPES,
    GROUPS,
    KILLED_SCOPES,
    LOCATION_PRECISIONS,
    TARGETS,
)
from geodata.sources.curated import (
    INCIDENTS_FILE,
    REPORTED_COUNTS_FILE,
    SOURCES_FILE,
    STATEMENTS_FILE,
)
from geodata.views.text import day_text, join_words, number_text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import date
    from typing import Any

    from geodata.model import Code

BLANK: Final = "blank"
"""Stands where a field held nothing, which in the records means unknown."""

_NOUNS: Final = {
    INCIDENTS_FILE: "Incident",
    SOURCES_FILE: "Source",
    REPORTED_COUNTS_FILE: "Count by others",
    STATEMENTS_FILE: "Statement",
}
_CODES: Final[dict[str, Mapping[str, Code]]] = {
    "group": GROUPS,
    "attribution": ATTRIBUTIONS,
    "event_type": EVENT_TYPES,
    "attack_type": ATTACK_TYPES,
    "target": TARGETS,
    "date_precision": DATE_PRECISIONS,
    "location_precision": LOCATION_PRECISIONS,
    "killed_scope": KILLED_SCOPES,
}
# What tells a whole record best, by file.
_TELLING: Final = {
    INCIDENTS_FILE: ("date", "province", "summary"),
    SOURCES_FILE: ("publisher", "published", "url"),
    REPORTED_COUNTS_FILE: ("reporter", "period_start", "period_end", "summary"),
    STATEMENTS_FILE: ("made_on", "speaker", "statement"),
}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change.

    Parameters
    ----------
    what : str
        Kind of record and of change: ``Incident, changed``.
    record : str
        Identifier.
    is_incident : bool
        Whether the record is an incident that can be looked at.
    field : str
        Name of the field as words; empty where a whole record came or went.
    old, new : str
        Before and after; :data:`BLANK` where there was nothing, empty where there was no record.
    reason : str
        Why; may be empty.
    """

    what: str
    record: str
    is_incident: bool
    field: str
    old: str
    new: str
    reason: str


@dataclass(frozen=True, slots=True)
class Revision:
    """All changes of one day.

    Parameters
    ----------
    day : datetime.date
        Of the update.
    heading : str
        The day, and how many changes of which kind.
    lines : tuple of ChangeLine
        In the order of the log.
    """

    day: date
    heading: str
    lines: tuple[ChangeLine, ...]


def revisions(
    log: pd.DataFrame, first: date | None = None, last: date | None = None
) -> tuple[Revision, ...]:
    """Return the revisions between two days, the newest first.

    Parameters
    ----------
    log : pandas.DataFrame
        As :func:`geodata.changelog.load_changes` returns it.
    first, last : datetime.date, optional
        Both days included.
    """
    days = log["date"].dt.date
    wanted = pd.Series(data=True, index=log.index)
    if first is not None:
        wanted &= days >= first
    if last is not None:
        wanted &= days <= last
    found = [
        Revision(day, _heading(day, rows), tuple(map(_line, rows.to_dict("records"))))
        for day, rows in log[wanted].groupby(days[wanted])
    ]
    return tuple(reversed(found))


def _heading(day: date, rows: pd.DataFrame) -> str:
    counts = rows["kind"].value_counts()
    named = [
        f"{number_text(counts[kind])} {code.label.lower()}"
        for kind, code in CHANGE_KINDS.items()
        if kind in counts
    ]
    return f"{day_text(day)}: {join_words(named)}"


def _line(row: dict[Hashable, Any]) -> ChangeLine:
    texts = {str(key): "" if pd.isna(value) else str(value) for key, value in row.items()}
    file, field = texts["file"], texts["field"]
    is_whole = field in {"", SOURCE_FIELD}
    kind = CHANGE_KINDS[texts["kind"]].label.lower()
    noun = _NOUNS[SOURCES_FILE if field == SOURCE_FIELD else file]
    old, new = (
        _whole(texts[side], file) if is_whole else value_text(texts[side], field)
        for side in ("old", "new")
    )
    return ChangeLine(
        what=f"{noun}, {kind}",
        record=texts["incident_id"],
        is_incident=file in {INCIDENTS_FILE, SOURCES_FILE},
        field="" if is_whole else field.replace("_", " "),
        old=old,
        new=new,
        reason=texts["reason"],
    )


def value_text(text: str, field: str) -> str:
    """Write the value of a field: the label of a code, :data:`BLANK` where there is none."""
    if not text:
        return BLANK
    codes = _CODES.get(field, {})
    return codes[text].label if text in codes else text


def _whole(text: str, file: str) -> str:
    """Write a whole record, which the log holds as JSON, in a line."""
    if not text:
        return ""
    record = json.loads(text)
    return ", ".join(filter(None, (record.get(name, "") for name in _TELLING[file])))


def no_change_text(log: pd.DataFrame, first: date | None, last: date | None) -> str:
    """Say why there is no revision to show.

    Parameters
    ----------
    log : pandas.DataFrame
        The whole log.
    first, last : datetime.date, optional
        Between which days the reader looked.
    """
    if log.empty:
        return (
            "The log of changes is empty: since their first edition no curated record has been "
            "added, changed or withdrawn."
        )
    edges = [day_text(day.date()) for day in (log["date"].min(), log["date"].max())]
    span = f"since {day_text(first)}" if first else ""
    if last:
        span += f"{' and ' if span else ''}until {day_text(last)}"
    return (
        f"No change {span}. The log holds {number_text(len(log))} "
        f"change{'' if len(log) == 1 else 's'}, {' to '.join(dict.fromkeys(edges))}."
    )
