"""What is promised in figures, and what was measured: the table that ``make bench`` writes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tests.bench.exports import (
    FULL,
    LEAST_RATIO,
    MOST_SECONDS,
    PNG,
    SCREENSHOT,
    SCREENSHOT_WITHOUT_WAIT,
    ratio,
)
from tests.bench.load import load_promises
from tests.bench.repaint import PARTS
from tests.bench.sizes import LARGEST_SLOPE, MOST_OBVIOUS_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_TIMES_AN_EMPTY_RERUN: Final = 1.5
MOST_GROWTH: Final = 1.2
"""A filter change may take so many times as long with a million records as with a thousand."""
_SMALL, _LARGE = "1000", "1000000"
_SIZES_COMMAND: Final = "python -m tests.bench sizes"
_EXPORTS_COMMAND: Final = "python -m tests.bench exports"
_LOAD_COMMAND: Final = "python -m tests.bench.load"

TESTED: Final = (
    ("Nothing that a reader loads comes from another machine", "tests/browser/test_offline.py"),
    (
        (
            "Texts of files, addresses, titles and commands are texts on every page and in every "
            "document"
        ),
        (
            "tests/app/test_hostile.py tests/geodata/export/test_hostile.py "
            "tests/browser/test_hostile.py"
        ),
    ),
    (
        "A file that crashes, hangs or eats memory stops nobody but its reader",
        "tests/geodata/uploads tests/browser/test_uploads.py",
    ),
    (
        "Nobody reads without logging in, and only curators import, where that is asked for",
        "tests/browser/test_log_in.py",
    ),
    (
        "One of two servers behind nginx may die",
        "tests/browser/test_replicas.py",
    ),
    (
        "A lost, damaged, full or read-only store is told, and the last good version shown",
        "tests/app/test_faults.py tests/app/test_doctor.py",
    ),
    ("Killed at any moment, an import leaves a whole version", "tests/geodata/test_crash.py"),
    ("All that is kept is private to who runs the atlas", "tests/geodata/test_private.py"),
    ("Every locked package stands in the bill of materials", "tests/scripts"),
)
"""What has no figure: in words, and the tests that would fail."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise: in words, what was measured, whether that keeps it, and how to see it."""

    words: str
    figure: str
    is_kept: bool
    command: str


def middle(seconds: list[float]) -> float:
    """Return the p50."""
    return float(np.percentile(seconds, 50))


def slopes(sizes: Mapping[str, Any], part: str) -> dict[str, float]:
    """Return how many times as long a filter change takes as at the size before.

    Returns
    -------
    dict of str to float
        By the larger size.
    """
    rows = [size for size in sizes if size != "0"]
    return {
        larger: middle(sizes[larger][part]) / middle(sizes[smaller][part])
        for smaller, larger in pairwise(rows)
    }


def size_promises(sizes: Mapping[str, Any]) -> Iterator[Promise]:
    """Compare the measurements by size with what is promised."""
    floor = middle(sizes["0"]["empty rerun"])
    rows = [size for size in sizes if size != "0"]
    for part in PARTS:
        times = {size: middle(sizes[size][part]) / floor for size in rows}
        largest = max(times.values())
        yield Promise(
            f"A filter change repaints the {part} in at most {MOST_TIMES_AN_EMPTY_RERUN} times "
            "an empty rerun (p50, each size)",
            ", ".join(f"{value:.2f}" for value in times.values()),
            largest <= MOST_TIMES_AN_EMPTY_RERUN,
            _SIZES_COMMAND,
        )
    if {_SMALL, _LARGE} <= sizes.keys():
        for part in PARTS:
            verb = "take" if part == "figures" else "takes"
            growth = middle(sizes[_LARGE][part]) / middle(sizes[_SMALL][part])
            yield Promise(
                f"The {part} {verb} at most 20 % longer with 1,000,000 records than with 1,000",
                f"{growth - 1:+.0%}",
                growth <= MOST_GROWTH,
                _SIZES_COMMAND,
            )
    steepest = max(value for part in PARTS for value in slopes(sizes, part).values())
    yield Promise(
        f"From one size to the next a repaint takes at most {LARGEST_SLOPE} times as long",
        f"{steepest:.2f}",
        steepest <= LARGEST_SLOPE,
        _SIZES_COMMAND,
    )
    for size in rows:
        obvious = sizes[size].get("import, obvious")
        if obvious and int(size) == MOST_OBVIOUS_ROWS:
            times_as_fast = obvious[0] / sizes[size]["import, ours"][0]
            yield Promise(
                "Importing a million rows with all checks is no slower than the obvious way "
                "without any",
                f"{times_as_fast:.1f} times as fast",
                times_as_fast >= 1,
                _SIZES_COMMAND,
            )


def export_promises(times: dict[str, list[float]]) -> Iterator[Promise]:
    """Compare the times of documents with what is promised."""
    for name in (PNG, FULL):
        yield Promise(
            f"{name}: under {MOST_SECONDS[name]:.0f} s",
            f"{middle(times[name]):.2f} s",
            middle(times[name]) < MOST_SECONDS[name],
            _EXPORTS_COMMAND,
        )
    for name, words in (
        (SCREENSHOT, "with the wait of folium's own `Map._to_png`"),
        (SCREENSHOT_WITHOUT_WAIT, "without that wait"),
    ):
        yield Promise(
            f"A picture at 300 dpi takes a fifth of a screenshot of the same folium map, {words}",
            f"{ratio(times, name):.1f} times as fast",
            ratio(times, name) >= LEAST_RATIO,
            _EXPORTS_COMMAND,
        )


def reader_promises(results: Mapping[str, Any]) -> Iterator[Promise]:
    """Compare what many readers met with what is promised."""
    for words, figure, is_kept in load_promises(results):
        yield Promise(words, figure, is_kept, _LOAD_COMMAND)


def tested_table() -> str:
    """Write down which tests keep the promises without a figure."""
    lines = ["| promise | command |", "|---|---|"]
    lines += [f"| {words} | `pytest {tests}` |" for words, tests in TESTED]
    return "\n".join(lines) + "\n"


def promise_table(promises: list[Promise]) -> str:
    """Write the promises as a table; what isn't reached says so."""
    lines = ["| promise | measured | kept | command |", "|---|---:|---|---|"]
    lines += [
        f"| {each.words} | {each.figure} | {'yes' if each.is_kept else '**no**'} "
        f"| `{each.command}` |"
        for each in promises
    ]
    return "\n".join(lines) + "\n"
