"""The log and the audit log: JSON lines, private, bounded, and no word of a reader's file."""

from __future__ import annotations

import json
import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from app import logs
from app.account import note_log_in
from app.cli import main
from app.commands.audited import written_down
from app.readiness import Readiness, look
from geodata import audit
from geodata.model import AtlasError
from tests.app.apart import run_apart
from tests.app.damages import OWN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("ATLAS_HOME", str(folder))
    return folder


@pytest.fixture
def restored() -> Iterator[None]:
    """Give the loggers back as they were."""
    names = ["atlas", *logs.THEIRS]
    before = [(logging.getLogger(name), logging.getLogger(name).handlers[:]) for name in names]
    states = [(logger.level, logger.propagate) for logger, _ in before]
    yield
    logging.captureWarnings(capture=False)
    for (logger, handlers), (level, propagates) in zip(before, states, strict=True):
        logger.handlers, logger.level, logger.propagate = handlers, level, propagates


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.usefixtures("restored")
def test_the_log_is_private_and_holds_no_word_of_a_file(home: Path) -> None:
    take_over = logs.start_log(8501)
    take_over()
    try:
        raise ValueError("Mr Secret of Kabul")  # noqa: TRY301 - to be caught here
    except ValueError:
        logging.getLogger("streamlit.error_util").exception("Uncaught app execution")
    logging.getLogger("uvicorn.error").info('192.0.2.7:1 - "WebSocket /_stcore/stream" 403')
    logging.getLogger("atlas.page").warning("two\nlines")
    path = home / "logs" / "server-8501.jsonl"
    failed, ours = lines_of(path)
    assert (failed["level"], failed["error"]) == ("error", "ValueError")
    assert failed["where"][-1].startswith("app/test_server_logs.py:")
    assert (ours["logger"], ours["message"]) == ("atlas.page", "two\nlines")
    assert "Secret" not in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.usefixtures("restored")
def test_the_log_is_bounded(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "MOST_BYTES", 1000)
    logs.start_log(1)
    for number in range(200):
        logging.getLogger("atlas").info("line %s", number)
    files = list((home / "logs").iterdir())
    assert len(files) == logs.OLDER_FILES + 1
    assert all(path.stat().st_size <= 1000 for path in files)
    assert all(path.stat().st_mode & 0o077 == 0 for path in files)
    assert lines_of(home / "logs" / "server-1.jsonl")[-1]["message"] == "line 199"


@pytest.mark.usefixtures("restored")
def test_the_log_goes_to_the_terminal_if_asked_or_if_the_disk_refuses(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ATLAS_LOG", "stderr")
    logs.start_log(1)
    logging.getLogger("atlas").info("asked")
    assert not home.exists()
    logging.getLogger("atlas").handlers = []
    monkeypatch.delenv("ATLAS_LOG")
    home.write_text("not a folder", encoding="utf-8")
    logs.start_log(1)
    logging.getLogger("atlas").info("refused")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["message"] for line in lines] == ["asked", "refused"]
    monkeypatch.setenv("ATLAS_LOG", "syslog")
    with pytest.raises(logs.LogError, match="Use file or stderr"):
        logs.start_log(1)


def test_imports_exports_and_refusals_are_written_down(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(OWN), "--name", "mine"]) == 0
    assert main(["import", str(OWN), "--name", "../x"]) == 2
    assert main(["brief", "--formats", "csv", "--out", str(tmp_path / "out")]) == 0
    assert main(["rollback", "mine"]) == 2
    capsys.readouterr()
    path = home / "logs" / audit.AUDIT_FILE
    assert [(line["event"], line["what"]) for line in lines_of(path)] == [
        ("import", "mine"),
        ("refusal", "import ../x"),
        ("export", "csv"),
        ("refusal", "rollback mine"),
    ]
    imported, _, exported, _ = lines_of(path)
    assert (imported["version"], imported["records"], imported["rejected"]) == ("1", 2, 2)
    assert exported["dataset"] == "curated"
    assert all(line["account"].endswith("command line)") for line in lines_of(path))
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_audit_log_is_bounded_and_whole_with_many_writers(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "MOST_BYTES", 3000)
    monkeypatch.setattr(audit, "MOST_FILES", 3)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: audit.record("export", what="x" * 2000, number=n), range(60)))
    files = sorted(path for path in (home / "logs").glob("audit*.jsonl"))
    assert [path.name for path in files] == ["audit.1.jsonl", "audit.2.jsonl", "audit.jsonl"]
    assert all(path.stat().st_size <= 3000 for path in files)
    assert all(len(line["what"]) == audit.LONGEST_TEXT for p in files for line in lines_of(p))


def test_an_audit_log_that_can_t_be_written_stops_nobody(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    home.write_text("not a folder", encoding="utf-8")
    caplog.set_level(logging.ERROR, "atlas.audit")
    with written_down("export", "png"):
        pass
    assert "not written down: export" in caplog.text
    with pytest.raises(AtlasError), written_down("export", "png"):
        raise AtlasError("invented")


def test_a_log_in_is_written_down_once_a_session(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session: dict[str, str] = {}
    monkeypatch.setattr("streamlit.session_state", session)
    for user in ({}, {"is_logged_in": False}):
        monkeypatch.setattr("streamlit.user", user)
        note_log_in()
    assert not home.exists()
    monkeypatch.setattr("streamlit.user", {"is_logged_in": True, "email": "a@b.org", "name": "N"})
    note_log_in()
    note_log_in()
    [line] = lines_of(home / "logs" / audit.AUDIT_FILE)
    assert (line["event"], line["account"]) == ("log-in", "a@b.org")
    assert "N" not in line.values()


def test_readiness_is_bounded_and_asked_no_more_often_than_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.readiness.LONGEST_SECONDS", 0.05)
    may_end = threading.Event()
    looks = []

    def hang() -> dict[str, str]:
        looks.append(1)
        may_end.wait(30)
        return {"records": "", "store": ""}

    readiness = Readiness(hang)

    async def ask() -> list[dict[str, str]]:
        began = time.monotonic()
        answers = [await readiness.problems() for _ in range(5)]
        assert time.monotonic() - began < 10
        monkeypatch.setattr("app.readiness.KEPT_SECONDS", 0)
        answers.append(await readiness.problems())
        may_end.set()
        monkeypatch.setattr("app.readiness.LONGEST_SECONDS", 20)
        return [*answers, await readiness.problems()]

    *early, late = run_apart(ask())
    assert all("Nothing answered" in answer["answer"] for answer in early)
    assert late == {"records": "", "store": ""}
    assert len(looks) == 1


def test_a_store_that_can_t_be_read_is_not_ready(home: Path) -> None:
    assert look() == {"records": "", "store": ""}
    (home / "imports").write_text("not a folder", encoding="utf-8")
    assert "should be a folder" in look()["store"]
