"""How well one colour stands out from another, as WCAG 2.2 measures it."""

from __future__ import annotations

from typing import Final

_DARKEST_CURVED: Final = 0.04045
"""Below it the curve of sRGB is a straight line."""


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, from 0 (black) to 1 (white).

    Parameters
    ----------
    colour : str
        ``#rrggbb``.

    Examples
    --------
    >>> luminance("#000000"), round(luminance("#ffffff"), 6)
    (0.0, 1.0)
    """
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= _DARKEST_CURVED else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21.

    Examples
    --------
    >>> round(contrast("#ffffff", "#000000"), 6), contrast("#993404", "#993404")
    (21.0, 1.0)
    """
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)
