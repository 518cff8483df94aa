"""Shapes of groups on a map: the second cue beside the colour.

Each is a polygon of the same area as a circle of radius 1, so that two groups with equal tolls
have marks of equal size.
"""

from __future__ import annotations

from math import cos, pi, sin, sqrt
from typing import Final, TypeAlias

Polygon: TypeAlias = tuple[tuple[float, float], ...]


def _area(points: Polygon) -> float:
    following = (*points[1:], points[0])
    return abs(sum(a * d - c * b for (a, b), (c, d) in zip(points, following, strict=True))) / 2


def _of_unit_area(points: Polygon) -> Polygon:
    factor = sqrt(pi / _area(points))
    return tuple((round(x * factor, 4), round(y * factor, 4)) for x, y in points)


def _regular(corners: int, start: float) -> Polygon:
    turn = 2 * pi / corners
    return tuple((cos(start + turn * i), sin(start + turn * i)) for i in range(corners))


_ARM: Final = 1 / 3
_CROSS: Final[Polygon] = (
    (-_ARM, -1), (_ARM, -1), (_ARM, -_ARM), (1, -_ARM), (1, _ARM), (_ARM, _ARM),
    (_ARM, 1), (-_ARM, 1), (-_ARM, _ARM), (-1, _ARM), (-1, -_ARM), (-_ARM, -_ARM),
)  # fmt: skip

SHAPES: Final[dict[str, Polygon]] = {
    name: _of_unit_area(points)
    for name, points in {
        "circle": _regular(24, 0),
        "square": _regular(4, pi / 4),
        "diamond": ((0, -1.25), (0.8, 0), (0, 1.25), (-0.8, 0)),
        "triangle-up": _regular(3, -pi / 2),
        "triangle-down": _regular(3, pi / 2),
        "triangle-right": _regular(3, 0),
        "triangle-left": _regular(3, pi),
        "cross": _CROSS,
        "stroke": ((-1.6, -0.4), (1.6, -0.4), (1.6, 0.4), (-1.6, 0.4)),
        "arrow": ((0, -1), (1, 0.2), (0.4, 0.2), (0.4, 1), (-0.4, 1), (-0.4, 0.2), (-1, 0.2)),
        "wedge": ((0, -1.4), (0.6, 1), (-0.6, 1)),
        "triangle": ((-1, -1), (1, 1), (-1, 1)),
    }.items()
}
"""Corners by the shape's name in :data:`geodata.model.GROUPS`; y grows downwards."""


def path_text(shape: str, radius: float) -> str:
    """Return a shape as the data of an SVG path around the origin.

    Examples
    --------
    >>> path_text("square", 1)
    'M0.89 0.89L-0.89 0.89L-0.89 -0.89L0.89 -0.89Z'
    """
    points = "L".join(f"{x * radius:.2f} {y * radius:.2f}" for x, y in SHAPES[shape])
    return f"M{points}Z"
