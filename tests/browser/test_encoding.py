"""Texts that look like code are shown as texts, wherever they stand.

The page's fixture fails a test if a dialog opens, a script errs or a request leaves the machine.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import watched
from tests.browser.planted import NAMES, PUBLISHER, RECORD, TEXTS, URL, plant_records
from tests.serving import free_port, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from playwright.sync_api import BrowserContext

    from tests.browser.atlas import Atlas

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def planted_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the dashboard with planted names and records."""
    home, records = (tmp_path_factory.mktemp(name) for name in ("atlas_home", "records"))
    plant_records(records)
    port = free_port()
    command = [sys.executable, "-m", "tests.browser.serve_planted", str(port)]
    environment = {"ATLAS_HOME": str(home), "ATLAS_RECORDS": str(records)}
    address = f"http://localhost:{port}"
    with served(command, f"{address}/healthz", environment):
        yield address


@pytest.fixture
def atlas(wide: BrowserContext, planted_address: str) -> Iterator[Atlas]:
    """Give a watched page of the planted dashboard, not yet opened."""
    with watched(wide, planted_address) as page:
        yield page


def expect_nothing_built(atlas: Atlas) -> None:
    """No text has become an element: neither in the page nor in the map's frame."""
    for place in (atlas.page.locator("body"), atlas.frame.locator("body")):
        expect(place.locator("img[src=x], [onerror]")).to_have_count(0)
        expect(place.get_by_text("49", exact=True)).to_have_count(0)


def test_names_are_texts_on_the_map(atlas: Atlas) -> None:
    atlas.open()
    labels = atlas.frame.locator(".atlas-label span").all_text_contents()
    assert set(NAMES.values()) <= set(labels)
    assert not set(NAMES) & set(labels)
    for name in NAMES.values():
        province = atlas.province(name)
        expect(province).to_have_count(1)
        province.focus()
        expect(atlas.tooltip(name).locator(".atlas-name")).to_have_text(name)
    expect_nothing_built(atlas)


def test_names_are_texts_in_the_ranking_and_the_table(
    atlas: Atlas, incidents: pd.DataFrame
) -> None:
    atlas.open()
    shown = incidents.query("group == 'ISKP' and event_type in ['attack', 'clash']")
    kabul = int(shown["province"].eq("Kabul").sum())
    ranked = atlas.ranking.locator("tbody th").all_text_contents()
    assert set(NAMES.values()) <= set(ranked)
    row = atlas.ranking.get_by_role("row").filter(has_text=NAMES["Kabul"])
    expect(row.get_by_role("cell").nth(1)).to_have_text(str(kabul))
    expect(atlas.records.get_by_text(NAMES["Kabul"], exact=True).first).to_be_visible()
    expect_nothing_built(atlas)


def test_names_are_texts_in_the_sidebar_the_title_and_the_address(
    atlas: Atlas, incidents: pd.DataFrame
) -> None:
    shown = incidents.query("group == 'ISKP' and event_type in ['attack', 'clash']")
    counts = shown["province"].replace("Hirat", "Herat").value_counts()
    atlas.open()
    for true_name, name in NAMES.items():
        with atlas.repainted():
            atlas.choose("Province", name)
        expect(atlas.title.locator("span")).to_have_text(f"{name}.")
        expect(atlas.page.get_by_role("combobox", name="Province")).to_have_value(name)
        expect(atlas.province(name)).to_have_attribute("aria-pressed", "true")
        expect(atlas.figure("Incidents")).to_have_text(str(counts[true_name]))
        assert atlas.parameters == {"province": [name]}
        expect_nothing_built(atlas)


def test_a_name_in_the_address_is_a_text(atlas: Atlas) -> None:
    name = NAMES["Zabul"]
    atlas.open({"province": name})
    expect(atlas.title.locator("span")).to_have_text(f"{name}.")
    expect(atlas.page.get_by_test_id("stAlert")).to_have_count(0)
    expect_nothing_built(atlas)


def test_texts_of_records_and_sources_are_texts(atlas: Atlas, incidents: pd.DataFrame) -> None:
    day = incidents.loc[RECORD, "date"].strftime("%Y-%m-%d")
    atlas.open({"from": day, "to": day})
    row = atlas.records.filter(has_text=TEXTS["place"])
    expect(row).to_have_count(1)
    for text in TEXTS.values():
        expect(row).to_contain_text(text)
    links = row.get_by_role("link", name=PUBLISHER, exact=True)
    assert links.count() > 0
    assert {link.get_attribute("href") for link in links.all()} == {URL}
    expect_nothing_built(atlas)
