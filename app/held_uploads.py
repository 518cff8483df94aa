"""How much dropped files may take of the server's memory before anybody reads them.

Streamlit bounds each file, but keeps as many as a session sends.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Final

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from geodata import audit
from geodata.limits import WorkerLimits, upload_limits, worker_limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

_UPLOAD: Final = re.compile(r".*/_stcore/upload_file/(?P<session>[^/]+)/[^/]+")
_TOO_MUCH: Final = 413
_REFUSALS_A_MINUTE: Final = 10


def held_bytes() -> dict[str, int]:
    """Return how many bytes of files the server keeps for each session."""
    manager = Runtime.instance().uploaded_file_mgr if Runtime.exists() else None
    if not isinstance(manager, MemoryUploadedFileManager):
        return {}
    # Copies, since files of others come and go meanwhile.
    sessions = {session: list(files.values()) for session, files in [*manager.file_storage.items()]}
    return {session: sum(len(file.data) for file in files) for session, files in sessions.items()}


class HeldUploadsMiddleware:
    """Refuses a file before it is received if the server keeps too many already.

    Parameters
    ----------
    app : ASGI application
        What receives it.
    held : callable
        Returns how many bytes are kept for each session.
    """

    def __init__(self, app: ASGIApp, held: Callable[[], dict[str, int]] = held_bytes) -> None:
        self._app, self._held = app, held
        self._coming: dict[str, int] = {}
        self._minute, self._written = 0, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or refuse it."""
        path = _UPLOAD.fullmatch(str(scope.get("path", "")))
        if scope["type"] != "http" or scope["method"] != "PUT" or path is None:
            await self._app(scope, receive, send)
            return
        session, limits = path["session"], worker_limits()
        size = _size(Headers(scope=scope).get("content-length", ""))
        if not self._has_room(session, size, limits):
            await to_thread.run_sync(self._write_down, size)
            refusal = PlainTextResponse(
                "This server keeps too many files already. Remove yours, or try again later.",
                status_code=_TOO_MUCH,
            )
            await refusal(scope, receive, send)
            return
        self._coming[session] = self._coming.get(session, 0) + size
        try:
            await self._app(scope, receive, send)
        finally:
            self._coming[session] -= size
            if not self._coming[session]:
                del self._coming[session]

    def _write_down(self, size: int) -> None:
        # Whoever asks without end shall not push the older lines out of the log.
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute, self._written = minute, 0
        if self._written < _REFUSALS_A_MINUTE:
            self._written += 1
            audit.record("refusal", what="upload", why="too many files are kept", size_bytes=size)

    def _has_room(self, session: str, size: int, limits: WorkerLimits) -> bool:
        held = self._held()
        of_session = held.get(session, 0) + self._coming.get(session, 0)
        of_all = sum(held.values()) + sum(self._coming.values())
        return of_session + size <= limits.session_bytes and of_all + size <= limits.held_bytes


def _size(declared: str) -> int:
    """Return the size of a request; the largest one where it isn't said."""
    # Whoever sends more than he says is cut off by the server.
    return int(declared) if re.fullmatch(r"\d{1,15}", declared) else upload_limits().file_bytes
