"""The page on how far to trust this, in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from tests.browser.atlas import Atlas

pytestmark = pytest.mark.browser


def open_coverage(atlas: Atlas, parameters: Mapping[str, str | list[str]] | None = None) -> None:
    """Open the page by its entry in the navigation, as most readers do."""
    atlas.open(parameters)
    atlas.page.get_by_role("link", name="Coverage", exact=True).click()
    expect(atlas.title).to_contain_text("How far to trust this")
    atlas.expect_done()


def test_charts_stand_beside_tables_of_the_same_numbers(
    atlas: Atlas, incidents: pd.DataFrame
) -> None:
    open_coverage(atlas)
    expect(atlas.chart).to_have_count(2)
    records = incidents[
        incidents["group"].eq("ISKP") & incidents["event_type"].isin(["attack", "clash"])
    ]
    table = atlas.page.get_by_role("table", name="Records by province")
    kabul = table.get_by_role("row").filter(has_text="Kabul")
    expect(kabul.get_by_role("cell").first).to_have_text(
        str(records["province_pcode"].eq("AF01").sum())
    )
    years = atlas.page.get_by_role("table", name="Records by year")
    expect(years.locator("tbody tr")).to_have_count(12)
    counted = atlas.page.get_by_role("table", name="What others counted")
    expect(counted.get_by_role("link")).to_have_count(13)


def test_months_are_listed_when_asked_for(atlas: Atlas) -> None:
    open_coverage(atlas, {"from": "2021-08-15", "to": "2021-11-14"})
    expect(atlas.page.get_by_role("table", name="Records by month")).to_have_count(0)
    atlas.page.get_by_text("Records by month, as a table").click()
    months = atlas.page.get_by_role("table", name="Records by month").locator("tbody tr")
    expect(months).to_have_count(4)
    expect(months.first).to_contain_text("Nov 2021")


def test_the_page_follows_the_filters_of_the_sidebar(atlas: Atlas, incidents: pd.DataFrame) -> None:
    open_coverage(atlas)
    atlas.choose("Province", "Kunar")
    records = incidents[
        incidents["group"].eq("ISKP")
        & incidents["event_type"].isin(["attack", "clash"])
        & incidents["province_pcode"].eq("AF15")
    ]
    expect(atlas.figure("Records").first).to_have_text(str(len(records)))
    chosen = atlas.page.get_by_role("table", name="Records by province").locator("tr.atlas-chosen")
    expect(chosen).to_contain_text("Kunar")
    assert atlas.parameters == {"province": ["Kunar"]}


@pytest.mark.parametrize(
    ("name", "told"), [("Statements", "9 statements"), ("Coverage", "How far to trust this")]
)
def test_on_a_phone_the_page_is_no_wider_than_the_screen(
    pocket_atlas: Atlas, name: str, told: str
) -> None:
    pocket_atlas.open()
    page = pocket_atlas.page
    pocket_atlas.expect_done()
    # The browser remembers whether a test before this one has left the sidebar open.
    opener = page.get_by_test_id("stExpandSidebarButton")
    if opener.is_visible():
        opener.click()
    page.get_by_role("link", name=name, exact=True).click()
    expect(pocket_atlas.title).to_contain_text(told)
    pocket_atlas.expect_done()
    main = page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth")
    # The next test begins as a reader does who comes for the first time.
    page.evaluate("localStorage.clear()")
