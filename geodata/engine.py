"""The engine that runs the Ibis expressions: DuckDB, embedded, or Spark where one is named.

``ATLAS_ENGINE`` unset or ``duckdb`` is DuckDB; ``local[*]``, ``local[4]`` is Spark on this machine
and ``spark://host:7077`` a cluster. A cluster must see the data folder under the same path.
"""

from __future__ import annotations

import glob
import os
import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import duckdb
import ibis

from geodata.model import AtlasError

if TYPE_CHECKING:
    from pathlib import Path

ENGINE_VARIABLE: Final = "ATLAS_ENGINE"
DUCKDB: Final = "duckdb"

_SPARK: Final = re.compile(r"local(?:\[(?:\*|[1-9]\d*)\])?|spark://\S+")


class EngineError(AtlasError):
    """The engine that is asked for is unknown, not installed, or doesn't answer."""


def chosen_engine() -> str:
    """Return what ``ATLAS_ENGINE`` names: ``duckdb``, or the address of a Spark master.

    Raises
    ------
    EngineError
        If it is neither.

    Examples
    --------
    >>> chosen_engine()
    'duckdb'
    """
    named = os.environ.get(ENGINE_VARIABLE, "").strip() or DUCKDB
    if named.lower() == DUCKDB:
        return DUCKDB
    if not _SPARK.fullmatch(named):
        raise EngineError(
            f"{ENGINE_VARIABLE} is {named!r}, which is no engine of the atlas. Leave it out for "
            "DuckDB, or use local[*] or spark://host:port for Spark."
        )
    return named


@cache
def _duckdb() -> Any:  # noqa: ANN401 - Ibis gives its connections no types
    backend = ibis.duckdb.connect(threads=2, memory_limit="1GB")
    # Records that are in memory only shall stay there: nothing is swapped to a disk.
    backend.raw_sql("SET temp_directory = ''")
    # The points of GeoParquet stay bytes: nothing is asked of them, and Ibis doesn't know the type.
    backend.raw_sql("SET enable_geoparquet_conversion = false")
    # Everything needed is built in; nothing may be fetched.
    backend.raw_sql("SET autoinstall_known_extensions = false")
    backend.raw_sql("SET autoload_known_extensions = false")
    return backend


def restart() -> None:
    """Give up the connection to DuckDB; the next query opens another one."""
    _duckdb.cache_clear()


def failure(error: duckdb.Error, label: str) -> EngineError:
    """Say in words what it means that DuckDB failed.

    Parameters
    ----------
    error : duckdb.Error
        What it said.
    label : str
        Of the records that were asked for.

    Examples
    --------
    >>> print(failure(duckdb.OutOfMemoryException("at 1 GB"), "UCDP GED"))
    UCDP GED can't be shown: the memory of the engine is used up. Choose a shorter period ...
    """
    if isinstance(error, duckdb.OutOfMemoryException):
        return EngineError(
            f"{label} can't be shown: the memory of the engine is used up. Choose a shorter period "
            "or fewer provinces, or try again when fewer readers are here."
        )
    if isinstance(error, (duckdb.IOException, duckdb.InvalidInputException)):
        return EngineError(
            f"{label} can't be shown: a file with its records is missing or damaged. atlas doctor "
            "says which one, and what to do."
        )
    return EngineError(
        f"{label} can't be shown: the engine failed in a query and was started anew. Try again; if "
        "it fails again, choose other records and look into the log."
    )


@cache
def _spark(master: str) -> Any:  # noqa: ANN401 - the same
    # An optional extra, so that it can't be imported above.
    from geodata.spark import session  # noqa: PLC0415 - needs Spark

    spark = session(master)
    return ibis.pyspark.connect(spark)


def open_parquet(path: Path, engine: str = DUCKDB) -> ibis.Table:
    """Open a Parquet file, or all Parquet files of a folder, with the columns they hold.

    Parameters
    ----------
    path : pathlib.Path
        A file or a folder. What folders such as ``year=2021`` are named after is no column.
    engine : str
        See :func:`chosen_engine`.

    Raises
    ------
    EngineError
        If the engine can't be started.
    """
    if engine == DUCKDB:
        pattern = glob.escape(str(path.absolute()))
        files = f"{pattern}/**/*.parquet" if path.is_dir() else pattern
        return _duckdb().read_parquet(files, hive_partitioning=False)
    # Without a scheme Spark would look in the cluster's own file system.
    address = f"file://{path.absolute()}"
    return _spark(engine).read_parquet(address, recursiveFileLookup=True)
