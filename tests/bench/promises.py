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
            growth = middle(sizes[_LARGE][part]) / middle(sizes[_SMALL][part])
            yield Promise(
                f"The {part} takes at most 20 % longer with 1,000,000 records than with 1,000",
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


def promise_table(promises: list[Promise]) -> str:
    """Write the promises as a table; what isn't reached says so."""
    lines = ["| promise | measured | kept | command |", "|---|---:|---|---|"]
    lines += [
        f"| {each.words} | {each.figure} | {'yes' if each.is_kept else '**no**'} "
        f"| `{each.command}` |"
        for each in promises
    ]
    return "\n".join(lines) + "\n"
