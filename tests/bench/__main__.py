"""Run the benchmarks, keep what they measured, and write it down: ``make bench``."""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from tests.bench.chart import chart
from tests.bench.data_layer import data_layer_times
from tests.bench.exports import export_times
from tests.bench.promises import slopes
from tests.bench.repaint import PARTS
from tests.bench.report import CHART, REPORT, report
from tests.bench.results import load, save
from tests.bench.sizes import LARGEST_SLOPE, SIZES, all_sizes

if TYPE_CHECKING:
    from collections.abc import Mapping

WHAT: Final = ("data", "sizes", "exports", "readers", "report")


def print_times(times: Mapping[str, list[float]]) -> None:
    """Print median, fastest and slowest of each."""
    width = max(map(len, times))
    print(f"{'what':<{width}}  {'median':>10}  {'fastest':>10}  {'slowest':>10}  runs")
    for name, values in times.items():
        unit = "MB" if "memory" in name or "peak" in name else "s "
        figures = (statistics.median(values), min(values), max(values))
        columns = "  ".join(f"{value:>7.3f} {unit}" for value in figures)
        print(f"{name:<{width}}  {columns}  {len(values):>4}")


def measure(what: str, sizes: list[int]) -> None:
    """Measure one thing, print it and keep it."""
    if what == "data":
        print_times(data_layer_times())
    if what == "sizes":
        results: dict[str, dict[str, list[float]]] = {}
        for size, times in all_sizes(sizes):
            print(f"\n{int(size):,} records")
            print_times(times)
            # Kept at once: the largest size takes as long as all others.
            results[size] = times
            save("sizes", results)
    if what == "exports":
        documents = export_times()
        print_times(documents)
        save("exports", documents)
    if what == "readers":
        # In a process of its own, so that its memory and threads are those of readers alone.
        subprocess.run([sys.executable, "-m", "tests.bench.load"], check=True)


def write_report() -> bool:
    """Write chart and page; says whether a repaint grows too much from one size to the next."""
    kept = load("sizes")
    steepest = 0.0
    if kept is not None:
        CHART.write_bytes(chart(kept["results"]))
        steepest = max(value for part in PARTS for value in slopes(kept["results"], part).values())
    text = report()
    REPORT.write_text(text, encoding="utf-8")
    print(f"\n{text}")
    return steepest > LARGEST_SLOPE


def main() -> int:
    """Measure what is asked for, and write everything down."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("what", nargs="*", default=WHAT, help=f"of {', '.join(WHAT)}; all if none")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of records")
    arguments = parser.parse_args()
    if unknown := set(arguments.what) - set(WHAT):
        parser.error(f"There is no {', '.join(sorted(unknown))}.")
    for what in arguments.what:
        measure(what, arguments.sizes)
    if write_report():
        print(f"FAILED: a repaint takes over {LARGEST_SLOPE} times as long as a size before.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
