"""Numbers keep their order beside a text that is written from right to left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.atlas import Atlas

pytestmark = pytest.mark.browser

# The digits of an element in the order in which they stand on the screen.
DIGITS_AS_SEEN = """
(element) => {
  const found = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    [...node.data].forEach((letter, at) => {
      if (!/[0-9]/.test(letter)) return;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      found.push([range.getBoundingClientRect().x, letter]);
    });
  return found.sort((a, b) => a[0] - b[0]).map(([, letter]) => letter).join("");
}
"""


@pytest.mark.parametrize("language", ["دری", "پښتو"])
def test_ranges_of_the_legend_are_read_as_they_are_written(atlas: Atlas, language: str) -> None:
    view: dict[str, str | list[str]] = {"group": "", "event": "", "measure": "Killed"}
    atlas.open(view)
    written = atlas.legend.locator("li").filter(has_text="–")
    texts = [line.inner_text() for line in written.all()]
    atlas.open(view | {"lang": language})
    expect(atlas.legend).not_to_contain_text("by province")
    lines = atlas.legend.locator("li").filter(has_text="–")
    seen = [line.evaluate(DIGITS_AS_SEEN) for line in lines.all()]
    assert seen == ["".join(filter(str.isdigit, text)) for text in texts]
    # A number that is parted by a thin space is among them.
    assert any(len(digits) > 8 for digits in seen)
