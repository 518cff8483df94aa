"""Run the benchmarks, print tables, write those of imports and documents: ``make bench``."""

from __future__ import annotations

import argparse
import statistics
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.bench.data_layer import data_layer_times
from tests.bench.exports import export_table, export_times
from tests.bench.importing import import_runs
from tests.bench.repaint_report import HEADING as REPAINT_HEADING
from tests.bench.repaint_report import repaint_runs, summary

if TYPE_CHECKING:
    from tests.bench.importing import Run

MEASUREMENTS: Final = Path(__file__).parents[2] / "docs" / "measurements.md"
ROWS: Final = (100_000, 1_000_000)
REPAINT_ROWS: Final = (1_000, 1_000_000)
# The obvious way needs about 3 GB a million rows.
MOST_OBVIOUS_ROWS: Final = 1_000_000
_HEADING: Final = """\
# Measurements

Made by `make bench`; each way of importing in a process of its own, one after the other, on the
same synthetic file in the form of UCDP GED (49 columns). *Ours* reads, checks, assigns provinces,
looks for duplicates and stores a version. *Obvious* is pandas, a spatial join of geopandas and
Parquet, without checks; *floor* is pyarrow's CSV reader straight into Parquet. No way that reads
the file can be faster against the obvious one than the floor is.

| rows | ours, rows/s | peak | obvious ÷ ours | ours ÷ floor | obvious ÷ floor | its peak |
|---:|---:|---:|---:|---:|---:|---:|
"""


def print_times(times: dict[str, list[float]]) -> None:
    """Print median, fastest and slowest of each."""
    width = max(map(len, times))
    print(f"{'what':<{width}}  {'median':>8}  {'fastest':>8}  {'slowest':>8}  runs")
    for name, seconds in times.items():
        figures = (statistics.median(seconds), min(seconds), max(seconds))
        columns = "  ".join(f"{value:>6.3f} s" for value in figures)
        print(f"{name:<{width}}  {columns}  {len(seconds):>4}")


def import_line(rows: int, runs: dict[str, Run]) -> str:
    """Return a line of the table of imports."""
    ours, floor, obvious = runs["ours"], runs["floor"], runs.get("obvious")
    return (
        f"| {rows:,} | {rows / ours.seconds:,.0f} | {ours.peak_megabytes:,.0f} MB "
        f"| {f'{obvious.seconds / ours.seconds:.1f}' if obvious else '–'} "
        f"| {ours.seconds / floor.seconds:.1f} "
        f"| {f'{obvious.seconds / floor.seconds:.1f}' if obvious else '–'} "
        f"| {f'{obvious.peak_megabytes:,.0f} MB' if obvious else 'not run'} |\n"
    )


def main() -> None:
    """Time everything."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=ROWS, help="sizes of imports")
    arguments = parser.parse_args()
    print_times(data_layer_times())
    repaints = repaint_runs(REPAINT_ROWS)
    print(f"\n{summary(repaints)}")
    table = _HEADING
    for rows in arguments.rows:
        ways = ("ours", "floor") if rows > MOST_OBVIOUS_ROWS else ("ours", "obvious", "floor")
        table += import_line(rows, import_runs(rows, ways))
    table += f"\n{REPAINT_HEADING}{summary(repaints)}"
    documents = export_times()
    print_times(documents)
    table += export_table(documents)
    print(f"\n{table}")
    MEASUREMENTS.write_text(table, encoding="utf-8")


if __name__ == "__main__":
    main()
