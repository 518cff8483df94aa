"""Colours of classes, on a light and on a dark ground.

Every ramp has one direction of lightness, so that it survives greyscale and the common
colour-vision deficiencies: what is more stands out more from the ground.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

Ground: TypeAlias = Literal["light", "dark"]

# ColorBrewer YlOrBr (Harrower and Brewer 2003) without its two palest steps, so that the lowest
# class is far from the ground; turned round on a dark one.
_YELLOW_TO_BROWN: Final[dict[int, tuple[str, ...]]] = {
    1: ("#d95f0e",),
    2: ("#fec44f", "#d95f0e"),
    3: ("#fee391", "#fe9929", "#cc4c02"),
    4: ("#fee391", "#fec44f", "#ec7014", "#993404"),
    5: ("#fee391", "#fec44f", "#fe9929", "#d95f0e", "#993404"),
}
_BROWN_TO_YELLOW: Final[dict[int, tuple[str, ...]]] = {
    1: ("#ec7014",),
    2: ("#a8480a", "#fec44f"),
    3: ("#8c3b08", "#e0761a", "#fee391"),
    4: ("#7f3306", "#c65a0e", "#fb9d35", "#fee391"),
    5: ("#7a2f05", "#b24d0b", "#e0761a", "#feb24c", "#fee391"),
}

SEQUENTIAL: Final[dict[Ground, dict[int, tuple[str, ...]]]] = {
    "light": _YELLOW_TO_BROWN,
    "dark": _BROWN_TO_YELLOW,
}
"""Ramps from the lowest class to the highest, by the number of classes."""

MOST_CLASSES: Final = 5

DIVERGING: Final[dict[Ground, tuple[str, ...]]] = {
    # ColorBrewer PuOr with five classes; the middle is "no change".
    "light": ("#5e3c99", "#b2abd2", "#f7f7f7", "#fdb863", "#e66101"),
    "dark": ("#b9a2ee", "#6f5aa5", "#2b3138", "#a8641a", "#fdb863"),
}
"""Five colours from "much less" over "no change" to "much more"."""

ZERO: Final[dict[Ground, str]] = {"light": "#ffffff", "dark": "#2b3138"}
"""Fill of a province whose records say: nobody."""
