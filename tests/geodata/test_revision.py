"""A revision is checked against its schema, its sources, the map and the records it revises."""

from __future__ import annotations

import json
import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest

from geodata.model import ChecksumError
from geodata.revision import Review, RevisionError, check_revision
from geodata.sidecar import load_sidecar, write_sidecar
from geodata.sources.curated import BUILT_IN
from tests.geodata.revising import (
    FILES,
    add_incident,
    append,
    change,
    copied,
    remove,
    rows_of,
    withdraw,
    write_rows,
)

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 24)


@pytest.fixture
def revision(tmp_path: Path) -> Path:
    return copied(tmp_path / "revision")


def checked(folder: Path) -> Review:
    return check_revision(folder, TODAY)


def sentences(review: Review, severity: str) -> list[str]:
    return [line for line in str(review).splitlines() if line.startswith(f"{severity}: ")]


def the_error(folder: Path) -> str:
    review = checked(folder)
    assert not review.is_acceptable
    (sentence,) = sentences(review, "error")
    assert review.errors == 1
    return sentence


def the_warning(folder: Path) -> str:
    review = checked(folder)
    assert review.is_acceptable
    (sentence,) = sentences(review, "warning")
    assert review.warnings == 1
    return sentence


def test_the_records_as_they_are_have_no_findings(revision: Path) -> None:
    review = checked(revision)
    assert review.is_acceptable
    assert review.findings.empty
    assert review.changes.empty
    assert "0 errors, 0 warnings: the revision can be brought in." in str(review)


def test_a_new_incident_with_a_source_is_accepted(revision: Path) -> None:
    add_incident(revision, "20250303-KAB-1")
    review = checked(revision)
    assert review.findings.empty
    assert review.counts == {"added": 1, "changed": 0, "withdrawn": 0}
    assert review.changes["incident_id"].tolist() == ["20250303-KAB-1"] * 2
    assert "Incidents: 1 added, 0 changed, 0 withdrawn; 2 changes in all four files." in str(review)


def test_a_change_of_a_source_counts_as_one_of_its_incident(revision: Path) -> None:
    append(revision, "incident_sources.csv", "20140210-KAB-1", url="https://example.org/new")
    change(revision, "statements.csv", "S01", expected="33")
    review = checked(revision)
    assert review.findings.empty
    assert review.counts == {"added": 0, "changed": 1, "withdrawn": 0}
    assert review.changes["file"].tolist() == ["incident_sources.csv", "statements.csv"]


@pytest.mark.parametrize(
    ("file", "identifier", "values", "message"),
    [
        ("incidents.csv", "20140210-KAB-1", {"summary": "x" * 221}, "at most 220 characters"),
        ("incidents.csv", "20140210-KAB-1", {"killed_best": "1"}, "low ≤ best ≤ high"),
        ("incidents.csv", "20140210-KAB-1", {"group": "ISK"}, "'ISK' must be one of ISKP"),
        ("incidents.csv", "20140210-KAB-1", {"province": "Logar"}, "with this p-code"),
        ("incidents.csv", "20140210-KAB-1", {"date": "10.02.2014"}, "must be a date as"),
        ("statements.csv", "S01", {"period_end": "2020-01-01"}, "must not end before it starts"),
    ],
)
def test_the_schema_of_each_file_is_checked(
    revision: Path, file: str, identifier: str, values: dict[str, str], message: str
) -> None:
    change(revision, file, identifier, **values)
    errors = sentences(checked(revision), "error")
    assert any(error.startswith(f"error: {file}, line ") and message in error for error in errors)


def test_a_summary_of_220_characters_is_accepted(revision: Path) -> None:
    change(revision, "incidents.csv", "20140210-KAB-1", summary="x" * 220)
    assert checked(revision).findings.empty


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_named(revision: Path, file: str) -> None:
    (revision / file).unlink()
    assert the_error(revision) == (
        f"error: {file} is missing. Copy it from the records if nothing in it is revised."
    )


def test_a_file_that_is_no_table_is_named(revision: Path) -> None:
    (revision / "incidents.csv").write_bytes(b"incident_id,date\n\xff\xfe\n")
    assert "incidents.csv can't be read as a table" in the_error(revision)


def test_a_file_without_a_column_is_named(revision: Path) -> None:
    rows = [{k: v for k, v in row.items() if k != "note"} for row in rows_of(revision / FILES[0])]
    write_rows(revision / FILES[0], rows)
    assert the_error(revision) == "error: incidents.csv: column note is missing."


def test_an_incident_without_a_source_is_an_error(revision: Path) -> None:
    add_incident(revision, "20250303-KAB-1")
    remove(revision, "incident_sources.csv", "20250303-KAB-1")
    assert "line 892, column incident_id: '20250303-KAB-1' has no source" in the_error(revision)


def test_a_source_without_an_incident_is_an_error(revision: Path) -> None:
    append(revision, "incident_sources.csv", "20140210-KAB-1", incident_id="20250303-KAB-1")
    assert "line 1619, column incident_id: '20250303-KAB-1' is not in" in the_error(revision)


def test_a_source_that_stands_twice_is_an_error(revision: Path) -> None:
    append(revision, "incident_sources.csv", "20140210-KAB-1", publisher="Somebody else")
    assert "stands twice with 20140210-KAB-1" in the_error(revision)


def test_an_identifier_that_stands_twice_is_an_error(revision: Path) -> None:
    append(revision, "incidents.csv", "20140210-KAB-1", note="Again")
    assert "'20140210-KAB-1' stands more than once" in the_error(revision)


@pytest.mark.parametrize(
    ("file", "identifier"),
    [("incidents.csv", "20140210-KAB-1"), ("statements.csv", "S01")],
)
def test_a_record_that_is_gone_without_a_reason_is_an_error(
    revision: Path, file: str, identifier: str
) -> None:
    remove(revision, file, identifier)
    if file == "incidents.csv":
        remove(revision, "incident_sources.csv", identifier)
    assert f"{file} lacks {identifier}" in the_error(revision)
    withdraw(revision, {identifier: "Told of another city"})
    review = checked(revision)
    assert review.findings.empty
    assert review.withdrawn == {identifier: "Told of another city"}
    assert set(review.changes["kind"]) == {"withdrawn"}


def test_a_withdrawal_without_a_reason_is_an_error(revision: Path) -> None:
    remove(revision, "statements.csv", "S01")
    withdraw(revision, {"S01": ""})
    errors = sentences(checked(revision), "error")
    assert "error: withdrawn.csv, line 2, column reason: '' must not be blank." in errors


def test_a_withdrawal_of_what_is_still_there_or_never_was_is_an_error(revision: Path) -> None:
    withdraw(revision, {"20140210-KAB-1": "Doubtful", "20990101-KAB-1": "Doubtful"})
    assert sentences(checked(revision), "error") == [
        "error: withdrawn.csv names 20140210-KAB-1, which is still in the revision. Take out one.",
        "error: withdrawn.csv names 20990101-KAB-1, which is not among the records.",
    ]


def test_an_unreadable_list_of_withdrawals_is_an_error(revision: Path) -> None:
    (revision / "withdrawn.csv").write_text("incident_id,reason\nS01\n", encoding="utf-8")
    assert "withdrawn.csv, line 2: has 1 fields where the heading has 2" in the_error(revision)


@pytest.mark.parametrize("identifier", ["20250304-KAB-1", "20250303-HER-1"])
def test_a_new_identifier_must_fit_its_date_and_province(revision: Path, identifier: str) -> None:
    add_incident(revision, identifier)
    message = f"'{identifier}' must begin with date and province: 20250303-KAB-1"
    assert message in the_error(revision)


def test_a_known_identifier_outlives_a_correction_of_its_date(revision: Path) -> None:
    change(revision, "incidents.csv", "20140210-KAB-1", date="2014-02-12")
    assert "'20140210-KAB-1' has another date or province now" in the_warning(revision)


def test_a_known_identifier_that_never_fitted_is_left_alone(revision: Path) -> None:
    # The one record whose date was corrected before it came here.
    row = next(
        row for row in rows_of(revision / FILES[0]) if row["incident_id"] == "20160201-HEL-1"
    )
    assert row["date"] == "2016-02-20"
    change(revision, "incidents.csv", "20160201-HEL-1", note="Looked at again.")
    assert checked(revision).findings.empty


def test_an_identifier_that_was_withdrawn_is_a_warning(tmp_path: Path, revision: Path) -> None:
    current = shutil.copytree(BUILT_IN, tmp_path / "data" / "records")
    log = current / "changes.csv"
    with log.open("a", encoding="utf-8") as file:
        file.write('2026-12-01,incidents.csv,20250303-KAB-1,,"{}",,withdrawn,Never happened\n')
    write_sidecar(log, load_sidecar(log))
    add_incident(revision, "20250303-KAB-1")
    review = check_revision(revision, TODAY, current)
    (sentence,) = sentences(review, "warning")
    assert "'20250303-KAB-1' was withdrawn on 2026-12-01" in sentence
    assert review.is_acceptable


def test_a_point_in_another_province_is_an_error(revision: Path) -> None:
    # Herat city, 640 km west of Kabul.
    change(revision, "incidents.csv", "20140210-KAB-1", latitude="34.3482", longitude="62.1997")
    error = the_error(revision)
    assert "column latitude: '34.3482' and longitude '62.1997' lie " in error
    assert "km outside Kabul; correct the point or the province" in error


def test_a_point_just_outside_its_province_is_a_warning(revision: Path) -> None:
    # Torkham: the crossing lies 0.25 km outside the border as drawn.
    change(
        revision,
        "incidents.csv",
        "20140210-KAB-1",
        latitude="34.1266",
        longitude="71.0938",
        province="Nangarhar",
        province_pcode="AF06",
    )
    warnings = sentences(checked(revision), "warning")
    assert any("km outside Nangarhar, within the 5 km" in warning for warning in warnings)


def test_a_date_in_the_future_is_an_error(revision: Path) -> None:
    add_incident(revision, "20261125-KAB-1", date="2026-11-25")
    assert "'2026-11-25' lies after 2026-11-24" in the_error(revision)
    remove(revision, "incidents.csv", "20261125-KAB-1")
    remove(revision, "incident_sources.csv", "20261125-KAB-1")
    add_incident(revision, "20261124-KAB-1", date="2026-11-24")
    assert checked(revision).findings.empty


def test_a_new_incident_like_another_one_is_a_warning(revision: Path) -> None:
    add_incident(revision, "20140210-KAB-2", date="2014-02-10", group="HIG")
    warning = the_warning(revision)
    assert "'20140210-KAB-2' has the same day, province and group as 20140210-KAB-1;" in warning


def test_another_group_on_the_same_day_is_no_duplicate(revision: Path) -> None:
    add_incident(revision, "20140210-KAB-2", date="2014-02-10", group="TTP")
    assert checked(revision).findings.empty


def test_a_source_that_is_gone_is_a_warning(revision: Path) -> None:
    rows = rows_of(revision / "incident_sources.csv")
    gone = next(row for row in rows if row["incident_id"] == "20140117-KAB-1")
    write_rows(revision / "incident_sources.csv", [row for row in rows if row != gone])
    assert the_warning(revision) == (
        f"warning: incident_sources.csv no longer has a source of 20140117-KAB-1: {gone['url']}."
    )


def test_findings_are_told_as_json_too(revision: Path) -> None:
    change(revision, "incidents.csv", "20140210-KAB-1", date="2014-02-12")
    content = json.loads(checked(revision).to_json())
    assert content["acceptable"] is True
    assert content["errors"] == 0
    assert content["warnings"] == 1
    assert content["incidents"] == {"added": 0, "changed": 1, "withdrawn": 0}
    assert content["findings"][0]["severity"] == "warning"
    assert content["findings"][0]["line"] == 3
    assert content["changes"] == [
        {
            "file": "incidents.csv",
            "incident_id": "20140210-KAB-1",
            "field": "date",
            "old": "2014-02-10",
            "new": "2014-02-12",
            "kind": "changed",
        }
    ]


def test_errors_come_before_warnings(revision: Path) -> None:
    change(revision, "incidents.csv", "20140210-KAB-1", date="2014-02-12")
    change(revision, "statements.csv", "S01", group="ISK")
    assert checked(revision).findings["severity"].tolist() == ["error", "warning"]


def test_a_spreadsheet_with_a_byte_order_mark_is_read(revision: Path) -> None:
    path = revision / "incidents.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert checked(revision).changes.empty
    assert checked(revision).findings.empty


def test_the_records_themselves_are_no_revision() -> None:
    with pytest.raises(RevisionError, match="copy the four files to another folder"):
        check_revision(BUILT_IN, TODAY)


def test_a_folder_that_is_missing_is_no_revision(tmp_path: Path) -> None:
    with pytest.raises(RevisionError, match="is no folder"):
        check_revision(tmp_path / "missing", TODAY)


def test_records_that_were_edited_in_place_cannot_be_compared_with(
    tmp_path: Path, revision: Path
) -> None:
    current = shutil.copytree(BUILT_IN, tmp_path / "records")
    change(current, "statements.csv", "S01", expected="33")
    with pytest.raises(ChecksumError, match=r"statements\.csv is not the file"):
        check_revision(revision, TODAY, current)
