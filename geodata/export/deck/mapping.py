"""Where the map lies on a slide: projected shapes, scaled to it, and cut off at its edge."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import geopandas
import numpy as np
import shapely
from shapely.affinity import affine_transform

from geodata.export.web.shapes import PROJECTION
from geodata.provinces import load_neighbours, load_provinces

if TYPE_CHECKING:
    from geodata.export.deck.template import Area

# Around the country, in parts of its longer side.
_MARGIN: Final = 0.03
# What is finer than half a point on a slide only makes it heavy; metres.
_TOLERANCE_METRES: Final = 4_000
_NEIGHBOUR_TOLERANCE_METRES: Final = 8_000


@dataclass(frozen=True, slots=True)
class Layer:
    """Shapes of one kind, in metres of the projection.

    Parameters
    ----------
    shapes : geopandas.GeoSeries
        Indexed by p-code or by name.
    points : geopandas.GeoSeries
        Where their names stand; missing for those without one.
    """

    shapes: geopandas.GeoSeries
    points: geopandas.GeoSeries


def _layer(known: geopandas.GeoDataFrame, tolerance_metres: float) -> Layer:
    points = geopandas.GeoSeries(
        geopandas.points_from_xy(known["label_longitude"], known["label_latitude"]),
        index=known.index,
        crs=known.crs,
    )
    # As a coverage: what two shapes share stays shared.
    shapes = known.geometry.to_crs(PROJECTION).simplify_coverage(tolerance_metres)
    return Layer(shapes, points.to_crs(PROJECTION))


@cache
def provinces_layer() -> Layer:
    """Return the 34 provinces, by p-code."""
    return _layer(load_provinces("simplified"), _TOLERANCE_METRES)


@cache
def neighbours_layer() -> Layer:
    """Return the countries around, by name."""
    return _layer(load_neighbours().set_index("name"), _NEIGHBOUR_TOLERANCE_METRES)


@dataclass(frozen=True, slots=True)
class Placing:
    """From metres of the projection to a place on the slide, y downwards.

    Parameters
    ----------
    area : Area
        That the map fills.
    scale : float
        English Metric Units to a metre on the ground.
    left, top : float
        Metres of the projection at the corner of the area.
    """

    area: Area
    scale: float
    left: float
    top: float

    def place(self, shape: shapely.Geometry) -> shapely.Geometry:
        """Return a shape on the slide, cut off at the edge of the map."""
        moved = affine_transform(
            shape,
            (
                self.scale,
                0,
                0,
                -self.scale,
                self.area.left - self.left * self.scale,
                self.area.top + self.top * self.scale,
            ),
        )
        area = self.area
        return shapely.clip_by_rect(moved, area.left, area.top, area.left + area.width, area.bottom)


def placing(area: Area) -> Placing:
    """Put the country into the middle of an area, as large as it fits."""
    west, south, east, north = provinces_layer().shapes.total_bounds
    margin = _MARGIN * max(east - west, north - south)
    scale = min(area.width / (east - west + 2 * margin), area.height / (north - south + 2 * margin))
    return Placing(
        area,
        float(scale),
        float((west + east) / 2 - area.width / scale / 2),
        float((south + north) / 2 + area.height / scale / 2),
    )


def rings(shape: shapely.Geometry) -> list[list[tuple[int, int]]]:
    """Return the rings of a polygon, or of several, as corners in whole units.

    Points, lines and rings without an area are left out.
    """
    found = []
    for part in shapely.get_parts(shape):
        if part.geom_type != "Polygon" or part.is_empty:
            continue
        for ring in (part.exterior, *part.interiors):
            corners = np.round(shapely.get_coordinates(ring)).astype(int)
            found.append([(int(x), int(y)) for x, y in corners[:-1]])
    return found
