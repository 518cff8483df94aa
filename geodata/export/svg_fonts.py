"""Typefaces within an SVG: only the letters that it shows, so that it looks the same elsewhere."""

from __future__ import annotations

import base64
import io
import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Final

from fontTools import subset  # type: ignore[import-untyped]  # it ships no types

from geodata.export.fonts import FAMILIES, font_files

if TYPE_CHECKING:
    from pathlib import Path

_TEXTS: Final = re.compile("<text[^>]*>(.*?)</text>", re.DOTALL)
_WEIGHTS: Final = (400, 700)


@lru_cache(maxsize=64)
def _subset(path: Path, letters: str) -> bytes:
    """Return a font with no more than these letters, and how they join, as WOFF."""
    options = subset.Options(flavor="woff", recalc_timestamp=False, notdef_outline=True)
    font = subset.load_font(str(path), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=letters)
    subsetter.subset(font)
    file = io.BytesIO()
    subset.save_font(font, file, options)
    return file.getvalue()


def with_fonts(svg: bytes) -> bytes:
    """Put the letters that an SVG shows into it.

    A viewer without the typefaces of the atlas would take others, of other widths. Programs that
    don't read typefaces within a drawing still do.

    Parameters
    ----------
    svg : bytes
        A drawing by matplotlib whose texts are texts.
    """
    text = svg.decode()
    shown = "".join(sorted({letter for each in _TEXTS.findall(text) for letter in unescape(each)}))
    styles = [(family, weight) for family in FAMILIES for weight in _WEIGHTS]
    faces = "".join(
        f"@font-face{{font-family:'{family}';font-weight:{weight};"
        f"src:url(data:font/woff;base64,{base64.b64encode(_subset(path, shown)).decode()})}}"
        for (family, weight), path in zip(styles, font_files(), strict=True)
    )
    return text.replace("<defs>", f'<defs><style type="text/css">{faces}</style>', 1).encode()
