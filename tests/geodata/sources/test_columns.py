"""Columns worked on by their distinct values are what a plain loop over rows would make."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.layout import CANDIDATE_COLUMNS
from geodata.sources.candidates import Part, assembled, flag_texts
from geodata.sources.columns import (
    Distinct,
    constant,
    identifiers,
    is_afghanistan,
    joined,
    listed,
    plain_code,
    recoded,
    texts,
    without,
)

letters = st.text(st.sampled_from("ab "), max_size=2)


def array(values: list[str]) -> pa.Array:
    return pa.array(values, pa.large_string())


@settings(deadline=None)
@given(st.lists(st.tuples(letters, letters, st.integers(0, 2))))
def test_distinct_rows_give_every_row_back(rows: list[tuple[str, str, int]]) -> None:
    first, second = ([row[place] for row in rows] for place in (0, 1))
    columns = {
        "a": array(first),
        "b": array(second),
        "n": pa.array([row[2] for row in rows], "int8"),
    }
    distinct = Distinct.of(columns)
    again = distinct.rows.iloc[distinct.numbers]
    expected = [(a.strip(), b.strip(), n) for a, b, n in rows]
    assert list(again.itertuples(index=False, name=None)) == expected
    assert len(distinct.rows) == len(set(rows))


@given(st.lists(st.tuples(letters, letters, letters), max_size=6))
def test_texts_are_written_one_after_the_other(rows: list[tuple[str, str, str]]) -> None:
    parts = [array([row[place] for row in rows]) for place in range(3)]
    assert joined(*parts).to_pylist() == ["".join(row) for row in rows]
    assert listed(*parts).to_pylist() == [" ".join(filter(None, row)) for row in rows]


@pytest.mark.parametrize("kind", ["str", "object", "string"])
def test_missing_values_and_columns_are_blank_in_frames_of_any_text_type(kind: str) -> None:
    frame = pd.DataFrame({"a": pd.Series(["x", None, ""], dtype=kind)})
    assert texts(frame, "a").to_pylist() == ["x", "", ""]
    assert texts(frame, "b").to_pylist() == ["", "", ""]


def test_codes_are_read_without_the_decimals_that_spreadsheets_add() -> None:
    assert [plain_code(code) for code in ("1.0", "-1.00", "1.5", "1.", "x", ".0", "")] == [
        *("1", "-1", "1.5", "1", "x", "", "")
    ]
    values = array(["1.0", " 2 ", "9", ""])
    assert recoded(values, {"1": "one", "2": "two"}).to_pylist() == ["one", "two", "9", ""]
    assert recoded(values, {"1": "one"}, "other").to_pylist() == ["one", "other", "other", "other"]


def test_identifiers_carry_their_dataset_unless_there_is_none() -> None:
    assert identifiers("UCDP", array([" 7 ", ""])).to_pylist() == ["UCDP-7", ""]


def test_words_are_taken_off_where_they_stand() -> None:
    found = without(array(["Kabul Province", " Kabul ", "Province"]), r"(?i)\s+province$")
    assert found.to_pylist() == ["Kabul", "Kabul", "Province"]


@pytest.mark.parametrize("name", ["Afghanistan", "AFGHANISTAN", "AFG", "4", "", "افغانستان"])
def test_afghanistan_by_name_and_code(name: str) -> None:
    assert is_afghanistan(name)
    assert not any(map(is_afghanistan, ["Pakistan", "PAK", "586", "AFR"]))


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=6))
def test_flags_are_joined_in_their_order(rows: list[tuple[bool, bool]]) -> None:
    marks = {
        name: pd.Series([row[place] for row in rows], dtype="bool").to_numpy()
        for place, name in enumerate(["one", "two"])
    }
    expected = [";".join(["one"] * one + ["two"] * two) for one, two in rows]
    assert flag_texts(marks, len(rows)).to_pylist() == expected


def test_a_flag_of_several_parts_is_one_and_what_no_part_has_is_blank() -> None:
    dates = pd.to_datetime(["2021-08-15", None]).to_numpy()
    marks = [pd.Series(values).to_numpy() for values in ([True, False], [True, True])]
    parts = [Part({"group": array(["ISKP", "NRF"])}, {"provisional": marks[0]})]
    parts.append(Part({}, {"provisional": marks[1], "date_converted": marks[0]}))
    index = pd.Index([4, 9], name="source_row")
    found = assembled(dates, parts, {"event_type": "attack"}, index)
    assert found.columns.tolist() == list(CANDIDATE_COLUMNS)
    assert found["flags"].to_dict() == {4: "provisional;date_converted", 9: "provisional"}
    assert found["event_type"].tolist() == ["attack", "attack"]
    assert found["place"].tolist() == constant("", 2).to_pylist()
