"""Imports that are killed, or that two processes make at once: no version is ever lost or half."""

from __future__ import annotations

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from geodata.model import Filters
from geodata.query import totals
from geodata.versions import current_version, imported_datasets, versions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOMENTS = 12
SEED = 20211008
LONGEST = 120.0

# A process that has loaded everything, and becomes an importer for each line that it is sent. A
# process of its own for each, without the seconds that loading takes.
IMPORTERS = """
import itertools, json, os, signal, sys
import numpy as np
import pandas as pd
from geodata.durable import StoreError
from geodata.layout import REJECTED_SCHEMA, SCHEMA
from geodata.versions import Description, writing

DESCRIPTION = Description("Invented", "own", "CC BY 4.0", "nobody", redistributable=True)
REJECTED = pd.DataFrame({name: ["x"] for name in REJECTED_SCHEMA.names}).assign(source_row=1)
MOST = 2_000

def texts(value):
    return pd.Series(value, index=range(MOST), dtype="str")

random = np.random.default_rng(1)
days = pd.Series(pd.Timestamp("2017-01-01") + pd.to_timedelta(random.integers(0, 3000, MOST), "D"))
RECORDS = pd.DataFrame({
    name: texts(None) if str(kind) == "string" else pd.array([None] * MOST, dtype="Float64")
    for name, kind in zip(SCHEMA.names, SCHEMA.types)
}).assign(
    incident_id=[f"I-{n}" for n in range(MOST)], date=days, group=texts("ISKP"),
    summary=[random.bytes(60).hex() for _ in range(MOST)], flags=texts(""),
)

def die_at(step):
    # Before the given one of all the steps that make something last.
    steps = itertools.count(1)
    def mortal(call):
        def called(*arguments, **options):
            global taken
            taken = next(steps)
            if taken == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **options)
        return called
    for name in ("fsync", "rename", "replace"):
        setattr(os, name, mortal(getattr(os, name)))

def run(home, rows, step=0, timeout=60.0, wait=False):
    os.environ["ATLAS_HOME"] = home
    die_at(step)
    with writing("own", timeout) as staged:
        for batch in np.array_split(np.arange(rows), 8):
            staged.write(RECORDS.iloc[batch], REJECTED)
        if wait:
            print("inside", flush=True)
            sys.stdin.readline()
        staged.publish(DESCRIPTION)
    return taken

print("ready", flush=True)
for line in sys.stdin:
    child = os.fork()
    if not child:
        try:
            os._exit(run(**json.loads(line)))
        except StoreError as error:
            print(error, flush=True)
            os._exit(255)
    print(child, flush=True)
    print("ended", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
REFUSED = 255


class Importers:
    """Starts importers one after the other."""

    def __init__(self) -> None:
        self._server = subprocess.Popen(  # noqa: S603 - runs this very Python with the text above
            [sys.executable, "-W", "ignore", "-u", "-c", IMPORTERS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # A line that waits in a buffer of ours is one that select doesn't see.
            bufsize=0,
        )
        assert self.line() == "ready"
        self.process = 0

    def line(self) -> str:
        assert self._server.stdout
        readable, _, _ = select.select([self._server.stdout], [], [], LONGEST)
        assert readable, "the importer hangs"
        return self._server.stdout.readline().decode().strip()

    def say(self, text: str) -> None:
        assert self._server.stdin
        self._server.stdin.write(f"{text}\n".encode())

    def start(self, **job: object) -> None:
        self.say(json.dumps({"home": os.environ["ATLAS_HOME"], **job}))
        self.process = int(self.line())

    def kill_after(self, seconds: float) -> None:
        readable, _, _ = select.select([self._server.stdout], [], [], seconds)
        if not readable:
            # It may end at this very moment.
            with suppress(ProcessLookupError):
                os.kill(self.process, signal.SIGKILL)

    def exit_code(self) -> int:
        return int(self.line().removeprefix("ended "))

    def run(self, **job: object) -> int:
        self.start(**job)
        return self.exit_code()

    def end(self) -> None:
        self._server.kill()
        self._server.communicate()


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="module")
def importers() -> Iterator[Importers]:
    found = Importers()
    yield found
    found.end()


@pytest.fixture(scope="module")
def other_importers() -> Iterator[Importers]:
    found = Importers()
    yield found
    found.end()


def whole_rows() -> int:
    """Count the records of the current version, after a look at all that is in every version."""
    for version in versions("own"):
        version.check()
        paths = sorted((version.folder / "records").rglob("*.parquet"))
        ids = [one for path in paths for one in pq.read_table(path)["incident_id"].to_pylist()]
        assert sorted(ids) == sorted(f"I-{n}" for n in range(version.manifest.records))
    [dataset] = imported_datasets()
    rows = int(totals(Filters(), dataset)["incidents"])
    assert rows == current_version("own").manifest.records
    return rows


def test_killed_at_random_moments_the_version_before_or_the_new_one_is_there(
    importers: Importers, own_home: Path
) -> None:
    times = []
    for _ in range(2):
        started = time.perf_counter()
        assert importers.run(rows=2_000) > 0
        times.append(time.perf_counter() - started)
    seconds = min(times)
    chance = random.Random(SEED)  # noqa: S311 - not a secret
    killed, rows = 0, 2_000
    for moment in range(MOMENTS):
        new = 1_000 + moment
        importers.start(rows=new)
        # Spread over the time that an import takes.
        importers.kill_after(seconds * (moment + chance.random()) / MOMENTS)
        killed += importers.exit_code() == -signal.SIGKILL
        found = whole_rows()
        assert found in {rows, new}
        # The next import goes well, whatever lies around.
        assert importers.run(rows=moment + 1) > 0
        rows = whole_rows()
        assert rows == moment + 1
        assert not any((own_home / "imports" / "own" / "staging").iterdir())
    # How many come too late depends on how busy the machine is.
    assert killed >= MOMENTS / 4


def test_killed_before_each_step_the_version_before_or_the_new_one_is_there(
    importers: Importers,
) -> None:
    steps = importers.run(rows=1_000)
    assert steps > 20
    found = {}
    for step in range(1, steps + 1):
        before = whole_rows()
        new = 1_000 + step
        assert importers.run(rows=new, step=step) == -signal.SIGKILL
        assert whole_rows() in {before, new}
        found[step] = whole_rows() == new
    # The new version counts from one step on: when the pointer leads to it.
    first = min(step for step, is_new in found.items() if is_new)
    assert [step for step, is_new in found.items() if is_new] == list(range(first, steps + 1))
    assert importers.run(rows=7) > 0
    assert whole_rows() == 7


def test_two_imports_at_once_come_one_after_the_other(
    importers: Importers, other_importers: Importers
) -> None:
    importers.start(rows=1_500)
    other_importers.start(rows=1_600)
    assert importers.exit_code() > 0
    assert other_importers.exit_code() > 0
    assert sorted(version.manifest.records for version in versions("own")) == [1_500, 1_600]
    assert versions("own")[0].is_current
    assert versions("own")[0].manifest.parent == "1"
    assert whole_rows() in {1_500, 1_600}


def test_a_second_import_that_will_not_wait_says_who_is_writing(
    importers: Importers, other_importers: Importers
) -> None:
    importers.start(rows=1_500, wait=True)
    assert importers.line() == "inside"
    other_importers.start(rows=1_600, timeout=0.0)
    said = other_importers.line()
    assert "The import 'own' is being written by process" in said
    assert str(importers.process) in said
    assert other_importers.exit_code() == REFUSED
    importers.say("go on")
    assert importers.exit_code() > 0
    assert [version.manifest.records for version in versions("own")] == [1_500]
    assert other_importers.run(rows=1_600) > 0
    assert whole_rows() == 1_600


def test_a_writer_that_is_killed_holds_nobody_up(
    importers: Importers, other_importers: Importers
) -> None:
    importers.start(rows=1_500, wait=True)
    assert importers.line() == "inside"
    os.kill(importers.process, signal.SIGKILL)
    assert importers.exit_code() == -signal.SIGKILL
    assert other_importers.run(rows=1_600, timeout=0.0) > 0
    assert whole_rows() == 1_600
