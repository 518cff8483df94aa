"""Whether this server can serve readers: asked by load balancers, so cheap and bounded."""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.parquet as pq

from geodata.imports import store_problem
from geodata.model import AtlasError
from geodata.store import curated_dataset

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

LONGEST_SECONDS: Final = 2.0
KEPT_SECONDS: Final = 2.0
"""However often it is asked, it looks no more often than that."""

_LOG: Final = logging.getLogger("atlas.readiness")


def look() -> dict[str, str]:
    """Look whether the built-in records can be loaded and the store can be read.

    Returns
    -------
    dict of str to str
        For ``records`` and ``store`` a sentence; blank if all is well.
    """
    return {"records": _records_problem(), "store": store_problem()}


def _records_problem() -> str:
    try:
        dataset = curated_dataset()
        rows = sum(pq.read_metadata(path).num_rows for path in dataset.paths)
        rows += sum(held.table.num_rows for held in dataset.tables)
    except (AtlasError, OSError, pa.ArrowException) as error:
        return f"The built-in records can't be loaded ({type(error).__name__})."
    return "" if rows else "There are no built-in records."


class Readiness:
    """Looks at most every two seconds, and never lets anybody wait for longer than that.

    Parameters
    ----------
    look : callable
        Returns a sentence for each check; blank if all is well.
    """

    def __init__(self, look: Callable[[], dict[str, str]] = look) -> None:
        self._look = look
        self._pool = ThreadPoolExecutor(1, "readiness")
        self._running: Future[dict[str, str]] | None = None
        self._answer: tuple[float, dict[str, str]] | None = None

    async def problems(self) -> dict[str, str]:
        """Return what is wrong by check; blank sentences where all is well."""
        if self._answer is not None and time.monotonic() - self._answer[0] < KEPT_SECONDS:
            return self._answer[1]
        # A look that hangs, as on a dead network disk, is not joined by another one.
        if self._running is None:
            self._running = self._pool.submit(self._look)
        waiting = asyncio.shield(asyncio.wrap_future(self._running))
        try:
            found = await asyncio.wait_for(waiting, LONGEST_SECONDS)
        except TimeoutError:
            found = {"answer": f"Nothing answered within {LONGEST_SECONDS:g} s."}
        except Exception as error:  # noqa: BLE001 - whatever it is, this server isn't ready
            found = {"answer": f"It failed ({type(error).__name__})."}
            self._running = None
        else:
            self._running = None
        for sentence in filter(None, found.values()):
            _LOG.warning("not ready: %s", sentence)
        self._answer = (time.monotonic(), found)
        return found
