"""Places on the map: marks, rings, the card of a place; zoom and pan stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    import pandas as pd

    from tests.browser.atlas import Atlas

pytestmark = pytest.mark.browser


def open_places(atlas: Atlas) -> None:
    atlas.open({"places": "true"})
    expect(atlas.frame.locator("path.atlas-mark").first).to_be_attached()


def test_marks_and_rings_stand_for_every_record(atlas: Atlas, incidents: pd.DataFrame) -> None:
    open_places(atlas)
    shown = incidents[
        incidents["group"].eq("ISKP") & incidents["event_type"].isin(["attack", "clash"])
    ]
    placed = shown[shown["latitude"].notna()]
    places = placed.groupby(["latitude", "longitude"]).ngroups
    expect(atlas.frame.locator("path.atlas-mark")).to_have_count(places)
    vague = shown[shown["latitude"].isna()]
    expect(atlas.frame.locator("path.atlas-ring")).to_have_count(vague["province_pcode"].nunique())
    legend = atlas.page.get_by_label("Legend of the marks")
    expect(legend).to_contain_text("IS-K")
    expect(atlas.page.get_by_text(f"Marks: {len(placed)} records")).to_be_visible()


def test_a_click_on_a_mark_opens_its_card_and_moves_nothing(
    atlas: Atlas, incidents: pd.DataFrame
) -> None:
    open_places(atlas)
    before = atlas.boxes()
    atlas.frame.get_by_role("button", name="IS-K, Kunduz: ").first.click()
    card = atlas.frame.get_by_role("region", name="Records of the place")
    expect(card).to_contain_text(incidents.loc["20211008-KDZ-1", "summary"])
    expect(card).to_contain_text("located to: town")
    assert card.get_by_role("link").count() > 0
    assert atlas.boxes() == before
    # The province under the mark was not chosen along with it.
    assert "province" not in atlas.parameters
    card.get_by_role("button", name="Close").click()
    expect(card).to_have_count(0)


def test_marks_are_reached_and_opened_by_the_keyboard(atlas: Atlas) -> None:
    open_places(atlas)
    atlas.frame.get_by_role("button", name="IS-K, Kunduz: ").first.focus()
    atlas.page.keyboard.press("Enter")
    card = atlas.frame.get_by_role("region", name="Records of the place")
    expect(card).to_be_visible()
    atlas.page.keyboard.press("Escape")
    expect(card).to_have_count(0)


def test_the_marks_go_with_the_switch(atlas: Atlas) -> None:
    open_places(atlas)
    with atlas.repainted():
        atlas.page.get_by_text("Show places").click()
    expect(atlas.frame.locator("path.atlas-mark")).to_have_count(0)
    assert "places" not in atlas.parameters


@pytest.mark.parametrize(
    ("measure", "legend"),
    [
        ("Killed per 100,000 people", "Killed per 100,000 people by province"),
        ("Incidents per 10,000 km²", "Incidents per 10,000 km² by province"),
        ("Share of attacks on a target", "Share of attacks on a target by province"),
        ("Days since the last incident", "Days since the last incident by province"),
        ("First recorded incident", "First recorded incident by province"),
    ],
)
def test_each_measure_paints_the_map_and_has_an_address(
    atlas: Atlas, measure: str, legend: str
) -> None:
    atlas.open({"measure": measure})
    expect(atlas.legend).to_contain_text(legend)
    expect(atlas.sidebar.get_by_text("does not exist")).to_have_count(0)
    assert atlas.parameters["measure"] == [measure]
    expect(atlas.province("Helmand")).to_have_attribute("data-kind", "no_record")


def test_ranks_that_depend_on_the_estimate_are_marked(atlas: Atlas) -> None:
    atlas.open({"measure": "Killed", "unstable": "true"})
    dashed = atlas.frame.locator("path[data-pcode][stroke-dasharray='5 4']")
    expect(dashed.first).to_be_attached()
    expect(
        atlas.page.get_by_text(f"Dashed outline: {dashed.count()} of 34 provinces")
    ).to_be_visible()
