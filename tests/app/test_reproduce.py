"""``atlas reproduce``: from the records of then where they are kept, and what changed since."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from app.cli import main
from geodata.export.report import brief_document
from geodata.export.request import ViewRequest
from geodata.export.snapshot import snapshot
from geodata.model import Filters
from geodata.store import curated_dataset

FIXTURES: Final = Path(__file__).parents[1] / "fixtures"
OWN: Final = str(FIXTURES / "own.csv")
ENGLISH: Final = str(FIXTURES / "table_english.csv")
MAPPING: Final = (
    "--map",
    "date_text=Day of event",
    "--map",
    "province=Prov.",
    "--set",
    "group=NRF",
)

WEEK: Final = ViewRequest(Filters(date(2021, 10, 8), date(2021, 10, 15), ("ISKP",)))


def test_a_brief_of_imported_records_outlives_a_new_version_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    file = str(tmp_path / "out" / "atlas-brief.pdf")
    assert main(["import", OWN, "--name", "mine"]) == 0
    view = ["--data", "curated,mine", "--group", "", "--language", "ps", "--paper", "letter"]
    assert main(["brief", *view, "--formats", "brief", "--out", str(tmp_path / "out")]) == 0
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    capsys.readouterr()
    assert main(["reproduce", file]) == 0
    assert capsys.readouterr().out == f"{file} is identical to the document made again.\n"
    assert main(["import", ENGLISH, "--name", "mine", *MAPPING]) == 0
    capsys.readouterr()
    assert main(["reproduce", file]) == 0
    told = capsys.readouterr().out
    assert "is identical" in told
    assert "The records changed" in told
    assert "from those of then" in told


def test_what_changed_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    view = snapshot(WEEK, curated_dataset())
    old = replace(view.manifest, dataset_version="0" * 64, software="0.0.9")
    file = tmp_path / "brief.pdf"
    file.write_bytes(brief_document(replace(view, manifest=old)))
    assert main(["reproduce", str(file)]) == 1
    told = capsys.readouterr().out
    assert "differs" in told
    assert f"The records changed: version {'0' * 12} then" in told
    assert "Those of then aren't here." in told
    assert "The atlas changed: version 0.0.9 then" in told


def test_a_file_changed_by_hand_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "brief.pdf"
    content = brief_document(snapshot(WEEK, curated_dataset()))
    file.write_bytes(content + b"\n%changed")
    assert main(["reproduce", str(file)]) == 1
    assert "the file was changed" in capsys.readouterr().out


@pytest.mark.parametrize("content", [None, b"", b"%PDF-1.7", b"hello"])
def test_what_is_no_document_of_the_atlas_is_refused(
    content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    if content is not None:
        file.write_bytes(content)
    assert main(["reproduce", str(file)]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
