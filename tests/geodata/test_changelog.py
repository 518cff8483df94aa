"""The log of changes: nothing that was in the records before or after is missing from it."""

from __future__ import annotations

import json
import shutil
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.changelog import CHANGE_KINDS, changes_between, load_changes, logged
from geodata.model import ChecksumError, RecordError
from geodata.sidecar import load_sidecar, write_sidecar
from geodata.sources.curated import BUILT_IN

if TYPE_CHECKING:
    from pathlib import Path

INCIDENTS, SOURCES = "incidents.csv", "incident_sources.csv"


def incidents(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["incident_id", "killed_best", "note"], dtype="str")


def sources(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["incident_id", "publisher", "url"], dtype="str")


def test_a_changed_field_is_one_line_with_both_values() -> None:
    old, new = (
        incidents(("A", "3", "x"), ("B", "1", "")),
        incidents(("A", "4", "x"), ("B", "1", "")),
    )
    changes = changes_between({INCIDENTS: old}, {INCIDENTS: new})
    assert changes.to_numpy().tolist() == [[INCIDENTS, "A", "killed_best", "3", "4", "changed"]]


def test_unknown_and_zero_are_not_the_same() -> None:
    changes = changes_between(
        {INCIDENTS: incidents(("A", "", ""))}, {INCIDENTS: incidents(("A", "0", ""))}
    )
    assert changes[["old", "new"]].to_numpy().tolist() == [["", "0"]]


def test_order_of_rows_and_columns_counts_for_nothing() -> None:
    old = incidents(("A", "3", "x"), ("B", "1", ""))
    assert changes_between({INCIDENTS: old}, {INCIDENTS: old.iloc[::-1, ::-1]}).empty


def test_added_and_withdrawn_records_are_kept_whole() -> None:
    old, new = incidents(("A", "3", "“x”, y")), incidents(("B", "", ""))
    changes = changes_between({INCIDENTS: old}, {INCIDENTS: new}).set_index("incident_id")
    assert changes["kind"].to_dict() == {"A": "withdrawn", "B": "added"}
    assert json.loads(changes.loc["A", "old"]) == {
        "incident_id": "A",
        "killed_best": "3",
        "note": "“x”, y",
    }
    assert changes.loc["A", "new"] == ""
    assert json.loads(changes.loc["B", "new"])["incident_id"] == "B"


def test_sources_are_told_apart_by_incident_and_address() -> None:
    old = sources(("A", "P", "u1"), ("A", "Q", "u2"), ("B", "P", "u1"))
    new = sources(("A", "P", "u1"), ("A", "R", "u2"), ("B", "P", "u3"))
    changes = changes_between({SOURCES: old}, {SOURCES: new})
    assert changes["field"].unique().tolist() == ["source"]
    assert changes[["incident_id", "kind"]].to_numpy().tolist() == [
        ["A", "changed"],
        ["B", "withdrawn"],
        ["B", "added"],
    ]
    assert json.loads(changes.loc[0, "old"])["publisher"] == "Q"
    assert json.loads(changes.loc[0, "new"])["publisher"] == "R"


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=4)
TABLES = st.dictionaries(st.sampled_from("ABCDEF"), st.tuples(CELLS, CELLS), max_size=6).map(
    lambda rows: incidents(*((name, *values) for name, values in rows.items()))
)


def replayed(table: pd.DataFrame, changes: pd.DataFrame, start: str, end: str) -> list[list[str]]:
    """Apply a log forwards or backwards, in plain Python."""
    rows = {row["incident_id"]: row for row in table.to_dict("records")}
    for change in changes.to_dict("records"):
        name = change["incident_id"]
        if change["field"]:
            assert rows[name][change["field"]] == change[start]
            rows[name][change["field"]] = change[end]
        elif change[end]:
            rows[name] = json.loads(change[end])
        else:
            assert rows.pop(name) == json.loads(change[start])
    return sorted([row["incident_id"], row["killed_best"], row["note"]] for row in rows.values())


@given(TABLES, TABLES)
def test_each_state_can_be_made_again_from_the_other_and_the_log(
    old: pd.DataFrame, new: pd.DataFrame
) -> None:
    changes = changes_between({INCIDENTS: old}, {INCIDENTS: new})
    assert replayed(old, changes, "old", "new") == sorted(new.to_numpy().tolist())
    assert replayed(new, changes, "new", "old") == sorted(old.to_numpy().tolist())


def test_withdrawn_records_and_their_sources_bear_their_own_reason() -> None:
    changes = changes_between(
        {INCIDENTS: incidents(("A", "", ""), ("B", "1", "")), SOURCES: sources(("A", "P", "u"))},
        {INCIDENTS: incidents(("B", "2", "")), SOURCES: sources()},
    )
    lines = logged(changes, date(2026, 12, 1), "Second look", {"A": "Never happened"})
    assert lines.columns.tolist() == [
        "date",
        "file",
        "incident_id",
        "field",
        "old",
        "new",
        "kind",
        "reason",
    ]
    assert lines["date"].unique().tolist() == ["2026-12-01"]
    assert lines.groupby("incident_id")["reason"].unique().str[0].to_dict() == {
        "A": "Never happened",
        "B": "Second look",
    }


def test_the_built_in_log_is_typed() -> None:
    changes = load_changes()
    assert str(changes["date"].dtype) == "datetime64[us]"
    assert set(changes["kind"].dropna()) <= set(CHANGE_KINDS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("changes.csv", "changes.csv.meta.json"):
        shutil.copy(BUILT_IN / name, tmp_path / name)
    return tmp_path


def write_log(folder: Path, *lines: str) -> None:
    path = folder / "changes.csv"
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    write_sidecar(path, load_sidecar(path))


def test_blank_is_missing(folder: Path) -> None:
    write_log(folder, "2026-12-01,incidents.csv,A,killed_best,,0,changed,")
    line = load_changes(folder).iloc[-1]
    assert line["date"] == pd.Timestamp(2026, 12, 1)
    assert line["old"] is pd.NA
    assert line["new"] == "0"
    assert line["reason"] is pd.NA


def test_an_unknown_kind_is_refused(folder: Path) -> None:
    write_log(folder, "2026-12-01,incidents.csv,A,killed_best,,0,vanished,")
    with pytest.raises(RecordError, match="'vanished' must be one of added, changed, withdrawn"):
        load_changes(folder)


def test_a_log_that_was_tampered_with_is_refused(folder: Path) -> None:
    with (folder / "changes.csv").open("a", encoding="utf-8") as file:
        file.write("2026-12-01,incidents.csv,A,killed_best,,0,changed,\n")
    with pytest.raises(ChecksumError, match=r"changes\.csv is not the file"):
        load_changes(folder)


def test_a_folder_without_a_log_has_no_changes(tmp_path: Path) -> None:
    changes = load_changes(tmp_path)
    assert changes.empty
    assert changes.columns.tolist() == load_changes().columns.tolist()
