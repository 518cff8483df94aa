"""Start workers, and let only so many work at the same time."""

from __future__ import annotations

import atexit
import os
import socket
import subprocess  # nosec B404 # starts our own program, from a list of words
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from geodata.uploads import errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.limits import WorkerLimits

MODULE: Final = "geodata.uploads.nursery"

# What a worker needs; not what else the server was told, such as secrets.
_PASSED_ON: Final = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "PROJ_DATA", "GDAL_DATA")
_SETTINGS: Final = {
    # One thread before the fork, and little address space that is reserved but not used.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "MALLOC_ARENA_MAX": "2",
    "PROJ_NETWORK": "OFF",
}


class OnWait(Protocol):
    """Called several times a second; what it raises ends the work on the file."""

    def __call__(self, stage: str, share: float) -> None:
        """Take what is going on, as a sentence, and how much of the file is done, 0 to 1."""


def wait_silently(stage: str, share: float) -> None:
    """Show nothing."""


class Nursery:
    """Starts workers, by a process that is started at first use and ends with the server.

    Parameters
    ----------
    module : str
        The program, see :mod:`geodata.uploads.nursery`.
    """

    def __init__(self, module: str = MODULE) -> None:
        self.module = module
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    @property
    def process_id(self) -> int | None:
        """The process, if it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def prepare(self) -> None:
        """Start loading, so that a file that comes later need not wait."""
        with self._lock, suppress(OSError):
            self._running()

    def worker(self) -> tuple[socket.socket, socket.socket]:
        """Ask for a worker.

        Returns
        -------
        tuple of socket.socket
            To the worker, and to its watcher: when the second one is closed the worker ends.

        Raises
        ------
        OSError
            If the system refuses.
        """
        job, theirs = socket.socketpair()
        life, watched = socket.socketpair()
        with theirs, watched, self._lock:
            try:
                socket.send_fds(self._running(), [b"w"], [theirs.fileno(), watched.fileno()])
            except OSError:
                self._forget()
                job.close()
                life.close()
                raise
        return job, life

    def stop(self, process_id: int | None = None) -> None:
        """End the process, or only this one; workers that are at work are not ended by it."""
        with self._lock:
            is_other = self._process is not None and self._process.pid != process_id
            if process_id is None or not is_other:
                self._forget()

    def _running(self) -> socket.socket:
        if self._control is not None and self.process_id is not None:
            return self._control
        self._forget()
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self._process = subprocess.Popen(  # nosec B603 # noqa: S603 - a fixed list of words
                    [sys.executable, "-P", "-m", self.module],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    cwd="/",
                    env=_environment(),
                    # An interrupt on the terminal is for the server, which then hangs up.
                    start_new_session=True,
                )
            except OSError:
                ours.close()
                raise
        self._control = ours
        return ours

    def _forget(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def _environment() -> dict[str, str]:
    root = str(Path(__file__).parents[2])
    paths = [root, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**passed_on, **_SETTINGS, "PYTHONPATH": os.pathsep.join(paths)}


NURSERY: Final = Nursery()
atexit.register(NURSERY.stop)


class Turns:
    """Lets so many work at the same time."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._working = 0

    @contextmanager
    def one(self, limits: WorkerLimits, on_wait: OnWait) -> Iterator[None]:
        """Wait for a turn; it ends with the block.

        Raises
        ------
        UploadError
            If others take too long.
        """
        deadline = time.monotonic() + limits.wait_seconds
        while not self._begin(limits.workers):
            if time.monotonic() > deadline:
                raise errors.too_many(limits)
            on_wait(f"Waiting: {limits.workers:,} other files are being read …", 0.0)
        try:
            yield
        finally:
            with self._changed:
                self._working -= 1
                self._changed.notify()

    def _begin(self, most: int) -> bool:
        with self._changed:
            is_free = self._working < most or self._changed.wait_for(
                lambda: self._working < most, timeout=0.25
            )
            self._working += is_free
            return is_free


TURNS: Final = Turns()
