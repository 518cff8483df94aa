"""The chart of the measurements by size."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from matplotlib import rc_context
from matplotlib.figure import Figure

from tests.bench.promises import middle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

_PANELS: Final = (
    ("Filter change until the map is painted", "map", "obvious app, map"),
    ("Start until the first map", "first map", "obvious app, first map"),
    ("Import", "import, ours", "import, obvious"),
)
# Marks differ, too: no colour alone carries meaning.
_OURS: Final = {"label": "the atlas", "color": "#1b4f72", "marker": "o"}
_OBVIOUS: Final = {"label": "the obvious way", "color": "#b9770e", "marker": "s", "linestyle": "--"}
_FLOOR: Final = {"label": "floor", "color": "#555555", "linestyle": ":"}


def _line(axes: Axes, sizes: Mapping[str, Any], name: str, style: Mapping[str, str]) -> None:
    points = [(int(size), middle(times[name])) for size, times in sizes.items() if times.get(name)]
    if points:
        axes.plot(*zip(*points, strict=True), **style)


def chart(sizes: Mapping[str, Any]) -> bytes:
    """Draw seconds against records, both on logarithmic scales, as SVG."""
    # The same measurements give the same bytes.
    with rc_context({"svg.hashsalt": "measurements", "font.size": 9}):
        figure = Figure(figsize=(10, 3.4), layout="constrained")
        for axes, (title, ours, obvious) in zip(
            figure.subplots(1, len(_PANELS)), _PANELS, strict=True
        ):
            _line(axes, sizes, ours, _OURS)
            _line(axes, sizes, obvious, _OBVIOUS)
            if ours == "map":
                floor = middle(sizes["0"]["empty rerun"])
                axes.axhline(floor, **{**_FLOOR, "label": "empty Streamlit rerun"})
            if ours == "import, ours":
                _line(axes, sizes, "import, floor", {**_FLOOR, "label": "pyarrow, CSV to Parquet"})
            axes.set(xscale="log", yscale="log", title=title, xlabel="records", ylabel="seconds")
            axes.grid(visible=True, alpha=0.3)
            axes.legend(frameon=False, fontsize=8)
        file = BytesIO()
        figure.savefig(file, format="svg", metadata={"Date": None})
        return file.getvalue()
