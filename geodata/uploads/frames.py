"""What server and worker send each other: a kind, a size, and so many bytes."""

from __future__ import annotations

import enum
import json
import struct
import time
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import pyarrow as pa

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

_HEAD: Final = struct.Struct("!BQ")
_PIECE_BYTES: Final = 1 << 20
TICK_SECONDS: Final = 0.25
"""How often somebody who waits is asked whether to go on."""


class Kind(enum.IntEnum):
    """What a frame holds."""

    JOB = 1
    CONTENT = 2
    READY = 3
    FILE = 4
    PROGRESS = 5
    RECORDS = 6
    REJECTED = 7
    REPORT = 8
    REFUSED = 9
    FAILED = 10


class FrameError(Exception):
    """The other side sends what it mustn't."""


class GoneError(Exception):
    """The other side has gone."""


class OverTimeError(Exception):
    """The time is over."""


class Line:
    """One end of a connection, for the side that must not wait for ever.

    Parameters
    ----------
    connection : socket.socket
        Connected; a timeout is set on it.
    deadline : float
        On the clock of :func:`time.monotonic`, in seconds.
    on_tick : callable
        Called while waiting, several times a second; what it raises ends the waiting.
    """

    def __init__(
        self, connection: socket.socket, deadline: float, on_tick: Callable[[], None]
    ) -> None:
        self._connection = connection
        self.deadline = deadline
        self.on_tick = on_tick
        connection.settimeout(TICK_SECONDS)

    def send(self, kind: Kind, body: bytes | memoryview) -> None:
        """Send one frame.

        Raises
        ------
        GoneError
            If the other side has gone.
        OverTimeError
            If it takes too long to take it.
        """
        self._send(_HEAD.pack(kind, len(body)))
        self._send(body)

    def _send(self, data: bytes | memoryview) -> None:
        view = memoryview(data)
        while view:
            try:
                view = view[self._connection.send(view[:_PIECE_BYTES]) :]
            except TimeoutError:
                self._waited()
            except OSError as error:
                raise GoneError from error

    def receive(self, most_bytes: Callable[[Kind], int]) -> tuple[Kind, pa.Buffer]:
        """Wait for one frame.

        Parameters
        ----------
        most_bytes : callable
            How many bytes a frame of a kind may have; asked before they are taken.

        Raises
        ------
        FrameError
            If the other side sends what it mustn't.
        GoneError
            If it has gone.
        OverTimeError
            If none comes in time.
        """
        number, size = _HEAD.unpack(self._received(_HEAD.size))
        try:
            kind = Kind(number)
        except ValueError as error:
            raise FrameError("A frame of no known kind.") from error
        if size > most_bytes(kind):
            raise FrameError("A frame that is too large.")
        return kind, self._received(size)

    def _received(self, size: int) -> pa.Buffer:
        buffer = pa.allocate_buffer(size)
        view = memoryview(buffer)
        while view:
            try:
                count = self._connection.recv_into(view)
            except TimeoutError:
                self._waited()
                continue
            except OSError as error:
                raise GoneError from error
            if not count:
                raise GoneError
            view = view[count:]
            if time.monotonic() > self.deadline:
                raise OverTimeError
        return buffer

    def _waited(self) -> None:
        if time.monotonic() > self.deadline:
            raise OverTimeError
        self.on_tick()


def put(connection: socket.socket, kind: Kind, body: bytes | memoryview) -> None:
    """Send one frame, however long it takes: for a worker, whom somebody else ends."""
    connection.sendall(_HEAD.pack(kind, len(body)))
    connection.sendall(body)


def taken(stream: BinaryIO, kind: Kind) -> bytes:
    """Wait for one frame of a kind, however long it takes: for a worker.

    The bytes are taken into the object that is returned, without a copy.

    Raises
    ------
    GoneError
        If the other side has gone or sends another kind.
    """
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise GoneError
    found, size = _HEAD.unpack(head)
    body = stream.read(size)
    if found != kind or len(body) < size:
        raise GoneError
    return body


def as_json(content: Any) -> bytes:  # noqa: ANN401 - whatever JSON holds
    """Return content as JSON."""
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")


def as_stream(table: pa.Table) -> pa.Buffer:
    """Return a table as a stream of Arrow's."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()
