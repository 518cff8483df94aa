"""The records page: search, one record by its identifier, the log of changes; and About."""

from __future__ import annotations

import pandas as pd
import pytest

from geodata.about import CODED, data_files, definitions
from geodata.measures import MEASURES
from geodata.provinces import DATA
from geodata.sources.curated import BUILT_IN, INCIDENTS_FILE
from tests.app.page import Page, plain


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
    assert f"{expected} records in view, with sources" in texts(page)


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
