"""Provinces and neighbours as paths to draw, projected; read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import geopandas
import shapely
from matplotlib.path import Path

from geodata.export.web.shapes import PROJECTION
from geodata.provinces import load_neighbours, load_provinces

# Where names stand needs no finer borders; metres.
_TOLERANCE_METRES: Final = 2_000


def _path(shape: shapely.Geometry) -> Path:
    """Return a polygon, or several, holes included, as a path to fill."""
    rings = [
        ring
        for part in shapely.get_parts(shapely.orient_polygons(shape))
        for ring in (part.exterior, *part.interiors)
    ]
    return Path.make_compound_path(
        *(Path(shapely.get_coordinates(ring), closed=True) for ring in rings)
    )


@dataclass(frozen=True, slots=True)
class Layer:
    """Projected polygons: as paths to draw, simplified to place names, and where a name stands."""

    paths: dict[str, Path]
    shapes: dict[str, shapely.Geometry]
    points: dict[str, shapely.Point]


def _layer(known: geopandas.GeoDataFrame) -> Layer:
    projected = known.geometry.to_crs(PROJECTION)
    named = known.dropna(subset=["label_longitude"])
    points = geopandas.GeoSeries(
        geopandas.points_from_xy(named["label_longitude"], named["label_latitude"]),
        index=named.index,
        crs=known.crs,
    ).to_crs(PROJECTION)
    return Layer(
        {str(key): _path(shape) for key, shape in projected.items()},
        {str(key): shape for key, shape in projected.simplify_coverage(_TOLERANCE_METRES).items()},
        {str(key): point for key, point in points.items()},
    )


@cache
def provinces_layer() -> Layer:
    """Return the 34 provinces, by p-code."""
    return _layer(load_provinces("full"))


@cache
def neighbours_layer() -> Layer:
    """Return the countries around, by name."""
    return _layer(load_neighbours().set_index("name"))


@cache
def country() -> shapely.Geometry:
    """Return Afghanistan, in metres of the projection."""
    return shapely.union_all(list(provinces_layer().shapes.values()))
