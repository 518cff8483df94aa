"""A server in a process of its own and a browser, for tests, benchmarks and screenshots."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from playwright.sync_api import Browser, Playwright

CHROMIUM_ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MAP_FRAME: Final = "streamlit_folium.st_folium"
START_TIMEOUT_SECONDS: Final = 180


def free_port() -> int:
    """Return a TCP port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=1):  # noqa: S310 - our own server's address
            return True
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def served(arguments: Sequence[str], health: str, environment: Mapping[str, str]) -> Iterator[int]:
    """Run a server until the block ends; the block begins when it answers. Gives its process.

    Parameters
    ----------
    arguments : sequence of str
        The command.
    health : str
        Address that answers once the server is ready.
    environment : mapping of str to str
        Variables set beside those of this process.
    """
    with subprocess.Popen(  # noqa: S603 - our own command
        list(arguments),
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            for _ in range(START_TIMEOUT_SECONDS * 10):
                if _answers(health):
                    break
                try:
                    server.wait(0.1)
                except subprocess.TimeoutExpired:
                    continue
                raise RuntimeError(f"The server ended before it was ready: {' '.join(arguments)}")
            yield server.pid
        finally:
            server.terminate()


@dataclass(frozen=True, slots=True)
class Server:
    """A dashboard that runs: its address, and the number of the process that serves it."""

    address: str
    process: int


@contextmanager
def served_server(home: str, *words: str, **environment: str) -> Iterator[Server]:
    """Run the dashboard with its data directory in ``home`` and more words on its command line."""
    port = free_port()
    address = f"http://localhost:{port}"
    command = [sys.executable, "-m", "app.cli", "run", "--port", str(port), *words]
    with served(command, f"{address}/healthz", {"ATLAS_HOME": home, **environment}) as process:
        yield Server(address, process)


@contextmanager
def served_atlas(home: str, **environment: str) -> Iterator[str]:
    """Run the dashboard with its data directory in ``home``; gives its address."""
    with served_server(home, **environment) as server:
        yield server.address


def launch_chromium(playwright: Playwright) -> Browser:
    """Start Debian's Chromium without a screen and without background traffic."""
    return playwright.chromium.launch(
        executable_path=shutil.which("chromium"), args=list(CHROMIUM_ARGUMENTS)
    )
