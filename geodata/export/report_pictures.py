"""Map and timeline without title and caption, to stand in a page that has its own."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from geodata.export.cartography import Names, draw_map, legend_patches
from geodata.export.lettering import drawable, drawing
from geodata.export.timeline_chart import draw_timeline

if TYPE_CHECKING:
    from geodata.export.snapshot import Snapshot

MAP_INCHES: Final = (6.0, 5.3)
TIMELINE_INCHES: Final = (10.0, 2.1)
_LEGEND_INCHES: Final = 0.95
_GROUPS_INCHES: Final = 1.5


def _figure(width: float, height: float) -> Figure:
    figure = Figure(figsize=(width, height), facecolor="#ffffff")
    FigureCanvasAgg(figure)
    return figure


def _svg(figure: Figure) -> bytes:
    file = io.BytesIO()
    # Without a date the bytes are the same on any day.
    figure.savefig(file, format="svg", metadata={"Date": None})
    return file.getvalue()


def map_svg(snapshot: Snapshot) -> bytes:
    """Return the map of a view with its legend below it, as SVG."""
    width, height = MAP_INCHES
    with drawing():
        figure = _figure(width, height)
        axes = figure.add_axes((0, _LEGEND_INCHES / height, 1, 1 - _LEGEND_INCHES / height))
        names = Names(7.5, stay_texts=True)
        draw_map(axes, snapshot.map, snapshot.request.province, drawable, names)
        figure.legend(
            handles=legend_patches(snapshot.map),
            title=f"{drawable(snapshot.map.measure_label)} (in brackets: number of provinces)",
            loc="lower left",
            bbox_to_anchor=(0, 0),
            ncols=3,
            frameon=False,
            fontsize=8,
            title_fontsize=8,
            alignment="left",
            borderaxespad=0,
            columnspacing=1.2,
        )
        return _svg(figure)


def timeline_svg(snapshot: Snapshot) -> bytes:
    """Return the timeline of a view, as SVG."""
    width, height = TIMELINE_INCHES
    with drawing():
        figure = _figure(width, height)
        room = width - 0.55 - _GROUPS_INCHES
        axes = figure.add_axes((0.55 / width, 0.45 / height, room / width, 1 - 0.7 / height))
        draw_timeline(axes, snapshot.timeline)
        named = axes.get_legend()
        if named is not None:
            # On so low a chart the names of many groups would lie over the bars.
            named.remove()
            axes.legend(
                loc="upper left",
                bbox_to_anchor=(1, 1.1),
                frameon=False,
                fontsize=7,
                labelspacing=0.1,
                handlelength=1.2,
            )
        return _svg(figure)
