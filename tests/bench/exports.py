"""How fast documents of a view are made, beside a screenshot of the same map in a browser.

The obvious way to a picture of a folium map: save it as HTML, open that in a new headless Chromium,
and take a screenshot of as many pixels. Its scripts come from our own disk and it has no legend
and no ground, so that no network slows it down. folium's own way (``Map._to_png``) also waits
for three seconds, since it can't know when a map is complete; the figures are given with and
without that wait.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import folium
from playwright.sync_api import sync_playwright

from geodata.export.bundle import Choices, make_documents
from geodata.export.documents import DocumentOptions
from geodata.export.picture import SIZES_INCHES, PictureOptions, picture
from geodata.export.request import ViewRequest
from geodata.export.snapshot import snapshot
from geodata.model import Filters
from geodata.provinces import load_provinces
from geodata.store import curated_dataset
from tests.serving import launch_chromium

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Playwright, Route

    from geodata.export.snapshot import Snapshot
    from geodata.store import Dataset

AUTUMN: Final = ViewRequest(
    Filters(
        date(2021, 8, 15),
        date(2021, 11, 19),
        groups=("ISKP",),
        event_types=("attack", "clash"),
    ),
    "killed",
)
FULL_SET: Final = ("png", "svg", "pdf", "pptx", "html", "xlsx")
MOST_SECONDS: Final = {"PNG of the map, 300 dpi": 2.0, "PNG, SVG, PDF, PPTX, HTML and XLSX": 10.0}
LEAST_RATIO: Final = 5.0

_DPI: Final = 300
_ZOOM: Final = 3
PNG, FULL = MOST_SECONDS
SCREENSHOT: Final = "screenshot of the same folium map"
SCREENSHOT_WITHOUT_WAIT: Final = "the same without folium's wait"
_WAIT_SECONDS: Final = 3
_HEADING: Final = """
## Documents

One view (IS-K from 15 August to 19 November 2021), warm, each run from the query on. *Screenshot*
is the obvious way: the same map by folium, saved, opened in a new headless Chromium with its
scripts at hand, three seconds of waiting as `Map._to_png` of folium has them, and as many pixels.

| what | fastest | median | wanted below |
|---|---:|---:|---:|
"""
_ASSETS: Final = Path(__file__).parents[2] / "app" / "assets"
LEAFLET: Final = {
    "leaflet.js": _ASSETS / "leaflet" / "leaflet.js",
    "leaflet.css": _ASSETS / "leaflet" / "leaflet.css",
}


def _made(dataset: Dataset) -> Snapshot:
    return snapshot(AUTUMN, dataset)


def _our_picture(dataset: Dataset) -> bytes:
    return picture(_made(dataset), PictureOptions("map", "png", "slide", _DPI))


def _full_set(dataset: Dataset) -> None:
    choices = Choices(DocumentOptions("both", "slide", _DPI))
    make_documents(_made(dataset), FULL_SET, choices, lambda *_: None)


def timed(action: Callable[[], object], runs: int) -> list[float]:
    """Return the seconds of some runs after one that warms up."""
    action()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return times


def document_times(dataset: Dataset, runs: int = 5) -> dict[str, list[float]]:
    """Time our documents of one view of a dataset, warm, each from the query on."""
    return {
        PNG: timed(lambda: _our_picture(dataset), runs),
        FULL: timed(lambda: _full_set(dataset), max(1, runs // 2)),
    }


def _folium_page(made: Snapshot, path: Path) -> None:
    shapes = load_provinces("simplified").geometry
    chart = folium.Map([33.9, 67.7], zoom_start=6, tiles=None)
    layer = folium.Choropleth(
        geo_data=json.loads(shapes.to_json()),
        data=made.map.provinces["value"].dropna().astype(float),
        key_on="feature.id",
        fill_color="YlOrBr",
        nan_fill_color="white",
    )
    # Its legend would need one library more.
    for name in list(layer._children):  # noqa: SLF001 - folium has no other door
        if name.startswith("color_map"):
            del layer._children[name]  # noqa: SLF001 - the same
    layer.add_to(chart)
    chart.save(path)


def _from_disk(route: Route) -> None:
    name = re.sub(r".*/", "", route.request.url)
    if name in LEAFLET:
        route.fulfill(path=LEAFLET[name])
    elif route.request.url.startswith("file:"):
        route.continue_()
    else:
        route.abort()


def _screenshot(playwright: Playwright, wait_seconds: float) -> bytes:
    width, height = (round(side * _DPI / _ZOOM) for side in SIZES_INCHES["slide"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "map.html"
        _folium_page(_made(curated_dataset()), path)
        with launch_chromium(playwright) as browser:
            page = browser.new_page(
                viewport={"width": width, "height": height}, device_scale_factor=_ZOOM
            )
            page.route("**/*", _from_disk)
            page.goto(path.as_uri())
            page.locator("path.leaflet-interactive").nth(33).wait_for(state="attached")
            page.wait_for_timeout(1000 * wait_seconds)
            return page.screenshot()


def export_times(runs: int = 5) -> dict[str, list[float]]:
    """Time documents and the screenshot, warm, in turn on one machine.

    Each begins with the query of its view; opening the browser is part of its screenshot.

    Returns
    -------
    dict of str to list of float
        Seconds by the name of what was timed.
    """
    print("Making documents …", file=sys.stderr)
    with sync_playwright() as playwright:
        return {
            **document_times(curated_dataset(), runs),
            SCREENSHOT: timed(lambda: _screenshot(playwright, _WAIT_SECONDS), runs),
            SCREENSHOT_WITHOUT_WAIT: timed(lambda: _screenshot(playwright, 0), runs),
        }


def ratio(times: dict[str, list[float]], name: str) -> float:
    """Return how many times as long a screenshot takes as our picture, by the fastest of each.

    The fastest runs are those that other work on the machine disturbed least.
    """
    return min(times[name]) / min(times[PNG])


def export_table(times: dict[str, list[float]]) -> str:
    """Return the times as a section of a page, with what is wanted beside."""
    lines = [
        f"| {name} | {min(seconds):.2f} s | {statistics.median(seconds):.2f} s "
        f"| {f'{MOST_SECONDS[name]:.0f} s' if name in MOST_SECONDS else '–'} |\n"
        for name, seconds in times.items()
    ]
    with_wait, without = ratio(times, SCREENSHOT), ratio(times, SCREENSHOT_WITHOUT_WAIT)
    return (
        f"{_HEADING}{''.join(lines)}\nThe screenshot takes {with_wait:.1f} times as long as the "
        f"picture (wanted: {LEAST_RATIO:.0f}), without folium's wait {without:.1f} times.\n"
    )
