"""Frames as a film: GIF, or MP4 where ffmpeg is present."""

from __future__ import annotations

import io
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

import imageio.v2 as imageio
import numpy as np
from PIL import Image, ImageColor

from geodata.model import AtlasError

if TYPE_CHECKING:
    from collections.abc import Sequence

FRAME_MS: Final = 400
LAST_FRAME_MS: Final = 3_000
_FRAMES_PER_SECOND: Final = 5
_COLOURS: Final = 256
_CLOSE_BY: Final = 8
_NO_FFMPEG: Final = (
    "An MP4 needs ffmpeg, which is not here. Install the package imageio-ffmpeg, or make a GIF."
)


def _palette(frames: Sequence[np.ndarray], exact: Sequence[str]) -> Image.Image:
    """Choose one palette for all frames: nothing may flicker, and colours of data are exact."""
    fixed = np.array([ImageColor.getrgb(colour)[:3] for colour in ("#ffffff", *exact)])
    samples = np.concatenate([frames[0], frames[len(frames) // 2], frames[-1]])
    chosen = Image.fromarray(samples).quantize(_COLOURS - len(fixed)).getpalette() or []
    others = np.array(chosen).reshape(-1, 3)
    # Pillow looks for the nearest colour coarsely: one close by would be taken instead.
    away = np.abs(others[:, np.newaxis] - fixed).max(axis=-1).min(axis=-1)
    colours = np.concatenate([fixed, others[away >= _CLOSE_BY]])[:_COLOURS]
    palette = Image.new("P", (1, 1))
    palette.putpalette(colours.ravel().tolist())
    return palette


def gif(frames: Sequence[np.ndarray], manifest: str, exact: Sequence[str]) -> bytes:
    """Write a GIF that plays again and again.

    Parameters
    ----------
    frames : sequence of numpy.ndarray
        Height x width x 3 bytes.
    manifest : str
        Goes into the comment of the file.
    exact : sequence of str
        Colours ``#rrggbb`` that have to come out as they are.
    """
    palette = _palette(frames, exact)
    images = [
        Image.fromarray(frame).quantize(palette=palette, dither=Image.Dither.NONE)
        for frame in frames
    ]
    file = io.BytesIO()
    images[0].save(
        file,
        "GIF",
        save_all=True,
        append_images=images[1:],
        duration=[FRAME_MS] * (len(images) - 1) + [LAST_FRAME_MS],
        loop=0,
        comment=manifest.encode(),
    )
    return file.getvalue()


def check_ffmpeg() -> None:
    """Check, before any work, that an MP4 can be made.

    Raises
    ------
    AtlasError
        If imageio finds no ffmpeg.
    """
    try:
        import_module("imageio_ffmpeg").get_ffmpeg_exe()
    except (ImportError, RuntimeError) as error:
        raise AtlasError(_NO_FFMPEG) from error


def mp4(frames: Sequence[np.ndarray], manifest: str) -> bytes:
    """Write an MP4 (H.264); the same bytes by the same ffmpeg.

    Parameters
    ----------
    frames : sequence of numpy.ndarray
        Height x width x 3 bytes; an even number of rows and columns.
    manifest : str
        Goes into the comment of the file.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        writer = imageio.get_writer(
            path,
            format="FFMPEG",
            fps=_FRAMES_PER_SECOND,
            codec="libx264",
            macro_block_size=2,
            output_params=[
                *("-metadata", f"comment={manifest}", "-fflags", "+bitexact"),
                *("-flags:v", "+bitexact", "-movflags", "+faststart", "-threads", "1"),
            ],
        )
        with writer:
            for number, frame in enumerate(frames):
                shown_ms = LAST_FRAME_MS if number == len(frames) - 1 else FRAME_MS
                for _ in range(shown_ms * _FRAMES_PER_SECOND // 1_000):
                    writer.append_data(frame)
        return path.read_bytes()
