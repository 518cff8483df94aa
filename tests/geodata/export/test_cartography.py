"""The map on paper: names in their place, patterns unlike colours, marks with a key."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
import shapely
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch

from geodata.export.cartography import (
    HATCHES,
    SCALE_BAR_METRES,
    Names,
    draw_map,
    legend_patches,
    repaint,
)
from geodata.export.lettering import drawable, drawing
from geodata.export.name_places import Name, name_places
from geodata.export.request import ViewRequest
from geodata.export.snapshot import snapshot
from geodata.export.web.shapes import PROJECTION
from geodata.model import Filters
from geodata.provinces import load_provinces, province_names
from geodata.store import curated_dataset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from geodata.provinces import Language
    from geodata.views.choropleth import MapView

PANELS = {"slide": (9.5, 5.3, 8.5), "a4": (7.5, 5.5, 8.0), "square": (5.1, 4.0, 7.0)}


@pytest.fixture(scope="module")
def view() -> MapView:
    request = ViewRequest(Filters(groups=("ISKP",)), "killed")
    return snapshot(request, curated_dataset()).map


def named(view: MapView, language: Language) -> MapView:
    names = province_names(language).reindex(view.provinces.index)
    return replace(view, provinces=view.provinces.assign(name=names))


def drawn(view: MapView, panel: str, chosen: str | None = None) -> Axes:
    width, height, size = PANELS[panel]
    with drawing():
        axes = Figure(figsize=(width, height), dpi=150).add_axes((0, 0, 1, 1))
        draw_map(axes, view, chosen, drawable, Names(size))
    return axes


def names_on(axes: Axes, view: MapView) -> dict[str, Text]:
    codes = {name: str(pcode) for pcode, name in view.provinces["name"].items()}
    return {codes[text.get_text()]: text for text in axes.texts if text.get_text() in codes}


def fills(axes: Axes) -> Iterator[tuple[str, PathPatch]]:
    known = set(load_provinces().index)
    for patch in axes.patches:
        if isinstance(patch, PathPatch) and patch.get_gid() in known:
            yield str(patch.get_gid()), patch


@pytest.mark.parametrize("language", ["en", "fa", "ps"])
@pytest.mark.parametrize("panel", PANELS)
def test_no_name_lies_over_another_one(view: MapView, panel: str, language: Language) -> None:
    shown = named(view, language)
    axes = drawn(shown, panel)
    texts = names_on(axes, shown)
    assert len(texts) == 34
    with drawing():
        # As the program draws them, not as they were measured to be placed.
        boxes = {pcode: text.get_window_extent() for pcode, text in texts.items()}
    # A font's lines are higher than its letters.
    boxes = {
        pcode: shapely.box(box.x0, box.y0 + box.height / 4, box.x1, box.y1 - box.height / 4)
        for pcode, box in boxes.items()
    }
    over = [pair for pair in combinations(boxes, 2) if boxes[pair[0]].intersects(boxes[pair[1]])]
    assert over == []


@pytest.mark.parametrize("panel", PANELS)
def test_a_name_stands_in_its_province_or_has_a_line_to_it(view: MapView, panel: str) -> None:
    axes = drawn(view, panel)
    shapes = load_provinces("full").geometry.to_crs(PROJECTION)
    starts = [
        shapely.Point(line.get_xdata()[0], line.get_ydata()[0])  # type: ignore[index]
        for line in axes.lines
        if len(line.get_xdata()) == 2  # type: ignore[arg-type]
    ]
    lost = [
        pcode
        for pcode, text in names_on(axes, view).items()
        if not shapes[pcode].buffer(3_000).contains(shapely.Point(text.get_position()))
        and not any(shapes[pcode].contains(start) for start in starts)
    ]
    assert lost == []


def test_each_province_has_the_look_of_its_class(view: MapView) -> None:
    found = dict(fills(drawn(view, "slide")))
    assert sorted(found) == sorted(view.provinces.index)
    for pcode, patch in found.items():
        row = view.provinces.loc[pcode]
        assert to_hex(patch.get_facecolor()) == (row["colour"] or "#ffffff")
        assert (patch.get_hatch() or "") == HATCHES.get(row["class_key"], "")


def test_classes_without_a_number_look_like_no_other() -> None:
    looks = {hatch for hatch in HATCHES.values() if hatch}
    assert len(looks) == len(HATCHES) == 2


def test_repainted_provinces_lose_their_pattern(view: MapView) -> None:
    axes = drawn(view, "slide")
    repaint(axes, dict.fromkeys(view.provinces.index, ("class_0", "#123456")))
    looks = {(to_hex(patch.get_facecolor()), patch.get_hatch() or "") for _, patch in fills(axes)}
    assert looks == {("#123456", "")}


def test_marks_are_drawn_and_have_a_key(view: MapView) -> None:
    marks = ["thin", "unstable", "unstable thin", *[""] * 31]
    marked = replace(view, provinces=view.provinces.assign(marks=marks))
    labels = [str(key.get_label()) for key in legend_patches(marked)]
    assert "Rank depends on the estimate (2)" in labels
    assert "Reporting is thin (2)" in labels
    plain = drawn(view, "slide").patches
    patches = drawn(marked, "slide").patches
    assert len(patches) == len(plain) + 4
    assert sum(patch.get_linestyle() == "--" for patch in patches) == 2


def test_the_key_counts_provinces(view: MapView) -> None:
    labels = [str(key.get_label()) for key in legend_patches(view)]
    counts = [int(label.rpartition("(")[2].rstrip(")")) for label in labels]
    assert sum(counts) == 34
    assert any(label.startswith("No cited record") for label in labels)


def test_the_scale_bar_is_as_long_as_it_says(view: MapView) -> None:
    axes = drawn(view, "slide")
    texts = {text.get_text(): text.get_position()[0] for text in axes.texts}
    assert texts["200 km"] - texts["0"] == pytest.approx(SCALE_BAR_METRES)
    left, right = axes.get_xlim()
    width = PANELS["slide"][0]
    # Axes in metres, equal in both directions.
    bottom, top = axes.get_ylim()
    assert (right - left) / width == pytest.approx((top - bottom) / PANELS["slide"][1])


def test_the_chosen_province_is_outlined(view: MapView) -> None:
    assert len(drawn(view, "slide", "AF01").patches) == len(drawn(view, "slide").patches) + 1


def test_a_name_without_any_room_stays_at_its_place() -> None:
    at = shapely.Point(0, 0)
    name = Name("a", at, at.buffer(1), 20, 10)
    (place,) = name_places([name], shapely.box(-5, -5, 5, 5))
    assert place.box.centroid.equals(at)


def test_a_name_avoids_what_is_taken() -> None:
    at = shapely.Point(0, 0)
    taken = shapely.box(-30, -8, 30, 8)
    name = Name("a", at, at.buffer(4), 20, 10)
    (place,) = name_places([name], shapely.box(-100, -100, 100, 100), [taken])
    assert not place.box.intersects(taken)
    assert place.leader is not None
    assert place.leader.distance(at) == 0
