"""Work on the next items while the caller is still busy with this one."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

Item = TypeVar("Item")
Result = TypeVar("Result")

WORKERS: Final = 2
"""Threads: what they call (Arrow, NumPy) lets others run meanwhile, so two keep two cores busy."""


def mapped_ahead(
    function: Callable[[Item], Result], items: Iterable[Item], workers: int = WORKERS
) -> Iterator[Result]:
    """Apply a function to items in threads; results come in the order of the items.

    At most one item more than there are threads is worked on or waits, so that memory is bounded.

    Parameters
    ----------
    function : callable
        Must not change anything that others see.
    items : iterable
        Asked for the next one only when a thread will soon be free.
    workers : int
        How many threads.

    Examples
    --------
    >>> list(mapped_ahead(lambda number: number * number, range(5)))
    [0, 1, 4, 9, 16]
    """
    pending: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        try:
            for item in items:
                pending.append(pool.submit(function, item))
                if len(pending) > workers:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            # After an error nobody wants the rest.
            for future in pending:
                future.cancel()
