"""Files in every container: what a file is, and its rows as text."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from shapely import Point

from geodata.formats import detect
from geodata.sources.reading import open_raw, read_batches
from geodata.sources.signatures import HEAD_BYTES
from tests.fuzz.shapes import edited
from tests.fuzz.tables import fixture
from tests.fuzz.target import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SHEET: Final = "xl/worksheets/sheet1.xml"


def read(data: bytes) -> None:
    """Tell what a file is and read all of its rows."""
    raw = open_raw(("upload", data))
    found = detect(raw.first_rows, raw.file_name)
    rows = 0
    for batch in read_batches(raw, found.columns, has_heading=found.has_heading):
        assert not batch.frame.isna().any(axis=None)
        assert batch.frame.index.is_monotonic_increasing
        rows += len(batch.frame) + len(batch.malformed)
    # The first rows are those that a reader is shown before.
    if len(raw.first_rows) > 1 and len(data) < HEAD_BYTES:
        assert rows >= 1


@cache
def _rows() -> list[list[str]]:
    return list(csv.reader(io.StringIO(fixture("own.csv").decode("utf-8-sig"))))


@cache
def _workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in _rows():
        book.active.append(row)
    book.active["A2"].number_format = "yyyy-mm-dd"
    book.active["A2"] = 44_423
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def workbook_of(sheet: bytes) -> bytes:
    """Return a workbook whose sheet is this XML; a whole workbook stays as it is."""
    if sheet.startswith(b"PK"):
        return sheet
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_workbook())) as before, zipfile.ZipFile(file, "w") as after:
        for name in before.namelist():
            after.writestr(name, sheet if name == _SHEET else before.read(name))
    return file.getvalue()


def _sheet() -> bytes:
    with zipfile.ZipFile(io.BytesIO(_workbook())) as book:
        return book.read(_SHEET)


@cache
def _parquet() -> bytes:
    heading, *rows = _rows()
    columns = {name: [row[place] for row in rows] for place, name in enumerate(heading)}
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file)
    return file.getvalue()


@cache
def _geojson() -> bytes:
    heading, *rows = _rows()
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [69.2, 34.5]},
            "properties": dict(zip(heading, row, strict=True)),
        }
        for row in rows
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@cache
def _geopackage() -> bytes:
    frame = geopandas.GeoDataFrame(
        {"date": ["2021-08-26"], "province": ["Kabul"]}, geometry=[Point(69.2, 34.5)], crs=4326
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "places.gpkg"
        frame.to_file(path, driver="GPKG")
        return path.read_bytes()


def _zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("own.csv", fixture("own.csv"))
    return file.getvalue()


def _texts() -> Sequence[bytes]:
    text = fixture("own.csv").decode("utf-8-sig")
    dari = fixture("table_dari.csv").decode("utf-8-sig")
    return [
        *(text.encode(name) for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32")),
        dari.encode("cp1256", "replace"),
        text.replace(",", ";").encode("cp1252", "replace"),
        text.replace(",", "\t").encode(),
        text.replace('"', "'").replace(",", "|").encode(),
        *(fixture(name, 1) for name in ("gtd.csv", "acled.csv", "ucdp_ged.csv")),
    ]


def _target(
    name: str, seeds: Callable[[], Sequence[bytes]], attempt: Callable[[bytes], None] = read
) -> Target:
    return Target(name, attempt, seeds, edited(seeds))


TARGETS: Final = (
    _target("delimited", _texts),
    _target("xlsx", lambda: [_sheet(), _workbook()], lambda data: read(workbook_of(data))),
    _target("parquet", lambda: [_parquet()]),
    _target("geojson", lambda: [_geojson()]),
    _target("geopackage", lambda: [_geopackage()]),
    _target("archives", lambda: [_zipped(), gzip.compress(fixture("own.csv"), mtime=0)]),
)
