"""``atlas brief`` and ``atlas reproduce`` on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.cli import main

if TYPE_CHECKING:
    from pathlib import Path

AUTUMN = ("--group", "ISKP", "--from", "2021-08-15", "--to", "2021-11-19")


def test_documents_are_made_and_made_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    out = tmp_path / "new" / "folder"
    assert main(["brief", *AUTUMN, "--formats", "png,html", "--out", str(out)]) == 0
    files = sorted(path.name for path in out.iterdir())
    assert files == ["atlas-both.html", "atlas-both.png"]
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    for file in files:
        assert main(["reproduce", str(out / file)]) == 0
    assert capsys.readouterr().out.count("is identical") == 2


def test_nothing_is_overwritten_unless_asked(tmp_path: Path) -> None:
    arguments = ["brief", *AUTUMN, "--part", "map", "--out", str(tmp_path)]
    (tmp_path / "atlas-map.png").write_bytes(b"mine")
    assert main(arguments) == 2
    assert (tmp_path / "atlas-map.png").read_bytes() == b"mine"
    assert main([*arguments, "--force"]) == 0
    assert (tmp_path / "atlas-map.png").read_bytes() != b"mine"
    assert [path.name for path in tmp_path.iterdir()] == ["atlas-map.png"]


@pytest.mark.parametrize(
    "wrong",
    [
        ["--formats", "docx"],
        ["--group", "IS"],
        ["--view", "http://localhost:8501/?measure=Fun"],
        ["--data", "nothing-of-this-name"],
        ["--from", "yesterday"],
    ],
)
def test_what_does_not_exist_is_refused_before_anything_is_written(
    tmp_path: Path, wrong: list[str]
) -> None:
    assert main(["brief", *wrong, "--out", str(tmp_path / "out")]) == 2
    assert not (tmp_path / "out").exists()


def test_a_changed_document_is_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(["brief", *AUTUMN, "--formats", "svg", "--part", "map", "--out", str(tmp_path)]) == 0
    )
    file = tmp_path / "atlas-map.svg"
    file.write_text(file.read_text(encoding="utf-8").replace("Kabul", "Kabool"), encoding="utf-8")
    assert main(["reproduce", str(file)]) == 1
    assert "differs" in capsys.readouterr().out


def test_a_copied_address_is_a_view(tmp_path: Path) -> None:
    address = "http://localhost:8501/?group=NRF&measure=Killed&province=Panjsher"
    assert main(["brief", "--view", address, "--formats", "html", "--out", str(tmp_path)]) == 0
    page = (tmp_path / "atlas-both.html").read_text(encoding="utf-8")
    assert "Panjsher" in page
    assert "NRF: attacks and clashes" in page


def test_a_period_that_ends_before_it_starts_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    period = ["--from", "2021-12-01", "--to", "2021-01-01"]
    assert main(["brief", *period, "--formats", "csv", "--out", str(tmp_path / "out")]) == 2
    assert "Swap the two days" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
