"""The page Brief in a browser: choose, look, download, and open what was downloaded."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

import pandas as pd
import pytest
from PIL import Image
from playwright.sync_api import expect
from pptx import Presentation

from geodata.provinces import province_names

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.atlas import Atlas

pytestmark = pytest.mark.browser

AUTUMN: Final = {"from": "2021-08-15", "to": "2021-11-19", "measure": "Killed"}
PAGES: Final = (
    *("Map", "Spread", "Compare", "Province", "Records", "Statements", "Coverage"),
    *("Data", "Brief", "About"),
)


def in_view(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return the records of AUTUMN; those known to the month stand on its first day."""
    return incidents[
        incidents["group"].eq("ISKP")
        & incidents["event_type"].isin(["attack", "clash"])
        & incidents["date"].between(AUTUMN["from"], AUTUMN["to"])
    ]


def pill(atlas: Atlas, group: str, name: str) -> Locator:
    return atlas.page.get_by_role("toolbar", name=group, exact=True).get_by_role(
        "button", name=name
    )


def downloaded(atlas: Atlas, button: str) -> tuple[str, bytes]:
    with atlas.page.expect_download() as download:
        atlas.page.get_by_role("button", name=button, exact=True).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def expect_preview(atlas: Atlas) -> None:
    picture = atlas.page.get_by_role("img", name=re.compile("^Preview"))
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("(image) => image.naturalWidth") >= 768


def test_several_documents_are_chosen_looked_at_and_taken_along(
    atlas: Atlas, incidents: pd.DataFrame
) -> None:
    atlas.open(AUTUMN)
    links = atlas.page.get_by_test_id("stTopNavLink")
    assert links.all_inner_texts() == list(PAGES)
    links.get_by_text("Brief", exact=True).click()
    expect_preview(atlas)
    pill(atlas, "Document", "One-page brief").click()
    pill(atlas, "Records", "CSV").click()
    box = atlas.page.get_by_role("textbox", name="Marking")
    box.fill("OFFICIAL")
    box.press("Enter")
    atlas.expect_done()
    shown = in_view(incidents)
    stated = atlas.page.get_by_label("What it states")
    expect(stated).to_contain_text(f"{len(shown)} cited records in")
    atlas.page.get_by_role("button", name="Make the documents").click()
    files = atlas.page.get_by_label("Files").get_by_role("listitem")
    expect(files).to_have_count(3)
    assert atlas.parameters == {
        **{name: [value] for name, value in AUTUMN.items()},
        "document": ["Slides (PPTX)"],
        "record_table": ["CSV"],
    }
    name, content = downloaded(atlas, "Download atlas-brief.zip")
    assert name == "atlas-brief.zip"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        made = {file: archive.read(file) for file in archive.namelist()}
    assert sorted(made) == ["atlas-both.png", "atlas-records.csv", "atlas-slides.pptx"]
    deck = Presentation(io.BytesIO(made["atlas-slides.pptx"]))
    named = {shape.name for shape in _all_shapes(deck.slides[0].shapes)}
    assert set(province_names()) <= named
    assert "OFFICIAL" in [s.text_frame.text for s in deck.slides[0].shapes if s.has_text_frame]
    rows = pd.read_csv(io.BytesIO(made["atlas-records.csv"]))
    assert set(rows["incident_id"]) == set(shown.index)
    with Image.open(io.BytesIO(made["atlas-both.png"])) as picture:
        manifest = picture.info["afghanistan-incident-atlas"]
    address = re.search('"address":"([^"]*)"', manifest)
    assert address is not None
    assert parse_qs(address[1]) == {name: [value] for name, value in AUTUMN.items()}


def _all_shapes(shapes: object) -> list[object]:
    found: list[object] = []
    for shape in shapes:  # type: ignore[attr-defined]
        found += [shape, *(_all_shapes(shape.shapes) if hasattr(shape, "shapes") else [])]
    return found


def test_on_a_phone_everything_fits_and_can_be_made(pocket_atlas: Atlas) -> None:
    page = pocket_atlas.page
    pocket_atlas.open({"from": "2021-10-01"})
    page.get_by_test_id("stExpandSidebarButton").tap()
    page.get_by_role("link", name="Brief", exact=True).tap()
    page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").tap()
    expect_preview(pocket_atlas)
    pocket_atlas.expect_done()
    main = page.get_by_test_id("stMain")
    assert main.evaluate("(e) => e.scrollWidth <= e.clientWidth")
    cut = main.get_by_test_id("stButtonGroup").evaluate_all(
        "groups => groups.filter((g) => g.scrollWidth > g.clientWidth + 1).length"
    )
    assert cut == 0
    pill(pocket_atlas, "Document", "One-page brief").tap()
    pill(pocket_atlas, "Document", "Slides").tap()
    pocket_atlas.expect_done()
    page.get_by_role("button", name="Make the documents").tap()
    name, content = downloaded(pocket_atlas, "Download atlas-both.png")
    assert name == "atlas-both.png"
    assert content.startswith(b"\x89PNG")
    # The next test begins as a reader does who comes for the first time.
    page.evaluate("localStorage.clear()")


def test_one_document_is_taken_along_from_the_map(atlas: Atlas, incidents: pd.DataFrame) -> None:
    atlas.open(AUTUMN)
    atlas.page.get_by_text("Take this view along").click()
    atlas.choose("Kind", "Records (CSV)")
    atlas.expect_done()
    name, content = downloaded(atlas, "Download")
    assert name == "atlas-records.csv"
    rows = pd.read_csv(io.BytesIO(content))
    assert set(rows["incident_id"]) == set(in_view(incidents).index)
    atlas.page.get_by_role("link", name=re.compile("Several at once")).click()
    expect(atlas.title).to_contain_text("Documents of this view")
    expect(atlas.page.get_by_label("What it states")).to_contain_text("Killed")
