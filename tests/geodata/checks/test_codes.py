"""Coded values and the country."""

from __future__ import annotations

import pytest

from geodata.checks.codes import CODED_COLUMNS
from tests.geodata.candidates import candidates
from tests.geodata.checks.checking import outcome

ALL_CODES = [(column, code) for column, codes in CODED_COLUMNS.items() for code in codes]


@pytest.mark.parametrize("column", CODED_COLUMNS)
def test_every_code_is_known_in_any_case(column: str) -> None:
    codes = list(CODED_COLUMNS[column])
    written = [*codes, *(f" {code.swapcase()} " for code in codes)]
    # A scope needs a figure, which the plain row has.
    records = outcome(candidates(*({column: text} for text in written))).records
    assert records[column].tolist() == [*codes, *codes]


@pytest.mark.parametrize("column", CODED_COLUMNS)
def test_another_code_rejects_the_row_and_says_what_would_be_right(column: str) -> None:
    rejected = outcome(candidates({column: "Nonsense"})).rejected
    assert rejected[["reason", "column", "value"]].to_numpy().tolist() == [
        ["code_unknown", column, "Nonsense"]
    ]
    assert list(CODED_COLUMNS[column])[-1] in rejected["sentence"].iloc[0]


@pytest.mark.parametrize("column", [name for name in CODED_COLUMNS if name != "group"])
def test_a_blank_code_is_unknown(column: str) -> None:
    records = outcome(candidates({column: " "})).records
    assert records[column].isna().tolist() == [True]


def test_a_blank_group_is_unidentified() -> None:
    assert outcome(candidates({"group": ""})).records["group"].tolist() == ["UNIDENTIFIED"]


@pytest.mark.parametrize(
    "country",
    [
        "",
        "Afghanistan",
        " AFGHANISTAN ",
        "Islamic Republic of Afghanistan",
        "AFG",
        "افغانستان",
        "NA",
    ],
)
def test_afghanistan_by_any_name_is_accepted(country: str) -> None:
    assert len(outcome(candidates({"country": country})).records) == 1


@pytest.mark.parametrize("country", ["Pakistan", "PAK", "Iran", "پاکستان", "!"])
def test_another_country_is_rejected(country: str) -> None:
    rejected = outcome(candidates({"country": country})).rejected
    assert rejected[["reason", "column", "value"]].to_numpy().tolist() == [
        ["outside_afghanistan", "country", country]
    ]
