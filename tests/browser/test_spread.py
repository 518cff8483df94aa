"""The spread page in a browser: playback without the server, zoom kept, by mouse and keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_zoom import zoom_in
from tests.serving import MAP_FRAME

if TYPE_CHECKING:
    import pandas as pd
    from playwright.sync_api import Locator

    from tests.browser.atlas import Atlas

pytestmark = pytest.mark.browser

# Collects when each month was first shown until the film has shown so many.
WATCH_MONTHS = """
(count) => new Promise((done) => {
  const bar = document.querySelector(".atlas-playback");
  const shown = [];
  new MutationObserver((_, observer) => {
    shown.push([Number(bar.dataset.month), performance.now()]);
    if (shown.length < count) return;
    observer.disconnect();
    done(shown);
  }).observe(bar, { attributes: true, attributeFilter: ["data-month"] });
  document.querySelector(".atlas-play").click();
})
"""
VALUES = (
    "[...document.querySelectorAll('path[data-pcode]')].map((p) => [p.dataset.pcode, p.ariaLabel])"
)


def open_spread(atlas: Atlas) -> None:
    """Open the page as a reader does, by its entry in the navigation."""
    atlas.open()
    on_phone = atlas.page.get_by_test_id("stExpandSidebarButton")
    is_folded = on_phone.is_visible()
    if is_folded:
        on_phone.click()
    atlas.page.get_by_role("link", name="Spread", exact=True).click()
    if is_folded:
        atlas.page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    expect(atlas.title).to_contain_text("First cited record")
    expect(atlas.page.locator(f'iframe[title="{MAP_FRAME}"]')).to_have_count(1)
    expect(atlas.frame.locator("body[data-painted]")).to_be_attached()
    atlas.expect_done()


def play(atlas: Atlas, shown: str) -> None:
    """Choose what the map plays."""
    with atlas.repainted():
        atlas.page.get_by_text(f"Playback: {shown}", exact=True).click()
    expect(controls(atlas)).to_be_visible()


def controls(atlas: Atlas) -> Locator:
    return atlas.frame.get_by_role("group", name="Playback by month")


def counts(atlas: Atlas) -> dict[str, int]:
    """Return the number of incidents that each province tells; none without a record."""
    told = dict(atlas.map_frame().evaluate(VALUES))
    found = {pcode: re.search(r": (\d+) incidents?\. ", text) for pcode, text in told.items()}
    return {pcode: int(match[1]) for pcode, match in found.items() if match}


def recorded(incidents: pd.DataFrame, first: str, last: str) -> dict[str, int]:
    shown = incidents.query("group == 'ISKP' and event_type in ['attack', 'clash']")
    part = shown[shown["date"].between(first, last)]
    return {
        str(pcode): int(count) for pcode, count in part["province_pcode"].value_counts().items()
    }


def test_every_month_tells_what_the_records_hold(atlas: Atlas, incidents: pd.DataFrame) -> None:
    open_spread(atlas)
    play(atlas, "recorded so far")
    month = atlas.frame.get_by_role("slider", name="Month")
    expect(month).to_have_attribute("aria-valuetext", "Dec 2025")
    assert counts(atlas) == recorded(incidents, "2014-01-01", "2025-12-31")
    month.fill("93")
    expect(month).to_have_attribute("aria-valuetext", "Oct 2021")
    assert counts(atlas) == recorded(incidents, "2014-01-01", "2021-10-31")
    # Another film of the same months stays in the month on view.
    play(atlas, "month by month")
    expect(month).to_have_attribute("aria-valuetext", "Oct 2021")
    assert counts(atlas) == recorded(incidents, "2021-10-01", "2021-10-31")
    told = recorded(incidents, "2021-10-01", "2021-10-31")
    expect(controls(atlas).get_by_role("status")).to_contain_text(
        f"{len(told)} of 34 provinces with a cited record in Oct 2021"
    )


@pytest.mark.timed
def test_it_plays_two_months_a_second_without_the_server_and_keeps_the_zoom(
    atlas: Atlas,
) -> None:
    open_spread(atlas)
    atlas.map_frame().evaluate("window.sameFrame = true")
    play(atlas, "recorded so far")
    frame = atlas.map_frame()
    assert frame.evaluate("window.sameFrame") is True
    zoom_in(atlas, 2)
    boxes = atlas.boxes()
    painted = frame.evaluate("document.body.dataset.painted")
    asked: list[str] = []
    atlas.page.on("request", lambda request: asked.append(request.url))
    shown = frame.evaluate(WATCH_MONTHS, 9)
    # It was at the end, so it begins anew.
    assert [month for month, _ in shown] == list(range(9))
    seconds = (shown[-1][1] - shown[1][1]) / 1000
    assert 7 / seconds >= 2
    atlas.frame.get_by_role("button", name="Pause").click()
    expect(atlas.frame.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert asked == []
    assert frame.evaluate("document.body.dataset.painted") == painted
    assert atlas.boxes() == boxes


def test_the_keyboard_works_all_controls_and_the_month_is_told_when_paused(atlas: Atlas) -> None:
    # A reader who asks for little motion begins at the slowest speed.
    atlas.page.emulate_media(reduced_motion="reduce")
    open_spread(atlas)
    play(atlas, "month by month")
    speed = atlas.frame.get_by_role("combobox", name="Speed")
    expect(speed).to_have_value("1")
    status = controls(atlas).get_by_role("status")
    month = atlas.frame.get_by_role("slider", name="Month")
    expect(status).to_have_attribute("aria-live", "polite")
    atlas.frame.get_by_role("button", name="One month back").press("Enter")
    expect(month).to_have_attribute("aria-valuetext", "Nov 2025")
    month.press("ArrowLeft")
    expect(status).to_contain_text("Oct 2025")
    month.press("Home")
    expect(status).to_contain_text("Jan 2014")
    speed.select_option("8 months a second")
    atlas.frame.get_by_role("button", name="Play", exact=True).press("Enter")
    expect(status).to_have_attribute("aria-live", "off")
    # Any later month will do: each is on view for an eighth of a second only.
    expect(status).not_to_contain_text("Jan 2014")
    atlas.frame.get_by_role("button", name="Pause").press(" ")
    expect(status).to_have_attribute("aria-live", "polite")


def test_a_click_on_a_province_keeps_the_month(atlas: Atlas) -> None:
    open_spread(atlas)
    play(atlas, "recorded so far")
    month = atlas.frame.get_by_role("slider", name="Month")
    month.fill("40")
    before = counts(atlas)
    with atlas.repainted():
        atlas.province("Kabul").press("Enter")
    expect(month).to_have_attribute("aria-valuetext", "May 2017")
    assert counts(atlas) == before
    expect(atlas.page.locator(".atlas-firsts tr.atlas-chosen")).to_contain_text("Kabul")


def test_on_a_phone_the_controls_fit(pocket_atlas: Atlas) -> None:
    open_spread(pocket_atlas)
    play(pocket_atlas, "recorded so far")
    frame = pocket_atlas.page.locator("iframe").bounding_box()
    assert frame is not None
    for control in controls(pocket_atlas).locator("button, input, select, output").all():
        box = control.bounding_box()
        assert box is not None
        assert frame["x"] <= box["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"]
        assert box["y"] + box["height"] <= frame["y"] + frame["height"]
    map_box = pocket_atlas.frame.locator(".leaflet-container").bounding_box()
    bar = controls(pocket_atlas).bounding_box()
    assert map_box is not None
    assert bar is not None
    assert map_box["y"] + map_box["height"] <= bar["y"] + 1
