"""Marks: areas in proportion to killed, shapes of equal area, an honest legend."""

from __future__ import annotations

import pandas as pd
import pytest
from shapely.geometry import Polygon

from geodata.model import GROUPS, Filters
from geodata.places import Places, places, without_place
from geodata.views.incidents import LARGEST_RADIUS, SMALLEST_RADIUS, incident_layer, size_steps
from geodata.views.shapes import SHAPES

ISKP = Filters(groups=("ISKP",))


def test_every_group_has_a_shape_of_its_own() -> None:
    shapes = [code.shape for code in GROUPS.values()]
    assert len(set(shapes)) == len(shapes)
    assert set(shapes) <= set(SHAPES)


@pytest.mark.parametrize("name", SHAPES)
def test_shapes_have_the_area_of_a_circle_of_radius_one(name: str) -> None:
    shape = Polygon(SHAPES[name])
    assert shape.is_valid
    assert shape.area == pytest.approx(3.1416, rel=0.001)


def test_the_deadliest_place_has_the_largest_mark() -> None:
    layer = incident_layer(places(ISKP), without_place(ISKP))
    most = layer.marks["killed_best"].max()
    assert layer.scale * most**0.5 == pytest.approx(LARGEST_RADIUS)
    assert list(layer.groups) == ["ISKP"]
    assert 1 <= len(layer.sizes) <= 3


def test_areas_of_the_legend_are_in_proportion() -> None:
    large, middle, small = size_steps(1560, LARGEST_RADIUS / 1560**0.5)
    assert (large.killed, middle.killed, small.killed) == (1000, 200, 50)
    assert (large.radius / middle.radius) ** 2 == pytest.approx(5)
    assert small.radius >= SMALLEST_RADIUS


def test_without_any_toll_the_legend_has_no_size() -> None:
    marks = places(ISKP).marks.head(2).assign(killed_best=pd.NA)
    marks = marks.astype({"killed_best": "Int64"})
    layer = incident_layer(Places(marks, 0.0), without_place(ISKP))
    assert layer.sizes == ()


def test_an_empty_layer_says_that_there_is_nothing() -> None:
    nothing = Filters(groups=("IMU",), targets=("sufi",))
    layer = incident_layer(places(nothing), without_place(nothing))
    assert layer.groups == {}
    assert layer.note().startswith("Marks: 0 records")


def test_the_note_counts_marks_and_rings() -> None:
    layer = incident_layer(places(ISKP), without_place(ISKP))
    assert f"Marks: {layer.marks['records'].sum()} records" in layer.note()
    assert f"Rings: {layer.rings.sum()} known only to the province" in layer.note()
