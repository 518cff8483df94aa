"""How activity spread, month by month, as a film: GIF, or MP4 where ffmpeg is present."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, cast

import numpy as np
from matplotlib.patches import Patch
from PIL import Image

from geodata.analysis.spread import PROVINCES, month_by_month, month_starts
from geodata.export.cartography import (
    FAINT,
    GROUND_ORDER,
    HATCH_INKS,
    HATCHES,
    INK,
    Names,
    draw_map,
    repaint,
)
from geodata.export.film_files import check_ffmpeg, gif, mp4
from geodata.export.lettering import drawable, drawing, wrapped
from geodata.export.picture import title_of
from geodata.export.sheet import MARGIN, Sheet, Size, write_frame
from geodata.export.snapshot import of_sums
from geodata.measures import MEASURES, measure_of
from geodata.model import AtlasError
from geodata.provinces import province_names
from geodata.query import cube
from geodata.views.playback import Mode, playback_view

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from geodata.export.snapshot import Snapshot
    from geodata.views.playback import PlaybackView

FilmFormat: TypeAlias = Literal["gif", "mp4"]

MOST_FRAMES: Final = 240
"""Twenty years of months; a longer film would be too large to send."""

DPI: Final = 72
_LEGEND_INCHES: Final = 2.4
_MONTH_INCHES: Final = 0.62


@dataclass(frozen=True, slots=True)
class FilmOptions:
    """What a film looks like.

    Parameters
    ----------
    file_format : {"gif", "mp4"}
        Kind of file.
    mode : {"so_far", "in_month"}
        Whether a frame shows all that was recorded up to the end of its month, or what was
        recorded in it.
    size : {"slide", "a4", "square"}
        Shape of the frames, drawn with :data:`DPI` dots per inch.
    marking : str
        Stands at the top and at the bottom.
    title : str
        In place of the finding, if not empty.
    """

    file_format: FilmFormat = "gif"
    mode: Mode = "so_far"
    size: Size = "slide"
    marking: str = ""
    title: str = ""


def check_length(first: date, last: date) -> None:
    """Check, before any work, that a period isn't too long for a film.

    Raises
    ------
    AtlasError
        If it has more than :data:`MOST_FRAMES` months.
    """
    months = len(month_starts(first, last))
    if months > MOST_FRAMES:
        raise AtlasError(
            f"The view spans {months} months, and a film shows at most {MOST_FRAMES}. "
            "Choose a shorter period."
        )


def film_view(snapshot: Snapshot, mode: Mode) -> PlaybackView:
    """Work out the frames, all on one scale.

    Parameters
    ----------
    snapshot : Snapshot
        The view; a rate, a share or a date is replaced by the sum that it rests on.
    mode : {"so_far", "in_month"}
        What a frame shows.

    Raises
    ------
    AtlasError
        If the view has more than :data:`MOST_FRAMES` months.
    """
    check_length(snapshot.first, snapshot.last)
    months = month_starts(snapshot.first, snapshot.last)
    filters = snapshot.request.filters
    rows = cube(filters, "month", snapshot.dataset)
    return playback_view(
        month_by_month(rows, months),
        province_names(snapshot.language),
        measure=MEASURES[measure_of(snapshot.request.measure).base],
        estimate=filters.estimate,
        mode=mode,
        first=snapshot.first,
        last=snapshot.last,
        unknown_province_records=snapshot.map.unknown_province_records,
    )


class _Film:
    """The sheet of a film: what stays is drawn once, what changes for each frame."""

    def __init__(self, snapshot: Snapshot, view: PlaybackView, options: FilmOptions) -> None:
        self.view = view
        sheet = Sheet(options.size)
        sheet.figure.set_dpi(DPI)
        write_frame(sheet, of_sums(snapshot), title_of(snapshot, options.title), options.marking)
        self.sheet = sheet
        self.month = self._line(sheet.top - 0.3, 17, weight="bold", color=INK)
        self.summary = self._line(sheet.top - 0.53, 10.5, color=FAINT)
        sheet.top -= _MONTH_INCHES
        self.axes = self._map(snapshot, options)

    def _line(self, y: float, size: float, **style: Any) -> Text:  # noqa: ANN401 - matplotlib's own
        sheet = self.sheet
        return sheet.figure.text(MARGIN / sheet.width, y / sheet.height, "", size=size, **style)

    def _map(self, snapshot: Snapshot, options: FilmOptions) -> Axes:
        sheet = self.sheet
        is_wide = options.size == "slide"
        low = sheet.bottom + (0.0 if is_wide else 1.2)
        width = sheet.inner_width - (_LEGEND_INCHES + 0.15 if is_wide else 0.0)
        height = min(sheet.top - low, width)
        axes = sheet.axes(MARGIN, sheet.top - height, width, height)
        names = Names(8.5 if is_wide else 7)
        draw_map(axes, self.view.last, snapshot.request.province, drawable, names)
        x, y = (MARGIN + width + 0.15, sheet.top) if is_wide else (MARGIN, sheet.top - height - 0.1)
        title_width = _LEGEND_INCHES if is_wide else sheet.inner_width
        sheet.figure.legend(
            handles=[
                Patch(
                    facecolor=entry.colour or "#ffffff",
                    edgecolor=HATCH_INKS.get(entry.key, "#8b939c"),
                    hatch=HATCHES.get(entry.key),
                    linewidth=0.6,
                    label=entry.label,
                )
                for entry in self.view.last.classes
            ],
            title=wrapped(self._legend_title(options.mode), title_width, 9.5, 4),
            title_fontsize=9.5,
            alignment="left",
            loc="upper left",
            bbox_to_anchor=(x / sheet.width, y / sheet.height),
            ncols=1 if is_wide else 3,
            frameon=False,
            fontsize=9,
            borderaxespad=0,
            borderpad=0.1,
            handlelength=2.2,
            handleheight=1.1,
        )
        return axes

    def _legend_title(self, mode: Mode) -> str:
        span = "recorded so far" if mode == "so_far" else "recorded in the month"
        return f"{self.view.last.measure_label}, {span}; one scale for all months"

    def _draw(self, artists: Iterable[Artist]) -> None:
        for artist in sorted(artists, key=lambda each: each.get_zorder()):
            self.axes.draw_artist(artist)

    def frames(self) -> Iterator[np.ndarray]:
        """Draw the frames, each as an array of height x width x 3 bytes."""
        canvas = cast("Any", self.sheet.figure.canvas)
        fills = [patch for patch in self.axes.patches if patch.get_gid() in PROVINCES]
        above = [
            artist
            for artist in (*self.axes.patches, *self.axes.lines, *self.axes.texts)
            if artist.get_zorder() > GROUND_ORDER and artist not in fills
        ]
        for artist in (*fills, *above, self.month, self.summary):
            artist.set_animated(True)
        canvas.draw()
        ground = canvas.copy_from_bbox(self.sheet.figure.bbox)
        # Names and borders are the same in all frames: drawn once, and laid over each of them.
        canvas.get_renderer().clear()
        self._draw(above)
        names = Image.fromarray(np.array(canvas.buffer_rgba()))
        for number, frame in enumerate(self.view.frames):
            states = [self.view.states[place] for place in frame]
            looks = [(state.class_key, state.colour) for state in states]
            repaint(self.axes, dict(zip(PROVINCES, looks, strict=True)))
            self.month.set_text(self.view.months[number])
            self.summary.set_text(drawable(self.view.summaries[number]))
            canvas.restore_region(ground)
            self._draw([*fills, self.month, self.summary])
            drawn = Image.fromarray(np.array(canvas.buffer_rgba()))
            drawn.alpha_composite(names)
            # Films have an even number of rows and columns.
            height, width = (side - side % 2 for side in (drawn.height, drawn.width))
            yield np.array(drawn.convert("RGB"))[:height, :width]


def animation(snapshot: Snapshot, options: FilmOptions | None = None) -> bytes:
    """Return the spread of a view, month by month, as a film.

    Parameters
    ----------
    snapshot : Snapshot
        The view.
    options : FilmOptions, optional
        What was recorded so far, on a slide, as GIF, by default.

    Returns
    -------
    bytes
        The same for the same snapshot and options; of an MP4 also for the same ffmpeg.

    Raises
    ------
    AtlasError
        If the view has too many months, or an MP4 is wanted and ffmpeg is missing.
    """
    options = options or FilmOptions()
    view = film_view(snapshot, options.mode)
    values = {name: getattr(options, name) for name in ("mode", "size", "marking", "title")}
    manifest = replace(
        snapshot.manifest,
        document=f"animation.{options.file_format}",
        options=values | {"language": snapshot.language},
    ).to_json()
    if options.file_format == "mp4":
        check_ffmpeg()
    with drawing():
        frames = list(_Film(snapshot, view, options).frames())
    if options.file_format == "mp4":
        return mp4(frames, manifest)
    exact = [entry.colour for entry in view.last.classes if entry.colour]
    return gif(frames, manifest, exact)
