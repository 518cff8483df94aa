"""What the server hands to the map's frame, without a server running."""

from __future__ import annotations

import json
from typing import Final

import pytest

from app import server
from app.settings import SETTINGS
from geodata.model import AtlasError

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
