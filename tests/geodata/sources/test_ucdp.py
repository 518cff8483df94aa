"""Every trap of UCDP's files, row by row against what a person wrote by the codebook."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.formats import FORMATS
from geodata.layout import CANDIDATE_COLUMNS
from geodata.sources import ucdp
from geodata.sources.ucdp import to_candidates
from tests.geodata.sources.golden import assert_golden, looked_at, read_as

GED, CANDIDATE = FORMATS["ucdp_ged"], FORMATS["ucdp_candidate"]


def test_a_file_of_ged_becomes_what_a_person_made_of_it() -> None:
    found, frame = looked_at("ucdp_ged.csv")
    assert found.format.key == "ucdp_ged"
    assert_golden(found.format.to_candidates(frame), "ucdp_ged.csv")


def test_a_candidate_release_without_a_heading_is_read_by_the_order_of_its_columns() -> None:
    found, frame = looked_at("ucdp_candidate_without_heading.csv")
    assert (found.format.key, found.has_heading) == ("ucdp_candidate", False)
    assert_golden(found.format.to_candidates(frame), "ucdp_candidate_without_heading.csv")


def test_an_aggregate_is_provisional_only_in_a_candidate_release() -> None:
    cells = {"event_clarity": "2", "code_status": "Clear"}
    assert read_as(CANDIDATE, cells)["flags"] == "provisional"
    assert not read_as(GED, cells)["flags"]


def test_the_sources_of_an_event_are_told_in_few_words() -> None:
    both = {"source_office": "Office", "source_headline": "Headline", "source_article": "Article"}
    assert read_as(GED, both)["source_text"] == "Office: Headline"
    assert read_as(GED, both | {"source_headline": ""})["source_text"] == "Office"
    assert read_as(GED, both | {"source_office": ""})["source_text"] == "Article"


def test_unknown_codes_stay_for_the_checks_to_see() -> None:
    found = read_as(GED, {"type_of_violence": "9", "where_prec": "8", "date_prec": "x"})
    assert found[["event_type", "location_precision", "date_precision"]].tolist() == ["9", "8", "x"]


def test_codes_that_a_spreadsheet_wrote_with_decimals_are_codes() -> None:
    cells = {"type_of_violence": "3.0", "where_prec": "6.0", "date_prec": "4.0"}
    found = read_as(GED, cells | {"side_a": "IS", "number_of_sources": "-1.0"})
    codes = ["event_type", "location_precision", "date_precision", "sources_count"]
    assert found[codes].tolist() == ["attack", "country", "month", ""]


def test_killed_zero_is_not_unknown() -> None:
    assert read_as(GED, {"best": "0"})[["killed_best", "killed_scope"]].tolist() == [
        "0",
        "all_sides",
    ]
    assert read_as(GED, {"best": ""})[["killed_best", "killed_scope"]].tolist() == ["", ""]


@pytest.mark.parametrize("columns", [list(ucdp.SIGNATURE), ["side_a"], []])
def test_columns_that_an_older_version_lacks_count_as_blank(columns: list[str]) -> None:
    frame = pd.DataFrame([["1"] * len(columns)], columns=columns, dtype="str")
    found = to_candidates(frame)
    assert found.columns.tolist() == list(CANDIDATE_COLUMNS)
    assert len(found) == 1


cell = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", "1", "5", "6", "-1", "IS", "Taleban", "Civilians", "2021-08-15", " 3.0 "]),
)


@settings(deadline=None, max_examples=40)
@given(rows=st.lists(st.lists(cell, min_size=23, max_size=23), max_size=5))
def test_whatever_stands_in_the_cells_each_row_becomes_one_candidate(rows: list[list[str]]) -> None:
    index = pd.Index(range(7, 7 + len(rows)), name="source_row")
    frame = pd.DataFrame(rows, columns=list(ucdp.WANTED), index=index, dtype="str")
    found = to_candidates(frame, is_candidate_release=True)
    assert found.columns.tolist() == list(CANDIDATE_COLUMNS)
    assert found.index.equals(index)
    assert not found.drop(columns="date").isna().any(axis=None)
