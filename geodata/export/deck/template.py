"""The deck to start from: the atlas's own, 16:9, or the template of the user's house."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER, PP_PLACEHOLDER_TYPE
from pptx.exc import PythonPptxError
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches

from geodata.model import AtlasError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pptx.presentation import Presentation as Deck
    from pptx.shapes.base import BaseShape
    from pptx.slide import SlideLayout

WIDE: Final = (Inches(13.333), Inches(7.5))
MOST_MEGABYTES: Final = 200
"""A template may be so large once unpacked."""

_TITLES: Final = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
# These stand at the edge and are not copied to a slide.
_SMALL_PRINT: Final = (
    PP_PLACEHOLDER.DATE,
    PP_PLACEHOLDER.FOOTER,
    PP_PLACEHOLDER.SLIDE_NUMBER,
)
# A map, its legend and its sources need so much room below the title.
_LEAST_WIDTH: Final = Inches(6)
_LEAST_HEIGHT: Final = Inches(3.5)
_MARGIN: Final = Inches(0.4)
# What python-pptx raises where a file is damaged: whatever its parser meets.
_DAMAGE: Final = (
    PythonPptxError,
    zipfile.BadZipFile,
    zlib.error,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
# Where the text of the atlas's own slides stands: left, top, width, height.
_OWN_TITLE: Final = (_MARGIN, Inches(0.3), WIDE[0] - 2 * _MARGIN, Inches(0.85))
_OWN_BODY: Final = (_MARGIN, Inches(1.2), WIDE[0] - 2 * _MARGIN, Inches(6.0))
_SECTION_LIST: Final = "{http://schemas.microsoft.com/office/powerpoint/2010/main}sectionLst"


class TemplateError(AtlasError):
    """A template can't be used; the message says what it lacks."""


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a slide, in English Metric Units (914,400 to the inch)."""

    left: int
    top: int
    width: int
    height: int

    @property
    def bottom(self) -> int:
        """Return where it ends."""
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class Ground:
    """What slides are made from.

    Parameters
    ----------
    deck : pptx.presentation.Presentation
        Without slides.
    layout : pptx.slide.SlideLayout
        Of every slide.
    area : Area
        Free below the title.
    """

    deck: Deck
    layout: SlideLayout
    area: Area


def opened(template: bytes | None) -> Ground:
    """Open a template, or the atlas's own.

    Parameters
    ----------
    template : bytes, optional
        A .pptx file; its layouts, theme and size are used, its slides left out.

    Raises
    ------
    TemplateError
        If it is no presentation, or has no layout with a title and room below.
    """
    if template is None:
        return _own()
    _check(template)
    try:
        deck = Presentation(io.BytesIO(template))
        _remove_slides(deck)
        layouts = [layout for master in deck.slide_masters for layout in master.slide_layouts]
        found = [Ground(deck, layout, area) for layout in layouts if (area := _room(deck, layout))]
    except _DAMAGE as error:
        raise _unreadable() from error
    if not found:
        raise TemplateError(
            "The template has no layout with a title at the top and room for a map below it "
            f"({_LEAST_WIDTH.inches:g} by {_LEAST_HEIGHT.inches:g} inches). Add one, such as "
            f"“Title Only”. Its layouts are: {_named(layouts)}."
        )
    return min(found, key=lambda ground: _others(ground.layout))


def _named(layouts: Iterable[SlideLayout]) -> str:
    return ", ".join(layout.name or "without a name" for layout in layouts) or "none"


def _unreadable() -> TemplateError:
    return TemplateError(
        "The template can't be read: it is no PowerPoint presentation, or damaged. Open it in "
        "PowerPoint and save it as a presentation (.pptx), not as .potx, .pptm or .ppt."
    )


def _check(template: bytes) -> None:
    # Files of the old format, and those with a password, begin so.
    if template.startswith(b"\xd0\xcf\x11\xe0"):
        raise TemplateError(
            "The template is protected by a password, or in the old format .ppt. Save it as a "
            "presentation (.pptx) without a password."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except _DAMAGE as error:
        raise _unreadable() from error
    if unpacked > MOST_MEGABYTES * 1_000_000:
        raise TemplateError(
            f"The template holds {unpacked // 1_000_000} MB, more than {MOST_MEGABYTES} MB. "
            "Take out its slides, films and pictures."
        )


def _remove_slides(deck: Deck) -> None:
    """Leave out the slides of a template, and what refers to them."""
    root = deck.part.presentation.element
    for shown in root.xpath("p:sldIdLst/p:sldId"):
        deck.part.drop_rel(shown.rId)
        shown.getparent().remove(shown)
    for name in (qn("p:custShowLst"), _SECTION_LIST):
        for element in list(root.iter(name)):
            element.getparent().remove(element)


def placeholders(shapes: Iterable[BaseShape], *kinds: PP_PLACEHOLDER_TYPE) -> list[BaseShape]:
    """Return the placeholders of these kinds."""
    return [
        each for each in shapes if each.is_placeholder and each.placeholder_format.type in kinds
    ]


def _others(layout: SlideLayout) -> int:
    """Count the placeholders for contents other than the title."""
    known = placeholders(layout.shapes, *_TITLES, *_SMALL_PRINT)
    return len(placeholders(layout.shapes, *PP_PLACEHOLDER)) - len(known)


def _room(deck: Deck, layout: SlideLayout) -> Area | None:
    """Return what is free below the title, if that is enough."""
    titles = placeholders(layout.shapes, *_TITLES)
    if not titles or titles[0].height is None:
        return None
    width, height = int(deck.slide_width or 0), int(deck.slide_height or 0)
    bodies = placeholders(layout.slide_master.shapes, PP_PLACEHOLDER.BODY)
    # The body of the master is where the house wants contents to stand.
    body = (
        Area(bodies[0].left, bodies[0].top, bodies[0].width, bodies[0].height)
        if bodies
        else Area(_MARGIN, 0, width - 2 * _MARGIN, height - _MARGIN)
    )
    top = int(titles[0].top + titles[0].height)
    area = Area(body.left, top, body.width, min(body.bottom, height) - top)
    is_enough = area.width >= _LEAST_WIDTH and area.height >= _LEAST_HEIGHT
    return area if is_enough and area.left >= 0 and area.left + area.width <= width else None


def _own() -> Ground:
    """Return python-pptx's own template, widened from 4:3 to 16:9."""
    deck = Presentation()
    widening = WIDE[0] / int(deck.slide_width or WIDE[0])
    deck.slide_width, deck.slide_height = WIDE
    master = deck.slide_master
    for shape in [*master.shapes, *(each for part in deck.slide_layouts for each in part.shapes)]:
        # What has no place of its own inherits that of the master.
        if shape.element.xpath("p:spPr/a:xfrm"):
            shape.left, shape.width = (
                Emu(round(shape.left * widening)),
                Emu(round(shape.width * widening)),
            )
    for kind, place in ((PP_PLACEHOLDER.TITLE, _OWN_TITLE), (PP_PLACEHOLDER.BODY, _OWN_BODY)):
        for shape in placeholders(master.shapes, kind):
            shape.left, shape.top, shape.width, shape.height = map(Emu, place)
            # In line with what stands below it.
            shape.text_frame.margin_left = Emu(0)  # type: ignore[attr-defined]  # it has one
    layout = next(each for each in deck.slide_layouts if each.name == "Title Only")
    area = Area(_MARGIN, _OWN_TITLE[1] + _OWN_TITLE[3], _OWN_BODY[2], 0)
    bottom = _OWN_BODY[1] + _OWN_BODY[3]
    return Ground(deck, layout, Area(area.left, area.top, area.width, bottom - area.top))
