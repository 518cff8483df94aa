"""Names on a map that don't overlap; one that leaves its province gets a line to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

# A name is tried at its own place and around it: so many steps each way, of half a line's height.
_STEPS: Final = 12
OUTSIDE: Final = 5.0


@dataclass(frozen=True, slots=True)
class Name:
    """A name to be placed.

    Parameters
    ----------
    text : str
        The name.
    point : shapely.Point
        Its own place.
    shape : shapely.Geometry
        What it names.
    width, height : float
        Of the text, in the units of the point.
    outside : float
        A name that stands wholly outside of its shape is as bad as one so many heights away.
    """

    text: str
    point: shapely.Point
    shape: shapely.Geometry
    width: float
    height: float
    outside: float = OUTSIDE

    def box(self, x: float, y: float) -> shapely.Polygon:
        """Return the box of the text around a place."""
        return shapely.box(
            x - self.width / 2, y - self.height / 2, x + self.width / 2, y + self.height / 2
        )

    def boxes(self) -> np.ndarray:
        """Return the boxes to try, the best first: close to its place, and within its shape."""
        steps = np.arange(-_STEPS, _STEPS + 1) * self.height / 2
        x, y = (each.ravel() for each in np.meshgrid(steps, steps))
        boxes = shapely.box(
            self.point.x + x - self.width / 2,
            self.point.y + y - self.height / 2,
            self.point.x + x + self.width / 2,
            self.point.y + y + self.height / 2,
        )
        outside = 1 - shapely.area(shapely.intersection(boxes, self.shape)) / shapely.area(boxes)
        cost = np.hypot(x, y) / self.height + self.outside * outside
        best_first: np.ndarray = boxes[np.argsort(cost, kind="stable")]
        return best_first


@dataclass(frozen=True, slots=True)
class Label:
    """A name with its place.

    Parameters
    ----------
    text : str
        The name.
    box : shapely.Polygon
        Where it stands.
    leader : shapely.LineString, optional
        From the province to the name, where the name stands outside of it.
    """

    text: str
    box: shapely.Polygon
    leader: shapely.LineString | None


def placed(names: Sequence[Name], frame: shapely.Polygon) -> list[Label]:
    """Place names so that none lies over another.

    Parameters
    ----------
    names : sequence of Name
        In any order; those of the smallest shapes, which have least room, choose first.
    frame : shapely.Polygon
        That no name leaves.

    Returns
    -------
    list of Label
        In the order of their choice. A name for which there is no room at all stays at its place.

    Examples
    --------
    >>> at = shapely.Point(0, 0)
    >>> twins = [Name(text, at, at.buffer(1), 20, 10) for text in ("a", "b")]
    >>> first, second = placed(twins, shapely.box(-100, -100, 100, 100))
    >>> first.box.intersects(second.box), first.leader, second.leader is None
    (False, None, False)
    """
    labels: list[Label] = []
    shapely.prepare(frame)
    for name in sorted(names, key=lambda name: (shapely.area(name.shape), name.text)):
        boxes = name.boxes()
        taken = shapely.STRtree([label.box for label in labels])
        is_free = shapely.contains_properly(frame, boxes)
        is_free[taken.query(boxes, predicate="intersects")[0]] = False
        free = boxes[is_free]
        box = free[0] if len(free) else name.box(name.point.x, name.point.y)
        is_inside = shapely.intersects(name.shape, box.centroid)
        leader = None if is_inside else shapely.shortest_line(name.point, box)
        labels.append(Label(name.text, box, leader))
    return labels
