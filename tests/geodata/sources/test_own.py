"""The atlas's own tables come back as they were written."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.formats import FORMATS
from geodata.layout import CANDIDATE_COLUMNS
from geodata.provinces import DATA
from geodata.sources import own
from geodata.sources.own import to_candidates
from tests.geodata.sources.golden import assert_golden, looked_at, read_as


def test_a_table_becomes_what_a_person_made_of_it() -> None:
    found, frame = looked_at("own.csv")
    assert found.format.key == "own"
    assert_golden(found.format.to_candidates(frame), "own.csv")


def test_the_built_in_records_come_back_as_they_are() -> None:
    path = DATA / "records" / "incidents.csv"
    given_rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    found = to_candidates(given_rows)
    same = [name for name in given_rows if name != "date"]
    pd.testing.assert_frame_equal(found[same], given_rows[same])
    assert found["date"].dt.strftime("%Y-%m-%d").tolist() == given_rows["date"].tolist()
    assert found["flags"].eq("").all()


def test_an_exported_record_keeps_only_flags_that_no_check_raises_again() -> None:
    flags = "actor_unmapped;near_duplicate;location_imprecise;province_unknown"
    found = read_as(FORMATS["own"], {"flags": flags})
    assert found["flags"] == "location_imprecise;actor_unmapped"


cell = st.one_of(st.text(max_size=12), st.sampled_from(["", "2021-08", "ISKP", "provisional;x"]))


@settings(deadline=None, max_examples=40)
@given(rows=st.lists(st.lists(cell, min_size=5, max_size=5), max_size=5))
def test_whatever_stands_in_the_cells_each_row_becomes_one_candidate(rows: list[list[str]]) -> None:
    columns = ["date", "date_precision", "flags", "group", "killed_best"]
    index = pd.Index(range(7, 7 + len(rows)), name="source_row")
    frame = pd.DataFrame(rows, columns=columns, index=index, dtype="str")
    found = to_candidates(frame)
    assert set(columns) - {"date"} <= set(own.WANTED)
    assert found.columns.tolist() == list(CANDIDATE_COLUMNS)
    assert found.index.equals(index)
    assert found["killed_best"].tolist() == frame["killed_best"].tolist()
