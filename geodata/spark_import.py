"""An import on Spark: the same functions on batches of rows, the same files in the end.

A file is read by one task, because rows may go over several lines; its rows are then spread over
all of them to be checked. Rows with the same identifier meet in one task, then those of the same
day, group and province, so that duplicates are told as on one machine. All tasks must see the
files and the data folder under the same paths and have the atlas installed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial, reduce
from typing import TYPE_CHECKING, Final, TypeAlias, cast

import pandas as pd
import pyarrow as pa

from geodata.countable import check_countable
from geodata.duplicates import DuplicateIndex
from geodata.engine import EngineError, chosen_engine
from geodata.layout import REJECTED_SCHEMA, SCHEMA
from geodata.model import AtlasError
from geodata.spark_store import FILE_NUMBER, PANDAS_TYPES, finish_files, typed, write_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame as SparkTable
    from pyspark.sql import SparkSession

    from geodata.report import ImportReport
    from geodata.staging import Staged

Batches: TypeAlias = Iterator[pd.DataFrame]

_WHY: Final = ("reason", "column", "value", "sentence", "row")
_OUTCOME_SCHEMA: Final = pa.schema(
    [
        pa.field(FILE_NUMBER, pa.int64()),
        # A rejected row may have neither a date nor an identifier.
        *(field.with_nullable(True) for field in SCHEMA),  # noqa: FBT003 - Arrow takes it by position
        *(REJECTED_SCHEMA.field(name) for name in _WHY),
    ]
)
_SPARK_TYPES: Final = {
    pa.string(): "string",
    pa.int64(): "bigint",
    pa.float64(): "double",
    pa.date32(): "date",
}
# Rows that may be the same event have these in common.
_EVENT: Final = ("date", "group", "province_pcode")


@dataclass(frozen=True, slots=True)
class SparkFile:
    """One file to import, and how; everything in it is sent to the tasks.

    Parameters
    ----------
    name : str
        File name without folder.
    columns : tuple of str
        Names of the columns that ``read`` gives.
    read : callable
        Gives the rows batch by batch: text, ``""`` where there is nothing, index ``source_row``.
    check : callable
        Takes some of the rows and returns :func:`outcomes`; a pure function.
    may_quote : bool
        Whether the report may show values of the file.
    """

    name: str
    columns: tuple[str, ...]
    read: Callable[[], Batches]
    check: Callable[[pd.DataFrame], pd.DataFrame]
    may_quote: bool


def outcomes(records: pd.DataFrame, rejected: pd.DataFrame) -> pd.DataFrame:
    """Put what became of some rows into one table: a record is a row without a reason.

    Parameters
    ----------
    records : pandas.DataFrame
        Columns of :data:`geodata.layout.SCHEMA`.
    rejected : pandas.DataFrame
        Columns of :data:`geodata.layout.REJECTED_SCHEMA`.
    """
    schema = _OUTCOME_SCHEMA.remove(_OUTCOME_SCHEMA.get_field_index(FILE_NUMBER))
    # A column that one of the two lacks would get a type of its own without this.
    parts = [typed(part.reindex(columns=schema.names), schema) for part in (records, rejected)]
    return pd.concat(parts, ignore_index=True)


def map_in_spark(
    files: Sequence[SparkFile], staged: Staged, engine: str | None = None
) -> ImportReport:
    """Read, check and write files by Spark.

    Parameters
    ----------
    files : sequence of SparkFile
        The newest release first, see :func:`geodata.ingest.in_order_of_release`.
    staged : Staged
        The version that is being written; nothing else may be written to it.
    engine : str, optional
        Address of the Spark master; what ``ATLAS_ENGINE`` names by default.

    Returns
    -------
    ImportReport
        What became of all rows. The version is yet to be published.

    Raises
    ------
    EngineError
        If a task fails; the message ends with what it said.
    """
    # Optional extras, so that they can't be imported above.
    from py4j.protocol import Py4JError  # type: ignore[import-untyped]  # noqa: PLC0415 - Spark
    from pyspark import StorageLevel  # noqa: PLC0415 - the same
    from pyspark.errors import PySparkException  # noqa: PLC0415 - the same

    from geodata.spark import session  # noqa: PLC0415 - the same

    spark = session(engine or chosen_engine())
    try:
        rows = _rows(spark, files)
        # Read twice below, and checked once only.
        rows.persist(StorageLevel.DISK_ONLY)
        try:
            write_rows(rows, staged)
        finally:
            rows.unpersist()
        return finish_files(spark, staged, {file.name: file.may_quote for file in files})
    except (PySparkException, Py4JError) as error:
        said = [line.strip() for line in str(error).splitlines() if "Error: " in line]
        raise EngineError(
            f"Spark could not import {', '.join(file.name for file in files)}: "
            f"{said[-1] if said else error}"
        ) from error


def _ddl(schema: pa.Schema) -> str:
    return ", ".join(f"`{field.name}` {_SPARK_TYPES[field.type]}" for field in schema)


def _rows(spark: SparkSession, files: Sequence[SparkFile]) -> SparkTable:
    """Return the outcomes of all rows of all files."""
    checked = [_checked(spark, file, number) for number, file in enumerate(files)]
    rows = reduce(lambda some, more: some.unionAll(more), checked)
    for keys in (("incident_id",), _EVENT):
        met = rows.repartition(*(f"`{key}`" for key in keys))
        ordered = met.sortWithinPartitions(FILE_NUMBER, "source_row")
        rows = ordered.mapInPandas(_told_apart, _ddl(_OUTCOME_SCHEMA))
    return rows


def _checked(spark: SparkSession, file: SparkFile, number: int) -> SparkTable:
    start = spark.range(1, numPartitions=1)
    read = start.mapInPandas(partial(_read_rows, file), _ddl(_raw_schema(file)))
    spread = read.repartition(3 * spark.sparkContext.defaultParallelism)
    return spread.mapInPandas(partial(_check_rows, file, number), _ddl(_OUTCOME_SCHEMA))


def _raw_schema(file: SparkFile) -> pa.Schema:
    # Names may differ in the case of their letters only, which Spark can't tell apart.
    texts = [pa.field(f"c{place}", pa.string()) for place in range(len(file.columns))]
    return pa.schema([pa.field("source_row", pa.int64()), *texts])


def _sendable(frame: pd.DataFrame, schema: pa.Schema) -> Batches:
    """Give the same rows in arrays that Spark takes: text in one chunk, not in several or none."""
    if len(frame):
        table = pa.Table.from_pandas(frame, schema=schema, preserve_index=False)
        yield table.combine_chunks().to_pandas(types_mapper=PANDAS_TYPES.get)


def _read_rows(file: SparkFile, starts: Batches) -> Batches:
    for _ in starts:
        for frame in file.read():
            schema = _raw_schema(file)
            numbered = frame[list(file.columns)].rename_axis("source_row").reset_index()
            yield from _sendable(numbered.set_axis(schema.names, axis="columns"), schema)


def _check_rows(file: SparkFile, number: int, batches: Batches) -> Batches:
    for batch in batches:
        rows = batch.set_index("source_row").set_axis(list(file.columns), axis="columns")
        found = file.check(rows.astype("str"))
        if len(found) != len(rows):
            raise AtlasError(
                f"{file.name}: of {len(rows)} rows {len(found)} came out of the checks. "
                "Nothing was stored; please report this."
            )
        yield from _sendable(found.assign(**{FILE_NUMBER: number}), _OUTCOME_SCHEMA)


def _told_apart(batches: Batches) -> Batches:
    """Reject what has been met before, see :class:`geodata.duplicates.DuplicateIndex`."""
    index, last = DuplicateIndex(), -1
    for batch in batches:
        for key, rows in typed(batch, _OUTCOME_SCHEMA).groupby(FILE_NUMBER):
            number = cast("int", key)
            if number != last:
                index.start_file(is_older_release=bool(number > 0))
                last = number
            is_record = rows["reason"].isna()
            records = rows[is_record].set_index("source_row", drop=False)
            kept, again = index.split(records)
            check_countable(kept.set_index("incident_id"))
            rejected = _as_rejected(records.loc[again.index], again)
            found = pd.concat([rows[~is_record], outcomes(kept, rejected)])
            yield from _sendable(found.assign(**{FILE_NUMBER: number}), _OUTCOME_SCHEMA)


def _as_rejected(records: pd.DataFrame, again: pd.DataFrame) -> pd.DataFrame:
    # The row of the file is not at hand any more; the record says what was in it.
    lines = records[SCHEMA.names].to_json(orient="records", lines=True, date_format="iso")
    return again.assign(
        source_file=records["source_file"],
        source_row=records["source_row"],
        row=lines.split("\n")[: len(records)],
    )
