"""Parquet files: any types as text, geometries of GeoParquet as coordinates."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geodata.sources.archives import whole
from geodata.sources.geometry import Layout, layout_of
from geodata.sources.rawfile import FIRST_ROWS, RawBatch, RawFile, ReadError, check_heading
from geodata.sources.tables import frame_of, malformed_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BUFFER_BYTES: Final = 1 << 20

_LONGITUDE_LATITUDE: Final = "OGC:CRS84"
"""What GeoParquet means where it names no system."""


def sniff(raw: RawFile) -> RawFile:
    """Find columns and first rows of a Parquet file.

    Raises
    ------
    ReadError
        If it is damaged, or has two columns of one name.
    """
    with _opened(raw) as (file, layout):
        tables = _tables(file, layout.needed(layout.heading), FIRST_ROWS - 1)
        return with_first_rows(raw, layout, tables)


def batches(
    raw: RawFile, columns: Sequence[str], wanted: Sequence[str], rows: int
) -> Iterator[RawBatch]:
    """Yield the rows of a Parquet file.

    Parameters
    ----------
    raw : RawFile
        Of kind ``parquet``.
    columns, wanted : sequence of str
        Names of all columns in order, and of those to read.
    rows : int
        Rows a batch.

    Raises
    ------
    ReadError
        If it is damaged, or changed meanwhile.
    """
    with _opened(raw) as (file, layout):
        chosen = [layout.heading[columns.index(name)] for name in wanted]
        tables = _tables(file, layout.needed(chosen), rows)
        yield from typed_batches(
            raw, layout, tables, dict(zip(chosen, wanted, strict=True)), file.metadata.num_rows
        )


def with_first_rows(raw: RawFile, layout: Layout, tables: Iterator[pa.Table]) -> RawFile:
    """Return what is known of a typed table after a look at its first batch.

    Raises
    ------
    ReadError
        If it is damaged.
    """
    heading = layout.heading
    texts = (layout.text(table.slice(0, FIRST_ROWS - 1), heading) for table in tables)
    first = next(guarded(raw.file_name, texts), None)
    rows: list[list[str]] = []
    if first is not None:
        rows = [
            list(row) for row in zip(*(column.to_pylist() for column in first.columns), strict=True)
        ]
    return replace(raw, first_rows=[heading, *rows])


def typed_batches(
    raw: RawFile,
    layout: Layout,
    tables: Iterator[pa.Table],
    names: dict[str, str],
    total_rows: int,
) -> Iterator[RawBatch]:
    """Yield typed tables as text.

    Parameters
    ----------
    raw : RawFile
        The file that they come from.
    layout : Layout
        Its columns.
    tables : iterator of pyarrow.Table
        The columns that ``layout`` needs for ``names``.
    names : dict
        Columns to give, and how to call them.
    total_rows : int
        Rows of the file, for the progress; 0 or less if unknown.
    """
    done = 0
    texts = (layout.text(table, list(names)) for table in tables)
    for text in guarded(raw.file_name, texts):
        numbers = pd.RangeIndex(done + 1, done + 1 + text.num_rows)
        done += text.num_rows
        raw.content.check_unchanged()
        yield RawBatch(
            frame_of(
                text.rename_columns(list(names.values())),
                pd.Index(numbers.to_numpy(), name="source_row"),
            ),
            malformed_of([]),
            raw.size_bytes * done // max(total_rows, done, 1),
        )
    raw.content.check_unchanged()


def guarded(file_name: str, tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Pass on tables; what a library raises over a damaged file becomes a ReadError."""
    while True:
        try:
            table = next(tables, None)
        except ReadError:
            raise
        except Exception as error:
            raise damaged(file_name, error) from error
        if table is None:
            return
        yield table


def damaged(file_name: str, error: Exception) -> ReadError:
    """Return the error for a file that its library can't read."""
    return ReadError(
        file_name,
        f"The file is damaged or of an unusual kind ({error}).",
        "Export or download it again.",
    )


@contextmanager
def _opened(raw: RawFile) -> Iterator[tuple[pq.ParquetFile, Layout]]:
    content = whole(raw.content, raw.compression, raw.member)
    with content.open() as stream:
        try:
            # Without these two settings arrow holds a whole group of rows at once.
            file = pq.ParquetFile(stream, pre_buffer=False, buffer_size=_BUFFER_BYTES)
            names = file.schema_arrow.names
            geometry, crs = _geometry(file.schema_arrow.metadata or {}, names)
            check_heading(raw.file_name, names, raw.content.limits)
            layout = layout_of(raw.file_name, names, geometry, crs)
        except ReadError:
            raise
        except Exception as error:
            raise damaged(raw.file_name, error) from error
        with file:
            yield file, layout


def _geometry(metadata: dict[bytes, bytes], names: Sequence[str]) -> tuple[str, Any]:
    """Return name and coordinate reference system of GeoParquet's primary column."""
    geo = json.loads(metadata.get(b"geo", b"{}"))
    name = geo.get("primary_column", "")
    column = geo.get("columns", {}).get(name, {})
    if name not in names or column.get("encoding") != "WKB":
        return "", None
    return name, column.get("crs", _LONGITUDE_LATITUDE)


def _tables(file: pq.ParquetFile, names: list[str], rows: int) -> Iterator[pa.Table]:
    for batch in file.iter_batches(batch_size=rows, columns=names):
        yield pa.Table.from_batches([batch])
