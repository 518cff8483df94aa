"""One slide: its title, subtitle, small print and marking, and texts on it as native boxes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from geodata.export.deck.fitting import Fitted, fitted, is_right_to_left, plain
from geodata.export.deck.paint import rgb
from geodata.export.deck.template import Area, Ground, placeholders
from geodata.export.web.shapes import PROJECTION_NAME
from geodata.export.wording import EMPTY, SYNTHETIC
from geodata.views.text import day_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pptx.shapes.autoshape import Shape
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide
    from pptx.text.text import TextFrame

    from geodata.export.snapshot import Snapshot

EMU_PER_POINT: Final = 12_700
GAP: Final = Inches(0.07)
_TITLE_SIZES: Final = (24, 22, 20, 18, 16, 14, 12, 11, 10)
_SUBTITLE_SIZES: Final = (13, 12, 11, 10, 9)
_SMALL_SIZES: Final = (8.5, 8, 7.5, 7, 6.5, 6)
_WARNING: Final = "#b00020"
_MARKING_HEIGHT: Final = Inches(0.26)
# So much of the slide the caveats, and again the credits, may take up.
_MOST_SMALL_PRINT: Final = 0.11


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is written; its colour is the theme's where none is named."""

    is_bold: bool = False
    colour: str = ""
    align: PP_ALIGN = PP_ALIGN.LEFT
    anchor: MSO_ANCHOR = MSO_ANCHOR.TOP


@dataclass(frozen=True, slots=True)
class Heading:
    """What a slide is headed with.

    Parameters
    ----------
    title, subtitle : str
        What is seen, and from what.
    marking : str
        Stands at the top and at the bottom; may be empty.
    """

    title: str
    subtitle: str
    marking: str = ""


def name_shape(shape: BaseShape, name: str, description: str = "") -> None:
    """Give a shape its name, and the text that is read aloud in its place."""
    shape.name = plain(name)
    if description:
        for properties in shape.element.xpath("./*/p:cNvPr"):
            properties.set("descr", plain(description))


def write(frame: TextFrame, texts: Sequence[str], size: float, style: Style) -> None:
    """Write paragraphs into a frame, each in its own direction."""
    frame.word_wrap = True
    frame.vertical_anchor = style.anchor
    for number, text in enumerate(texts):
        if number:
            frame.add_paragraph()  # type: ignore[no-untyped-call]  # python-pptx leaves it untyped
        paragraph = frame.paragraphs[-1]
        run = paragraph.add_run()
        run.text = plain(text)
        run.font.size = Pt(size)
        run.font.bold = style.is_bold
        if style.colour:
            run.font.color.rgb = rgb(style.colour)
        paragraph.alignment = style.align
        if is_right_to_left(text):
            paragraph._p.get_or_add_pPr().set("rtl", "1")  # noqa: SLF001 - the library has no other door to it
            if style.align == PP_ALIGN.LEFT:
                paragraph.alignment = PP_ALIGN.RIGHT


def add_text(
    slide: Slide, area: Area, texts: Sequence[str], size: float, style: Style | None = None
) -> Shape:
    """Add a box with texts, without margins of its own."""
    box = slide.shapes.add_textbox(*map(Emu, (area.left, area.top, area.width, area.height)))
    frame = box.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    write(frame, texts, size, style or Style())
    return box


def fitted_in(texts: Sequence[str], area: Area, sizes: Sequence[float]) -> Fitted:
    """Choose the size at which texts fit into an area; see :func:`fitted`."""
    return fitted(texts, area.width / EMU_PER_POINT, area.height / EMU_PER_POINT, sizes)


def small_print(snapshot: Snapshot) -> tuple[str, ...]:
    """Return whose data a slide shows, and when and how it was made."""
    manifest = snapshot.manifest
    made = f"Made on {day_text(manifest.time())} with version {manifest.software}."
    return (*snapshot.credits, f"{made} Projection: {PROJECTION_NAME}.")


def start_slide(ground: Ground, snapshot: Snapshot, heading: Heading) -> tuple[Slide, Area]:
    """Add a slide with everything on it but its content.

    Returns
    -------
    pptx.slide.Slide
        With title, subtitle, caveats, credits and marking.
    Area
        What is left for the content.
    """
    slide = ground.deck.slides.add_slide(ground.layout)
    titles = placeholders(slide.shapes, PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
    for shape in list(slide.placeholders):
        # A placeholder without content would show a request for one.
        if shape.shape_id != titles[0].shape_id:
            shape.element.getparent().remove(shape.element)
    _write_title(titles[0], heading.title)
    area = ground.area
    top = _write_top(slide, snapshot, heading, area)
    bottom = _write_bottom(slide, snapshot, area)
    if heading.marking:
        _mark(slide, heading.marking, ground)
    return slide, Area(area.left, top + GAP, area.width, bottom - top - 2 * GAP)


def _write_title(shape: BaseShape, title: str) -> None:
    frame = shape.text_frame  # type: ignore[attr-defined]  # the placeholder of a title has one
    inset = 2 * Inches(0.1)
    area = Area(0, 0, shape.width - inset, shape.height - inset // 2)
    fit = fitted_in([title], area, _TITLE_SIZES)
    write(frame, fit.texts, fit.size, Style(is_bold=True, anchor=MSO_ANCHOR.MIDDLE))


def _write_top(slide: Slide, snapshot: Snapshot, heading: Heading, area: Area) -> int:
    """Write the subtitle and what has to be known first; return where it ends."""
    top = area.top
    warnings = [(SYNTHETIC, snapshot.dataset.synthetic), (EMPTY, snapshot.is_empty)]
    lines = [(heading.subtitle, Style(), "Subtitle")]
    lines += [(text, Style(True, _WARNING), "Warning") for text, is_said in warnings if is_said]  # noqa: FBT003 - two words of style
    for text, style, name in lines:
        room = Area(area.left, top, area.width, Inches(0.46))
        fit = fitted_in([text], room, _SUBTITLE_SIZES)
        height = round(fit.height * EMU_PER_POINT)
        box = add_text(slide, Area(area.left, top, area.width, height), fit.texts, fit.size, style)
        name_shape(box, name)
        top += height
    return top


def _write_bottom(slide: Slide, snapshot: Snapshot, area: Area) -> int:
    """Write credits and, above them, caveats; return where they begin."""
    bottom = area.bottom
    most = round(_MOST_SMALL_PRINT * (area.bottom - area.top))
    blocks = (("Credits", small_print(snapshot)), ("Caveats", (" ".join(snapshot.caveats),)))
    for name, texts in blocks:
        fit = fitted_in(texts, Area(area.left, 0, area.width, most), _SMALL_SIZES)
        height = round(fit.height * EMU_PER_POINT)
        bottom -= height + GAP // 2
        place = Area(area.left, bottom, area.width, height)
        name_shape(add_text(slide, place, fit.texts, fit.size), name)
    return bottom


def _mark(slide: Slide, marking: str, ground: Ground) -> None:
    width, height = int(ground.deck.slide_width or 0), int(ground.deck.slide_height or 0)
    style = Style(is_bold=True, align=PP_ALIGN.CENTER, anchor=MSO_ANCHOR.MIDDLE)
    for place, top in (("top", 0), ("bottom", height - _MARKING_HEIGHT)):
        area = Area(GAP, top, width - 2 * GAP, _MARKING_HEIGHT)
        fit = fitted_in([marking], area, (12, 11, 10, 9, 8))
        name_shape(add_text(slide, area, fit.texts, fit.size, style), f"Marking, {place}")
