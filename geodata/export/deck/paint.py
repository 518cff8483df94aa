"""Colours and patterns of shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_PATTERN
from pptx.util import Pt

from geodata.views.choropleth import NO_RECORD, TOLL_UNKNOWN

if TYPE_CHECKING:
    from pptx.dml.fill import FillFormat
    from pptx.dml.line import LineFormat
    from pptx.shapes.base import BaseShape

WHITE: Final = "#ffffff"
LAND: Final = "#e4e7ea"
OUTLINE: Final = "#5d6670"
INK: Final = "#1b1f24"
FAINT: Final = "#59616b"

PATTERNS: Final = {
    NO_RECORD: (MSO_PATTERN.WIDE_UPWARD_DIAGONAL, "#bcc3cb"),
    TOLL_UNKNOWN: (MSO_PATTERN.DOTTED_GRID, "#8a5a18"),
}
"""Pattern and ink of the classes without a number; the ground is white."""


def rgb(colour: str) -> RGBColor:
    """Return a colour written as ``#rrggbb``.

    Examples
    --------
    >>> str(rgb("#8a5a18"))
    '8A5A18'
    """
    parts = bytes.fromhex(colour.removeprefix("#"))
    return RGBColor(*parts)  # type: ignore[no-untyped-call]  # python-pptx leaves it untyped


def paint(fill: FillFormat, colour: str) -> None:
    """Fill with one colour."""
    fill.solid()  # type: ignore[no-untyped-call]  # the same
    fill.fore_color.rgb = rgb(colour)


def paint_class(fill: FillFormat, class_key: str, colour: str) -> None:
    """Fill with the colour of a class, or with the pattern of one without a number."""
    if class_key not in PATTERNS:
        paint(fill, colour)
        return
    pattern, ink = PATTERNS[class_key]
    fill.patterned()  # type: ignore[no-untyped-call]  # the same
    fill.pattern = pattern
    fill.fore_color.rgb = rgb(ink)
    fill.back_color.rgb = rgb(WHITE)


def draw(line: LineFormat, colour: str, points: float) -> None:
    """Draw an outline or a line."""
    line.color.rgb = rgb(colour)
    line.width = Pt(points)


def flatten(shape: BaseShape) -> None:
    """Take away the shadow that a theme gives to every shape."""
    for effect in shape.element.xpath("./p:style/a:effectRef"):
        effect.set("idx", "0")
