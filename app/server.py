"""The web server: Streamlit's own, with our routes for assets, map geometry and health.

Nothing that a browser loads comes from another host: Leaflet, jQuery and the map script are
served from ``app/assets``, the map's scripts and boundaries as ``/assets/atlas.js``.
"""

from __future__ import annotations

import gc
import gzip
import hashlib
import json
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import asynccontextmanager
from functools import cache
from http import HTTPStatus
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit as st
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from app.access import enforce
from app.brief_controls import TEMPLATE_MEGABYTES
from app.garbage import start_looking
from app.gate import Gate
from app.held_uploads import HeldUploadsMiddleware
from app.hosts import AllowedHosts, allowed_hosts, check_address
from app.logs import start_log
from app.readiness import Readiness
from app.security import SecurityMiddleware
from app.settings import SETTINGS
from app.undelayed import send_without_delay
from app.upload import upload_megabytes
from geodata import query
from geodata.durable import reading_cause
from geodata.limits import worker_limits
from geodata.model import AtlasError, Filters
from geodata.provinces import load_neighbours, load_provinces
from geodata.sources.curated import load_sources
from geodata.store import curated_dataset

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from starlette.requests import Request

    from app.access import Access

ASSETS: Final = Path(__file__).parent / "assets"
MAIN_SCRIPT: Final = Path(__file__).parent / "main.py"
# In this order: the others build on the map of the provinces.
MAP_SCRIPTS: Final = (
    "provinces.js",
    "incidents.js",
    "playback.js",
    "sync.js",
    "focus.js",
    "places.js",
)
READY_TIMEOUT_SECONDS: Final = 60
_EVERYWHERE: Final = "0.0.0.0"  # nosec B104 # noqa: S104 - compared, not bound


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
    own = [(ASSETS / "map" / file).read_text(encoding="utf-8") for file in MAP_SCRIPTS]
    return "\n".join([leaflet, geometry_script(), *own])


@cache
def _packed_map_script() -> tuple[bytes, str]:
    """Return the map's script compressed, and its tag; to compress it takes as long as a page."""
    packed = gzip.compress(map_script().encode(), mtime=0)
    return packed, f'"{hashlib.sha256(packed).hexdigest()[:32]}"'


def _map_script(request: Request) -> Response:
    packed, tag = _packed_map_script()
    headers = {"Cache-Control": "no-cache", "ETag": tag, "Vary": "Accept-Encoding"}
    if request.headers.get("If-None-Match") == tag:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(map_script(), media_type="text/javascript", headers=headers)
    headers["Content-Encoding"] = "gzip"
    return Response(packed, media_type="text/javascript", headers=headers)


def _font(_request: Request) -> Response:
    """Serve the page's own typeface, which Streamlit ships, to the map's frame."""
    return FileResponse(font_path(), media_type="font/woff2")


@cache
def font_path() -> Path:
    """Return the file of Source Sans (SIL Open Font License) in Streamlit's package.

    Raises
    ------
    AtlasError
        If this release of Streamlit has none.
    """
    media = Path(st.__file__).parent / "static" / "static" / "media"
    found = sorted(media.glob("SourceSans*-Upright*.woff2"))
    if not found:
        raise AtlasError(f"Streamlit ships no Source Sans in {media.name}. Install the locked one.")
    return found[0]


def asset_files() -> tuple[Path, ...]:
    """Return the files that a browser loads from here, for an examination."""
    return (
        ASSETS / "icon.png",
        ASSETS / "map.css",
        ASSETS / "right_to_left.css",
        ASSETS / "leaflet" / "leaflet.js",
        ASSETS / "leaflet" / "leaflet.css",
        *(ASSETS / "map" / name for name in MAP_SCRIPTS),
        *sorted((ASSETS / "styles").iterdir()),
        font_path(),
    )


def _health(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


def _readiness_route() -> Route:
    readiness = Readiness()

    async def ready(_request: Request) -> Response:
        problems = await readiness.problems()
        is_ready = not any(problems.values())
        # The sentences name folders of this machine: they are for the log alone.
        checks = {name: "failed" if sentence else "ok" for name, sentence in problems.items()}
        return JSONResponse(
            {"status": "ready" if is_ready else "not ready", "checks": checks},
            status_code=HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE,
            headers={"Cache-Control": "no-store"},
        )

    return Route("/readyz", ready)


def create_app(
    hosts: AllowedHosts = AllowedHosts(),  # noqa: B008 - frozen
    when_started: Callable[[], None] = lambda: None,
    access: Access | None = None,
) -> st.App:
    """Build the ASGI application: the dashboard and the routes beside it.

    Parameters
    ----------
    hosts : AllowedHosts
        Under which names it answers.
    when_started : callable
        Called once Streamlit and its server are set up.
    access : Access, optional
        Who may read; everybody who reaches it by default.
    """
    enforce(access)
    middleware = [Middleware(SecurityMiddleware, hosts=hosts)]
    if access is not None:
        middleware.append(Middleware(Gate, access=access))
    middleware.append(Middleware(HeldUploadsMiddleware))

    @asynccontextmanager
    async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
        when_started()
        yield {}

    return st.App(
        MAIN_SCRIPT,
        # Handed over in memory: no file of secrets is written for Streamlit.
        secrets=access.provider.secrets() if access is not None else None,
        lifespan=lifespan,
        middleware=middleware,
        routes=[
            Route("/healthz", _health),
            _readiness_route(),
            Route("/assets/atlas.js", _map_script),
            Route("/assets/source-sans.woff2", _font),
            Mount("/assets", StaticFiles(directory=ASSETS)),
        ],
    )


def _say_when_ready(address: str, port: int) -> None:
    """Print the address once the server answers; silent if it never does."""
    host = "localhost" if address in {"127.0.0.1", "localhost", _EVERYWHERE, "::"} else address
    deadline = time.monotonic() + READY_TIMEOUT_SECONDS
    pause = threading.Event()
    while time.monotonic() < deadline:
        try:
            # The address is our own server's, built from two checked values.
            with urllib.request.urlopen(f"http://{host}:{port}/healthz", timeout=2):  # nosec B310 # see above
                print(f"Afghanistan Incident Atlas is ready: http://{host}:{port}", flush=True)  # noqa: T201 - this line is for the terminal
                return
        except (urllib.error.URLError, OSError):
            pause.wait(0.1)


def warm_up() -> None:
    """Read all that a first page needs, so that the first reader doesn't wait for it."""
    # streamlit-folium itself must wait: its component is known only to a running server.
    for module in ("altair", "folium", "mapclassify", "geodata.export.bundle"):
        import_module(module)
    query.totals(Filters(), curated_dataset())
    load_sources()
    _packed_map_script()
    font_path()
    # What is loaded by now stays for good; garbage isn't looked for in it.
    gc.collect()
    gc.freeze()


def run(
    port: int = 8501,
    address: str = "127.0.0.1",
    *,
    is_public: bool = False,
    host_names: Sequence[str] = (),
    access: Access | None = None,
) -> None:
    """Serve the dashboard until stopped, and say on the terminal when it is ready.

    Parameters
    ----------
    port : int
        TCP port to listen on.
    address : str
        Address to bind. The default answers on this machine only.
    is_public : bool
        Whether everybody who reaches the address may read.
    host_names : sequence of str
        Names under which it is reached beside those of this machine.
    access : Access, optional
        Who may read once they have logged in; by default nobody has to.

    Raises
    ------
    AddressError
        If other machines reach the address, and neither is the case.
    AtlasError
        If the built-in records can't be loaded, or a variable holds no bound of uploads.
    """
    check_address(address, is_public=is_public, has_access_control=access is not None)
    take_over_logs = start_log(port)
    try:
        warm_up()
    except OSError as error:
        raise AtlasError(reading_cause(error)) from error
    # Asked now, so that a variable with a slip is told at the start and not to a reader.
    worker_limits()
    most_megabytes = max(upload_megabytes(), TEMPLATE_MEGABYTES)
    # A dropped file stays in memory: beyond this size the form parser would write it to a disk.
    MultiPartParser.spool_max_size = (most_megabytes + 1) * 2**20
    settings: dict[str, Any] = {
        **SETTINGS,
        "server.port": port,
        "server.address": address,
        "server.maxUploadSize": most_megabytes,
    }
    threading.Thread(target=_say_when_ready, args=(address, port), daemon=True).start()
    start_looking()
    send_without_delay()
    # Streamlit reads its script arguments from here; ours are not meant for it.
    sys.argv = sys.argv[:1]
    # Readers come back from the identity provider under this name.
    names = [*host_names, *([access.provider.host_name] if access is not None else [])]
    create_app(allowed_hosts(address, names), take_over_logs, access).run(config=settings)
