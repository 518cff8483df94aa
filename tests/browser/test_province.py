"""The province page in a browser: the map looks at the province, and stays where a reader moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.atlas import is_outside
from tests.browser.test_zoom import zoom_in
from tests.serving import MAP_FRAME

if TYPE_CHECKING:
    import pandas as pd
    from playwright.sync_api import BrowserContext

    from tests.browser.atlas import Atlas

pytestmark = pytest.mark.browser

# Leaflet draws in whole pixels.
ONE_PIXEL = 1.1


def open_province(atlas: Atlas, **parameters: str) -> None:
    """Open the page by its entry in the navigation, as most readers do."""
    atlas.open(parameters)
    opener = atlas.page.get_by_test_id("stExpandSidebarButton")
    if opener.is_visible():
        opener.click()
    atlas.page.get_by_role("link", name="Province", exact=True).click()
    expect(atlas.title).to_contain_text(parameters.get("province", "Choose a province"))
    expect(atlas.page.locator(f'iframe[title="{MAP_FRAME}"]')).to_have_count(1)
    expect(atlas.frame.locator("body[data-places]")).to_be_attached()
    atlas.expect_done()


def share_of_map(atlas: Atlas, pcode: str) -> float:
    """Return how much of the map's longer fit the province takes."""
    _, _, width, height = atlas.boxes()[pcode]
    frame = atlas.page.locator(f'iframe[title="{MAP_FRAME}"]').bounding_box()
    assert frame is not None
    return max(width / frame["width"], height / frame["height"])


def expect_same_view(atlas: Atlas, before: dict[str, list[float]]) -> None:
    now = atlas.boxes()
    assert all(now[pcode] == pytest.approx(before[pcode], abs=ONE_PIXEL) for pcode in before)


def test_a_chosen_province_fills_the_map_and_the_frame_stays(atlas: Atlas) -> None:
    open_province(atlas)
    assert share_of_map(atlas, "AF01") < 0.3
    atlas.map_frame().evaluate("window.sameFrame = true")
    with atlas.repainted():
        atlas.page.get_by_role("button", name="Kabul", exact=True).click()
    expect(atlas.title).to_contain_text("Kabul. IS-K")
    assert atlas.parameters == {"province": ["Kabul"]}
    assert 0.8 < share_of_map(atlas, "AF01") <= 1
    with atlas.repainted():
        atlas.page.get_by_role("button", name="Logar", exact=True).click()
    expect(atlas.title).to_contain_text("Logar. ")
    assert 0.8 < share_of_map(atlas, "AF05") <= 1
    assert atlas.map_frame().evaluate("window.sameFrame") is True


def test_zoom_stays_whatever_else_changes(atlas: Atlas) -> None:
    open_province(atlas, province="Kabul")
    focused = atlas.boxes()
    with atlas.repainted():
        atlas.choose("Measure", "Killed")
    expect_same_view(atlas, focused)
    zoom_in(atlas, 1)
    zoomed = atlas.boxes()
    assert zoomed != focused
    for step in (
        lambda: atlas.add("Groups", "Taliban"),
        lambda: atlas.page.get_by_text("High", exact=True).click(),
        lambda: atlas.choose("Period", "Since 15 August 2021"),
    ):
        with atlas.repainted():
            step()
        expect_same_view(atlas, zoomed)


def test_places_are_circles_and_vague_records_are_none(
    atlas: Atlas, incidents: pd.DataFrame
) -> None:
    open_province(atlas, province="Kunar", group="", event="")
    kunar = incidents[incidents["province_pcode"].eq("AF15")]
    points = kunar.dropna(subset="latitude").groupby(["latitude", "longitude"]).size()
    circles = atlas.frame.locator("path.atlas-place")
    expect(circles).to_have_count(len(points))
    vague = int(kunar["latitude"].isna().sum())
    expect(
        atlas.page.get_by_text(f"{vague} records are known only to the province")
    ).to_be_visible()
    circles.first.focus()
    expect(atlas.frame.get_by_role("tooltip")).to_contain_text(f"{points.max()} records, killed")
    # A click on a place is no click on its province: the choice stays.
    circles.first.click()
    expect(atlas.frame.locator("path.atlas-place")).to_have_count(len(points))
    expect(atlas.title).to_contain_text("Kunar.")


def test_a_province_that_does_not_exist_is_said(wide: BrowserContext, address: str) -> None:
    page = wide.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/province?province=Atlantis")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("does not exist here, and it was left out: Province.")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Choose a province.")
    page.close()
    assert [url for url in asked if is_outside(url)] == []


def test_on_a_phone_nothing_is_wider_than_the_screen(pocket_atlas: Atlas) -> None:
    open_province(pocket_atlas, province="Maidan Wardak", group="", event="")
    main = pocket_atlas.page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth")
    # The next test begins as a reader does who comes for the first time.
    pocket_atlas.page.evaluate("localStorage.clear()")
