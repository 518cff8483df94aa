"""Texts that fit: the size of letters that a box has room for, measured without the program.

PowerPoint shrinks a text only when somebody edits it, so its size is worked out here, with a
typeface wider than those of usual templates.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import matplotlib as mpl
from PIL import ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LINE_HEIGHT: Final = 1.22
_MEASURED_AT: Final = 100
# What has no letter in the typeface, such as emoji, is about so wide, in parts of its height.
_WIDE: Final = 1.35
ELLIPSIS: Final = "…"
# Thin and other fixed spaces hold a number together.
_BLANKS: Final = re.compile(r"[^\S\u2009\u202f\u00a0]+")
# XML 1.0 has no place for these, not even escaped.
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def words_of(text: str) -> list[str]:
    r"""Return the words of a text; a number with thin spaces in it is one.

    Examples
    --------
    >>> words_of(" killed\n3\u2009861 ")
    ['killed', '3\u2009861']
    """
    return [word for word in _BLANKS.split(text) if word]


def plain(text: str) -> str:
    r"""Return a text on one line, without what XML can't hold.

    Examples
    --------
    >>> plain("a\x0bb\n c\ud800")
    'ab c'
    """
    return " ".join(words_of(_NOT_IN_XML.sub("", text)))


def is_right_to_left(text: str) -> bool:
    """Return whether the first letter with a direction runs from right to left.

    Examples
    --------
    >>> is_right_to_left("1. کابل"), is_right_to_left("Kabul کابل")
    (True, False)
    """
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((each for each in directions if each in {"L", "R", "AL"}), "L") != "L"


@cache
def _typeface() -> ImageFont.FreeTypeFont:
    path = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans-Bold.ttf"
    return ImageFont.truetype(path, _MEASURED_AT, layout_engine=ImageFont.Layout.BASIC)


# Titles and markings may hold any letter of Unicode.
@lru_cache(maxsize=4096)
def _advance(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in {"W", "F"}:
        return _WIDE
    return _typeface().getlength(letter) / _MEASURED_AT


def width_of(text: str, size: float) -> float:
    """Return how wide a text is at most, in points.

    Examples
    --------
    >>> width_of("Kabul", 10) > width_of("Kabu", 10) > 20
    True
    """
    return size * sum(_advance(letter) for letter in text)


def _broken(word: str, width: float, size: float) -> Iterator[str]:
    """Cut a word that is wider than a line."""
    part = ""
    for letter in word:
        if part and width_of(part + letter, size) > width:
            yield part
            part = ""
        part += letter
    yield part


def lines_of(text: str, width: float, size: float) -> list[str]:
    """Break a text into lines of at most this width, in points.

    Examples
    --------
    >>> lines_of("one two three", 60, 10)
    ['one two', 'three']
    """
    lines: list[str] = []
    for word in words_of(text):
        if lines and width_of(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.extend(_broken(word, width, size))
    return lines


@dataclass(frozen=True, slots=True)
class Fitted:
    """Texts as they fit into a box.

    Parameters
    ----------
    texts : tuple of str
        Paragraphs, the last one shortened if need be.
    size : float
        Of the letters, in points.
    height : float
        That they take up at most, in points.
    """

    texts: tuple[str, ...]
    size: float
    height: float


def fitted(texts: Sequence[str], width: float, height: float, sizes: Sequence[float]) -> Fitted:
    """Choose the largest size at which texts fit; at the smallest they are shortened.

    Parameters
    ----------
    texts : sequence of str
        Paragraphs.
    width, height : float
        Of the box, in points.
    sizes : sequence of float
        In points, the largest first.

    Examples
    --------
    >>> fitted(["Kabul"], 100, 30, (18, 12)).size
    18
    >>> fitted(["one two three four"], 60, 13, (10,)).texts
    ('one two …',)
    """
    shown = [text for text in map(plain, texts) if text]
    for size in sizes:
        paragraphs = [lines_of(text, width, size) for text in shown]
        taken = sum(map(len, paragraphs)) * size * LINE_HEIGHT
        if taken <= height:
            return Fitted(tuple(shown), size, taken)
    size = sizes[-1]
    return _shortened(shown, width, size, max(1, int(height / (size * LINE_HEIGHT))))


def _shortened(texts: list[str], width: float, size: float, most_lines: int) -> Fitted:
    kept: list[str] = []
    left = most_lines
    for number, text in enumerate(texts):
        taken = len(lines_of(text, width, size))
        is_last = taken == left and number < len(texts) - 1
        if taken > left or is_last:
            kept.append(_cut(text, width, size, left))
            left = 0
            break
        kept.append(text)
        left -= taken
    return Fitted(tuple(kept), size, (most_lines - left) * size * LINE_HEIGHT)


def _cut(text: str, width: float, size: float, most_lines: int) -> str:
    """Return as much of a text as fits before an ellipsis, whole words if it has any."""
    fitting = bisect_right(
        range(len(text) + 1),
        most_lines,
        key=lambda end: len(lines_of(f"{text[:end]} {ELLIPSIS}", width, size)),
    )
    end = max(0, fitting - 1)
    start = text[:end]
    whole, blank, _ = start.rpartition(" ")
    ends_within_a_word = text[end : end + 1] not in {"", " "}
    return f"{whole if blank and ends_within_a_word else start} {ELLIPSIS}"
