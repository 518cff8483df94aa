"""Files that crash, hang, fill the memory or lie: in a process of their own, and told in words."""

from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd
import pytest

from geodata.formats import ColumnMapping
from geodata.ingest import validate_files
from geodata.limits import MB, UPLOAD, WORKER, WorkerLimits
from geodata.model import AtlasError
from geodata.sources.rawfile import ReadError
from geodata.uploads.client import look_at_upload
from geodata.uploads.errors import UploadError
from geodata.uploads.nursery import children_of
from geodata.uploads.start import Nursery

if TYPE_CHECKING:
    from collections.abc import Iterator

FIXTURES: Final = Path(__file__).parents[2] / "fixtures"
# Far more than any of them takes on a busy machine, far less than for ever.
BOUNDED_SECONDS: Final = 60


@pytest.fixture(scope="module")
def hostile() -> Iterator[Nursery]:
    nursery = Nursery("tests.geodata.uploads.hostile")
    yield nursery
    nursery.stop()


def fault(order: str, nursery: Nursery, worker: WorkerLimits = WORKER) -> str:
    begun = time.monotonic()
    with pytest.raises(UploadError) as caught:
        look_at_upload("bad.csv", order.encode(), nursery=nursery, worker=worker)
    assert time.monotonic() - begun < BOUNDED_SECONDS
    assert str(caught.value).startswith("bad.csv: ")
    return caught.value.fault


def gone(process: int | None) -> bool:
    """Wait until a process is buried; say whether it is."""
    deadline = time.monotonic() + BOUNDED_SECONDS
    while time.monotonic() < deadline:
        if not Path(f"/proc/{process}").exists():
            return True
        os.sched_yield()
    return False


@pytest.mark.parametrize("name", ["ucdp_ged", "acled"])
def test_a_worker_finds_what_is_found_in_process(name: str, hostile: Nursery) -> None:
    path = FIXTURES / f"{name}.csv"
    expected = validate_files([path], keep_records=True)
    shares: list[float] = []
    file, checked = look_at_upload(
        f"folder/{path.name}",
        path.read_bytes(),
        nursery=hostile,
        on_wait=lambda _stage, share: shares.append(share),
    )
    assert checked is not None
    assert (file.file_name, file.format.key) == (path.name, name)
    assert checked.report["accepted"] == expected.report.accepted == checked.records.num_rows
    found = checked.records.to_pandas()
    for column in ("incident_id", "source_row", "flags", "killed_best", "summary"):
        theirs = expected.records[column].reset_index(drop=True)
        pd.testing.assert_series_equal(found[column], theirs, check_dtype=False)
    assert checked.rejected["row"].tolist() == expected.rejected["row"].tolist()
    assert shares[-1] == 1.0


def test_a_table_is_read_once_its_columns_are_confirmed(hostile: Nursery) -> None:
    content = (FIXTURES / "table_english.csv").read_bytes()
    file, checked = look_at_upload("t.csv", content, nursery=hostile)
    assert checked is None
    assert file.mapping is not None
    assert file.mapping.columns["date_text"] == "Day of event"
    _, checked = look_at_upload("t.csv", content, file.mapping, nursery=hostile)
    assert checked is not None
    assert checked.report["accepted"] == 2


def test_a_refusal_is_told_as_its_reader_told_it(hostile: Nursery) -> None:
    with pytest.raises(ReadError, match=r"^a\.csv: This is a PDF document\. Save the table"):
        look_at_upload("a.csv", b"%PDF-1.7", nursery=hostile)
    with pytest.raises(AtlasError, match="no column 'Day'"):
        look_at_upload(
            "t.csv",
            b"When,Where\n2021-10-08,Kabul\n",
            ColumnMapping({"date_text": "Day", "province": "Where"}),
            nursery=hostile,
        )


@pytest.mark.parametrize("order", ["segfault", "exit", "abort", "raise:secret", "open"])
def test_a_crash_is_told(order: str, hostile: Nursery) -> None:
    assert fault(order, hostile) == "crash"


def test_what_a_file_makes_its_reader_say_is_not_logged(
    hostile: Nursery, caplog: pytest.LogCaptureFixture
) -> None:
    assert fault("raise:secret", hostile) == "crash"
    [message] = caplog.messages
    assert "ValueError at" in message
    assert "hostile.py" in message
    assert "secret" not in message


@pytest.mark.parametrize("order", ["eat", "eat in arrow", "killed"])
def test_too_much_memory_is_told(order: str, hostile: Nursery) -> None:
    assert fault(order, hostile, replace(WORKER, memory_bytes=200 * MB)) == "memory"


@pytest.mark.parametrize("order", ["sleep", "flood"])
def test_a_hanging_file_is_stopped_by_the_clock(order: str, hostile: Nursery) -> None:
    assert fault(order, hostile, replace(WORKER, wall_seconds=1)) == "time"


def test_a_spinning_file_is_stopped_by_the_processors_time(hostile: Nursery) -> None:
    assert fault("spin", hostile, replace(WORKER, processor_seconds=1)) == "time"


def test_a_worker_writes_no_file(hostile: Nursery, tmp_path: Path) -> None:
    path = tmp_path / "left"
    assert fault(f"write:{path}", hostile) == "crash"
    assert not path.exists() or path.stat().st_size == 0


def test_a_process_that_hides_ends_with_the_worker(hostile: Nursery, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    os.mkfifo(mark)
    found: list[int] = []
    reading = threading.Thread(
        target=lambda: found.append(int(mark.read_text(encoding="ascii").split()[0]))
    )
    reading.start()

    def leave(_stage: str, _share: float) -> None:
        if found:
            raise LeftError

    with pytest.raises(LeftError):
        look_at_upload("bad.csv", f"hide:{mark}".encode(), nursery=hostile, on_wait=leave)
    reading.join(BOUNDED_SECONDS)
    assert gone(found[0])


@pytest.mark.parametrize(
    "order",
    [
        *("unknown kind", "endless", "no json", "deep json", "format", "columns", "mapping"),
        *("no arrow", "schema", "order", "refusal", "huge", "counts"),
    ],
)
def test_a_lie_is_not_believed(order: str, hostile: Nursery) -> None:
    assert fault(order, hostile) == "answer"


def test_no_worker_is_left_and_none_is_unburied(hostile: Nursery) -> None:
    assert fault("sleep", hostile, replace(WORKER, wall_seconds=1)) == "time"
    assert is_without_children(hostile)
    assert [child for child in children_of(os.getpid()) if is_zombie(child)] == []


def is_without_children(nursery: Nursery) -> bool:
    """Wait until all that a nursery started is buried; say whether it is."""
    assert nursery.process_id is not None
    deadline = time.monotonic() + BOUNDED_SECONDS
    while children_of(nursery.process_id) and time.monotonic() < deadline:
        os.sched_yield()
    return children_of(nursery.process_id) == []


def is_zombie(process: int) -> bool:
    return "\nState:\tZ" in Path(f"/proc/{process}/status").read_text(encoding="utf-8")


def test_the_nursery_has_one_thread(hostile: Nursery) -> None:
    look_at_upload("own.csv", (FIXTURES / "own.csv").read_bytes(), nursery=hostile)
    assert len(list(Path(f"/proc/{hostile.process_id}/task").iterdir())) == 1


class LeftError(Exception):
    """As Streamlit ends the run of a session that is gone."""


def test_whoever_leaves_ends_the_worker(hostile: Nursery) -> None:
    def leave(stage: str, _share: float) -> None:
        if stage.startswith("Checking"):
            raise LeftError

    with pytest.raises(LeftError):
        look_at_upload("bad.csv", b"sleep", nursery=hostile, on_wait=leave)
    assert is_without_children(hostile)


def test_a_file_too_many_waits_and_is_told(hostile: Nursery) -> None:
    working, done, stages = threading.Event(), threading.Event(), []

    def hang() -> None:
        def wait(stage: str, _share: float) -> None:
            if stage.startswith("Checking"):
                working.set()
            if done.is_set():
                raise LeftError

        with pytest.raises(LeftError):
            look_at_upload("slow.csv", b"sleep", nursery=hostile, on_wait=wait)

    thread = threading.Thread(target=hang)
    thread.start()
    assert working.wait(BOUNDED_SECONDS)
    own = (FIXTURES / "own.csv").read_bytes()
    with pytest.raises(UploadError, match="1 other files are being read") as caught:
        look_at_upload(
            "own.csv",
            own,
            nursery=hostile,
            worker=replace(WORKER, workers=1, wait_seconds=1),
            on_wait=lambda stage, _share: stages.append(stage),
        )
    assert caught.value.may_pass
    assert "Waiting: 1 other files are being read …" in stages
    # With a second place it is read while the other one still hangs.
    _, checked = look_at_upload("own.csv", own, nursery=hostile)
    assert checked is not None
    assert thread.is_alive()
    done.set()
    thread.join(BOUNDED_SECONDS)


def test_a_nursery_that_was_killed_is_started_again(hostile: Nursery) -> None:
    first = hostile.process_id
    assert first is not None
    os.kill(first, signal.SIGKILL)
    own = (FIXTURES / "own.csv").read_bytes()
    _, checked = look_at_upload("own.csv", own, nursery=hostile)
    assert checked is not None
    assert hostile.process_id != first


def test_a_nursery_that_cannot_start_is_told() -> None:
    nursery = Nursery("tests.geodata.uploads.nowhere")
    with pytest.raises(UploadError, match="could not be started") as caught:
        look_at_upload("own.csv", b"x", nursery=nursery)
    nursery.stop()
    assert caught.value.may_pass


def test_secrets_of_the_server_are_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_SECRET", "abc")
    nursery = Nursery("tests.geodata.uploads.hostile")
    nursery.prepare()
    path = Path(f"/proc/{nursery.process_id}/environ")
    deadline = time.monotonic() + BOUNDED_SECONDS
    # Blank until the system has loaded the program.
    while not (environment := path.read_bytes()) and time.monotonic() < deadline:
        os.sched_yield()
    nursery.stop()
    assert b"OMP_NUM_THREADS=1" in environment
    assert b"ATLAS_SECRET" not in environment


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({"file_bytes": 100}, "ATLAS_UPLOAD_FILE_BYTES"),
        ({"rows": 2}, "more than 2 rows"),
        ({"columns": 3}, "columns; 3 can be read"),
        ({"kept_bytes": 100}, "take more than 100 bytes of memory"),
        ({"unpacked_bytes": 1_000, "file_bytes": 5_000}, "hold more than 1 kB of text"),
    ],
)
def test_bounds_hold_in_the_worker(bounds: dict[str, int], words: str, hostile: Nursery) -> None:
    content = (FIXTURES / "own.csv").read_bytes()
    with pytest.raises(ReadError) as caught:
        look_at_upload("own.csv", content, limits=replace(UPLOAD, **bounds), nursery=hostile)
    assert words in str(caught.value)
    assert "atlas import FILE --name NAME" in str(caught.value)
