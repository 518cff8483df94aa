"""The curated records grow and are corrected: a checked revision takes their place as a whole.

The new files are written aside, next to the folder of the records, and take its place by renaming:
a failure at any point leaves the records as they were.
"""

from __future__ import annotations

import csv
import errno
import fcntl
import io
import json
import os
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata import schema
from geodata.changelog import LOG_FILE, load_changes, logged, read_log
from geodata.revision import Review, RevisionError, check_revision
from geodata.sidecar import load_sidecar, write_sidecar
from geodata.sources.curated import (
    BUILT_IN,
    INCIDENTS_FILE,
    RECORD_FILES,
    load_incidents,
    load_reported_counts,
    load_statements,
)
from geodata.validate import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

__all__ = ["Review", "RevisionError", "Update", "check_revision", "load_changes", "update_records"]

_READ_ONLY: Final = (errno.EACCES, errno.EPERM, errno.EROFS)
_YEARS: Final = re.compile(r"\b\d{4} to \d{4}\b")


@dataclass(frozen=True, slots=True, eq=False)
class Update:
    """What became of a revision.

    Parameters
    ----------
    review : Review
        What the checks say of it.
    is_done : bool
        Whether the records are changed; not if the revision was refused or changes nothing.
    incidents : int
        How many incidents there are now.
    """

    review: Review
    is_done: bool
    incidents: int

    @property
    def is_accepted(self) -> bool:
        """Whether the revision had no errors."""
        return self.review.is_acceptable

    def __str__(self) -> str:
        if self.is_done:
            outcome = (
                f"Brought in: {self.incidents:,} incidents now, {len(self.review.changes)} lines "
                f"more in {LOG_FILE}. Next: run make test and commit the folder of the records."
            )
        elif self.is_accepted:
            outcome = "The revision changes nothing; the records are as they were."
        else:
            outcome = "Refused; the records are as they were. Correct the errors and try again."
        return f"{self.review}\n{outcome}"

    def to_json(self) -> str:
        """Return the same as a JSON object."""
        content = {"done": self.is_done, "incidents_now": self.incidents, **self.review.to_dict()}
        return json.dumps(content, indent=2, ensure_ascii=False)


def update_records(
    directory: Path, accessed: date, *, reason: str = "", current: Path = BUILT_IN
) -> Update:
    """Bring in a revision of the four record files, as a whole or not at all.

    Parameters
    ----------
    directory : pathlib.Path
        The folder of the revision, see :func:`geodata.revision.check_revision`.
    accessed : datetime.date
        The day of the update: stands in the sidecars and in the log; no incident may lie after it.
    reason : str
        Why the records are revised, for the log. Withdrawn records have their own reasons.
    current : pathlib.Path
        The folder of the records that are revised.

    Returns
    -------
    Update
        Prints as a report. A revision with errors is refused and changes nothing. Files without
        a change stay as they are, byte for byte; each change is a line of ``changes.csv``.

    Raises
    ------
    RevisionError
        If the folder is none, the records can't be written, or another update is running; nothing
        is changed then.
    ChecksumError, RecordError
        If the records that are revised are not what they should be.
    """
    with _locked(current):
        _clear_up(current)
        review = check_revision(directory, accessed, current)
        if not review.is_acceptable or review.changes.empty:
            return Update(review, is_done=False, incidents=len(read_text(current / INCIDENTS_FILE)))
        try:
            _replace(current, review, accessed, reason)
        except OSError as error:
            raise _unwritable(current, error) from error
        finally:
            _clear_up(current)
        return Update(review, is_done=True, incidents=len(review.tables[INCIDENTS_FILE]))


@contextmanager
def _locked(current: Path) -> Iterator[None]:
    """Hold the folder around the records, so that of two updates none is lost."""
    try:
        handle = os.open(current.parent, os.O_RDONLY)
    except OSError as error:
        raise _unwritable(current, error) from error
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


def _lock(handle: int) -> None:
    try:
        # Let go of by the system even if the process is killed; leaves no file behind.
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise RevisionError(
            "Another update of the records is running. Wait until it has ended and try again."
        ) from error


def _aside(current: Path) -> Path:
    return current.with_name(f".{current.name}.next")


def _previous(current: Path) -> Path:
    return current.with_name(f".{current.name}.previous")


def _clear_up(current: Path) -> None:
    """Put right what an update that was cut off has left."""
    if _previous(current).exists() and not current.exists():
        _previous(current).rename(current)
    for folder in (_aside(current), _previous(current)):
        shutil.rmtree(folder, ignore_errors=True)


def _unwritable(current: Path, error: OSError) -> RevisionError:
    if error.errno in _READ_ONLY:
        return RevisionError(
            f"The records in {current} are installed read-only. Run the update in a checkout of "
            "the project that you may write to. Nothing was changed."
        )
    return RevisionError(
        f"The records in {current} can't be written: {error}. Nothing was changed."
    )


def _replace(current: Path, review: Review, accessed: date, reason: str) -> None:
    aside = _aside(current)
    shutil.copytree(current, aside)
    for file in RECORD_FILES:
        if review.changes["file"].eq(file).any():
            _write_records(aside / file, review.tables[file], accessed)
    lines = logged(review.changes, accessed, reason, review.withdrawn)
    _write_log(aside, lines, accessed)
    # Read with all checks before anything is replaced.
    load_incidents(aside)
    load_reported_counts(aside)
    load_statements(aside)
    load_changes(aside)
    current.rename(_previous(current))
    aside.rename(current)


def _write_records(path: Path, table: pd.DataFrame, accessed: date) -> None:
    columns = read_text(path).columns
    sidecar = load_sidecar(path)
    if path.name == INCIDENTS_FILE:
        years = f"{table['date'].min()[:4]} to {table['date'].max()[:4]}"
        sidecar = replace(sidecar, title=_YEARS.sub(years, sidecar.title))
    # The line ends that the file has, so that only changed lines differ for a version control.
    line_end = "\r\n" if b"\r\n" in path.read_bytes() else "\n"
    path.write_bytes(_csv_text(table[columns], line_end).encode("utf-8"))
    described = replace(sidecar, accessed=accessed.isoformat(), counts={"rows": len(table)})
    write_sidecar(path, described)


def _write_log(directory: Path, lines: pd.DataFrame, accessed: date) -> None:
    path = directory / LOG_FILE
    log = pd.concat([read_log(directory), lines], ignore_index=True)
    sidecar = load_sidecar(path)
    path.write_bytes(_csv_text(log[list(schema.CHANGES.columns)], "\n").encode("utf-8"))
    described = replace(sidecar, accessed=accessed.isoformat(), counts={"rows": len(log)})
    write_sidecar(path, described)


def _csv_text(table: pd.DataFrame, line_end: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=line_end)
    writer.writerow(table.columns)
    writer.writerows(table.itertuples(index=False))
    return text.getvalue()
