"""The dashboard in a browser, as a reader uses it; for the browser tests."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Page, expect

from tests.serving import MAP_FRAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import Frame, FrameLocator, Locator

OWN_HOSTS: Final = {"localhost", "127.0.0.1"}
# Schemes that never leave the browser.
INNER_SCHEMES: Final = {"about", "blob", "data"}
# Longer than a page takes on a machine that is busy with something else.
PATIENCE_MILLISECONDS: Final = 20_000

expect.set_options(timeout=PATIENCE_MILLISECONDS)

# Answers once three frames in a row have shown the same.
BOXES_ONCE_STILL: Final = """
() => new Promise((done) => {
  let last = "";
  let same = 0;
  const look = () => {
    const paths = [...document.querySelectorAll("path[data-pcode]")];
    const boxes = paths.map((path) => {
      const { x, y, width, height } = path.getBoundingClientRect();
      return [path.dataset.pcode, [x, y, width, height].map((side) => Math.round(side * 10) / 10)];
    });
    const now = JSON.stringify(boxes);
    // Leaflet marks its panes while it zooms or glides.
    const moving = document.querySelector(".leaflet-zoom-anim, .leaflet-pan-anim");
    same = now === last && !moving ? same + 1 : 0;
    last = now;
    if (same === 3) done(Object.fromEntries(boxes));
    else requestAnimationFrame(look);
  };
  look();
})
"""


def is_outside(address: str) -> bool:
    """Say whether a request to this address leaves the machine."""
    parts = urlsplit(address)
    return parts.scheme not in INNER_SCHEMES and parts.hostname not in OWN_HOSTS


@dataclass
class Watch:
    """What a page does that no page of the atlas may do."""

    problems: list[str] = field(default_factory=list)

    def asked(self, address: str) -> None:
        if is_outside(address):
            self.problems.append(f"asked {address}")

    def on(self, page: Page) -> None:
        """Listen to a page, its frames and its sockets."""
        page.on("request", lambda request: self.asked(request.url))
        page.on("websocket", lambda socket: self.asked(socket.url))
        page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        page.on(
            "console",
            lambda line: line.type == "error" and self.problems.append(f"console: {line.text}"),
        )
        # A dialog means that a text was run as a script. It must be closed, or the page hangs.
        page.on("dialog", lambda dialog: (self.problems.append("dialog"), dialog.dismiss()))


class Atlas:
    """One open page of the dashboard."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.frame: FrameLocator = page.frame_locator(f'iframe[title="{MAP_FRAME}"]')
        self.title: Locator = page.get_by_role("heading", level=1)
        self.sidebar: Locator = page.get_by_test_id("stSidebar")
        self.legend: Locator = page.get_by_label("Legend", exact=True)
        self.ranking: Locator = page.get_by_role("table", name="Provinces")
        self.records: Locator = page.locator("table.atlas-records tbody tr")
        self.records_heading: Locator = page.get_by_role("heading", level=2).filter(
            has_text=re.compile("in view")
        )
        self.chart: Locator = page.get_by_test_id("stVegaLiteChart").locator("svg.marks")

    def open(self, parameters: Mapping[str, str | list[str]] | None = None) -> Atlas:
        """Open the dashboard at an address and wait for its map."""
        query = urlencode(parameters or {}, doseq=True)
        return self.go(f"{self.address}/?{query}")

    def go(self, address: str) -> Atlas:
        """Open this address and wait for its map."""
        self.page.goto(address)
        expect(self.frame.locator("body[data-painted]")).to_be_attached()
        return self

    def map_frame(self) -> Frame:
        """Return the map's frame itself, to look at it with scripts."""
        handle = self.page.locator(f'iframe[title="{MAP_FRAME}"]').element_handle()
        frame = handle.content_frame()
        assert frame is not None
        return frame

    def province(self, name: str) -> Locator:
        """Return the shape of a province on the map."""
        # The pattern travels to the browser between slashes.
        pattern = re.escape(name).replace("/", r"\/")
        return self.frame.get_by_role("button", name=re.compile(f"^{pattern}: "))

    def province_texts(self) -> list[str]:
        """Return what each province says: ``Name: value. detail``."""
        texts: list[str] = self.map_frame().evaluate(
            "[...document.querySelectorAll('path[data-pcode]')].map((p) => p.ariaLabel)"
        )
        return texts

    def incidents_on_map(self) -> int:
        """Return the sum over what the provinces say."""
        found = [
            re.search(": ([0-9\u2009]+) incidents?[.]", text) for text in self.province_texts()
        ]
        return sum(int(match[1].replace("\u2009", "")) for match in found if match)

    @property
    def parameters(self) -> dict[str, list[str]]:
        """Return what stands in the address bar."""
        return parse_qs(urlsplit(self.page.url).query, keep_blank_values=True)

    @contextmanager
    def repainted(self) -> Iterator[None]:
        """Wait at the end of the block until the map was painted anew and the page is done."""
        body = self.frame.locator("body")
        before = body.get_attribute("data-painted") or ""
        yield
        expect(body).not_to_have_attribute("data-painted", before)
        self.expect_done()

    def expect_done(self) -> None:
        """Wait until the page has run and what it replaced is gone."""
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning")
        expect(self.page.locator("[data-stale=true]")).to_have_count(0)

    def figure(self, label: str) -> Locator:
        """Return the value of a headline figure."""
        cell = self.page.locator(".atlas-figure").filter(
            has=self.page.get_by_text(label, exact=True)
        )
        return cell.locator("dd span")

    def choose(self, label: str, option: str) -> None:
        """Choose an option in a list of the sidebar."""
        box = self.page.get_by_role("combobox", name=label)
        box.click()
        # Typed, since a long list is drawn only as far as it is scrolled.
        box.fill(option)
        self.page.get_by_role("option", name=option, exact=True).click()

    def add(self, label: str, option: str) -> None:
        """Choose one more option in a list that takes several, and close the list."""
        self.choose(label, option)
        self.page.keyboard.press("Escape")
        expect(self.page.get_by_role("listbox")).to_have_count(0)

    def tooltip(self, name: str) -> Locator:
        """Return the tooltip of a province."""
        return self.frame.get_by_role("tooltip").filter(has_text=name)

    def day(self, label: str) -> str:
        """Return a date of the sidebar as 2021-08-15."""
        parts = (
            self.sidebar.get_by_role("spinbutton", name=f"{part}, {label}").inner_text()
            for part in ("year", "month", "day")
        )
        return "-".join(parts)

    def drag_over_timeline(self, start: float, end: float) -> None:
        """Drag over the plot of the timeline, from and to these parts of its width."""
        expect(self.chart).to_have_count(1)
        self.chart.scroll_into_view_if_needed()
        plot = self.chart.locator("path.background").first.bounding_box()
        assert plot is not None
        middle = plot["y"] + plot["height"] / 2
        mouse = self.page.mouse
        mouse.move(plot["x"] + start * plot["width"], middle)
        mouse.down()
        mouse.move(plot["x"] + (start + end) / 2 * plot["width"], middle, steps=3)
        mouse.move(plot["x"] + end * plot["width"], middle, steps=3)
        mouse.up()

    def boxes(self) -> dict[str, list[float]]:
        """Return where each province stands in the map's frame once the map is still.

        In tenths of pixels: left, top, width, height.
        """
        boxes: dict[str, list[float]] = self.map_frame().evaluate(BOXES_ONCE_STILL)
        return boxes
