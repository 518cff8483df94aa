"""The commands on files: exit codes, JSON, and nothing stored from bad input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from app.cli import main

FIXTURES: Final = Path(__file__).parents[1] / "fixtures"
OWN: Final = str(FIXTURES / "own.csv")
ENGLISH: Final = str(FIXTURES / "table_english.csv")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path / "home"))
    for name, content in (("empty.csv", b""), ("x.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")):
        (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate", "missing.csv"],
        ["import", "missing.csv", "--name", "mine"],
        ["import", "empty.csv", "--name", "mine"],
        ["import", ".", "--name", "mine"],
        ["import", "x.csv", "--name", "mine"],
        ["import", OWN, "--name", "../x"],
        ["import", OWN, "--name", "mine", "--add"],
        ["import", ENGLISH, "--name", "mine", "--map", "date_text"],
        ["import", ENGLISH, "--name", "mine", "--map", "date_text=Nowhere"],
        ["import", ENGLISH, "--name", "mine", "--set", "group=TIGERS"],
        ["validate", OWN, "--rejected", "nowhere/rejected.csv"],
        ["versions", "unknown"],
        ["rollback", "unknown"],
        ["synth", "--rows", "5", "--format", "ucdp", "--out", "events.csv"],
    ],
)
def test_bad_input_is_told_in_a_line_and_stores_nothing(
    arguments: list[str], home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    message = capsys.readouterr().err.strip()
    assert message
    assert "\n" not in message
    assert not list(home.rglob("*.parquet"))
    assert not list(tmp_path.glob("events*"))


def test_validate_writes_json_and_rejected_rows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", OWN, "--json", "--rejected", "rejected.csv"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["rows_read"], report["accepted"], report["rejected"]) == (4, 2, 2)
    assert report["files"][0]["format"] == "own"
    assert "id_missing" in Path("rejected.csv").read_text(encoding="utf-8")


def test_a_heading_only_is_valid_and_has_no_rows(capsys: pytest.CaptureFixture[str]) -> None:
    heading = Path(OWN).read_text(encoding="utf-8").splitlines()[0]
    Path("heading.csv").write_text(f"{heading}\n", encoding="utf-8")
    assert main(["validate", "heading.csv"]) == 0
    assert "0 rows read" in capsys.readouterr().out
    assert main(["import", "heading.csv", "--name", "mine"]) == 2


def test_import_versions_and_rollback(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", OWN, "--name", "mine", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["version"] == "1"
    assert main(["rollback", "mine"]) == 2
    assert "no earlier version" in capsys.readouterr().err
    columns = ["--map", "date_text=Day of event", "--map", "province=Prov."]
    assert main(["import", ENGLISH, "--name", "mine", *columns, "--set", "group=NRF"]) == 0
    assert "mine version 2 (current)" in capsys.readouterr().out
    assert main(["rollback", "mine"]) == 0
    assert main(["versions"]) == 0
    assert "mine version 1 (current)" in capsys.readouterr().out


def test_synthetic_rows_are_made_and_recognised(capsys: pytest.CaptureFixture[str]) -> None:
    out = "synthetic.csv"
    assert main(["synth", "--rows", "5", "--format", "acled", "--out", out]) == 0
    assert main(["validate", out]) == 0
    assert "Synthetic data: made up" in capsys.readouterr().out


def test_an_address_that_is_none_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["brief", "--view", "http://[::1?group=NRF", "--out", str(tmp_path)]) == 2
    assert "The address of the view can't be read" in capsys.readouterr().err
