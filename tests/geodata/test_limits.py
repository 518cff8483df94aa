"""The bounds: changed by variables, told in the documents, the strict ones for uploads."""

from __future__ import annotations

import io
import re
from dataclasses import fields, replace
from pathlib import Path
from typing import Final

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geodata.ingest import inspect_file
from geodata.limits import (
    IMPORT,
    UPLOAD,
    WORKER,
    LimitError,
    Limits,
    changed,
    import_limits,
    size_text,
    upload_limits,
    worker_limits,
)
from geodata.sources import excel
from geodata.sources.rawfile import ReadError
from geodata.sources.reading import open_raw, read_batches

OPERATIONS: Final = Path(__file__).parents[2] / "docs" / "operations.md"
HEADING: Final = b"id,place\n"


def test_variables_change_each_its_own_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_UPLOAD_ROWS", "7")
    monkeypatch.setenv("ATLAS_UPLOAD_WALL_SECONDS", " 30 ")
    monkeypatch.setenv("ATLAS_IMPORT_COLUMNS", "9")
    assert upload_limits() == replace(UPLOAD, rows=7)
    assert worker_limits() == replace(WORKER, wall_seconds=30)
    assert import_limits() == replace(IMPORT, columns=9)


@pytest.mark.parametrize(
    ("text", "value"), [("1", 1), ("50M", 50_000_000), ("2 gb", 2_000_000_000), ("3K", 3_000)]
)
def test_numbers_may_have_a_unit(text: str, value: int) -> None:
    assert changed(UPLOAD, "UPLOAD", {"ATLAS_UPLOAD_FILE_BYTES": text}).file_bytes == value


@pytest.mark.parametrize("text", ["0", "-1", "many", "1.5G", "1e9", "9" * 30, "5T"])
def test_what_is_no_bound_is_refused_by_name(text: str) -> None:
    with pytest.raises(LimitError, match=r"ATLAS_UPLOAD_ROWS is .* no bound"):
        changed(UPLOAD, "UPLOAD", {"ATLAS_UPLOAD_ROWS": text})


def test_no_bound_of_an_upload_is_wider_than_that_of_an_import() -> None:
    for field in fields(Limits):
        if field.name != "who":
            assert getattr(UPLOAD, field.name) <= getattr(IMPORT, field.name)


def test_the_documents_tell_each_bound_as_it_is() -> None:
    text = OPERATIONS.read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+?) \|", text, re.MULTILINE))
    bounds = {**as_told(UPLOAD), **as_told(WORKER)}
    assert {name: rows.get(name) for name in bounds} == bounds


def as_told(bounds: object) -> dict[str, str]:
    told = {}
    for field in fields(bounds):  # type: ignore[arg-type]
        value = getattr(bounds, field.name)
        if field.name != "who":
            is_size = field.name.endswith("_bytes")
            told[field.name.upper()] = size_text(value) if is_size else f"{value:,}"
    return told


def test_rows_are_counted_while_reading() -> None:
    lines = HEADING + b"1,Kabul\n" * 100
    raw = open_raw(("a.csv", lines), replace(IMPORT, rows=35))
    # Three batches of ten were handed on; the fourth was beyond the bound.
    seen = []
    batches = read_batches(raw, ["id", "place"], has_heading=True, rows=10)
    with pytest.raises(ReadError, match=r"more than 35 rows.*ATLAS_IMPORT_ROWS"):
        seen.extend(len(batch.frame) for batch in batches)
    assert seen == [10, 10, 10]
    exact = open_raw(("a.csv", lines), replace(IMPORT, rows=100))
    assert sum(len(b.frame) for b in read_batches(exact, ["id", "place"], has_heading=True)) == 100


def test_the_size_of_a_file_is_told_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    # A hole: it has a size, but takes no room.
    with path.open("wb") as file:
        file.truncate(IMPORT.file_bytes + 1)
    with pytest.raises(ReadError, match=r"64 GB can be read.*raise ATLAS_IMPORT_FILE_BYTES"):
        inspect_file(path)


def test_a_text_that_is_kept_once_and_read_often_counts_each_time() -> None:
    file = io.BytesIO()
    long = pa.array(["x" * 10_000] * 1_000)
    pq.write_table(pa.table({"id": range(1_000), "note": long}), file)
    assert len(file.getvalue()) < 50_000
    raw = open_raw(("a.parquet", file.getvalue()), replace(IMPORT, unpacked_bytes=5_000_000))
    read = []
    batches = read_batches(raw, ["id", "note"], has_heading=True, rows=100)
    with pytest.raises(ReadError, match=r"more than 5 MB of text.*ATLAS_IMPORT_UNPACKED_BYTES"):
        read.extend(len(batch.frame) for batch in batches)
    # A row has ten thousand letters and little else, so that 500 rows have 5 MB.
    assert read == [100] * 4


def test_the_batches_of_a_workbook_are_small_where_its_cells_are_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(excel, "MAX_BATCH_LETTERS", 10_000)
    book = openpyxl.Workbook()
    for row in [["id", "note"], *[[number, "x" * 4_000] for number in range(10)]]:
        book.worksheets[0].append(row)
    file = io.BytesIO()
    book.save(file)
    raw = open_raw(("a.xlsx", file.getvalue()))
    sizes = [len(batch.frame) for batch in read_batches(raw, ["id", "note"], has_heading=True)]
    assert sizes == [3, 3, 3, 1]
