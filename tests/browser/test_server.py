"""The server beside the page: health and assets."""

from __future__ import annotations

import gzip
import json
import urllib.error
import urllib.request
from urllib.request import Request

import pytest

pytestmark = pytest.mark.browser


def asked(address: str) -> tuple[int, str, str]:
    """Return status, media type and text of an answer."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own server's address
            return answer.status, answer.headers.get_content_type(), answer.read().decode("latin-1")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers.get_content_type(), error.read().decode("latin-1")


def test_the_server_says_that_it_is_well(address: str) -> None:
    status, kind, text = asked(f"{address}/healthz")
    assert (status, kind, json.loads(text)) == (200, "application/json", {"status": "ok"})


@pytest.mark.parametrize(
    ("path", "kind", "part"),
    [
        ("atlas.js", "text/javascript", "window.atlasGeometry"),
        ("map.css", "text/css", ".atlas-label"),
        ("leaflet/leaflet.css", "text/css", ".leaflet-container"),
        ("source-sans.woff2", "font/woff2", "wOF2"),
        ("icon.png", "image/png", "PNG"),
    ],
)
def test_each_asset_has_its_type(address: str, path: str, kind: str, part: str) -> None:
    status, media_type, text = asked(f"{address}/assets/{path}")
    assert (status, media_type) == (200, kind)
    assert part in text


def test_the_script_of_the_map_is_sent_compressed_and_only_if_it_is_another(address: str) -> None:
    script = Request(f"{address}/assets/atlas.js", headers={"Accept-Encoding": "gzip"})  # noqa: S310 - our own server's address
    with urllib.request.urlopen(script, timeout=10) as answer:  # noqa: S310 - the same
        assert answer.headers["Content-Encoding"] == "gzip"
        assert b"window.atlasGeometry" in gzip.decompress(answer.read())
        script.add_header("If-None-Match", answer.headers["ETag"])
    with pytest.raises(urllib.error.HTTPError, match="304"):
        urllib.request.urlopen(script, timeout=10)  # noqa: S310 - the same


@pytest.mark.parametrize(
    "path", ["assets/nothing.js", "assets/", "assets/../main.py", "assets/%2e%2e/main.py"]
)
def test_what_is_not_there_is_refused_without_a_traceback(address: str, path: str) -> None:
    status, kind, text = asked(f"{address}/{path}")
    # Streamlit itself refuses an address that climbs out of its folder.
    assert (status, text) in {(404, "Not Found"), (400, "Bad Request")}
    assert kind == "text/plain"
