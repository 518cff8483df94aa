"""A nursery whose workers do what a file tells them: ``python -m tests.geodata.uploads.hostile``.

A file that takes its reader over can do whatever a process can; here its text says what.
"""

from __future__ import annotations

import ctypes
import os
import signal
import struct
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from geodata.uploads.frames import Kind, as_json, as_stream, put
from geodata.uploads.nursery import serve
from geodata.uploads.worker import Job, look

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

SOUND_FILE: Final = {
    "file_name": "x",
    "format": "own",
    "how": "",
    "remark": "",
    "columns": [],
    "mapping": None,
    "is_synthetic": False,
}
NO_ROWS: Final = {
    **dict.fromkeys(("rows_read", "accepted", "accepted_with_flags", "rejected"), 0),
    **{name: [] for name in ("reasons", "flags", "unmapped_actors")},
}


def obey(job: Job, content: bytes, connection: socket.socket) -> None:
    """Do what the file says; read it as usual if it says nothing."""
    order, _, rest = content.decode("latin-1").partition(":")
    if order in DEEDS:
        DEEDS[order](rest)
    else:
        _lie(order, job, content, connection)


def _raise(text: str) -> None:
    raise ValueError(text)


def _spin(_: str) -> None:
    while True:
        pass


def _eat(_: str) -> None:
    eaten = []
    while True:
        eaten.append(bytearray(1 << 20))


def _eat_in_arrow(_: str) -> None:
    eaten = []
    while True:
        eaten.append(pa.allocate_buffer(64 << 20))


def _open_many(_: str) -> None:
    kept = [os.open("/dev/null", os.O_RDONLY) for _ in range(1_000)]
    raise ValueError(len(kept))


def _hide(mark: str) -> None:
    """Leave a process behind in a session of its own, which holds all that this one holds."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            # A pipe, since no file can be written.
            with Path(mark).open("w", encoding="ascii", buffering=1) as pipe:
                pipe.write(f"{os.getpid()}\n")
            time.sleep(600)
        os._exit(0)
    signal.pause()


DEEDS: Final[dict[str, Callable[[str], object]]] = {
    "segfault": lambda _: ctypes.string_at(0),
    "exit": lambda _: os._exit(0),
    "abort": lambda _: os.abort(),
    "raise": _raise,
    "killed": lambda _: os.kill(os.getpid(), signal.SIGKILL),
    "sleep": lambda _: signal.pause(),
    "spin": _spin,
    "eat": _eat,
    "eat in arrow": _eat_in_arrow,
    "write": lambda path: Path(path).write_bytes(b"a reader's file"),
    "hide": _hide,
    "open": _open_many,
}


def _lie(order: str, job: Job, content: bytes, connection: socket.socket) -> None:
    """Answer what no worker answers."""
    if order == "flood":
        while True:
            put(connection, Kind.PROGRESS, struct.pack("!QQ", 1, 2))
    lies = {
        "unknown kind": (99, b""),
        "endless": (Kind.RECORDS, b"x" * 100),
        "no json": (Kind.FILE, b"\xff"),
        "deep json": (Kind.FILE, b"[" * 200_000),
        "format": (Kind.FILE, as_json({**SOUND_FILE, "format": "mine"})),
        "columns": (Kind.FILE, as_json({**SOUND_FILE, "columns": [1]})),
        "mapping": (Kind.FILE, as_json({**SOUND_FILE, "mapping": {"columns": 1}})),
        "no arrow": (Kind.RECORDS, b"no rows"),
        "schema": (Kind.RECORDS, as_stream(pa.table({"a": [1]}))),
        "order": (Kind.REPORT, b"{}"),
        "refusal": (Kind.REFUSED, b"[]"),
    }
    if order == "huge":
        # Says that more follows than this machine has.
        connection.sendall(struct.pack("!BQ", Kind.RECORDS, 1 << 50))
    elif order == "counts":
        put(connection, Kind.FILE, as_json(SOUND_FILE))
        put(connection, Kind.REPORT, as_json({**NO_ROWS, "rows_read": 5, "accepted": 5}))
    elif order in lies:
        kind, body = lies[order]
        connection.sendall(struct.pack("!BQ", kind, len(body)))
        connection.sendall(body)
    else:
        look(job, content, connection)


if __name__ == "__main__":
    serve(obey)
