"""The typefaces of documents: shipped, checked, the same on every machine."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from geodata.provinces import DATA
from geodata.sidecar import verify

if TYPE_CHECKING:
    from pathlib import Path

FONTS_FOLDER: Final = DATA / "fonts"
"""Holds the font files, for programs that search a folder (typst)."""

LATIN_FAMILY: Final = "Source Sans 3"
"""Regular and bold; the typeface of the dashboard."""

ARABIC_FAMILY: Final = "Vazirmatn"
"""Regular and bold; has all letters of Dari and Pashto, and Latin ones."""

FAMILIES: Final = (LATIN_FAMILY, ARABIC_FAMILY)
"""In the order in which a letter is looked for."""

_FILES: Final = (
    "source-sans-3-regular.ttf",
    "source-sans-3-bold.ttf",
    "vazirmatn-regular.ttf",
    "vazirmatn-bold.ttf",
)


@cache
def font_files() -> tuple[Path, ...]:
    """Return the font files: regular and bold of each of :data:`FAMILIES`.

    Raises
    ------
    ChecksumError
        If a file is not the one its sidecar describes; a document would look different.

    Examples
    --------
    >>> [path.name for path in font_files()][::2]
    ['source-sans-3-regular.ttf', 'vazirmatn-regular.ttf']
    """
    paths = tuple(FONTS_FOLDER / name for name in _FILES)
    for path in paths:
        verify(path)
    return paths
