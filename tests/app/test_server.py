"""What the server hands to the map's frame, and the line that says it is ready."""

from __future__ import annotations

import json
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Final

import pytest

from app import server
from app.settings import SETTINGS
from geodata.model import AtlasError

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX: Final = "window.atlasGeometry = "


def test_the_boundaries_travel_as_codes_and_coordinates_only() -> None:
    script = server.geometry_script()
    assert script.startswith(PREFIX)
    geometry = json.loads(script.removeprefix(PREFIX).rstrip(";\n"))
    pcodes = [feature["id"] for feature in geometry["provinces"]["features"]]
    assert pcodes == [f"AF{number:02d}" for number in range(1, 35)]
    assert sorted(geometry["labels"]) == pcodes
    assert all(feature["properties"] == {} for feature in geometry["provinces"]["features"])
    assert "<" not in script


def test_each_label_stands_within_the_country() -> None:
    geometry = json.loads(server.geometry_script().removeprefix(PREFIX).rstrip(";\n"))
    latitudes, longitudes = zip(*geometry["labels"].values(), strict=True)
    assert min(latitudes) > 29.3
    assert max(latitudes) < 38.5
    assert min(longitudes) > 60.4
    assert max(longitudes) < 75


def test_the_map_runs_leaflet_then_the_boundaries_then_our_own_script() -> None:
    script = server.map_script()
    order = [script.index(part) for part in ("Leaflet ", PREFIX, "window.atlas = ")]
    assert order == sorted(order)


def test_the_typeface_is_the_one_streamlit_ships() -> None:
    assert server.font_path().read_bytes()[:4] == b"wOF2"


def test_a_release_without_the_typeface_names_cause_and_fix(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    empty = tmp_path_factory.mktemp("streamlit") / "__init__.py"
    monkeypatch.setattr("streamlit.__file__", str(empty))
    server.font_path.cache_clear()
    try:
        with pytest.raises(AtlasError, match="Install the locked one"):
            server.font_path()
    finally:
        server.font_path.cache_clear()


def test_readers_see_no_traceback_and_nothing_is_reported_home() -> None:
    assert SETTINGS["client.showErrorDetails"] == "none"
    assert SETTINGS["browser.gatherUsageStats"] is False


class Healthy(BaseHTTPRequestHandler):
    """Answers the first question with an error, as a server that is still starting."""

    questions = 0

    def do_GET(self) -> None:
        type(self).questions += 1
        is_ready = self.path == "/healthz" and self.questions > 1
        self.send_response(HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing on the terminal."""


@pytest.fixture
def port() -> Iterator[int]:
    """Serve health on a free port."""
    Healthy.questions = 0
    with HTTPServer(("127.0.0.1", 0), Healthy) as healthy:
        thread = threading.Thread(target=healthy.serve_forever)
        thread.start()
        yield healthy.server_port
        healthy.shutdown()
        thread.join()


@pytest.mark.parametrize("bound", ["127.0.0.1", "localhost", "0.0.0.0"])  # noqa: S104 - nothing is bound here
def test_the_address_is_printed_once_the_server_answers(
    bound: str, port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    server._say_when_ready(bound, port)  # noqa: SLF001 - it is the line that is tested
    # An address that a browser can open, also where the server listens on all of them.
    line = f"Afghanistan Incident Atlas is ready: http://localhost:{port}\n"
    assert capsys.readouterr().out == line
    assert Healthy.questions == 2


def test_nothing_is_printed_if_the_server_never_answers(
    port: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "READY_TIMEOUT_SECONDS", 0)
    server._say_when_ready("127.0.0.1", port)  # noqa: SLF001 - it is the line that is tested
    assert capsys.readouterr().out == ""
