"""Many readers at once: each comes, reads for a while, leaves, and another one comes."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from websockets.exceptions import WebSocketException

from tests.bench.memory import resident_megabytes
from tests.bench.readers import ReaderError
from tests.bench.reading import Visit, fetch_map, fetch_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.serving import Server

FEWEST_STEPS, MOST_STEPS = 10, 30


@dataclass(frozen=True, slots=True)
class Timed:
    """What one reader did.

    Parameters
    ----------
    at : float
        Seconds since the crowd began.
    action : str
        ``scripts``, ``load``, ``filter``, ``brush``, ``period`` or ``page``.
    seconds : float
        How long it took.
    """

    at: float
    action: str
    seconds: float


@dataclass
class Crowd:
    """What a crowd of readers saw.

    Parameters
    ----------
    server : Server
        What they read.
    think_seconds : tuple of float
        Shortest and longest time between two steps of a reader.
    """

    server: Server
    think_seconds: tuple[float, float]
    seed: int = 20210815
    timed: list[Timed] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self._numbers: Iterator[int] = count(self.seed)
        self._readers: set[asyncio.Task[None]] = set()

    def now(self) -> float:
        """Return the seconds since the crowd began."""
        return time.monotonic() - self.began

    def times(self, action: str, since: float = 0.0) -> list[float]:
        """Return the seconds that an action took from a moment on."""
        return [one.seconds for one in self.timed if one.action == action and one.at >= since]

    def resident_megabytes(self) -> float:
        """Measure the memory of the server, and keep the figure."""
        megabytes = resident_megabytes(self.server.process)
        self.memory.append((self.now(), megabytes))
        return megabytes

    def join(self, readers: int, over_seconds: float) -> None:
        """Let readers come, spread over some seconds."""
        for number in range(readers):
            task = asyncio.create_task(self._reader(number * over_seconds / readers))
            self._readers.add(task)

    async def read(self, seconds: float, every_seconds: float = 5.0) -> None:
        """Let them read for some time; the server's memory is looked at meanwhile."""
        end = self.now() + seconds
        while (left := end - self.now()) > 0:
            await asyncio.sleep(min(every_seconds, left))
            self.resident_megabytes()
            for reader in self._readers:
                # A reader never ends by itself: what ended one is a fault of this program.
                if reader.done():
                    reader.result()

    async def leave(self) -> None:
        """Let all readers leave."""
        for task in self._readers:
            task.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)
        self._readers.clear()

    async def _reader(self, wait_seconds: float) -> None:
        await asyncio.sleep(wait_seconds)
        while True:
            chance = random.Random(next(self._numbers))  # noqa: S311 - the same crowd each time
            visit = Visit(self.server.address, chance)
            try:
                await self._visit(visit)
            except (ReaderError, OSError, WebSocketException) as error:
                where = f"after {self.now():.0f} s on {visit.page}"
                self.errors.append(f"{where}: {type(error).__name__}: {error}")
                await asyncio.sleep(1)

    async def _visit(self, visit: Visit) -> None:
        start = time.perf_counter()
        await asyncio.to_thread(fetch_page, self.server.address)
        self._keep("scripts", time.perf_counter() - start)
        async with visit.reader:
            self._keep("load", await visit.load())
            await asyncio.to_thread(fetch_map, self.server.address)
            for _ in range(visit.chance.randint(FEWEST_STEPS, MOST_STEPS)):
                await asyncio.sleep(visit.chance.uniform(*self.think_seconds))
                self._keep(*await visit.step())

    def _keep(self, action: str, seconds: float) -> None:
        self.timed.append(Timed(self.now(), action, seconds))
