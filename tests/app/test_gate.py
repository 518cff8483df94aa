"""The addresses that no page guards: closed to strangers, and readers come back to their view."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as some
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.auth_util import set_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from app.access_file import CALLBACK
from app.gate import LOG_IN, Gate, safe_return, verdict_of_cookies
from tests.app.access_rules import ACCESS, LONG, ORIGIN, claims

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

HOST: Final = "atlas.example.org"
OTHERS: Final = "https://other.example.org"
HOURS: Final = 3600


def signed(content: str, secret: str = LONG, name: str = USER_COOKIE_NAME) -> dict[str, str]:
    return {USER_COOKIE_NAME: create_signed_value(secret, name, content).decode()}


def identity(**others: object) -> str:
    """Return what Streamlit keeps of somebody who has logged in just now."""
    return json.dumps({**claims(iat=time.time()), "origin": ORIGIN, **others})


FORGED: Final[dict[str, dict[str, str]]] = {
    "nothing": {},
    "another secret": signed(identity(), LONG + "!"),
    "no signature": {USER_COOKIE_NAME: identity()},
    "the signature of another cookie": signed(identity(), name="other"),
    "of another server": signed(identity(origin=OTHERS)),
    "no JSON": signed("{"),
    "a list": signed("[1]"),
    "parts that are missing": signed("chunks-2"),
    "no ASCII": {USER_COOKIE_NAME: "\u00e9\u00e9"},
    "an outsider": signed(identity(email="omar@evil-ministry.example")),
    "not verified": signed(identity(email_verified=False)),
    "too old": signed(identity(iat=time.time() - 13 * HOURS)),
}


@pytest.fixture
def client() -> TestClient:
    """Serve what answers everything, behind the gate."""

    def answer(request: Request) -> Response:
        if request.url.path == CALLBACK:
            return RedirectResponse("/", 302)
        made = PlainTextResponse("answered")
        made.set_cookie("theirs", "x")
        return made

    everything = Route("/{path:path}", answer, methods=["GET", "PUT"])
    app = Starlette(routes=[everything], middleware=[Middleware(Gate, access=ACCESS)])
    return TestClient(app, base_url=ORIGIN, follow_redirects=False)


def asked(client: TestClient, path: str, cookies: Mapping[str, str], **headers: str) -> Any:  # noqa: ANN401 - whatever the client gives
    line = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return client.get(path, headers={"cookie": line.encode("latin-1"), **headers})


@pytest.mark.parametrize("cookies", FORGED.values(), ids=FORGED)
@pytest.mark.parametrize(
    "path", ["/media/0123.csv", "/_stcore/upload_file/session/file", "/_stcore/metrics"]
)
def test_documents_are_closed_to_who_is_not_let_in(
    client: TestClient, path: str, cookies: dict[str, str]
) -> None:
    refused = asked(client, path, cookies)
    assert (refused.status_code, refused.text) == (403, "Log in first.")
    # The same cookies open the page, which asks for the log-in itself.
    assert asked(client, "/", cookies).text == "answered"
    assert asked(client, "/healthz", cookies).text == "answered"


def test_documents_are_open_to_who_is(client: TestClient) -> None:
    assert asked(client, "/media/0123.csv", signed(identity())).text == "answered"


def test_a_long_identity_is_put_together_from_its_parts() -> None:
    parts: dict[str, str] = {}
    content = json.loads(identity(email="amina@ministry.example", groups=list(range(3000))))
    set_cookie_with_chunks(
        lambda name, value: parts.update({name: create_signed_value(LONG, name, value).decode()}),
        lambda name, value: create_signed_value(LONG, name, value),
        USER_COOKIE_NAME,
        content,
        cookie_attr_size=100,
    )
    assert len(parts) > 2
    assert verdict_of_cookies(ACCESS, parts).role == "curator"
    del parts[f"{USER_COOKIE_NAME}_2"]
    assert verdict_of_cookies(ACCESS, parts).role is None


def test_cookies_travel_over_tls_alone(client: TestClient) -> None:
    answered = asked(client, "/", {})
    assert answered.headers["set-cookie"].endswith("; Secure")


def came_back(client: TestClient, referer: str) -> tuple[str, str]:
    """Log in from a page; return where the reader comes back to, and the cookie in between."""
    kept = asked(client, LOG_IN, {}, referer=referer).headers.get_list("set-cookie")[-1]
    name, _, value = kept.partition(";")[0].partition("=")
    back = asked(client, CALLBACK, {name: value})
    assert f"{name}=;" in back.headers["set-cookie"]
    return back.headers["location"], kept


def test_a_reader_comes_back_to_the_view(client: TestClient) -> None:
    view = "/records?group=NRF&from=2021-08-15&q=%D9%BE%2F%5C"
    location, cookie = came_back(client, ORIGIN + view)
    assert location == view
    assert f"Path={CALLBACK}; Max-Age=600; HttpOnly; SameSite=Lax; Secure" in cookie


@pytest.mark.parametrize(
    "referer",
    [
        "",
        f"{OTHERS}/records",
        f"{ORIGIN}//other.example.org/records",
        f"{ORIGIN}/\\other.example.org",
        f"https://{HOST}.other.example.org/records",
        f"https://{HOST}:8443/records",
        f"https://name@{HOST}/records",
        "javascript:alert(1)",
        "https://[",
        f"{ORIGIN}/{'x' * 3000}",
    ],
)
def test_a_reader_is_sent_nowhere_else(client: TestClient, referer: str) -> None:
    assert came_back(client, referer)[0] == "/"


@pytest.mark.parametrize(
    "value", ["%2F%2Fother.example.org", "https%3A%2F%2Fother.example.org", "%2F%5Cother", "%2F%0A"]
)
def test_a_cookie_of_somebody_else_leads_nowhere(client: TestClient, value: str) -> None:
    assert asked(client, CALLBACK, {"atlas_return": value}).headers["location"] == "/"


@given(some.text(max_size=30))
def test_whatever_comes_after_the_name_stays_on_this_server(text: str) -> None:
    path = safe_return(f"{ORIGIN}{text}", HOST)
    assert path == "" or (path[0] == "/" and path[1:2] not in {"/", "\\"} and "\n" not in path)
