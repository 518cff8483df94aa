"""What changed in the curated records: revision against revision, and the log of it.

The log holds a line for each field that changed, and one for each record that was added or
withdrawn, with the whole record as JSON: from any state of the records and the log, the states
before and after can be made again.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata import schema
from geodata.model import Code
from geodata.sidecar import verify
from geodata.sources.curated import (
    BUILT_IN,
    INCIDENTS_FILE,
    REPORTED_COUNTS_FILE,
    SOURCES_FILE,
    STATEMENTS_FILE,
    records_directory,
)
from geodata.validate import failures, raise_failures, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

LOG_FILE: Final = "changes.csv"

CHANGE_KINDS: Final[dict[str, Code]] = {
    "added": Code("Added"),
    "changed": Code("Changed"),
    "withdrawn": Code("Withdrawn", "Taken out, with a reason"),
}

IDENTIFIERS: Final = {
    INCIDENTS_FILE: "incident_id",
    REPORTED_COUNTS_FILE: "count_id",
    STATEMENTS_FILE: "statement_id",
}
"""The column that tells the records of a file apart; sources have two, incident and address."""

SOURCE_FIELD: Final = "source"
"""Stands as the field where a source of an incident changed; old and new are whole sources."""

_SOURCE_KEY: Final = ["incident_id", "url"]
_CHANGE_COLUMNS: Final = ["file", "incident_id", "field", "old", "new", "kind"]


def changes_between(
    old: Mapping[str, pd.DataFrame], new: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Compare two states of the record files.

    Parameters
    ----------
    old, new : mapping of str to pandas.DataFrame
        Name of the file → its rows as text, with the same columns in both states. No identifier
        stands twice in a file, no address twice with one incident.

    Returns
    -------
    pandas.DataFrame
        A row a change, all text: ``file``, ``incident_id`` (of reported counts and statements
        their own identifier), ``field``, ``old``, ``new``, ``kind``. Of a record that was added or
        withdrawn ``field`` is blank and ``new`` or ``old`` the record as a JSON object; of a source
        ``field`` is :data:`SOURCE_FIELD`. The order of rows and columns counts for nothing.

    Examples
    --------
    >>> before = pd.DataFrame({"statement_id": ["S01"], "expected": ["34"]})
    >>> after = before.assign(expected="33")
    >>> changes_between({"statements.csv": before}, {"statements.csv": after}).iloc[0].tolist()
    ['statements.csv', 'S01', 'expected', '34', '33', 'changed']
    """
    changes = [
        (file, *change)
        for file in old
        for change in (
            _source_changes(old[file], new[file])
            if file == SOURCES_FILE
            else _record_changes(old[file], new[file], IDENTIFIERS[file])
        )
    ]
    return pd.DataFrame(changes, columns=_CHANGE_COLUMNS, dtype="str")


def _record_changes(
    old: pd.DataFrame, new: pd.DataFrame, identifier: str
) -> Iterator[tuple[str, ...]]:
    before, after = _by_key(old, [identifier]), _by_key(new, [identifier])
    for key in _all_keys(before, after):
        (name,) = key
        if key not in before:
            yield name, "", "", _as_json(after[key]), "added"
        elif key not in after:
            yield name, "", _as_json(before[key]), "", "withdrawn"
        else:
            for field, value in before[key].items():
                if value != after[key][field]:
                    yield name, field, value, after[key][field], "changed"


def _source_changes(old: pd.DataFrame, new: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    before, after = _by_key(old, _SOURCE_KEY), _by_key(new, _SOURCE_KEY)
    for key in _all_keys(before, after):
        was, is_now = before.get(key, {}), after.get(key, {})
        if was != is_now:
            kind = "changed" if was and is_now else "added" if is_now else "withdrawn"
            yield key[0], SOURCE_FIELD, _as_json(was), _as_json(is_now), kind


def _by_key(table: pd.DataFrame, key: list[str]) -> dict[tuple[str, ...], dict[str, str]]:
    rows = (dict(zip(table.columns, row, strict=True)) for row in table.to_numpy().tolist())
    return {tuple(row[name] for name in key): row for row in rows}


def _all_keys(
    before: Mapping[tuple[str, ...], object], after: Mapping[tuple[str, ...], object]
) -> list[tuple[str, ...]]:
    return list(dict.fromkeys([*before, *after]))


def _as_json(row: Mapping[str, str]) -> str:
    return json.dumps(row, ensure_ascii=False) if row else ""


def logged(
    changes: pd.DataFrame, on: date, reason: str, withdrawn: Mapping[str, str]
) -> pd.DataFrame:
    """Return changes as lines of the log.

    Parameters
    ----------
    changes : pandas.DataFrame
        As :func:`changes_between` returns them.
    on : datetime.date
        The day of the update.
    reason : str
        Why the records were revised; may be blank.
    withdrawn : mapping of str to str
        Identifier of a withdrawn record → why. It also holds for its sources.
    """
    reasons = [
        withdrawn.get(name, reason) if kind == "withdrawn" else reason
        for name, kind in zip(changes["incident_id"], changes["kind"], strict=True)
    ]
    lines = changes.assign(date=on.isoformat(), reason=reasons)
    return lines[list(schema.CHANGES.columns)]


def read_log(directory: Path) -> pd.DataFrame:
    """Read the log of a folder as text; a folder without one has no lines.

    Raises
    ------
    ChecksumError
        If it is not the file that its sidecar describes.
    RecordError
        If it breaks its schema.
    """
    path = directory / LOG_FILE
    if not path.exists() and directory != BUILT_IN:
        return pd.DataFrame(columns=list(schema.CHANGES.columns), dtype="str")
    verify(path)
    text = read_text(path)
    raise_failures(failures(text, LOG_FILE, schema.CHANGES))
    return text


def load_changes(directory: Path | None = None) -> pd.DataFrame:
    """Load the log of changes of the curated records.

    Parameters
    ----------
    directory : pathlib.Path, optional
        Another folder with the record files; the built-in ones by default.

    Returns
    -------
    pandas.DataFrame
        A row a change, the oldest first: ``date`` (datetime64, the day of the update), ``file``,
        ``incident_id`` (of reported counts and statements their own identifier), ``field``,
        ``old``, ``new``, ``kind`` (``added``, ``changed``, ``withdrawn``), ``reason``; all string,
        missing where blank. Of a record that was added or withdrawn ``field`` is missing and
        ``new`` or ``old`` the whole record as a JSON object; of a source ``field`` is ``source``
        and both are JSON objects.

    Raises
    ------
    ChecksumError
        If the log is not the file that its sidecar describes.
    RecordError
        If it breaks its schema.

    Examples
    --------
    >>> load_changes().columns.tolist()
    ['date', 'file', 'incident_id', 'field', 'old', 'new', 'kind', 'reason']
    """
    text = read_log(directory or records_directory()).reset_index(drop=True)
    blank = text.astype("string").replace("", pd.NA)
    days = pd.to_datetime(blank["date"], format="%Y-%m-%d").astype("datetime64[us]")
    return blank.assign(date=days)
