"""The slide of the map: every province a shape of its own that can be edited in PowerPoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shapely
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches

from geodata.export.deck.fitting import LINE_HEIGHT, plain, width_of
from geodata.export.deck.labels import OUTSIDE, Name, placed
from geodata.export.deck.mapping import neighbours_layer, placing, provinces_layer, rings
from geodata.export.deck.paint import (
    FAINT,
    INK,
    LAND,
    OUTLINE,
    WHITE,
    add_glow,
    draw,
    flatten,
    paint,
    paint_class,
    readable_ink,
)
from geodata.export.deck.sheet import EMU_PER_POINT, GAP, Style, add_text, fitted_in, name_shape
from geodata.export.deck.template import Area
from geodata.views.text import number_text

if TYPE_CHECKING:
    from pptx.shapes.autoshape import Shape
    from pptx.slide import Slide

    from geodata.export.deck.mapping import Placing
    from geodata.export.snapshot import Snapshot
    from geodata.views.choropleth import MapView

_LEGEND_WIDTH: Final = Inches(2.75)
_LABEL_SIZE: Final = 7.5
_LEADER_POINTS: Final = 0.6
# White letters must not jut out of a dark province: smaller ones, and farther from its middle.
_SIZES_ON_DARK: Final = (_LABEL_SIZE, 7, 6.5, 6)
_FAR_OUTSIDE: Final = 50.0
_SCALE_BAR_METRES: Final = 200_000
_LEGEND_SIZES: Final = (11, 10, 9, 8, 7)
# So much of the column at the side is for the legend, the rest for the figures.
_LEGEND_SHARE: Final = 0.56


def add_map(slide: Slide, snapshot: Snapshot, area: Area) -> None:
    """Fill an area with the map, its legend and the headline figures."""
    on = placing(Area(area.left, area.top, area.width - _LEGEND_WIDTH - GAP, area.height))
    _add_neighbours(slide, on)
    _add_provinces(slide, snapshot.map, snapshot.request.province, on)
    _add_labels(slide, snapshot.map, on)
    _add_scale_bar(slide, on)
    left = area.left + area.width - _LEGEND_WIDTH
    split = round(area.height * _LEGEND_SHARE)
    _add_legend(slide, snapshot.map, Area(left, area.top, _LEGEND_WIDTH, split))
    _add_figures(slide, snapshot, Area(left, area.top + split, _LEGEND_WIDTH, area.height - split))


def _add_shape(slide: Slide, geometry: shapely.Geometry) -> Shape | None:
    """Add a polygon as a freeform; none if nothing of it is on the map."""
    outlines = [ring for ring in rings(geometry) if len(ring) > 2]  # noqa: PLR2004 - less has no area
    if not outlines:
        return None
    builder = slide.shapes.build_freeform(*outlines[0][0])
    for number, ring in enumerate(outlines):
        if number:
            builder.move_to(*ring[0])
        builder.add_line_segments(ring[1:])
    shape: Shape = builder.convert_to_shape()
    flatten(shape)
    return shape


def _add_neighbours(slide: Slide, on: Placing) -> None:
    # Between the neighbours lie strips that belong to none of them, such as the Siachen Glacier.
    area = on.area
    sides = map(Emu, (area.left, area.top, area.width, area.height))
    ground = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *sides)
    flatten(ground)
    paint(ground.fill, LAND)
    ground.line.fill.background()
    name_shape(ground, "Ground of the map")
    layer = neighbours_layer()
    area = on.area
    ground = slide.shapes.add_shape(
        MSO_SHAPE.RECTANGLE, Emu(area.left), Emu(area.top), Emu(area.width), Emu(area.height)
    )
    flatten(ground)
    paint(ground.fill, LAND)
    ground.line.fill.background()
    name_shape(ground, "Ground", "Land of no neighbour by name")
    style = Style(colour=FAINT, align=PP_ALIGN.CENTER, anchor=MSO_ANCHOR.MIDDLE)
    for name, geometry in layer.shapes.items():
        shape = _add_shape(slide, on.place(geometry))
        if shape is not None:
            paint(shape.fill, LAND)
            draw(shape.line, WHITE, 0.75)
            name_shape(shape, f"Neighbour: {name}", f"{name}, for orientation")
    for name, geometry in layer.points.items():
        point = on.place(geometry)
        size = _LABEL_SIZE
        box = _around(point, str(name).upper(), size)
        if box is not None and _frame(on).contains(box):
            label = add_text(slide, _area(box), [str(name).upper()], size, style)
            name_shape(label, f"Name of neighbour: {name}")


def _frame(on: Placing) -> shapely.Polygon:
    area = on.area
    return shapely.box(area.left, area.top, area.left + area.width, area.bottom)


def _area(box: shapely.Polygon) -> Area:
    left, top, right, bottom = (round(each) for each in box.bounds)
    return Area(left, top, right - left, bottom - top)


def _around(point: shapely.Point, text: str, size: float) -> shapely.Polygon | None:
    if point.is_empty:
        return None
    return _name(text, point, point, size).box(point.x, point.y)


def _name(
    text: str,
    point: shapely.Point,
    shape: shapely.Geometry,
    size: float,
    outside: float = OUTSIDE,
) -> Name:
    width, height = width_of(text, size) * EMU_PER_POINT, size * LINE_HEIGHT * EMU_PER_POINT
    return Name(text, point, shape, width, height, outside)


def _add_provinces(slide: Slide, view: MapView, chosen: str | None, on: Placing) -> None:
    layer = provinces_layer()
    # The chosen one comes last, so that no neighbour covers half of its outline.
    order = sorted(view.provinces.index, key=lambda pcode: (pcode == chosen, pcode))
    for pcode in order:
        row = view.provinces.loc[pcode]
        shape = _add_shape(slide, on.place(layer.shapes[pcode]))
        if shape is None:
            raise ValueError(f"The province {pcode} has no room on the map.")
        paint_class(shape.fill, row["class_key"], row["colour"])
        draw(shape.line, INK if pcode == chosen else OUTLINE, 2.25 if pcode == chosen else 0.5)
        if "unstable" in row["marks"].split():
            draw(shape.line, INK, 1.25)
            shape.line.dash_style = MSO_LINE.DASH
        name_shape(shape, row["name"], f"{row['name']}: {row['value_text']}. {row['detail_text']}")


def _add_labels(slide: Slide, view: MapView, on: Placing) -> None:
    layer = provinces_layer()
    names, looks = [], {}
    for pcode, row in view.provinces.iterrows():
        point, shape = on.place(layer.points[pcode]), on.place(layer.shapes[pcode])
        text = plain(row["name"])
        name, looks[text] = _fitting_name(text, point, shape, row["colour"] or WHITE)
        names.append(name)
    labels = placed(names, _frame(on))
    for label in labels:
        if label.leader is not None:
            corners = [round(each) for each in shapely.get_coordinates(label.leader).flatten()]
            line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *map(Emu, corners))
            draw(line.line, INK, _LEADER_POINTS)
            flatten(line)
            name_shape(line, f"Line to {label.text}")
    for label in labels:
        ink, size = looks[label.text]
        style = Style(True, ink, PP_ALIGN.CENTER, MSO_ANCHOR.MIDDLE)  # noqa: FBT003 - words of style
        box = add_text(slide, _area(label.box), [label.text], size, style)
        # The typeface of a house may be wider than the one measured: rather out than broken.
        box.text_frame.word_wrap = False
        add_glow(box, WHITE if ink == INK else INK)
        name_shape(box, f"Name of {label.text}")


def _fitting_name(
    text: str, point: shapely.Point, shape: shapely.Geometry, colour: str
) -> tuple[Name, tuple[str, float]]:
    """Return a name with its ink and size: white on a dark colour if it stays within, else dark."""
    ink = readable_ink(colour)
    if ink == WHITE:
        for size in _SIZES_ON_DARK:
            name = _name(text, point, shape, size, _FAR_OUTSIDE)
            if shapely.contains(shape, name.boxes()).any():
                return name, (ink, size)
    return _name(text, point, shape, _LABEL_SIZE), (INK, _LABEL_SIZE)


def _add_scale_bar(slide: Slide, on: Placing) -> None:
    length = round(_SCALE_BAR_METRES * on.scale)
    height = Inches(0.2)
    left = on.area.left + on.area.width - length - 2 * GAP
    top = on.area.bottom - height - GAP
    text = f"{_SCALE_BAR_METRES // 1000} km"
    style = Style(colour=INK, align=PP_ALIGN.CENTER, anchor=MSO_ANCHOR.MIDDLE)
    name_shape(add_text(slide, Area(left, top, length, height), [text], 8, style), "Scale: length")
    line = slide.shapes.add_connector(
        MSO_CONNECTOR.STRAIGHT, Emu(left), Emu(top + height), Emu(left + length), Emu(top + height)
    )
    draw(line.line, INK, 2)
    flatten(line)
    name_shape(line, "Scale", f"Scale bar of {text}")


def _add_legend(slide: Slide, view: MapView, area: Area) -> None:
    nowhere = number_text(view.unknown_province_records)
    lines = [f"{entry.label} ({entry.provinces})" for entry in view.classes]
    swatch = Inches(0.32)
    inner = Area(area.left, area.top, area.width - swatch - 2 * GAP, area.height)
    heading = [view.measure_label, f"(provinces) · records without a province: {nowhere}"]
    fit = fitted_in([*heading, *lines, ""], inner, _LEGEND_SIZES)
    step = min(
        round(area.height / (len(lines) + len(heading))),
        round(fit.size * 1.75 * EMU_PER_POINT),
    )
    top = area.top
    for number, text in enumerate(heading):
        place = Area(area.left, top, area.width, step)
        one = fitted_in([text], place, [fit.size, 9, 8, 7, 6])
        box = add_text(slide, place, one.texts, one.size, Style(is_bold=number == 0))
        name_shape(box, "Legend: title" if number == 0 else "Legend: note")
        top += step
    for entry, text in zip(view.classes, lines, strict=True):
        mark = slide.shapes.add_shape(
            MSO_SHAPE.RECTANGLE,
            Emu(area.left),
            Emu(top + step // 8),
            swatch,
            Emu(step * 3 // 4),
        )
        flatten(mark)
        paint_class(mark.fill, entry.key, entry.colour)
        draw(mark.line, OUTLINE, 0.5)
        name_shape(mark, f"Legend: {entry.label}", text)
        place = Area(area.left + swatch + 2 * GAP, top, inner.width, step)
        one = fitted_in([text], place, [fit.size, 9, 8, 7, 6])
        box = add_text(slide, place, one.texts, one.size, Style(anchor=MSO_ANCHOR.MIDDLE))
        name_shape(box, f"Legend text: {entry.label}")
        top += step


def _add_figures(slide: Slide, snapshot: Snapshot, area: Area) -> None:
    lines = [
        f"{figure.label}: {figure.value}" + (f" ({figure.note})" if figure.note else "")
        for figure in snapshot.figures
    ]
    fit = fitted_in([f"{snapshot.place}:", *lines], area, (11, 10.5, 10, 9.5, 9, 8.5, 8, 7.5, 7))
    name_shape(add_text(slide, area, fit.texts, fit.size), "Figures")
