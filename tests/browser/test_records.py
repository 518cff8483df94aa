"""The pages Records and About in a browser: search, pages, the address of one record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.atlas import is_outside

if TYPE_CHECKING:
    import pandas as pd
    from playwright.sync_api import BrowserContext

    from tests.browser.atlas import Atlas

pytestmark = pytest.mark.browser

RECORD = "20211008-KDZ-1"


def open_page(atlas: Atlas, name: str, told: str) -> None:
    """Open a page by its entry in the navigation, as most readers do."""
    atlas.open()
    opener = atlas.page.get_by_test_id("stExpandSidebarButton")
    if opener.is_visible():
        opener.click()
    atlas.page.get_by_role("link", name=name, exact=True).click()
    expect(atlas.title).to_contain_text(told)
    atlas.expect_done()


def test_search_order_and_page_stand_in_the_address(atlas: Atlas, incidents: pd.DataFrame) -> None:
    open_page(atlas, "Records", "records in view")
    shown = incidents[
        incidents["group"].eq("ISKP") & incidents["event_type"].isin(["attack", "clash"])
    ]
    oldest = shown.reset_index().sort_values(["date", "incident_id"])["incident_id"]
    atlas.choose("Order", "Oldest first")
    expect(atlas.records.first).to_contain_text(oldest.iloc[0])
    atlas.page.get_by_role("button", name="Page 2", exact=True).click()
    expect(atlas.records.first).to_contain_text(oldest.iloc[15])
    assert atlas.parameters == {"order": ["Oldest first"], "page": ["2"]}
    box = atlas.page.get_by_role("textbox", name="Search")
    box.fill("MOSQUE")
    box.press("Enter")
    expect(atlas.records_heading).to_contain_text(f"of {len(shown)} records in view with “MOSQUE”")
    expect(atlas.page.get_by_role("button", name="Page 1", exact=True)).to_be_visible()
    atlas.expect_done()
    # Another list begins at its first page.
    assert atlas.parameters == {"order": ["Oldest first"], "search": ["MOSQUE"]}


def test_a_link_leads_to_one_record_in_another_window(
    atlas: Atlas, wide: BrowserContext, incidents: pd.DataFrame
) -> None:
    open_page(atlas, "Records", "records in view")
    box = atlas.page.get_by_role("textbox", name="Search")
    box.fill("Gozar-e-Sayed")
    box.press("Enter")
    link = atlas.records.get_by_role("link", name=RECORD, exact=True)
    expect(link).to_be_visible()
    target = link.evaluate("link => link.href")
    assert target == f"{atlas.address}/records?record={RECORD}"
    page = wide.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(target)
    card = page.locator(".atlas-record")
    expect(card).to_contain_text(incidents.loc[RECORD, "summary"])
    page.get_by_role("button", name="Close this record").click()
    expect(card).to_have_count(0)
    expect(page).not_to_have_url(re.compile("record="))
    page.close()
    assert [url for url in asked if is_outside(url)] == []


@pytest.mark.parametrize(("name", "told"), [("Records", "records in view"), ("About", "About the")])
def test_on_a_phone_nothing_is_wider_than_the_screen(
    pocket_atlas: Atlas, name: str, told: str
) -> None:
    open_page(pocket_atlas, name, told)
    main = pocket_atlas.page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth")
    # The next test begins as a reader does who comes for the first time.
    pocket_atlas.page.evaluate("localStorage.clear()")


def test_about_opens_a_definition_by_keyboard(atlas: Atlas) -> None:
    open_page(atlas, "About", "About the Afghanistan Incident Atlas")
    heading = atlas.page.locator("summary").filter(has_text="Targets")
    heading.focus()
    heading.press("Enter")
    expect(atlas.page.get_by_text("Shia and Hazara", exact=True)).to_be_visible()
