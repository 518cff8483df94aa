"""Times of the obvious app (:mod:`tests.bench.obvious_app`), as ours are taken."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from playwright.sync_api import expect

from tests.bench.exports import LEAFLET
from tests.bench.memory import peak_megabytes
from tests.bench.repaint import choose
from tests.serving import MAP_FRAME, free_port, served

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

APP: Final = Path(__file__).with_name("obvious_app.py")
# As the synthetic file names groups; no name is a part of another, which the list would offer too.
GROUPS: Final = ("Taleban", "NRF", "AFF")
_TURNS: Final = 3
_FIRST_MAP_MILLISECONDS: Final = 300_000


def _from_disk(route: Route) -> None:
    # What the map needs comes from our own disk, so that no network slows it down.
    name = re.sub(r".*/", "", route.request.url)
    if "//localhost" in route.request.url:
        route.continue_()
    elif name in LEAFLET:
        route.fulfill(path=LEAFLET[name])
    else:
        kind = "text/css" if ".css" in name else "text/javascript"
        route.fulfill(body="", content_type=kind)


def _wait_for_map(page: Page) -> None:
    shapes = page.frame_locator(f'iframe[title="{MAP_FRAME}"]').locator("path.leaflet-interactive")
    shapes.nth(33).wait_for(state="attached", timeout=_FIRST_MAP_MILLISECONDS)
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=60_000)


def obvious_times(page: Page, source: Path) -> dict[str, list[float]]:
    """Start the obvious app on a file and change its filter.

    Returns
    -------
    dict of str to list of float
        ``first map`` (seconds from the start of the process), ``map`` (seconds from the key that
        chooses a group until the map has changed), ``peak`` (megabytes of the server's memory).
    """
    port = free_port()
    address = f"http://localhost:{port}"
    command = [
        *(sys.executable, "-m", "streamlit", "run", str(APP)),
        *("--server.port", str(port), "--server.headless", "true"),
        *("--browser.gatherUsageStats", "false", "--server.fileWatcherType", "none"),
        *("--", str(source)),
    ]
    page.route("**/*", _from_disk)
    start = time.perf_counter()
    with served(command, f"{address}/_stcore/health", {}) as process:
        page.goto(address)
        _wait_for_map(page)
        first_map = time.perf_counter() - start
        changes = []
        for _ in range(_TURNS):
            page.goto(address)
            _wait_for_map(page)
            changes += [choose(page, group) for group in GROUPS][1:]
        peak = peak_megabytes(process)
    page.unroute("**/*")
    return {
        "first map": [first_map],
        "map": [change["map"] for change in changes if "map" in change],
        "peak": [peak],
    }
