"""Flags as one text, and the first reason against a row."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.checks.outcomes import (
    LONGEST_VALUE,
    Objection,
    add_flag,
    flag_bits,
    joined_flags,
    rejected_rows,
    rows_by_flag,
)
from geodata.reasons import FLAGS, REJECTIONS

CODES = list(FLAGS)
INDEX = pd.Index([11, 12, 13], name="source_row")


def marked(*rows: int) -> np.ndarray:
    return np.isin([0, 1, 2], rows)


def texts(*values: str) -> pa.Array:
    return pa.array(values, pa.large_string())


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from(CODES))))
def test_flags_are_written_once_each_in_one_order(rows: list[list[str]]) -> None:
    bits = flag_bits(texts(*(";".join(row) for row in rows)))
    written = joined_flags(bits).to_pylist()
    assert written == [";".join(code for code in CODES if code in row) for row in rows]


def test_flags_of_a_reader_may_be_spaced_and_unknown_words_are_left_out() -> None:
    bits = flag_bits(texts("provisional ; actor_unmapped", "nonsense", "", ";"))
    assert joined_flags(bits).to_pylist() == ["actor_unmapped;provisional", "", "", ""]


def test_a_flag_is_added_to_marked_rows_only() -> None:
    flags = pd.Series(["", "provisional", "near_duplicate"], index=INDEX, dtype="str")
    added = add_flag(flags, "near_duplicate", marked(1, 2))
    assert added.to_dict() == {11: "", 12: "near_duplicate;provisional", 13: "near_duplicate"}
    assert flags.to_dict() == {11: "", 12: "provisional", 13: "near_duplicate"}


def test_rows_are_found_by_flag() -> None:
    found = rows_by_flag(texts("provisional", "", "near_duplicate;provisional"))
    by_flag = {code: rows.tolist() for code, rows in found}
    assert list(by_flag) == CODES
    assert by_flag["provisional"] == [True, False, True]
    assert by_flag["near_duplicate"] == [False, False, True]
    assert not any(by_flag["text_cleaned"])


def test_the_first_reason_counts_and_rows_keep_their_order() -> None:
    columns = {"incident_id": texts("a", "b", "c"), "group": texts("x", "y", "z")}
    rejected = rejected_rows(
        columns,
        INDEX,
        [
            Objection("code_unknown", "group", marked(2), "Use any of: ISKP."),
            Objection("id_missing", "incident_id", marked(0, 2)),
        ],
    )
    assert rejected.index.tolist() == [11, 13]
    assert rejected["reason"].tolist() == ["id_missing", "code_unknown"]
    assert rejected["incident_id"].tolist() == ["a", "c"]
    assert rejected["value"].tolist() == ["a", "z"]
    sentence = REJECTIONS["code_unknown"].sentence
    assert rejected["sentence"].iloc[1] == f"Group: “z”. {sentence} Use any of: ISKP."


def test_a_value_is_shown_without_what_would_break_a_report() -> None:
    value = "a\nb\x00\u202e" + "x" * 300
    columns = {"incident_id": texts("1", "2", "3"), "summary": texts(value, "", "")}
    rejected = rejected_rows(columns, INDEX, [Objection("code_unknown", "summary", marked(0, 1))])
    shown = rejected["value"].tolist()
    assert len(shown[0]) == LONGEST_VALUE
    assert shown[0].startswith("a b x")
    assert shown[0].endswith("x…")
    assert shown[1] == ""
    assert rejected["sentence"].iloc[1] == REJECTIONS["code_unknown"].sentence


def test_no_reason_is_no_row() -> None:
    rejected = rejected_rows({"incident_id": texts("1", "2", "3")}, INDEX, [])
    assert rejected.empty
    assert rejected.columns.tolist() == ["incident_id", "reason", "column", "value", "sentence"]
    assert rejected.index.name == "source_row"
