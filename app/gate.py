"""What the web server itself asks for, beside the pages, once readers have to log in.

The page can't ask at every address: documents are fetched and files are sent past it. Those
addresses are answered only to whoever bears the signed cookie of somebody who is let in.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from app.access_file import CALLBACK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from app.access import Access, Verdict

CLOSED: Final = ("/media/", "/_stcore/upload_file/", "/_stcore/metrics", "/_stcore/agent/")
"""Beginnings of the addresses that are answered only to who is let in: documents, files that are
sent, the server's own figures, and what programs may ask of it."""

LOG_IN: Final = "/auth/login"
_RETURN: Final = "atlas_return"
_RETURN_SECONDS: Final = 600
_LONGEST_RETURN: Final = 2000


def verdict_of_cookies(access: Access, cookies: Mapping[str, str]) -> Verdict:
    """Say whether a request comes from somebody who is let in.

    Parameters
    ----------
    access : Access
        The rules.
    cookies : mapping of str to str
        Of the request.
    """
    return access.verdict(_claims(access, cookies), time.time())


def _claims(access: Access, cookies: Mapping[str, str]) -> dict[str, object]:
    secret = access.provider.cookie_secret

    def signed(name: str) -> bytes | None:
        value = cookies.get(name, "")
        return decode_signed_value(secret, name, value.encode("latin-1", errors="replace"))

    content = get_cookie_with_chunks(signed, USER_COOKIE_NAME)
    if content is None:
        return {}
    try:
        claims = json.loads(content)
    except ValueError:
        return {}
    # The same secret could sign for another server; the page asks for the same.
    is_ours = isinstance(claims, dict) and claims.get("origin") == access.provider.origin
    return claims if is_ours else {}


def safe_return(referer: str, host: str) -> str:
    """Return the path on this server that a reader came from; blank for any other address.

    Parameters
    ----------
    referer : str
        The address that the browser says it comes from.
    host : str
        The name under which the browser asks.

    Examples
    --------
    >>> safe_return("https://atlas.example.org/records?group=NRF", "atlas.example.org")
    '/records?group=NRF'
    >>> [
    ...     safe_return(address, "atlas.example.org")
    ...     for address in ("https://evil.example/records", "https://atlas.example.org//evil.example")
    ... ]
    ['', '']
    """
    try:
        parts = urlsplit(referer)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or parts.netloc != host:
        return ""
    return _local_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def _local_path(text: str) -> str:
    """Return a text if a browser takes it for a path on this server, else nothing."""
    # Two slashes, or a backslash, would lead to another server.
    is_local = text.startswith("/") and not text.startswith("//") and "\\" not in text
    is_plain = text.isascii() and text.isprintable() and " " not in text
    return text if is_local and is_plain and len(text) <= _LONGEST_RETURN else ""


class Gate:
    """Answers the closed addresses to who is let in, and brings readers back to their view.

    Parameters
    ----------
    app : ASGI application
        What answers.
    access : Access
        The rules.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app, self._access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        # Parsed as Streamlit parses them.
        cookies = cookie_parser(headers.get("cookie", ""))
        path = str(scope["path"])
        is_closed = path.startswith(CLOSED)
        if is_closed and verdict_of_cookies(self._access, cookies).role is None:
            refusal = PlainTextResponse("Log in first.", status_code=403)
            await refusal(scope, receive, send)
            return

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._finish(message, path, headers, cookies)
            await send(message)

        await self._app(scope, receive, send_on)

    def _finish(
        self, message: Message, path: str, asked: Headers, cookies: Mapping[str, str]
    ) -> None:
        headers = MutableHeaders(scope=message)
        if path == LOG_IN:
            back = safe_return(asked.get("referer", ""), asked.get("host", ""))
            headers.append("set-cookie", _return_cookie(back, _RETURN_SECONDS if back else 0))
        elif path == CALLBACK:
            back = _local_path(unquote(cookies.get(_RETURN, "")))
            if back and headers.get("location") == "/":
                headers["location"] = back
            headers.append("set-cookie", _return_cookie("", 0))
        if self._access.provider.is_encrypted:
            _mark_secure(message)


def _return_cookie(path: str, seconds: int) -> str:
    return (
        f"{_RETURN}={quote(path, safe='')}; Path={CALLBACK}; Max-Age={seconds}; HttpOnly; "
        "SameSite=Lax"
    )


def _mark_secure(message: Message) -> None:
    """Let cookies travel over TLS alone; Streamlit doesn't know that a proxy encrypts."""
    marked: list[tuple[bytes, bytes]] = []
    for name, value in message["headers"]:
        is_open = name.lower() == b"set-cookie" and b"; secure" not in value.lower()
        marked.append((name, value + b"; Secure" if is_open else value))
    message["headers"] = marked
