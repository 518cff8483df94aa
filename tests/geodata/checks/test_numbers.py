"""Figures: what is read, what isn't, and estimates in order without one made up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.checks.numbers import MOST_INJURED, MOST_KILLED, UNKNOWN, ordered, whole_numbers
from geodata.schema import COUNT_COLUMNS
from tests.geodata.candidates import candidates, flags_of
from tests.geodata.checks.checking import outcome

NARROW_SPACE = "\u202f"


def read(*texts: str) -> list[int | None]:
    """Return the numbers read, ``None`` where a text is invalid."""
    table = whole_numbers(pa.array(texts, pa.large_string()))
    return [
        None if invalid else int(value)
        for value, invalid in zip(table["value"], table["is_invalid"], strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("3", 3),
        ("007", 7),
        (" 12 ", 12),
        ("3.0", 3),
        ("3.", 3),
        ("1,234", 1234),
        ("1,234.00", 1234),
        ("1 234", 1234),
        (f"1{NARROW_SPACE}234", 1234),
        ("1’234", 1234),
        ("12,345,678", 12345678),
        ("\u06f1\u06f2", 12),
        ("\u0661\u0662", 12),
        ("\u06f1\u066c\u06f2\u06f3\u06f4", 1234),
        ("\u200e7", 7),
    ],
)
def test_whole_numbers_are_read_however_they_are_written(text: str, number: int) -> None:
    assert read(text) == [number]


@pytest.mark.parametrize("text", ["", "  ", "NA", "n/a", "NaN", "NULL", "unknown", "-", "–", "?"])
def test_blank_and_words_for_it_are_unknown_never_zero(text: str) -> None:
    assert read(text) == [UNKNOWN]


@pytest.mark.parametrize(
    "text",
    [
        "-1",
        "3.5",
        "1.234",
        "1,5",
        "1,23",
        "12,34,567",
        "1,234,56",
        "1e3",
        "+3",
        "three",
        "3-5",
        "~3",
        ">10",
        "3 killed",
        "½",
        "²",
        "3\n4",
        "inf",
        ",123",
        "1 2",
    ],
)
def test_what_is_no_whole_number_is_never_guessed(text: str) -> None:
    assert read(text) == [None]


@settings(deadline=None)
@given(st.integers(0, 10**6))
def test_every_way_of_writing_a_number_reads_as_the_same(number: int) -> None:
    persian = str(number).translate({ord("0") + digit: 0x06F0 + digit for digit in range(10)})
    ways = [str(number), f"{number:,}", f"{number}.0", f"{number:,}".replace(",", " "), persian]
    assert read(*ways) == [number] * len(ways)


UNKNOWN_OR_FEW = st.one_of(st.just(UNKNOWN), st.integers(0, 6))


@settings(deadline=None)
@given(st.lists(st.tuples(UNKNOWN_OR_FEW, UNKNOWN_OR_FEW, UNKNOWN_OR_FEW), min_size=1))
def test_estimates_are_whole_in_order_and_hold_what_was_given(
    triples: list[tuple[int, int, int]],
) -> None:
    columns = ordered(*(np.array(column) for column in zip(*triples, strict=True)))
    for given_triple, whole in zip(triples, zip(*columns, strict=True), strict=True):
        low, best, high = map(int, whole)
        known = [figure for figure in given_triple if figure != UNKNOWN]
        if given_triple[1] != UNKNOWN:
            assert (low, best, high) == (min(known), given_triple[1], max(known))
        elif len(known) == 2 and known[0] == known[1]:
            assert (low, best, high) == (known[0],) * 3
        else:
            assert (low, best, high) == (UNKNOWN,) * 3


@pytest.mark.parametrize(
    ("given_texts", "expected", "flag"),
    [
        (("46", "50", "72"), (46, 50, 72), ""),
        (("", "50", ""), (50, 50, 50), ""),
        (("46", "50", ""), (46, 50, 50), ""),
        (("", "50", "72"), (50, 50, 72), ""),
        (("72", "50", "46"), (46, 50, 72), "estimates_reordered"),
        (("50", "46", "72"), (46, 46, 72), "estimates_reordered"),
        (("", "50", "46"), (46, 50, 50), "estimates_reordered"),
        (("60", "50", ""), (50, 50, 60), "estimates_reordered"),
        (("46", "", "72"), (None, None, None), "estimates_incomplete"),
        (("46", "", ""), (None, None, None), "estimates_incomplete"),
        (("", "", "72"), (None, None, None), "estimates_incomplete"),
        (("50", "", "50"), (50, 50, 50), ""),
        (("", "", ""), (None, None, None), ""),
        (("0", "0", "0"), (0, 0, 0), ""),
    ],
)
@pytest.mark.parametrize("kind", ["killed", "injured"])
def test_estimates_of_a_row(
    kind: str, given_texts: tuple[str, str, str], expected: tuple[int | None, ...], flag: str
) -> None:
    names = [f"{kind}_{estimate}" for estimate in ("low", "best", "high")]
    records = outcome(candidates(dict(zip(names, given_texts, strict=True)))).records
    figures = [records[name].iloc[0] for name in names]
    assert tuple(None if pd.isna(figure) else int(figure) for figure in figures) == expected
    assert flags_of(records) == [flag]


def test_bounds_without_a_best_figure_are_kept_in_words() -> None:
    row = {
        "killed_low": "3",
        "killed_best": "",
        "killed_high": "7",
        "injured_high": "9",
        "note": "Own note.",
    }
    records = outcome(candidates(row)).records
    assert records["note"].iloc[0] == (
        "The source has no best figure of killed; low: 3, high: 7. "
        "The source has no best figure of injured; low: not given, high: 9. Own note."
    )


@pytest.mark.parametrize("column", COUNT_COLUMNS)
@pytest.mark.parametrize("text", ["-1", "3.5", "many"])
def test_an_invalid_figure_rejects_the_row(column: str, text: str) -> None:
    rejected = outcome(candidates({column: text})).rejected
    assert rejected[["reason", "column", "value"]].to_numpy().tolist() == [
        ["number_invalid", column, text]
    ]


@pytest.mark.parametrize(
    ("column", "most"),
    [
        ("killed_high", MOST_KILLED),
        ("attackers_killed", MOST_KILLED),
        ("injured_best", MOST_INJURED),
    ],
)
def test_an_absurd_figure_rejects_the_row_and_the_largest_possible_does_not(
    column: str, most: int
) -> None:
    checked = outcome(candidates({column: str(most)}, {column: str(most + 1)}, {column: "9" * 40}))
    assert checked.records[column].tolist() == [most]
    assert checked.rejected["reason"].to_dict() == {2: "number_absurd", 3: "number_absurd"}


@pytest.mark.parametrize("text", ["-1", "many", "1.5", "9999999"])
def test_a_number_of_sources_that_is_none_is_left_out(text: str) -> None:
    records = outcome(candidates({"sources_count": text})).records
    assert records["sources_count"].isna().all()
    assert flags_of(records) == ["sources_count_invalid"]


def test_other_digits_are_flagged() -> None:
    records = outcome(
        candidates({"killed_best": "\u06f5\u06f0"}, {"attackers_killed": "\u0661"})
    ).records
    assert records["killed_best"].tolist() == [50, 50]
    assert flags_of(records) == ["digits_converted", "digits_converted"]


def test_a_scope_without_a_figure_says_nothing() -> None:
    unknown = {"killed_low": "", "killed_best": "", "killed_high": ""}
    records = outcome(candidates({}, unknown)).records
    assert records["killed_scope"].fillna("").tolist() == ["others", ""]
