"""Two replicas behind the nginx configuration that is shipped, with a browser before them."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd
import pytest
from playwright.sync_api import expect

from app.settings import SETTINGS
from tests.browser.atlas import PATIENCE_MILLISECONDS, Atlas
from tests.serving import free_port, served, served_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.serving import Server

pytestmark = pytest.mark.browser

SHIPPED: Final = Path(__file__).parents[2] / "docs" / "nginx.conf"
# Browsers find any name below localhost on this machine; the atlas doesn't take it for its own.
NAME: Final = "atlas.localhost"
# Debian's own file, as far as it is needed; everything that is written stays in one folder.
MAIN: Final = """\
daemon off;
user {user};
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    include {types};
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    log_format replicas "$status $upstream_addr $cookie_atlas_replica $request_uri";
    access_log {folder}/access.log replicas;
    include {folder}/atlas.conf;
}}
"""


@dataclass
class Replicas:
    """Two dashboards and the proxy before them."""

    address: str
    servers: dict[str, Server]
    folder: Path

    def port(self, name: str) -> int:
        return int(self.servers[name].address.rsplit(":", 1)[1])

    def requests(self) -> list[tuple[int, str, str]]:
        """Return status, port of the replica and path of what was asked for so far."""
        lines = (self.folder / "access.log").read_text(encoding="utf-8").splitlines()
        parts = (line.split(" ") for line in lines)
        return [(int(part[0]), part[1].rsplit(":", 1)[-1], part[-1]) for part in parts]


def configuration(folder: Path, port: int, ports: dict[str, int]) -> str:
    """Return the shipped file for other ports, another name and another folder."""
    text = SHIPPED.read_text(encoding="utf-8")
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("server_name atlas.example.org;", f"server_name {NAME};"),
        ("/var/cache/nginx/atlas", f"{folder}/cache"),
        (":8501", f":{ports['one']}"),
        (":8502", f":{ports['two']}"),
    ):
        assert old in text
        text = text.replace(old, new)
    return text


@contextmanager
def started(folder: Path) -> Iterator[Replicas]:
    """Start two replicas on one data folder, and nginx before them."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    with ExitStack() as stack:
        ways = [served_server(str(home), "--host-name", NAME, ATLAS_RECORDS="") for _ in range(2)]
        with ThreadPoolExecutor() as pool:
            one, two = pool.map(stack.enter_context, ways)
        port = free_port()
        replicas = Replicas(f"http://{NAME}:{port}", {"one": one, "two": two}, folder)
        ports = {name: replicas.port(name) for name in replicas.servers}
        # Said where the tests run as root, whose folders nobody else may enter.
        user = getpass.getuser()
        main = MAIN.format(folder=folder, types="/etc/nginx/mime.types", user=user)
        (folder / "atlas.conf").write_text(configuration(folder, port, ports), encoding="utf-8")
        (folder / "main.conf").write_text(main, encoding="utf-8")
        nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin") or "nginx"
        command = [nginx, "-p", str(folder), "-c", str(folder / "main.conf")]
        stack.enter_context(served(command, f"http://127.0.0.1:{port}/healthz", {}))
        yield replicas


@pytest.fixture(scope="module")
def replicas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicas]:
    with started(tmp_path_factory.mktemp("replicas")) as running:
        yield running


@pytest.fixture(scope="module")
def window(chromium: Browser) -> Iterator[BrowserContext]:
    """Open a window that no other test has been in: it has no cookie."""
    with chromium.new_context(viewport={"width": 1400, "height": 900}) as context:
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        yield context


@pytest.fixture(scope="module")
def page(window: BrowserContext) -> Page:
    return window.new_page()


def replica_of(window: BrowserContext) -> str:
    """Return the replica that the cookie of a window names."""
    (cookie,) = [each for each in window.cookies() if each["name"] == "atlas_replica"]
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    return str(cookie["value"])


def test_the_page_works_through_the_proxy_and_bears_its_headers(
    replicas: Replicas, window: BrowserContext, page: Page
) -> None:
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: line.type == "error" and problems.append(line.text))
    with page.expect_response(f"{replicas.address}/?*") as answered:
        atlas = Atlas(page, replicas.address).open({"group": "IS-K"})
    headers = answered.value.headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert atlas.incidents_on_map() > 0
    with atlas.repainted():
        atlas.add("Groups", "NRF")
    assert problems == []
    mine = str(replicas.port(replica_of(window)))
    asked = [one for one in replicas.requests() if not one[2].startswith(("/static/", "/healthz"))]
    assert {status for status, _, _ in asked} <= {101, 200, 304}
    assert {port for _, port, _ in asked} == {mine}


def test_a_document_comes_from_the_readers_own_replica(replicas: Replicas, page: Page) -> None:
    atlas = Atlas(page, replicas.address)
    page.get_by_text("Take this view along").click()
    # Once it is drawn, nothing moves below the pointer any more.
    atlas.choose("Kind", "Records (CSV)")
    atlas.expect_done()
    with page.expect_download() as started_download:
        page.get_by_role("button", name="Download", exact=True).click()
    table = pd.read_csv(started_download.value.path())
    assert set(table["group"]) == {"ISKP", "NRF"}
    status, port, _ = [one for one in replicas.requests() if one[2].startswith("/media/")][-1]
    assert (status, port) == (200, str(replicas.port(replica_of(page.context))))


def test_an_upload_that_is_too_large_ends_at_the_proxy(replicas: Replicas) -> None:
    bound = (SETTINGS["server.maxUploadSize"] + 1) * 2**20
    assert f"client_max_body_size {bound // 2**20}m;" in SHIPPED.read_text(encoding="utf-8")
    connection = HTTPConnection("127.0.0.1", int(replicas.address.rsplit(":", 1)[1]), timeout=10)
    connection.putrequest("POST", "/_stcore/upload_file/a/b", skip_host=True)
    connection.putheader("Host", NAME)
    connection.putheader("Content-Length", str(bound + 1))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_another_name_is_refused_behind_the_proxy(replicas: Replicas) -> None:
    connection = HTTPConnection("127.0.0.1", int(replicas.address.rsplit(":", 1)[1]), timeout=10)
    connection.request("GET", "/", headers={"Host": "evil.example"})
    assert connection.getresponse().status == 400
    connection.close()


def test_readers_go_on_at_the_other_replica_when_theirs_is_gone(
    replicas: Replicas, window: BrowserContext, page: Page
) -> None:
    mine = replica_of(window)
    other = "two" if mine == "one" else "one"
    # The open page connects anew and keeps what was chosen.
    with page.expect_websocket(timeout=30_000):
        os.kill(replicas.servers[mine].process, signal.SIGKILL)
    atlas = Atlas(page, replicas.address)
    expect(page.get_by_test_id("stConnectionStatus")).to_have_count(0)
    atlas.expect_done()
    atlas.add("Groups", "AFF")
    # The map may have been built anew meanwhile, so that its number of paintings says nothing.
    expect(page).to_have_url(re.compile("group=AFF"))
    atlas.expect_done()
    assert set(atlas.parameters["group"]) >= {"NRF", "AFF"}
    assert replica_of(window) == other
    new = Atlas(window.new_page(), replicas.address).open({"group": "IS-K"})
    assert new.incidents_on_map() > 0
    assert replicas.requests()[-1][1] == str(replicas.port(other))
    assert max(status for status, _, _ in replicas.requests()) < 500
