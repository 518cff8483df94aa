"""The records page: search, one record by its identifier, the log of changes; and About."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

import pandas as pd
import pytest
import streamlit as st

from app.about_markup import ASSETS
from geodata.about import CODED, data_files, definitions
from geodata.formats import FORMATS
from geodata.measures import MEASURES
from geodata.provinces import DATA
from geodata.sidecar import load_sidecar, write_sidecar
from geodata.sources.curated import BUILT_IN, INCIDENTS_FILE, dataset_version
from tests.app.page import Page, plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    incidents = pd.read_csv(BUILT_IN / INCIDENTS_FILE, index_col="incident_id")
    return incidents[
        incidents["group"].eq("ISKP") & incidents["event_type"].isin(["attack", "clash"])
    ]


def open_page(name: str, **parameters: str) -> Page:
    page = Page(**parameters)
    page.test.switch_page(f"screens/{name}.py")
    page.run()
    return page


def texts(page: Page) -> str:
    return " ".join(plain(piece.value) for piece in page.test.html)


def test_all_records_in_view_are_counted(rows: pd.DataFrame) -> None:
    page = open_page("records")
    assert f"{len(rows)} records in view" in page.title


def test_a_search_finds_words_whatever_their_case(rows: pd.DataFrame) -> None:
    page = open_page("records", search="MOSQUE")
    columns = ["district", "place", "opponent", "summary", "note", "province"]
    has_word = rows[columns].fillna("").agg("\n".join, axis="columns").str.lower()
    expected = int(has_word.str.contains("mosque").sum())
    assert f"{expected} of {len(rows)} records in view with “MOSQUE”" in texts(page)


def test_signs_of_patterns_are_plain_signs() -> None:
    assert "No record in view" in texts(open_page("records", search="%_zzz"))


def test_the_province_of_the_sidebar_counts(rows: pd.DataFrame) -> None:
    page = open_page("records", province="Kunduz")
    expected = int(rows["province_pcode"].eq("AF19").sum())
    assert f"{expected} records in view" in page.title


def test_one_record_is_shown_whatever_the_filters() -> None:
    page = open_page("records", record="20211008-KDZ-1", group="NRF")
    shown = texts(page)
    assert "Gozar-e-Sayed" in shown
    assert "Province found by the code that the source gives" in shown


def test_an_unknown_record_is_said() -> None:
    page = open_page("records", record="20990101-XXX-1")
    assert [info.value for info in page.test.info] == [
        "None of the chosen records has this identifier."
    ]


def test_a_list_begins_where_the_address_says(rows: pd.DataFrame) -> None:
    page = open_page("records", order="Oldest first", page="2")
    expected = rows.reset_index().sort_values(["date", "incident_id"])["summary"][15:30]
    assert page.summaries == expected.tolist()


def test_another_list_begins_at_its_first_page(rows: pd.DataFrame) -> None:
    page = open_page("records", page="3")
    page.test.selectbox(key="order").set_value("oldest")
    page.run()
    expected = rows.reset_index().sort_values(["date", "incident_id"])["summary"][:15]
    assert page.summaries == expected.tolist()


def test_a_page_beyond_the_last_one_shows_the_first(rows: pd.DataFrame) -> None:
    page = open_page("records", order="Oldest first", page="999")
    expected = rows.reset_index().sort_values(["date", "incident_id"])["summary"][:15]
    assert page.summaries == expected.tolist()


def test_each_record_is_linked_by_its_identifier(rows: pd.DataFrame) -> None:
    markup = open_page("records", search="mosque").markup('<table class="atlas-records"')
    linked = re.findall(r'<a href="\?record=([^"]+)">([^<]+)</a>', markup)
    assert len(linked) == 15
    assert all(target == name for target, name in linked)
    assert {name for _, name in linked} <= set(rows.index)


def test_a_view_without_a_record_says_so() -> None:
    page = open_page("records", attribution="Unclaimed", province="Nimroz")
    assert page.title.endswith("No record in view")
    assert "The log of changes is empty" in texts(page)


@pytest.fixture
def changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Read records from a folder whose log holds two changes of one record."""
    for file in BUILT_IN.iterdir():
        shutil.copy(file, tmp_path)
    log = tmp_path / "changes.csv"
    with log.open("a", encoding="utf-8") as lines:
        lines.write("2026-11-25,incidents.csv,20211008-KDZ-1,killed_best,45,46,changed,<b>Later\n")
        lines.write("2026-11-27,incidents.csv,20211008-KDZ-1,group,OTHER,ISKP,changed,\n")
    write_sidecar(log, load_sidecar(log))
    monkeypatch.setenv("ATLAS_RECORDS", str(tmp_path))
    st.cache_data.clear()
    yield
    monkeypatch.undo()
    st.cache_data.clear()


@pytest.mark.usefixtures("changed")
def test_what_changed_is_listed_with_both_values() -> None:
    shown = texts(open_page("records"))
    assert "27 Nov 2026: 1 changed" in shown
    assert "Other groups → IS-K" in shown
    assert "45 → 46" in shown
    assert "<b>Later" in shown


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize(
    ("parameters", "seen", "unseen"),
    [
        ({"since": "2026-11-26"}, "Other groups → IS-K", "45 → 46"),
        ({"until": "2026-11-26"}, "45 → 46", "Other groups → IS-K"),
        ({"since": "2026-11-27", "until": "2026-11-25"}, "45 → 46", "No change"),
        ({"since": "2026-11-28"}, "No change since 28 Nov 2026. The log holds 2", "45 → 46"),
    ],
)
def test_changes_between_two_days(parameters: dict[str, str], seen: str, unseen: str) -> None:
    shown = texts(open_page("records", **parameters))
    assert seen in shown
    assert unseen not in shown


@pytest.mark.usefixtures("changed")
def test_one_record_shows_what_changed_in_it() -> None:
    shown = texts(open_page("records", record="20211008-KDZ-1", until="2026-11-01"))
    assert "45 → 46" in shown
    other = texts(open_page("records", record="20160801-FRA-1", until="2026-11-01"))
    assert "45 → 46" not in other


def test_an_empty_log_says_so() -> None:
    assert "The log of changes is empty" in texts(open_page("records"))


def test_about_explains_every_code_and_every_file() -> None:
    shown = texts(open_page("about"))
    for codes in CODED.values():
        assert [code.label for code in codes.values() if code.label not in shown] == []
    assert [each.label for each in MEASURES.values() if each.label not in shown] == []
    files = {path.name.removesuffix(".meta.json") for path in DATA.rglob("*.meta.json")}
    assert set(data_files()) == files
    assert [name for name in files if name not in shown] == []
    assert all(term.meaning for term in definitions()["Words"])


def test_about_names_versions_licences_and_checksums_in_full() -> None:
    shown = texts(open_page("about"))
    assert [each.sha256 for each in data_files().values() if each.sha256 not in shown] == []
    assert [
        each.attribution for each in data_files().values() if each.attribution not in shown
    ] == []
    assert dataset_version() in shown
    for meta in ASSETS.glob("*/assets.meta.json"):
        described = json.loads(meta.read_text(encoding="utf-8"))
        assert described["title"] in shown
        assert all(digits in shown for digits in described["sha256"].values())
    assert [each.label for each in FORMATS.values() if each.label not in shown] == []
