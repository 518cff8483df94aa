"""Run the benchmarks and print a table: ``make bench``."""

from __future__ import annotations

import statistics

from tests.bench.data_layer import data_layer_times
from tests.bench.repaint import repaint_times


def main() -> None:
    """Time everything and print median, fastest and slowest."""
    times = data_layer_times() | repaint_times()
    width = max(map(len, times))
    print(f"{'what':<{width}}  {'median':>8}  {'fastest':>8}  {'slowest':>8}  runs")
    for name, seconds in times.items():
        figures = (statistics.median(seconds), min(seconds), max(seconds))
        columns = "  ".join(f"{value:>6.3f} s" for value in figures)
        print(f"{name:<{width}}  {columns}  {len(seconds):>4}")


if __name__ == "__main__":
    main()
