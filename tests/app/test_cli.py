"""The console command, as a shell would see it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from app.cli import main
from geodata.sources.curated import BUILT_IN, INCIDENTS_FILE

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Copy the built-in incidents and spell a group wrongly in line 2."""
    content = (BUILT_IN / INCIDENTS_FILE).read_text(encoding="utf-8")
    path = tmp_path / "mine.csv"
    path.write_text(content.replace(",TALIBAN,", ",Taleban,", 1), encoding="utf-8")
    return path


def test_a_valid_file_exits_with_zero(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--kind", INCIDENTS_FILE, str(BUILT_IN / INCIDENTS_FILE)]) == 0
    assert "0 failures" in capsys.readouterr().out


def test_an_invalid_file_exits_with_one_and_names_the_place(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", "--kind", INCIDENTS_FILE, str(broken)]) == 1
    output = capsys.readouterr().out
    assert "mine.csv, line 2, column group: 'Taleban' must be one of ISKP" in output
    assert "mine.csv: 1 failure." in output


def test_json_holds_each_failure(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--kind", INCIDENTS_FILE, "--json", str(broken)]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["files"] == ["mine.csv"]
    (failure,) = report["failures"]
    assert (failure["line"], failure["column"], failure["value"]) == (2, "group", "Taleban")


@pytest.mark.parametrize("content", [None, b"", b"incident_id\n\xff\n"])
def test_an_unreadable_file_exits_with_two(
    content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.csv"
    if content is not None:
        path.write_bytes(content)
    assert main(["validate", str(path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "mine.csv" in captured.err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert "0.1.0" in capsys.readouterr().out


def test_a_command_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([])
    assert stopped.value.code == 2
    assert "usage: atlas" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "served_at"),
    [
        (["run"], (8501, "127.0.0.1", False, [])),
        (
            ["run", "--port", "9000", "--address", "0.0.0.0", "--public", "--host-name", "a.org"],  # noqa: S104 - nothing is bound here
            (9000, "0.0.0.0", True, ["a.org"]),  # noqa: S104 - the same
        ),
    ],
)
def test_run_serves_on_the_chosen_address(
    arguments: list[str],
    served_at: tuple[int, str, bool, list[str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    calls = []

    def noted(
        port: int, address: str, *, is_public: bool, host_names: list[str], access: object
    ) -> None:
        assert access is None
        calls.append((port, address, is_public, host_names))

    monkeypatch.setattr("app.server.run", noted)
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    assert main(arguments) == 0
    assert calls == [served_at]
