"""The page of statements in a browser: records on demand, a statement kept in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from playwright.sync_api import Locator

    from tests.browser.atlas import Atlas

pytestmark = pytest.mark.browser


def open_statements(atlas: Atlas, parameters: Mapping[str, str | list[str]] | None = None) -> None:
    """Open the page by its entry in the navigation, as most readers do."""
    atlas.open(parameters)
    atlas.page.get_by_role("link", name="Statements", exact=True).click()
    expect(atlas.title).to_contain_text("9 statements")
    atlas.expect_done()


def statement(atlas: Atlas, words: str) -> Locator:
    return atlas.page.get_by_role("article", name=words)


def test_the_records_behind_a_verdict_are_one_click_away(
    atlas: Atlas, incidents: pd.DataFrame
) -> None:
    open_statements(atlas, {"group": "NRF"})
    kunduz = statement(atlas, "On 8 October a suicide bomber")
    expect(kunduz).to_contain_text("46 (43–100)")
    expect(kunduz).to_contain_text("Not decided by these records")
    expect(atlas.records).to_have_count(0)
    attacks = incidents[
        incidents["group"].eq("ISKP")
        & incidents["event_type"].eq("attack")
        & incidents["date"].between("2021-08-15", "2021-11-19")
    ]
    openers = atlas.page.get_by_test_id("stExpander").locator("summary")
    opener = openers.filter(has_text=f"{len(attacks)} records with sources").first
    opener.click()
    expect(atlas.records).to_have_count(len(attacks))
    expect(atlas.records.first).to_contain_text("17 Nov 2021")


def test_counts_that_reach_beyond_the_period_open_without_a_rerun(atlas: Atlas) -> None:
    open_statements(atlas)
    many = statement(atlas, "Since 15 August 2021 IS-K carried out more than 70 attacks")
    beyond = many.get_by_text("334 attacks")
    expect(beyond).to_be_hidden()
    many.get_by_text("counts of periods that reach beyond").click()
    expect(beyond).to_be_visible()


def test_a_statement_of_the_readers_own_can_be_shared(atlas: Atlas) -> None:
    open_statements(atlas)
    atlas.page.get_by_label("Number", exact=True).fill("5")
    atlas.choose("Comparison", "fewer than")
    atlas.page.get_by_role("button", name="Test this statement").click()
    own = statement(atlas, "IS-K: fewer than 5 attacks")
    expect(own).to_contain_text("Contradicted by these records")
    assert atlas.parameters == {"own_number": ["5"], "own_is": ["fewer than"]}
    # Another reader sees the same at the copied address. Not watched: Streamlit looks for its
    # server below the path of the page first, which the browser reports as an error.
    with atlas.page.context.new_page() as page:
        page.goto(atlas.page.url)
        copy = page.get_by_role("article", name="IS-K: fewer than 5 attacks")
        expect(copy).to_have_text(own.inner_text(), use_inner_text=True)
        expect(page.get_by_role("alert")).to_have_count(0)
