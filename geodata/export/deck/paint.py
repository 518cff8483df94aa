"""Colours and patterns of shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_PATTERN
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Pt

from geodata.contrast import contrast
from geodata.views.choropleth import NO_RECORD, TOLL_UNKNOWN

if TYPE_CHECKING:
    from pptx.dml.fill import FillFormat
    from pptx.dml.line import LineFormat
    from pptx.shapes.autoshape import Shape
    from pptx.shapes.base import BaseShape

WHITE: Final = "#ffffff"
LAND: Final = "#e4e7ea"
OUTLINE: Final = "#5d6670"
INK: Final = "#1b1f24"
FAINT: Final = "#59616b"

_GLOW: Final = Pt(1.2)

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


def readable_ink(colour: str) -> str:
    """Return the ink, dark or white, that is read better on a colour.

    Examples
    --------
    >>> readable_ink("#ffe391"), readable_ink("#993404")
    ('#1b1f24', '#ffffff')
    """
    return max((INK, WHITE), key=lambda ink: contrast(ink, colour))


def add_glow(box: Shape, colour: str) -> None:
    """Give the letters of a box a halo, which hides none of the colours around them."""
    for properties in box.element.xpath(".//a:rPr"):
        effects = OxmlElement("a:effectLst")
        glow = OxmlElement("a:glow")
        glow.set("rad", str(_GLOW))
        ink = OxmlElement("a:srgbClr")
        ink.set("val", str(rgb(colour)))
        glow.append(ink)
        effects.append(glow)
        # The schema wants the effects right after the fill of the letters.
        properties.xpath("./a:solidFill")[0].addnext(effects)


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
