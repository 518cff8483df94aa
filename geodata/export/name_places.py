"""Where names stand on a map: within what they name and clear of each other, or with a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

# A name is tried around its own place: so many steps each way, each a third of a line's height.
_STEPS: Final = 24
_STEPS_PER_HEIGHT: Final = 3
# A name that stands wholly outside of its shape is as bad as one so many heights away.
_OUTSIDE: Final = 4.0
# A name of which so much lies within its shape needs no line.
_MOSTLY: Final = 0.5


@dataclass(frozen=True, slots=True)
class Name:
    """A name to be placed; lengths in the units of its point.

    Parameters
    ----------
    key : str
        Of what it names.
    point : shapely.Point
        The best place for its middle.
    shape : shapely.Geometry
        What it names.
    width, height : float
        Of the text.
    """

    key: str
    point: shapely.Point
    shape: shapely.Geometry
    width: float
    height: float

    def boxes(self) -> np.ndarray:
        """Return boxes around its place, the nearest first."""
        steps = np.arange(-_STEPS, _STEPS + 1) * self.height / _STEPS_PER_HEIGHT
        x, y = (each.ravel() for each in np.meshgrid(steps, steps))
        # A text is wider than high: to stand above or below leads away less than to stand beside.
        order = np.argsort(np.hypot(x / 2, y), kind="stable")
        x, y = self.point.x + x[order], self.point.y + y[order]
        return np.asarray(
            shapely.box(
                x - self.width / 2, y - self.height / 2, x + self.width / 2, y + self.height / 2
            )
        )


@dataclass(frozen=True, slots=True)
class NamePlace:
    """Where a name stands.

    Parameters
    ----------
    key : str
        Of what it names.
    box : shapely.Polygon
        That the text fills.
    leader : shapely.LineString, optional
        From what it names to the text, where most of the text lies outside.
    """

    key: str
    box: shapely.Polygon
    leader: shapely.LineString | None


def _shares_within(boxes: np.ndarray, shape: shapely.Geometry) -> np.ndarray:
    return np.asarray(shapely.area(shapely.intersection(boxes, shape)) / shapely.area(boxes))


def _best(name: Name, taken: list[shapely.Geometry], frame: shapely.Polygon) -> shapely.Polygon:
    boxes = name.boxes()
    is_free = shapely.contains_properly(frame, boxes)
    is_free[shapely.STRtree(taken).query(boxes, predicate="intersects")[0]] = False
    free = boxes[is_free]
    if not len(free):
        return boxes[0]
    inside = free[shapely.contains_properly(name.shape, free)]
    if len(inside):
        return inside[0]
    middles = shapely.centroid(free)
    away = np.hypot(
        (shapely.get_x(middles) - name.point.x) / 2, shapely.get_y(middles) - name.point.y
    )
    cost = away / name.height + _OUTSIDE * (1 - _shares_within(free, name.shape))
    return free[np.argmin(cost)]


def name_places(
    names: Sequence[Name], frame: shapely.Polygon, taken: Sequence[shapely.Geometry] = ()
) -> list[NamePlace]:
    """Place names so that none lies over another one.

    Parameters
    ----------
    names : sequence of Name
        In any order; those of small shapes, which have least room, choose first.
    frame : shapely.Polygon
        That no name leaves.
    taken : sequence of shapely.Geometry
        Where no name may stand.

    Returns
    -------
    list of NamePlace
        In the order of their choice. A name for which there is no room at all stays at its place.

    Examples
    --------
    >>> at = shapely.Point(0, 0)
    >>> twins = [Name(key, at, at.buffer(2), 20, 10) for key in ("a", "b")]
    >>> first, second = name_places(twins, shapely.box(-100, -100, 100, 100))
    >>> first.box.intersects(second.box), second.leader is None
    (False, False)
    """
    occupied = list(taken)
    places: list[NamePlace] = []
    shapely.prepare(frame)
    for name in sorted(names, key=lambda name: (shapely.area(name.shape), name.key)):
        shapely.prepare(name.shape)
        box = _best(name, occupied, frame)
        is_within = shapely.intersects(name.shape, box.centroid) or (
            _shares_within(np.array([box]), name.shape)[0] >= _MOSTLY
        )
        leader = None if is_within else shapely.shortest_line(name.point, box)
        occupied.append(box)
        if leader is not None:
            occupied.append(leader)
        places.append(NamePlace(name.key, box, leader))
    return places
