"""Files as Spark imports them: read by one task, checked by many, by the same functions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.checks import malformed_rows
from geodata.ingest import all_rejected, check_rows, outdated_rows, superseded_rows, with_rows
from geodata.sources.reading import RawBatch, read_batches
from geodata.spark_import import SparkFile, outcomes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from geodata.ingest import Inspected

BROKEN: Final = "text of a row that could not be split"
"""A column beside those of the file, since broken rows must reach the checks too."""


def spark_file(file: Inspected, today: date) -> SparkFile:
    """Return how Spark reads and checks a file.

    Parameters
    ----------
    file : Inspected
        See :func:`geodata.ingest.inspect_file`.
    today : datetime.date
        The last day that isn't in the future.
    """
    wanted = file.format.wanted
    columns = [name for name in file.detected.columns if wanted is None or name in wanted]
    return SparkFile(
        name=file.raw.file_name,
        columns=(*columns, BROKEN),
        read=partial(_rows, file),
        check=partial(_outcomes, file, today, outdated_rows(file)),
        may_quote=file.format.redistributable,
    )


def _rows(file: Inspected) -> Iterator[pd.DataFrame]:
    detected = file.detected
    for batch in read_batches(
        file.raw,
        detected.columns,
        has_heading=detected.has_heading,
        wanted=detected.format.wanted,
    ):
        rows = batch.frame.assign(**{BROKEN: ""})
        broken = batch.malformed.set_index("source_row")["text"].rename(BROKEN)
        yield pd.concat([rows, broken.to_frame()]).fillna("").astype("str") if len(broken) else rows


def _outcomes(file: Inspected, today: date, outdated: pd.Index, rows: pd.DataFrame) -> pd.DataFrame:
    """Return what becomes of some rows, duplicates apart."""
    is_broken = rows[BROKEN].ne("")
    whole = rows[~is_broken].drop(columns=BROKEN)
    broken = rows.loc[is_broken, BROKEN].rename("text").rename_axis("source_row").reset_index()
    checked = check_rows(whole, file.format, today)
    is_outdated = checked.records.index.isin(outdated)
    superseded = superseded_rows(checked.records[is_outdated])
    rejected = all_rejected(checked.rejected, superseded, malformed_rows(broken))
    name = file.raw.file_name
    records = checked.records[~is_outdated].assign(dataset=file.format.key, source_file=name)
    return outcomes(records, with_rows(rejected, RawBatch(whole, broken, 0), name))
