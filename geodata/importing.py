"""Files → a version in the store: read, checked, written and published as one."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Final

import pyarrow.parquet as pq

from geodata.duplicates import DuplicateIndex
from geodata.engine import DUCKDB, EngineError, chosen_engine
from geodata.ingest import (
    Batch,
    Inspected,
    OnProgress,
    Source,
    batches_of_files,
    in_order_of_release,
    inspect_file,
    no_progress,
)
from geodata.layout import REJECTED_SCHEMA, SCHEMA
from geodata.manifest import RECORDS, Description, SourceFile
from geodata.report import ImportReport
from geodata.sidecar import sha256_of
from geodata.sources.rawfile import content_of
from geodata.staging import LONGEST_WAIT, Staged, writing
from geodata.versions import Version, current_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd

    from geodata.formats import ColumnMapping

_ROWS: Final = 100_000
_SYNTHETIC: Final = " (synthetic)"


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
    sources: Sequence[Source],
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
    sources : sequence of pathlib.Path or tuple of (str, bytes)
        Files or uploads; releases of one dataset from the oldest to the newest.
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
    files = in_order_of_release([inspect_file(source, mapping) for source in sources])
    report = ImportReport()
    with writing(name, timeout_seconds) as staged, ThreadPoolExecutor(1) as pool:
        described = [pool.submit(_source_file, source) for source in sources]
        # Asked first, so that a wrong name is told before hours of reading.
        earlier = [current_version(name)] if adds else []
        if chosen_engine() != DUCKDB:
            report = _imported_by_spark(files, staged, today, adds=adds)
        else:
            for batch in _batches(files, today, on_progress, earlier):
                report += batch.report
                staged.write(batch.records, batch.rejected)
        origins = tuple(each.result() for each in described)
        staged.publish(_description(files, report, origins, earlier))
    return Imported(current_version(name), tuple(files), report)


def _batches(
    files: Sequence[Inspected],
    today: date | None,
    on_progress: OnProgress,
    earlier: Sequence[Version],
) -> Iterator[Batch]:
    index = DuplicateIndex()
    yield from batches_of_files(files, today, on_progress, index)
    if earlier:
        index.start_file(is_older_release=True)
        yield from _earlier_batches(earlier, index)


def _imported_by_spark(
    files: Sequence[Inspected], staged: Staged, today: date | None, *, adds: bool
) -> ImportReport:
    if adds:
        raise EngineError(
            "Spark imports whole files only. Unset ATLAS_ENGINE to add to the version before."
        )
    # Spark is an optional extra.
    from geodata.spark_files import spark_file  # noqa: PLC0415 - needs it
    from geodata.spark_import import map_in_spark  # noqa: PLC0415 - the same

    day = today or date.today()  # noqa: DTZ011 - the user's own day
    return map_in_spark([spark_file(file, day) for file in files], staged)


def _source_file(source: Source) -> SourceFile:
    if isinstance(source, tuple):
        content = source[1]
        name = content_of(source).name
        return SourceFile(name, hashlib.sha256(content).hexdigest(), len(content))
    return SourceFile(content_of(source).name, sha256_of(source), source.stat().st_size)


def _description(
    files: Sequence[Inspected],
    report: ImportReport,
    sources: tuple[SourceFile, ...],
    earlier: Sequence[Version],
) -> Description:
    """Describe an import; records kept from the version before keep their rights and marks."""
    before = [version.manifest.description for version in earlier]
    formats = list({file.format.key: file.format for file in files}.values())
    is_synthetic = any(file.is_synthetic for file in files) or any(
        each.synthetic for each in before
    )
    labels = [each.label.removesuffix(_SYNTHETIC).split(" + ") for each in before]
    keys = [each.format_key.split("+") for each in before]
    licences = [each.licence.split("; ") for each in before]
    # An attribution may hold a semicolon of its own, so it is compared as a whole.
    credited = [each.attribution for each in before]
    reasons = [each.why_not for each in before]
    label = _once([*chain(*labels), *(found.label for found in formats)], " + ")
    new_credits = _once((found.attribution for found in formats), "; ")
    new_reasons = (found.why_not_redistributable for found in formats)
    return Description(
        label=f"{label}{_SYNTHETIC}" if is_synthetic else label,
        format_key=_once([*chain(*keys), *(found.key for found in formats)], "+"),
        licence=_once([*chain(*licences), *(found.licence for found in formats)], "; "),
        attribution=_added(credited, [new_credits], "; "),
        redistributable=all(each.redistributable for each in before)
        and all(found.redistributable for found in formats),
        why_not=_added(reasons, new_reasons, " "),
        synthetic=is_synthetic,
        sources=(*sources, *(source for each in before for source in each.sources)),
        report=json.loads(report.to_json()),
    )


def _once(texts: Iterable[str], separator: str) -> str:
    return separator.join(dict.fromkeys(text for text in texts if text))


def _added(before: Sequence[str], new: Iterable[str], separator: str) -> str:
    """Join texts, leaving out what the earlier ones hold already."""
    unknown = (text for text in new if not any(text in known for known in before))
    return _once([*before, *unknown], separator)


def _earlier_batches(earlier: Sequence[Version], index: DuplicateIndex) -> Iterator[Batch]:
    """Read the records of the version before; those that were imported anew are superseded."""
    for version in earlier:
        may_quote = version.manifest.description.redistributable
        for path in sorted((version.folder / RECORDS).rglob("*.parquet")):
            with pq.ParquetFile(path) as file:
                for part in file.iter_batches(_ROWS, columns=SCHEMA.names):
                    # Dates as the checks give them, and each row under its number in its file.
                    frame = part.to_pandas(date_as_object=False)
                    records = frame.set_index("source_row", drop=False)
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
    files = records.set_index("incident_id")["source_file"]
    rejected = superseded.assign(
        source_file=superseded["incident_id"].map(files), source_row=superseded.index, row=""
    )
    return Batch(kept, rejected[list(REJECTED_SCHEMA.names)], report, 0)
