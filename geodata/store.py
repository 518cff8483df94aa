"""Datasets as Parquet files, opened as one Ibis table."""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

import duckdb
import ibis
import platformdirs
import pyarrow as pa
import pyarrow.parquet as pq

from geodata.countable import check_countable
from geodata.durable import private_folder
from geodata.engine import chosen_engine, failure, open_parquet, restart
from geodata.layout import LAYOUT_VERSION, PROVENANCE_COLUMNS, SCHEMA
from geodata.model import RecordError
from geodata.sidecar import load_sidecar, sidecar_path
from geodata.sources.curated import (
    BUILT_IN,
    INCIDENTS_FILE,
    dataset_version,
    load_incidents,
    records_directory,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd

HOME_VARIABLE: Final = "ATLAS_HOME"
_APPLICATION: Final = "afghanistan-incident-atlas"


@dataclass(frozen=True, slots=True, weakref_slot=True)
class MemoryTable:
    """Records that are in memory only and gone with whoever holds them.

    Parameters
    ----------
    version : str
        Checksum of the content, hexadecimal; two tables with the same one are equal.
    table : pyarrow.Table
        Columns of :data:`geodata.layout.SCHEMA`.
    """

    version: str
    table: pa.Table = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Dataset:
    """A set of records that can be queried.

    Parameters
    ----------
    key : str
        Short name: ``curated``, or the name of an import.
    label : str
        What a reader sees.
    version : str
        Checksum of the content, hexadecimal.
    paths : tuple of pathlib.Path
        Parquet files, or folders of such, that hold the records together.
    licence : str
        Licence under which the records may be used.
    attribution : str
        The line to show wherever the records are shown.
    redistributable : bool
        Whether single records may be exported.
    why_not : str
        If not, why.
    synthetic : bool
        Whether some of the records are made up.
    tables : tuple of MemoryTable
        Records that are in no file.
    """

    key: str
    label: str
    version: str
    paths: tuple[Path, ...]
    licence: str
    attribution: str
    redistributable: bool
    why_not: str = ""
    synthetic: bool = False
    tables: tuple[MemoryTable, ...] = ()


def home() -> Path:
    """Return the data directory: ``ATLAS_HOME``, or the user's data folder."""
    named = os.environ.get(HOME_VARIABLE)
    return Path(named) if named else platformdirs.user_data_path(_APPLICATION)


@cache
def _private_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix=f"{_APPLICATION}-"))


_SEEN_HOMES: Final[set[Path]] = set()


def is_home_lost() -> bool:
    """Say whether the data folder was there in this process and is gone, as with a lost disk."""
    if home() not in _SEEN_HOMES:
        return False
    try:
        return not home().is_dir()
    except OSError:
        # It is there, but this user may not look.
        return False


def _writable(folder: Path) -> Path:
    """Return the folder, made if need be, or a private temporary one if it can't be written."""
    if is_home_lost():
        # Made anew it would look like a store without imports.
        return _private_folder()
    try:
        private_folder(folder)
    except OSError:
        return _private_folder()
    _SEEN_HOMES.add(home())
    return folder if os.access(folder, os.W_OK) else _private_folder()


def _arrow_table(records: pd.DataFrame) -> pa.Table:
    check_countable(records)
    lacking = [name for name in PROVENANCE_COLUMNS if name not in records]
    complete = records.reindex(columns=[*records.columns, *lacking]).reset_index()
    table = pa.Table.from_pandas(complete, schema=SCHEMA, preserve_index=False)
    return table.replace_schema_metadata()


def is_intact(path: Path) -> bool:
    """Say whether a Parquet file of :func:`write_parquet` is there and reads to its end."""
    try:
        table = pq.read_table(path, page_checksum_verification=True)
    except (OSError, pa.ArrowException):
        return False
    return bool(table.schema.equals(SCHEMA))


@lru_cache(maxsize=64)
def _is_intact_in_this_state(path: Path, _size: int, _changed_ns: int, _inode: int) -> bool:
    return is_intact(path)


def _needs_building(path: Path) -> bool:
    try:
        state = path.stat()
    except OSError:
        return True
    return not _is_intact_in_this_state(path, state.st_size, state.st_mtime_ns, state.st_ino)


def write_parquet(records: pd.DataFrame, path: Path) -> None:
    """Write records to a Parquet file, complete or not at all.

    The file is written aside and published by one rename, so that neither a crash nor a second
    process that does the same can leave half a file.

    Parameters
    ----------
    records : pandas.DataFrame
        Index ``incident_id``, columns of :data:`geodata.layout.SCHEMA`; those of
        :data:`geodata.layout.PROVENANCE_COLUMNS` may lack.
    path : pathlib.Path
        Where to publish it.

    Raises
    ------
    RecordError
        If a record would be left out of a sum or counted twice, see
        :func:`geodata.countable.check_countable`.
    """
    table = _arrow_table(records)
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    os.close(handle)
    try:
        pq.write_table(table, aside, compression="zstd", write_page_checksum=True)
        Path(aside).replace(path)
    finally:
        Path(aside).unlink(missing_ok=True)


def dataset_from_frame(records: pd.DataFrame, path: Path, *, key: str, version: str) -> Dataset:
    """Write records to a Parquet file and return them as a dataset.

    Parameters
    ----------
    records : pandas.DataFrame
        Index ``incident_id``, columns of :data:`geodata.layout.SCHEMA`.
    path : pathlib.Path
        The file to write.
    key, version : str
        Name and version of the dataset.
    """
    write_parquet(records, path)
    return Dataset(key, key, version, (path,), "unknown", "", redistributable=False)


def _curated_records() -> pd.DataFrame:
    incidents = load_incidents()
    return incidents.assign(
        dataset="curated",
        province_method="code",
        source_file=INCIDENTS_FILE,
        source_row=range(1, len(incidents) + 1),
        flags="",
    )


def _built(name: str, version: str) -> tuple[Path | None, tuple[MemoryTable, ...]]:
    """Return the Parquet file of the curated records, or their table where no disk takes it.

    A file that is damaged is built anew. A full disk never takes the records from a reader.
    """
    for is_private in (False, True):
        try:
            folder = _private_folder() if is_private else _writable(home() / "curated")
            path = folder / name
            if _needs_building(path):
                write_parquet(_curated_records(), path)
        except OSError:
            continue
        return path, ()
    return None, (MemoryTable(version, _arrow_table(_curated_records())),)


def curated_dataset() -> Dataset:
    """Return the curated records; their Parquet file is built at first use.

    Raises
    ------
    ChecksumError, RecordError
        If the record files are not what they should be.
    """
    version = dataset_version()
    path, tables = _built(f"{version[:16]}-{LAYOUT_VERSION}.parquet", version)
    described = records_directory() / INCIDENTS_FILE
    sidecar = load_sidecar(
        described if sidecar_path(described).exists() else BUILT_IN / INCIDENTS_FILE
    )
    return Dataset(
        key="curated",
        label="Curated records",
        version=version,
        paths=(path,) if path else (),
        licence=sidecar.licence_ours,
        attribution=sidecar.attribution,
        redistributable=True,
        tables=tables,
    )


def _joined(texts: Iterable[str], separator: str) -> str:
    """Join texts, each once, in the order in which they come; blanks are left out."""
    return separator.join(dict.fromkeys(text for text in texts if text))


def combined(datasets: Sequence[Dataset]) -> Dataset:
    """Put datasets together as one: what is true of one of them is true of the whole.

    Parameters
    ----------
    datasets : sequence of Dataset
        At least one, none twice.

    Returns
    -------
    Dataset
        All their records. Redistributable only if all are; synthetic if one is. An event that
        two of them tell of is counted twice, see
        :func:`geodata.overlap.repeated_identifiers`.

    Raises
    ------
    RecordError
        If there is none, or two hold the same records.
    """
    if not datasets:
        raise RecordError("No dataset was chosen. Choose at least one.")
    if len(datasets) == 1:
        return datasets[0]
    versions = sorted(dataset.version for dataset in datasets)
    for first, second in pairwise(sorted(datasets, key=lambda dataset: dataset.version)):
        if first.version == second.version:
            raise RecordError(
                f"{first.label} and {second.label} hold the same records, which would be counted "
                "twice. Choose one of them."
            )
    return Dataset(
        key="+".join(dataset.key for dataset in datasets),
        label=" + ".join(dataset.label for dataset in datasets),
        version=hashlib.sha256("\n".join(versions).encode()).hexdigest(),
        paths=tuple(path for dataset in datasets for path in dataset.paths),
        licence=_joined((dataset.licence for dataset in datasets), "; "),
        attribution=_joined((dataset.attribution for dataset in datasets), "; "),
        redistributable=all(dataset.redistributable for dataset in datasets),
        why_not=_joined((dataset.why_not for dataset in datasets), " "),
        synthetic=any(dataset.synthetic for dataset in datasets),
        tables=tuple(table for dataset in datasets for table in dataset.tables),
    )


_LOCK: Final = threading.RLock()
# No engine tells of a Parquet file which columns are never missing, and unlike tables can't be put
# together.
_SCHEMA_OF_FILES: Final = pa.schema([field.with_nullable(True) for field in SCHEMA])  # noqa: FBT003 - Arrow takes it by position


# Gone with whoever holds the records, such as a reader who dropped a file.
_HELD: Final[WeakKeyDictionary[MemoryTable, ibis.Table]] = WeakKeyDictionary()


def _in_memory(held: MemoryTable) -> ibis.Table:
    if held not in _HELD:
        _HELD[held] = ibis.memtable(held.table.select(SCHEMA.names).cast(_SCHEMA_OF_FILES))
    return _HELD[held]


@lru_cache(maxsize=64)
def _in_file(path: Path, engine: str) -> ibis.Table:
    # Files of an import hold more than a record: its point.
    return open_parquet(path, engine).select(*SCHEMA.names)


def _opened(dataset: Dataset, engine: str) -> ibis.Table:
    parts = [_in_file(path, engine) for path in dataset.paths]
    parts += [_in_memory(held) for held in dataset.tables]
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


@contextmanager
def open_table(dataset: Dataset) -> Iterator[ibis.Table]:
    """Give the records of a dataset as an Ibis table, to one thread at a time.

    Streamlit runs each reader in a thread of its own and an embedded connection serves one
    thread at a time; a query takes milliseconds.

    Raises
    ------
    EngineError
        If the engine that ``ATLAS_ENGINE`` names can't be started, or a query fails in it; the
        next one finds it started anew.
    """
    with _LOCK:
        try:
            yield _opened(dataset, chosen_engine())
        except duckdb.Error as error:
            # A connection that failed once may refuse everything after it.
            restart()
            _in_file.cache_clear()
            _HELD.clear()
            raise failure(error, dataset.label) from error
