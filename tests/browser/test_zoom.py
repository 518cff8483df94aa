"""Zoom and pan stay where the reader left them, whatever else changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.atlas import Atlas

pytestmark = pytest.mark.browser


def zoom_in(atlas: Atlas, times: int = 3) -> None:
    province = atlas.frame.locator("path[data-pcode=AF01]")
    for _ in range(times):
        before = province.get_attribute("d") or ""
        atlas.frame.get_by_role("button", name="Zoom in").click()
        expect(province).not_to_have_attribute("d", before)
        atlas.boxes()


def pan(atlas: Atlas) -> None:
    box = atlas.page.locator("iframe").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    atlas.page.mouse.move(x, y)
    atlas.page.mouse.down()
    atlas.page.mouse.move(x - 60, y + 40, steps=5)
    atlas.page.mouse.up()


def test_zoom_and_pan_outlive_every_change_of_the_view(atlas: Atlas) -> None:
    atlas.open()
    whole = atlas.boxes()
    zoom_in(atlas)
    zoomed = atlas.boxes()
    pan(atlas)
    chosen = atlas.boxes()
    assert zoomed != whole
    assert chosen != zoomed
    atlas.map_frame().evaluate("window.sameFrame = true")

    steps = {
        "group": lambda: atlas.add("Groups", "Taliban"),
        "event type": lambda: atlas.page.get_by_role("button", name="Remove Clash").click(),
        "attribution": lambda: atlas.add("Attribution", "Claimed"),
        "measure": lambda: atlas.choose("Measure", "Killed"),
        "estimate": lambda: atlas.page.get_by_text("High", exact=True).click(),
        "province from the list": lambda: atlas.choose("Province", "Herat"),
        "province on the map": lambda: atlas.province("Kabul").press("Enter"),
        "period": lambda: atlas.choose("Period", "Since 15 August 2021"),
        "brush": lambda: atlas.drag_over_timeline(0.1, 0.4),
        "all years": lambda: atlas.page.get_by_role("button", name="Back to all years").click(),
    }
    for name, step in steps.items():
        with atlas.repainted():
            step()
        assert atlas.boxes() == chosen, name
        assert atlas.map_frame().evaluate("window.sameFrame") is True, name


def test_a_button_shows_the_whole_country_again(atlas: Atlas) -> None:
    atlas.open()
    whole = atlas.boxes()
    zoom_in(atlas)
    assert atlas.boxes() != whole
    atlas.frame.get_by_role("button", name="Show the whole country").click()
    for pcode, box in atlas.boxes().items():
        # Leaflet draws in whole pixels.
        assert box == pytest.approx(whole[pcode], abs=1.1)
