"""``python -m geodata.uploads.nursery``: the process from which workers are forked.

It has loaded all that reading a file needs, has one thread, and does nothing but fork, so that a
worker is there at once and none inherits a lock that another thread holds.
"""

from __future__ import annotations

import ctypes
import gc
import os
import select
import signal
import socket
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from geodata.uploads.job import STATUS, Job
from geodata.uploads.worker import look, prefer_as_victim, work

if TYPE_CHECKING:
    from collections.abc import Callable

_PR_SET_CHILD_SUBREAPER: Final = 36
_HANDLES: Final = 2

CRASHED: Final = 70
"""Exit code of a worker that raised what nobody expected; EX_SOFTWARE of sysexits.h."""


def serve(reader: Callable[[Job, bytes, socket.socket], None] = look) -> None:
    """Fork a worker for each pair of sockets that comes in, until the server has gone.

    Parameters
    ----------
    reader : callable
        What the workers do, see :func:`geodata.uploads.worker.work`.
    """
    control = socket.socket(fileno=0)
    # The system shall bury the watchers; nobody waits for them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    prefer_as_victim()
    gc.collect()
    gc.freeze()
    while True:
        message, handles, _, _ = socket.recv_fds(control, 1, _HANDLES)
        if not message:
            return
        if len(handles) == _HANDLES and os.fork() == 0:
            control.close()
            job, life = (socket.socket(fileno=handle) for handle in handles)
            _watch(job, life, reader)
        for handle in handles:
            os.close(handle)


def _watch(
    job: socket.socket, life: socket.socket, reader: Callable[[Job, bytes, socket.socket], None]
) -> NoReturn:
    """Fork a worker, end it and its children when it ends or the server hangs up; say how."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    # What the worker leaves behind becomes a child of this process, wherever it hid.
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    worker = os.fork()
    if worker == 0:
        life.close()
        os.setsid()
        _run(job, reader)
    job.close()
    ended = os.pidfd_open(worker)
    select.select([ended, life.fileno()], [], [])
    with suppress(ProcessLookupError):
        os.kill(worker, signal.SIGKILL)
    _, status = os.waitpid(worker, 0)
    _bury_all()
    with suppress(OSError):
        life.sendall(STATUS.pack(os.waitstatus_to_exitcode(status)))
    os._exit(0)


def _run(job: socket.socket, reader: Callable[[Job, bytes, socket.socket], None]) -> NoReturn:
    code = CRASHED
    try:
        work(job, reader)
        code = 0
    finally:
        # No more than this: what Python does at its end is for the process that was forked.
        os._exit(code)


def _bury_all() -> None:
    """End all children of this process, and their children once they have become ours."""
    while True:
        for child in children_of(os.getpid()):
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def children_of(parent: int) -> list[int]:
    """Return the processes that a process is the parent of, dead ones too until it buries them."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        # One that ends while it is looked at is no child any more.
        with suppress(OSError):
            # The name of a program may hold blanks and brackets; what follows is fixed (proc(5)).
            fields = (folder / "stat").read_text(encoding="utf-8", errors="replace")
            if int(fields.rpartition(")")[2].split()[1]) == parent:
                found.append(int(folder.name))
    return found


if __name__ == "__main__":
    serve()
