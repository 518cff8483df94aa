"""Let a file be looked at by a worker: the server's side."""

from __future__ import annotations

import logging
import struct
import time
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from geodata.layout import REJECTED_SCHEMA, SCHEMA
from geodata.limits import upload_limits, worker_limits
from geodata.uploads import errors
from geodata.uploads.answer import (
    AnswerError,
    Checked,
    LookedFile,
    read_checked,
    read_file,
    read_refusal,
    read_table,
)
from geodata.uploads.frames import FrameError, GoneError, Kind, Line, OverTimeError
from geodata.uploads.job import PROGRESS, STATUS, TABLE, Job, job_text
from geodata.uploads.start import NURSERY, TURNS, Nursery, OnWait, wait_silently

if TYPE_CHECKING:
    import socket

    import pyarrow as pa

    from geodata.formats import ColumnMapping
    from geodata.limits import Limits, WorkerLimits

START_SECONDS: Final = 120.0
"""How long the nursery may take to load; on an idle machine it takes 4."""

STATUS_SECONDS: Final = 10.0
"""How long a watcher may take to say how a worker ended."""

_ATTEMPTS: Final = 2
_JSON_BYTES: Final = 16 << 20
_REJECTED_BYTES: Final = 512 << 20
_SLACK: Final = 1.1
"""Arrow's streams have headings and padding beside the columns."""

_LOG: Final = logging.getLogger("atlas.uploads")
_LONGEST_FAILURE: Final = 300


def look_at_upload(  # noqa: PLR0913 - each is a choice of whoever looks
    name: str,
    content: bytes | memoryview,
    mapping: ColumnMapping | None = None,
    *,
    limits: Limits | None = None,
    worker: WorkerLimits | None = None,
    on_wait: OnWait = wait_silently,
    nursery: Nursery = NURSERY,
) -> tuple[LookedFile, Checked | None]:
    """Look at a file in a process of its own, and check its rows.

    Parameters
    ----------
    name : str
        As its owner calls it.
    content : bytes or memoryview
        The file; it is not copied in this process.
    mapping : ColumnMapping, optional
        What the columns of a table in no known format are.
    limits, worker : Limits, WorkerLimits, optional
        Bounds of the file and of the process; by default those of uploads.
    on_wait : OnWait
        Called several times a second.
    nursery : Nursery
        What starts the process.

    Returns
    -------
    LookedFile
        What the file is.
    Checked or None
        What became of its rows; None if somebody has to say first what its columns are.

    Raises
    ------
    AtlasError
        What the reader of the file said, such as a ReadError.
    UploadError
        If the worker crashed, was over a bound of its process, or had to wait for too long.
    """
    limits, worker = limits or upload_limits(), worker or worker_limits()
    file_name = PurePath(name).name or "upload"
    today = date.today()  # noqa: DTZ011 - the user's own day
    job = Job(file_name, mapping, limits, today)
    with TURNS.one(worker, on_wait):
        connection, life, line = _started(nursery, on_wait)
        # Hanging up ends the worker, whatever it is at.
        with connection, life:
            return _Call(job, worker, line, on_wait).made(content, life)


def _started(nursery: Nursery, on_wait: OnWait) -> tuple[socket.socket, socket.socket, Line]:
    def tick() -> None:
        on_wait("Starting …", 0.0)

    # A nursery that was ended from outside is found out at the second attempt.
    for _ in range(_ATTEMPTS):
        before = nursery.process_id
        try:
            job, life = nursery.worker()
        except OSError:
            continue
        try:
            line = Line(job, time.monotonic() + START_SECONDS, tick)
            line.receive(lambda kind: -1 if kind != Kind.READY else 0)
        except BaseException as error:
            job.close()
            life.close()
            if isinstance(error, OverTimeError | FrameError | GoneError):
                # It may be dying and not yet look so; one that others just started stays.
                nursery.stop(before)
                continue
            raise
        return job, life, line
    raise errors.not_started()


class _Call:
    """One file at one worker."""

    def __init__(self, job: Job, worker: WorkerLimits, line: Line, on_wait: OnWait) -> None:
        self._job = job
        self._worker = worker
        self._line = line
        self._on_wait = on_wait
        self._share = 0.0
        self._file: LookedFile | None = None
        self._records: list[pa.Table] = []
        self._rejected: list[pa.Table] = []
        self._spare_bytes = {
            Kind.RECORDS: int(job.limits.kept_bytes * _SLACK) + _JSON_BYTES,
            Kind.REJECTED: _REJECTED_BYTES,
        }

    def made(
        self, content: bytes | memoryview, life: socket.socket
    ) -> tuple[LookedFile, Checked | None]:
        """Send the file, and take what the worker finds."""
        name = self._job.file_name
        self._line.deadline = time.monotonic() + self._worker.wall_seconds
        self._line.on_tick = self._tick
        try:
            self._line.send(Kind.JOB, job_text(self._job, self._worker))
            self._line.send(Kind.CONTENT, content)
            return self._answer()
        except OverTimeError as error:
            raise errors.over_time(name, self._worker) from error
        except (AnswerError, FrameError) as error:
            raise errors.broken(name, "answer") from error
        except GoneError as error:
            raise errors.of_status(name, _status(life), self._worker) from error

    def _tick(self) -> None:
        self._on_wait(f"Checking {self._job.file_name} …", self._share)

    def _answer(self) -> tuple[LookedFile, Checked | None]:
        while True:
            kind, body = self._line.receive(self._most_bytes)
            if kind == Kind.REFUSED:
                raise read_refusal(body, self._job.file_name)
            if kind == Kind.FAILED:
                raise self._failure(body)
            if kind == Kind.FILE:
                self._file = read_file(body, self._job.file_name)
                if self._job.mapping is None and self._file.format.key == TABLE:
                    return self._file, None
            elif kind == Kind.REPORT and self._file is not None:
                return self._file, read_checked(self._records, self._rejected, body)
            else:
                self._take_part(kind, body)

    def _take_part(self, kind: Kind, body: pa.Buffer) -> None:
        if kind == Kind.PROGRESS and body.size == PROGRESS.size:
            bytes_read, bytes_in_all = PROGRESS.unpack(body)
            self._share = min(bytes_read / max(bytes_in_all, 1), 1.0)
            self._tick()
        elif kind in self._spare_bytes:
            self._spare_bytes[kind] -= body.size
            if kind == Kind.RECORDS:
                self._records.append(read_table(body, SCHEMA))
            else:
                self._rejected.append(read_table(body, REJECTED_SCHEMA))
        else:
            raise AnswerError("frame")

    def _most_bytes(self, kind: Kind) -> int:
        return self._spare_bytes.get(kind, _JSON_BYTES)

    def _failure(self, body: pa.Buffer) -> errors.UploadError:
        text = body.to_pybytes().decode("utf-8", "replace")
        if text == "memory":
            return errors.over_memory(self._job.file_name, self._worker)
        _LOG.error("a worker failed: %s", ascii(text[:_LONGEST_FAILURE]))
        return errors.broken(self._job.file_name)


def _status(life: socket.socket) -> int | None:
    """Return how a worker ended, None if its watcher doesn't say."""
    life.settimeout(STATUS_SECONDS)
    try:
        found: int = STATUS.unpack(life.recv(STATUS.size))[0]
    except (OSError, ValueError, struct.error):
        return None
    return found
