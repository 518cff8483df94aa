"""No message to a browser waits for the acknowledgement of the one before."""

from __future__ import annotations

import socket

from streamlit.web.server.starlette import starlette_server

from app.undelayed import send_without_delay, without_delay


def no_delay(connection: socket.socket) -> bool:
    return bool(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))


def test_connections_of_streamlits_socket_have_no_delay() -> None:
    bind = without_delay(starlette_server._bind_socket)  # noqa: SLF001 - what send_without_delay() changes
    with bind("127.0.0.1", 0, 5) as listening:
        listening.setblocking(True)  # noqa: FBT003 - named so by the library
        with socket.create_connection(listening.getsockname(), timeout=10):
            accepted, _ = listening.accept()
            with accepted:
                assert no_delay(accepted)


def test_it_is_turned_off_once() -> None:
    before = starlette_server._bind_socket  # noqa: SLF001 - the same
    try:
        send_without_delay()
        once = starlette_server._bind_socket  # noqa: SLF001 - the same
        send_without_delay()
        assert starlette_server._bind_socket is once  # noqa: SLF001 - the same
        assert once is not before
    finally:
        starlette_server._bind_socket = before  # noqa: SLF001 - the same
