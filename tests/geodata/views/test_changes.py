"""The log of changes as a reader sees it."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd
import pytest

from geodata.changelog import load_changes
from geodata.views.changes import no_change_text, revisions

COLUMNS = ["date", "file", "incident_id", "field", "old", "new", "kind", "reason"]
WHOLE = json.dumps({"date": "2022-01-02", "province": "Kabul", "summary": "A bomb."})
SOURCE = json.dumps({"publisher": "Paper", "published": "", "url": "https://paper.example/1"})
LINES = [
    ("2026-11-25", "incidents.csv", "A", "killed_best", "3", "4", "changed", "A later toll"),
    ("2026-11-25", "incidents.csv", "A", "group", "ISKP", "UNIDENTIFIED", "changed", ""),
    ("2026-11-25", "incidents.csv", "A", "note", "", "Doubted", "changed", ""),
    ("2026-11-25", "incident_sources.csv", "A", "source", "", SOURCE, "added", ""),
    ("2026-11-27", "incidents.csv", "B", "", WHOLE, "", "withdrawn", "Twice in the records"),
    ("2026-11-27", "statements.csv", "S01", "expected", "34", "33", "changed", ""),
]


@pytest.fixture
def log() -> pd.DataFrame:
    text = pd.DataFrame(LINES, columns=COLUMNS, dtype="string").replace("", pd.NA)
    return text.assign(date=pd.to_datetime(text["date"]))


def test_revisions_come_newest_first_and_hold_every_line(log: pd.DataFrame) -> None:
    newest, oldest = revisions(log)
    assert newest.heading == "27 Nov 2026: 1 changed and 1 withdrawn"
    assert oldest.heading == "25 Nov 2026: 1 added and 3 changed"
    assert len(newest.lines) + len(oldest.lines) == len(LINES)


def test_values_are_written_as_a_reader_knows_them(log: pd.DataFrame) -> None:
    toll, group, note, source = revisions(log)[1].lines
    assert (toll.what, toll.field, toll.old, toll.new, toll.reason) == (
        "Incident, changed",
        "killed best",
        "3",
        "4",
        "A later toll",
    )
    assert (group.old, group.new) == ("IS-K", "Unidentified")
    assert (note.old, note.new) == ("blank", "Doubted")
    assert (source.what, source.field) == ("Source, added", "")
    assert (source.old, source.new) == ("", "Paper, https://paper.example/1")


def test_a_whole_record_is_told_in_a_line(log: pd.DataFrame) -> None:
    withdrawn, statement = revisions(log)[0].lines
    assert (withdrawn.old, withdrawn.new) == ("2022-01-02, Kabul, A bomb.", "")
    assert (withdrawn.is_incident, statement.is_incident) == (True, False)
    assert statement.what == "Statement, changed"


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (None, None, [27, 25]),
        (date(2026, 11, 25), date(2026, 11, 25), [25]),
        (date(2026, 11, 26), None, [27]),
        (None, date(2026, 11, 26), [25]),
        (date(2026, 11, 26), date(2026, 11, 26), []),
    ],
)
def test_both_days_are_included(
    log: pd.DataFrame, first: date | None, last: date | None, days: list[int]
) -> None:
    assert [revision.day.day for revision in revisions(log, first, last)] == days


def test_a_span_without_a_change_names_what_the_log_holds(log: pd.DataFrame) -> None:
    text = no_change_text(log, date(2026, 11, 28), None)
    assert text == (
        "No change since 28 Nov 2026. The log holds 6 changes, 25 Nov 2026 to 27 Nov 2026."
    )
    both = no_change_text(log.head(1), date(2026, 12, 1), date(2026, 12, 2))
    assert both == (
        "No change since 1 Dec 2026 and until 2 Dec 2026. The log holds 1 change, 25 Nov 2026."
    )


def test_the_log_of_the_built_in_records_can_be_read_as_it_is() -> None:
    log = load_changes()
    assert sum(len(revision.lines) for revision in revisions(log)) == len(log)


def test_an_empty_log_says_so() -> None:
    empty = pd.DataFrame(columns=COLUMNS).astype({"date": "datetime64[us]"})
    assert revisions(empty) == ()
    assert no_change_text(empty, None, None).startswith("The log of changes is empty")
