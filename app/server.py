"""The web server: Streamlit's own, with our routes for assets, map geometry and health.

Nothing that a browser loads comes from another host: Leaflet, jQuery and the map script are
served from ``app/assets``, the map's scripts and boundaries as ``/assets/atlas.js``.
"""

from __future__ import annotations

import json
import sys
import threading
import time
import urllib.error
import urllib.request
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit as st
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from app.settings import SETTINGS
from geodata.provinces import load_neighbours, load_provinces

if TYPE_CHECKING:
    from starlette.requests import Request

ASSETS: Final = Path(__file__).parent / "assets"
MAIN_SCRIPT: Final = Path(__file__).parent / "main.py"
READY_TIMEOUT_SECONDS: Final = 60


@cache
def geometry_script() -> str:
    """Return the script that hands the boundaries to the map: ``window.atlasGeometry = …``.

    Only p-codes and coordinates (longitude, latitude, EPSG:4326) travel in it for the
    provinces; names come with each view, so that a change of language needs no reload.
    """
    provinces = load_provinces("simplified")
    neighbours = load_neighbours()
    features = {
        "provinces": json.loads(provinces[["geometry"]].to_json(show_bbox=False)),
        "neighbours": json.loads(neighbours.to_json(drop_id=True, show_bbox=False)),
        "labels": {
            pcode: [latitude, longitude]
            for pcode, latitude, longitude in zip(
                provinces.index,
                provinces["label_latitude"],
                provinces["label_longitude"],
                strict=True,
            )
        },
    }
    body = json.dumps(features, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")
    return f"window.atlasGeometry = {body};\n"


@cache
def map_script() -> str:
    """Return all that the map's frame runs, in one answer: Leaflet, boundaries, our own script."""
    leaflet = (ASSETS / "leaflet" / "leaflet.js").read_text(encoding="utf-8")
    own = (ASSETS / "map.js").read_text(encoding="utf-8")
    return f"{leaflet}\n{geometry_script()}\n{own}"


def _map_script(_request: Request) -> Response:
    headers = {"Cache-Control": "no-cache"}
    return Response(map_script(), media_type="text/javascript", headers=headers)


def _health(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


def create_app() -> st.App:
    """Build the ASGI application: the dashboard and the routes beside it."""
    return st.App(
        MAIN_SCRIPT,
        routes=[
            Route("/healthz", _health),
            Route("/assets/atlas.js", _map_script),
            Mount("/assets", StaticFiles(directory=ASSETS)),
        ],
    )


def _say_when_ready(address: str, port: int) -> None:
    """Print the address once the server answers; silent if it never does."""
    host = "localhost" if address in {"127.0.0.1", "localhost", "0.0.0.0", "::"} else address  # noqa: S104 - compared, not bound
    deadline = time.monotonic() + READY_TIMEOUT_SECONDS
    pause = threading.Event()
    while time.monotonic() < deadline:
        try:
            # The address is our own server's, built from two checked values.
            with urllib.request.urlopen(f"http://{host}:{port}/healthz", timeout=2):
                print(f"Afghanistan Incident Atlas is ready: http://{host}:{port}", flush=True)  # noqa: T201 - this line is for the terminal
                return
        except (urllib.error.URLError, OSError):
            pause.wait(0.1)


def run(port: int = 8501, address: str = "127.0.0.1") -> None:
    """Serve the dashboard until stopped, and say on the terminal when it is ready.

    Parameters
    ----------
    port : int
        TCP port to listen on.
    address : str
        Address to bind. The default answers on this machine only.
    """
    # Everything a first page needs is read before the first reader comes.
    from app.data import warm_up  # noqa: PLC0415 - imports the whole data layer

    warm_up()
    map_script()
    settings: dict[str, Any] = {**SETTINGS, "server.port": port, "server.address": address}
    threading.Thread(target=_say_when_ready, args=(address, port), daemon=True).start()
    # Streamlit reads its script arguments from here; ours are not meant for it.
    sys.argv = sys.argv[:1]
    create_app().run(config=settings)
