"""Each rule of the record files, one broken at a time."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from geodata.model import RecordError
from geodata.schema import INCIDENTS
from geodata.sources.curated import (
    INCIDENTS_FILE,
    REPORTED_COUNTS_FILE,
    SOURCES_FILE,
    STATEMENTS_FILE,
    file_failures,
)
from geodata.validate import failures, raise_failures, read_text

if TYPE_CHECKING:
    from pathlib import Path

VALID = {
    "incident_id": "20210815-KAB-1",
    "date": "2021-08-15",
    "date_precision": "day",
    "province_pcode": "AF01",
    "province": "Kabul",
    "district": "",
    "place": "Kabul city",
    "latitude": "34.5281",
    "longitude": "69.1723",
    "location_precision": "settlement",
    "group": "ISKP",
    "attribution": "claimed",
    "event_type": "attack",
    "attack_type": "ied",
    "target": "civilians",
    "opponent": "",
    "killed_low": "1",
    "killed_best": "2",
    "killed_high": "3",
    "injured_low": "",
    "injured_best": "",
    "injured_high": "",
    "killed_scope": "others",
    "attackers_killed": "",
    "summary": "An invented record.",
    "note": "",
}
NOBODY_KNOWN = {"killed_low": "", "killed_best": "", "killed_high": "", "killed_scope": ""}


def csv_text(rows: list[dict[str, str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def incident_file(folder: Path, *changes: dict[str, str]) -> Path:
    """Write a valid record in line 2, then one changed record a line."""
    rows = [VALID] + [
        VALID | {"incident_id": f"20210815-KAB-{number}"} | change
        for number, change in enumerate(changes, start=2)
    ]
    path = folder / "mine.csv"
    path.write_text(csv_text(rows), encoding="utf-8")
    return path


def test_a_valid_file_has_no_failures(tmp_path: Path) -> None:
    path = incident_file(
        tmp_path,
        NOBODY_KNOWN,
        {"date_precision": "month", "date": "2021-08-01"},
        {"location_precision": "province", "latitude": "", "longitude": ""},
        {"province_pcode": "AF30", "province": "Helmand"},
        {"province_pcode": "AF30", "province": "Hilmand"},
        {"killed_low": "0", "killed_best": "0", "killed_high": "0"},
    )
    assert file_failures(path).empty


@pytest.mark.parametrize(
    ("change", "column", "reason"),
    [
        ({"incident_id": "KAB-1"}, "incident_id", "must be date, province and number"),
        ({"incident_id": "20210815-KAB-1"}, "incident_id", "stands more than once"),
        ({"date": "15.08.2021"}, "date", "must be a date as 2021-08-15"),
        ({"date": "2021-8-15"}, "date", "must be a date as 2021-08-15"),
        ({"date": "2021-02-30"}, "date", "must be a date as 2021-08-15"),
        ({"date": "2021-08-15T00:00"}, "date", "must be a date as 2021-08-15"),
        ({"date": ""}, "date", "must be a date as 2021-08-15"),
        ({"date_precision": "month"}, "date", "must be its first day"),
        ({"date_precision": "year"}, "date_precision", "must be one of day, month"),
        ({"province_pcode": "AF35"}, "province_pcode", "must be one of AF01"),
        ({"province_pcode": "unknown"}, "province_pcode", "must be one of AF01"),
        ({"province_pcode": "AF15"}, "province", "not a name of the province with this p-code"),
        ({"province": "Kunar"}, "province", "not a name of the province with this p-code"),
        ({"latitude": "69.1723", "longitude": "69.1723"}, "latitude", "lies outside Afghanistan"),
        ({"longitude": "34.5281"}, "longitude", "lies outside Afghanistan"),
        ({"latitude": ""}, "latitude", "unless location_precision is province"),
        ({"location_precision": "province"}, "latitude", "unless location_precision is province"),
        ({"latitude": "34,5281"}, "latitude", "must be degrees"),
        ({"latitude": "nan"}, "latitude", "must be degrees"),
        ({"location_precision": "exact"}, "location_precision", "must be one of settlement"),
        ({"group": "IS-K"}, "group", "must be one of ISKP"),
        ({"group": "ISKP "}, "group", "must be one of ISKP"),
        ({"attribution": "Claimed"}, "attribution", "must be one of claimed"),
        ({"event_type": "raid"}, "event_type", "must be one of attack"),
        ({"attack_type": "bomb"}, "attack_type", "must be one of suicide_bombing"),
        ({"target": ""}, "target", "must be one of civilians"),
        ({"killed_best": "-2"}, "killed_best", "must be a whole number"),
        ({"killed_best": "2.0"}, "killed_best", "must be a whole number"),
        ({"killed_best": "2\n"}, "killed_best", "must be a whole number"),
        ({"killed_best": "NA"}, "killed_best", "must be a whole number"),
        ({"killed_best": "٢"}, "killed_best", "must be a whole number"),
        ({"attackers_killed": "1e3"}, "attackers_killed", "must be a whole number"),
        ({"killed_low": "3"}, "killed_best", "low ≤ best ≤ high"),
        ({"killed_high": "1"}, "killed_best", "low ≤ best ≤ high"),
        ({"killed_low": ""}, "killed_best", "given together or not at all"),
        ({"injured_best": "4"}, "injured_best", "given together or not at all"),
        ({"killed_scope": ""}, "killed_scope", "if and only if killed is known"),
        (NOBODY_KNOWN | {"killed_scope": "others"}, "killed_scope", "if and only if killed"),
        ({"killed_scope": "everyone"}, "killed_scope", "must be one of others, all_sides"),
        ({"summary": ""}, "summary", "must not be blank"),
    ],
)
def test_a_broken_rule_is_named_with_file_line_column_and_value(
    tmp_path: Path, change: dict[str, str], column: str, reason: str
) -> None:
    found = file_failures(incident_file(tmp_path, {}, change))
    matching = found[found["column"].eq(column) & found["reason"].str.contains(reason, regex=False)]
    assert len(matching) == 1
    failure = matching.iloc[0]
    assert failure["file"] == "mine.csv"
    assert failure["line"] == 4
    assert failure["value"] == (VALID | change)[column]


def test_no_column_may_be_missing_or_added(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    renamed = {("day" if name == "date" else name): value for name, value in VALID.items()}
    path.write_text(csv_text([renamed]), encoding="utf-8")
    found = file_failures(path)
    reasons = dict(zip(found["column"], found["reason"], strict=True))
    assert reasons["date"] == "is missing"
    assert reasons["day"] == "is not a column of this file"


def test_the_order_of_columns_is_free(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(csv_text([dict(reversed(VALID.items()))]), encoding="utf-8")
    assert file_failures(path).empty


def test_lines_are_counted_as_an_editor_does(tmp_path: Path) -> None:
    path = incident_file(tmp_path, {"note": "one\ntwo\nthree"}, {"date": "?"})
    text = path.read_text(encoding="utf-8")
    heading, rest = text.split("\n", 1)
    # An empty line after the heading and the two breaks in the note move the row to line 7.
    path.write_bytes(f"\ufeff{heading}\n\n{rest}".replace("\n", "\r\n").encode())
    found = file_failures(path)
    assert found["line"].tolist() == [7]
    assert path.read_text(encoding="utf-8").splitlines()[6].startswith("20210815-KAB-3,?")


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", "no heading"),
        (b"incident_id,date\n20210815-KAB-1\n", "line 2: has 1 fields where the heading has 2"),
        (b"incident_id,date\na,b\na,b,c\n", "line 3: has 3 fields where the heading has 2"),
        (b"date,date\n1,2\n", "'date' stands more than once in the heading"),
        ("incident_id\né\n".encode("latin-1"), "Save it as CSV in UTF-8"),
        (b'incident_id\n"open\n', "Save it as CSV in UTF-8"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, cause: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes(content)
    with pytest.raises(RecordError, match=r"mine\.csv") as caught:
        file_failures(path)
    assert cause in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"nowhere\.csv"):
        file_failures(tmp_path / "nowhere.csv")


def test_the_error_names_the_first_ten_and_counts_all(tmp_path: Path) -> None:
    path = incident_file(tmp_path, *[{"group": "IS-K"}] * 14)
    with pytest.raises(RecordError) as caught:
        raise_failures(failures(read_text(path), path.name, INCIDENTS))
    lines = str(caught.value).splitlines()
    assert len(lines) == 11
    assert lines[0].startswith("mine.csv, line 3, column group: 'IS-K' must be one of ISKP")
    assert lines[9].startswith("mine.csv, line 12, column group")
    assert "4 more" in lines[10]
    assert "14" in lines[10]


@pytest.mark.parametrize(
    ("kind", "row", "column"),
    [
        (
            SOURCES_FILE,
            {
                "incident_id": "20210815-KAB-1",
                "link": "maybe",
                "publisher": "A paper",
                "url": "https://example.org/a",
                "published": "",
            },
            "link",
        ),
        (
            SOURCES_FILE,
            {
                "incident_id": "20210815-KAB-1",
                "link": "yes",
                "publisher": "A paper",
                "url": "javascript:alert(1)",
                "published": "",
            },
            "url",
        ),
        (
            REPORTED_COUNTS_FILE,
            {
                "count_id": "A",
                "subject": "attacks",
                "group": "ISKP",
                "measure": "attacks",
                "value": "60",
                "period_start": "2021-01-01",
                "period_end": "2020-12-31",
                "provinces_named": "",
                "province_count": "",
                "reporter": "Someone",
                "publisher": "A paper",
                "url": "https://example.org/a",
                "published": "",
                "summary": "Invented",
            },
            "period_end",
        ),
        (
            STATEMENTS_FILE,
            {
                "statement_id": "S01",
                "made_on": "19 November 2021",
                "speaker": "Someone",
                "statement": "Invented",
                "group": "ISKP",
                "tests": "number of attacks",
                "period_start": "2021-08-15",
                "period_end": "2021-11-19",
                "expected": ">70",
                "origin": "Invented",
            },
            "made_on",
        ),
    ],
)
def test_the_other_files_have_rules_too(
    tmp_path: Path, kind: str, row: dict[str, str], column: str
) -> None:
    path = tmp_path / kind
    path.write_text(csv_text([row]), encoding="utf-8")
    found = file_failures(path, kind)
    assert found["column"].tolist() == [column]
    assert found["line"].tolist() == [2]


def test_the_files_are_told_apart(tmp_path: Path) -> None:
    path = incident_file(tmp_path)
    assert file_failures(path, INCIDENTS_FILE).empty
    assert not file_failures(path, SOURCES_FILE).empty
