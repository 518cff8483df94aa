"""The map: painted soon, all of it, and a province chosen by mouse, keyboard or list."""

from __future__ import annotations

import itertools
import re
import time
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WIDE, watched

if TYPE_CHECKING:
    import pandas as pd
    from playwright.sync_api import Browser

    from tests.browser.atlas import Atlas

pytestmark = pytest.mark.browser

LONGEST_WAIT_SECONDS: Final = 3
CROWDING_SECONDS: Final = 0.2
DEFAULT_TITLE: Final = re.compile(r"^Afghanistan\. IS-K: attacks and clashes, all years\.")

Box = dict[str, float]


def seconds_to_painted_map(chromium: Browser, address: str) -> float:
    """Open the dashboard in a window without a cache and wait for 34 painted provinces."""
    with chromium.new_context(viewport=WIDE) as context, watched(context, address) as atlas:
        start = time.monotonic()
        atlas.open()
        expect(atlas.frame.locator("path[data-pcode][data-kind]")).to_have_count(34)
        return time.monotonic() - start


def crowding() -> float:
    """Return how much longer a process takes here than it would alone, 1 or more."""
    wall, own = time.perf_counter(), time.process_time()
    while time.process_time() - own < CROWDING_SECONDS:
        pass
    return max(1.0, (time.perf_counter() - wall) / CROWDING_SECONDS)


@pytest.mark.timed
def test_the_first_map_is_painted_within_three_seconds(
    atlas: Atlas, chromium: Browser, address: str
) -> None:
    # Once for the server's and the browser's own warming up.
    atlas.open()
    # The machine may be busy with something else: what that took is not the map's.
    times = [seconds_to_painted_map(chromium, address) / crowding() for _ in range(3)]
    assert min(times) < LONGEST_WAIT_SECONDS


def test_the_first_view_is_iskp_in_all_years_and_its_legend_counts_all_provinces(
    atlas: Atlas, incidents: pd.DataFrame
) -> None:
    atlas.open()
    shown = incidents.query("group == 'ISKP' and event_type in ['attack', 'clash']")
    expect(atlas.title).to_have_text(DEFAULT_TITLE)
    assert atlas.incidents_on_map() == len(shown)
    counts = re.findall(r"\((\d+)\)", atlas.legend.inner_text())
    assert sum(map(int, counts)) == 34
    no_record = atlas.frame.locator("path[data-kind=no_record]")
    expect(no_record).to_have_count(34 - shown["province_pcode"].nunique())
    expect(atlas.legend).to_contain_text(f"No cited record ({no_record.count()})")


def shown_labels(atlas: Atlas) -> dict[str, Box]:
    """Return the box of each visible name on the map."""
    boxes: dict[str, Box] = atlas.map_frame().evaluate(
        "Object.fromEntries("
        "[...document.querySelectorAll('.atlas-label span, .atlas-neighbour span')]"
        ".filter((s) => s.checkVisibility({ visibilityProperty: true }))"
        ".map((s) => [s.textContent, s.getBoundingClientRect().toJSON()]))"
    )
    return boxes


def overlapping(labels: dict[str, Box]) -> list[tuple[str, str]]:
    return [
        (one, other)
        for (one, a), (other, b) in itertools.combinations(labels.items(), 2)
        if a["left"] < b["right"]
        and b["left"] < a["right"]
        and a["top"] < b["bottom"]
        and b["top"] < a["bottom"]
    ]


def test_names_on_the_map_never_cover_each_other(atlas: Atlas) -> None:
    atlas.open()
    labels = shown_labels(atlas)
    assert len(labels) > 25
    assert overlapping(labels) == []
    for _ in range(4):
        atlas.frame.get_by_role("button", name="Zoom in").click()
    # A closer look has room for all names.
    atlas.map_frame().wait_for_function(
        "() => [...document.querySelectorAll('.atlas-label span')]"
        ".every((s) => s.style.visibility === 'visible')"
    )
    assert overlapping(shown_labels(atlas)) == []


def test_names_on_a_phone_never_cover_each_other(pocket_atlas: Atlas) -> None:
    pocket_atlas.open()
    labels = shown_labels(pocket_atlas)
    assert len(labels) > 10
    assert overlapping(labels) == []


def expect_chosen(atlas: Atlas, name: str, count: int) -> None:
    expect(atlas.province(name)).to_have_attribute("aria-pressed", "true")
    expect(atlas.title).to_have_text(re.compile(f"^{name}[.] IS-K.* {count} cited records?$"))
    expect(atlas.figure("Incidents")).to_have_text(str(count))
    expect(atlas.figure("Provinces with a record")).to_have_text("1 of 34")
    expect(atlas.records_heading).to_have_text(f"{count} records in view, with sources")
    expect(atlas.records.locator("td:nth-child(2) strong")).to_have_text([name] * min(count, 15))
    expect(atlas.page.get_by_role("combobox", name="Province")).to_have_value(name)
    expect(atlas.ranking.locator("tr.atlas-chosen")).to_contain_text(name)
    expect(atlas.page).to_have_url(re.compile(f"[?&]province={name}"))


def expect_none_chosen(atlas: Atlas) -> None:
    expect(atlas.frame.locator("path[aria-pressed=true]")).to_have_count(0)
    expect(atlas.frame.locator("path[aria-pressed=false]")).to_have_count(34)
    expect(atlas.title).to_have_text(DEFAULT_TITLE)
    expect(atlas.page.get_by_role("combobox", name="Province")).to_have_value("")
    expect(atlas.page).not_to_have_url(re.compile("province="))


def shown_in(incidents: pd.DataFrame, name: str) -> int:
    shown = incidents.query("group == 'ISKP' and event_type in ['attack', 'clash']")
    return int(shown["province"].replace("Hirat", "Herat").eq(name).sum())


def test_a_click_chooses_a_province_and_another_takes_it_back(
    atlas: Atlas, incidents: pd.DataFrame
) -> None:
    atlas.open()
    for name in ("Herat", "Nangarhar"):
        atlas.province(name).click()
        expect_chosen(atlas, name, shown_in(incidents, name))
        expect(atlas.frame.locator("path[aria-pressed=true]")).to_have_count(1)
    atlas.province("Nangarhar").click()
    expect_none_chosen(atlas)


def test_a_key_chooses_a_province_and_another_takes_it_back(
    atlas: Atlas, incidents: pd.DataFrame
) -> None:
    atlas.open()
    atlas.province("Herat").press("Enter")
    expect_chosen(atlas, "Herat", shown_in(incidents, "Herat"))
    atlas.province("Herat").press(" ")
    expect_none_chosen(atlas)


def test_the_keyboard_reaches_the_provinces(atlas: Atlas) -> None:
    atlas.open()
    atlas.frame.locator(".leaflet-container").focus()
    provinces = atlas.frame.locator("path[data-pcode]")
    for number in (0, 1):
        atlas.page.keyboard.press("Tab")
        expect(provinces.nth(number)).to_be_focused()
    name = (provinces.nth(1).get_attribute("aria-label") or "").partition(":")[0]
    expect(atlas.tooltip(name).locator(".atlas-name")).to_have_text(name)
    with atlas.repainted():
        atlas.page.keyboard.press("Enter")
    expect(atlas.title).to_have_text(re.compile(f"^{name}[.] "))


def test_hovering_tells_name_value_and_range(atlas: Atlas, incidents: pd.DataFrame) -> None:
    atlas.open({"measure": "Killed"})
    kabul = incidents.query(
        "group == 'ISKP' and event_type in ['attack', 'clash'] and province == 'Kabul'"
    )
    low, best, high = (
        f"{int(kabul[f'killed_{kind}'].sum()):,}".replace(",", "\u2009")
        for kind in ("low", "best", "high")
    )
    atlas.province("Kabul").hover()
    tooltip = atlas.tooltip("Kabul")
    expect(tooltip.locator(".atlas-name")).to_have_text("Kabul")
    expect(tooltip.locator(".atlas-value")).to_have_text(f"{best} ({low}–{high}) people killed")
    expect(tooltip.locator(".atlas-detail")).to_contain_text(f"{len(kabul)} records")
    atlas.province("Helmand").hover()
    expect(tooltip).to_have_count(0)
    tooltip = atlas.tooltip("Helmand")
    expect(tooltip.locator(".atlas-name")).to_have_text("Helmand")
    expect(tooltip.locator(".atlas-value")).to_have_text("no cited record")
