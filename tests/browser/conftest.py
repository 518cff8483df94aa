"""One server and one Chromium for all browser tests; a watched page for each test."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import pandas as pd
import pytest
from playwright.sync_api import sync_playwright

from geodata.sources.curated import BUILT_IN, INCIDENTS_FILE
from tests.browser.atlas import PATIENCE_MILLISECONDS, Atlas, Watch
from tests.serving import launch_chromium, served_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext

    from tests.serving import Server

WIDE: Final = {"width": 1400, "height": 900}
PHONE: Final = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the dashboard."""
    with served_server(str(tmp_path_factory.mktemp("atlas_home")), ATLAS_RECORDS="") as running:
        yield running


@pytest.fixture(scope="session")
def address(server: Server) -> str:
    """Give the address of the dashboard."""
    return server.address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the browser."""
    with sync_playwright() as playwright, launch_chromium(playwright) as browser:
        yield browser


@pytest.fixture(scope="session")
def wide(chromium: Browser) -> Iterator[BrowserContext]:
    """Open a desktop window that all tests share, so that scripts are fetched once."""
    with chromium.new_context(viewport=WIDE) as context:
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        yield context


@pytest.fixture(scope="session")
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    """Open a phone's screen that all tests share."""
    with chromium.new_context(viewport=PHONE, has_touch=True, is_mobile=True) as context:
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        yield context


@contextmanager
def watched(context: BrowserContext, address: str) -> Iterator[Atlas]:
    """Open a page that fails its test if anything leaves the machine or goes wrong."""
    watch = Watch()
    page = context.new_page()
    # Streamlit remembers whether the sidebar is open; no test shall see what another one did.
    # Frames without an address have no storage.
    page.add_init_script("try { window.localStorage.clear(); } catch {}")
    watch.on(page)
    yield Atlas(page, address)
    page.close()
    assert watch.problems == []


@pytest.fixture
def atlas(wide: BrowserContext, address: str) -> Iterator[Atlas]:
    """Give a watched page on a desktop, not yet opened."""
    with watched(wide, address) as page:
        yield page


@pytest.fixture
def pocket_atlas(phone: BrowserContext, address: str) -> Iterator[Atlas]:
    """Give a watched page on a phone, not yet opened."""
    with watched(phone, address) as page:
        yield page


@pytest.fixture(scope="session")
def incidents() -> pd.DataFrame:
    """Read the record file with plain pandas, past all code under test."""
    return pd.read_csv(BUILT_IN / INCIDENTS_FILE, parse_dates=["date"], index_col="incident_id")
