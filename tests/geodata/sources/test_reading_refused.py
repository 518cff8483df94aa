"""Files that can't be read: each with the file, the cause and the fix, and quickly."""

from __future__ import annotations

import gzip
import io
import os
import pickle
import sqlite3
import struct
import zipfile
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.limits import IMPORT, Limits
from geodata.sources import excel, streaming
from geodata.sources.reading import RawFile, ReadError, open_raw, read_batches

if TYPE_CHECKING:
    from collections.abc import Callable

TABLE = b"id,place\n1,Kabul\n2,Herat\n"


def refusal(data: bytes, name: str = "table.csv", limits: Limits = IMPORT) -> str:
    with pytest.raises(ReadError) as caught:
        open_raw((name, data), limits)
    return str(caught.value)


def read_through(raw: RawFile) -> int:
    names = [f"c{place}" for place in range(len(raw.first_rows[0]))]
    return sum(
        len(batch.frame) + len(batch.malformed)
        for batch in read_batches(raw, names, has_heading=True)
    )


def packed(data: bytes) -> bytes:
    """Compress; the same at any time, since test runners that share work compare the names."""
    return gzip.compress(data, mtime=0)


def zipped(*entries: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            entry = zipfile.ZipInfo(name, (2021, 8, 15, 0, 0, 0))
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def workbook(*rows: list[str]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_an_error_names_file_cause_and_fix_and_can_be_sent_to_another_process() -> None:
    error = ReadError("a.csv", "It is broken.", "Mend it.")
    assert str(error) == "a.csv: It is broken. Mend it."
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 - our own bytes


def test_a_missing_file(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path / "a" / "b.csv", Path("nul\x00.csv")):
        with pytest.raises(ReadError, match="There is no such file"):
            open_raw(path)


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="This is a folder"):
        open_raw(tmp_path)


def test_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ReadError, match="no regular file"):
        open_raw(tmp_path / "pipe")


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.csv"
    path.write_bytes(TABLE)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    # An administrator may read any file, so the tests can't rely on the file's mode.
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ReadError, match=r"secret\.csv: You may not read this file"):
        open_raw(path)


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", "The file is empty"),
        (b"\n\r\n  \n", "nothing but empty lines"),
        (b"\xef\xbb\xbf", "nothing but empty lines"),
        (packed(b""), "The packed file is empty"),
        (b"province\nKabul\nHerat\n", "one column only"),
        (b"Dear colleagues\nplease find it below\n", "one column only"),
        (b"%PDF-1.7\n1 0 obj", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", r"an image (PNG)"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "an image (JPEG)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "an old Excel workbook"),
        (b"  <!DOCTYPE html><html>", "a web page"),
        (b"<?xml version='1.0'?><a/>", "an XML document"),
        (b'{"rows": [1, 2]}', "JSON, but no GeoJSON"),
        (b'[{"id": 1}]', "JSON, but no GeoJSON"),
        (bytes(range(256)) * 40, "other binary data"),
        (bytes(5000), "other binary data"),
        (b"SQLite format 3\x00" + bytes(200), "an SQLite database, but no GeoPackage"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "a 7-Zip archive"),
        (packed(packed(TABLE)), "packed twice"),
        (packed(TABLE * 100)[:-20], "The archive is damaged"),
        (packed(TABLE) + b"rubbish", "The archive is damaged"),
        (packed(TABLE)[:12] + b"\xff" * 9, "The archive is damaged"),
        (b"PAR1" + bytes(50), "damaged or of an unusual kind"),
        (b'{"type": "FeatureCollection", "features": [', "damaged or of an unusual kind"),
        (b"SQLite format 3\x00" + bytes(52) + b"GPKG" + bytes(90), "damaged or of an unusual"),
        (b"PK\x03\x04" + bytes(60), "The archive is damaged"),
    ],
)
def test_what_is_no_table(data: bytes, cause: str) -> None:
    message = refusal(data)
    assert message.startswith("table.csv: ")
    assert cause in message


def test_a_heading_alone_is_said_so() -> None:
    for data in (b"id,place\n", workbook(["id", "place"])):
        raw = open_raw(("table", data))
        assert raw.first_rows == [["id", "place"]]
        assert "one row only" in raw.remark
        assert list(read_batches(raw, ["id", "place"], has_heading=True)) == []
    assert open_raw(("table", TABLE)).remark == ""


@pytest.mark.parametrize(
    ("heading", "cause"),
    [
        ("id,place,id", "Two columns are called “id” (1 and 3)"),
        ("id,,place", "Column 2 of 3 has no name"),
        ("id,place, ", "Column 3 of 3 has no name"),
    ],
)
def test_columns_that_have_no_name_of_their_own(heading: str, cause: str) -> None:
    raw = open_raw(("table.csv", f"{heading}\n1,2,3\n".encode()))
    with pytest.raises(ReadError) as caught:
        # At once, before the first batch.
        read_batches(raw, raw.first_rows[0], has_heading=True)
    assert cause in str(caught.value)


def test_two_hundred_columns_are_read_and_three_thousand_refused() -> None:
    def table(width: int) -> bytes:
        names = ",".join(f"c{place}" for place in range(width))
        return f"{names}\n{','.join('1' * width)}\n".encode()

    raw = open_raw(("wide.csv", table(200)))
    [batch] = read_batches(raw, raw.first_rows[0], has_heading=True)
    assert batch.frame.shape == (1, 200)
    assert "3,000 columns; 2,000 can be read" in refusal(table(3_000))
    assert "too far out" in refusal(workbook([f"c{place}" for place in range(3_000)]))


def test_a_quotation_mark_that_is_never_closed_swallows_no_row_in_silence() -> None:
    lines = b"".join(b"%d,x\n" % row for row in range(1, 20_000))
    raw = open_raw(("table.csv", b"id,note\n" + lines + b'20000,"open\n20001,x\n20002,x\n'))
    with pytest.raises(ReadError, match=r"In row 20,000 or after it a quotation mark is never"):
        read_through(raw)


def test_a_row_without_end() -> None:
    lines = b"1,x\n" * 100_000
    raw = open_raw(("table.csv", b"id,note\n" + lines + b'2,"open\n' + b"3,x\n" * 2_000_000))
    with pytest.raises(ReadError, match=r"After row [\d,]+ a row is longer than 2 MB"):
        read_through(raw)
    assert "first row is longer than 2 MB" in refusal(b"x" * (3 << 20))


def test_a_heading_that_fits_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "MAX_MALFORMED", 1_000)
    data = b"id,place\n1,2\n" + b"1,2,3\n" * 1_002
    with pytest.raises(ReadError, match="From row 2 on more than 1,000 rows don't have 2 fields"):
        read_through(open_raw(("table.csv", data)))


def test_a_file_that_changes_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(TABLE)
    raw = open_raw(path)
    path.write_bytes(TABLE + b"3,Ghazni\n")
    with pytest.raises(ReadError, match="changed while it was read"):
        read_batches(raw, ["id", "place"], has_heading=True)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet", "gpkg"])
def test_a_file_that_changes_while_it_is_read(tmp_path: Path, kind: str) -> None:
    frame = pd.DataFrame({"id": [str(row) for row in range(10)], "place": "Kabul"})
    path = tmp_path / f"table.{kind}"
    if kind == "csv":
        frame.to_csv(path, index=False)
    elif kind == "xlsx":
        frame.to_excel(path, index=False)
    elif kind == "parquet":
        frame.to_parquet(path)
    else:
        points = [shapely.Point(69, 34)] * 10
        geopandas.GeoDataFrame(frame, geometry=points, crs="EPSG:4326").to_file(path)
    raw = open_raw(path)
    batches = read_batches(raw, raw.first_rows[0], has_heading=True, rows=4)
    next(batches)
    # Size and content stay, as with a table whose figures were corrected.
    os.utime(path, ns=(1, 1))
    with pytest.raises(ReadError, match="changed while it was read"):
        list(batches)


def test_a_file_that_vanishes_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(TABLE)
    batches = read_batches(open_raw(path), ["id", "place"], has_heading=True, rows=1)
    next(batches)
    path.unlink()
    with pytest.raises(ReadError, match="There is no such file"):
        list(batches)


def test_reading_can_be_given_up(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"id,place\n" + b"1,Kabul\n" * 1_000_000)
    batches = read_batches(open_raw(path), ["id", "place"], has_heading=True, rows=10)
    assert next(batches).frame.index.tolist() == list(range(1, 11))
    assert isinstance(batches, Generator)
    batches.close()
    with pytest.raises(StopIteration):
        next(batches)


def test_archives_without_exactly_one_table() -> None:
    two = refusal(zipped(("a.csv", TABLE), ("data/b.csv", TABLE)), "two.zip")
    assert "two.zip: The archive holds 2 files: a.csv, b.csv." in two
    many = refusal(zipped(*((f"{n}.csv", TABLE) for n in range(7))), "many.zip")
    assert "holds 7 files: 0.csv, 1.csv, 2.csv, 3.csv, 4.csv, …." in many
    assert "holds no table" in refusal(zipped(), "none.zip")
    assert "holds another archive" in refusal(zipped(("a.zip", zipped(("a.csv", TABLE)))))
    assert "packed twice" in refusal(zipped(("a.csv.gz", gzip.compress(TABLE))))
    assert "holds another archive" in refusal(gzip.compress(zipped(("a.csv", TABLE))))
    assert "1,001 entries; 1,000 are looked at" in refusal(
        zipped(*((f"{n}.csv", b"") for n in range(1_001)))
    )
    assert "OpenDocument" in refusal(zipped(("mimetype", b"x"), ("content.xml", b"<x/>")))
    assert "no workbook" in refusal(zipped(("[Content_Types].xml", b"x"), ("word/a.xml", b"x")))


def test_an_archive_with_a_table_and_what_comes_with_it() -> None:
    data = zipped(
        ("export/", b""),
        ("export/events.csv", TABLE),
        ("export/README.txt", b"about"),
        ("export/Codebook.pdf", b"%PDF"),
        ("__MACOSX/export/._events.csv", b"\x00"),
        (".DS_Store", b"\x00"),
    )
    raw = open_raw(("export.zip", data))
    assert (raw.kind, raw.compression, raw.member) == ("csv", "zip", "export/events.csv")
    assert read_through(raw) == 2
    # A name alone makes no document of the only file.
    assert read_through(open_raw(("x", zipped(("readme.txt", TABLE))))) == 2


def test_an_archive_with_a_password() -> None:
    data = bytearray(zipped(("a.csv", TABLE)))
    directory = data.index(b"PK\x01\x02")
    # The first bit of the flags, in the entry and in the directory, says that it is encrypted.
    data[6] |= 1
    data[directory + 8] |= 1
    assert "has a password" in refusal(bytes(data))


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped(("a.csv", data))])
def test_a_bomb_of_one_table(pack: Callable[[bytes], bytes]) -> None:
    limits = replace(IMPORT, harmless_bytes=1 << 20)
    bomb = pack(b"id,place\n" + b"1,Kabul\n" * 1_000_000)
    assert "more than 200 times its size, as a zip bomb does" in refusal(bomb, limits=limits)


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped(("a.csv", data))])
def test_a_packed_file_beyond_all_sizes(pack: Callable[[bytes], bytes]) -> None:
    limits = replace(IMPORT, unpacked_bytes=1_000_000)
    told = refusal(pack(b"id,place\n" + b"1,Kabul\n" * 200_000), limits=limits)
    assert "Unpacked it is larger than 1 MB. Split it into smaller files, or raise ATLAS_" in told


def test_a_bomb_that_lies_about_its_size() -> None:
    data = bytearray(zipped(("a.csv", b"id,place\n" + b"1,Kabul\n" * 100_000)))
    directory = data.index(b"PK\x01\x02")
    # The unpacked size, in the entry and in the directory.
    struct.pack_into("<I", data, 22, 100)
    struct.pack_into("<I", data, directory + 24, 100)
    assert "The archive is damaged" in refusal(bytes(data))


def test_a_packed_workbook_beyond_memory() -> None:
    data = gzip.compress(workbook(["a", "b"], ["1", "2"]))
    told = refusal(data, limits=replace(IMPORT, whole_bytes=1_000))
    assert "Unpacked it is larger than 1 kB, too large to unpack here." in told


def with_part(archive: bytes, part: str, text: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    return zipped(*(parts | {part: text}).items())


def sheet_of(*rows: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{"".join(rows)}</sheetData></worksheet>'.encode()


def test_workbooks_made_to_take_all_memory() -> None:
    book = workbook(["a", "b"])
    sheet = "xl/worksheets/sheet1.xml"
    bomb = with_part(book, sheet, sheet_of("<row>", "<c/>" * 3_000_000, "</row>"))
    assert "more than 200 times its size" in refusal(bomb)
    # Two cells in opposite corners, a file of some kilobytes; the table would begin in the last.
    corners = sheet_of(
        '<row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    )
    assert "No table was found" in refusal(with_part(book, sheet, corners))
    beyond = sheet_of('<row r="900000000"><c r="A900000000"><v>1</v></c></row>')
    assert "No table was found" in refusal(with_part(book, sheet, beyond))
    styles = with_part(book, "xl/styles.xml", b"<a/>" * 10_000)
    told = refusal(styles, limits=replace(IMPORT, part_bytes=20_000))
    assert "its part xl/styles.xml has more than 20 kB unpacked. Save the sheet as CSV" in told


def test_a_cell_far_below_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "MAX_SHEET_ROWS", 5_000)
    rows = sheet_of(
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>',
        '<row r="900000000"><c r="A900000000"><v>1</v></c></row>',
    )
    data = with_part(workbook(["a", "b"]), "xl/worksheets/sheet1.xml", rows)
    assert "too far out" in refusal(data)


def test_a_workbook_with_entities() -> None:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    text = b'<!DOCTYPE x [<!ENTITY a0 "xxxxxxxxxx">' + lines.encode() + b"]>"
    body = sheet_of('<row><c t="str"><v>&a11;</v></c><c t="str"><v>1</v></c></row>')
    data = with_part(workbook(["a", "b"]), "xl/worksheets/sheet1.xml", text + body)
    assert "The workbook is damaged" in refusal(data)


def test_a_geopackage_without_geometry(tmp_path: Path) -> None:
    path = tmp_path / "table.gpkg"
    pyogrio.write_dataframe(pd.DataFrame({"id": ["1"]}), path, layer="incidents")
    with pytest.raises(ReadError, match=r"table\.gpkg: None of its layers has geometries"):
        open_raw(path)


def test_geometries_of_an_unknown_system(tmp_path: Path) -> None:
    path = tmp_path / "places.parquet"
    frame = geopandas.GeoDataFrame({"id": ["1"]}, geometry=[shapely.Point(5e5, 3e6)])
    frame.to_parquet(path)
    with pytest.raises(ReadError, match="coordinate reference system"):
        open_raw(path)


def test_a_database_with_the_mark_of_a_geopackage_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "empty.gpkg"
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA application_id = 0x47504B47")
        database.execute("CREATE TABLE incidents (id TEXT)")
    database.close()
    with pytest.raises(ReadError, match=r"empty\.gpkg: "):
        open_raw(path)


def test_parquet_with_two_columns_of_one_name() -> None:
    file = io.BytesIO()
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["id", "id"])
    pq.write_table(table, file)
    assert "Two columns are called “id”" in refusal(file.getvalue())


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", ""])
def test_an_uploads_name_is_shown_without_folders(name: str) -> None:
    raw = open_raw((name, TABLE))
    assert raw.path is None
    assert raw.file_name == (Path(name).name or "upload")


def damaged_files() -> dict[str, bytes]:
    parquet = io.BytesIO()
    pq.write_table(pa.table({"a": ["x", "y"] * 50, "b": range(100)}), parquet)
    geo = geopandas.GeoDataFrame(
        {"id": range(5)}, geometry=[shapely.Point(69, 34)] * 5, crs="EPSG:4326"
    )
    package = io.BytesIO()
    geo.to_file(package, driver="GPKG")
    return {
        "gzip": gzip.compress(TABLE * 20),
        "zip": zipped(("a.csv", TABLE * 20)),
        "xlsx": workbook(["a", "b"], ["1", "2"], ["3", "4"]),
        "parquet": parquet.getvalue(),
        "geojson": geo.to_json().encode(),
        "gpkg": package.getvalue(),
        "utf-16": TABLE.decode().encode("utf-16"),
    }


DAMAGED = damaged_files()


@settings(max_examples=150, deadline=None)
@given(data=st.data(), kind=st.sampled_from(sorted(DAMAGED)))
def test_a_damaged_file_ends_in_a_read_error_or_in_rows(data: st.DataObject, kind: str) -> None:
    damaged = bytearray(DAMAGED[kind])
    for _ in range(data.draw(st.integers(1, 3))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(len(damaged) // 2, len(damaged)))
    try:
        raw = open_raw(("damaged", bytes(damaged[:cut])))
        assert read_through(raw) >= 0
    except ReadError as error:
        assert str(error).startswith("damaged: ")  # noqa: PT017 - either outcome is right
