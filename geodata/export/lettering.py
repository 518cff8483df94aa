"""Texts on pictures: typefaces, the width of a text, lines that fit; texts stay texts."""

from __future__ import annotations

import re
import threading
import unicodedata
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font, LoadFlags

from geodata.export.fonts import FAMILIES, font_files
from geodata.export.manifest import MANIFEST_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TYPEFACE: Final = "DejaVu Sans"
"""Ships with matplotlib; for signs that none of :data:`geodata.export.fonts.FAMILIES` has."""

LINE_HEIGHT: Final = 1.28
POINTS_PER_INCH: Final = 72
LEFT_TO_RIGHT: Final = "\u200e"
"""At the start of a text it makes the text run so, whatever its first letter."""

_JOINERS: Final = ("\u200c", "\u200d", LEFT_TO_RIGHT, "\u200f")
# Thin ones part the thousands of a number, which must not be broken there.
_SPACES_WITHIN: Final = ("\u2009", "\u202f", "\u00a0")
_BLANKS: Final = re.compile(r"[^\S\u2009\u202f\u00a0]+")
_KEPT: Final = (*_JOINERS, *_SPACES_WITHIN)
_ELLIPSIS: Final = " …"
_FIXED_POINT: Final = 65_536

# Settings of matplotlib are global, and so are its typefaces.
LOCK: Final = threading.Lock()
SETTINGS: Final[dict[str, Any]] = {
    "font.family": [*FAMILIES, TYPEFACE],
    "text.parse_math": False,
    # Letters keep their distances, whatever the resolution.
    "text.hinting": "none",
    "svg.fonttype": "none",
    "svg.hashsalt": MANIFEST_KEY,
    "pdf.fonttype": 42,
    "hatch.linewidth": 0.8,
    "axes.unicode_minus": False,
}


@cache
def register_fonts() -> None:
    """Make the typefaces of documents known to matplotlib, checked."""
    for path in font_files():
        font_manager.fontManager.addfont(path)


@contextmanager
def drawing() -> Iterator[None]:
    """Draw with the settings of documents, one thread at a time."""
    with LOCK, mpl.rc_context(SETTINGS):  # type: ignore[arg-type]  # the names of settings are no literals here
        register_fonts()
        yield


@cache
def _fonts(*, bold: bool) -> tuple[FT2Font, ...]:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    last = Path(mpl.get_data_path()) / "fonts" / "ttf" / name
    return tuple(FT2Font(str(path)) for path in (*font_files()[int(bold) :: 2], last))


@cache
def _letters() -> frozenset[int]:
    return frozenset().union(*(font.get_charmap() for font in _fonts(bold=False)))


# Titles and markings may hold any letter of Unicode.
@lru_cache(maxsize=4096)
def _advance(letter: str, *, bold: bool) -> float:
    """Return how wide a letter is, in parts of the size of the type."""
    if unicodedata.combining(letter) or letter in _JOINERS:
        return 0.0
    for font in _fonts(bold=bold):
        if ord(letter) in font.get_charmap():
            font.set_size(POINTS_PER_INCH, POINTS_PER_INCH)
            glyph = font.load_char(ord(letter), flags=LoadFlags.NO_HINTING)
            return float(glyph.linearHoriAdvance) / _FIXED_POINT / POINTS_PER_INCH
    return 1.0


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a line of text is, in points; where letters join, a little too much.

    Examples
    --------
    >>> width_of("Kabul", 10, bold=True) > width_of("Kabul", 10) > 20
    True
    """
    return size * sum(_advance(letter, bold=bold) for letter in text)


def drawable(text: str) -> str:
    r"""Leave out of a text what no typeface has, such as emoji and control characters.

    What joins and parts the letters of Dari and Pashto stays.

    Examples
    --------
    >>> drawable("Kabul \U0001f6a8 کابل")
    'Kabul  کابل'
    >>> drawable("a\u200cb\x07\u202ec"), drawable("3\u2009861")
    ('a\u200cbc', '3\u2009861')
    """
    return "".join(
        letter
        for letter in text
        if ord(letter) in _letters() and (letter.isprintable() or letter in _KEPT)
    )


def is_right_to_left(text: str) -> bool:
    """Return whether the first letter with a direction runs from right to left.

    Examples
    --------
    >>> is_right_to_left("1. کابل"), is_right_to_left("Kabul کابل"), is_right_to_left("")
    (True, False, False)
    """
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((each for each in directions if each in {"L", "R", "AL"}), "L") != "L"


def _pieces(word: str, width: float, size: float, *, bold: bool) -> Iterator[str]:
    """Cut a word that is wider than a line."""
    piece = ""
    for letter in word:
        if piece and width_of(piece + letter, size, bold=bold) > width:
            yield piece
            piece = ""
        piece += letter
    yield piece


def _lines(text: str, width: float, size: float, *, bold: bool) -> list[str]:
    lines: list[str] = []
    words = _BLANKS.split(drawable(_BLANKS.sub(" ", text)))
    for word in filter(None, words):
        if lines and width_of(f"{lines[-1]} {word}", size, bold=bold) <= width:
            lines[-1] += f" {word}"
        else:
            lines.extend(_pieces(word, width, size, bold=bold))
    return lines


def wrapped(
    text: str, width_inches: float, size: float, most_lines: int, *, bold: bool = False
) -> str:
    r"""Break a text into lines that fit; what doesn't fit ends in an ellipsis.

    Examples
    --------
    >>> wrapped("one two three four", 1, 15, 2)
    'one two\nthree four'
    >>> wrapped("one two three four", 1, 15, 1)
    'one two …'
    """
    width = width_inches * POINTS_PER_INCH
    lines = _lines(text, width, size, bold=bold)
    if len(lines) > most_lines:
        lines = lines[:most_lines]
        while lines[-1] and width_of(lines[-1] + _ELLIPSIS, size, bold=bold) > width:
            whole, blank, _ = lines[-1].rpartition(" ")
            lines[-1] = whole if blank else lines[-1][:-1]
        lines[-1] += _ELLIPSIS
    return "\n".join(lines)


def fitting_size(
    text: str, width_inches: float, sizes: Sequence[float], most_lines: int, *, bold: bool = False
) -> float:
    """Return the largest of some sizes, falling, at which a text fits, or else the smallest.

    Examples
    --------
    >>> fitting_size("one two three four", 1, (15, 12, 6), 1), fitting_size("one", 1, (15, 6), 1)
    (6, 15)
    """
    width = width_inches * POINTS_PER_INCH
    for size in sizes:
        if len(_lines(text, width, size, bold=bold)) <= most_lines:
            return size
    return sizes[-1]
