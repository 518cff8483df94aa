"""Take the pictures of README.md from the running dashboard: ``make screenshots``."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from tests.serving import MAP_FRAME, launch_chromium, served_atlas

TARGET = Path(__file__).parents[1] / "docs" / "images"
VIEWS = {
    "map.png": ((1400, 900), ""),
}


def main() -> None:
    """Open each view, wait for its map and its timeline, and take its picture."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory() as home,
        served_atlas(home) as address,
        sync_playwright() as playwright,
        launch_chromium(playwright) as browser,
    ):
        for file, ((width, height), query) in VIEWS.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(f"{address}/{query}")
            frame = page.frame_locator(f'iframe[title="{MAP_FRAME}"]')
            frame.locator("body[data-painted]").wait_for()
            page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first.wait_for()
            # Typefaces come last.
            page.evaluate("document.fonts.ready")
            page.screenshot(path=TARGET / file)
            print(file)
            page.close()


if __name__ == "__main__":
    main()
