"""Nothing leaves the machine, and the tests would notice if it did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.atlas import Atlas, Watch, is_outside

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

pytestmark = pytest.mark.browser

# Each ends once the browser has tried.
LOAD_AN_IMAGE = """
new Promise((done) => {
  const image = new Image();
  image.onerror = () => done();
  image.src = "http://example.invalid/y";
})
"""
OPEN_A_SOCKET = """
new Promise((done) => {
  const socket = new WebSocket("ws://example.invalid/z");
  socket.onerror = () => done();
})
"""


@pytest.mark.parametrize(
    ("address", "outside"),
    [
        ("http://localhost:8501/assets/map.css", False),
        ("ws://127.0.0.1:8501/_stcore/stream", False),
        ("data:image/png;base64,AAAA", False),
        ("blob:http://localhost:8501/1", False),
        ("http://example.invalid/x.js", True),
        ("wss://example.invalid/stream", True),
        ("http://localhost.example.invalid/", True),
        ("http://localhost@example.invalid/", True),
        ("//example.invalid/x.js", True),
    ],
)
def test_only_this_machine_is_inside(address: str, *, outside: bool) -> None:
    assert is_outside(address) == outside


@pytest.mark.parametrize(
    ("script", "noticed"),
    [
        ("fetch('http://example.invalid/x').catch(() => null)", "asked http://example.invalid/x"),
        (
            LOAD_AN_IMAGE,
            "asked http://example.invalid/y",
        ),
        (
            OPEN_A_SOCKET,
            "asked ws://example.invalid/z",
        ),
        ("console.error('broken')", "console: broken"),
        (
            "new Promise((done) => setTimeout(() => { setTimeout(done); throw Error('thrown'); }))",
            "error: thrown",
        ),
        ("alert(1)", "dialog"),
    ],
)
def test_what_the_page_must_not_do_is_noticed(
    wide: BrowserContext, script: str, noticed: str
) -> None:
    watch = Watch()
    page = wide.new_page()
    watch.on(page)
    page.evaluate(script)
    # Whatever the script began has been reported once another request has come and gone.
    page.goto("data:text/html,<title>done</title>")
    assert noticed in watch.problems
    page.close()


def test_what_the_map_does_in_its_frame_is_noticed(wide: BrowserContext, address: str) -> None:
    watch = Watch()
    page = wide.new_page()
    watch.on(page)
    atlas = Atlas(page, address).open()
    assert watch.problems == []
    atlas.map_frame().evaluate("fetch('http://example.invalid/tile').catch(() => null)")
    # The frame's policy refuses it before it is asked, which the browser tells.
    assert any("http://example.invalid/tile" in problem for problem in watch.problems)
    assert all(problem.startswith("console: ") for problem in watch.problems)
    page.close()
