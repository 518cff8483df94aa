"""Statements and counts in words."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from geodata.analysis.claims import Amount, Claim, Part, Quantity, Reason, Threshold
from geodata.analysis.findings import Finding
from geodata.analysis.reported import with_coverage
from geodata.model import Filters
from geodata.quality import recorded_in_periods
from geodata.query import records as query_records
from geodata.sources.curated import load_reported_counts, load_statements
from geodata.views.counts import Counted, counted_view
from geodata.views.statement_text import (
    REASONS,
    part_notes,
    reason_text,
    share_text,
)
from geodata.views.statements import StatementCard, cards_title, own_card, statement_card

SPAN = date(2014, 1, 17), date(2025, 12, 16)


@pytest.fixture(scope="module")
def records() -> pd.DataFrame:
    return query_records(Filters())


@pytest.fixture(scope="module")
def reported() -> pd.DataFrame:
    counts = load_reported_counts()
    return with_coverage(counts, recorded_in_periods(counts))


@pytest.fixture(scope="module")
def cards(records: pd.DataFrame, reported: pd.DataFrame) -> dict[str, StatementCard]:
    return {
        str(key): statement_card(str(key), row, records, reported)
        for key, row in load_statements().iterrows()
    }


def test_the_title_counts_the_verdicts(cards: dict[str, StatementCard]) -> None:
    assert cards_title(list(cards.values())) == (
        "9 statements: 1 supported, 1 contradicted and 7 not decided by the cited records"
    )


def test_each_statement_is_told_with_who_said_it_and_what_it_was_tested_for(
    cards: dict[str, StatementCard],
) -> None:
    card = cards["S09"]
    assert card.statement == "IS-K is not a threat and will soon be eradicated"
    assert card.speaker == "Taliban spokesman (as quoted in the article), 19 Nov 2021"
    assert card.about == "IS-K, 20 Nov 2021 to 19 Nov 2022"
    assert [row.attacks for row in card.spans] == ["6", "12", "13", "6"]
    assert "5 whose group is given as fact are on record in the last span" in card.reason


def test_a_rise_that_rests_on_doubtful_records_decides_nothing(
    cards: dict[str, StatementCard],
) -> None:
    # Worked out from the record file with pandas and scipy: 8 then 19 attacks; of those claimed
    # or attributed 7 then 10, in 48 and 49 days.
    reason = cards["S08"].reason
    assert "19 attacks on record in the second half" in reason
    assert "chance alone makes such a rise in 3 % of cases" in reason
    assert "it is 10 against 7, which chance alone makes in 33 % of cases" in reason
    assert cards["S08"].verdict == "not_decided"


def test_a_number_is_shown_beside_what_was_said(cards: dict[str, StatementCard]) -> None:
    killed, injured = cards["S06"].held
    assert (killed.value, killed.said) == ("46 (43–100)", "more than 70")
    assert (injured.value, injured.said) == ("143 (90–143)", "more than 140")
    (share,) = cards["S05"].held
    assert (share.value, share.said) == ("4 of 27 (15 %)", "more than 50 %")


def test_counts_of_periods_that_lie_apart_are_added_up(cards: dict[str, StatementCard]) -> None:
    # 13 + 38 + 48, from the table of counts.
    assert cards["S03"].added == (
        "Added up, UN Special Representative Deborah Lyons counted 99 attacks in 3 separate "
        "periods between 16 Aug 2021 and 31 Oct 2021."
    )
    assert [count.value for count in cards["S03"].counted if count.is_inside] == [
        "13 attacks",
        "38 attacks",
        "48 attacks",
    ]


def test_a_count_of_months_is_not_set_beside_one_day(cards: dict[str, StatementCard]) -> None:
    assert cards["S06"].counted == cards["S07"].counted == ()


def test_counts_of_attacks_are_not_passed_off_as_counts_of_tolls(
    cards: dict[str, StatementCard],
) -> None:
    assert not cards["S04"].is_counted_alike
    assert cards["S03"].is_counted_alike


def test_every_statement_lists_the_records_that_were_looked_at(
    cards: dict[str, StatementCard], records: pd.DataFrame
) -> None:
    for card in cards.values():
        days = records.loc[list(card.incidents), "date"]
        assert len(card.incidents) > 0
        assert days.is_monotonic_decreasing


def test_every_reason_has_its_words() -> None:
    known = set(Reason.__args__)  # type: ignore[attr-defined]
    of_their_own = {
        "share_of_sample",
        "share_of_all",
        "went_on",
        "rose",
        "rise_in_doubt",
        "no_clear_rise",
    }
    assert set(REASONS) == known - of_their_own


def count(**changes: object) -> Counted:
    row: dict[object, object] = {
        "value": 40,
        "province_count": pd.NA,
        "coverage": 25.0,
        "recorded_attacks": 10,
        "recorded_provinces": 3,
        "period_start": pd.Timestamp("2021-09-01"),
        "period_end": pd.Timestamp("2021-09-30"),
        "reporter": "A reporter",
        "summary": "Attacks in September",
        "publisher": "A paper",
        "published": pd.NaT,
        "url": "https://example.org/a",
    }
    return counted_view(row | changes)  # type: ignore[arg-type]


def test_only_an_https_address_becomes_a_link() -> None:
    assert count().url == "https://example.org/a"
    assert count(url="http://example.org/a").url == ""
    assert count(url="javascript:alert(1)").url == ""


def test_more_records_than_counted_are_no_coverage() -> None:
    shown = count(recorded_attacks=88, coverage=pd.NA)
    assert shown.coverage_percent is None
    assert shown.recorded == "88, more than counted: this count is of something narrower"
    assert count().recorded == "10 (25 %)"


def test_a_count_of_presence_is_one_of_provinces() -> None:
    shown = count(value=pd.NA, province_count=34, coverage=pd.NA, recorded_provinces=8)
    assert (shown.value, shown.recorded) == ("34 provinces", "8 provinces")


def test_a_small_share_is_not_rounded_to_none() -> None:
    assert [share_text(share) for share in (0, 0.4, 0.5, 99.6, 100)] == [
        "0 %",
        "under 1 %",
        "under 1 %",
        "over 99 %",
        "100 %",
    ]


def test_what_is_beyond_doubt_is_said_only_where_it_differs() -> None:
    said = Threshold("at_least", 5)
    same = Part("attacks", said, Amount(9, 9, 9), Amount(9, 9, 9), "supported", "enough")
    fewer = Part("attacks", said, Amount(9, 9, 9), Amount(4, 4, 4), "not_decided", "doubtful")
    tolls = Part(
        "killed", said, Amount(9, 9, 9, 2), Amount(None, None, None), "not_decided", "doubtful"
    )
    assert part_notes(same) == []
    assert part_notes(fewer) == ["beyond doubt: 4"]
    assert part_notes(tolls) == ["beyond doubt: none", "2 attacks give no number of killed"]


def test_parts_that_differ_are_told_one_by_one(cards: dict[str, StatementCard]) -> None:
    reason = cards["S07"].reason
    assert reason.startswith("Killed in attacks: the cited records alone reach")
    assert "Injured in attacks: the sources differ" in reason


def test_without_a_record_the_reason_is_that() -> None:
    nothing = Finding("not_decided", "fewer_in_sample", pd.DataFrame())
    assert reason_text(nothing).startswith("No cited record in the period.")
    unknown = Finding("not_decided", "no_such_test", pd.DataFrame())
    assert reason_text(unknown) == "The atlas knows no test for what this statement says."


@pytest.mark.parametrize("quantity", ["provinces", "attacks", "killed", "injured"])
def test_a_statement_of_the_readers_own(
    quantity: Quantity, records: pd.DataFrame, reported: pd.DataFrame
) -> None:
    claim = Claim("ISKP", quantity, Threshold("at_least", 1), date(2021, 1, 1), date(2021, 12, 31))
    card = own_card(claim, records, reported, SPAN)
    assert card.verdict == "supported"
    assert card.statement.startswith("IS-K: at least 1 ")
    assert card.held[0].said == "at least 1"
    assert not any("reach from" in caution for caution in card.cautions)


def test_a_period_beyond_the_records_is_said_to_be_so(
    records: pd.DataFrame, reported: pd.DataFrame
) -> None:
    claim = Claim("HIG", "attacks", Threshold("at_most", 1), date(2030, 1, 1), date(2030, 1, 1))
    card = own_card(claim, records, reported, SPAN)
    assert card.verdict == "not_decided"
    assert card.incidents == ()
    assert card.cautions == ("The records reach from 17 Jan 2014 to 16 Dec 2025.",)
