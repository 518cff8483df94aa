"""The page Compare in a browser: maps that move together, an address that holds it all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.atlas import BOXES_ONCE_STILL, Atlas
from tests.serving import MAP_FRAME

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from playwright.sync_api import Frame, FrameLocator

pytestmark = pytest.mark.browser

MAPS: Final = 3
# Counts what a map tells the others from now on.
COUNT_MESSAGES: Final = """
() => {
  window.told = 0;
  const post = BroadcastChannel.prototype.postMessage;
  BroadcastChannel.prototype.postMessage = function (data) {
    window.told += 1;
    post.call(this, data);
  };
}
"""


def maps(atlas: Atlas) -> list[FrameLocator]:
    return [
        atlas.page.frame_locator(f'iframe[title="{MAP_FRAME}"] >> nth={number}')
        for number in range(MAPS)
    ]


def frames(atlas: Atlas) -> list[Frame]:
    handles = atlas.page.locator(f'iframe[title="{MAP_FRAME}"]').element_handles()
    found = [handle.content_frame() for handle in handles]
    return [frame for frame in found if frame is not None]


def open_compare(atlas: Atlas, parameters: Mapping[str, str | list[str]] | None = None) -> None:
    """Open the page by its entry in the navigation, as most readers do."""
    atlas.open(parameters)
    atlas.page.get_by_role("link", name="Compare", exact=True).click()
    expect(atlas.page.locator(f'iframe[title="{MAP_FRAME}"]')).to_have_count(MAPS)
    for shown in maps(atlas):
        expect(shown.locator("body[data-painted]")).to_be_attached()
    atlas.expect_done()


def boxes(atlas: Atlas) -> list[dict[str, list[float]]]:
    """Return where each province stands in each map once the maps are still."""
    return [frame.evaluate(BOXES_ONCE_STILL) for frame in frames(atlas)]


def test_all_three_maps_zoom_and_pan_together_and_only_one_tells(atlas: Atlas) -> None:
    open_compare(atlas)
    whole = boxes(atlas)
    for frame in frames(atlas):
        frame.evaluate(COUNT_MESSAGES)
    first, second, difference = maps(atlas)
    for shown in (first, first, second):
        before = difference.locator("path[data-pcode=AF01]").get_attribute("d") or ""
        shown.get_by_role("button", name="Zoom in").click()
        # What follows is of another size, and draws its own paths.
        expect(difference.locator("path[data-pcode=AF01]")).not_to_have_attribute("d", before)
        moved = boxes(atlas)
        for pcode, box in moved[0].items():
            # Leaflet draws in whole pixels.
            assert moved[1][pcode] == pytest.approx(box, abs=2.1), pcode
    assert [one != other for one, other in zip(moved, whole, strict=True)] == [True] * MAPS
    # A few messages for three clicks: none of them came back.
    told = [frame.evaluate("window.told") for frame in frames(atlas)]
    assert told[2] == 0
    assert sum(told) < 20
    assert boxes(atlas) == moved

    first.locator("#map_div").press("ArrowRight")
    expect(second.locator("path[data-pcode=AF01]")).to_be_attached()
    panned = boxes(atlas)
    assert panned[0]["AF01"] != moved[0]["AF01"]
    assert panned[1]["AF01"] == pytest.approx(panned[0]["AF01"], abs=2.1)


def test_zoom_outlives_a_change_of_the_periods_and_the_address_holds_them(
    atlas: Atlas, incidents: pd.DataFrame
) -> None:
    open_compare(atlas)
    first, second, _ = maps(atlas)
    before = second.locator("path[data-pcode=AF01]").get_attribute("d") or ""
    first.get_by_role("button", name="Zoom in").click()
    expect(second.locator("path[data-pcode=AF01]")).not_to_have_attribute("d", before)
    zoomed = boxes(atlas)
    for frame in frames(atlas):
        frame.evaluate("window.sameFrame = true")

    atlas.choose("Periods", "Year before, year after 15 Aug 2021")
    after = incidents[
        incidents["group"].eq("ISKP")
        & incidents["event_type"].isin(["attack", "clash"])
        & incidents["date"].between("2021-08-15", "2022-08-14")
    ]
    expect(atlas.figure("Second period").first).to_have_text(str(len(after)))
    atlas.expect_done()
    assert boxes(atlas) == zoomed
    assert [frame.evaluate("window.sameFrame") for frame in frames(atlas)] == [True] * MAPS
    assert atlas.parameters["second_to"] == ["2022-08-14"]
    assert atlas.parameters["first_to"] == ["2021-08-14"]

    # The copied address shows the same to another reader. Not watched: Streamlit looks for its
    # server below the path of the page first, which the browser reports as an error.
    with atlas.page.context.new_page() as page:
        page.goto(atlas.page.url)
        copy = Atlas(page, atlas.address)
        expect(copy.figure("Second period").first).to_have_text(str(len(after)))
        expect(page.get_by_role("alert")).to_have_count(0)


def test_two_groups_and_a_click_on_the_difference(atlas: Atlas) -> None:
    open_compare(atlas)
    atlas.page.get_by_text("Two groups", exact=True).click()
    expect(atlas.title).to_contain_text("cited records of IS-K")
    atlas.expect_done()
    table = atlas.page.get_by_role("table", name=re.compile("^Difference by province"))
    expect(table.locator("tbody tr").first).to_contain_text("Whole country")
    maps(atlas)[2].get_by_role("button", name=re.compile("^Kabul ")).press("Enter")
    chosen = table.locator("tr.atlas-chosen")
    expect(chosen).to_contain_text("Kabul")
    expect(chosen.locator("td").nth(1)).to_have_text("Kabul")
    assert atlas.parameters["province"] == ["Kabul"]


def test_a_phone_shows_the_maps_below_each_other(pocket_atlas: Atlas) -> None:
    pocket_atlas.open()
    pocket_atlas.page.get_by_test_id("stExpandSidebarButton").click()
    pocket_atlas.page.get_by_role("link", name="Compare", exact=True).click()
    iframes = pocket_atlas.page.locator(f'iframe[title="{MAP_FRAME}"]')
    expect(iframes).to_have_count(MAPS)
    pocket_atlas.expect_done()
    for number in range(MAPS):
        # A map gets its height after its frame.
        expect(iframes.nth(number)).to_have_css("height", "290px")
        width = iframes.nth(number).evaluate("(frame) => frame.getBoundingClientRect().width")
        assert 200 < width <= 390
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert pocket_atlas.page.evaluate(wide)
