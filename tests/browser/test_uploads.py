"""A file that hangs or crashes its reader: told to whoever dropped it, and felt by nobody else."""

from __future__ import annotations

import json
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import watched
from tests.serving import free_port, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext

    from tests.browser.atlas import Atlas

FIXTURES: Final = Path(__file__).parents[1] / "fixtures"
MOST_SECONDS: Final = 15.0
"""For a change of the measure in another session; ample, for a machine that is busy."""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home_of_hostile")


@pytest.fixture(scope="module")
def hostile_address(home: Path) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "tests.browser.serve_hostile", str(port)]
    environment = {
        "ATLAS_HOME": str(home),
        "ATLAS_RECORDS": "",
        "ATLAS_UPLOAD_PROCESSOR_SECONDS": "2",
        "ATLAS_UPLOAD_MEMORY_BYTES": "300M",
        "ATLAS_UPLOAD_FILE_BYTES": "1M",
    }
    address = f"http://localhost:{port}"
    with served(command, f"{address}/healthz", environment):
        yield address


def open_data(atlas: Atlas) -> None:
    # An address with a page in it makes Streamlit ask for what is not there.
    atlas.page.goto(atlas.address)
    atlas.page.get_by_role("link", name="Data", exact=True).click()
    expect(atlas.page.get_by_role("heading", name="Look at a file")).to_be_visible()
    atlas.expect_done()


def drop(atlas: Atlas, content: bytes) -> None:
    atlas.page.locator("input[type=file]").set_input_files(
        {"name": "bad.csv", "mimeType": "text/csv", "buffer": content}
    )


def expect_told(atlas: Atlas, words: str) -> None:
    expect(atlas.page.get_by_test_id("stAlert")).to_contain_text(words)
    atlas.expect_done()


def seconds_of_a_change(atlas: Atlas, measure: str) -> float:
    begun = time.monotonic()
    with atlas.repainted():
        atlas.choose("Measure", measure)
    return time.monotonic() - begun


def test_others_go_on_while_a_file_hangs_crashes_or_eats(
    wide: BrowserContext, hostile_address: str, home: Path
) -> None:
    with watched(wide, hostile_address) as reader, watched(wide, hostile_address) as victim:
        reader.open()
        open_data(victim)
        drop(victim, b"sleep")
        expect(victim.page.get_by_text("Checking bad.csv …")).to_be_visible()
        assert seconds_of_a_change(reader, "Killed") < MOST_SECONDS
        expect(victim.page.get_by_text("Checking bad.csv …")).to_be_visible()
        # Another file in its place ends the worker that hangs.
        for order, words in (
            (b"spin", "or 2 seconds of the processor"),
            (b"segfault", "It broke the program that reads it"),
            (b"eat", "took more than 300 MB of memory"),
        ):
            drop(victim, order)
            expect_told(victim, words)
        assert seconds_of_a_change(reader, "Injured") < MOST_SECONDS
        # The same session reads a sound file after all that.
        drop(victim, (FIXTURES / "own.csv").read_bytes())
        expect(victim.figure("Rows read")).to_have_text("4")
    with urllib.request.urlopen(f"{hostile_address}/healthz", timeout=5) as answer:  # noqa: S310 - our own server
        assert answer.status == 200
    lines = (home / "logs" / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    refusals = [json.loads(line) for line in lines]
    assert [(each["event"], each["what"], each["fault"]) for each in refusals] == [
        ("refusal", "upload", "time"),
        ("refusal", "upload", "crash"),
        ("refusal", "upload", "memory"),
    ]


def test_a_file_beyond_the_bound_is_refused_before_it_is_kept(
    wide: BrowserContext, hostile_address: str
) -> None:
    with watched(wide, hostile_address) as atlas:
        open_data(atlas)
        drop(atlas, b"a,b\n" * (1 << 19))
        expect(atlas.page.get_by_text("must be 1.0MB or smaller")).to_be_visible()
