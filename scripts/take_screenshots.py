"""Take pictures of the running dashboard: ``make screenshots``.

Without options those of README.md. ``--every FOLDER`` takes each page to be looked at: light and
dark, on a desktop and on a phone, in English and in Dari, as it opens and in its whole length.
"""

from __future__ import annotations

import argparse
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from playwright.sync_api import expect, sync_playwright

from tests.serving import MAP_FRAME, launch_chromium, served_atlas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser, Page

TARGET: Final = Path(__file__).parents[1] / "docs" / "images"
VIEWS: Final = {
    "map.png": ((1400, 900), ""),
}

SIZES: Final = {"desktop": (1400, 900), "phone": (390, 844)}
LOOKS: Final = ("light", "dark")
LANGUAGES: Final = {"english": {}, "dari": {"lang": "دری"}}
PAGES: Final[dict[str, dict[str, str]]] = {
    "map": {"places": "true"},
    "spread": {},
    "compare": {},
    "province": {"province": "Nangarhar"},
    "records": {},
    "statements": {},
    "coverage": {},
    "data": {},
    "about": {},
}
"""The pages, and what their addresses ask for."""

PATIENCE_MILLISECONDS: Final = 60_000
# A page that never ends is cut here; Chromium draws no higher picture.
MOST_PIXELS: Final = 16_000


def _settle(page: Page) -> None:
    """Wait until the page has run, its maps are painted and its charts are drawn."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    # Parts of Streamlit that the browser still fetches.
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    for index in range(page.locator(f'iframe[title="{MAP_FRAME}"]').count()):
        frame = page.frame_locator(f'iframe[title="{MAP_FRAME}"]').nth(index)
        frame.locator("body[data-painted]").wait_for()
    for chart in page.get_by_test_id("stVegaLiteChart").all():
        chart.locator("canvas, svg").first.wait_for()
    # Typefaces come last.
    page.evaluate("document.fonts.ready")


def _address(page: str, parameters: dict[str, str]) -> str:
    return f"{'' if page == 'map' else page}?{urlencode(parameters)}"


def take_every(browser: Browser, address: str, folder: Path, pages: Sequence[str]) -> None:
    """Take each page in each look, size and language.

    Parameters
    ----------
    browser : Browser
        A running browser.
    address : str
        Of the dashboard.
    folder : pathlib.Path
        Where the pictures go: ``map-light-desktop-english.png`` is the page as it opens, with
        ``-whole`` before the ending in its whole length.
    pages : sequence of str
        Which pages.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for (size, (width, height)), look in product(SIZES.items(), LOOKS):
        with browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=look,
            is_mobile=size == "phone",
            has_touch=size == "phone",
        ) as context:
            context.set_default_timeout(PATIENCE_MILLISECONDS)
            for name, (language, lang) in product(pages, LANGUAGES.items()):
                page = context.new_page()
                page.goto(f"{address}/{_address(name, PAGES[name] | lang)}")
                page.get_by_role("heading", level=1).wait_for()
                _settle(page)
                stem = f"{name}-{look}-{size}-{language}"
                page.screenshot(path=folder / f"{stem}.png")
                whole = page.get_by_test_id("stMain").evaluate("(main) => main.scrollHeight")
                page.set_viewport_size({"width": width, "height": min(whole, MOST_PIXELS)})
                _settle(page)
                page.screenshot(path=folder / f"{stem}-whole.png")
                print(stem)
                page.close()


def take_readme(browser: Browser, address: str) -> None:
    """Open each view of README.md, wait for it, and take its picture."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for file, ((width, height), query) in VIEWS.items():
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(f"{address}/{query}")
        page.frame_locator(f'iframe[title="{MAP_FRAME}"]').locator("body[data-painted]").wait_for()
        page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first.wait_for()
        _settle(page)
        page.screenshot(path=TARGET / file)
        print(file)
        page.close()


def main() -> None:
    """Serve the dashboard and take its pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=Path, metavar="FOLDER", help="take each page into FOLDER")
    parser.add_argument(
        "--page", action="append", choices=list(PAGES), help="with --every: only this page"
    )
    options = parser.parse_args()
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with (
        TemporaryDirectory() as home,
        served_atlas(home) as address,
        sync_playwright() as playwright,
        launch_chromium(playwright) as browser,
    ):
        if options.every:
            take_every(browser, address, options.every, options.page or list(PAGES))
        else:
            take_readme(browser, address)


if __name__ == "__main__":
    main()
