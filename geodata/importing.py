"""Files → a version in the store: read, checked, written and published as one."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyarrow.parquet as pq

from geodata.duplicates import DuplicateIndex
from geodata.ingest import (
    Batch,
    Inspected,
    OnProgress,
    batches_of_files,
    in_order_of_release,
    inspect_file,
    no_progress,
)
from geodata.layout import REJECTED_SCHEMA, SCHEMA
from geodata.manifest import RECORDS, Description, SourceFile
from geodata.report import ImportReport
from geodata.sidecar import sha256_of
from geodata.staging import LONGEST_WAIT, writing
from geodata.versions import Version, current_version

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    import pandas as pd

    from geodata.formats import ColumnMapping

_ROWS: Final = 100_000


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import has stored.

    Parameters
    ----------
    version : Version
        The new version, which counts from now on.
    files : tuple of Inspected
        In the order in which they were read: the newest release first.
    report : ImportReport
        What became of all rows.
    """

    version: Version
    files: tuple[Inspected, ...]
    report: ImportReport


def import_files(  # noqa: PLR0913 - each is a choice of whoever imports
    paths: Sequence[Path],
    name: str,
    mapping: ColumnMapping | None = None,
    *,
    adds: bool = False,
    today: date | None = None,
    on_progress: OnProgress = no_progress,
    timeout_seconds: float = LONGEST_WAIT,
) -> Imported:
    """Check files row by row and store what is accepted, with the rejected rows beside it.

    Parameters
    ----------
    paths : sequence of pathlib.Path
        Files; releases of one dataset from the oldest to the newest.
    name : str
        Of the import; a new version of it is made.
    mapping : ColumnMapping, optional
        What the columns of a table in no known format are.
    adds : bool
        Keep the records of the version before, except those that the files have anew.
    today : datetime.date, optional
        The last day that isn't in the future; the machine's by default.
    on_progress : OnProgress
        Called after each batch.
    timeout_seconds : float
        How long to wait for another writer of the same import.

    Raises
    ------
    ReadError, MappingError
        If a file can't be read as a table. Nothing is stored.
    StoreError
        If somebody else is writing, the system refuses, or no row is accepted. Nothing is stored.
    """
    files = in_order_of_release([inspect_file(path, mapping) for path in paths])
    report = ImportReport()
    with writing(name, timeout_seconds) as staged, ThreadPoolExecutor(1) as pool:
        checksums = [pool.submit(sha256_of, path) for path in paths]
        # Asked first, so that a wrong name is told before hours of reading.
        earlier = [current_version(name)] if adds else []
        index = DuplicateIndex()
        for batch in batches_of_files(files, today, on_progress, index):
            report += batch.report
            staged.write(batch.records, batch.rejected)
        if earlier:
            index.start_file(is_older_release=True)
            for batch in _earlier_batches(earlier, index):
                report += batch.report
                staged.write(batch.records, batch.rejected)
        sources = _sources(paths, [checksum.result() for checksum in checksums])
        staged.publish(_description(files, report, sources))
    return Imported(current_version(name), tuple(files), report)


def _sources(paths: Sequence[Path], checksums: Sequence[str]) -> tuple[SourceFile, ...]:
    return tuple(
        SourceFile(path.name, checksum, path.stat().st_size)
        for path, checksum in zip(paths, checksums, strict=True)
    )


def _description(
    files: Sequence[Inspected], report: ImportReport, sources: tuple[SourceFile, ...]
) -> Description:
    formats = {file.format.key: file.format for file in files}
    labels = " + ".join(found.label for found in formats.values())
    is_synthetic = any(file.is_synthetic for file in files)
    locked = [found for found in formats.values() if not found.redistributable]
    return Description(
        label=f"{labels} (synthetic)" if is_synthetic else labels,
        format_key="+".join(formats),
        licence="; ".join(dict.fromkeys(found.licence for found in formats.values())),
        attribution="; ".join(dict.fromkeys(found.attribution for found in formats.values())),
        redistributable=not locked,
        why_not=" ".join(found.why_not_redistributable for found in locked),
        synthetic=is_synthetic,
        sources=sources,
        report=json.loads(report.to_json()),
    )


def _earlier_batches(earlier: Sequence[Version], index: DuplicateIndex) -> Iterator[Batch]:
    """Read the records of the version before; those that were imported anew are superseded."""
    for version in earlier:
        may_quote = version.manifest.description.redistributable
        for path in sorted((version.folder / RECORDS).rglob("*.parquet")):
            with pq.ParquetFile(path) as file:
                for part in file.iter_batches(_ROWS, columns=SCHEMA.names):
                    records = part.to_pandas()
                    yield _earlier_batch(
                        records, index, f"version {version.id}", may_quote=may_quote
                    )


def _earlier_batch(
    records: pd.DataFrame, index: DuplicateIndex, file_name: str, *, may_quote: bool
) -> Batch:
    kept, superseded = index.split(records)
    report = ImportReport.of_batch(
        len(records), kept, superseded, source_file=file_name, may_quote=may_quote
    )
    rejected = superseded.assign(source_file=file_name, source_row=superseded.index, row="")
    return Batch(kept, rejected[list(REJECTED_SCHEMA.names)], report, 0)
