"""Hostile texts in a real browser: all of them are shown, none builds, runs or asks for anything.

The watched page fails a test if a dialog opens, a script errs or a request leaves the machine.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import expect

from app.address import LABELS
from geodata.export.bundle import Choices, make_documents
from geodata.export.documents import DocumentOptions
from geodata.importing import import_files
from geodata.ingest import validate_files
from tests.app.test_hostile import NAME
from tests.browser.conftest import watched
from tests.browser.planted import NAMES, PUBLISHER, RECORD, TEXTS, URL, plant_records
from tests.geodata.export.shots import shot_of
from tests.geodata.export.test_hostile import MARKING, TITLE
from tests.hostile import CORPUS, as_seen
from tests.hostile_files import HEADINGS, csv_of, own_table
from tests.serving import free_port, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.browser.atlas import Atlas

pytestmark = pytest.mark.browser

PAGES: Final = (
    *(
        "Spread",
        "Compare",
        "Province",
        "Records",
        "Statements",
        "Coverage",
        "Brief",
        "About",
        "Data",
    ),
)
IMPORT: Final = "Table of the atlas (mine)"

# Elements, attributes and addresses that no page of the atlas has, and what a script would set.
FOREIGN: Final = """
() => ({
  ran: typeof window.pwned,
  built: [...document.querySelectorAll(
    "img[src=x], base, form[action*=evil], object, embed, foreignObject, animate, iframe[srcdoc], "
    + "[onerror], [onload], [onmouseover], [onfocus], [ontoggle], [onbegin], "
    + "[href^='javascript:'], [src^='javascript:'], [href*=evil], [src*=evil], [style*=evil]"
  )].map((element) => element.outerHTML.slice(0, 200)),
})
"""
NOTHING: Final = {"ran": "undefined", "built": []}


def expect_nothing_built(page: Page) -> None:
    """No text has become an element or a script: neither in the page nor in any frame."""
    found: list[dict[str, Any]] = [frame.evaluate(FOREIGN) for frame in page.frames]
    assert found == [NOTHING] * len(found)
    for frame in page.frames:
        expect(frame.get_by_text("49", exact=True)).to_have_count(0)


@pytest.fixture(scope="module")
def hostile_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the dashboard with planted names and records and an import of the corpus."""
    home, records, folder = (tmp_path_factory.mktemp(name) for name in ("home", "records", "file"))
    plant_records(records)
    (folder / NAME).write_bytes(own_table())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATLAS_HOME", str(home))
        import_files([folder / NAME], "mine")
    port = free_port()
    command = [sys.executable, "-m", "tests.browser.serve_planted", str(port)]
    environment = {"ATLAS_HOME": str(home), "ATLAS_RECORDS": str(records)}
    address = f"http://localhost:{port}"
    with served(command, f"{address}/healthz", environment):
        yield address


@pytest.fixture
def atlas(wide: BrowserContext, hostile_address: str) -> Iterator[Atlas]:
    """Give a watched page of this dashboard, not yet opened."""
    with watched(wide, hostile_address) as page:
        yield page


def test_every_page_shows_a_hostile_import_as_texts(atlas: Atlas) -> None:
    # A text each: a server takes no address of all of them at once.
    names = [name for name in LABELS if name not in {"data", "lang", "places"}]
    hostile = {name: each.text for name, each in zip(names, CORPUS[::2], strict=False)}
    atlas.open(
        {**hostile, "data": IMPORT, "places": "true", "zq": "<img src=x onerror=window.pwned=1>"}
    )
    expect(atlas.page.get_by_test_id("stAlert")).to_contain_text("was left out")
    expect(atlas.records.first).to_contain_text("zq")
    mark = atlas.frame.locator("path.atlas-mark")
    expect(mark).to_have_count(1)
    mark.focus()
    atlas.page.keyboard.press("Enter")
    card = atlas.frame.get_by_role("region", name="Records of the place")
    expect(card).to_contain_text("zq")
    expect_nothing_built(atlas.page)
    for name in PAGES:
        atlas.page.get_by_role("link", name=name, exact=True).click()
        expect(atlas.title).to_be_visible()
        atlas.expect_done()
        expect_nothing_built(atlas.page)
    main = atlas.page.get_by_test_id("stMain")
    expect(main).to_contain_text(f"from {as_seen(NAME)}.")
    # A file whose columns are called so, and one that is none: an error that repeats its name.
    alerts = atlas.page.get_by_test_id("stAlert")
    alert = alerts.filter(has_text="[x](javascript:\u2060window.pwned=1)")
    for content, told in (
        (csv_of([{}, {}], ["Day", "Where", *HEADINGS]), alerts),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", alert),
    ):
        file = {"name": NAME, "mimeType": "text/csv", "buffer": content}
        atlas.page.locator("input[type=file]").set_input_files(file)
        expect(told).to_have_count(1)
        atlas.expect_done()
        expect_nothing_built(atlas.page)
    expect(alert).to_contain_text("$x^2$ :\u2060red[a]")
    expect(alert.locator("a, img, code, .katex, [class*=colored], [role=img]")).to_have_count(0)


def test_hostile_names_of_provinces_are_texts(atlas: Atlas, incidents: pd.DataFrame) -> None:
    shown = incidents.query("group == 'ISKP' and event_type in ['attack', 'clash']")
    counts = shown["province"].replace("Hirat", "Herat").value_counts()
    atlas.open()
    labels = atlas.frame.locator(".atlas-label span").all_text_contents()
    ranked = atlas.ranking.locator("tbody th").all_text_contents()
    for texts in (labels, ranked):
        assert set(NAMES.values()) <= set(texts)
        assert not set(NAMES) & set(texts)
    for true_name, name in NAMES.items():
        row = atlas.ranking.get_by_role("row").filter(has_text=name)
        expect(row.get_by_role("cell").nth(1)).to_have_text(str(counts[true_name]))
        province = atlas.province(name)
        province.focus()
        expect(atlas.tooltip(name).locator(".atlas-name")).to_have_text(name)
    expect_nothing_built(atlas.page)
    name = NAMES["Zabul"]
    with atlas.repainted():
        atlas.choose("Province", name)
    expect(atlas.title.locator("span")).to_have_text(f"{name}.")
    expect(atlas.province(name)).to_have_attribute("aria-pressed", "true")
    assert atlas.parameters == {"province": [name]}
    expect_nothing_built(atlas.page)


def test_a_hostile_name_in_the_address_and_texts_of_sources_are_texts(
    atlas: Atlas, incidents: pd.DataFrame
) -> None:
    day = incidents.loc[RECORD, "date"].strftime("%Y-%m-%d")
    atlas.open({"province": NAMES["Kabul"], "from": day, "to": day})
    expect(atlas.title.locator("span")).to_have_text(f"{NAMES['Kabul']}.")
    expect(atlas.page.get_by_test_id("stAlert")).to_have_count(0)
    row = atlas.records.filter(has_text=TEXTS["place"])
    expect(row).to_have_count(1)
    for text in TEXTS.values():
        expect(row).to_contain_text(text)
    links = row.get_by_role("link", name=PUBLISHER, exact=True)
    assert links.count() > 0
    assert {link.get_attribute("href") for link in links.all()} == {URL}
    expect_nothing_built(atlas.page)


def test_the_offline_page_of_hostile_records_runs_nothing(
    chromium: Browser, tmp_path: Path
) -> None:
    validation = validate_files([("own.csv", own_table())], None, keep_records=True)
    records = validation.records.set_index("incident_id")
    made = shot_of(records[records.index.str.match("T-[0-9]+$")], tmp_path / "records")
    choices = Choices(DocumentOptions(title=TITLE, marking=MARKING))
    (page_file,) = make_documents(made, ["html"], choices, lambda *_: None).values()
    file = tmp_path / "map.html"
    file.write_bytes(page_file)
    told: list[str] = []
    with chromium.new_context(offline=True) as context:
        page = context.new_page()
        page.on("console", lambda line: told.append(line.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("dialog", lambda dialog: (told.append("dialog"), dialog.dismiss()))
        page.on("request", lambda request: told.append(request.url))
        page.goto(file.as_uri())
        expect(page.locator("body[data-drawn]")).to_be_attached()
        page.locator("path[data-pcode=AF01]").focus()
        page.keyboard.press("Enter")
        expect(page.locator("article").first).to_contain_text("zq")
        expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
        expect(page.get_by_text(MARKING, exact=True)).to_have_count(2)
        expect_nothing_built(page)
    assert told == [file.as_uri()]
