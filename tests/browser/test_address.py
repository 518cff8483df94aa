"""A view has an address, and the address gives the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.atlas import Atlas

pytestmark = pytest.mark.browser


def what_a_reader_sees(atlas: Atlas) -> dict[str, object]:
    """Return every widget and every text of a page that is done."""
    atlas.expect_done()
    expect(atlas.chart).to_have_count(1)
    return {
        "title": atlas.title.inner_text(),
        "figures": atlas.page.locator("dl.atlas-figures").inner_text(),
        "widgets": atlas.sidebar.aria_snapshot(),
        "legend": atlas.legend.inner_text(),
        "map": sorted(atlas.province_texts()),
        "chosen on the map": atlas.frame.locator("path[aria-pressed=true]").evaluate_all(
            "paths => paths.map((p) => p.dataset.pcode)"
        ),
        "timeline": atlas.chart.text_content(),
        "ranking": atlas.ranking.inner_text(),
        "records": atlas.page.locator("table.atlas-records").inner_text(),
    }


def test_the_address_of_a_view_made_by_hand_gives_the_same_view(atlas: Atlas) -> None:
    atlas.open()
    steps = (
        lambda: atlas.add("Groups", "Taliban"),
        lambda: atlas.page.get_by_role("button", name="Remove IS-K").click(),
        lambda: atlas.page.get_by_role("button", name="Remove Clash").click(),
        lambda: atlas.add("Attribution", "Claimed"),
        lambda: atlas.add("Attribution", "Attributed"),
        lambda: atlas.choose("Period", "The year before 15 August 2021"),
        lambda: atlas.choose("Measure", "Killed"),
        lambda: atlas.page.get_by_text("High", exact=True).click(),
        lambda: atlas.province("Kabul").click(),
    )
    for step in steps:
        with atlas.repainted():
            step()
    expect(atlas.title).to_contain_text("Kabul. Taliban: attacks, 15 Aug 2020 to 14 Aug 2021")
    assert atlas.parameters == {
        "group": ["Taliban"],
        "event": ["Attack"],
        "attribution": ["Claimed", "Attributed"],
        "from": ["2020-08-15"],
        "to": ["2021-08-14"],
        "measure": ["Killed"],
        "estimate": ["High"],
        "province": ["Kabul"],
    }
    made = what_a_reader_sees(atlas)
    shared = atlas.page.url
    atlas.page.goto("about:blank")
    atlas.go(shared)
    expect(atlas.title).to_have_text(str(made["title"]))
    assert what_a_reader_sees(atlas) == made


def test_the_first_view_needs_no_parameters(atlas: Atlas) -> None:
    atlas.open()
    with atlas.repainted():
        atlas.province("Herat").click()
    assert atlas.parameters == {"province": ["Herat"]}
    with atlas.repainted():
        atlas.province("Herat").click()
    assert atlas.parameters == {}


def test_the_back_button_leads_to_the_view_before(atlas: Atlas) -> None:
    atlas.open({"province": "Herat"})
    expect(atlas.title).to_contain_text("Herat")
    atlas.open({"province": "Kabul"})
    expect(atlas.title).to_contain_text("Kabul")
    atlas.page.go_back()
    expect(atlas.title).to_contain_text("Herat")


def test_nonsense_in_the_address_gives_the_first_view_and_a_note(atlas: Atlas) -> None:
    atlas.open()
    usual = atlas.title.inner_text()
    atlas.open(
        {
            "group": "<b>Nobody</b>",
            "from": "1921-99-99",
            "province": "XX",
            "measure": "{{7*7}}",
            "colour": "green",
        }
    )
    note = atlas.page.get_by_test_id("stAlert")
    expect(note).to_have_text(
        "The address asks for what does not exist here, and it was left out: "
        "Groups, From, Province, Measure. The address has a part that this page does not know."
    )
    expect(atlas.title).to_have_text(usual)
    expect(atlas.page.get_by_text("Traceback")).to_have_count(0)
    # What could not be used leaves the address as well.
    assert set(atlas.parameters) == {"colour"}


def test_the_map_keeps_its_place_when_the_note_goes(atlas: Atlas) -> None:
    atlas.open({"measure": "Nonsense"})
    note = atlas.page.get_by_test_id("stAlert")
    expect(note).to_have_count(1)
    atlas.map_frame().evaluate("window.sameFrame = true")
    with atlas.repainted():
        atlas.province("Herat").click()
    expect(note).to_have_count(0)
    assert atlas.map_frame().evaluate("window.sameFrame") is True
