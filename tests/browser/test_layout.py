"""Nothing is cut, covered or out of reach, on a desktop and on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.atlas import Atlas

pytestmark = pytest.mark.browser

# The views with the longest and the shortest texts.
VIEWS: Final = {
    "first": {},
    "longest figures": {"group": "", "event": "", "measure": "Killed", "estimate": "High"},
    "without a record": {"group": "Hizb-i-Islami", "from": "2021-08-15"},
    "chosen province": {"province": "Maidan Wardak", "group": ""},
}

CUT: Final = """
(selectors) => [...document.querySelectorAll(selectors)]
  .filter((e) => e.scrollWidth > e.clientWidth || e.scrollHeight > e.clientHeight + 1)
  .map((e) => e.className + ": " + e.textContent)
"""
# Blocks that hold texts: each must be as wide and as high as what it holds.
BLOCKS: Final = (
    ".atlas-title, .atlas-heading, .atlas-caption, .atlas-figures, .atlas-figure, "
    ".atlas-figure dd, .atlas-legend, .atlas-legend li, .atlas-ranking, .atlas-ranking th, "
    ".atlas-ranking td, .atlas-records td"
)
OUT_OF_COLUMN: Final = """
() => [...document.querySelectorAll('table, dl, ul, h1, h2, iframe')]
  .filter((e) => {
    const column = e.closest('[data-testid=stColumn], [data-testid=stMainBlockContainer]');
    if (!column) return false;
    const outer = column.getBoundingClientRect();
    const inner = e.getBoundingClientRect();
    return inner.right > outer.right + 1 || inner.left < outer.left - 1;
  })
  .map((e) => e.className || e.tagName)
"""


def expect_nothing_cut(atlas: Atlas) -> None:
    page = atlas.page
    page.evaluate("document.fonts.ready")
    assert page.evaluate(
        "document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth"
    )
    main = page.get_by_test_id("stMain")
    assert main.evaluate("(e) => e.scrollWidth <= e.clientWidth")
    assert page.evaluate(CUT, BLOCKS) == []
    assert page.evaluate(OUT_OF_COLUMN) == []


def expect_whole_country(atlas: Atlas) -> None:
    frame = atlas.page.locator("iframe").bounding_box()
    assert frame is not None
    for left, top, width, height in atlas.boxes().values():
        assert left >= 0
        assert top >= 0
        assert left + width <= frame["width"]
        assert top + height <= frame["height"]
    assert frame["width"] <= (atlas.page.viewport_size or {"width": 0})["width"]


@pytest.mark.parametrize("view", VIEWS)
def test_a_desktop_shows_everything(atlas: Atlas, view: str) -> None:
    atlas.open(VIEWS[view])
    atlas.expect_done()
    expect_nothing_cut(atlas)
    expect_whole_country(atlas)


@pytest.mark.parametrize("view", VIEWS)
def test_a_phone_shows_everything(pocket_atlas: Atlas, view: str) -> None:
    pocket_atlas.open(VIEWS[view])
    pocket_atlas.expect_done()
    expect_nothing_cut(pocket_atlas)
    expect_whole_country(pocket_atlas)


def test_figures_can_be_read_on_a_phone(pocket_atlas: Atlas) -> None:
    pocket_atlas.open()
    sizes = pocket_atlas.page.locator(
        ".atlas-figure dt, .atlas-figure dd, .atlas-figure small, .atlas-legend li"
    ).evaluate_all("parts => parts.map((p) => parseFloat(getComputedStyle(p).fontSize))")
    assert len(sizes) > 15
    assert min(sizes) >= 11


def test_the_sidebar_opens_on_a_phone_and_changes_the_view(pocket_atlas: Atlas) -> None:
    page = pocket_atlas.open().page
    groups = page.get_by_role("combobox", name="Groups")
    expect(groups).not_to_be_in_viewport()
    page.get_by_test_id("stExpandSidebarButton").tap()
    expect(groups).to_be_in_viewport()
    with pocket_atlas.repainted():
        pocket_atlas.choose("Measure", "Killed")
    page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").tap()
    expect(groups).not_to_be_in_viewport()
    expect(pocket_atlas.legend).to_contain_text("Killed by province")


def test_a_tap_chooses_a_province_on_a_phone(pocket_atlas: Atlas) -> None:
    pocket_atlas.open()
    with pocket_atlas.repainted():
        pocket_atlas.province("Herat").tap()
    expect(pocket_atlas.title).to_contain_text("Herat")


def test_the_longest_period_is_named_in_full(atlas: Atlas) -> None:
    atlas.open({"from": "2021-08-15", "to": "2021-11-14"})
    period = atlas.page.get_by_role("combobox", name="Period")
    expect(period).to_have_value("The three months after 15 August 2021")
    assert period.evaluate("(e) => e.scrollWidth <= e.clientWidth")
