"""Identifiers that recur and events that are told twice, over batches and files."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import duplicates
from geodata.duplicates import DuplicateIndex, HashSet
from tests.geodata.candidates import candidates, flags_of, in_parts, numbered
from tests.geodata.checks.checking import outcome

NEAR = ["", "near_duplicate"]


def records(*rows: dict[str, str], first_row: int = 1) -> pd.DataFrame:
    """Return records with an identifier of their own each, unless one is told."""
    return outcome(numbered(*rows, first_row=first_row)).records


def split_in_parts(rows: pd.DataFrame, cuts: list[int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    index = DuplicateIndex()
    parts = [index.split(part) for part in in_parts(rows, cuts)]
    return pd.concat([kept for kept, _ in parts]), pd.concat([out for _, out in parts])


def test_the_first_row_of_an_identifier_is_kept() -> None:
    rows = outcome(candidates({"incident_id": "a"}, {"incident_id": "b"}, {"incident_id": "a"}))
    kept, rejected = DuplicateIndex().split(rows.records)
    assert kept["incident_id"].to_dict() == {1: "a", 2: "b"}
    assert rejected[["incident_id", "reason", "column", "value"]].loc[3].tolist() == [
        *["a", "duplicate_id", "incident_id", "a"]
    ]


def test_an_identifier_is_remembered_over_batches_and_files() -> None:
    index = DuplicateIndex()
    index.split(records({"incident_id": "a"}))
    _, in_second_batch = index.split(records({"incident_id": "a"}))
    index.start_file()
    _, in_second_file = index.split(records({"incident_id": "a"}))
    assert in_second_batch["reason"].tolist() == ["duplicate_id"]
    assert in_second_file["reason"].tolist() == ["duplicate_id"]


def test_an_older_release_is_superseded_but_its_own_duplicates_are_duplicates() -> None:
    index = DuplicateIndex()
    index.start_file()
    index.split(records({"incident_id": "a"}, {"incident_id": "b"}))
    index.start_file(is_older_release=True)
    kept, rejected = index.split(
        records({"incident_id": "a"}, {"incident_id": "c"}, {"incident_id": "c"})
    )
    assert kept["incident_id"].tolist() == ["c"]
    assert rejected["reason"].to_dict() == {1: "superseded", 3: "duplicate_id"}
    # A third file, older still, is superseded by both.
    index.start_file(is_older_release=True)
    _, rejected = index.split(records({"incident_id": "b"}, {"incident_id": "c"}))
    assert rejected["reason"].tolist() == ["superseded", "superseded"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {}),
        ({}, {"place": "KUNDUZ TOWN"}),
        ({}, {"district": "Elsewhere", "latitude": "36.8", "killed_best": "51"}),
        ({"place": ""}, {"place": ""}),
        ({"place": "", "district": ""}, {"place": "", "district": "", "latitude": "36.7279"}),
        ({}, {"province": "", "province_pcode": "AF19"}),
        ({"date_precision": ""}, {}),
    ],
)
def test_the_same_day_place_and_group_is_flagged_on_the_later_row(
    first: dict[str, str], second: dict[str, str]
) -> None:
    kept, rejected = DuplicateIndex().split(records(first, second))
    assert flags_of(kept) == NEAR
    assert rejected.empty


@pytest.mark.parametrize(
    "second",
    [
        {"date_text": "2021-10-09"},
        {"group": "TALIBAN"},
        {"place": "Imam Sahib"},
        {"province": "Takhar", "latitude": "", "longitude": ""},
        {"province": "", "latitude": "", "longitude": ""},
    ],
)
def test_another_day_place_province_or_group_is_another_event(second: dict[str, str]) -> None:
    kept, _ = DuplicateIndex().split(records({}, second))
    assert "near_duplicate" not in ";".join(flags_of(kept))


@pytest.mark.parametrize(
    "row",
    [
        {"date_precision": "month"},
        {"date_precision": "year"},
        # Known to the province only.
        {"place": "", "district": "", "latitude": "", "longitude": ""},
    ],
)
def test_rows_that_know_no_day_or_no_place_are_alike_for_no_reason(row: dict[str, str]) -> None:
    kept, _ = DuplicateIndex().split(records(row, row))
    assert "near_duplicate" not in ";".join(flags_of(kept))


def test_a_rejected_duplicate_makes_no_near_duplicate() -> None:
    index = DuplicateIndex()
    index.split(records({"incident_id": "a", "place": "Here"}))
    index.split(records({"incident_id": "a", "place": "There"}))
    kept, _ = index.split(records({"incident_id": "b", "place": "There"}))
    assert flags_of(kept) == [""]


def test_a_near_duplicate_keeps_its_other_flags() -> None:
    flagged = {"date_text": "2021-10-08", "flags": "provisional"}
    kept, _ = DuplicateIndex().split(records({}, flagged))
    assert flags_of(kept) == ["", "near_duplicate;provisional"]


def test_no_rows_are_no_rows() -> None:
    kept, rejected = DuplicateIndex().split(records({}).iloc[:0])
    assert (len(kept), len(rejected)) == (0, 0)


PLAIN = records({})


def repeated(identifiers: list[str], places: list[str]) -> pd.DataFrame:
    """Return plain records under other identifiers, in other places; quicker than checking."""
    many = pd.concat([PLAIN] * len(identifiers)) if identifiers else PLAIN.iloc[:0]
    index = pd.RangeIndex(1, len(identifiers) + 1, name="source_row")
    own = {"incident_id": identifiers, "place": places, "source_row": range(1, len(index) + 1)}
    texts = {name: pd.Series(values, index=index) for name, values in own.items()}
    return many.set_index(index).assign(**texts).astype({"incident_id": "str", "place": "str"})


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("XYZ")), max_size=12),
    st.lists(st.integers(0, 12), max_size=3),
)
def test_batches_may_be_cut_anywhere(pairs: list[tuple[str, str]], cuts: list[int]) -> None:
    rows = repeated([name for name, _ in pairs], [place for _, place in pairs])
    kept, rejected = split_in_parts(rows, cuts)
    # The same by going through the rows one by one.
    names: set[str] = set()
    places: set[str] = set()
    first, again, near = [], [], []
    for number, (name, place) in enumerate(pairs, start=1):
        if name in names:
            again.append(number)
            continue
        first.append(number)
        near.append(NEAR[place in places])
        names.add(name)
        places.add(place)
    assert kept.index.tolist() == first
    assert rejected.index.tolist() == again
    assert flags_of(kept) == near


@settings(deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 9))),
    st.lists(st.integers(0, 9)),
    st.integers(2, 20),
)
def test_a_hash_set_is_a_set(batches: list[list[int]], asked: list[int], longest: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duplicates, "_LONGEST_RUN", longest)
        hashes = HashSet()
        for batch in batches:
            hashes.add(np.array(batch, dtype=np.uint64))
    known = {number for batch in batches for number in batch}
    questions = [*asked, *known]
    answers = hashes.contains(np.array(questions, dtype=np.uint64))
    assert answers.tolist() == [number in known for number in questions]


def test_a_hash_set_that_is_absorbed_is_empty() -> None:
    one, two = HashSet(), HashSet()
    one.add(np.array([1, 2], dtype=np.uint64))
    two.add(np.array([3], dtype=np.uint64))
    one.absorb(two)
    asked = np.array([3, 1, 4, 2], dtype=np.uint64)
    assert one.contains(asked).tolist() == [True, True, False, True]
    assert not two.contains(asked).any()


def test_a_hash_takes_little_more_than_its_eight_bytes() -> None:
    batches = np.random.default_rng(0).integers(0, 2**64, (20, 50_000), dtype=np.uint64)
    hashes = HashSet()
    tracemalloc.start()
    try:
        for batch in batches:
            hashes.add(batch)
        kept, at_most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert hashes.contains(batches[:, 0]).all()
    assert kept < 1.05 * batches.nbytes
    assert at_most < 2.6 * batches.nbytes
