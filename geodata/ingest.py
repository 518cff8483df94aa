"""Files → checked records, batch by batch: what a page looks at and what an import stores."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

import numpy as np
import pandas as pd

from geodata.ahead import mapped_ahead
from geodata.checks import Checked, check, malformed_rows
from geodata.checks.columns import text_array
from geodata.checks.outcomes import Objection, rejected_rows
from geodata.duplicates import DuplicateIndex
from geodata.formats import ColumnMapping, Detected, Format, detect, guess_mapping, table_format
from geodata.layout import REJECTED_SCHEMA, SCHEMA
from geodata.limits import Limits, import_limits
from geodata.report import ImportReport
from geodata.sources.reading import RawBatch, RawFile, open_raw, read_batches
from geodata.synth.marks import is_synthetic

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pyarrow as pa

Source: TypeAlias = "Path | tuple[str, bytes]"
"""A file on disk, or the name and the bytes of an upload."""

MOST_REJECTED: Final = 10_000
"""Rejected rows that are kept for a look when nothing is stored."""

TABLE: Final = "table"
"""Key of the format of files in no known format."""

# GEDEvent_v24_0_3.csv, GEDEvent_v25_01_26.csv: a release's number, in its parts.
_RELEASE: Final = re.compile(r"v?(\d{2})[._](\d{1,2})[._](\d{1,2})")


class OnProgress(Protocol):
    """Called after each batch, so that a terminal or a page can show a bar."""

    def __call__(self, file_name: str, bytes_read: int, bytes_in_all: int) -> None:
        """Take what has been read of a file, in bytes."""


def no_progress(file_name: str, bytes_read: int, bytes_in_all: int) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """One file, looked at but not read.

    Parameters
    ----------
    raw : RawFile
        What it is, technically.
    detected : Detected
        What its columns mean, and how that was found.
    mapping : ColumnMapping or None
        Of a table in no known format: what its columns are, guessed or given.
    is_synthetic : bool
        Whether it says of itself that it is made up.
    """

    raw: RawFile
    detected: Detected
    mapping: ColumnMapping | None
    is_synthetic: bool

    @property
    def format(self) -> Format:
        """What the columns mean."""
        return self.detected.format


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of some rows of a file.

    Parameters
    ----------
    records : pandas.DataFrame
        Accepted rows, columns of :data:`geodata.layout.SCHEMA`.
    rejected : pandas.DataFrame
        Rejected rows, columns of :data:`geodata.layout.REJECTED_SCHEMA`.
    report : ImportReport
        Counts of this batch.
    bytes_read : int
        How much of the file has been read.
    """

    records: pd.DataFrame
    rejected: pd.DataFrame
    report: ImportReport
    bytes_read: int


def inspect_file(
    source: Source, mapping: ColumnMapping | None = None, limits: Limits | None = None
) -> Inspected:
    """Look at a file: what it is and what its columns mean.

    Parameters
    ----------
    source : pathlib.Path or tuple of (str, bytes)
        A file or an upload.
    mapping : ColumnMapping, optional
        What the columns of a table are. A table in no known format gets a guess by default; a
        file of a known format is read by the mapping if one is given.
    limits : Limits, optional
        How much it may be; by default what an import may be.

    Raises
    ------
    ReadError
        If it can't be read as a table.
    MappingError
        If the mapping names what the table doesn't have.
    """
    raw = open_raw(source, limits or import_limits())
    detected = detect(raw.first_rows, raw.file_name)
    if mapping is None and detected.format.key == TABLE:
        mapping = guess_mapping(detected.columns, sample_of(raw, detected))
    elif mapping is not None:
        mapping.check(detected.columns)
    # A guess that lacks something is shown as it is, and can't be read by.
    if mapping is not None and not mapping.problems(detected.columns):
        detected = replace(detected, format=table_format(mapping))
    return Inspected(raw, detected, mapping, is_synthetic(raw.first_rows, raw.file_name))


def sample_of(raw: RawFile, detected: Detected) -> pd.DataFrame:
    """Return the first rows of a file under the names of its columns, all text."""
    width = len(detected.columns)
    rows = raw.first_rows[1:] if detected.has_heading else raw.first_rows
    even = [[*row, *[""] * (width - len(row))][:width] for row in rows]
    return pd.DataFrame(even, columns=list(detected.columns), dtype="str")


def check_rows(rows: pd.DataFrame, file_format: Format, today: date) -> Checked:
    """Check some rows of a file, each by itself; the same function runs on one machine or many.

    Parameters
    ----------
    rows : pandas.DataFrame
        Text, as :func:`geodata.sources.reading.read_batches` gives it.
    file_format : Format
        What the columns mean.
    today : datetime.date
        The last day that isn't in the future.
    """
    return check(file_format.to_candidates(rows), today)


def checked_batches(
    inspected: Inspected, index: DuplicateIndex, today: date | None = None
) -> Iterator[Batch]:
    """Read a file and check it, batch by batch.

    Parameters
    ----------
    inspected : Inspected
        The file.
    index : DuplicateIndex
        What the import has met so far.
    today : datetime.date, optional
        The last day that isn't in the future; the machine's by default.

    Yields
    ------
    Batch
        In the order of the file. Nothing of a file may be kept if reading it fails half-way.
    """
    detected = inspected.detected
    outdated = outdated_rows(inspected)
    raw_batches = read_batches(
        inspected.raw,
        detected.columns,
        has_heading=detected.has_heading,
        wanted=detected.format.wanted,
    )
    day = today or date.today()  # noqa: DTZ011 - the user's own day

    def checked(raw_batch: RawBatch) -> tuple[RawBatch, Checked]:
        return raw_batch, check_rows(raw_batch.frame, detected.format, day)

    for raw_batch, outcome in mapped_ahead(checked, raw_batches):
        yield _batch(raw_batch, outcome, inspected, index, outdated)


def outdated_rows(inspected: Inspected) -> pd.Index:
    """Return the rows of a file of which it holds a newer one with the same identifier.

    Only formats that date their rows (ACLED's ``timestamp``) have such rows; the file is read
    once more for it, since the newer row may come first or last.
    """
    file_format, detected = inspected.format, inspected.detected
    newest_by = file_format.newest_by
    if not newest_by or newest_by not in detected.columns:
        return pd.Index([], dtype="int64", name="source_row")
    rows = pd.concat(
        [
            pd.DataFrame(
                {
                    "id": pd.util.hash_array(
                        file_format.to_candidates(batch.frame)["incident_id"].array
                    ),
                    "stamp": pd.to_numeric(batch.frame[newest_by], errors="coerce"),
                }
            )
            for batch in read_batches(
                inspected.raw,
                detected.columns,
                has_heading=detected.has_heading,
                wanted=file_format.wanted,
            )
        ]
        or [pd.DataFrame({"id": [], "stamp": []})]
    )
    newest = rows.groupby("id")["stamp"].transform("max")
    return rows.index[rows["stamp"] < newest]


def _batch(
    raw_batch: RawBatch,
    outcome: Checked,
    inspected: Inspected,
    index: DuplicateIndex,
    outdated: pd.Index,
) -> Batch:
    file_format, file_name = inspected.format, inspected.raw.file_name
    is_outdated = outcome.records.index.isin(outdated)
    superseded = superseded_rows(outcome.records[is_outdated])
    kept, duplicates = index.split(outcome.records[~is_outdated])
    malformed = malformed_rows(raw_batch.malformed)
    rejected = all_rejected(outcome.rejected, superseded, duplicates, malformed)
    report = ImportReport.of_batch(
        len(raw_batch.frame) + len(raw_batch.malformed),
        kept,
        rejected,
        source_file=file_name,
        may_quote=file_format.redistributable,
    )
    return Batch(
        kept.assign(dataset=file_format.key, source_file=file_name),
        with_rows(rejected, raw_batch, file_name),
        report,
        raw_batch.bytes_read,
    )


def superseded_rows(records: pd.DataFrame) -> pd.DataFrame:
    """Return records as rejected rows, because newer ones have the same identifiers."""
    everywhere = np.ones(len(records), dtype=np.bool_)
    return rejected_rows(
        {"incident_id": text_array(records["incident_id"])},
        records.index,
        [Objection("superseded", "incident_id", everywhere)],
    )


def all_rejected(*parts: pd.DataFrame) -> pd.DataFrame:
    """Put rejected rows together in the order of the file."""
    filled = [part for part in parts if len(part)]
    return pd.concat(filled).sort_index() if filled else parts[0]


def with_rows(rejected: pd.DataFrame, raw_batch: RawBatch, file_name: str) -> pd.DataFrame:
    """Put beside each rejected row what stands in the file, as one line of JSON."""
    read = raw_batch.frame.loc[raw_batch.frame.index.isin(rejected.index)]
    lines = read.to_json(orient="records", lines=True, force_ascii=False) if len(read) else ""
    # Not splitlines, which would also split at the rarer line breaks inside a text.
    texts = pd.Series(lines.split("\n")[: len(read)], index=read.index, dtype="str")
    broken = raw_batch.malformed.set_index("source_row")["text"]
    return rejected.assign(
        source_file=file_name,
        source_row=rejected.index,
        row=pd.concat([texts, broken]).reindex(rejected.index),
    )


@dataclass(frozen=True, slots=True)
class Validation:
    """What the checks make of some files; nothing is stored.

    Parameters
    ----------
    files : tuple of Inspected
        In the order in which they were read: the newest release first.
    records : pandas.DataFrame
        Accepted rows, columns of :data:`geodata.layout.SCHEMA`; empty unless asked for.
    rejected : pandas.DataFrame
        The first :data:`MOST_REJECTED` rejected rows.
    report : ImportReport
        What became of all rows.
    """

    files: tuple[Inspected, ...]
    records: pd.DataFrame
    rejected: pd.DataFrame
    report: ImportReport


def batches_of_files(
    files: Sequence[Inspected],
    today: date | None,
    on_progress: OnProgress,
    index: DuplicateIndex | None = None,
) -> Iterator[Batch]:
    """Read and check several files as one import, the newest release first.

    Parameters
    ----------
    files : sequence of Inspected
        As :func:`in_order_of_release` returns them.
    today : datetime.date, optional
        The last day that isn't in the future; the machine's by default.
    on_progress : OnProgress
        Called after each batch.
    index : DuplicateIndex, optional
        Remembers what the import has met.
    """
    index = index or DuplicateIndex()
    for number, file in enumerate(files):
        index.start_file(is_older_release=number > 0)
        for batch in checked_batches(file, index, today):
            on_progress(file.raw.file_name, batch.bytes_read, file.raw.size_bytes)
            yield batch


def validate_files(
    sources: Sequence[Source],
    mapping: ColumnMapping | None = None,
    *,
    keep_records: bool = False,
    today: date | None = None,
    on_progress: OnProgress = no_progress,
) -> Validation:
    """Check files row by row without storing anything.

    Parameters
    ----------
    sources : sequence of pathlib.Path or tuple of (str, bytes)
        Files or uploads; releases of one dataset from the oldest to the newest.
    mapping : ColumnMapping, optional
        What the columns of a table in no known format are.
    keep_records : bool
        Whether the accepted rows are wanted, for a look at them; they must fit into memory.
    today : datetime.date, optional
        The last day that isn't in the future; the machine's by default.
    on_progress : OnProgress
        Called after each batch.

    Raises
    ------
    ReadError
        If a file can't be read as a table.
    MappingError
        If the columns of a table in no known format aren't all named that must be.
    """
    files = in_order_of_release([inspect_file(source, mapping) for source in sources])
    records, rejected, report = [], [], ImportReport()
    spare = MOST_REJECTED
    for batch in batches_of_files(files, today, on_progress):
        report += batch.report
        rejected.append(batch.rejected.head(spare))
        spare -= len(rejected[-1])
        if keep_records:
            records.append(batch.records)
    return Validation(
        tuple(files), _joined(records, SCHEMA), _joined(rejected, REJECTED_SCHEMA), report
    )


def _joined(parts: Sequence[pd.DataFrame], schema: pa.Schema) -> pd.DataFrame:
    filled = [part for part in parts if len(part)]
    columns = list(schema.names)
    return (
        pd.concat(filled, ignore_index=True)[columns] if filled else pd.DataFrame(columns=columns)
    )


def in_order_of_release(files: Sequence[Inspected]) -> list[Inspected]:
    """Sort releases of one dataset from the newest to the oldest.

    Identifiers recur across releases, and the newest row counts. The number of a release is read
    from the file name (``GEDEvent_v24_0_3.csv``); where a file has none, the files are taken to
    be given from the oldest to the newest.
    """
    numbers = [_RELEASE.search(file.raw.file_name) for file in files]
    if all(numbers):
        keyed = [
            (tuple(map(int, number.groups())), place, file)
            for place, (number, file) in enumerate(zip(numbers, files, strict=True))
            if number
        ]
        return [file for *_, file in sorted(keyed, key=lambda item: item[:2], reverse=True)]
    return list(reversed(files))
