"""Workbooks, Parquet and geographic files: what is read equals what stands in them."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import geopandas
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.sources import excel, reading
from geodata.sources.reading import RawFile, ReadError, open_raw, read_batches

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

KABUL = shapely.Point(69.17, 34.53)
KUNDUZ = shapely.Point(68.87, 36.73)


def read_all(
    raw: RawFile, wanted: Collection[str] | None = None, rows: int = 100_000
) -> pd.DataFrame:
    names = raw.first_rows[0]
    batches = list(read_batches(raw, names, has_heading=True, wanted=wanted, rows=rows))
    return pd.concat([batch.frame for batch in batches])


moment = dt.datetime.fromisoformat


def workbook(*sheets: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def edited(archive: bytes, edit: Callable[[str, str], str]) -> bytes:
    """Pack an archive again after ``edit`` of each part's name and text."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, edit(name, old.read(name).decode()))
    return file.getvalue()


def test_cells_of_a_workbook_are_text() -> None:
    rows = [
        ["id", "killed", "date", "time", "note"],
        ["007", 3.0, moment("2021-10-08"), moment("2021-10-08T13:05"), None],
        [201401010001, 2.5, dt.date(2021, 10, 15), dt.time(9, 30), True],
    ]
    raw = open_raw(("x", workbook(rows)))
    assert (raw.kind, raw.sheet) == ("excel", "Sheet 1")
    assert raw.first_rows == [
        ["id", "killed", "date", "time", "note"],
        ["007", "3", "2021-10-08", "2021-10-08T13:05:00", ""],
        ["201401010001", "2.5", "2021-10-15", "09:30:00", "true"],
    ]
    frame = read_all(raw)
    assert frame.to_numpy().tolist() == raw.first_rows[1:]
    assert all(isinstance(kind, pd.StringDtype) for kind in frame.dtypes)
    assert frame.index.name == "source_row"


def test_a_formula_gives_the_value_that_was_stored_with_it_or_none() -> None:
    def store_value(name: str, text: str) -> str:
        if name == "xl/worksheets/sheet1.xml":
            # openpyxl writes formulas without values; Excel stores both.
            assert "<f>20+1</f><v" in text
            text = text.replace("<f>20+1</f><v />", "<f>20+1</f><v>21</v>")
            text = text.replace("<f>20+1</f><v/>", "<f>20+1</f><v>21</v>")
            text = text.replace("<f>20+1</f><v></v>", "<f>20+1</f><v>21</v>")
        return text

    data = edited(workbook([["a", "b"], ["=20+1", "=30+1"]]), store_value)
    assert read_all(open_raw(("x", data))).to_numpy().tolist() == [["21", ""]]


def test_escaped_characters_of_a_workbook() -> None:
    frame = read_all(open_raw(("x", workbook([["a", "b"], ["one_x000D_two", "x_xD800_y"]]))))
    assert frame.to_numpy().tolist() == [["one\rtwo", "x\N{REPLACEMENT CHARACTER}y"]]


def test_the_first_sheet_with_a_table_is_read_from_below_its_title() -> None:
    raw = open_raw(
        (
            "x",
            workbook(
                [["About this file"], ["Contact: nobody"]],
                [
                    ["Incidents 2021"],
                    [],
                    ["id", "place"],
                    ["1", "Kabul"],
                    [],
                    ["2"],
                    ["3", "Herat"],
                ],
                [["id", "place"], ["9", "elsewhere"]],
            ),
        )
    )
    assert raw.sheet == "Sheet 2"
    assert "Sheet 2" in raw.remark
    frame = read_all(raw, rows=2)
    # Empty rows are no rows, as in delimited text.
    assert frame.to_dict("index") == {
        1: {"id": "1", "place": "Kabul"},
        2: {"id": "2", "place": ""},
        3: {"id": "3", "place": "Herat"},
    }


def test_hidden_sheets_are_not_read() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["secret", "x"])
    book.worksheets[0].sheet_state = "hidden"
    shown = book.create_sheet("shown")
    shown.append(["id", "place"])
    file = io.BytesIO()
    book.save(file)
    assert open_raw(("x", file.getvalue())).first_rows == [["id", "place"]]


def test_a_row_filled_beyond_the_heading_is_malformed() -> None:
    data = workbook([["a", "b"], ["1", "2"], ["3", "4", "5"], ["6", "7"]])
    [batch] = read_batches(open_raw(("x", data)), ["a", "b"], has_heading=True, wanted=["b"])
    assert batch.frame["b"].to_dict() == {1: "2", 3: "7"}
    assert batch.malformed.to_dict("records") == [{"source_row": 2, "text": "3\t4\t5"}]


def test_a_workbook_whose_stated_size_is_wrong_is_read_completely() -> None:
    data = edited(
        workbook([["a", "b"], ["1", "2"], ["3", "4"]]),
        lambda _, text: text.replace('<dimension ref="A1:B3"', '<dimension ref="A1:A1"'),
    )
    assert read_all(open_raw(("x", data)))["b"].tolist() == ["2", "4"]


def test_a_workbook_in_a_zip_archive() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("gtd.xlsx", workbook([["a", "b"], ["1", "2"]]))
        archive.writestr("readme.txt", "about")
    raw = open_raw(("x", file.getvalue()))
    assert (raw.kind, raw.compression, raw.member) == ("excel", "zip", "gtd.xlsx")
    assert read_all(raw)["b"].tolist() == ["2"]


def test_a_workbook_of_a_thousand_sheets_is_looked_at_only_in_front() -> None:
    empty = workbook(*[[["a note"]]] * (excel.MAX_SHEETS + 5))
    with pytest.raises(ReadError, match=r"No table was found in the first 20 of 25 sheets"):
        open_raw(("x.xlsx", empty))
    assert open_raw(("x", workbook([["a", "b"]], *[[["a note"]]] * 1_000))).first_rows == [
        ["a", "b"]
    ]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.text(
                    st.characters(codec="utf-8", exclude_categories=["C"], exclude_characters="_="),
                    max_size=10,
                ),
                st.integers(-(10**14), 10**14),
                st.floats(-1e6, 1e6).map(lambda value: round(value, 4)),
                st.none(),
            ),
            min_size=3,
            max_size=3,
        ),
        max_size=5,
    )
)
def test_what_was_written_to_a_workbook_is_read(rows: list[list[Any]]) -> None:
    def shown(value: object) -> str:
        if value is None:
            return ""
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)

    expected = [row for row in ([shown(cell) for cell in row] for row in rows) if any(row)]
    raw = open_raw(("x", workbook([["a", "b", "c"], *rows])))
    batches = list(read_batches(raw, ["a", "b", "c"], has_heading=True, rows=2))
    found = [row for batch in batches for row in batch.frame.to_numpy().tolist()]
    assert found == expected


def parquet(table: pa.Table) -> bytes:
    file = io.BytesIO()
    pq.write_table(table, file, row_group_size=2)
    return file.getvalue()


def test_any_types_of_parquet_are_text() -> None:
    # 20:30 in UTC is one o'clock of the next day in Kabul.
    utc = pa.array([moment("2021-10-07T20:30"), None], pa.timestamp("us", "UTC"))
    table = pa.table(
        {
            "text": ["a", None],
            "whole": [3.0, float("nan")],
            "gtd_id": pa.array([201401010001.0, None]),
            "part": [0.1, -2.5],
            "count": pa.array([0, None], pa.int64()),
            "flag": [True, False],
            "day": [dt.date(2021, 10, 8), None],
            "midnight": [moment("2021-10-08"), moment("2021-10-08T01:02:03.000004")],
            "clock": utc.cast(pa.timestamp("us", "Asia/Kabul")),
            "money": pa.array([Decimal("1.50"), None]),
            "code": pa.array(["x", None]).dictionary_encode(),
            "raw": pa.array([b"caf\xc3\xa9", b"\xff"]),
            "list": pa.array([["a", "ب"], None]),
            "nothing": pa.nulls(2),
            "hour": [dt.time(9, 30), None],
        }
    )
    raw = open_raw(("x.csv", parquet(table)))
    assert raw.kind == "parquet"
    expected = [
        {
            "text": "a",
            "whole": "3",
            "gtd_id": "201401010001",
            "part": "0.1",
            "count": "0",
            "flag": "true",
            "day": "2021-10-08",
            "midnight": "2021-10-08",
            "clock": "2021-10-08T01:00:00",
            "money": "1.50",
            "code": "x",
            "raw": "café",
            "list": '["a", "ب"]',
            "nothing": "",
            "hour": "09:30:00.000000",
        },
        dict.fromkeys(table.column_names, "")
        | {
            "part": "-2.5",
            "flag": "false",
            "midnight": "2021-10-08T01:02:03",
            "raw": "\N{REPLACEMENT CHARACTER}",
        },
    ]
    assert read_all(raw).to_dict("records") == expected
    assert [
        dict(zip(raw.first_rows[0], row, strict=True)) for row in raw.first_rows[1:]
    ] == expected


def test_parquet_comes_in_batches_of_the_wanted_columns() -> None:
    raw = open_raw(("x", parquet(pa.table({"a": range(5), "b": range(5), "c": range(5)}))))
    batches = list(read_batches(raw, ["a", "b", "c"], has_heading=True, wanted={"c"}, rows=2))
    frame = pd.concat([batch.frame for batch in batches])
    assert frame.to_dict("list") == {"c": ["0", "1", "2", "3", "4"]}
    assert frame.index.tolist() == [1, 2, 3, 4, 5]
    assert max(len(batch.frame) for batch in batches) == 2
    assert batches[-1].bytes_read == raw.size_bytes


def test_wide_rows_come_in_smaller_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_BATCH_CELLS", 30)
    wide = {f"c{place}": range(10) for place in range(10)}
    for data in (parquet(pa.table(wide)), workbook([list(wide), *([1] * 10 for _ in range(10))])):
        raw = open_raw(("x", data))
        batches = list(read_batches(raw, list(wide), has_heading=True))
        assert max(len(batch.frame) for batch in batches) <= 3
        assert sum(len(batch.frame) for batch in batches) == 10


def test_columns_of_parquet_can_be_renamed() -> None:
    raw = open_raw(("x", parquet(pa.table({"a": [1], "b": [2]}))))
    [batch] = read_batches(raw, ["id", "killed"], has_heading=True, wanted=["killed"])
    assert batch.frame.to_dict("list") == {"killed": ["2"]}
    with pytest.raises(ReadError, match="has 2 columns, not 1"):
        read_batches(raw, ["id"], has_heading=True)


def places(**columns: list[object]) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame(columns, geometry=[KABUL, None], crs="EPSG:4326")


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32642"])
@pytest.mark.parametrize("ending", ["gpkg", "geojson", "parquet"])
@pytest.mark.parametrize("in_memory", [True, False])
def test_geometry_becomes_coordinates(
    tmp_path: Path,
    crs: str,
    ending: str,
    in_memory: bool,  # noqa: FBT001 - pytest names it
) -> None:
    path = tmp_path / f"places.{ending}"
    frame = places(id=["007", "8"], killed=[3, None], when=pd.to_datetime(["2021-10-08", None]))
    if ending == "parquet":
        frame.to_crs(crs).to_parquet(path)
    else:
        frame.to_crs(crs).to_file(path)
    raw = open_raw(("upload", path.read_bytes()) if in_memory else path)
    assert raw.kind == ("parquet" if ending == "parquet" else "geo")
    assert raw.first_rows[0] == ["id", "killed", "when", "latitude", "longitude"]
    found = read_all(raw)
    assert found[["id", "killed", "when"]].to_numpy().tolist() == [
        ["007", "3", "2021-10-08"],
        ["8", "", ""],
    ]
    assert float(found.loc[1, "latitude"]) == pytest.approx(34.53, abs=2e-7)
    assert float(found.loc[1, "longitude"]) == pytest.approx(69.17, abs=2e-7)
    assert found.loc[2, ["latitude", "longitude"]].tolist() == ["", ""]
    # Coordinates alone, and no coordinates at all.
    assert read_all(raw, wanted=["longitude"]).columns.tolist() == ["longitude"]
    assert read_all(raw, wanted=["id"])["id"].tolist() == ["007", "8"]


def test_a_files_own_coordinates_go_before_its_geometry(tmp_path: Path) -> None:
    path = tmp_path / "places.gpkg"
    places(latitude=["1", "2"], longitude=["3", "4"]).to_file(path)
    raw = open_raw(path)
    assert raw.first_rows == [["latitude", "longitude"], ["1", "3"], ["2", "4"]]
    assert read_all(raw)["longitude"].tolist() == ["3", "4"]


def test_one_of_two_coordinate_columns_is_not_mixed_with_the_geometry(tmp_path: Path) -> None:
    path = tmp_path / "places.gpkg"
    places(latitude=["1", "2"]).to_file(path)
    raw = open_raw(path)
    assert raw.first_rows == [["latitude", "longitude"], ["34.53", "69.17"], ["", ""]]
    assert read_all(raw).to_numpy().tolist() == raw.first_rows[1:]


def test_other_geometries_give_a_point_on_them(tmp_path: Path) -> None:
    crescent = KABUL.buffer(1).difference(shapely.Point(69.6, 34.53).buffer(1))
    line = shapely.LineString([KABUL, KUNDUZ])
    path = tmp_path / "areas.geojson"
    geopandas.GeoDataFrame({"id": [1, 2]}, geometry=[crescent, line], crs="EPSG:4326").to_file(path)
    found = read_all(open_raw(path)).astype(float)
    inside, on_line = shapely.points(found["longitude"], found["latitude"])
    assert crescent.contains(inside)
    assert line.distance(on_line) == pytest.approx(0, abs=1e-6)


def test_the_first_layer_with_geometries_is_read(tmp_path: Path) -> None:
    import pyogrio  # noqa: PLC0415 - only here

    path = tmp_path / "layers.gpkg"
    pyogrio.write_dataframe(pd.DataFrame({"about": ["x"]}), path, layer="notes")
    places(id=["1", "2"]).to_file(path, layer="incidents")
    raw = open_raw(path)
    assert raw.sheet == "incidents"
    assert "“incidents”" in raw.remark
    assert read_all(raw)["id"].tolist() == ["1", "2"]


def test_a_path_that_gdal_would_not_take_for_a_path(tmp_path: Path) -> None:
    folder = tmp_path / "a!b.zip"
    folder.mkdir()
    path = folder / "places;v=1.zip"
    places(id=["1", "2"]).to_file(tmp_path / "places.gpkg")
    path.write_bytes((tmp_path / "places.gpkg").read_bytes())
    assert read_all(open_raw(path))["id"].tolist() == ["1", "2"]


def test_geographic_files_come_in_batches(tmp_path: Path) -> None:
    path = tmp_path / "places.gpkg"
    frame = geopandas.GeoDataFrame({"id": range(5)}, geometry=[KABUL] * 5, crs="EPSG:4326")
    frame.to_file(path)
    raw = open_raw(path)
    batches = list(read_batches(raw, raw.first_rows[0], has_heading=True, rows=2))
    assert [batch.frame.index.tolist() for batch in batches] == [[1, 2], [3, 4], [5]]
    assert [batch.bytes_read for batch in batches][-1] == raw.size_bytes


def test_geojson_of_nested_and_mixed_values() -> None:
    features = [
        {
            "type": "Feature",
            "geometry": None,
            "properties": {"id": 1, "mixed": 1, "tags": ["a"], "place": "کابل"},
        },
        {"type": "Feature", "geometry": None, "properties": {"id": 2, "mixed": "two"}},
    ]
    data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    frame = read_all(open_raw(("x", data)))
    assert frame[["id", "mixed", "place"]].to_numpy().tolist() == [
        ["1", "1", "کابل"],
        ["2", "two", ""],
    ]


def test_text_that_is_no_utf_8_is_read_with_replacement_signs() -> None:
    broken = pa.array([b"K\xffbul", b"Kunduz"]).view(pa.string())
    raw = open_raw(("upload", parquet(pa.table({"province": broken, "killed": [1, 2]}))))
    assert raw.first_rows[1:] == [["K\ufffdbul", "1"], ["Kunduz", "2"]]
    [batch] = read_batches(raw, raw.first_rows[0], has_heading=True)
    assert batch.frame["province"].tolist() == ["K\ufffdbul", "Kunduz"]


def test_nested_text_that_is_no_utf_8_is_told() -> None:
    broken = pa.ListArray.from_arrays([0, 1], pa.array([b"\xff"]).view(pa.string()))
    with pytest.raises(ReadError, match="damaged"):
        open_raw(("upload", parquet(pa.table({"province": broken}))))


def test_geojson_that_is_no_utf_8_is_read_or_told() -> None:
    feature = (
        b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": '
        b'{"province": "Kab\x82ul"}, "geometry": {"type": "Point", "coordinates": [69, 34]}}]}'
    )
    raw = open_raw(("upload", feature))
    assert "\ufffd" in raw.first_rows[1][0]
