"""The log-in in a browser, against an identity provider that runs beside it on this machine."""

from __future__ import annotations

import json
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import expect
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from tests.browser.atlas import PATIENCE_MILLISECONDS, Atlas, is_outside
from tests.browser.conftest import WIDE
from tests.serving import free_port, served

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import Browser, Page, WebSocket

pytestmark = pytest.mark.browser

FIXTURES: Final = Path(__file__).parents[1] / "fixtures"
READER: Final = "Omar@Ministry.example"
CURATOR: Final = "amina@ministry.example"
OUTSIDER: Final = "omar@evil-ministry.example"
PEOPLE: Final = (READER, CURATOR, OUTSIDER)
LONG: Final = "long enough to sign with, and made up"
COOKIE: Final = "_streamlit_user"
# Of a province, a group, a column of records, a statement and a page that only readers see.
DATA: Final = (b"Panjsher", b"ISKP", b"NRF", b"incident_id", b"all 34 provinces", b"Legend")


@dataclass(frozen=True)
class Site:
    """The atlas behind a log-in."""

    address: str
    home: Path

    def lines(self) -> list[dict[str, Any]]:
        text = (self.home / "logs" / "audit.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    def written(self, account: str) -> list[tuple[str, str]]:
        found = [line for line in self.lines() if line["account"] == account]
        return [(line["event"], line.get("what", "")) for line in found]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the atlas and an identity provider; the secrets come by the environment."""
    home, port = tmp_path_factory.mktemp("guarded_home"), free_port()
    people = [User(sub=name, claims={"email": name, "email_verified": True}) for name in PEOPLE]
    with run_server_in_thread(user_claims=people) as provider:
        settings = home / "access.toml"
        settings.write_text(
            f"""
            [provider]
            server_metadata_url = "http://localhost:{provider.server_port}/.well-known/openid-configuration"
            client_id = "atlas"
            redirect_uri = "http://localhost:{port}/oauth2callback"
            [allow]
            domains = ["MINISTRY.example"]
            [roles]
            curators = ["{CURATOR}"]
            """,
            encoding="utf-8",
        )
        settings.chmod(0o600)
        address = f"http://localhost:{port}"
        # All addresses of this machine, which without the log-in it would refuse to listen at.
        command = [sys.executable, "-m", "app.cli", "run", "--port", str(port)]
        command += ["--address", "0.0.0.0", "--access", str(settings)]  # noqa: S104 - that is the point
        environment = {
            "ATLAS_HOME": str(home),
            "ATLAS_RECORDS": "",
            "ATLAS_CLIENT_SECRET": LONG,
            "ATLAS_COOKIE_SECRET": LONG,
        }
        with served(command, f"{address}/healthz", environment):
            yield Site(address, home)


class Listener:
    """What the server has sent through the socket, and what the browser didn't allow."""

    def __init__(self, page: Page) -> None:
        # Of the page that is open now.
        self.received: list[bytes] = []
        self.problems: list[str] = []
        page.on("websocket", self._listen)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", lambda line: self._note(line.text))

    def _listen(self, socket: WebSocket) -> None:
        self.received.clear()
        socket.on(
            "framereceived",
            lambda frame: self.received.append(frame if isinstance(frame, bytes) else b""),
        )

    def _note(self, text: str) -> None:
        if "Content Security Policy" in text or "violates" in text:
            self.problems.append(text)

    def data(self) -> set[bytes]:
        """Return which words of the data were sent."""
        everything = b"".join(self.received)
        return {word for word in DATA if word in everything}


@contextmanager
def visit(chromium: Browser, site: Site) -> Iterator[tuple[Atlas, Listener]]:
    """Open a browser that knows nothing of anybody."""
    with chromium.new_context(viewport=WIDE) as context:
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        # The provider's page asks for a style sheet elsewhere.
        context.route(is_outside, lambda route: route.abort())
        page = context.new_page()
        listener = Listener(page)
        yield Atlas(page, site.address), listener
        assert listener.problems == []


def log_in(atlas: Atlas, name: str) -> None:
    atlas.page.get_by_role("button", name="Log in", exact=True).click()
    atlas.page.get_by_role("button", name=name, exact=True).click()


def log_out(atlas: Atlas) -> None:
    atlas.page.get_by_role("button", name="Log out", exact=True).click()
    atlas.page.get_by_role("button", name="End session").click()


def expect_door(atlas: Atlas, listener: Listener, button: str = "Log in") -> None:
    """Expect the page that asks for the log-in, and nothing else, to have been sent."""
    expect(atlas.page.get_by_role("button", name=button, exact=True)).to_be_visible()
    atlas.expect_done()
    expect(atlas.sidebar).to_be_hidden()
    assert listener.received
    assert listener.data() == set()


def test_a_curator_imports_and_rolls_back_and_a_reader_reads_it(
    chromium: Browser, site: Site
) -> None:
    content = (FIXTURES / "ucdp_ged.csv").read_bytes()
    file = {"name": "events.csv", "mimeType": "text/csv", "buffer": content}
    with visit(chromium, site) as (atlas, listener):
        atlas.page.goto(f"{site.address}/data?group=NRF")
        expect_door(atlas, listener)
        log_in(atlas, CURATOR)
        expect(atlas.sidebar.get_by_text(f"{CURATOR} (curator)")).to_be_visible()
        # Back at the view that was asked for.
        assert atlas.page.url.startswith(f"{site.address}/data?")
        assert atlas.parameters["group"] == ["NRF"]
        atlas.page.locator("input[type=file]").set_input_files([file])
        atlas.page.get_by_role("textbox", name="Name of the import").fill("events")
        for number in ("1", "2"):
            atlas.page.get_by_role("button", name="Import for all readers").click()
            done = f"Version {number} of the import events counts now: 17 records, 4 rows rejected."
            expect(atlas.page.get_by_text(done)).to_be_visible()
            atlas.expect_done()
        atlas.page.get_by_role("button", name="Let it count again").click()
        expect(atlas.page.get_by_text("Version 1 of the import events counts now")).to_be_visible()
        assert site.written(CURATOR) == [
            ("log-in", ""),
            ("import", "events"),
            ("import", "events"),
            ("rollback", "events"),
        ]
        # Another reader at the same browser.
        log_out(atlas)
        expect_door(atlas, listener)
        log_in(atlas, READER)
        expect(atlas.frame.locator("body[data-painted]")).to_be_attached()
        # The words that weren't sent before are sent now.
        assert {b"Panjsher", b"NRF", b"Legend"} <= listener.data()
        expect(atlas.sidebar.get_by_text(f"{READER.lower()} (reader)")).to_be_visible()
        atlas.page.get_by_role("link", name="Data", exact=True).click()
        report = atlas.page.get_by_role("button", name="Download the report (JSON)")
        with atlas.page.expect_download() as download:
            report.click()
        assert json.loads(Path(download.value.path()).read_bytes())["accepted"] == 17
        atlas.expect_done()
        for words in ("Look at a file", "Import for all readers", "Let it count again"):
            expect(atlas.page.get_by_text(words)).to_have_count(0)
        expect(atlas.page.locator("input[type=file]")).to_have_count(0)
    assert site.written(READER.lower()) == [("log-in", ""), ("export", "report")]


def test_who_may_not_come_in_is_told_and_logs_out(chromium: Browser, site: Site) -> None:
    with visit(chromium, site) as (atlas, listener):
        atlas.page.goto(f"{site.address}/statements")
        expect_door(atlas, listener)
        log_in(atlas, OUTSIDER)
        sentence = "This account is not among those who may read this atlas."
        expect(atlas.page.get_by_text(sentence)).to_be_visible()
        expect_door(atlas, listener, "Log out")
        log_out(atlas)
        expect_door(atlas, listener)
        assert COOKIE not in {cookie["name"] for cookie in atlas.page.context.cookies()}
    (line,) = (line for line in site.lines() if line["account"] == OUTSIDER)
    assert (line["event"], line["what"]) == ("refusal", "log-in")
    assert line["why"] == "not on the allow-list"


def cookie_of(site: Site, signed_with: str = LONG, **others: object) -> str:
    """Return what the browser would hold after a log-in."""
    said: Mapping[str, object] = {
        "is_logged_in": True,
        "origin": site.address,
        "email": READER,
        "email_verified": True,
        "iat": int(time.time()) - 60,
        **others,
    }
    return create_signed_value(signed_with, COOKIE, json.dumps(said)).decode()


def test_a_cookie_is_believed_only_with_our_signature_and_in_time(
    chromium: Browser, site: Site
) -> None:
    forged = cookie_of(site, LONG.upper(), email=CURATOR)
    ended = cookie_of(site, email=CURATOR, iat=int(time.time()) - 12 * 3600 - 1)
    with visit(chromium, site) as (atlas, listener):
        for cookie, sentence in ((forged, "Log in to read it."), (ended, "Your log-in has ended.")):
            show(atlas, site, cookie)
            expect(atlas.page.get_by_text(sentence)).to_be_visible()
            expect_door(atlas, listener)
        show(atlas, site, cookie_of(site))
        expect(atlas.sidebar.get_by_text(f"{READER.lower()} (reader)")).to_be_visible()


def show(atlas: Atlas, site: Site, cookie: str) -> None:
    """Open a page with a cookie."""
    atlas.page.context.add_cookies([{"name": COOKIE, "value": cookie, "url": site.address}])
    atlas.page.goto(f"{site.address}/about")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/media/0123456789.csv", 403),
        ("/_stcore/metrics", 403),
        ("/healthz", 200),
        ("/readyz", 200),
        ("/assets/map.css", 200),
        ("/_stcore/agent/openapi.json", 403),
    ],
)
def test_only_what_holds_no_records_is_open_to_everybody(
    site: Site, path: str, status: int
) -> None:
    try:
        with urllib.request.urlopen(f"{site.address}{path}", timeout=10) as answer:  # noqa: S310 - our own server
            found, headers = answer.status, answer.headers
    except urllib.error.HTTPError as error:
        with error:
            found, headers = error.code, error.headers
    assert found == status
    assert headers["X-Frame-Options"] == "DENY"
