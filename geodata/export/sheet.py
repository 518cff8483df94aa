"""A sheet of paper that is filled from the top and from the bottom towards its middle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from geodata.export.cartography import FAINT, INK
from geodata.export.lettering import (
    LINE_HEIGHT,
    POINTS_PER_INCH,
    fitting_size,
    is_right_to_left,
    wrapped,
)
from geodata.export.web.shapes import PROJECTION_NAME
from geodata.views.text import day_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from geodata.export.snapshot import Snapshot

Size: TypeAlias = Literal["slide", "a4", "square"]

SIZES_INCHES: Final[dict[Size, tuple[float, float]]] = {
    "slide": (13.333, 7.5),
    "a4": (8.27, 11.69),
    "square": (8.0, 8.0),
}
MARGIN: Final = 0.4
_TITLE_SIZES: Final[dict[Size, tuple[float, ...]]] = {
    "slide": (22, 19, 16, 13, 11),
    "a4": (18, 16, 14, 12, 10, 8.5),
    "square": (17, 15, 13, 11, 9, 8),
}
_MOST_TITLE_LINES: Final = 3
# Notes are never cut off: nobody has written so many.
_MOST_NOTE_LINES: Final = 24
_EDGE: Final = 0.28
_BELOW: Final = 0.04
# From the top of a line to where its letters stand, in parts of their size.
_ASCENT: Final = 0.95


class Sheet:
    """A figure with what is still free of it.

    Parameters
    ----------
    size : {"slide", "a4", "square"}
        Of the sheet.

    Attributes
    ----------
    size : {"slide", "a4", "square"}
        Of the sheet.
    width, height : float
        Of the sheet, in inches.
    top, bottom : float
        Between them the sheet is free, in inches from its lower edge.
    """

    def __init__(self, size: Size) -> None:
        self.size = size
        self.width, self.height = SIZES_INCHES[size]
        self.figure = Figure(figsize=(self.width, self.height), facecolor="#ffffff")
        FigureCanvasAgg(self.figure)
        self.top = self.height - _EDGE
        self.bottom = _EDGE

    @property
    def inner_width(self) -> float:
        """Return the width between the margins, in inches."""
        return self.width - 2 * MARGIN

    def _write(self, top: float, lines: Sequence[str], size: float, **style: Any) -> None:  # noqa: ANN401 - matplotlib's own
        """Write lines below each other.

        Each is a text of its own: matplotlib would leave as much room between two as the highest
        letter of any typeface needs.
        """
        if style.pop("centred", False):
            x, side = self.width / 2, "center"
        elif is_right_to_left(lines[0]):
            x, side = self.width - MARGIN, "right"
        else:
            x, side = MARGIN, "left"
        step = size * LINE_HEIGHT / POINTS_PER_INCH
        for number, line in enumerate(lines):
            y = top - number * step - _ASCENT * size / POINTS_PER_INCH
            self.figure.text(
                x / self.width, y / self.height, line, size=size, ha=side, va="baseline", **style
            )

    def _lines(
        self, text: str, sizes: Sequence[float], most_lines: int, *, bold: bool
    ) -> tuple[list[str], float, float]:
        size = fitting_size(text, self.inner_width, sizes, most_lines, bold=bold)
        lines = wrapped(text, self.inner_width, size, most_lines, bold=bold).splitlines()
        return lines, size, len(lines) * size * LINE_HEIGHT / POINTS_PER_INCH

    def head(self, text: str, sizes: Sequence[float], most_lines: int, **style: Any) -> None:  # noqa: ANN401 - the same
        """Write below what stands at the top, as large as it fits into so many lines."""
        lines, size, height = self._lines(text, sizes, most_lines, bold="weight" in style)
        if lines:
            self._write(self.top, lines, size, **style)
            self.top -= height + _BELOW

    def foot(self, text: str, sizes: Sequence[float], most_lines: int, **style: Any) -> None:  # noqa: ANN401 - the same
        """Write above what stands at the bottom."""
        lines, size, height = self._lines(text, sizes, most_lines, bold="weight" in style)
        if lines:
            self._write(self.bottom + height, lines, size, **style)
            self.bottom += height + _BELOW

    def mark(self, marking: str) -> None:
        """Write the marking at the top and at the bottom."""
        style = {"centred": True, "weight": "bold", "color": INK}
        self.head(marking, (11, 8, 6), 1, **style)
        self.foot(marking, (11, 8, 6), 1, **style)

    def axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Return axes at this place, in inches."""
        return self.figure.add_axes(
            (left / self.width, bottom / self.height, width / self.width, height / self.height)
        )


def write_frame(sheet: Sheet, snapshot: Snapshot, title: str, marking: str) -> None:
    """Write what surrounds every picture: marking, title, subtitle, caveats, credits.

    Parameters
    ----------
    sheet : Sheet
        To be filled from its edges.
    snapshot : Snapshot
        The view.
    title, marking : str
        At the top; at the top and at the bottom.
    """
    sheet.mark(marking)
    sheet.head(title, _TITLE_SIZES[sheet.size], _MOST_TITLE_LINES, weight="bold", color=INK)
    sheet.head(snapshot.subtitle, (12, 10.5, 9), 2, color=FAINT)
    small = (8,) if sheet.size == "slide" else (7.2,)
    made = (
        f"Made on {day_text(snapshot.manifest.time())} with the Afghanistan Incident Atlas "
        f"{snapshot.manifest.software}. Projection: {PROJECTION_NAME}."
    )
    for line in (made, *reversed(snapshot.credits)):
        sheet.foot(line, small, _MOST_NOTE_LINES, color=FAINT)
    sheet.foot(" ".join(snapshot.caveats), small, _MOST_NOTE_LINES, color=INK)
    if snapshot.dataset.synthetic:
        text = "Synthetic data: made up, not real events."
        sheet.foot(text, (11,), 1, weight="bold", color="#b00020")
    if snapshot.is_empty:
        text = "No cited record in view. This is not a finding of no violence."
        sheet.head(text, (13,), 2, weight="bold", color="#8a3c00")
    sheet.top -= 0.06
    sheet.bottom += 0.06
