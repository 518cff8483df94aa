"""What only curators may do is refused to others where it is done, not only where it is drawn."""

from __future__ import annotations

import json
import time
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

import pytest
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

from app import datasets, storing
from app.access import AccessError, enforce
from app.account import current_account, is_curator, may_look_at_files, note_log_in
from app.upload import look_at, show_on_map
from geodata import audit
from geodata.durable import StoreError
from geodata.versions import current_version, import_names
from tests.app.access_rules import ACCESS, claims

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.upload import Look

OWN: Final = ("own.csv", (Path(__file__).parents[1] / "fixtures" / "own.csv").read_bytes())
DROPPED: Final = UploadedFile(UploadedFileRec("dropped", OWN[0], "text/csv", OWN[1]), FileURLs())
CURATOR: Final = "amina@ministry.example"
READER: Final = "omar@ministry.example"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    enforce(ACCESS)
    yield tmp_path
    enforce(None)


def log_in(monkeypatch: pytest.MonkeyPatch, email: str, **others: object) -> None:
    said = claims(email, **{"iat": time.time(), **others})
    monkeypatch.setattr("streamlit.user", SimpleNamespace(to_dict=lambda: said, get=said.get))


def lines(home: Path) -> list[dict[str, Any]]:
    path = home / "logs" / "audit.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_curator_imports_and_rolls_back(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log_in(monkeypatch, CURATOR)
    assert (is_curator(), may_look_at_files()) == (True, True)
    assert storing.keep_upload("mine", OWN, None).id == "1"
    second = storing.keep_upload("mine", OWN, None)
    assert second.manifest.description.sources[0].name == "own.csv"
    assert storing.roll_back("mine", "1").id == "1"
    assert current_version("mine").id == "1"
    found = [
        (line["event"], line["account"], line["what"], line["version"]) for line in lines(home)
    ]
    assert found == [
        ("import", CURATOR, "mine", "1"),
        ("import", CURATOR, "mine", "2"),
        ("rollback", CURATOR, "mine", "1"),
    ]


def test_an_import_that_fails_is_written_down_too(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(monkeypatch, CURATOR)
    with pytest.raises(StoreError, match="can't be the name"):
        storing.keep_upload("../mine", OWN, None)
    (line,) = lines(home)
    assert (line["event"], line["account"], line["why"]) == ("refusal", CURATOR, "StoreError")


@pytest.mark.parametrize(
    ("email", "others", "account"),
    [
        (READER, {}, READER),
        # Whose log-in has ended, while the button is still on the screen.
        (CURATOR, {"iat": time.time() - 13 * 3600}, CURATOR),
        (CURATOR, {"email_verified": False}, CURATOR),
        (CURATOR, {"is_logged_in": False}, ""),
    ],
)
def test_nobody_else_does(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    email: str,
    others: dict[str, object],
    account: str,
) -> None:
    log_in(monkeypatch, CURATOR)
    storing.keep_upload("mine", OWN, None)
    storing.keep_upload("mine", OWN, None)
    look: Look = look_at(DROPPED, None)
    log_in(monkeypatch, email, **others)
    assert (is_curator(), may_look_at_files()) == (False, False)
    with pytest.raises(AccessError, match="Only curators"):
        storing.keep_upload("other", OWN, None)
    with pytest.raises(AccessError, match="Only curators"):
        storing.roll_back("mine", "1")
    with pytest.raises(AccessError, match="Only curators"):
        look_at(DROPPED, None)
    with pytest.raises(AccessError, match="Only curators"):
        show_on_map(look)
    assert import_names() == ["mine"]
    assert current_version("mine").id == "2"
    assert datasets.is_built_in_chosen()
    refused = [line for line in lines(home) if line["event"] == "refusal"]
    assert [(line["account"], line["what"]) for line in refused] == [
        (account, "import other"),
        (account, "rollback mine"),
        (account, "import upload"),
        (account, "import upload"),
    ]


def test_a_flood_of_refusals_washes_nothing_away(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.account._REFUSALS", audit.Allowance())
    monkeypatch.setattr("geodata.audit.time", SimpleNamespace(monotonic=lambda: 30.0))
    for email in (CURATOR, *["omar@evil-ministry.example"] * 50):
        log_in(monkeypatch, email)
        # Each a tab of its own, in which the page runs twice.
        monkeypatch.setattr("streamlit.session_state", {})
        note_log_in()
        note_log_in()
    log_in(monkeypatch, CURATOR, is_logged_in=False)
    note_log_in()
    events = [(line["event"], line.get("why", "")) for line in lines(home)]
    assert events == [("log-in", ""), *[("refusal", "not on the allow-list")] * 20]


def test_where_nobody_logs_in_files_are_looked_at_and_nothing_is_stored(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enforce(None)
    monkeypatch.setattr("streamlit.user", SimpleNamespace(get=lambda _name, default: default))
    assert (current_account(), is_curator(), may_look_at_files()) == ("", False, True)
    assert look_at(DROPPED, None).checked.report["accepted"]
    with pytest.raises(AccessError):
        storing.keep_upload("mine", OWN, None)
    assert [line["event"] for line in lines(home)] == ["refusal"]
