"""Provinces, neighbours and places as a drawing for a page: projected, in pixels, y downwards."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

import pyproj
import shapely

from geodata.model import CRS
from geodata.provinces import load_neighbours, load_provinces

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

PROJECTION: Final = "+proj=aea +lat_1=30.5 +lat_2=37.5 +lat_0=34 +lon_0=67.7 +datum=WGS84 +units=m"
PROJECTION_NAME: Final = "Albers equal-area conic, standard parallels 30.5° and 37.5° north"
WIDTH_PIXELS: Final = 900
_FRAME_DEGREES: Final = (60.2, 29.2, 75.1, 38.6)
_PIECES: Final = 24


@dataclass(frozen=True, slots=True)
class Sheet:
    """Turns longitude and latitude into pixels."""

    left: float
    top: float
    metres_per_pixel: float
    height: float

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return x and y of a point in pixels."""
        x, y = _TRANSFORMER.transform(longitude, latitude)
        return (
            round((x - self.left) / self.metres_per_pixel, 1),
            round((self.top - y) / self.metres_per_pixel, 1),
        )

    def path(self, polygon: shapely.Geometry) -> str:
        """Return the outline of a polygon as the data of an SVG path."""
        parts = shapely.get_parts(polygon)
        rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
        return "".join(f"M{self._points(shapely.get_coordinates(ring))}Z" for ring in rings)

    def _points(self, degrees: np.ndarray) -> str:
        placed = [self.place(longitude, latitude) for longitude, latitude in degrees]
        return "L".join(f"{x:g} {y:g}" for x, y in placed)


_TRANSFORMER: Final = pyproj.Transformer.from_crs(CRS, PROJECTION, always_xy=True)


def sheet() -> Sheet:
    """Return a sheet that holds Afghanistan and the names of its neighbours."""
    left, bottom, right, top = _TRANSFORMER.transform_bounds(*_FRAME_DEGREES, densify_pts=_PIECES)
    scale = (right - left) / WIDTH_PIXELS
    return Sheet(left, top, scale, round((top - bottom) / scale))


def map_svg(names: Mapping[str, str], on: Sheet) -> str:
    """Return the drawing: neighbours, provinces without a fill, marks to come, names.

    Parameters
    ----------
    names : mapping of str to str
        The name of each province by p-code.
    on : Sheet
        Where points lie.
    """
    provinces, neighbours = load_provinces("simplified"), load_neighbours()
    countries = "".join(
        f'<path class="country" d="{on.path(polygon)}"/>' for polygon in neighbours.geometry
    )
    shapes = "".join(
        f'<path class="province" data-pcode="{pcode}" role="button" tabindex="0" '
        f'd="{on.path(polygon)}"/>'
        for pcode, polygon in provinces.geometry.items()
    )
    labels = "".join(
        _text("label", names[str(pcode)], *on.place(longitude, latitude))
        for pcode, longitude, latitude in zip(
            provinces.index, provinces["label_longitude"], provinces["label_latitude"], strict=True
        )
    )
    named = neighbours.dropna(subset=["label_longitude"])
    around = "".join(
        _text("neighbour", name, *on.place(longitude, latitude))
        for name, longitude, latitude in zip(
            named["name"], named["label_longitude"], named["label_latitude"], strict=True
        )
    )
    patterns = (
        '<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="7" height="7" fill="#fff"/>'
        '<line x1="0" y1="0" x2="0" y2="7" stroke="#c9ced4" stroke-width="2"/></pattern>'
        '<pattern id="dots" width="8" height="8" patternUnits="userSpaceOnUse">'
        '<rect width="8" height="8" fill="#fff"/><circle cx="4" cy="4" r="1.7" fill="#8a5a18"/>'
        "</pattern></defs>"
    )
    return (
        f'<svg id="map" viewBox="0 0 {WIDTH_PIXELS} {on.height:g}" role="group" '
        f'aria-label="Map of the provinces">{patterns}{countries}{around}{shapes}'
        f'<g id="marks"></g>{labels}</svg>'
    )


def _text(kind: str, text: str, x: float, y: float) -> str:
    return f'<text class="{kind}" x="{x:g}" y="{y:g}">{escape(text)}</text>'
