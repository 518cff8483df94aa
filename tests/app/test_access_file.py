"""The settings of the log-in: what is accepted, and each fault with its name."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app import server
from app.access import Access, AccessError
from app.access_file import VARIABLES, access_file, access_from, load_access
from app.cli import main
from app.commands.doctor import log_in_findings
from tests.app.access_rules import LONG

GIVEN = "told by the provider"
TEXT = f"""
[provider]
server_metadata_url = "https://id.example.org/.well-known/openid-configuration"
client_id = "atlas"
client_secret = "{GIVEN}"
redirect_uri = "https://atlas.example.org/oauth2callback"
cookie_secret = "{LONG}"

[allow]
domains = ["Ministry.example"]
addresses = ["Jane@newsroom.example"]

[roles]
curators = ["amina@ministry.example"]

[session]
hours = 8
"""


OUTSIDE = "from outside"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "access.toml"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0o600)
    return path


def read(text: str = TEXT, **environment: str) -> Access:
    return access_from(tomllib.loads(text), environment)


def test_a_file_says_who_may_read_and_who_may_import(path: Path) -> None:
    access = load_access(path, {})
    assert access.domains == {"ministry.example"}
    assert access.addresses == {"jane@newsroom.example"}
    assert access.curators == {"amina@ministry.example"}
    assert access.session_hours == 8
    assert access.provider.secrets() == {"auth": tomllib.loads(TEXT)["provider"]}
    assert access.provider.host_name == "atlas.example.org"
    assert access.provider.origin == "https://atlas.example.org"


def test_secrets_may_stand_in_the_environment_instead() -> None:
    lines = [line for line in TEXT.splitlines() if "_secret" not in line]
    access = read("\n".join(lines), ATLAS_CLIENT_SECRET=OUTSIDE, ATLAS_COOKIE_SECRET="c" * 32)
    assert access.provider.client_secret == OUTSIDE
    assert access.provider.cookie_secret == "c" * 32
    # What is set outside comes first.
    assert read(ATLAS_CLIENT_SECRET=OUTSIDE).provider.client_secret == OUTSIDE


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[session]", "[sesion]", r"\[sesion\] is unknown. There are: provider, allow"),
        ("hours =", "hour =", r"hour is unknown in \[session\]"),
        ("domains =", "domain =", r"domain is unknown in \[allow\]"),
        ("[session]", "[[session]]", "session is no table"),
        ("hours = 8", "hours = 0", "hours = 0"),
        ("hours = 8", "hours = nan", "hours = nan"),
        ("hours = 8", "hours = 721", "up to 720"),
        ("hours = 8", "hours = true", "hours = True"),
        ("hours = 8", 'hours = "8"', "hours = '8'"),
        ('["Ministry.example"]', '"ministry.example"', "no list of texts"),
        ('["Ministry.example"]', "[1]", "no list of texts"),
        ("Ministry.example", "*.example", "no domain"),
        ("Ministry.example", "*", "no domain"),
        ("Ministry.example", "@ministry.example", "no domain"),
        ("Ministry.example", "example", "no domain"),
        ("Ministry.example", "", "no domain"),
        ("Ministry.example", "\u212aabul.example", "no domain"),
        ("Jane@newsroom.example", "newsroom.example", "no address of a person"),
        ("amina@ministry.example", "amina@elsewhere.example", "amina@elsewhere.example couldn't"),
        ('client_id = "atlas"\n', "", r"\[provider\] lacks client_id"),
        (GIVEN, " ", "client_secret.*or set ATLAS_CLIENT_SECRET"),
        ('client_id = "atlas"', "client_id = 7", r"\[provider\] lacks client_id"),
        (LONG, LONG[:31], "cookie_secret is shorter than 32"),
        ("https://id.example.org/", "http://id.example.org/", "not encrypted"),
        ("https://atlas.example.org/", "http://atlas.example.org/", "not encrypted"),
        ("https://atlas.example.org/", "https://u:p@atlas.example.org/", "no address"),
        ("https://atlas.example.org/", "javascript:alert(1)/", "no address"),
        ("https://atlas.example.org/", "https://atlas.example.org:x/", "no address"),
        ("/oauth2callback", "/", "doesn't end with /oauth2callback"),
        ("/oauth2callback", "/oauth2callback?a=b", "doesn't end with /oauth2callback"),
    ],
)
def test_what_can_not_be_meant_is_refused(old: str, new: str, message: str) -> None:
    assert old in TEXT
    changed = TEXT.replace(old, new, 1)
    with pytest.raises(AccessError, match=message):
        read(changed)


def test_a_log_in_lasts_half_a_day_unless_told_otherwise() -> None:
    assert read(TEXT[: TEXT.index("[session]")]).session_hours == 12


@pytest.mark.parametrize("allow", ["", "[allow]", "[allow]\ndomains = []\naddresses = []"])
def test_an_empty_list_is_refused(allow: str) -> None:
    start, end = TEXT.index("[allow]"), TEXT.index("[session]")
    with pytest.raises(AccessError, match="Nobody could log in"):
        read(TEXT[:start] + allow + "\n" + TEXT[end:])


@given(
    some.recursive(
        some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=10),
        lambda inner: (
            some.lists(inner, max_size=3)
            | some.dictionaries(
                some.sampled_from(["provider", "allow", "roles", "domains", "curators", "x"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    ).filter(lambda value: isinstance(value, dict))
)
def test_whatever_a_file_says_it_is_read_or_refused_with_a_reason(tables: dict[str, Any]) -> None:
    with pytest.raises(AccessError, match=r"\. "):
        access_from(tables, {})


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o660, 0o644, 0o602])
def test_a_file_that_others_can_read_or_change_is_refused(path: Path, mode: int) -> None:
    path.chmod(mode)
    with pytest.raises(AccessError, match="chmod 600"):
        load_access(path, {})


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"[provider", "is no TOML"), (b"\xff\xfe", "is no TOML"), (b"#" * 2**21, "larger than 1 MB")],
)
def test_a_file_that_is_none_is_refused(path: Path, content: bytes, message: str) -> None:
    path.write_bytes(content)
    with pytest.raises(AccessError, match=message):
        load_access(path, {})


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AccessError, match="No such file"):
        load_access(tmp_path / "access.toml", {})
    with pytest.raises(AccessError, match="can't be read"):
        load_access(tmp_path / "a\0b", {})


def test_the_file_in_the_data_folder_counts_unless_another_is_named(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    assert access_file(None) == path
    assert access_file(tmp_path / "other.toml") == tmp_path / "other.toml"
    path.unlink()
    assert access_file(None) is None
    # Somebody meant there to be one.
    path.symlink_to(tmp_path / "gone")
    assert access_file(None) == path


def test_a_server_starts_with_the_rules_or_not_at_all(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started: list[dict[str, Any]] = []
    monkeypatch.setattr(server, "run", lambda *_, **words: started.append(words))
    for variable in VARIABLES.values():
        monkeypatch.setenv(variable, "s" * 40)
    assert main(["run", "--access", str(path)]) == 0
    assert started[0]["access"].provider.client_secret == "s" * 40
    # Whatever the server starts shall not find them.
    assert not set(VARIABLES.values()) & set(os.environ)
    path.chmod(0o644)
    assert main(["run", "--access", str(path)]) == 2
    assert "chmod 600" in capsys.readouterr().err
    assert len(started) == 1


def test_the_example_of_the_manual_is_accepted() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    example = manual.split("```toml\n")[1].split("```")[0]
    access = read(example, ATLAS_CLIENT_SECRET=OUTSIDE, ATLAS_COOKIE_SECRET=LONG)
    assert (access.session_hours, access.curators) == (12, {"amina@ministry.example"})


def test_the_doctor_looks_at_the_file_that_is_in_use(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    (found,) = log_in_findings(None)
    assert (found.check, found.level) == ("log-in", "ok")
    assert "domains 1, addresses 1, curators among them 1." in found.what
    path.chmod(0o644)
    (found,) = log_in_findings(path)
    assert (found.check, found.level) == ("log-in", "problem")
    assert found.fix.startswith("Make it private: chmod 600")
    path.unlink()
    (found,) = log_in_findings(None)
    assert (found.level, found.what) == ("note", "Nobody has to log in.")
