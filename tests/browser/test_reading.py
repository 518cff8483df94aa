"""Reading comfort: contrast, the keyboard, and a description of every chart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WIDE, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.atlas import Atlas

pytestmark = pytest.mark.browser

# Texts that a reader must be able to read; each is measured where it first stands.
TEXTS: Final = (
    *(".atlas-title", ".atlas-title span", ".atlas-figure dt", ".atlas-figure dd"),
    *(".atlas-figure small", ".atlas-legend li", ".atlas-legend small", ".atlas-caption"),
    *(".atlas-legend-title span", ".atlas-heading", ".atlas-ranking caption"),
    *(".atlas-ranking thead th", ".atlas-ranking tbody th", ".atlas-ranking td"),
    *(".atlas-records thead th", ".atlas-records td", ".atlas-records small"),
    *(".atlas-sources a", ".atlas-brand", '[data-testid="stWidgetLabel"] p'),
    *('[data-testid="stTopNavLink"]', ".stVegaLiteChart .role-axis-label text"),
)

# Relative luminance and contrast as in WCAG 2.2, on all that lies behind, one layer on another.
CONTRAST: Final = """
(element) => {
  const parse = (colour) => {
    const [r, g, b, a = 1] = (colour.match(/[0-9.]+/g) ?? []).map(Number);
    const scale = colour.startsWith("color(") ? 255 : 1;
    return colour === "transparent" ? [0, 0, 0, 0] : [r * scale, g * scale, b * scale, a];
  };
  const over = ([r, g, b, a], below) =>
    [r, g, b].map((part, i) => part * a + below[i] * (1 - a));
  const light = (rgb) => {
    const [r, g, b] = rgb.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const layers = [];
  for (let place = element; place; place = place.parentElement) {
    layers.push(parse(getComputedStyle(place).backgroundColor));
  }
  const ground = layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
  const style = getComputedStyle(element);
  const ink = over(parse(element instanceof SVGElement ? style.fill : style.color), ground);
  const [high, low] = [light(ink), light(ground)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}
"""
LOWEST_CONTRAST: Final = 4.5

# Every text of a page that is weaker than allowed; a control that can't be used may be.
WEAK: Final = f"""
() => {{
  const contrast = {CONTRAST.strip()};
  const weak = [];
  for (const element of document.querySelectorAll("[data-testid=stApp] *")) {{
    const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    const text = texts.map((node) => node.data).join("").trim();
    const off = element.closest("[disabled], [aria-disabled=true], label:has(input:disabled)");
    if (!text || off || !element.checkVisibility({{ visibilityProperty: true }})) continue;
    const ratio = contrast(element);
    if (ratio < {LOWEST_CONTRAST}) weak.push(`${{text.slice(0, 40)}}: ${{ratio.toFixed(2)}}`);
  }}
  return weak;
}}
"""

PAGES: Final = (
    *("Map", "Spread", "Compare", "Province", "Records"),
    *("Statements", "Coverage", "Data", "About"),
)

CHARTS: Final = {"Map": 1, "Spread": 2, "Province": 1, "Coverage": 2}
"""Pages with charts, and how many they have."""


@pytest.mark.parametrize("ground", ["light", "dark"])
def test_texts_stand_out_from_their_ground(chromium: Browser, address: str, ground: str) -> None:
    with (
        chromium.new_context(viewport=WIDE, color_scheme=ground) as context,  # type: ignore[arg-type]
        watched(context, address) as atlas,
    ):
        atlas.open({"places": "true"})
        atlas.expect_done()
        expect(atlas.chart).to_be_visible()
        found = {
            text: round(atlas.page.locator(text).first.evaluate(CONTRAST), 2) for text in TEXTS
        }
        inside = {
            text: round(atlas.frame.locator(text).first.evaluate(CONTRAST), 2)
            for text in (".leaflet-control-attribution", ".leaflet-bar a")
        }
    weak = {text: ratio for text, ratio in (found | inside).items() if ratio < LOWEST_CONTRAST}
    assert weak == {}


@pytest.mark.parametrize("ground", ["light", "dark"])
def test_every_text_of_every_page_stands_out(chromium: Browser, address: str, ground: str) -> None:
    weak: dict[str, list[str]] = {}
    with (
        chromium.new_context(viewport=WIDE, color_scheme=ground) as context,  # type: ignore[arg-type]
        watched(context, address) as atlas,
    ):
        atlas.open({"province": "Nangarhar"})
        for name in PAGES:
            atlas.page.get_by_role("link", name=name, exact=True).click()
            path = "" if name == "Map" else name.lower()
            expect(atlas.page).to_have_url(re.compile(f"/{path}[?]"))
            atlas.expect_done()
            expect(atlas.page.get_by_test_id("stSkeleton")).to_have_count(0)
            found = atlas.page.evaluate(WEAK)
            if found:
                weak[name] = found
    assert weak == {}


# What has the keyboard: its label, or the province, and whether one sees it.
FOCUSED: Final = """
() => {
  const element = document.activeElement;
  const name = element.dataset?.pcode ?? element.getAttribute("aria-label") ?? element.textContent;
  return `${element.tagName.toLowerCase()}: ${name.trim().slice(0, 60)}`;
}
"""
MOST_STEPS: Final = 160


def test_the_keyboard_reaches_everything_on_the_map_page(atlas: Atlas) -> None:
    atlas.open()
    atlas.expect_done()
    frame = atlas.map_frame()
    reached: list[str] = []
    provinces: list[str] = []
    for _ in range(MOST_STEPS):
        atlas.page.keyboard.press("Tab")
        where = atlas.page.evaluate(FOCUSED)
        if where.startswith("iframe"):
            inner = frame.evaluate(FOCUSED)
            (provinces if inner.startswith("path") else reached).append(inner)
        else:
            reached.append(where)
        if "Newest first" in where or where.endswith("Order"):
            break
    said = "\n".join(reached)
    for control in (
        *("Groups", "Period", "Event type", "Attribution", "Province", "Measure"),
        *("Casualty estimate", "Language", "Zoom in", "Zoom out", "Show the whole country"),
        *("Show places", "Spread", "About"),
    ):
        assert control in said, control
    assert len(set(provinces)) == 34


def test_a_province_is_chosen_with_the_keyboard_and_its_outline_is_seen(atlas: Atlas) -> None:
    atlas.open()
    shape = atlas.frame.locator('path[data-pcode="AF06"]')
    atlas.frame.locator(".leaflet-container").focus()
    atlas.page.keyboard.press("Tab")
    # The first province has the keyboard: its outline is drawn, its text shown.
    assert atlas.map_frame().evaluate("document.activeElement.dataset.pcode") is not None
    width = atlas.map_frame().evaluate("getComputedStyle(document.activeElement).strokeWidth")
    assert width == "3px"
    expect(atlas.frame.get_by_role("tooltip")).to_be_visible()
    with atlas.repainted():
        shape.press("Enter")
    expect(shape).to_have_attribute("aria-pressed", "true")
    assert atlas.parameters["province"] == ["Nangarhar"]


def test_every_chart_has_a_description(atlas: Atlas) -> None:
    atlas.open({"province": "Kabul"})
    without = []
    for page, count in CHARTS.items():
        atlas.page.get_by_role("link", name=page, exact=True).click()
        charts = atlas.page.get_by_test_id("stVegaLiteChart")
        expect(charts.locator("svg.marks")).to_have_count(count)
        atlas.expect_done()
        for chart in charts.all():
            text = chart.get_attribute("aria-label") or ""
            # Vega's own words where a chart has no description of its own.
            if len(text) < 10 or "visualization" in text.lower():
                without.append((page, text))
    assert without == []
