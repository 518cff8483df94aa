"""Small messages to a browser are sent at once.

Streamlit makes its listening socket without naming the protocol, and asyncio then takes it for
none of TCP and leaves Nagle's algorithm on. The second message of a run waits until the browser's
system has acknowledged the first one, which takes it 40 milliseconds.
"""

from __future__ import annotations

import socket
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

from streamlit.web.server.starlette import starlette_server

if TYPE_CHECKING:
    from collections.abc import Callable

Arguments = ParamSpec("Arguments")


def without_delay(
    bind: Callable[Arguments, socket.socket],
) -> Callable[Arguments, socket.socket]:
    """Let a function that binds a socket turn its delay off.

    Connections that the socket accepts take the setting over.
    """

    @wraps(bind)
    def bound(*arguments: Arguments.args, **named: Arguments.kwargs) -> socket.socket:
        listening = bind(*arguments, **named)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening

    return bound


def send_without_delay() -> None:
    """Turn the delay off for the server that Streamlit starts next."""
    bind = starlette_server._bind_socket  # noqa: SLF001 - Streamlit has no other door
    if not hasattr(bind, "__wrapped__"):
        starlette_server._bind_socket = without_delay(bind)  # noqa: SLF001 - the same
