"""The fuzzing finds what it should, and each parser keeps the contract on what it is known to."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.model import AtlasError
from tests.fuzz import target as contract
from tests.fuzz.__main__ import fuzz, fuzzers
from tests.fuzz.one_target import Watch, with_hypothesis
from tests.fuzz.shapes import TRICKY, edited
from tests.fuzz.target import Target, escape_of
from tests.fuzz.targets import MODULES, load_target

if TYPE_CHECKING:
    from pathlib import Path

QUICK = ("dates", "figures", "degrees", "names", "presets", "addresses", "sidecars", "versions")


@pytest.mark.parametrize("name", MODULES)
def test_what_is_known_to_be_good_keeps_the_contract(name: str) -> None:
    target = load_target(name)
    assert target.seeds()
    assert [escape_of(target, seed) for seed in target.seeds()] == [None] * len(target.seeds())


@pytest.mark.parametrize("name", QUICK)
def test_each_tricky_piece_keeps_the_contract(name: str) -> None:
    target = load_target(name)
    assert [escape for piece in TRICKY if (escape := escape_of(target, piece))] == []


@given(edited(lambda: [b"date,killed\n2021-08-15,3\n"]))
@settings(max_examples=20, suppress_health_check=list(HealthCheck))
def test_documents_keep_the_contract(data: bytes) -> None:
    assert escape_of(load_target("documents"), data) is None


def planted(data: bytes) -> None:
    if data.startswith(b"refused"):
        raise AtlasError("as it should be")
    if b"7" in data:
        raise KeyError("planted")


def busy(_: bytes) -> None:
    end = time.process_time() + 0.2
    while time.process_time() < end:
        pass


def test_only_our_own_errors_are_let_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    target = Target("planted", planted, lambda: [b"seed"], st.binary())
    assert escape_of(target, b"refused 7") is None
    escape = escape_of(target, b"7")
    assert escape is not None
    assert (escape.kind, escape.where) == ("KeyError", "tests/fuzz/test_contract.py:planted")
    monkeypatch.setattr(contract, "MOST_SECONDS", 0.1)
    slow = escape_of(Target("busy", busy, list, st.binary()), b"")
    assert slow is not None
    assert slow.kind == "Slow"


def test_what_hypothesis_finds_is_kept_once_with_its_input(tmp_path: Path) -> None:
    seeds = [b"1,2,3"]
    target = Target("planted", planted, lambda: seeds, edited(lambda: seeds) | st.just(b"7"))
    watch = Watch(target, tmp_path)
    with_hypothesis(watch, 3)
    assert watch.executions > 20
    [told] = [json.loads(path.read_text(encoding="utf-8")) for path in tmp_path.glob("*.json")]
    assert told["kind"] == "KeyError"
    assert b"7" in (tmp_path / f"{told['input']}.input").read_bytes()


@pytest.mark.parametrize("fuzzer", fuzzers())
def test_a_fuzzer_runs_for_the_time_that_it_is_given(fuzzer: str, tmp_path: Path) -> None:
    found = fuzz(("sidecars", fuzzer), 2, tmp_path)
    assert found.executions > 5
    assert found.escapes == []


def test_a_process_that_dies_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    found = fuzz(("dates", "hypothesis"), 1, tmp_path)
    assert [escape["kind"] for escape in found.escapes] == ["ended"]
    assert subprocess.run(["/bin/false"], check=False).returncode == 1
