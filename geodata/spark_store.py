"""What Spark has checked → the files of the store, and the report of what is in them."""

from __future__ import annotations

import pickle  # nosec B403 # only what this very program wrote is read
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geodata.layout import REJECTED_SCHEMA, SCHEMA
from geodata.report import ImportReport
from geodata.yearfiles import STORED_SCHEMA, YEAR, parquet_writer, with_points

if TYPE_CHECKING:
    from pyspark.sql import DataFrame as SparkTable
    from pyspark.sql import SparkSession

    from geodata.staging import Staged

Batches: TypeAlias = Iterator[pd.DataFrame]

FILE_NUMBER: Final = "file_number"
"""A column of the rows while Spark has them: which file they come from, counted from 0."""

PANDAS_TYPES: Final[dict[pa.DataType, Any]] = {
    pa.string(): pd.StringDtype(na_value=np.nan),
    pa.int64(): pd.Int64Dtype(),
    pa.float64(): pd.Float64Dtype(),
}


def typed(frame: pd.DataFrame, schema: pa.Schema) -> pd.DataFrame:
    """Give columns the types in which the checks keep them, whatever Spark made of them."""
    types = {field.name: PANDAS_TYPES.get(field.type, "datetime64[us]") for field in schema}
    return frame.astype(types)


def _address(folder: Path) -> str:
    # Without a scheme Spark would look in the cluster's own file system.
    return f"file://{folder.absolute()}"


def write_rows(rows: SparkTable, staged: Staged) -> None:
    """Let Spark write the records by year, and the rejected rows beside them.

    Parameters
    ----------
    rows : pyspark.sql.DataFrame
        Columns of :data:`geodata.layout.SCHEMA` and :data:`geodata.layout.REJECTED_SCHEMA`, and
        :data:`FILE_NUMBER`; those without a reason are records.
    staged : Staged
        The version that is being written.
    """
    from pyspark.sql import functions as sql  # noqa: PLC0415 - Spark is an optional extra

    reason = sql.col("reason")
    records = rows.where(reason.isNull()).withColumn(YEAR, sql.year("date"))
    # Files of a handy size, and few of them.
    even = records.hint("rebalance", YEAR).sortWithinPartitions(YEAR, FILE_NUMBER, "source_row")
    stored = even.select(*(sql.col(name) for name in (*SCHEMA.names, YEAR)))
    stored.write.mode("append").partitionBy(YEAR).parquet(_address(staged.records_folder))
    rejected = rows.where(reason.isNotNull()).hint("rebalance")
    ordered = rejected.sortWithinPartitions(FILE_NUMBER, "source_row")
    ordered.select(*REJECTED_SCHEMA.names).write.mode("append").parquet(
        _address(staged.rejected_folder)
    )


def finish_files(spark: SparkSession, staged: Staged, may_quote: dict[str, bool]) -> ImportReport:
    """Make the files that Spark wrote those of the store, and count what is in them.

    Parameters
    ----------
    spark : pyspark.sql.SparkSession
        Does the work.
    staged : Staged
        The version that is being written.
    may_quote : dict of str to bool
        By name of each imported file: whether the report may show values of it.
    """
    folders = (staged.records_folder, staged.rejected_folder)
    paths = [str(path) for folder in folders for path in folder.rglob("*.parquet")]
    if not paths:
        return ImportReport()
    spread = min(len(paths), 3 * spark.sparkContext.defaultParallelism)
    tasks = spark.createDataFrame(pd.DataFrame({"path": paths})).repartition(spread)
    done = tasks.mapInPandas(partial(_finish_files, may_quote), "report binary").collect()
    for folder in folders:
        # Spark's own notes; its checksums are of files that are no more.
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix != ".parquet":
                path.unlink()
    reports: list[ImportReport] = [pickle.loads(row["report"]) for row in done]  # nosec B301 # noqa: S301 - written by _finish_files
    return sum(reports, ImportReport())


def _finish_files(may_quote: dict[str, bool], batches: Batches) -> Batches:
    for batch in batches:
        for path in map(Path, batch["path"]):
            report = _finish_file(path, may_quote)
            yield pd.DataFrame({"report": [pickle.dumps(report)]})


def _finish_file(path: Path, may_quote: dict[str, bool]) -> ImportReport:
    """Write a file of Spark as the store has it; doing so twice does no harm."""
    is_record = path.parent.name.startswith(f"{YEAR}=")
    schema, target = (SCHEMA, STORED_SCHEMA) if is_record else (REJECTED_SCHEMA, REJECTED_SCHEMA)
    aside = path.with_suffix(".part")
    report = ImportReport()
    with pq.ParquetFile(path) as source, parquet_writer(aside, target) as writer:
        for number in range(source.num_row_groups):
            table = source.read_row_group(number, columns=schema.names).cast(schema)
            report += _report(table, may_quote, is_record=is_record)
            writer.write_table(with_points(table) if is_record else table)
    aside.replace(path)
    return report


def _report(table: pa.Table, may_quote: dict[str, bool], *, is_record: bool) -> ImportReport:
    report = ImportReport()
    no_records = typed(SCHEMA.empty_table().to_pandas(), SCHEMA)
    no_rejected = typed(REJECTED_SCHEMA.empty_table().to_pandas(), REJECTED_SCHEMA)
    frame = typed(table.to_pandas(), table.schema).set_index("source_row", drop=False)
    for name, rows in frame.groupby("source_file"):
        report += ImportReport.of_batch(
            len(rows),
            rows if is_record else no_records,
            no_rejected if is_record else rows,
            source_file=str(name),
            may_quote=may_quote[str(name)],
        )
    return report
