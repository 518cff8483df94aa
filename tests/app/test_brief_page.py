"""The page Brief: what it shows, makes and refuses, and the command that does the same."""

from __future__ import annotations

import io
import shlex
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

import imageio_ffmpeg
import streamlit as st
from pptx import Presentation

from app.cli import main
from geodata.export.bundle import check_kinds
from geodata.export.embedded import embedded_manifest
from geodata.export.offer import OFFER, mime_type
from geodata.export.request import ViewRequest, request_from_address
from geodata.importing import import_files
from geodata.model import Filters
from geodata.versions import imported_dataset
from tests.app.page import Page, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    import pytest

FIXTURES: Final = Path(__file__).parents[1] / "fixtures"
# A short period is drawn quickly.
WEEK: Final = {"from": "2021-10-08", "to": "2021-10-15"}
NOTHING: Final = {"picture": "", "document": ""}
MADE: Final = "documents that were made"


def open_page(**parameters: str | list[str]) -> Page:
    page = Page(**parameters)
    page.test.switch_page("screens/brief.py")
    page.run()
    return page


def make(page: Page) -> dict[str, bytes]:
    """Make the documents and return what the reader can download."""
    (button,) = [each for each in page.test.button if each.label == "Make the documents"]
    button.click()
    page.run()
    (download,) = page.test.download_button
    made = page.test.session_state[MADE]
    assert download.label == f"Download {made.name}"
    if not made.name.endswith(".zip"):
        return {made.name: made.content}
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def stated(page: Page) -> str:
    return plain(page.markup('<dl class="atlas-facts atlas-stated"'))


def refused(page: Page) -> str:
    return plain(page.markup('<ul class="atlas-alerts"'))


def test_it_states_the_finding_and_shows_a_picture(incidents: pd.DataFrame) -> None:
    page = open_page(**WEEK)
    shown = incidents[
        incidents["group"].eq("ISKP")
        & incidents["event_type"].isin(["attack", "clash"])
        & incidents["date"].between(WEEK["from"], WEEK["to"])
    ]
    provinces = shown["province_pcode"].nunique()
    assert f"{len(shown)} cited records in {provinces} of 34 provinces" in stated(page)
    assert len(page.test.image) == 1
    assert [pill.value for pill in page.test.pills][:2] == [["png"], ["brief", "pptx"]]


def test_everything_that_is_offered_exists() -> None:
    kinds = [kind for group in OFFER.values() for kind in group]
    check_kinds(kinds)
    assert len(set(kinds)) == len(kinds) == 21
    assert all(mime_type(f"atlas.{kind}") for kind in kinds if kind not in ("brief", *OFFER))


def test_a_view_without_a_record_says_so_and_makes_documents() -> None:
    page = open_page(group="Hizb-i-Islami", document="", part="Timeline", **WEEK)
    assert "No cited record in view. This is not a finding of no violence." in stated(page)
    (content,) = make(page).values()
    assert content.startswith(b"\x89PNG")


def test_the_command_that_is_shown_makes_the_same_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.chdir(tmp_path)
    page = open_page(
        group=["NRF", "IS-K"],
        measure="Killed",
        province="Panjsher",
        picture="SVG",
        document="Workbook (XLSX)",
        period_table="CSV",
        part="Timeline",
        size="Square",
        names_in="دری",
        known="2025-01-01",
        **WEEK,
    )
    page.test.text_input(key="title of documents").set_value("--force 'it' $HOME 🚨 حملات")
    page.test.text_input(key="marking of documents").set_value("OFFICIAL; rm -rf *")
    page.run()
    documents = make(page)
    command = shlex.split(page.test.code[0].value)
    assert command[0] == "atlas"
    assert main(command[1:]) == 0
    files = {path.name: path.read_bytes() for path in (tmp_path / "brief").iterdir()}
    assert sorted(files) == ["atlas-by_period.csv", "atlas-tables.xlsx", "atlas-timeline.svg"]
    assert files == documents


def test_any_title_is_kept_for_making_the_document_again() -> None:
    title = ("🚨 حملات داعش خراسان در ولایت کندز " * 12)[:400].strip()
    page = open_page(document="", part="Timeline", **WEEK)
    page.test.text_input(key="title of documents").set_value(title)
    page.run()
    assert title in stated(page)
    (content,) = make(page).values()
    assert embedded_manifest(content).options["title"] == title


def test_what_was_made_is_offered_only_as_long_as_it_is_what_was_chosen() -> None:
    page = open_page(document="", part="Timeline", **WEEK)
    make(page)
    page.test.selectbox(key="size").set_value("square")
    page.run()
    assert len(page.test.download_button) == 0
    assert MADE not in page.test.session_state


def test_nothing_chosen_makes_nothing_and_the_address_leads_to_the_view() -> None:
    page = open_page(group="NRF", province="Panjsher", lang="پښتو", **NOTHING, **WEEK)
    assert [info.value for info in page.test.info] == ["Choose at least one document."]
    (button,) = [each for each in page.test.button if each.label == "Make the documents"]
    assert button.disabled
    # Without a document there is no command.
    (address,) = [code.value for code in page.test.code]
    assert request_from_address(address) == ViewRequest(
        Filters(date(2021, 10, 8), date(2021, 10, 15), ("NRF",), event_types=("attack", "clash")),
        province="AF08",
    )
    assert parse_qs(address.partition("?")[2])["lang"] == ["پښتو"]


def test_a_template_without_layouts_stops_the_slides_alone() -> None:
    page = open_page(part="Timeline", document="Slides (PPTX)", **WEEK)
    deck, file = Presentation(), io.BytesIO()
    for layout in list(deck.slide_layouts)[1:]:
        deck.slide_layouts.remove(layout)
    blank = deck.slide_layouts[0]
    for placeholder in list(blank.placeholders):
        placeholder.element.getparent().remove(placeholder.element)
    blank.name = "![tracked](http://example.invalid/)"
    deck.save(file)
    page.test.file_uploader[0].set_value(("house.pptx", file.getvalue(), mime_type("a.pptx")))
    page.run()
    assert "Left out: Slides (PPTX). The template has no layout with a title" in refused(page)
    assert list(make(page)) == ["atlas-timeline.png"]
    # A name in the reader's file is never read as Markdown, which could ask another host.
    assert not page.test.warning
    assert "--template=house.pptx" in page.test.code[0].value


def test_films_without_ffmpeg_or_of_too_many_months_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing() -> str:
        raise RuntimeError

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", missing)
    monkeypatch.setattr("geodata.export.animation.MOST_FRAMES", 1)
    page = open_page(document="", film="MP4", part="Timeline", **WEEK)
    assert "Left out: Animation (MP4). An MP4 needs ffmpeg" in refused(page)
    page.test.date_input(key="to").set_value(date(2021, 12, 31))
    page.run()
    assert "Left out: Animation (MP4). The view spans 3 months" in refused(page)


def test_rows_that_may_not_be_handed_on_are_left_out_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    import_files([FIXTURES / "acled.csv"], "bought")
    dataset = imported_dataset("bought")
    page = open_page(
        data=f"{dataset.label} (bought)",
        picture="",
        document="",
        record_table=["CSV", "Parquet"],
        province_table="CSV",
    )
    assert "Left out: Records (CSV), Records (Parquet)." in refused(page)
    assert "ACLED" in refused(page)
    documents = make(page)
    assert list(documents) == ["atlas-by_province.csv"]
    manifest = embedded_manifest(documents["atlas-by_province.csv"])
    assert (manifest.dataset, manifest.dataset_version) == ("bought", dataset.version)


def test_a_download_below_the_map_is_of_the_records_on_the_map(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The browser asks for it in another thread, which doesn't know what a reader has chosen."""
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    import_files([FIXTURES / "own.csv"], "mine")
    dataset = imported_dataset("mine")
    offered: list[tuple[Callable[[], bytes], str]] = []

    def keep(_label: str, make: Callable[[], bytes], name: str, *_: object, **__: object) -> None:
        offered.append((make, name))

    monkeypatch.setattr(st, "download_button", keep)
    page = Page(data=f"{dataset.label} (mine)", group="", lang="دری")
    assert offered == []
    page.test.session_state["take along"] = True
    page.run()
    page.test.selectbox(key="take kind").set_value("by_period.csv")
    page.run()
    make_it, name = offered[-1]
    with ThreadPoolExecutor(1) as other:
        manifest = embedded_manifest(other.submit(make_it).result())
    assert name == "atlas-by_period.csv"
    assert (manifest.dataset, manifest.dataset_version) == ("mine", dataset.version)
    assert manifest.options["language"] == "fa"
    assert request_from_address(manifest.address, {"mine": "mine"}).filters.groups == ()
