"""The page of the data: a dropped file is checked, shown, mapped, and gone with the session."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import Locator, expect

from geodata.importing import import_files
from tests.browser.conftest import watched
from tests.serving import served_atlas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext

    from tests.browser.atlas import Atlas

FIXTURES: Final = Path(__file__).parents[1] / "fixtures"
NASTY: Final = "{{7*7}} {% raise %} ${alert(1)} ` </script> <img src=x onerror=alert(1)>"


def open_data(atlas: Atlas) -> None:
    atlas.open()
    atlas.page.get_by_role("link", name="Data", exact=True).click()
    expect(atlas.page.get_by_role("heading", name="Look at a file")).to_be_visible()
    atlas.expect_done()


def drop(atlas: Atlas, name: str, content: bytes) -> None:
    atlas.page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )


def to_map(atlas: Atlas) -> None:
    atlas.expect_done()
    atlas.page.get_by_role("button", name="Show the accepted rows on the pages").click()
    expect(atlas.page.get_by_role("button", name="Forget this file")).to_be_visible()
    atlas.expect_done()
    atlas.page.get_by_role("link", name="Map", exact=True).click()
    expect(atlas.frame.locator("body[data-painted]")).to_be_attached()
    atlas.expect_done()


def rejected_button(atlas: Atlas) -> Locator:
    return atlas.page.get_by_role("button", name="Download the rejected rows (CSV)")


def test_a_dropped_file_is_checked_row_by_row_and_mapped(atlas: Atlas) -> None:
    open_data(atlas)
    drop(atlas, "events.csv", (FIXTURES / "ucdp_ged.csv").read_bytes())
    expect(atlas.page.get_by_text("UCDP GED. The heading has the columns")).to_be_visible()
    counts = [atlas.figure(label) for label in ("Rows read", "Accepted", "Rejected")]
    expect(counts[0]).to_have_text("21")
    expect(counts[1]).to_have_text("17")
    expect(counts[2]).to_have_text("4")
    expect(atlas.page.get_by_role("cell", name=re.compile("Outside Afghanistan"))).to_be_visible()
    expect(atlas.page.get_by_role("cell", name="Zorkot Front", exact=True)).to_be_visible()
    atlas.expect_done()
    with atlas.page.expect_download() as download:
        atlas.page.get_by_role("button", name="Download the report (JSON)").click()
    report = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert (report["rows_read"], report["accepted"], report["rejected"]) == (21, 17, 4)
    with atlas.page.expect_download() as download:
        rejected_button(atlas).click()
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("source_file,source_row,incident_id,reason")
    assert len(lines) == 1 + 4
    to_map(atlas)
    expect(atlas.title).to_contain_text("IS-K: attacks and clashes, all years")
    expect(atlas.sidebar.get_by_text("events.csv, this session only")).to_be_visible()
    assert "data" in atlas.parameters


def test_a_dropped_file_is_nobody_elses(wide: BrowserContext, address: str, atlas: Atlas) -> None:
    open_data(atlas)
    drop(atlas, "events.csv", (FIXTURES / "ucdp_ged.csv").read_bytes())
    to_map(atlas)
    shared = atlas.page.url
    with watched(wide, address) as other:
        other.go(shared)
        expect(other.page.get_by_test_id("stAlert")).to_contain_text("left out: Records.")
        expect(other.title).to_contain_text("IS-K: attacks and clashes, all years. 248")


def test_licensed_rows_can_be_looked_at_but_not_downloaded(atlas: Atlas) -> None:
    open_data(atlas)
    drop(atlas, "events.csv", (FIXTURES / "acled.csv").read_bytes())
    expect(atlas.figure("Rows read")).to_have_text("17")
    expect(rejected_button(atlas)).to_be_disabled()
    rejected_button(atlas).hover(force=True)
    expect(atlas.page.get_by_text("ACLED data is licensed to the user")).to_be_visible()


def test_the_mapping_of_another_table_is_shown_and_corrected(atlas: Atlas) -> None:
    open_data(atlas)
    table = "Day,Where,Dead,Wounded\n2021-10-08,Kunduz,46,140\n2021-10-15,Kandahar,60,\n"
    drop(atlas, "table.csv", table.encode())
    expect(atlas.page.get_by_text("What the columns are.")).to_be_visible()
    for label, column in (("Date", "Day"), ("Province", "Where"), ("Killed", "Dead")):
        box = atlas.page.get_by_test_id("stForm").get_by_role(
            "combobox", name=re.compile(f"^(Selected .*\\. )?{label}$")
        )
        box.fill(column)
        box.press("Enter")
    atlas.page.get_by_role("button", name="Apply").click()
    expect(atlas.figure("Accepted")).to_have_text("2")


@pytest.mark.parametrize(
    ("content", "cause"),
    [(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "PDF"), (b"date,province\n", "one row only")],
)
def test_what_is_no_table_is_told(atlas: Atlas, content: bytes, cause: str) -> None:
    open_data(atlas)
    drop(atlas, "events.csv", content)
    expect(atlas.page.get_by_test_id("stMain")).to_contain_text(cause)


def test_texts_of_a_dropped_file_are_texts(atlas: Atlas) -> None:
    open_data(atlas)
    cell = '"' + NASTY.replace('"', '""') + '"'
    heading = (FIXTURES / "own.csv").read_text(encoding="utf-8").splitlines()[0]
    values = dict.fromkeys(heading.split(","), "")
    values |= {"incident_id": "A-1", "date": "2021-10-08", "date_precision": "day"}
    values |= {"province": "Kunduz", "group": "ISKP", "attribution": "claimed"}
    values |= {"event_type": "attack", "attack_type": "ied", "target": "civilians"}
    values |= {"place": cell, "summary": cell, "note": cell}
    drop(atlas, "events.csv", f"{heading}\n{','.join(values.values())}\n".encode())
    expect(atlas.figure("Accepted")).to_have_text("1")
    to_map(atlas)
    row = atlas.records.first
    expect(row).to_contain_text("{{7*7}} {% raise %} ${alert(1)} `")
    expect(row).to_contain_text("<img src=x onerror=alert(1)>")
    expect(row.locator("img")).to_have_count(0)


@pytest.fixture(scope="module")
def address_with_import(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a dashboard whose store holds an import."""
    home = tmp_path_factory.mktemp("home_with_import")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATLAS_HOME", str(home))
        import_files([FIXTURES / "ucdp_ged.csv"], "mine")
    with served_atlas(str(home), ATLAS_RECORDS="") as served:
        yield served


def test_an_import_is_chosen_beside_the_built_in_records(
    wide: BrowserContext, address_with_import: str
) -> None:
    with watched(wide, address_with_import) as atlas:
        atlas.open({"group": "", "event": ""})
        expect(atlas.figure("Incidents")).to_have_text("890")
        with atlas.repainted():
            atlas.add("Records", "UCDP GED (mine)")
        expect(atlas.figure("Incidents")).to_have_text("907")
        expect(atlas.page.get_by_text("is counted twice")).to_be_visible()
        with atlas.repainted():
            atlas.page.get_by_role("button", name="Remove Curated records").click()
        expect(atlas.figure("Incidents")).to_have_text("17")
        atlas.page.get_by_role("link", name="Data", exact=True).click()
        expect(atlas.page.get_by_role("heading", name="Reports of imports")).to_be_visible()
        expect(atlas.figure("Rows read")).to_have_text("21")
