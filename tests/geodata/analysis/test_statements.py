"""The nine statements: golden numbers by plain pandas, and the verdicts that follow from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from geodata.analysis.claims import Claim, Threshold
from geodata.analysis.findings import Statement
from geodata.analysis.statements import (
    TESTS,
    claim_finding,
    statement_finding,
    statement_of,
)
from geodata.model import Filters
from geodata.query import records as query_records
from geodata.sources.curated import BUILT_IN, load_reported_counts, load_statements

if TYPE_CHECKING:
    from geodata.analysis.findings import Finding

GOLDEN = Path(__file__).parents[2] / "golden" / "statements.csv"
AUTUMN = "2021-08-15", "2021-11-19"


@pytest.fixture(scope="module")
def raw() -> pd.DataFrame:
    """Read the record file with plain pandas, past all code under test."""
    return pd.read_csv(BUILT_IN / "incidents.csv", parse_dates=["date"])


@pytest.fixture(scope="module")
def records() -> pd.DataFrame:
    return query_records(Filters())


@pytest.fixture(scope="module")
def findings(records: pd.DataFrame) -> dict[str, Finding]:
    reported = load_reported_counts()
    return {
        str(name): statement_finding(statement_of(row), records, reported)
        for name, row in load_statements().iterrows()
    }


def chosen(raw: pd.DataFrame, first: str, last: str, *events: str) -> pd.DataFrame:
    rows = raw[raw["group"].eq("ISKP") & raw["date"].between(first, last)]
    return rows[rows["event_type"].isin(events)] if events else rows


def tolls(rows: pd.DataFrame, *kinds: str) -> tuple[int, ...]:
    return tuple(
        int(sum(rows[f"{kind}_{estimate}"].sum() for kind in kinds))
        for estimate in ("low", "best", "high")
    )


def thrice(number: int) -> tuple[int, int, int]:
    return number, number, number


def by_hand(raw: pd.DataFrame) -> dict[tuple[str, str], tuple[int, ...]]:
    """Derive every golden number with plain pandas, by what each statement says."""
    attacks = chosen(raw, *AUTUMN, "attack")
    kunduz = chosen(raw, "2021-10-08", "2021-10-08", "attack").query("province == 'Kunduz'")
    kabul = chosen(raw, "2021-11-17", "2021-11-17", "attack").query("province == 'Kabul'")
    operations = chosen(raw, *AUTUMN, "operation")
    months = attacks["date"].dt.month.value_counts()
    quarters = [
        ("2021-11-20", "2022-02-19"),
        ("2022-02-20", "2022-05-19"),
        ("2022-05-20", "2022-08-19"),
        ("2022-08-20", "2022-11-19"),
    ]
    return {
        ("S01", "provinces"): thrice(chosen(raw, *AUTUMN)["province"].nunique()),
        ("S02", "provinces"): thrice(chosen(raw, "2020-08-15", "2021-08-14")["province"].nunique()),
        ("S03", "attacks"): thrice(len(attacks)),
        ("S04", "killed_and_injured"): tolls(attacks, "killed", "injured"),
        ("S05", "shia_hazara"): thrice(int(attacks["target"].eq("shia_hazara").sum())),
        ("S06", "killed"): tolls(kunduz, "killed"),
        ("S06", "injured"): tolls(kunduz, "injured"),
        ("S07", "killed"): tolls(kabul, "killed"),
        ("S07", "injured"): tolls(kabul, "injured"),
        ("S08", "operations"): thrice(int(operations["opponent"].str.contains("Taliban").sum())),
        **{
            ("S08", f"attacks {number}"): thrice(int(months[month]))
            for number, month in enumerate((8, 9, 10, 11), start=1)
        },
        **{
            ("S09", f"attacks {number}"): thrice(len(chosen(raw, first, last, "attack")))
            for number, (first, last) in enumerate(quarters, start=1)
        },
    }


def found(finding: Finding) -> dict[str, tuple[int | None, ...]]:
    """Return every number of a finding under its golden name."""
    numbers: dict[str, tuple[int | None, ...]] = {
        part.quantity: (part.amount.low, part.amount.best, part.amount.high)
        for part in finding.parts
    }
    if finding.share:
        numbers["shia_hazara"] = thrice(finding.share.part)
    if finding.series is not None:
        for number, attacks in enumerate(finding.series["attacks"], start=1):
            numbers[f"attacks {number}"] = thrice(int(attacks))
    return numbers


def golden() -> pd.DataFrame:
    return pd.read_csv(GOLDEN)


def test_the_golden_numbers_are_those_of_plain_pandas(raw: pd.DataFrame) -> None:
    table = golden()
    numbers = {
        (row.statement_id, row.quantity): (row.low, row.best, row.high)
        for row in table.itertuples()
    }
    assert numbers == by_hand(raw)


@pytest.mark.parametrize("name", [f"S0{number}" for number in range(1, 10)])
def test_each_statement_finds_its_golden_numbers_and_verdict(
    name: str, findings: dict[str, Finding]
) -> None:
    expected = golden().query("statement_id == @name")
    finding = findings[name]
    assert {finding.verdict} == set(expected["verdict"])
    assert {finding.reason} == set(expected["reason"])
    assert found(finding) == {
        row.quantity: (row.low, row.best, row.high) for row in expected.itertuples()
    }


def test_every_statement_has_a_test_and_every_test_a_statement() -> None:
    assert set(load_statements()["tests"]) == set(TESTS)


def test_the_records_of_a_finding_are_those_it_counted(
    raw: pd.DataFrame, findings: dict[str, Finding]
) -> None:
    by_id = raw.set_index("incident_id")
    assert set(findings["S03"].records.index) == set(chosen(raw, *AUTUMN, "attack")["incident_id"])
    assert by_id.loc[findings["S06"].records.index, "summary"].str.contains("Kunduz").all()
    opponents = findings["S08"].records.query("event_type == 'operation'")["opponent"]
    assert opponents.str.contains("Taliban").all()


def statement(**changes: Any) -> Statement:  # noqa: ANN401 - fields of different types
    usual = Statement(
        "ISKP",
        "number of attacks",
        date(2021, 8, 15),
        date(2021, 11, 19),
        ">70",
        "More than 70 attacks",
    )
    return replace(usual, **changes)


@pytest.mark.parametrize(
    "changes", [{"test": "number of moons"}, {"expected": "many"}, {"expected": "falling to zero"}]
)
def test_a_test_or_a_number_that_is_not_known_is_said_to_be_so(
    changes: dict[str, str], records: pd.DataFrame
) -> None:
    finding = statement_finding(statement(**changes), records, load_reported_counts())
    assert (finding.verdict, finding.reason) == ("not_decided", "no_such_test")


@pytest.mark.parametrize("test", TESTS)
def test_a_period_without_a_record_decides_nothing(test: str, records: pd.DataFrame) -> None:
    expected = load_statements().set_index("tests").loc[test, "expected"]
    asked = statement(
        test=test, first=date(2030, 1, 1), last=date(2030, 3, 1), expected=str(expected)
    )
    finding = statement_finding(asked, records, load_reported_counts())
    assert finding.verdict == "not_decided"
    assert finding.records.empty


def made(**changes: list[Any]) -> pd.DataFrame:
    """Make four firm attacks, each with three killed (two to five)."""
    columns = {
        "incident_id": list("abcd"),
        "date": list(pd.to_datetime(["2021-09-01", "2021-09-10", "2021-09-20", "2021-09-30"])),
        "date_precision": ["day"] * 4,
        "group": ["ISKP"] * 4,
        "attribution": ["claimed"] * 4,
        "event_type": ["attack"] * 4,
        "province_pcode": ["AF01", "AF01", "AF06", "unknown"],
        "killed_low": [2] * 4,
        "killed_best": [3] * 4,
        "killed_high": [5] * 4,
        "injured_low": [pd.NA] * 4,
        "injured_best": [pd.NA] * 4,
        "injured_high": [pd.NA] * 4,
        "killed_scope": ["others"] * 4,
    }
    figures = [
        f"{kind}_{name}" for kind in ("killed", "injured") for name in ("low", "best", "high")
    ]
    frame = pd.DataFrame(columns | changes).set_index("incident_id")
    return frame.astype(dict.fromkeys(figures, "Int64"))


def claimed(quantity: Any, comparison: Any, number: int, table: pd.DataFrame) -> tuple[str, str]:  # noqa: ANN401 - literals
    claim = Claim(
        "ISKP", quantity, Threshold(comparison, number), date(2021, 9, 1), date(2021, 9, 30)
    )
    finding = claim_finding(claim, table)
    return finding.verdict, finding.reason


@pytest.mark.parametrize(
    ("quantity", "comparison", "number", "expected"),
    [
        ("attacks", "at_least", 4, ("supported", "enough")),
        ("attacks", "more_than", 4, ("not_decided", "fewer_in_sample")),
        ("attacks", "at_most", 4, ("not_decided", "within_in_sample")),
        ("attacks", "fewer_than", 4, ("contradicted", "too_many")),
        # A record whose province is unknown stands for no province.
        ("provinces", "at_least", 2, ("supported", "enough")),
        ("provinces", "at_least", 3, ("not_decided", "fewer_in_sample")),
        ("killed", "at_least", 8, ("supported", "enough")),
        ("killed", "at_least", 9, ("not_decided", "estimates_differ")),
        ("killed", "at_least", 21, ("not_decided", "fewer_in_sample")),
        ("killed", "fewer_than", 8, ("contradicted", "too_many")),
        ("killed", "fewer_than", 20, ("not_decided", "estimates_differ")),
        ("killed", "fewer_than", 21, ("not_decided", "within_in_sample")),
        # No figure at all is unknown, not zero.
        ("injured", "at_most", 0, ("not_decided", "unknown")),
        ("injured", "at_least", 1, ("not_decided", "unknown")),
    ],
)
def test_a_sample_supports_what_it_reaches_and_contradicts_what_it_passes(
    quantity: str, comparison: str, number: int, expected: tuple[str, str]
) -> None:
    assert claimed(quantity, comparison, number, made()) == expected


@pytest.mark.parametrize(
    "doubt",
    [
        {"attribution": ["claimed", "claimed", "claimed", "suspected"]},
        {"attribution": ["claimed", "claimed", "claimed", None]},
        {"date_precision": ["day", "day", "day", "week"]},
        {"date_precision": ["day", "day", "day", "year"]},
        {"date_precision": ["day", "day", "day", None]},
    ],
)
def test_no_verdict_rests_on_a_record_in_doubt(doubt: dict[str, list[Any]]) -> None:
    table = made(**doubt)
    assert claimed("attacks", "at_least", 4, table) == ("not_decided", "doubtful")
    assert claimed("attacks", "fewer_than", 4, table) == ("not_decided", "doubtful")
    assert claimed("attacks", "at_least", 3, table) == ("supported", "enough")


def test_the_dead_of_all_sides_bear_out_no_toll_of_others() -> None:
    table = made(killed_scope=["others", "others", "others", "all_sides"])
    assert claimed("killed", "at_least", 8, table) == ("not_decided", "doubtful")
    assert claimed("killed", "at_least", 6, table) == ("supported", "enough")


def test_a_month_that_reaches_out_of_the_period_is_in_doubt() -> None:
    table = made(date_precision=["month", "day", "day", "day"])
    three = Threshold("at_least", 3)
    claim = Claim("ISKP", "attacks", three, date(2021, 9, 1), date(2021, 9, 20))
    finding = claim_finding(claim, table)
    assert finding.parts[0].amount.best == 3
    assert (finding.verdict, finding.reason) == ("not_decided", "doubtful")


def test_a_month_that_lies_in_the_period_as_a_whole_is_no_doubt() -> None:
    table = made(date_precision=["month", "day", "day", "day"])
    assert claimed("attacks", "at_least", 4, table) == ("supported", "enough")


def test_an_attack_in_the_last_quarter_is_what_contradicts_an_end() -> None:
    asked = statement(
        test="attacks a quarter after the statement",
        first=date(2021, 9, 1),
        last=date(2022, 8, 31),
        expected="falling to zero",
    )
    early = statement_finding(asked, made(), load_reported_counts())
    assert (early.verdict, early.reason) == ("not_decided", "none_at_the_end")
    dates = list(pd.to_datetime(["2021-09-01", "2021-12-01", "2022-05-31", "2022-06-01"]))
    late = statement_finding(asked, made(date=dates), load_reported_counts())
    assert (late.verdict, late.reason) == ("contradicted", "went_on")
    assert late.series is not None
    assert late.series["attacks"].tolist() == [1, 1, 1, 1]
    doubtful = made(date=dates, attribution=["claimed", "claimed", "claimed", "suspected"])
    assert statement_finding(asked, doubtful, load_reported_counts()).verdict == "not_decided"


def test_operations_once_are_not_repeated_ones() -> None:
    asked = statement(
        test="operations against the group by month beside its attacks by month",
        first=date(2021, 9, 1),
        last=date(2021, 9, 30),
        expected="operations recorded; attacks not falling",
        text="The Taliban repeatedly carried out operations",
    )
    table = made(
        event_type=["operation", "operation", "attack", "attack"],
        opponent=["Taliban", "US forces", "", ""],
    )
    finding = statement_finding(asked, table, load_reported_counts())
    assert (finding.verdict, finding.reason) == ("not_decided", "fewer_in_sample")
    assert finding.parts[0].amount.best == 1
