"""What every answer of the server says to the browser's guards, and whom it doesn't answer."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st
from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocketClose

from geodata import audit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from app.hosts import AllowedHosts

_LOG: Final = logging.getLogger("atlas.security")

# What folium's frame is, and ours in it: streamlit-folium runs the map's script from a text.
FRAME_PATH: Final = "/component/"

_COMMON: Final = {
    "X-Content-Type-Options": "nosniff",
    # An address holds what a reader looks at; no other site gets to know it.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer",
            "camera",
            "display-capture",
            "geolocation",
            "gyroscope",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "usb",
        )
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@cache
def _inline_hashes() -> str:
    """Return the hashes of the scripts that Streamlit's page holds itself."""
    page = Path(st.__file__).parent / "static" / "index.html"
    scripts = re.findall(r"<script>(.*?)</script>", page.read_text(encoding="utf-8"), re.DOTALL)
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def _policy(script_sources: str, ancestors: str) -> str:
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {script_sources}",
            # Streamlit and Leaflet set styles by script; styles can't run anything.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "media-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            f"frame-ancestors {ancestors}",
        )
    )


@cache
def security_headers(*, is_frame: bool) -> dict[str, str]:
    """Return the headers of a page, or of a frame within one of our pages.

    Parameters
    ----------
    is_frame : bool
        Whether the answer is for the map's frame. Only there scripts made from text may run.
    """
    if is_frame:
        return {
            **_COMMON,
            "Content-Security-Policy": _policy("'self' 'unsafe-inline' 'unsafe-eval'", "'self'"),
            "X-Frame-Options": "SAMEORIGIN",
        }
    return {
        **_COMMON,
        "Content-Security-Policy": _policy(f"'self' {_inline_hashes()}", "'none'"),
        "X-Frame-Options": "DENY",
    }


class SecurityMiddleware:
    """Refuses foreign host names, and puts the security headers on every answer.

    Parameters
    ----------
    app : ASGI application
        What answers.
    hosts : AllowedHosts
        Under which names it is reached.
    """

    def __init__(self, app: ASGIApp, hosts: AllowedHosts) -> None:
        self._app, self._hosts = app, hosts
        self._allowance = audit.Allowance()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        is_frame = str(scope.get("path", "")).startswith(FRAME_PATH)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in security_headers(is_frame=is_frame).items():
                    headers[name] = value
            await send(message)

        host = Headers(scope=scope).get("host", "")
        if self._hosts.allows(host):
            await self._app(scope, receive, send_with_headers)
            return
        await to_thread.run_sync(self._write_down, host)
        refusal = (
            PlainTextResponse("This name is not one of this server's.", status_code=400)
            if scope["type"] == "http"
            else WebSocketClose(code=1008)
        )
        await refusal(scope, receive, send_with_headers)

    def _write_down(self, host: str) -> None:
        if self._allowance.take():
            _LOG.warning("refused a foreign host name")
            audit.record("refusal", what="host name", host=host[:255])
