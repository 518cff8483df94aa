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

from geodata.layout import LAYOUT_VERSION, PROVENANCE_COLUMNS, SCHEMA
from geodata.model import ESTIMATES, GROUPS, PCODES, RecordError
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


def _uncountable(records: pd.DataFrame) -> dict[str, pd.Series]:
    """Return what would make a count wrong, each with the records that it is true of."""
    pcode, group = records["province_pcode"], records["group"]
    found = {
        "its incident_id stands more than once": records.index.to_series().duplicated(),
        # Sums by province or by group would silently leave these out.
        "its province_pcode is none of AF01 to AF34, nor missing": pcode.notna()
        & ~pcode.isin(list(PCODES)),
        f"its group is none of {', '.join(GROUPS)}": ~group.isin(list(GROUPS)),
    }
    for kind in ("killed", "injured"):
        # Summed over different records, a best estimate could lie outside its own range.
        figures = records[[f"{kind}_{estimate}" for estimate in ESTIMATES]].astype("Float64")
        low, best, high = (figures[column] for column in figures)
        known = figures.notna().sum(axis="columns")
        found[f"{kind} has no low ≤ best ≤ high, given together or not at all"] = known.isin(
            [1, 2]
        ) | ((low > best) | (best > high)).fillna(value=False)
    return found


def _check_countable(records: pd.DataFrame) -> None:
    for reason, is_true in _uncountable(records).items():
        if is_true.any():
            first = records.index[is_true.to_numpy(dtype=bool)][0]
            raise RecordError(
                f"{int(is_true.sum())} of {len(records)} records can't be stored, the first is "
                f"{first!r}: {reason}. Correct them, or leave them out with a reason."
            )


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
        If a record would be left out of a sum or counted twice: an unheard-of p-code or group,
        an id that stands twice, an estimate without its range.
    """
    _check_countable(records)
    lacking = [name for name in PROVENANCE_COLUMNS if name not in records]
    complete = records.reindex(columns=[*records.columns, *lacking]).reset_index()
    table = pa.Table.from_pandas(complete, schema=SCHEMA, preserve_index=False)
    table = table.replace_schema_metadata()
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
        Index ``incident_id``, columns of :data:`geodata.layout.SCHEMA`.
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
        incidents = load_incidents()
        provenance = incidents.assign(
            dataset="curated",
            province_method="code",
            source_file=INCIDENTS_FILE,
            source_row=range(1, len(incidents) + 1),
            flags="",
        )
        write_parquet(provenance, path)
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
