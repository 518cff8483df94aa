"""Datasets as Parquet files, and the Ibis connection that queries them."""

from __future__ import annotations

import os
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import ibis
import platformdirs
import pyarrow as pa
import pyarrow.parquet as pq

from geodata.schema import COUNT_COLUMNS
from geodata.sidecar import load_sidecar, sidecar_path
from geodata.sources.curated import (
    BUILT_IN,
    INCIDENTS_FILE,
    dataset_version,
    load_incidents,
    records_directory,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from ibis.backends.duckdb import Backend

HOME_VARIABLE: Final = "ATLAS_HOME"
_APPLICATION: Final = "afghanistan-incident-atlas"

LAYOUT_VERSION: Final = 1
"""Goes up when the columns of the Parquet files change, so that old files are built anew."""

SCHEMA: Final = pa.schema(
    [
        pa.field("incident_id", pa.string(), nullable=False),
        pa.field("date", pa.date32(), nullable=False),
        *(
            pa.field(name, pa.string())
            for name in ("date_precision", "province_pcode", "province", "district", "place")
        ),
        pa.field("latitude", pa.float64()),
        pa.field("longitude", pa.float64()),
        *(
            pa.field(name, pa.string())
            for name in (
                "location_precision",
                "group",
                "attribution",
                "event_type",
                "attack_type",
                "target",
                "opponent",
            )
        ),
        *(pa.field(name, pa.int64()) for name in COUNT_COLUMNS),
        *(pa.field(name, pa.string()) for name in ("killed_scope", "summary", "note")),
        pa.field("sources_count", pa.int64()),
    ]
)
"""Columns of every dataset; latitude and longitude in degrees, EPSG:4326."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A set of records that can be queried.

    Parameters
    ----------
    key : str
        Short name: ``curated``.
    label : str
        What a reader sees.
    version : str
        Checksum of the content, hexadecimal.
    path : pathlib.Path
        The Parquet file.
    licence : str
        Licence under which the records may be used.
    attribution : str
        The line to show wherever the records are shown.
    redistributable : bool
        Whether single records may be exported.
    """

    key: str
    label: str
    version: str
    path: Path
    licence: str
    attribution: str
    redistributable: bool


def home() -> Path:
    """Return the data directory: ``ATLAS_HOME``, or the user's data folder."""
    named = os.environ.get(HOME_VARIABLE)
    return Path(named) if named else platformdirs.user_data_path(_APPLICATION)


@cache
def _private_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix=f"{_APPLICATION}-"))


def _writable(folder: Path) -> Path:
    """Return the folder, made if need be, or a private temporary one if it can't be written."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return _private_folder()
    return folder if os.access(folder, os.W_OK) else _private_folder()


def write_parquet(records: pd.DataFrame, path: Path) -> None:
    """Write records to a Parquet file, complete or not at all.

    The file is written aside and published by one rename, so that neither a crash nor a second
    process that does the same can leave half a file.

    Parameters
    ----------
    records : pandas.DataFrame
        Index ``incident_id``, columns of :data:`SCHEMA`.
    path : pathlib.Path
        Where to publish it.
    """
    table = pa.Table.from_pandas(
        records.reset_index(), schema=SCHEMA, preserve_index=False
    ).replace_schema_metadata()
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    os.close(handle)
    try:
        pq.write_table(table, aside, compression="zstd")
        Path(aside).replace(path)
    finally:
        Path(aside).unlink(missing_ok=True)


def dataset_from_frame(records: pd.DataFrame, path: Path, *, key: str, version: str) -> Dataset:
    """Write records to a Parquet file and return them as a dataset.

    Parameters
    ----------
    records : pandas.DataFrame
        Index ``incident_id``, columns of :data:`SCHEMA`.
    path : pathlib.Path
        The file to write.
    key, version : str
        Name and version of the dataset.
    """
    write_parquet(records, path)
    return Dataset(key, key, version, path, "unknown", "", redistributable=False)


def curated_dataset() -> Dataset:
    """Return the curated records; their Parquet file is built at first use.

    Raises
    ------
    ChecksumError, RecordError
        If the record files are not what they should be.
    """
    version = dataset_version()
    path = _writable(home() / "curated") / f"{version[:16]}-{LAYOUT_VERSION}.parquet"
    if not path.exists():
        write_parquet(load_incidents(), path)
    described = records_directory() / INCIDENTS_FILE
    sidecar = load_sidecar(
        described if sidecar_path(described).exists() else BUILT_IN / INCIDENTS_FILE
    )
    return Dataset(
        key="curated",
        label="Curated records",
        version=version,
        path=path,
        licence=sidecar.licence_ours,
        attribution=sidecar.attribution,
        redistributable=True,
    )


_LOCK: Final = threading.RLock()


@cache
def _connection() -> Backend:
    backend = ibis.duckdb.connect(threads=2, memory_limit="1GB")
    # Everything needed is built in; nothing may be fetched.
    backend.raw_sql("SET autoinstall_known_extensions = false")
    backend.raw_sql("SET autoload_known_extensions = false")
    return backend


@cache
def _opened(path: Path) -> ibis.Table:
    return _connection().read_parquet(path)


@contextmanager
def open_table(dataset: Dataset) -> Iterator[ibis.Table]:
    """Give the records of a dataset as an Ibis table, to one thread at a time.

    Streamlit runs each reader in a thread of its own and an embedded connection serves one
    thread at a time; a query takes milliseconds.
    """
    with _LOCK:
        yield _opened(dataset.path)
