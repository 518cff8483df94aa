"""How long a filter change takes until all is repainted, beside an empty Streamlit rerun."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from playwright.sync_api import expect

from geodata.model import GROUPS
from tests.serving import MAP_FRAME, free_port, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

EMPTY_PAGE: Final = Path(__file__).with_name("empty_page.py")
PARTS: Final = ("map", "figures", "timeline")
_GIVE_UP_MILLISECONDS: Final = 5_000

# Time runs from the key that chooses an option, inside the page: Playwright's own round trips and
# the opening of the list aren't counted. What doesn't change within the time limit has none.
_WATCH: Final = """
(limit) => {
  const seen = {};
  const frame = document.querySelector('iframe[title="MAP_FRAME"]');
  const obvious = frame && !frame.contentDocument.querySelector("body[data-painted]");
  // The obvious app builds its map anew, so that nothing of it can be watched from before.
  const pane = () =>
    document
      .querySelector('iframe[title="MAP_FRAME"]')
      ?.contentDocument?.querySelector(".leaflet-overlay-pane svg")?.innerHTML;
  const drawn = obvious && pane();
  const places = frame
    ? {
        map: [frame.contentDocument.body, { attributes: true, attributeFilter: ["data-painted"] }],
        figures: [document.body, ".atlas-figures"],
        timeline: [document.body, '[data-testid="stVegaLiteChart"]'],
      }
    : { page: [document.body, "#runs"] };
  window.timed = new Promise((done) => {
    document.addEventListener("keydown", (event) => {
      const start = event.timeStamp;
      const finish = () => done(seen);
      setTimeout(finish, limit);
      const look = () => {
        const now = pane();
        if (!now || now === drawn) return requestAnimationFrame(look);
        seen.map = performance.now() - start;
        finish();
      };
      if (obvious) return look();
      for (const [name, [root, where]] of Object.entries(places)) {
        const options = {
          subtree: true,
          childList: true,
          characterData: true,
          // What a bar of the timeline changes by.
          ...(name === "timeline" && { attributeFilter: ["d"] }),
        };
        const text = () => root.ownerDocument.querySelector(where)?.innerHTML;
        const before = typeof where === "string" ? text() : null;
        // Only what has to do with the part is compared: all else would slow down what is timed.
        const touches = (node) =>
          node.nodeType === 1 && (node.closest(where) || node.querySelector(where));
        const concerns = (change) =>
          change.target.parentElement?.closest(where) ||
          change.target.matches?.(where) ||
          [...change.addedNodes].some(touches);
        new MutationObserver((changes, observer) => {
          if (typeof where === "string") {
            if (!changes.some(concerns)) return;
            const now = text();
            if (!now || now === before) return;
          }
          observer.disconnect();
          seen[name] = performance.now() - start;
          if (Object.keys(seen).length === Object.keys(places).length) finish();
        }).observe(root, typeof where === "string" ? options : where);
      }
    }, { capture: true, once: true });
  });
}
""".replace("MAP_FRAME", MAP_FRAME)


@contextmanager
def served_empty_page() -> Iterator[str]:
    """Serve a page with one choice; gives its address."""
    port = free_port()
    address = f"http://localhost:{port}"
    command = [
        *(sys.executable, "-m", "streamlit", "run", str(EMPTY_PAGE)),
        *("--server.port", str(port), "--server.headless", "true"),
        *("--browser.gatherUsageStats", "false"),
    ]
    with served(command, f"{address}/_stcore/health", {}):
        yield address


def choose(page: Page, label: str) -> dict[str, float]:
    """Add a group to the view by the keyboard; gives the seconds until each part had changed."""
    box = page.get_by_role("combobox", name="Groups")
    box.click()
    box.fill(label)
    expect(page.get_by_role("option", name=label, exact=True)).to_be_visible()
    page.evaluate(_WATCH, _GIVE_UP_MILLISECONDS)
    box.press("Enter")
    seen: dict[str, float] = page.evaluate("window.timed")
    page.keyboard.press("Escape")
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    return {name: milliseconds / 1000 for name, milliseconds in seen.items()}


def empty_reruns(page: Page, address: str) -> list[float]:
    """Choose a group after the other on a page that does nothing else."""
    page.goto(address)
    page.locator("#runs").wait_for()
    return [choose(page, group.label)["page"] for group in GROUPS.values()][1:]


def filter_changes(
    page: Page, address: str, groups: tuple[str, ...], **view: str
) -> list[dict[str, float]]:
    """Add a group after the other to a view that nobody has seen before.

    Parameters
    ----------
    page : Page
        Of a browser.
    address : str
        Of the dashboard.
    groups : tuple of str
        Codes of groups with records; the first ones warm up.
    **view : str
        Parameters of the address.

    Returns
    -------
    list of dict of str to float
        Seconds from the key that chooses the group until each of :data:`PARTS` has changed.
    """
    page.goto(f"{address}/?{urlencode(view)}")
    page.frame_locator(f'iframe[title="{MAP_FRAME}"]').locator("body[data-painted]").wait_for()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    return [choose(page, GROUPS[group].label) for group in groups][1:]
