"""A view as a picture: PNG, SVG or PDF of the map, of the timeline, or of both."""

from __future__ import annotations

import io
import textwrap
import threading
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font

from geodata.export.cartography import FAINT, INK, Names, draw_map, legend_patches
from geodata.export.manifest import MANIFEST_KEY
from geodata.export.timeline_chart import draw_timeline
from geodata.export.web.shapes import PROJECTION_NAME
from geodata.views.text import day_text, number_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from geodata.export.snapshot import Snapshot

FileFormat: TypeAlias = Literal["png", "svg", "pdf"]
Part: TypeAlias = Literal["map", "timeline", "both"]
Size: TypeAlias = Literal["slide", "a4", "square"]

SIZES_INCHES: Final[dict[Size, tuple[float, float]]] = {
    "slide": (13.333, 7.5),
    "a4": (8.27, 11.69),
    "square": (8.0, 8.0),
}
TYPEFACE: Final = "DejaVu Sans"
"""Ships with matplotlib, and has the letters of Dari and Pashto."""

LONGEST_TITLE_LINES: Final = 3
_POINTS_PER_INCH: Final = 72
# A letter is about so wide, in parts of its height.
_LETTER_WIDTH: Final = 0.56
_LINE_HEIGHT: Final = 1.28
# Settings of matplotlib are global.
_LOCK: Final = threading.Lock()
_SETTINGS: Final[dict[str, Any]] = {
    "font.family": TYPEFACE,
    "svg.fonttype": "none",
    "svg.hashsalt": MANIFEST_KEY,
    "pdf.fonttype": 42,
    "hatch.linewidth": 0.8,
}


@dataclass(frozen=True, slots=True)
class PictureOptions:
    """What a picture looks like.

    Parameters
    ----------
    part : {"map", "timeline", "both"}
        What is on it.
    file_format : {"png", "svg", "pdf"}
        Kind of file.
    size : {"slide", "a4", "square"}
        Shape of the sheet.
    dpi : int
        Dots per inch of a PNG.
    marking : str
        Stands at the top and at the bottom.
    title : str
        In place of the finding, if not empty.
    """

    part: Part = "map"
    file_format: FileFormat = "png"
    size: Size = "slide"
    dpi: int = 150
    marking: str = ""
    title: str = ""


@cache
def _letters() -> frozenset[int]:
    path = font_manager.findfont(TYPEFACE, fallback_to_default=False)
    return frozenset(FT2Font(str(Path(path))).get_charmap())


def drawable(text: str) -> str:
    """Leave out of a text what the typeface doesn't have, such as emoji.

    Examples
    --------
    >>> drawable("Kabul 🙂 کابل")
    'Kabul  کابل'
    """
    return "".join(letter for letter in text if ord(letter) in _letters())


def wrapped(text: str, width_inches: float, size: float, most_lines: int) -> str:
    r"""Break a text into lines that fit; what doesn't fit ends in an ellipsis.

    Examples
    --------
    >>> wrapped("one two three four", 1, 12, 2)
    'one two\nthree four'
    """
    letters = max(8, int(width_inches * _POINTS_PER_INCH / (size * _LETTER_WIDTH)))
    lines = textwrap.wrap(
        drawable(text), letters, max_lines=most_lines, placeholder=" …", break_long_words=True
    )
    return "\n".join(lines)


class _Sheet:
    """A figure that is filled from the top and from the bottom towards its middle."""

    def __init__(self, size: Size) -> None:
        self.width, self.height = SIZES_INCHES[size]
        self.figure = Figure(figsize=(self.width, self.height), facecolor="#ffffff")
        FigureCanvasAgg(self.figure)
        self.margin = 0.4
        self.top = self.height - 0.3
        self.bottom = 0.25

    def _text(self, y: float, text: str, size: float, **style: Any) -> None:  # noqa: ANN401 - matplotlib's own
        x = style.pop("x", self.margin)
        self.figure.text(
            x / self.width,
            y / self.height,
            text,
            size=size,
            parse_math=False,
            linespacing=_LINE_HEIGHT,
            **style,
        )

    def _inches(self, text: str, size: float) -> float:
        return (text.count("\n") + 1) * size * _LINE_HEIGHT / _POINTS_PER_INCH

    def head(self, text: str, size: float, most_lines: int, **style: Any) -> None:  # noqa: ANN401 - the same
        """Write below what stands at the top."""
        lines = wrapped(text, self.width - 2 * self.margin, size, most_lines)
        if lines:
            self._text(self.top, lines, size, va="top", **style)
            self.top -= self._inches(lines, size) + 0.06

    def foot(self, text: str, size: float, most_lines: int, **style: Any) -> None:  # noqa: ANN401 - the same
        """Write above what stands at the bottom."""
        lines = wrapped(text, self.width - 2 * self.margin, size, most_lines)
        if lines:
            self._text(self.bottom, lines, size, va="bottom", **style)
            self.bottom += self._inches(lines, size) + 0.05

    def mark(self, marking: str) -> None:
        """Write the marking at the top and at the bottom."""
        if marking:
            middle = {"x": self.width / 2, "ha": "center", "weight": "bold", "color": INK}
            self.head(marking, 11, 1, **middle)
            self.foot(marking, 11, 1, **middle)

    def axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Return axes at this place, in inches."""
        return self.figure.add_axes(
            (left / self.width, bottom / self.height, width / self.width, height / self.height)
        )


def _draw(snapshot: Snapshot, options: PictureOptions) -> Figure:
    sheet = _Sheet(options.size)
    sheet.mark(options.marking)
    title = options.title or f"{snapshot.place}: {snapshot.title}"
    sheet.head(title, 17, LONGEST_TITLE_LINES, weight="bold", color=INK)
    sheet.head(snapshot.subtitle, 10.5, 2, color=FAINT)
    made = (
        f"Made on {day_text(snapshot.manifest.time())} with version {snapshot.manifest.software}. "
        f"Projection: {PROJECTION_NAME}."
    )
    for line in (made, *reversed(snapshot.credits)):
        sheet.foot(line, 7.5, 2, color=FAINT)
    sheet.foot(" ".join(snapshot.caveats), 7.5, 8, color=FAINT)
    if snapshot.dataset.synthetic:
        sheet.foot(
            "Synthetic data: made up, not real events.", 11, 1, weight="bold", color="#b00020"
        )
    if snapshot.is_empty:
        sheet.head("No cited record in view. This is not a finding of no violence.", 12, 2)
    _draw_parts(sheet, snapshot, options)
    return sheet.figure


def _draw_parts(sheet: _Sheet, snapshot: Snapshot, options: PictureOptions) -> None:
    width, height = sheet.width - 2 * sheet.margin, sheet.top - sheet.bottom - 0.1
    low = sheet.bottom + 0.05
    if options.part == "timeline":
        draw_timeline(
            sheet.axes(sheet.margin + 0.5, low + 0.3, width - 0.6, height - 0.6), snapshot.timeline
        )
        return
    if options.part == "both":
        share = 0.27 * height
        draw_timeline(
            sheet.axes(sheet.margin + 0.5, low + 0.25, width - 0.6, share - 0.45), snapshot.timeline
        )
        low, height = low + share, height - share
    is_wide = options.size == "slide"
    legend_width, legend_height = (2.6, 0.0) if is_wide else (0.0, 1.0)
    axes = sheet.axes(
        sheet.margin, low + legend_height, width - legend_width, height - legend_height
    )
    names = Names(8 if is_wide else 7, stay_texts=options.file_format != "png")
    draw_map(axes, snapshot.map, snapshot.request.province, drawable, names)
    unknown = number_text(snapshot.map.unknown_province_records)
    sheet.figure.legend(
        handles=legend_patches(snapshot.map),
        title=f"{snapshot.map.measure_label}\n(provinces) · province unknown: {unknown}",
        loc="upper right" if is_wide else "lower left",
        bbox_to_anchor=(
            ((sheet.width - sheet.margin) / sheet.width, (low + height) / sheet.height)
            if is_wide
            else (sheet.margin / sheet.width, low / sheet.height)
        ),
        ncols=1 if is_wide else 4,
        frameon=False,
        fontsize=8.5,
        title_fontsize=8.5,
        alignment="left",
    )


def _metadata(snapshot: Snapshot, options: PictureOptions) -> dict[str, Any]:
    values = {
        name: str(getattr(options, name)) for name in ("part", "size", "dpi", "marking", "title")
    }
    values["language"] = snapshot.language
    document = f"{options.part}.{options.file_format}"
    manifest = replace(snapshot.manifest, document=document, options=values).to_json()
    made = snapshot.manifest.time()
    if options.file_format == "png":
        return {"Software": None, "Title": snapshot.title, MANIFEST_KEY: manifest}
    if options.file_format == "pdf":
        return {
            "Title": snapshot.title,
            "Keywords": manifest,
            "Creator": MANIFEST_KEY,
            "Producer": MANIFEST_KEY,
            "CreationDate": made,
            "ModDate": made,
        }
    return {
        "Title": snapshot.title,
        "Description": manifest,
        "Date": made.isoformat(),
        "Creator": MANIFEST_KEY,
    }


def picture(snapshot: Snapshot, options: PictureOptions | None = None) -> bytes:
    """Return a view as a picture.

    Parameters
    ----------
    snapshot : Snapshot
        The view.
    options : PictureOptions, optional
        The map on a slide, as PNG, by default.

    Returns
    -------
    bytes
        The same for the same snapshot and options. Texts of an SVG or a PDF stay texts.
    """
    options = options or PictureOptions()
    file = io.BytesIO()
    with _LOCK, mpl.rc_context(_SETTINGS):  # type: ignore[arg-type]  # the names of settings are no literals here
        figure = _draw(snapshot, options)
        figure.savefig(
            file,
            format=options.file_format,
            dpi=options.dpi,
            metadata=_metadata(snapshot, options),
        )
    return file.getvalue()
