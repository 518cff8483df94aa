"""Repaint times at several sizes, as `make bench` runs them and writes them down."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import numpy as np
from playwright.sync_api import sync_playwright

from tests.bench.repaint import PARTS, empty_reruns, filter_changes, served_empty_page
from tests.serving import launch_chromium, served_atlas

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADING: Final = """\
## Filter changes

From the key that adds a group to the filters until map, headline figures and timeline have changed,
in Chromium; each view is one that nobody has seen before. *Empty rerun* is the same key on a page
with that choice and a line of text. Wanted at the middle (p50): at most 1.5 times an empty rerun,
and no more than 20 % longer with a million records than with a thousand.

"""
NAME: Final = "measured"
GROUPS_BY_SIZE: Final = ("TALIBAN", "NRF", "AFF", "TTP", "HAQQANI", "AL_QAEDA", "OTHER")
# From another day on, nobody has seen any of these views before.
STARTS: Final = ("2015-01-01", "2015-02-01", "2015-03-01", "2015-04-01")


def _import_synthetic(rows: int, home: str) -> str:
    """Make up records and import them; returns the label that the address has."""
    file = Path(home) / f"synthetic_{rows}.csv"
    atlas = [sys.executable, "-m", "app.cli"]
    for words in (
        ["synth", "--rows", str(rows), "--format", "ucdp", "--out", str(file)],
        ["import", str(file), "--name", NAME],
    ):
        subprocess.run(  # noqa: S603 - our own command
            [*atlas, *words],
            check=True,
            stdout=subprocess.DEVNULL,
            env={"ATLAS_HOME": home},
        )
    file.unlink()
    return f"UCDP GED (synthetic) ({NAME})"


def repaint_runs(sizes: Sequence[int]) -> dict[str, list[float]]:
    """Time empty reruns and filter changes at several sizes, in one run on one machine.

    Parameters
    ----------
    sizes : sequence of int
        Numbers of synthetic records; the curated records come first.

    Returns
    -------
    dict of str to list of float
        Seconds, by what was timed: ``empty rerun``, and the records and the part of the page.
    """
    times: dict[str, list[float]] = {}
    with sync_playwright() as playwright, launch_chromium(playwright) as browser:
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        with served_empty_page() as address:
            times["empty rerun"] = empty_reruns(page, address) + empty_reruns(page, address)
        for size in (None, *sizes):
            with TemporaryDirectory() as home:
                chosen = {"data": _import_synthetic(size, home)} if size else {}
                name = f"{size:,} records" if size else "curated records"
                with served_atlas(home) as address:
                    seen = [
                        change
                        for start in STARTS
                        for change in filter_changes(
                            page, address, GROUPS_BY_SIZE, **{"from": start}, **chosen
                        )
                    ]
            for part in PARTS:
                times[f"{name}: {part}"] = [change[part] for change in seen if part in change]
    return times


def summary(times: dict[str, list[float]]) -> str:
    """Write the times as a table: p50 and p95 in seconds, and as a multiple of an empty rerun."""
    floor = float(np.percentile(times["empty rerun"], 50))
    lines = ["| what | p50 | p95 | p50 ÷ empty rerun | runs |", "|---|---:|---:|---:|---:|"]
    for name, seconds in times.items():
        middle, slow = (float(value) for value in np.percentile(seconds, [50, 95]))
        lines.append(
            f"| {name} | {middle:.3f} s | {slow:.3f} s | {middle / floor:.2f} | {len(seconds)} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the table; the times themselves go to a file if one is named."""
    times = repaint_runs([int(size) for size in sys.argv[1:]] or [1_000, 1_000_000])
    print(summary(times))
    print(json.dumps(times))


if __name__ == "__main__":
    main()
