"""The map of the provinces on paper: projected, labelled, with a scale bar; from the view model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

import geopandas
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke

from geodata.export.web.shapes import PROJECTION
from geodata.provinces import load_neighbours, load_provinces
from geodata.views.choropleth import NO_RECORD, TOLL_UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

    from geodata.views.choropleth import MapView

HATCHES: Final = {NO_RECORD: "////", TOLL_UNKNOWN: "...."}
HATCH_INKS: Final = {NO_RECORD: "#c9ced4", TOLL_UNKNOWN: "#8a5a18"}
OUTLINE: Final = "#5d6670"
LAND: Final = "#e4e7ea"
INK: Final = "#1b1f24"
FAINT: Final = "#59616b"
SCALE_BAR_METRES: Final = 200_000
# Where a name goes if its own place is taken: directions, then farther and farther, in points.
_DIRECTIONS: Final = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))
_DISTANCES: Final = (0, 8, 14, 22, 32, 44)
_LEADER_FROM: Final = 12


@cache
def _provinces() -> geopandas.GeoDataFrame:
    return load_provinces("full").to_crs(PROJECTION)


@cache
def _neighbours() -> geopandas.GeoDataFrame:
    return load_neighbours().to_crs(PROJECTION)


@cache
def _label_points() -> geopandas.GeoSeries:
    provinces = load_provinces("full")
    points = geopandas.points_from_xy(
        provinces["label_longitude"], provinces["label_latitude"], crs=provinces.crs
    )
    return geopandas.GeoSeries(points, index=provinces.index).to_crs(PROJECTION)


@dataclass(frozen=True, slots=True)
class Names:
    """How names are written: their size in points, and whether they must stay texts."""

    size: float
    stay_texts: bool = False

    def backing(self) -> dict[str, Any]:
        """Return what lifts a name off the map: a halo, or a pale ground where texts stay texts.

        A halo would turn letters into outlines.
        """
        if self.stay_texts:
            ground = {"facecolor": "#ffffff", "alpha": 0.6, "pad": 0.6, "edgecolor": "none"}
            return {"bbox": ground}
        return {"path_effects": [withStroke(linewidth=2, foreground="#ffffff")]}


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
    provinces = _provinces()
    left, bottom, right, top = provinces.total_bounds
    margin = 0.035 * (right - left)
    axes.set_axis_off()
    axes.set_aspect("equal", anchor="W")
    axes.set_xlim(left - margin, right + margin)
    axes.set_ylim(bottom - margin, top + margin)
    _neighbours().plot(ax=axes, color=LAND, edgecolor="#ffffff", linewidth=0.8, zorder=0)
    for kind, rows in view.provinces.groupby("class_key"):
        shapes = provinces.geometry.reindex(rows.index)
        if kind in HATCHES:
            shapes.plot(
                ax=axes,
                facecolor="#ffffff",
                edgecolor=HATCH_INKS[str(kind)],
                hatch=HATCHES[str(kind)],
                linewidth=0,
                zorder=1,
            )
        else:
            shapes.plot(ax=axes, color=list(rows["colour"]), zorder=1)
    provinces.boundary.plot(ax=axes, color=OUTLINE, linewidth=0.5, zorder=2)
    unstable = view.provinces.index[view.provinces["marks"].str.contains("unstable")]
    if len(unstable):
        provinces.boundary.reindex(unstable).plot(
            ax=axes, color=INK, linewidth=1.1, linestyle="--", zorder=3
        )
    if chosen:
        provinces.boundary.reindex([chosen]).plot(ax=axes, color="#101418", linewidth=2, zorder=3)
    _name_neighbours(axes, drawable, style.size)
    _name_provinces(axes, view, drawable, style)
    _scale_bar(axes, style.size)


def _name_neighbours(axes: Axes, drawable: Callable[[str], str], size: float) -> None:
    named = load_neighbours().dropna(subset=["label_longitude"])
    points = geopandas.GeoSeries(
        geopandas.points_from_xy(named["label_longitude"], named["label_latitude"], crs=named.crs)
    ).to_crs(PROJECTION)
    for name, point in zip(named["name"], points, strict=True):
        axes.text(
            point.x,
            point.y,
            drawable(name.upper()),
            size=size * 0.8,
            color=FAINT,
            ha="center",
            va="center",
            clip_on=True,
            parse_math=False,
            zorder=1,
        )


def _overlaps(box: Bbox, placed: list[Bbox]) -> bool:
    return any(box.overlaps(other) for other in placed)


def _name_provinces(
    axes: Axes, view: MapView, drawable: Callable[[str], str], style: Names
) -> None:
    """Write the names, those of the strongest first; one that is moved far gets a line."""
    points = _label_points()
    figure = axes.get_figure()
    renderer = figure.canvas.get_renderer()  # type: ignore[union-attr]
    weight = view.provinces["value"].astype("Float64").abs().fillna(-1)
    placed: list[Bbox] = []
    for pcode in weight.sort_values(ascending=False, kind="stable").index:
        point = points[pcode]
        label = axes.annotate(
            drawable(str(view.provinces.loc[pcode, "name"])),
            (point.x, point.y),
            xytext=(0, 0),
            textcoords="offset points",
            size=style.size,
            weight="bold",
            color=INK,
            ha="center",
            va="center",
            parse_math=False,
            **style.backing(),
            zorder=5,
        )
        _place(label, placed, renderer)
        placed.append(label.get_window_extent(renderer).padded(-1))


def _place(label: Text, placed: list[Bbox], renderer: RendererBase) -> None:
    for distance in _DISTANCES:
        for x, y in _DIRECTIONS if distance else ((0, 0),):
            label.set_position((x * distance * 1.6, y * distance))
            if not _overlaps(label.get_window_extent(renderer).padded(-1), placed):
                if distance >= _LEADER_FROM:
                    _leader(label, x * distance * 1.6, y * distance)
                return
    label.set_position((0, 0))


def _leader(label: Text, x: float, y: float) -> None:
    axes = cast("Axes", label.axes)
    axes.annotate(
        "",
        label.xy,  # type: ignore[attr-defined]
        xytext=(x * 0.72, y * 0.72),
        textcoords="offset points",
        arrowprops={"arrowstyle": "-", "linewidth": 0.6, "color": INK, "shrinkA": 0, "shrinkB": 0},
        zorder=4,
    )


def _scale_bar(axes: Axes, size: float) -> None:
    left, right = axes.get_xlim()
    bottom, top = axes.get_ylim()
    x, y = right - 0.04 * (right - left) - SCALE_BAR_METRES, bottom + 0.05 * (top - bottom)
    axes.plot([x, x + SCALE_BAR_METRES], [y, y], color=INK, linewidth=2, zorder=5)
    axes.text(
        x + SCALE_BAR_METRES / 2,
        y + 0.012 * (top - bottom),
        f"{SCALE_BAR_METRES // 1000} km",
        size=size * 0.9,
        color=INK,
        ha="center",
        va="bottom",
        zorder=5,
    )


def legend_patches(view: MapView) -> list[Patch]:
    """Return a patch for each class, labelled with the number of provinces in it."""
    return [
        Patch(
            facecolor=entry.colour or "#ffffff",
            edgecolor=HATCH_INKS.get(entry.key, "#8b939c"),
            hatch=HATCHES.get(entry.key),
            linewidth=0.6,
            label=f"{entry.label} ({entry.provinces})",
        )
        for entry in view.classes
    ]
