"""Files that are kept for readers are bounded before they are received."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from app.held_uploads import HeldUploadsMiddleware
from geodata.audit import log_folder
from tests.app.apart import run_apart

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send


@pytest.fixture(autouse=True)
def bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_UPLOAD_SESSION_BYTES", "100")
    monkeypatch.setenv("ATLAS_UPLOAD_HELD_BYTES", "150")
    monkeypatch.setenv("ATLAS_UPLOAD_FILE_BYTES", "90")


async def kept(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})


def request(session: str, size: int | None, method: str = "PUT") -> dict[str, Any]:
    length = [] if size is None else [(b"content-length", str(size).encode())]
    path = f"/_stcore/upload_file/{session}/file"
    return {"type": "http", "method": method, "path": path, "headers": length}


async def status(middleware: HeldUploadsMiddleware, scope: dict[str, Any]) -> int:
    found: list[int] = []

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            found.append(message["status"])

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    await middleware(scope, receive, send)
    return found[0]


@pytest.mark.parametrize(
    ("held", "size", "expected"),
    [
        ({}, 90, 204),
        ({"a": 60}, 40, 204),
        ({"a": 60}, 41, 413),
        # Where the size isn't said, the largest one counts.
        ({"a": 10}, None, 204),
        ({"a": 11}, None, 413),
        ({"b": 90}, 60, 204),
        ({"b": 90}, 61, 413),
    ],
)
def test_a_file_needs_room(held: dict[str, int], size: int | None, expected: int) -> None:
    middleware = HeldUploadsMiddleware(kept, lambda: held)
    assert run_apart(status(middleware, request("a", size))) == expected
    # To take a file away is always allowed.
    assert run_apart(status(middleware, request("a", size, "DELETE"))) == 204


def test_a_refusal_is_written_down() -> None:
    middleware = HeldUploadsMiddleware(kept, lambda: {"a": 100})
    assert run_apart(status(middleware, request("a", 5))) == 413
    lines = (log_folder() / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    last = json.loads(lines[-1])
    assert (last["event"], last["what"], last["size_bytes"]) == ("refusal", "upload", 5)


def test_files_that_come_in_at_the_same_time_count_together() -> None:
    async def both() -> tuple[int, int, int]:
        arrived, go_on = asyncio.Event(), asyncio.Event()

        async def slow(scope: Scope, receive: Receive, send: Send) -> None:
            arrived.set()
            await go_on.wait()
            await kept(scope, receive, send)

        middleware = HeldUploadsMiddleware(slow, dict)
        first = asyncio.create_task(status(middleware, request("a", 60)))
        await arrived.wait()
        second = await status(middleware, request("a", 60))
        go_on.set()
        return await first, second, await status(middleware, request("a", 60))

    assert run_apart(both()) == (204, 413, 204)
