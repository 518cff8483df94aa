"""Formats are told by content, and carry their rights and their reader."""

from __future__ import annotations

import pickle

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.formats import FORMATS, ColumnMapping, MappingError, detect, table_format
from geodata.layout import CANDIDATE_COLUMNS
from geodata.sources import ucdp
from tests.geodata.sources.golden import rows_of


@pytest.mark.parametrize(
    ("name", "encoding", "key"),
    [
        ("ucdp_ged.csv", "utf-8", "ucdp_ged"),
        ("ucdp_candidate_without_heading.csv", "utf-8", "ucdp_candidate"),
        ("acled.csv", "utf-8-sig", "acled"),
        ("acled_before_2023.csv", "utf-8", "acled"),
        ("gtd.csv", "latin-1", "gtd"),
        ("own.csv", "utf-8", "own"),
        ("table_dari.csv", "utf-8", "table"),
        ("table_english.csv", "utf-8", "table"),
    ],
)
def test_a_file_is_told_by_its_content_whatever_its_name(
    name: str, encoding: str, key: str
) -> None:
    rows = rows_of(name, encoding)
    found = detect(rows, "acled_ged_gtd.csv")
    assert found.format.key == key
    assert found.how.endswith(".")
    assert len(found.columns) == len(rows[0])


def test_headings_may_be_capitals_and_have_a_byte_order_mark_and_more_columns() -> None:
    heading = ["", *(cell.upper() for cell in rows_of("acled.csv")[0]), "NOTES"]
    heading[1] = f"\ufeff{heading[1]}"
    found = detect([heading, ["x"] * len(heading)])
    assert found.format.key == "acled"
    assert found.columns[:2] == ("column 1", "event_id_cnty")
    assert found.columns[-1] == "notes (2)"
    assert found.has_heading


@pytest.mark.parametrize(
    ("name", "status", "key"),
    [
        ("GEDEvent_v24_0_1.csv", "Clear", "ucdp_candidate"),
        ("GEDEvent_v23_01_23_12.csv", "Clear", "ucdp_candidate"),
        ("upload", "Check dead", "ucdp_candidate"),
        ("upload", "Clear", "ucdp_ged"),
        ("GEDEvent_v25_1.csv", "Clear", "ucdp_ged"),
        ("ged251-csv.zip", "", "ucdp_ged"),
    ],
)
def test_candidate_releases_are_told_by_what_is_not_final_or_by_name(
    name: str, status: str, key: str
) -> None:
    row = [status if column == "code_status" else "1" for column in ucdp.COLUMNS]
    assert detect([list(ucdp.COLUMNS), row], name).format.key == key


def test_a_row_of_49_other_values_is_no_event_of_ucdp() -> None:
    assert detect([["1"] * 49]).format.key == "ucdp_candidate"
    assert detect([["x"] * 49]).format.key == "table"
    assert detect([["1"] * 48]).format.key == "table"


def test_dates_that_a_spreadsheet_rewrote_are_read_in_the_one_order_they_fit() -> None:
    heading, *rows = rows_of("acled.csv")
    place = heading.index("event_date")
    for day, other, month in (("16/05/2020", "03/04/2020", 4), ("05/16/2020", "03/04/2020", 3)):
        rows[0][place], rows[1][place] = day, other
        found = detect([heading, *rows])
        frame = pd.DataFrame(rows, columns=list(found.columns), dtype="str")
        assert found.format.to_candidates(frame)["date"].dt.month.tolist()[:2] == [5, month]


@pytest.mark.parametrize("rows", [[], [[]]])
def test_a_file_without_rows_says_so(rows: list[list[str]]) -> None:
    with pytest.raises(MappingError, match="no rows"):
        detect(rows)


def test_a_table_without_a_heading_gets_numbered_columns() -> None:
    found = detect([["2021-10-08", "Kunduz", ""], ["2021-11-02", "Kabul", ""]])
    assert found.columns == ("column 1", "column 2", "column 3")
    assert not found.has_heading


def test_a_table_is_not_read_before_its_columns_are_named() -> None:
    frame = pd.DataFrame({"Date": ["2021-10-08"], "Province": ["Kunduz"]}, dtype="str")
    with pytest.raises(MappingError, match="Province is province"):
        FORMATS["table"].to_candidates(frame)
    mapping = ColumnMapping({"date_text": "Date", "province": "Province"})
    assert table_format(mapping).to_candidates(frame)["province"].tolist() == ["Kunduz"]


def test_rights_travel_with_the_format() -> None:
    locked = {key for key, found in FORMATS.items() if not found.redistributable}
    assert locked == {"acled", "gtd"}
    for key, found in FORMATS.items():
        assert found.key == key
        assert found.label
        assert found.licence
        assert found.attribution
        assert bool(found.why_not_redistributable) == (key in locked)
    assert FORMATS["acled"].newest_by in (FORMATS["acled"].wanted or ())


def test_readers_can_be_sent_to_another_process() -> None:
    mapping = ColumnMapping({"date_text": "Date", "province": "Province"}, {"group": "NRF"})
    for found in (*FORMATS.values(), table_format(mapping)):
        reader = pickle.loads(pickle.dumps(found)).to_candidates  # noqa: S301 - our own bytes
        columns = found.wanted or ("Date", "Province")
        frame = pd.DataFrame(columns=list(columns), dtype="str")
        if found.key != "table" or found.date_column:
            assert reader(frame).columns.tolist() == list(CANDIDATE_COLUMNS)


@settings(deadline=None, max_examples=100)
@given(
    rows=st.lists(st.lists(st.text(max_size=6), max_size=50), max_size=3),
    name=st.text(max_size=12),
)
def test_any_rows_are_of_some_format_or_none(rows: list[list[str]], name: str) -> None:
    if not rows or not any(rows[0]):
        with pytest.raises(MappingError):
            detect(rows, name)
        return
    found = detect(rows, name)
    assert len(found.columns) == len(set(found.columns)) == len(rows[0])
    assert all(found.columns)
