"""Each method and each flag, on three invented squares and on the real provinces."""

from __future__ import annotations

from collections import Counter

import geopandas
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import load_incidents, load_provinces
from geodata.assign import FLAGS, METHODS, assign_provinces
from geodata.model import AtlasError
from geodata.provinces import DATA

INCIDENTS = DATA / "records" / "incidents.csv"
REAL = load_provinces()
# Left and Right share the border at 67°, Top lies on both from 35°.
SQUARES = geopandas.GeoDataFrame(
    {"name": ["Left", "Right", "Top"], "aliases": ["Both;L", "Both;R", "T"]},
    index=pd.Index(["AF01", "AF02", "AF03"], dtype="string", name="pcode"),
    geometry=[
        shapely.box(66, 34, 67, 35),
        shapely.box(67, 34, 68, 35),
        shapely.box(66, 35, 68, 36),
    ],
    crs="EPSG:4326",
)


def record(
    pcode: object = None, province: object = None, latitude: object = None, longitude: object = None
) -> dict[str, object]:
    return {
        "province_pcode": pcode,
        "province": province,
        "latitude": latitude,
        "longitude": longitude,
    }


def assigned(*rows: dict[str, object]) -> pd.DataFrame:
    return assign_provinces(pd.DataFrame(rows, dtype="object"), SQUARES)


def flags(row: pd.Series) -> set[str]:
    return {flag.removeprefix("flag_") for flag in FLAGS if row[flag]}


IN_LEFT = {"latitude": 34.5, "longitude": 66.5}
IN_RIGHT = {"latitude": 34.5, "longitude": 67.5}
# A hundredth of a degree of longitude is 0.92 km here, so 3.7 km and 9.2 km into Right.
NEAR_LEFT = {"latitude": 34.5, "longitude": 67.04}
FAR_FROM_LEFT = {"latitude": 34.5, "longitude": 67.10}
ABROAD = {"latitude": 30.0, "longitude": 66.5}


@pytest.mark.parametrize(
    ("row", "pcode", "method", "expected"),
    [
        # One statement.
        (record("AF02"), "AF02", "code", set()),
        (record(" af02 "), "AF02", "code", set()),
        (record(province="Right"), "AF02", "name", set()),
        (record(**IN_RIGHT), "AF02", "within", set()),
        (record(latitude=34.5, longitude=67.0), "AF01", "border", set()),
        (record(latitude=35.0, longitude=67.0), "AF01", "border", set()),
        (record(latitude=34.0, longitude=67.0), "AF01", "border", set()),
        (record(latitude=34.5, longitude=68.04), "AF02", "border", set()),
        (record(**ABROAD), None, "unassigned", {"outside_country"}),
        # None, or none that can be used.
        (record(), None, "unassigned", set()),
        (record("", " ", "", ""), None, "unassigned", set()),
        (record("unknown", "Unknown"), None, "unassigned", set()),
        (record("AF04"), None, "unassigned", {"unknown_code"}),
        (record(province="Bottom"), None, "unassigned", {"unknown_name"}),
        (record(province="Both"), None, "unassigned", {"ambiguous_name"}),
        (record(latitude=91.0, longitude=66.5), None, "unassigned", {"unusable_coordinates"}),
        (record(latitude=34.5, longitude=180.5), None, "unassigned", {"unusable_coordinates"}),
        (record(latitude=34.5), None, "unassigned", {"unusable_coordinates"}),
        (record(longitude="66.5"), None, "unassigned", {"unusable_coordinates"}),
        (record(latitude=np.inf, longitude=66.5), None, "unassigned", {"unusable_coordinates"}),
        (record(latitude="34,5", longitude="66,5"), None, "unassigned", {"unusable_coordinates"}),
        (record(latitude=np.nan, longitude=np.nan), None, "unassigned", set()),
        # What can't be used gives way to what can.
        (record("AF04", "Left"), "AF01", "name", {"unknown_code"}),
        (record("AF04", "Bottom", **IN_RIGHT), "AF02", "within", {"unknown_code", "unknown_name"}),
        (record(province="Both", **IN_RIGHT), "AF02", "within", {"ambiguous_name"}),
        (
            record("AF01", "Left", 91.0, 66.5),
            "AF01",
            "code",
            {"unusable_coordinates"},
        ),
        # All agree.
        (record("AF01", "Left", **IN_LEFT), "AF01", "code", set()),
        (record(province="Left", **NEAR_LEFT), "AF01", "name", set()),
        (record("AF01", **NEAR_LEFT), "AF01", "code", set()),
        # They disagree: the surest is kept, and the rest said.
        (record("AF01", "Right"), "AF01", "code", {"code_name_disagree"}),
        (
            record(province="Left", **FAR_FROM_LEFT),
            "AF01",
            "name",
            {"name_coordinates_disagree"},
        ),
        (record("AF01", **FAR_FROM_LEFT), "AF01", "code", {"code_coordinates_disagree"}),
        (
            record("AF01", "Right", **IN_RIGHT),
            "AF01",
            "code",
            {"code_name_disagree", "code_coordinates_disagree"},
        ),
        (
            record("AF01", "Right", **IN_LEFT),
            "AF01",
            "code",
            {"code_name_disagree", "name_coordinates_disagree"},
        ),
        (
            record(province="Left", **ABROAD),
            "AF01",
            "name",
            {"name_coordinates_disagree", "outside_country"},
        ),
        # Swapped coordinates, and the far side of the Earth.
        (
            record(province="Left", latitude=66.5, longitude=34.5),
            "AF01",
            "name",
            {"name_coordinates_disagree", "outside_country"},
        ),
        (
            record(province="Left", latitude=-90, longitude=-113),
            "AF01",
            "name",
            {"name_coordinates_disagree", "outside_country"},
        ),
    ],
)
def test_pcode_method_and_flags(
    row: dict[str, object], pcode: str | None, method: str, expected: set[str]
) -> None:
    found = assigned(row).iloc[0]
    assert (None if pd.isna(found["province_pcode"]) else found["province_pcode"]) == pcode
    assert found["province_method"] == method
    assert flags(found) == expected


def test_the_distance_is_given_where_a_point_and_a_province_are() -> None:
    found = assigned(
        record("AF01"),
        record(**ABROAD),
        record(**IN_LEFT),
        record(latitude=34.5, longitude=67.0),
        record(province="Left", **NEAR_LEFT),
        record(latitude=34.5, longitude=68.04),
        record("AF01", "Right", **FAR_FROM_LEFT),
    )["distance_km"]
    assert found[:2].isna().all()
    assert found[2:4].tolist() == [0, 0]
    # 0.04 and 0.10 degrees along a parallel, on the WGS 84 ellipsoid.
    width = pyproj.Geod(ellps="WGS84").inv(67, 34.5, 67.01, 34.5)[2] / 1000
    assert found[4:].astype(float).tolist() == pytest.approx(
        [4 * width, 4 * width, 10 * width], rel=0.003
    )


def test_five_kilometres_are_the_limit() -> None:
    geodesic = pyproj.Geod(ellps="WGS84")
    points = [geodesic.fwd(66.5, 34, 180, metres)[:2] for metres in (4_980, 5_020)]
    rows = [record(longitude=longitude, latitude=latitude) for longitude, latitude in points]
    named = [row | {"province": "Left"} for row in rows]
    found = assigned(*rows, *named)
    assert found["province_method"].tolist() == ["border", "unassigned", "name", "name"]
    assert found["flag_outside_country"].tolist() == [False, True, False, True]
    assert found["flag_name_coordinates_disagree"].tolist() == [False, False, False, True]


def test_gaps_overlaps_and_equally_near_provinces() -> None:
    spike = shapely.Polygon([(66, 34), (66.9, 34), (67, 35)])
    other_spike = shapely.Polygon([(67.1, 34), (68, 34), (67, 35)])
    layer = geopandas.GeoDataFrame(
        {"name": ["A", "B", "C", "D"], "aliases": ""},
        # Not in order, so that the lowest p-code is not the first row.
        index=pd.Index(["AF04", "AF02", "AF03", "AF01"], dtype="string"),
        geometry=[
            other_spike,
            spike,
            shapely.box(70, 34, 71.02, 35),
            shapely.box(71, 34, 72, 35),
        ],
        crs="EPSG:4326",
    )
    points = pd.DataFrame(
        {
            "latitude": [35.02, 35.0, 34.9, 34.5],
            "longitude": [67.0, 67.0, 67.005, 71.01],
        }
    )
    found = assign_provinces(points, layer)
    # Beyond the common tip, on it, between the spikes but nearer to the other one, in both boxes.
    assert found["province_pcode"].tolist() == ["AF02", "AF02", "AF04", "AF01"]
    assert found["province_method"].tolist() == ["border"] * 4
    assert found["distance_km"][[1, 3]].tolist() == [0, 0]
    assert not found[list(FLAGS)].any(axis=None)


def test_every_vertex_of_the_real_borders_is_assigned_once() -> None:
    owners: dict[tuple[float, float], set[str]] = {}
    for pcode, polygon in REAL.geometry.items():
        for vertex in shapely.get_coordinates(polygon):
            owners.setdefault(tuple(vertex), set()).add(pcode)
    counts = Counter(len(owner) for owner in owners.values())
    # Outer borders, shared borders, and corners of three provinces.
    assert min(counts[1], counts[2], counts[3]) > 10

    points = pd.DataFrame(list(owners), columns=["longitude", "latitude"])
    found = assign_provinces(points)
    assert found["province_pcode"].tolist() == [min(owner) for owner in owners.values()]
    assert found["province_method"].tolist() == [
        "within" if len(owner) == 1 else "border" for owner in owners.values()
    ]
    assert found["distance_km"].eq(0).all()


@pytest.mark.parametrize(
    ("pcode", "longitude", "latitude"),
    [
        ("AF32", 60.45, 34.3),  # the western end of the country, where a projection is worst
        ("AF17", 74.95, 37.3),  # the eastern end
        ("AF30", 62.5, 29.36),  # the southern border, drawn in long straight lines
        ("AF01", 62.2, 34.35),  # Herat city, 600 km from Kabul
    ],
)
def test_distances_are_geodesic_to_three_parts_in_a_thousand(
    pcode: str, longitude: float, latitude: float
) -> None:
    border = shapely.get_coordinates(shapely.segmentize(REAL.geometry[pcode], 0.0005))
    to_border = pyproj.Geod(ellps="WGS84").inv(
        np.full(len(border), longitude), np.full(len(border), latitude), *border.T
    )[2]
    found = assign_provinces(
        pd.DataFrame({"province_pcode": [pcode], "latitude": [latitude], "longitude": [longitude]})
    )
    assert found["distance_km"][0] == pytest.approx(to_border.min() / 1000, rel=0.003)


def test_all_capitals_lie_in_their_provinces() -> None:
    found = assign_provinces(
        pd.DataFrame({"latitude": REAL["capital_latitude"], "longitude": REAL["capital_longitude"]})
    )
    assert found["province_pcode"].tolist() == REAL.index.tolist()
    assert found["province_method"].eq("within").all()


@pytest.mark.parametrize(
    ("columns", "method"),
    [
        (["province_pcode"], "code"),
        (["province"], "name"),
        (["latitude", "longitude"], "within"),
    ],
)
def test_located_records_get_their_own_province_by_each_statement_alone(
    columns: list[str], method: str
) -> None:
    incidents = load_incidents()
    located = incidents[incidents["latitude"].notna()]
    assert len(located) == 683
    found = assign_provinces(located[columns])
    assert found.index.equals(located.index)
    assert found["province_pcode"].tolist() == located["province_pcode"].tolist()
    assert found["province_method"].eq(method).all()
    assert not found[list(FLAGS)].any(axis=None)


def test_the_names_written_in_the_record_file_are_those_of_its_pcodes() -> None:
    # From the file itself: the loader derives its names from the p-codes.
    written = pd.read_csv(INCIDENTS, dtype=str, usecols=["province", "province_pcode"])
    assert len(written) == 890
    found = assign_provinces(written[["province"]])
    assert found["province_pcode"].tolist() == written["province_pcode"].tolist()
    assert found["province_method"].eq("name").all()


def test_the_records_do_not_contradict_themselves() -> None:
    found = assign_provinces(load_incidents())
    assert len(found) == 890
    assert found["province_method"].eq("code").all()
    assert not found[list(FLAGS)].any(axis=None)


def test_torkham_just_over_the_drawn_border() -> None:
    # The Afghan border town, 34°06'53" N 71°05'05" E, a little beyond Natural Earth's border.
    torkham = {"latitude": 34.1147, "longitude": 71.0847}
    found = assign_provinces(pd.DataFrame([torkham, {**torkham, "province": "Nangarhar"}]))
    assert found["province_pcode"].tolist() == ["AF06", "AF06"]
    assert found["province_method"].tolist() == ["border", "name"]
    assert not found[list(FLAGS)].any(axis=None)
    assert found["distance_km"].between(0.1, 2).all()


def test_an_older_numbering_shows_as_a_disagreement() -> None:
    found = assign_provinces(pd.DataFrame([record("AF15", "Badakhshan", 37.12, 70.58)]))
    assert found["province_pcode"].tolist() == ["AF15"]
    assert flags(found.iloc[0]) == {"code_name_disagree", "code_coordinates_disagree"}


@pytest.mark.parametrize("dtype", ["float64", "Float64", "float32", "object", "string", "str"])
def test_coordinates_in_any_column_type(dtype: str) -> None:
    points = pd.DataFrame({"latitude": [34.5, None], "longitude": [67.5, None]}).astype(dtype)
    found = assign_provinces(points, SQUARES)
    assert found["province_method"].tolist() == ["within", "unassigned"]
    assert found["province_pcode"][0] == "AF02"
    assert not found[list(FLAGS)].any(axis=None)


@pytest.mark.parametrize("dtype", ["object", "string", "str", "category"])
def test_names_and_codes_in_any_column_type(dtype: str) -> None:
    texts = pd.DataFrame({"province_pcode": ["AF01", None], "province": [None, "Top"]})
    found = assign_provinces(texts.astype(dtype), SQUARES)
    assert found["province_pcode"].tolist() == ["AF01", "AF03"]
    assert found["province_method"].tolist() == ["code", "name"]


@pytest.mark.parametrize(
    "columns", [["province"], ["latitude", "longitude"], ["province_pcode", "latitude"]]
)
@pytest.mark.parametrize("rows", [0, 3])
def test_empty_frames_and_columns_without_values(columns: list[str], rows: int) -> None:
    records = pd.DataFrame(None, index=[7] * rows, columns=columns)
    found = assign_provinces(records)
    assert found.index.equals(records.index)
    assert found["province_pcode"].isna().all()
    assert found["province_method"].eq("unassigned").all()
    assert found["distance_km"].isna().all()
    filled = assign_provinces(pd.DataFrame([record("AF01")]))
    assert found.dtypes.equals(filled.dtypes)
    assert found[list(FLAGS)].dtypes.eq("bool").all()


def test_the_points_of_a_geodataframe_are_its_coordinates() -> None:
    records = geopandas.GeoDataFrame(
        {"latitude": [34.5, 34.5], "longitude": [66.5, 66.5]},
        geometry=[shapely.Point(67.5, 34.5), None],
        crs="EPSG:4326",
    )
    found = assign_provinces(records, SQUARES)
    assert found["province_method"].tolist() == ["within", "unassigned"]
    assert found["province_pcode"][0] == "AF02"


def test_geometries_in_the_wrong_system_are_refused() -> None:
    points = geopandas.GeoDataFrame(geometry=[shapely.Point(67.5, 34.5)], crs="EPSG:4326")
    with pytest.raises(AtlasError, match=r"records are in EPSG:32642.*to_crs\('EPSG:4326'\)"):
        assign_provinces(points.to_crs("EPSG:32642"), SQUARES)
    with pytest.raises(AtlasError, match=r"records are in no stated CRS.*set_crs"):
        assign_provinces(points.set_crs(None, allow_override=True), SQUARES)
    with pytest.raises(AtlasError, match=r"provinces are in EPSG:32642"):
        assign_provinces(points, SQUARES.to_crs("EPSG:32642"))
    areas = points.set_geometry([shapely.box(67, 34, 68, 35)], crs="EPSG:4326")
    with pytest.raises(AtlasError, match="one point each"):
        assign_provinces(areas, SQUARES)


def test_a_table_that_tells_no_province_is_refused() -> None:
    with pytest.raises(AtlasError, match="none of the columns province_pcode, province, latitude"):
        assign_provinces(pd.DataFrame({"Province": ["Kabul"]}))


def test_the_records_are_left_as_they_were() -> None:
    records = pd.DataFrame([record("AF01", "Right", 34.5, 66.5), record()])
    before = records.copy(deep=True)
    assign_provinces(records, SQUARES)
    pd.testing.assert_frame_equal(records, before)


ROWS = st.tuples(
    st.sampled_from([None, pd.NA, "", "AF01", "AF02", "af03", "AF99", "unknown"]),
    st.sampled_from([None, pd.NA, " ", "Left", "right province", "Top", "Both", "Bottom"]),
    st.sampled_from([None, "", "34.5"]) | st.floats(33.9, 36.1) | st.floats(),
    st.sampled_from([None, "", "67"]) | st.floats(65.9, 68.1) | st.floats(),
)


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    rows = draw(st.lists(ROWS, max_size=12))
    # Few labels for many rows: most indexes have repeats.
    labels = draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows)))
    columns = ["province_pcode", "province", "latitude", "longitude"]
    return pd.DataFrame(rows, columns=columns, index=pd.Index(labels, dtype="int64")).astype(object)


@settings(deadline=None)
@given(tables())
def test_no_row_is_dropped_doubled_or_moved(records: pd.DataFrame) -> None:
    found = assign_provinces(records, SQUARES)
    assert found.index.equals(records.index)
    assert found["province_method"].isin(METHODS).all()
    assert found["province_pcode"].dropna().isin(SQUARES.index).all()
    unassigned = found["province_method"].eq("unassigned")
    assert found["province_pcode"].isna().tolist() == unassigned.tolist()
    # A row's result is its own: in reverse, or in batches, it is the same.
    pd.testing.assert_frame_equal(assign_provinces(records[::-1], SQUARES), found[::-1])
    half = len(records) // 2
    batches = [assign_provinces(part, SQUARES) for part in (records[:half], records[half:])]
    pd.testing.assert_frame_equal(pd.concat(batches), found)


@settings(deadline=None)
@given(tables())
def test_assigning_again_changes_no_province(records: pd.DataFrame) -> None:
    once = assign_provinces(records, SQUARES)["province_pcode"]
    filled = records.assign(province_pcode=once)
    again = assign_provinces(filled, SQUARES)
    pd.testing.assert_series_equal(again["province_pcode"], once)
    assert again["province_method"].eq("code").tolist() == once.notna().tolist()
