"""Dates: missing, impossible, in the future, imprecise."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest

from tests.geodata.candidates import candidates, flags_of
from tests.geodata.checks.checking import TODAY, outcome

TOMORROW = (TODAY + timedelta(days=1)).isoformat()


@pytest.mark.parametrize("text", ["1970-01-01", "2024-02-29", TODAY.isoformat()])
def test_a_day_from_1970_to_today_is_accepted(text: str) -> None:
    records = outcome(candidates({"date_text": text})).records
    assert records["date"].dt.strftime("%Y-%m-%d").tolist() == [text]
    assert flags_of(records) == [""]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "date_missing"),
        ("  ", "date_missing"),
        ("2023-02-30", "date_impossible"),
        ("soon", "date_impossible"),
        ("1969-12-31", "date_impossible"),
        ("0001-01-01", "date_impossible"),
        (TOMORROW, "date_in_future"),
        ("9999-12-31", "date_in_future"),
    ],
)
def test_another_is_rejected(text: str, reason: str) -> None:
    rejected = outcome(candidates({"date_text": text})).rejected
    assert rejected[["reason", "column", "value"]].to_numpy().tolist() == [
        [reason, "date", text.strip()]
    ]


def test_a_date_without_a_text_of_its_own_is_quoted_by_its_day() -> None:
    rows = candidates({"date_text": TOMORROW}).assign(date_text="")
    assert outcome(rows).rejected["value"].tolist() == [TOMORROW]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_time_of_day_says_nothing_in_any_unit(unit: str) -> None:
    rows = candidates({})
    late = pd.to_datetime(["2021-10-08 23:59:59"]).astype(f"datetime64[{unit}]")
    records = outcome(rows.assign(date=late)).records
    assert records["date"].tolist() == [pd.Timestamp("2021-10-08")]


@pytest.mark.parametrize(
    ("precision", "flags"),
    [
        ("day", ""),
        ("", ""),
        ("week", "date_imprecise"),
        ("month", "date_imprecise"),
        ("year", "date_imprecise"),
    ],
)
def test_an_imprecise_date_is_flagged_and_never_moved(precision: str, flags: str) -> None:
    records = outcome(candidates({"date_precision": precision})).records
    assert records["date"].tolist() == [pd.Timestamp("2021-10-08")]
    assert flags_of(records) == [flags]
