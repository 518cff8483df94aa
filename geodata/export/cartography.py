"""The map of the provinces on paper: projected, named, with a scale bar; from the view model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import shapely
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch
from matplotlib.patheffects import Stroke, withStroke

from geodata.export.lettering import POINTS_PER_INCH, width_of
from geodata.export.map_layers import country, neighbours_layer, provinces_layer
from geodata.export.name_places import Name, name_places
from geodata.views.choropleth import NO_RECORD, TOLL_UNKNOWN
from geodata.views.text import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from matplotlib.axes import Axes

    from geodata.export.name_places import NamePlace
    from geodata.views.choropleth import MapView

HATCHES: Final = {NO_RECORD: "////", TOLL_UNKNOWN: "...."}
HATCH_INKS: Final = {NO_RECORD: "#c9ced4", TOLL_UNKNOWN: "#8a5a18"}
THIN_HATCH: Final = "\\\\\\"
THIN_INK: Final = "#3a4048"
OUTLINE: Final = "#5d6670"
LAND: Final = "#e9ebee"
INK: Final = "#1b1f24"
FAINT: Final = "#59616b"
SCALE_BAR_METRES: Final = 200_000
GROUND_ORDER: Final = 0.5
"""What is drawn in this order or below doesn't change with the view."""

HALO: Final = "halo"
"""Marks outlines of letters that are no text."""

_HALO: Final = 2.2
# Around the country, in parts of its width: room for the names of neighbours.
_MARGIN: Final = 0.05
# Letters of a name, line spacing and halo included, in parts of their size.
_NAME_HEIGHT: Final = 1.2
# Between two names beside each other, the same.
_NAME_GAP: Final = 0.5


@dataclass(frozen=True, slots=True)
class Names:
    """How names are written: their size in points, and whether they must stay texts."""

    size: float
    stay_texts: bool = False

    def write(self, axes: Axes, x: float, y: float, name: str) -> None:
        """Write a name with a halo, which lifts it off the map and hides no colour of it."""
        style: dict[str, Any] = {"size": self.size, "weight": "bold", "ha": "center"}
        style |= {"va": "center", "zorder": 5}
        if self.stay_texts:
            # A halo turns letters into outlines: it stands alone, and the text on it.
            halo = [Stroke(linewidth=_HALO, foreground="#ffffff")]
            axes.text(x, y, name, path_effects=halo, gid=HALO, **style)
            axes.text(x, y, name, color=INK, **style)
        else:
            halo = [withStroke(linewidth=_HALO, foreground="#ffffff")]
            axes.text(x, y, name, color=INK, path_effects=halo, **style)


def _frame(axes: Axes) -> tuple[shapely.Polygon, float]:
    """Fit the country into axes of any shape; return what they show, and metres to a point."""
    figure = axes.get_figure(root=True)
    box = axes.get_position()
    width = box.width * figure.get_figwidth() * POINTS_PER_INCH  # type: ignore[union-attr]
    height = box.height * figure.get_figheight() * POINTS_PER_INCH  # type: ignore[union-attr]
    left, bottom, right, top = country().bounds
    margin = _MARGIN * (right - left)
    scale = max((right - left + 2 * margin) / width, (top - bottom + 2 * margin) / height)
    x, y = (left + right) / 2, (bottom + top) / 2
    frame = shapely.box(
        x - width * scale / 2,
        y - height * scale / 2,
        x + width * scale / 2,
        y + height * scale / 2,
    )
    return frame, scale


def draw_map(
    axes: Axes, view: MapView, chosen: str | None, drawable: Callable[[str], str], style: Names
) -> None:
    """Draw the provinces, their names, the neighbours and a scale bar.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Filled by it; in metres of :data:`geodata.export.web.shapes.PROJECTION`.
    view : MapView
        What to show.
    chosen : str, optional
        P-code of the province that the view is about.
    drawable : callable
        Leaves out of a text what the typeface doesn't have.
    style : Names
        How names are written.
    """
    frame, scale = _frame(axes)
    left, bottom, right, top = frame.bounds
    axes.set(xlim=(left, right), ylim=(bottom, top), xticks=[], yticks=[], facecolor=LAND)
    axes.spines[:].set_visible(False)
    for name, path in neighbours_layer().paths.items():
        land = PathPatch(path, fc=LAND, ec="#ffffff", linewidth=1, zorder=GROUND_ORDER, gid=name)
        axes.add_artist(land)
    _draw_provinces(axes, view)
    if chosen:
        path = provinces_layer().paths[chosen]
        axes.add_artist(PathPatch(path, fill=False, edgecolor="#101418", linewidth=2.2, zorder=3))
    bar = _scale_bar(axes, frame, style.size, scale)
    _name_provinces(axes, view, drawable, style, (frame, scale, bar))
    _name_neighbours(axes, drawable, style.size, (frame, scale, bar))


def _draw_provinces(axes: Axes, view: MapView) -> None:
    """Draw the provinces in the colours and patterns of their classes, with their marks."""
    outline: dict[str, Any] = {"fill": False, "edgecolor": OUTLINE, "linewidth": 0.5, "zorder": 2}
    thin = {"edgecolor": THIN_INK, "hatch": THIN_HATCH, "linewidth": 0, "zorder": 1.5}
    unstable = {"edgecolor": INK, "linestyle": "--", "linewidth": 1.2, "zorder": 3}
    for pcode, path in provinces_layer().paths.items():
        marks = str(view.provinces.loc[pcode, "marks"]).split()
        axes.add_artist(PathPatch(path, linewidth=0, zorder=1, gid=pcode))
        axes.add_artist(PathPatch(path, **outline))
        if "thin" in marks:
            axes.add_artist(PathPatch(path, **outline | thin))
        if "unstable" in marks:
            axes.add_artist(PathPatch(path, **outline | unstable))
    looks = zip(view.provinces["class_key"], view.provinces["colour"], strict=True)
    repaint(axes, dict(zip(view.provinces.index, looks, strict=True)))


def repaint(axes: Axes, looks: Mapping[str, tuple[str, str]]) -> None:
    """Give the provinces of a drawn map other classes.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Filled by :func:`draw_map`.
    looks : mapping of str to tuple of str
        By p-code the key of the class and its colour, empty for those drawn as a pattern.
    """
    for patch in axes.patches:
        look = looks.get(patch.get_gid() or "")
        if look is not None:
            kind, colour = look
            patch.set_facecolor(colour or "#ffffff")
            patch.set_edgecolor(HATCH_INKS.get(kind, "none"))
            patch.set_hatch(HATCHES.get(kind, ""))


_Ground = tuple[shapely.Polygon, float, shapely.Polygon]


@lru_cache(maxsize=16)
def _places(names: tuple[tuple[str, str], ...], size: float, ground: _Ground) -> list[NamePlace]:
    """Return where names stand; the same for all pictures of the same size and language."""
    frame, scale, bar = ground
    layer = provinces_layer()
    wanted = [
        Name(
            pcode,
            layer.points[pcode],
            layer.shapes[pcode],
            (width_of(text, size, bold=True) + _NAME_GAP * size) * scale,
            _NAME_HEIGHT * size * scale,
        )
        for pcode, text in names
    ]
    return name_places(wanted, frame, [bar])


def _name_provinces(
    axes: Axes, view: MapView, drawable: Callable[[str], str], style: Names, ground: _Ground
) -> None:
    """Write the names; one that stands outside of its province gets a line to it."""
    names = {str(pcode): drawable(str(name)) for pcode, name in view.provinces["name"].items()}
    for place in _places(tuple(names.items()), style.size, ground):
        if place.leader is not None:
            x, y = shapely.get_coordinates(place.leader).T
            axes.plot(x, y, color=INK, linewidth=0.7, zorder=4)
            axes.plot(x[:1], y[:1], "o", color=INK, markersize=2.2, zorder=4)
        style.write(axes, place.box.centroid.x, place.box.centroid.y, names[place.key])


def _name_neighbours(
    axes: Axes, drawable: Callable[[str], str], size: float, ground: _Ground
) -> None:
    """Name each neighbour where there is room for its name within what is seen of it."""
    frame, scale, bar = ground
    layer = neighbours_layer()
    for name, point in layer.points.items():
        text = drawable(name.upper())
        width = (width_of(text, 0.85 * size) + size) * scale
        height = 1.6 * size * scale
        seen = shapely.intersection(shapely.make_valid(layer.shapes[name]), frame)
        if seen.is_empty:
            continue
        middle = shapely.get_point(shapely.maximum_inscribed_circle(seen), 0)
        for place in (point, middle):
            x, y = place.x, place.y
            box = shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            if frame.contains(box) and not (box.intersects(country()) or box.intersects(bar)):
                axes.text(
                    x,
                    y,
                    text,
                    size=0.85 * size,
                    color=FAINT,
                    ha="center",
                    va="center",
                    zorder=GROUND_ORDER,
                )
                break


def _scale_bar(axes: Axes, frame: shapely.Polygon, size: float, scale: float) -> shapely.Polygon:
    """Draw the scale bar and return the ground that it takes up."""
    left, bottom, right, _ = frame.bounds
    x, y = right - 2.6 * size * scale - SCALE_BAR_METRES, bottom + 1.2 * size * scale
    half = SCALE_BAR_METRES / 2
    axes.plot([x, x + half], [y, y], color=INK, linewidth=3, solid_capstyle="butt", zorder=5)
    axes.plot(
        [x + half, x + 2 * half],
        [y, y],
        color="#ffffff",
        linewidth=3,
        solid_capstyle="butt",
        zorder=5,
        path_effects=[withStroke(linewidth=4, foreground=INK)],
    )
    for metres in (0, half, 2 * half):
        text = f"{metres / 1000:.0f}" + (" km" if metres > half else "")
        place = x + metres, y + 0.45 * size * scale
        axes.text(*place, text, size=0.85 * size, color=INK, ha="center", va="baseline")
    return shapely.box(max(left, x - 2 * size * scale), bottom, right, y + 2 * size * scale)


def legend_patches(view: MapView) -> list[Patch | Line2D]:
    """Return a key for each class and each mark, labelled with the number of provinces in it."""
    keys: list[Patch | Line2D] = [
        Patch(
            facecolor=entry.colour or "#ffffff",
            edgecolor=HATCH_INKS.get(entry.key, "#8b939c"),
            hatch=HATCHES.get(entry.key),
            linewidth=0.6,
            label=f"{entry.label} ({entry.provinces})",
        )
        for entry in view.classes
    ]
    unstable, thin = view.marked("unstable"), view.marked("thin")
    if unstable:
        label = f"Rank depends on the estimate ({number_text(unstable)})"
        keys.append(Line2D([], [], color=INK, linewidth=1.2, linestyle="--", label=label))
    if thin:
        label = f"Reporting is thin ({number_text(thin)})"
        keys.append(
            Patch(fill=False, edgecolor=THIN_INK, hatch=THIN_HATCH, linewidth=0.6, label=label)
        )
    return keys
