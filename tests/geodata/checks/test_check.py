"""Every row ends as a record or with a reason, whatever stands in it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.checks import ORDER, RECORD_SCHEMA, check, malformed_rows
from geodata.checks.codes import CODED_COLUMNS
from geodata.layout import CANDIDATE_COLUMNS, CANDIDATE_TEXTS, SCHEMA
from geodata.model import AtlasError
from geodata.reasons import FLAGS, REJECTIONS
from tests.geodata.candidates import PLAIN, candidates, flags_of, in_parts, numbered
from tests.geodata.checks.checking import TODAY, outcome

PCODES = [f"AF{number:02d}" for number in range(1, 35)]
# Words that mean something in some column, so that rows get beyond the first check.
WORDS = st.sampled_from(
    [
        *["", " ", "Afghanistan", "Pakistan", "AF19", "AF35", "Kunduz", "Hilmand", "پکتیا"],
        *["Gondor", "36.7", "68.9", "36,7", "91", "-1", "0", "3", "3.0", "3.5", "10001", "NA"],
        *["ISKP", "claimed", "attack", "clash", "other", "day", "month", "country", "all_sides"],
        *[
            "provisional;near_duplicate",
            "caf\u00c3\u00a9",
            "a\x00b",
            "\u202e",
            "\ufffd",
            "x" * 2001,
        ],
    ]
)
DATES = st.one_of(
    st.none(), st.dates(date(1, 1, 1), date(9999, 12, 31)), st.dates(date(2014, 1, 1), TODAY)
)


def frames(texts: st.SearchStrategy[str]) -> st.SearchStrategy[pd.DataFrame]:
    """Candidates most of whose columns are plain, and some of which are drawn."""
    drawn = st.dictionaries(st.sampled_from(CANDIDATE_TEXTS), texts)
    rows = st.lists(st.tuples(drawn, DATES), min_size=0, max_size=6)

    def framed(drawn_rows: list[tuple[dict[str, str], date | None]]) -> pd.DataFrame:
        frame = candidates(*(row for row, _ in drawn_rows), first_row=7)
        days = np.array([day for _, day in drawn_rows], dtype="datetime64[us]")
        return frame.assign(date=days)

    return rows.map(framed)


ANY_FRAME = frames(st.one_of(WORDS, st.text(max_size=12)))


def figures_in_order(records: pd.DataFrame, kind: str) -> bool:
    low, best, high = (
        records[f"{kind}_{estimate}"].to_numpy("float64", na_value=np.nan)
        for estimate in ("low", "best", "high")
    )
    unknown = np.isnan(low) & np.isnan(best) & np.isnan(high)
    return bool((unknown | ((low >= 0) & (low <= best) & (best <= high))).all())


@settings(deadline=None, max_examples=60)
@given(ANY_FRAME)
def test_every_row_ends_as_a_record_that_can_be_counted_or_with_a_reason(
    frame: pd.DataFrame,
) -> None:
    checked = outcome(frame)
    ends = [*checked.records.index, *checked.rejected.index]
    assert sorted(ends) == frame.index.tolist()
    for table in (checked.records, checked.rejected):
        assert table.index.is_monotonic_increasing
        assert table.index.name == "source_row"
    assert set(checked.rejected["reason"]) <= {reason for reason, _ in ORDER}
    assert (checked.rejected["sentence"] != "").all()
    assert_countable(checked.records)
    assert_fits_the_schema(checked.records)


def assert_countable(records: pd.DataFrame) -> None:
    assert records["incident_id"].notna().all()
    assert records["date"].between(pd.Timestamp("1970-01-01"), pd.Timestamp(TODAY)).all()
    assert set(records["province_pcode"].dropna()) <= set(PCODES)
    assert (records["province_pcode"].isna() == (records["province_method"] == "unassigned")).all()
    assert (records["province_pcode"].isna() == records["province"].isna()).all()
    assert (records["latitude"].isna() == records["longitude"].isna()).all()
    assert records["latitude"].dropna().between(29, 39).all()
    assert records["longitude"].dropna().between(60, 75.5).all()
    assert figures_in_order(records, "killed")
    assert figures_in_order(records, "injured")
    for column, codes in CODED_COLUMNS.items():
        assert set(records[column].dropna()) <= set(codes)
    assert records["group"].notna().all()
    for flags in flags_of(records):
        raised = flags.split(";")
        assert flags == ";".join(code for code in FLAGS if code in raised)


def assert_fits_the_schema(records: pd.DataFrame) -> None:
    table = pa.Table.from_pandas(records, schema=RECORD_SCHEMA, preserve_index=False)
    assert table.schema.names == RECORD_SCHEMA.names
    for name in RECORD_SCHEMA.names:
        there = [None if pd.isna(value) else value for value in records[name]]
        if name == "date":
            there = [value.date() for value in there]
        assert table[name].to_pylist() == there
    assert records["source_row"].tolist() == records.index.tolist()


@settings(deadline=None, max_examples=25)
@given(ANY_FRAME, st.lists(st.integers(0, 6), max_size=3))
def test_batches_may_be_cut_anywhere(frame: pd.DataFrame, cuts: list[int]) -> None:
    whole = outcome(frame)
    parts = [outcome(part) for part in in_parts(frame, cuts)]
    pd.testing.assert_frame_equal(pd.concat([part.records for part in parts]), whole.records)
    rejected = pd.concat([part.rejected for part in parts])
    assert rejected.to_dict("split") == whole.rejected.to_dict("split")


def test_a_plain_row_is_stored_as_it_stands() -> None:
    records = outcome(candidates({})).records
    told = {name: value for name, value in records.iloc[0].items() if pd.notna(value)}
    assert told == {
        **{name: value for name, value in PLAIN.items() if name in records},
        "date": pd.Timestamp("2021-10-08"),
        "province_pcode": "AF19",
        "province": "Kunduz",
        "province_method": "name",
        "latitude": 36.728,
        "longitude": 68.868,
        "killed_low": 46,
        "killed_best": 50,
        "killed_high": 72,
        "sources_count": 3,
        "source_row": 1,
        "flags": "",
    }


def test_records_have_the_columns_of_the_store_but_what_only_the_import_knows() -> None:
    records = outcome(candidates({})).records
    assert [*records.columns] == [
        name for name in SCHEMA.names if name not in {"dataset", "source_file"}
    ]


def test_no_rows_are_no_rows() -> None:
    checked = outcome(candidates({}).iloc[:0])
    assert (len(checked.records), len(checked.rejected)) == (0, 0)
    assert checked.records.columns.tolist() == RECORD_SCHEMA.names


def test_the_first_reason_in_the_documented_order_counts() -> None:
    wrong = [
        {"country": "Pakistan"},
        {"incident_id": " "},
        {"incident_id": "x" * 301},
        {"date_text": ""},
        {"date_text": "soon"},
        {"date_text": "2026-01-01"},
        {"group": "Nonsense"},
        {"killed_best": "many"},
        {"injured_best": "99999"},
        {"province": "", "latitude": "0", "longitude": "0"},
    ]
    # Each row has all that is wrong from its own place on; a date is wrong in one way only.
    rows: list[dict[str, str]] = []
    for own in reversed(wrong):
        rows.insert(0, {**(rows[0] if rows else {}), **own})
    assert outcome(numbered(*rows)).rejected["reason"].tolist() == [reason for reason, _ in ORDER]


def test_a_row_with_several_invalid_figures_names_the_first_column() -> None:
    rejected = outcome(candidates({"injured_low": "x", "killed_high": "99999999"})).rejected
    assert rejected[["reason", "column"]].to_numpy().tolist() == [["number_invalid", "injured_low"]]


def test_flags_of_the_reader_are_kept() -> None:
    records = outcome(candidates({"flags": "provisional", "killed_low": "60"})).records
    assert flags_of(records) == ["estimates_reordered;provisional"]


def test_today_is_the_users_day() -> None:
    frame = candidates({"date_text": "2021-10-08"})
    assert len(check(frame, date(2021, 10, 8)).records) == 1
    assert check(frame, date(2021, 10, 7)).rejected["reason"].tolist() == ["date_in_future"]


@pytest.mark.parametrize("column", ["date", "flags", "killed_best"])
def test_a_reader_that_forgets_a_column_is_told(column: str) -> None:
    with pytest.raises(AtlasError, match=f"lack {column}"):
        check(candidates({}).drop(columns=column), TODAY)


def test_any_kind_of_text_column_is_taken() -> None:
    frame = candidates({}, {"incident_id": "UCDP-2", "killed_best": ""})
    expected = outcome(frame)
    for kind in ("object", "string", "category"):
        same = outcome(frame.astype(dict.fromkeys(CANDIDATE_TEXTS, kind)))
        pd.testing.assert_frame_equal(same.records, expected.records)
    missing = frame.replace("", None)
    pd.testing.assert_frame_equal(outcome(missing).records, expected.records)


def test_broken_rows_are_rejected_with_their_text() -> None:
    broken = pd.DataFrame({"source_row": [3, 9], "text": ['1,"2', "3,4,5\x00"]})
    rejected = malformed_rows(broken)
    assert rejected.index.tolist() == [3, 9]
    assert rejected["reason"].tolist() == ["malformed_row"] * 2
    assert rejected["value"].tolist() == ['1,"2', "3,4,5"]
    assert rejected["sentence"].str.endswith(REJECTIONS["malformed_row"].sentence).all()
    assert malformed_rows(broken.iloc[:0]).empty


def test_candidates_hold_every_column_once() -> None:
    assert candidates({}).columns.tolist() == list(CANDIDATE_COLUMNS)
