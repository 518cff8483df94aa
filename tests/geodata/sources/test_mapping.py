"""Any table through a mapping: nothing is lost, nothing is made up."""

# ruff: noqa: RUF001 - texts under test have Persian and Arabic digits

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.formats import ColumnMapping, MappingError, guess_mapping, table_format
from geodata.layout import CANDIDATE_COLUMNS
from geodata.sources.mapping import CODES, FIELDS, row_identifiers, to_candidates
from tests.geodata.sources.golden import assert_golden, looked_at

PLACED = {"date_text": "Day", "province": "Province"}


def table(**columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(columns, dtype="str")


def read(mapping: ColumnMapping, frame: pd.DataFrame) -> pd.DataFrame:
    return table_format(mapping).to_candidates(frame)


@pytest.mark.parametrize("name", ["table_dari.csv", "table_english.csv"])
def test_a_table_read_as_guessed_becomes_what_a_person_made_of_it(name: str) -> None:
    found, frame = looked_at(name)
    assert found.format.key == "table"
    assert_golden(read(guess_mapping(list(frame), frame), frame), name)


def test_the_order_of_days_is_the_one_of_the_mapping() -> None:
    frame = table(Day=["03/04/2021", "13/04/2021"], Province=["Kabul", "Kabul"])
    found = {
        order: read(ColumnMapping(PLACED, date_order=order), frame)["date"].dt.strftime("%m-%d")
        for order in ("day_first", "month_first", "undecided")
    }
    assert found["day_first"].tolist() == ["04-03", "04-13"]
    assert found["month_first"].fillna("").tolist() == ["03-04", ""]
    assert found["undecided"].fillna("").tolist() == ["", "04-13"]


def test_a_constant_fills_only_what_a_column_leaves_blank() -> None:
    mapping = ColumnMapping(
        PLACED | {"actor": "Who", "event_type": "Kind", "killed_best": "Dead"},
        {"group": "NRF", "event_type": "clash", "killed_scope": "others", "target": "media"},
    )
    frame = table(
        Day=["2022-05-01"] * 3,
        Province=["Kabul"] * 3,
        Who=["ISIS-K", "", "Zorkot Front"],
        Kind=["Attack", "", "strange"],
        Dead=["1", "", "0"],
    )
    found = read(mapping, frame)
    assert found["group"].tolist() == ["ISKP", "NRF", "OTHER"]
    assert found["flags"].tolist() == ["", "", "actor_unmapped"]
    assert found["event_type"].tolist() == ["attack", "clash", "other"]
    assert found["killed_scope"].tolist() == ["others", "", "others"]
    assert found["target"].tolist() == ["media"] * 3
    assert found["note"].tolist() == ["", "", "Event type in the file: strange."]


def test_one_group_for_all_rows() -> None:
    frame = table(Day=["2022-05-01"], Province=["Kabul"])
    found = read(ColumnMapping(PLACED, {"group": "ISKP"}), frame).iloc[0]
    assert found[["group", "attribution", "flags"]].tolist() == ["ISKP", "", ""]


@pytest.mark.parametrize("name", ["AL_QAEDA", "al-qaeda", "Other groups", "IS-K", "Unidentified"])
def test_codes_and_labels_of_the_atlas_are_groups(name: str) -> None:
    frame = table(Day=["2022-05-01"], Province=["Kabul"], Who=[name])
    found = read(ColumnMapping(PLACED | {"actor": "Who"}), frame).iloc[0]
    groups = {"Other groups": "OTHER", "IS-K": "ISKP", "Unidentified": "UNIDENTIFIED"}
    assert found["group"] == groups.get(name, "AL_QAEDA")
    assert not found["flags"]


def test_a_table_without_identifiers_gets_the_same_ones_in_every_import() -> None:
    frame = table(Day=["2022-05-01", "2022-05-02", "2022-05-01"], Province=["Kabul"] * 3)
    found = row_identifiers(frame).to_pylist()
    assert found[0] == found[2] != found[1]
    assert row_identifiers(frame[["Province", "Day"]].iloc[::-1]).to_pylist() == found[::-1]
    # Known from the first release on: a change would make all such records new ones.
    assert found[0] == "ROW-b37eabe50c662d6f"


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        (ColumnMapping({"province": "Province"}), "No column is the date"),
        (ColumnMapping({"date_text": "Day"}), "No column is the province"),
        (ColumnMapping({"date_text": "Day", "latitude": "Lat"}), "No column is the province"),
        (ColumnMapping(PLACED | {"colour": "Day"}), "no field 'colour'"),
        (ColumnMapping(PLACED, {"group": "IS-K"}), "group can't be 'IS-K'"),
        (ColumnMapping(PLACED, {"summary": "same"}), "summary can't be 'same'"),
    ],
)
def test_what_a_mapping_lacks_is_said(mapping: ColumnMapping, words: str) -> None:
    with pytest.raises(MappingError, match=words):
        table_format(mapping)


def test_a_column_that_the_table_lacks_is_said() -> None:
    with pytest.raises(MappingError, match="no column 'Province'"):
        read(ColumnMapping(PLACED), table(Day=["2022-05-01"]))


def test_the_whole_row_is_read_only_where_an_identifier_is_made_of_it() -> None:
    assert table_format(ColumnMapping(PLACED)).wanted is None
    with_id = ColumnMapping(PLACED | {"incident_id": "No"})
    assert set(table_format(with_id).wanted or ()) == {"Day", "Province", "No"}


def test_fields_and_constants_are_columns_of_candidates() -> None:
    assert set(FIELDS) | set(CODES) <= set(CANDIDATE_COLUMNS)


cell = st.one_of(st.text(max_size=12), st.sampled_from(["", "1", "ISKP", "۱۴۰۰/۵/۲۴", "34,5"]))


@settings(deadline=None, max_examples=40)
@given(rows=st.lists(st.lists(cell, min_size=len(FIELDS), max_size=len(FIELDS)), max_size=5))
def test_whatever_stands_in_the_cells_each_row_becomes_one_candidate(rows: list[list[str]]) -> None:
    index = pd.Index(range(7, 7 + len(rows)), name="source_row")
    frame = pd.DataFrame(rows, columns=list(FIELDS), index=index, dtype="str")
    constants = {name: next(iter(codes)) for name, codes in CODES.items()}
    found = to_candidates(
        frame, mapping=ColumnMapping(dict(zip(FIELDS, FIELDS, strict=True)), constants)
    )
    assert found.columns.tolist() == list(CANDIDATE_COLUMNS)
    assert found.index.equals(index)
    assert not found.drop(columns="date").isna().any(axis=None)
