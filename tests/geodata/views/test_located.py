"""Places of a province: circles by records, and what has no place."""

from __future__ import annotations

from math import pi

import pandas as pd
import pytest

from geodata.model import Filters
from geodata.places import places, without_place
from geodata.sources.curated import BUILT_IN, INCIDENTS_FILE
from geodata.views.incidents import incident_layer
from geodata.views.located import LARGEST_RADIUS, SMALLEST_RADIUS, Located, located


def shown(pcode: str, **kept: tuple[str, ...]) -> Located:
    filters = Filters(provinces=(pcode,), **kept)
    return located(incident_layer(places(filters), without_place(filters)))


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return pd.read_csv(BUILT_IN / INCIDENTS_FILE)


@pytest.mark.parametrize("pcode", ["AF01", "AF15", "AF30"])
def test_every_record_is_in_a_circle_or_in_the_note(rows: pd.DataFrame, pcode: str) -> None:
    mine = rows[rows["province_pcode"].eq(pcode)]
    by_point = mine.groupby(["latitude", "longitude"]).size()
    found = shown(pcode)
    assert {
        (place.latitude, place.longitude): int(place.records) for place in found.places
    } == by_point.to_dict()
    vague = int(mine["location_precision"].eq("province").sum())
    assert (
        f"{vague} record{' is' if vague == 1 else 's are'} known only to the province" in found.note
    )


def test_groups_at_one_place_are_one_circle(rows: pd.DataFrame) -> None:
    kabul = rows[rows["province_pcode"].eq("AF01")]
    assert kabul.groupby(["latitude", "longitude"])["group"].nunique().max() > 1
    points = [(place.latitude, place.longitude) for place in shown("AF01").places]
    assert len(points) == len(set(points))


def test_areas_are_in_proportion_to_records() -> None:
    found = shown("AF01").places
    assert found[0].radius == pytest.approx(LARGEST_RADIUS)
    per_record = [
        pi * place.radius**2 / int(place.records)
        for place in found
        if place.radius > SMALLEST_RADIUS
    ]
    assert per_record == pytest.approx([per_record[0]] * len(per_record))


def test_a_province_without_a_point_says_so() -> None:
    vague = Filters(provinces=("AF01",))
    layer = incident_layer(places(vague), without_place(vague))
    empty = incident_layer(
        places(Filters(targets=("media",), groups=("HIG",))), without_place(vague)
    )
    assert layer.rings.sum() > 0
    assert located(empty).places == ()
    assert located(empty).note.startswith("No record in view is known to a town or district.")


def test_without_a_record_there_is_nothing_to_say() -> None:
    assert shown("AF34", groups=("HIG",), targets=("media",)) == Located((), "")
