"""Many readers at one server: times, errors and memory.

``python -m tests.bench.load --sessions 50 --minutes 15`` starts a server of its own on this
machine, lets readers come, and says how long they waited, what went wrong and what memory the
server took. A reader looks at a page for three to nine seconds, then changes a filter (60 of 100
steps), brushes the timeline (15), chooses a period (10) or turns to another page (15), and leaves
after ten to thirty steps; another one comes at once.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tests.bench.crowd import Crowd
from tests.bench.results import FOLDER, save
from tests.serving import served_server

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.serving import Server

ACTIONS: Final = ("scripts", "load", "filter", "brush", "period", "page")
THINK_SECONDS: Final = (3.0, 9.0)
FIRST_READERS: Final = 10
JOIN_SECONDS: Final = 30.0
MOST_SESSIONS, MOST_MINUTES = 200, 60
# What is promised.
MOST_SECONDS: Final = 1.5
MOST_MEGABYTES_A_SESSION: Final = 5.0
MOST_RISE: Final = 0.03
"""Of the memory, from the third to the last quarter of the run: below it is a plateau."""
CLOSED_LOOP: Final = (1, 2, 4, 6, 8, 10, 12, 16, 20, 24, 32, 40, 50)
CLOSED_LOOP_SECONDS: Final = 20.0


@dataclass(frozen=True, slots=True)
class Memory:
    """Of the server, in megabytes that it holds (resident).

    Parameters
    ----------
    before : float
        Before the first reader.
    first : float
        With the first ten.
    everybody : float
        Once all have been there for as long as the first ten were.
    third_quarter, last_quarter : float
        Means over these parts of the run.
    """

    before: float
    first: float
    everybody: float
    third_quarter: float
    last_quarter: float

    def a_session(self, extra: int) -> float:
        """Return the megabytes for each reader after the first ten."""
        return (self.everybody - self.first) / extra if extra > 0 else 0.0

    @property
    def rise(self) -> float:
        """Return the rise from the third to the last quarter, as a share."""
        return self.last_quarter / self.third_quarter - 1


def percentiles(seconds: list[float]) -> dict[str, float]:
    """Return p50, p95 and the longest time, and how many there were."""
    middle, slow = (float(value) for value in np.percentile(seconds, [50, 95]))
    return {"p50": middle, "p95": slow, "max": max(seconds), "count": len(seconds)}


def times_of(crowd: Crowd, since: float = 0.0) -> dict[str, dict[str, float]]:
    """Return the percentiles of each action that was done."""
    found = {action: crowd.times(action, since) for action in ACTIONS}
    return {action: percentiles(seconds) for action, seconds in found.items() if seconds}


def times_table(times: dict[str, dict[str, float]]) -> str:
    """Write the percentiles as a table."""
    lines = ["| step | p50 | p95 | longest | times |", "|---|---:|---:|---:|---:|"]
    lines += [
        f"| {action} | {' | '.join(f'{of[name]:.3f} s' for name in ('p50', 'p95', 'max'))} "
        f"| {of['count']:,} |"
        for action, of in times.items()
    ]
    return "\n".join(lines)


async def crowd_run(
    server: Server, sessions: int, seconds: float, think_seconds: tuple[float, float]
) -> tuple[Crowd, Memory]:
    """Let a crowd read for so many seconds in all, the first ten of them alone at first."""
    crowd = Crowd(server, think_seconds)
    before = crowd.resident_megabytes()
    alone = min(60.0, seconds / 5)
    first_readers = min(FIRST_READERS, sessions)
    crowd.join(first_readers, alone / 4)
    await crowd.read(alone)
    first = crowd.resident_megabytes()
    joining = min(JOIN_SECONDS, seconds / 10)
    crowd.join(sessions - first_readers, joining)
    await crowd.read(joining + alone)
    everybody = crowd.resident_megabytes()
    await crowd.read(max(seconds - crowd.now(), 1.0))
    await crowd.leave()
    at, held = np.array(crowd.memory).T
    quarters = [
        float(held[(at >= crowd.now() * start) & (at <= crowd.now() * end)].mean())
        for start, end in ((0.5, 0.75), (0.75, 1.0))
    ]
    return crowd, Memory(before, first, everybody, *quarters)


async def closed_loop(server: Server, seconds: float = CLOSED_LOOP_SECONDS) -> dict[int, float]:
    """Find out how many readers who never stop to think the server bears.

    Returns
    -------
    dict of int to float
        Number of readers → 95th percentile of a filter change, up to the first that is too slow.
    """
    slow: dict[int, float] = {}
    for readers in CLOSED_LOOP:
        crowd = Crowd(server, (0.0, 0.0), seed=20140117 + readers)
        crowd.join(readers, 1.0)
        await crowd.read(seconds)
        await crowd.leave()
        if crowd.errors or not crowd.times("filter"):
            print(f"{readers} readers without a pause: {crowd.errors[:3]}", file=sys.stderr)
            break
        slow[readers] = percentiles(crowd.times("filter"))["p95"]
        print(f"{readers} readers without a pause: p95 {slow[readers]:.3f} s", file=sys.stderr)
        if slow[readers] > MOST_SECONDS:
            break
    return slow


def load_promises(results: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Compare results with what is promised.

    Parameters
    ----------
    results : mapping
        As :func:`main` keeps them.

    Yields
    ------
    tuple of str, str and bool
        The promise in words, what was measured, and whether that keeps it.
    """
    readers, minutes = results["sessions"], results["minutes"]
    slow, errors = results["times"]["filter"]["p95"], len(results["errors"])
    memory = results["memory_megabytes"]
    each, rise = memory["for_each_extra_session"], memory["rise_in_the_last_quarter"]
    yield (
        f"{readers} readers: a filter change is done within {MOST_SECONDS:g} s (p95)",
        f"{slow:.2f} s",
        slow < MOST_SECONDS,
    )
    yield f"{readers} readers for {minutes:g} minutes: no error", str(errors), not errors
    yield (
        f"A reader after the first ten takes less than {MOST_MEGABYTES_A_SESSION:g} MB",
        f"{each:.1f} MB",
        each < MOST_MEGABYTES_A_SESSION,
    )
    yield (
        (
            f"Memory comes to a plateau within {minutes:g} minutes: the last quarter holds at most "
            f"{MOST_RISE:.0%} more than the one before"
        ),
        f"{rise:+.1%}",
        rise < MOST_RISE,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=50, help=f"at most {MOST_SESSIONS}")
    parser.add_argument("--minutes", type=float, default=15, help=f"at most {MOST_MINUTES}")
    parser.add_argument(
        "--think",
        type=float,
        nargs=2,
        default=THINK_SECONDS,
        metavar="SECONDS",
        help="shortest and longest time between two steps of a reader",
    )
    parser.add_argument(
        "--without-closed-loop", action="store_true", help="leave out the readers without a pause"
    )
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder of the figures")
    arguments = parser.parse_args()
    if not 0 < arguments.sessions <= MOST_SESSIONS or not 0 < arguments.minutes <= MOST_MINUTES:
        parser.error(f"at most {MOST_SESSIONS} sessions and {MOST_MINUTES} minutes")
    return arguments


def main() -> None:
    """Measure, print and keep the figures."""
    arguments = _arguments()
    with TemporaryDirectory() as home, served_server(home, ATLAS_RECORDS="") as server:
        think_seconds = (arguments.think[0], arguments.think[1])
        crowd, memory = asyncio.run(
            crowd_run(server, arguments.sessions, arguments.minutes * 60, think_seconds)
        )
        if crowd.errors:
            print("\n".join(sorted(set(crowd.errors))[:20]), file=sys.stderr)
        pauseless = {} if arguments.without_closed_loop else asyncio.run(closed_loop(server))
    borne = [readers for readers, slow in pauseless.items() if slow < MOST_SECONDS]
    results = {
        "sessions": arguments.sessions,
        "minutes": arguments.minutes,
        "think_seconds": think_seconds,
        "times": times_of(crowd),
        "errors": crowd.errors,
        "memory_megabytes": {
            **asdict(memory),
            "for_each_extra_session": memory.a_session(arguments.sessions - FIRST_READERS),
            "rise_in_the_last_quarter": memory.rise,
            "over_time": crowd.memory,
        },
        "p95_without_a_pause": pauseless,
        "borne_without_a_pause": max(borne, default=0),
    }
    save("load", results, arguments.out)
    print(f"{arguments.sessions} readers, {arguments.minutes:g} minutes\n")
    print(times_table(results["times"]), "\n")
    for words, figure, is_kept in load_promises(results):
        print(f"- {words}: {figure} – {'kept' if is_kept else 'NOT KEPT'}")
    print(
        f"- memory: {memory.before:.0f} MB before, {memory.first:.0f} MB with the first ten, "
        f"{memory.everybody:.0f} MB with all, then {memory.third_quarter:.0f} MB and "
        f"{memory.last_quarter:.0f} MB on average"
    )
    if pauseless:
        print(f"- readers without a pause borne at that p95: {results['borne_without_a_pause']}")


if __name__ == "__main__":
    main()
