"""Headers on every answer, foreign names and foreign networks refused."""

from __future__ import annotations

import json
import re
import socket
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest

from app.cli import main
from app.hosts import AddressError, allowed_hosts, check_address
from app.security import security_headers
from tests.serving import served_atlas

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

EVERYWHERE = "0.0.0.0"  # noqa: S104 - nothing is bound there


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served_home")


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with served_atlas(str(home), ATLAS_RECORDS="") as served:
        yield served


def asked(
    address: str, headers: Mapping[str, str] | None = None
) -> tuple[int, dict[str, str], str]:
    """Return status, headers in small letters and text of an answer."""
    request = urllib.request.Request(address, headers=dict(headers or {}))  # noqa: S310 - our own server
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own server
            status, found, text = answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            status, found, text = error.code, error.headers, error.read()
    return status, {k.lower(): v for k, v in found.items()}, text.decode("latin-1")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/healthz",
        "/readyz",
        "/_stcore/health",
        "/assets/atlas.js",
        "/assets/map.css",
        "/favicon.png",
        "/assets/nothing.js",
        "/component/streamlit_folium.st_folium/index.html",
    ],
)
def test_every_answer_bears_the_security_headers(address: str, path: str) -> None:
    _, headers, _ = asked(f"{address}{path}")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    is_frame = path.startswith("/component/")
    assert headers["x-frame-options"] == ("SAMEORIGIN" if is_frame else "DENY")
    assert policy["frame-ancestors"] == ("'self'" if is_frame else "'none'")
    assert (policy["default-src"], policy["object-src"]) == ("'self'", "'none'")
    # Only in the map's frame a text may become a script.
    assert ("'unsafe-eval'" in policy["script-src"]) is is_frame
    assert ("'unsafe-inline'" in policy["script-src"]) is is_frame
    assert not re.search(r"https?:|\*", headers["content-security-policy"])


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "10.1.2.3", "a@b"])
def test_a_foreign_name_is_refused_and_written_down(address: str, host: str, home: Path) -> None:
    status, headers, text = asked(f"{address}/", {"Host": host})
    assert (status, text) == (400, "This name is not one of this server's.")
    assert headers["x-content-type-options"] == "nosniff"
    lines = (home / "logs" / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    last = json.loads(lines[-1])
    assert (last["event"], last["what"], last["host"]) == ("refusal", "host name", host)


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("localhost", "http://localhost", 101),
        ("evil.example", "http://evil.example", 403),
        # The right name, asked by a page of another one.
        ("localhost", "http://evil.example", 403),
    ],
)
def test_a_socket_is_opened_by_our_own_page_alone(
    address: str, host: str, origin: str, status: int
) -> None:
    port = int(address.rpartition(":")[2])
    lines = [
        "GET /_stcore/stream HTTP/1.1",
        f"Host: {host}:{port}",
        f"Origin: {origin}:{port}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    ]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        assert connection.recv(100).split()[1] == str(status).encode()


def test_a_file_is_sent_only_with_the_token_of_the_page(address: str) -> None:
    request = urllib.request.Request(  # noqa: S310 - our own server
        f"{address}/_stcore/upload_file/session/file", data=b"x", method="PUT"
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)  # noqa: S310 - the same
    with refused.value as answer:
        assert answer.code == 403


def test_the_server_is_alive_and_ready(address: str) -> None:
    assert json.loads(asked(f"{address}/healthz")[2]) == {"status": "ok"}
    status, headers, text = asked(f"{address}/readyz")
    assert status == 200
    assert json.loads(text) == {"status": "ready", "checks": {"records": "ok", "store": "ok"}}
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("bound", [EVERYWHERE, "::", "192.0.2.7", "atlas.example.org"])
def test_another_address_needs_to_be_meant(bound: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--address", bound]) == 2
    assert "say --public if everybody" in capsys.readouterr().err
    with pytest.raises(AddressError):
        check_address(bound, is_public=False)
    check_address(bound, is_public=True)
    check_address(bound, is_public=False, has_access_control=True)


def test_a_public_server_answers_to_numbers_and_the_names_it_was_told() -> None:
    hosts = allowed_hosts(EVERYWHERE, ["Atlas.Example.org"])
    for name in ("192.0.2.7:8501", "[2001:db8::1]", "atlas.example.org", "localhost"):
        assert hosts.allows(name)
    for name in ("evil.example", "atlas.example.org.evil.example", "", "192.0.2.7.evil.example"):
        assert not hosts.allows(name)


def test_the_hashes_are_those_of_the_page_that_streamlit_ships() -> None:
    assert security_headers(is_frame=False)["Content-Security-Policy"].count("'sha256-") == 1
