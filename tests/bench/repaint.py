"""How long a click takes until the map is repainted, beside an empty Streamlit rerun."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from playwright.sync_api import Frame, Page, sync_playwright

from tests.serving import MAP_FRAME, free_port, launch_chromium, served, served_atlas

if TYPE_CHECKING:
    from collections.abc import Iterator

EMPTY_PAGE: Final = Path(__file__).with_name("empty_page.py")

# Clicks and waits inside the page, so that Playwright's own round trips aren't counted.
_TIME_EMPTY_RERUN: Final = """
() => new Promise((done) => {
  const before = document.querySelector("#runs").textContent;
  const start = performance.now();
  new MutationObserver((_, observer) => {
    const now = document.querySelector("#runs");
    if (!now || now.textContent === before) return;
    observer.disconnect();
    done(performance.now() - start);
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
  document.querySelector('[data-testid="stButton"] button').click();
})
"""
_TIME_REPAINT: Final = """
(pcode) => new Promise((done) => {
  const start = performance.now();
  new MutationObserver((_, observer) => {
    observer.disconnect();
    done(performance.now() - start);
  }).observe(document.body, { attributes: true, attributeFilter: ["data-painted"] });
  const province = document.querySelector(`path[data-pcode="${pcode}"]`);
  province.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
})
"""


@contextmanager
def _served_empty_page() -> Iterator[str]:
    port = free_port()
    address = f"http://localhost:{port}"
    command = [
        *(sys.executable, "-m", "streamlit", "run", str(EMPTY_PAGE)),
        *("--server.port", str(port), "--server.headless", "true"),
        *("--browser.gatherUsageStats", "false"),
    ]
    with served(command, f"{address}/_stcore/health", {}):
        yield address


def _empty_reruns(page: Page, address: str, runs: int) -> list[float]:
    page.goto(address)
    page.get_by_role("button", name="Run again").wait_for()
    page.locator("#runs").wait_for()
    page.evaluate(_TIME_EMPTY_RERUN)
    return [page.evaluate(_TIME_EMPTY_RERUN) / 1000 for _ in range(runs)]


def _map_frame(page: Page) -> Frame:
    element = page.locator(f'iframe[title="{MAP_FRAME}"]').element_handle()
    frame = element.content_frame() if element else None
    if frame is None:
        raise SystemExit("The page shows no map.")
    return frame


def _repaints(page: Page, address: str, runs: int) -> list[float]:
    page.goto(address)
    page.frame_locator(f'iframe[title="{MAP_FRAME}"]').locator("body[data-painted]").wait_for()
    frame = _map_frame(page)
    # The first click on each province runs a query; later ones would find it in the cache.
    pcodes = [f"AF{number:02d}" for number in range(1, runs + 2)]
    times: list[float] = [frame.evaluate(_TIME_REPAINT, pcode) / 1000 for pcode in pcodes]
    return times[1:]


def repaint_times(runs: int = 20) -> dict[str, list[float]]:
    """Time empty reruns and clicks on provinces, in one run on one machine.

    Returns
    -------
    dict of str to list of float
        Seconds from click to change, by the name of what was timed.
    """
    with (
        TemporaryDirectory() as home,
        _served_empty_page() as empty_address,
        served_atlas(home) as atlas_address,
        sync_playwright() as playwright,
        launch_chromium(playwright) as browser,
    ):
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        return {
            "empty Streamlit rerun": _empty_reruns(page, empty_address, runs),
            "click on a province to repainted map": _repaints(page, atlas_address, runs),
        }
