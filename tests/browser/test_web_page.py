"""The page for a disk, opened from a disk in a browser without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from geodata.export.request import ViewRequest
from geodata.export.snapshot import snapshot
from geodata.export.web.page import web_page
from geodata.model import Filters
from geodata.store import curated_dataset

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from geodata.export.snapshot import Snapshot

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def made() -> Snapshot:
    return snapshot(ViewRequest(Filters(groups=("ISKP", "TALIBAN")), "killed"), curated_dataset())


@pytest.fixture
def page(chromium: Browser, made: Snapshot, tmp_path: Path) -> Iterator[Page]:
    file = tmp_path / "map.html"
    file.write_bytes(web_page(made))
    problems: list[str] = []
    asked: list[str] = []
    with chromium.new_context(viewport={"width": 1400, "height": 900}, offline=True) as context:
        page = context.new_page()
        page.on("console", lambda line: problems.append(line.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        expect(page.locator("body[data-drawn]")).to_be_attached()
        yield page
    assert problems == []
    assert asked == [file.as_uri()]


def kinds(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('.province')].map((p) => "
        "[p.dataset.pcode, p.dataset.kind]))"
    )
    return found


def test_it_opens_with_the_classes_of_the_view(page: Page, made: Snapshot) -> None:
    assert kinds(page) == made.map.provinces["class_key"].to_dict()
    count = f"{made.totals['incidents']} cited records in"
    expect(page.locator("#count")).to_contain_text(count)


def test_groups_time_and_provinces_can_be_chosen(page: Page) -> None:
    before = kinds(page)
    page.get_by_role("checkbox", name="Taliban").uncheck()
    assert kinds(page) != before
    page.get_by_label("Until").fill("0")
    expect(page.locator("#month")).to_have_text("Jan 2014")
    page.get_by_role("button", name="Play").click()
    expect(page.locator("#month")).not_to_have_text("Jan 2014")
    page.get_by_role("button", name="Pause").click()
    page.get_by_label("Until").fill("143")
    page.locator("path[data-pcode=AF19]").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_contain_text("Kunduz: ")
    expect(page.locator("article").first).to_contain_text("Killed: ")
