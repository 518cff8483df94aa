"""A revision is brought in as a whole, or the records stay as they were, byte for byte."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from datetime import date
from pathlib import Path

import pytest

from geodata import curation
from geodata.curation import RevisionError, Update, load_changes, update_records
from geodata.sidecar import load_sidecar, verify
from geodata.sources.curated import BUILT_IN, load_incidents, load_sources, load_statements
from tests.geodata.revising import (
    FILES,
    add_incident,
    append,
    change,
    copied,
    remove,
    withdraw,
)

DAY = date(2026, 12, 1)


@pytest.fixture
def current(tmp_path: Path) -> Path:
    """Copy the built-in records with sidecars and log."""
    return shutil.copytree(BUILT_IN, tmp_path / "data" / "records")


@pytest.fixture
def revision(tmp_path: Path) -> Path:
    return copied(tmp_path / "revision")


def state(folder: Path) -> dict[str, bytes]:
    """Return all that lies in the folder around the records."""
    root = folder.parent
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def update(revision: Path, current: Path, reason: str = "") -> Update:
    return update_records(revision, DAY, reason=reason, current=current)


def revise(revision: Path) -> None:
    """Add one incident, change one, withdraw one, and add a source to a fourth."""
    add_incident(revision, "20260303-KAB-1", date="2026-03-03")
    change(revision, "incidents.csv", "20140117-KAB-1", killed_high="22", note="Now 22.")
    for file in FILES[:2]:
        remove(revision, file, "20140210-KAB-1")
    withdraw(revision, {"20140210-KAB-1": "Told twice"})
    append(revision, "incident_sources.csv", "20251216-FYB-1", url="https://example.org/more")


def test_a_revision_takes_the_place_of_the_records(revision: Path, current: Path) -> None:
    revise(revision)
    before, sources_before = load_incidents(current), len(load_sources(current))
    result = update(revision, current, "Second look")
    assert result.is_done
    assert result.is_accepted
    after = load_incidents(current)
    assert result.incidents == len(after) == 890
    assert set(after.index) - set(before.index) == {"20260303-KAB-1"}
    assert set(before.index) - set(after.index) == {"20140210-KAB-1"}
    assert after.loc["20140117-KAB-1", "killed_high"] == 22
    kept = after.index.intersection(before.index).drop(["20140117-KAB-1", "20251216-FYB-1"])
    assert after.loc[kept].equals(before.loc[kept])
    assert after.loc["20251216-FYB-1", "sources_count"] == (
        before.loc["20251216-FYB-1", "sources_count"] + 1
    )
    gone = before.loc["20140210-KAB-1", "sources_count"]
    assert len(load_sources(current)) == sources_before + 2 - gone


def test_every_change_is_in_the_log(revision: Path, current: Path) -> None:
    revise(revision)
    withdrawn = load_incidents(current).loc["20140210-KAB-1"]
    update(revision, current, "Second look")
    log = load_changes(current)
    assert log["date"].dt.date.unique().tolist() == [DAY]
    fields = log[log["incident_id"].eq("20140117-KAB-1")].set_index("field")
    assert fields.loc["killed_high", ["old", "new", "kind", "reason"]].tolist() == [
        "21",
        "22",
        "changed",
        "Second look",
    ]
    assert fields.loc["note", "new"] == "Now 22."
    assert len(fields) == 2
    whole = log[log["field"].isna()].set_index("incident_id")
    assert whole["kind"].to_dict() == {
        "20140210-KAB-1": "withdrawn",
        "20260303-KAB-1": "added",
    }
    lost = json.loads(whole.loc["20140210-KAB-1", "old"])
    assert lost["summary"] == withdrawn["summary"]
    assert whole.loc["20140210-KAB-1", "reason"] == "Told twice"
    sources = log[log["field"].eq("source")]
    assert sources["kind"].value_counts().to_dict() == {
        "withdrawn": withdrawn["sources_count"],
        "added": 2,
    }


def test_sidecars_describe_the_new_files(revision: Path, current: Path) -> None:
    revise(revision)
    update(revision, current)
    for file in ("incidents.csv", "incident_sources.csv", "changes.csv"):
        sidecar = verify(current / file)
        assert sidecar.accessed == "2026-12-01", file
        lines = (current / file).read_text(encoding="utf-8").splitlines()
        assert sidecar.counts["rows"] == len(lines) - 1, file
        assert sidecar.licence == load_sidecar(BUILT_IN / file).licence
    assert "2014 to 2026" in load_sidecar(current / "incidents.csv").title


def test_files_and_lines_without_a_change_stay_byte_for_byte(revision: Path, current: Path) -> None:
    before = state(current)
    change(revision, "incidents.csv", "20140117-KAB-1", killed_high="22")
    update(revision, current)
    after = state(current)
    differing = {name for name in after if after[name] != before[name]}
    assert differing == {
        "records/incidents.csv",
        "records/incidents.csv.meta.json",
        "records/changes.csv",
        "records/changes.csv.meta.json",
    }
    old, new = (files["records/incidents.csv"].split(b"\n") for files in (before, after))
    assert [
        number for number, pair in enumerate(zip(old, new, strict=True)) if len({*pair}) > 1
    ] == [1]
    assert set(before) == set(after)


def test_a_second_update_adds_to_the_log(revision: Path, current: Path) -> None:
    change(revision, "statements.csv", "S01", expected="33")
    update(revision, current, "First")
    change(revision, "statements.csv", "S01", expected="32")
    update(revision, current, "Second")
    log = load_changes(current)
    assert log[["old", "new", "reason"]].to_numpy().tolist() == [
        ["34", "33", "First"],
        ["33", "32", "Second"],
    ]
    assert load_statements(current).loc["S01", "expected"] == "32"


def test_the_same_revision_again_changes_nothing(revision: Path, current: Path) -> None:
    revise(revision)
    update(revision, current)
    before = state(current)
    result = update(revision, current)
    assert not result.is_done
    assert result.is_accepted
    assert "changes nothing" in str(result)
    assert state(current) == before


def test_a_refused_revision_leaves_everything_as_it_was(revision: Path, current: Path) -> None:
    revise(revision)
    change(revision, "incidents.csv", "20260303-KAB-1", summary="x" * 221)
    before = state(current)
    result = update(revision, current)
    assert not result.is_done
    assert not result.is_accepted
    assert str(result).endswith(
        "Refused; the records are as they were. Correct the errors and try again."
    )
    assert state(current) == before


@pytest.mark.parametrize("step", ["copytree", "_write_records", "_write_log", "load_statements"])
@pytest.mark.parametrize("number", [28, 5])
def test_a_failure_while_writing_leaves_everything_as_it_was(
    revision: Path, current: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int
) -> None:
    revise(revision)
    before = state(current)

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(shutil if step == "copytree" else curation, step, fail)
    with pytest.raises(RevisionError, match=rf"{os.strerror(number)}.*Nothing was changed"):
        update(revision, current)
    assert state(current) == before


@pytest.mark.parametrize("failing", [1, 2])
def test_a_failure_while_replacing_leaves_everything_as_it_was(
    revision: Path, current: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    revise(revision)
    before = state(current)
    calls = 0
    rename = Path.rename

    def fail_once(path: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        if calls == failing:
            raise OSError(5, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail_once)
    with pytest.raises(RevisionError, match="Nothing was changed"):
        update(revision, current)
    assert state(current) == before


KILLED = """
    import os, signal, sys
    from datetime import date
    from pathlib import Path
    from geodata.curation import update_records

    rename, calls = Path.rename, 0

    def killed(path, target):
        global calls
        calls += 1
        if calls == {failing}:
            os.kill(os.getpid(), signal.SIGKILL)
        return rename(path, target)

    Path.rename = killed
    update_records(Path(sys.argv[1]), date(2026, 12, 1), current=Path(sys.argv[2]))
"""


@pytest.mark.parametrize("failing", [1, 2])
def test_a_killed_update_is_put_right_by_the_next_one(
    revision: Path, current: Path, failing: int
) -> None:
    revise(revision)
    before = state(current)
    code = textwrap.dedent(KILLED.format(failing=failing))
    process = subprocess.run(  # noqa: S603 - this very interpreter
        [sys.executable, "-c", code, str(revision), str(current)], check=False, capture_output=True
    )
    assert process.returncode == -signal.SIGKILL
    assert state(current) != before
    refused = copied(revision.with_name("refused"))
    change(refused, "statements.csv", "S01", group="ISK")
    assert not update(refused, current).is_done
    assert state(current) == before
    assert update(revision, current).is_done
    assert set(state(current)) == set(before)


@pytest.mark.parametrize("number", [13, 30])
def test_records_installed_read_only_are_named(
    revision: Path, current: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    revise(revision)

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(shutil, "copytree", refuse)
    with pytest.raises(RevisionError, match=r"installed read-only.*Nothing was changed"):
        update(revision, current)


def test_two_updates_at_once_are_kept_apart(revision: Path, current: Path) -> None:
    revise(revision)
    before = state(current)
    handle = os.open(current.parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(RevisionError, match="Another update of the records is running"):
            update(revision, current)
    finally:
        os.close(handle)
    assert state(current) == before
    assert update(revision, current).is_done


def test_the_outcome_is_told_in_words_and_as_json(revision: Path, current: Path) -> None:
    revise(revision)
    result = update(revision, current)
    assert "Incidents: 1 added, 2 changed, 1 withdrawn" in str(result)
    assert "Brought in: 890 incidents now" in str(result)
    content = json.loads(result.to_json())
    assert content["done"] is True
    assert content["incidents_now"] == 890
    assert content["incidents"] == {"added": 1, "changed": 2, "withdrawn": 1}
