"""Dari and Pashto in a browser: the address, the direction, the typeface, the order of digits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from tests.serving import MAP_FRAME

if TYPE_CHECKING:
    from tests.browser.atlas import Atlas

pytestmark = pytest.mark.browser

SWITCH: Final = "Language · زبان · ژبه"
VIEW: Final[dict[str, str | list[str]]] = {
    "group": ["Taliban", "IS-K"],
    "measure": "Killed",
    "province": "Nangarhar",
}

# The digits and signs of an element as a reader sees them, from left to right, line by line.
AS_SEEN: Final = """
(element) => {
  const seen = [];
  const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    for (let i = 0; i < node.length; i += 1) {
      if (!/[0-9(–-]/.test(node.data[i])) continue;
      const range = document.createRange();
      range.setStart(node, i);
      range.setEnd(node, i + 1);
      const box = range.getBoundingClientRect();
      seen.push([Math.round(box.top / 8), box.left, node.data[i]]);
    }
  }
  seen.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return seen.map((letter) => letter[2]).join("");
}
"""


def ranked(atlas: Atlas) -> list[str]:
    """Return the numbers of the ranking; one that is unknown is a word."""
    cells = atlas.page.locator(".atlas-ranking tbody td:nth-child(3)").all_inner_texts()
    return sorted(re.sub("[^0-9(–)]", "", cell) for cell in cells)


@pytest.mark.parametrize("language", ["دری", "پښتو"])
def test_an_address_copied_in_one_language_opens_in_another(atlas: Atlas, language: str) -> None:
    atlas.open(VIEW)
    atlas.expect_done()
    english = ranked(atlas), atlas.title.inner_text()
    with atlas.repainted():
        atlas.choose(SWITCH, language)
    expect(atlas.title).to_have_attribute("dir", "rtl")
    assert ranked(atlas) == english[0]
    # The address differs in the language alone, so the rest means the same in each.
    parameters = atlas.parameters
    assert parameters.pop("lang") == [language]
    assert parameters == parse_qs(urlencode(VIEW, doseq=True))
    copied = atlas.page.url
    atlas.go(copied)
    atlas.expect_done()
    expect(atlas.title).to_have_attribute("dir", "rtl")
    assert ranked(atlas) == english[0]
    place = urlsplit(copied)
    atlas.go(f"{place.scheme}://{place.netloc}/?{urlencode(parameters, doseq=True)}")
    atlas.expect_done()
    assert (ranked(atlas), atlas.title.inner_text()) == english


def test_numbers_and_ranges_are_seen_in_the_same_order(atlas: Atlas) -> None:
    atlas.open({"measure": "Killed", "places": "true"})
    atlas.expect_done()
    places = (".atlas-figure dd > span", ".atlas-ranking td:nth-child(3)", ".atlas-legend bdi")
    english = [
        [each.evaluate(AS_SEEN) for each in atlas.page.locator(place).all()] for place in places
    ]
    tooltips = []
    for lang in ("", "دری"):
        if lang:
            with atlas.repainted():
                atlas.choose(SWITCH, lang)
        shape = atlas.frame.locator('path[data-pcode="AF01"]')
        shape.focus()
        tip = atlas.frame.locator(".atlas-tooltip .atlas-value")
        expect(tip).to_be_visible()
        tooltips.append(tip.evaluate(AS_SEEN))
        shape.blur()
    dari = [
        [each.evaluate(AS_SEEN) for each in atlas.page.locator(place).all()] for place in places
    ]
    assert any("(" in text and len(text) > 9 for text in english[0])
    # "22 of 34" is another sentence, with the same order of numbers for whom reads it.
    assert dari[0][2:] == english[0][2:]
    assert sorted(dari[1]) == sorted(english[1])
    assert dari[2] == english[2]
    assert tooltips[0] == tooltips[1]
    assert "(" in tooltips[0]


def test_texts_run_from_right_to_left_and_time_does_not(atlas: Atlas) -> None:
    atlas.open({"lang": "پښتو"})
    atlas.expect_done()
    number, name = (
        atlas.page.locator(f".atlas-ranking tbody tr >> nth=0 >> {cell}").bounding_box()
        for cell in ("td >> nth=0", "th")
    )
    assert number is not None
    assert name is not None
    assert number["x"] > name["x"]
    years = atlas.chart.locator(".mark-text text").filter(has_text=re.compile(r"^20\d\d$"))
    expect(years.first).to_be_visible()
    places = sorted(
        (year.bounding_box()["x"], year.text_content())  # type: ignore[index]
        for year in years.all()
    )
    assert [text for _, text in places] == sorted(text for _, text in places if text)


def test_the_typeface_is_our_own_and_used(atlas: Atlas) -> None:
    atlas.open({"lang": "پښتو"})
    atlas.expect_done()
    frames = [atlas.page.main_frame, atlas.map_frame()]
    for frame in frames:
        frame.evaluate("document.fonts.ready")
        used = frame.evaluate(
            "[...document.fonts].filter((face) => face.family.includes('Vazirmatn'))"
            ".map((face) => face.status)"
        )
        assert "loaded" in used
    assert atlas.page.locator(f'iframe[title="{MAP_FRAME}"]').count() == 1
    assert atlas.map_frame().evaluate("document.documentElement.lang") == "ps"
