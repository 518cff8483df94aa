"""A nursery whose workers do what a file tells them: ``python -m tests.geodata.uploads.hostile``.

A file that takes its reader over can do whatever a process can; here its text says what.
"""

from __future__ import annotations

import ctypes
import os
import signal
import struct
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geodata.uploads.frames import Kind, as_json, as_stream, put
from geodata.uploads.nursery import serve
from geodata.uploads.worker import Job, look

if TYPE_CHECKING:
    import socket

import pyarrow as pa

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
    match order:
        case "segfault":
            ctypes.string_at(0)
        case "exit":
            os._exit(0)
        case "abort":
            os.abort()
        case "raise":
            raise ValueError(rest)
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "sleep":
            signal.pause()
        case "spin":
            while True:
                pass
        case "eat":
            eaten = []
            while True:
                eaten.append(bytearray(1 << 20))
        case "eat in arrow":
            eaten = []
            while True:
                eaten.append(pa.allocate_buffer(64 << 20))
        case "write":
            Path(rest).write_bytes(b"a reader's file")
        case "hide":
            _hide(Path(rest))
        case "open":
            kept = [os.open("/dev/null", os.O_RDONLY) for _ in range(1_000)]
            raise ValueError(len(kept))
        case _:
            _lie(order, job, content, connection)


def _hide(mark: Path) -> None:
    """Leave a process behind in a session of its own, which holds all that this one holds."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            # A pipe, since no file can be written.
            with mark.open("w", encoding="ascii", buffering=1) as pipe:
                pipe.write(f"{os.getpid()}\n")
            time.sleep(600)
        os._exit(0)
    signal.pause()


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
    sys.stdout.flush()


if __name__ == "__main__":
    serve(obey)
