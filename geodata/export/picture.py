"""A view as a picture: PNG, SVG or PDF of the map, of the timeline, or of both."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from geodata.export.cartography import Names, draw_map, legend_patches
from geodata.export.lettering import LEFT_TO_RIGHT, drawable, drawing, is_right_to_left, wrapped
from geodata.export.manifest import MANIFEST_KEY
from geodata.export.sheet import MARGIN, SIZES_INCHES, Sheet, Size, write_frame
from geodata.export.snapshot import of_sums
from geodata.export.svg_fonts import with_fonts
from geodata.export.timeline_chart import draw_timeline
from geodata.views.text import number_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend

    from geodata.export.snapshot import Snapshot

__all__ = ["SIZES_INCHES", "FileFormat", "Part", "PictureOptions", "Size", "drawable", "picture"]

FileFormat: TypeAlias = Literal["png", "svg", "pdf"]
Part: TypeAlias = Literal["map", "timeline", "both"]

_NAME_SIZES: Final[dict[Size, float]] = {"slide": 8.5, "a4": 8, "square": 7}
_GAP: Final = 0.15
# Of a PNG: more takes twice as long for a tenth less.
_PACKED: Final = 3
# The name of a group with its colour, in inches.
_GROUP_WIDTH: Final = 1.35
_LEGEND_STYLE: Final[dict[str, Any]] = {
    "frameon": False,
    "fontsize": 9,
    "borderaxespad": 0,
    "borderpad": 0.1,
    "handlelength": 2.2,
    "columnspacing": 1.4,
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


@dataclass(frozen=True, slots=True)
class _Area:
    """A part of a sheet, in inches from its lower left corner."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def top(self) -> float:
        return self.bottom + self.height

    @property
    def right(self) -> float:
        return self.left + self.width


def title_of(snapshot: Snapshot, title: str) -> str:
    """Return what stands at the top: the chosen title, or the finding, which is in English.

    A title of signs that no typeface has, such as emoji alone, leaves nothing to show.
    """
    if drawable(title).strip():
        return title
    # A name from right to left would turn the whole line.
    start = LEFT_TO_RIGHT if is_right_to_left(snapshot.place) else ""
    return f"{start}{snapshot.place}: {snapshot.title}"


def _draw(snapshot: Snapshot, options: PictureOptions) -> Figure:
    sheet = Sheet(options.size)
    if options.part == "timeline":
        snapshot = of_sums(snapshot)
    write_frame(sheet, snapshot, title_of(snapshot, options.title), options.marking)
    area = _Area(MARGIN, sheet.bottom, sheet.inner_width, sheet.top - sheet.bottom)
    if options.part == "timeline":
        _timeline(sheet, snapshot, area)
    elif options.size == "slide":
        _side_by_side(sheet, snapshot, options, area)
    else:
        _one_below_the_other(sheet, snapshot, options, area)
    return sheet.figure


def _timeline(sheet: Sheet, snapshot: Snapshot, area: _Area) -> None:
    """Draw the timeline into an area, its labels and the names of the groups included."""
    left, low, width = area.left + 0.55, area.bottom + 0.35, area.width - 0.75
    axes = sheet.axes(left, low, width, area.height)
    draw_timeline(axes, snapshot.timeline)
    named = 0.0
    keys, labels = axes.get_legend_handles_labels()
    known = axes.get_legend()
    if known is not None:
        # Many groups would lie over the bars.
        known.remove()
        legend = sheet.figure.legend(
            keys,
            labels,
            loc="upper left",
            bbox_to_anchor=(left / sheet.width, area.top / sheet.height),
            ncols=max(1, int(width / _GROUP_WIDTH)),
            **_LEGEND_STYLE,
        )
        named = _height(legend, sheet)
    # Above the bars stands what happened on a day.
    room = area.height - 0.35 - 0.3 - named
    axes.set_position(
        (left / sheet.width, low / sheet.height, width / sheet.width, room / sheet.height)
    )


def _map(sheet: Sheet, snapshot: Snapshot, options: PictureOptions, area: _Area) -> None:
    names = Names(_NAME_SIZES[options.size], stay_texts=options.file_format != "png")
    axes = sheet.axes(area.left, area.bottom, area.width, area.height)
    draw_map(axes, snapshot.map, snapshot.request.province, drawable, names)


def _side_by_side(sheet: Sheet, snapshot: Snapshot, options: PictureOptions, area: _Area) -> None:
    """Draw the map to the left; to its right the legend, and the timeline below it."""
    column = 4.4 if options.part == "both" else 2.9
    beside = _map_and_legend(sheet, snapshot, options, area, column)
    if options.part == "both":
        _timeline(sheet, snapshot, beside)


def _map_and_legend(
    sheet: Sheet, snapshot: Snapshot, options: PictureOptions, area: _Area, column: float
) -> _Area:
    """Draw the map with the legend in a column to its right; return what is free below that."""
    room = replace(area, width=area.width - column - _GAP)
    _map(sheet, snapshot, options, room)
    beside = _Area(room.right + _GAP, area.bottom, column, area.height)
    legend = _legend(sheet, snapshot, column, columns=1)
    _hang(legend, sheet, beside)
    return replace(beside, height=area.height - _height(legend, sheet) - _GAP)


def _one_below_the_other(
    sheet: Sheet, snapshot: Snapshot, options: PictureOptions, area: _Area
) -> None:
    """Draw map and legend, and the timeline below them."""
    share = 0.27 * area.height if options.part == "both" else 0.0
    if share:
        _timeline(sheet, snapshot, replace(area, height=share))
    low = area.bottom + share
    above = replace(area, bottom=low, height=area.top - low)
    if options.size == "square" and share:
        _map_and_legend(sheet, snapshot, options, above, 1.9)
        return
    legend = _legend(sheet, snapshot, above.width, columns=3)
    height = above.height - _height(legend, sheet) - 2 * _GAP
    # The country is wider than high: more height would only show more of its neighbours.
    shown = min(height, above.width)
    _map(sheet, snapshot, options, replace(above, bottom=above.top - shown, height=shown))
    _hang(legend, sheet, replace(above, height=above.height - shown - _GAP))


def _legend(sheet: Sheet, snapshot: Snapshot, width: float, *, columns: int) -> Legend:
    """Write the classes with their numbers of provinces, so many inches wide."""
    title = wrapped(f"{snapshot.map.measure_label} (number of provinces)", width, 9.5, 3)
    unknown = snapshot.map.unknown_province_records
    if unknown:
        records = f"{number_text(unknown)} record{'' if unknown == 1 else 's'}"
        note = f"Not on the map: {records} with the province unknown"
        title += "\n" + wrapped(note, width, 9.5, 2)
    return sheet.figure.legend(
        handles=legend_patches(snapshot.map),
        title=title,
        loc="upper left",
        ncols=columns,
        title_fontsize=9.5,
        alignment="left",
        handleheight=1.1,
        **_LEGEND_STYLE,
    )


def _hang(legend: Legend, sheet: Sheet, area: _Area) -> None:
    """Put a legend at the top of an area."""
    place = area.left / sheet.width, area.top / sheet.height
    legend.set_bbox_to_anchor(place, transform=sheet.figure.transFigure)


def _height(legend: Legend, sheet: Sheet) -> float:
    renderer = sheet.figure.canvas.get_renderer()  # type: ignore[attr-defined]
    box = legend.get_window_extent(renderer)
    return float(box.height) / sheet.figure.dpi


def _metadata(snapshot: Snapshot, options: PictureOptions) -> dict[str, Any]:
    values = {
        name: str(getattr(options, name)) for name in ("part", "size", "dpi", "marking", "title")
    }
    values["language"] = snapshot.language
    document = f"{options.part}.{options.file_format}"
    manifest = replace(snapshot.manifest, document=document, options=values).to_json()
    made = snapshot.manifest.time()
    if options.file_format == "png":
        return {
            "Title": drawable(title_of(snapshot, options.title)).strip(LEFT_TO_RIGHT),
            MANIFEST_KEY: manifest,
        }
    if options.file_format == "pdf":
        return {
            "Title": drawable(title_of(snapshot, options.title)).strip(LEFT_TO_RIGHT),
            "Keywords": manifest,
            "Creator": MANIFEST_KEY,
            "Producer": MANIFEST_KEY,
            "CreationDate": made,
            "ModDate": made,
        }
    return {
        "Title": drawable(title_of(snapshot, options.title)).strip(LEFT_TO_RIGHT),
        "Description": manifest,
        "Date": made.isoformat(),
        "Creator": MANIFEST_KEY,
    }


def _png(figure: Figure, dpi: int, metadata: dict[str, str]) -> bytes:
    """Draw a figure as PNG; half of matplotlib's own way goes into packing what can't be seen."""
    figure.set_dpi(dpi)
    canvas: Any = figure.canvas
    canvas.draw()
    texts = PngInfo()
    for name, text in metadata.items():
        texts.add_text(name, text)
    file = io.BytesIO()
    # The sheet is opaque.
    Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB").save(
        file, "PNG", dpi=(dpi, dpi), pnginfo=texts, compress_level=_PACKED
    )
    return file.getvalue()


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
    metadata = _metadata(snapshot, options)
    with drawing():
        figure = _draw(snapshot, options)
        if options.file_format == "png":
            return _png(figure, options.dpi, metadata)
        figure.savefig(file, format=options.file_format, metadata=metadata)
    content = file.getvalue()
    return with_fonts(content) if options.file_format == "svg" else content
