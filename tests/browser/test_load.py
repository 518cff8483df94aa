"""Ten readers at once wait no longer than is bearable, and each sees what it asked for."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Final

import pytest

from tests.bench.crowd import Crowd
from tests.bench.load import MOST_SECONDS, times_of, times_table
from tests.bench.readers import ReaderError
from tests.bench.reading import View, Visit

if TYPE_CHECKING:
    from tests.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.timed]

READERS: Final = 10
SECONDS: Final = 10.0
# Quicker than true readers, so that ten seconds are enough to tell.
THINK_SECONDS: Final = (1.0, 3.0)
# What is promised holds on a machine with nothing else to do.
SLACK: Final = 2.0


async def _crowd(server: Server) -> Crowd:
    crowd = Crowd(server, THINK_SECONDS)
    crowd.join(READERS, 2.0)
    await crowd.read(SECONDS)
    await crowd.leave()
    return crowd


def test_ten_readers_at_once_are_served_quickly_and_rightly(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    crowd = asyncio.run(_crowd(server))
    times = times_of(crowd)
    with capsys.disabled():
        print(f"\n{READERS} readers at once:\n{times_table(times)}")  # noqa: T201 - the promise is a printed number
        print(f"memory of the server: {max(held for _, held in crowd.memory):.0f} MB")  # noqa: T201 - the same
    assert crowd.errors == []
    assert times["load"]["count"] >= READERS
    assert times["filter"]["count"] >= READERS
    assert times["filter"]["p95"] < SLACK * MOST_SECONDS


async def _mistaken(address: str) -> None:
    visit = Visit(address, random.Random(1))  # noqa: S311 - the same reader each time
    async with visit.reader:
        await visit.load()
        visit.view = View(groups=("TTP",), events=("attack",))
        with pytest.raises(ReaderError, match=r"The page counts [0-9]+ records, not "):
            visit.check()
        visit.page = "Coverage"
        with pytest.raises(ReaderError, match="This isn't the page Coverage"):
            visit.check()


def test_a_reader_notices_a_page_that_was_not_asked_for(address: str) -> None:
    asyncio.run(_mistaken(address))
