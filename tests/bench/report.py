"""``docs/measurements.md`` from the measurements kept as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tests.bench.exports import export_table
from tests.bench.load import times_table
from tests.bench.promises import (
    export_promises,
    middle,
    promise_table,
    reader_promises,
    size_promises,
    tested_table,
)
from tests.bench.repaint import PARTS
from tests.bench.results import FOLDER, load

if TYPE_CHECKING:
    from collections.abc import Mapping

REPORT: Final = Path(__file__).parents[2] / "docs" / "measurements.md"
CHART: Final = Path(__file__).parents[2] / "docs" / "images" / "measurements.svg"
_HEADING: Final = """\
# Measurements

Made by `make bench` from the JSON files in `docs/measurements`. What isn't reached stands as *no*.

"""
_SIZES: Final = """
## By number of records

Synthetic files in the form of UCDP GED (49 columns). *First map*: from the start of the process in
a terminal until Chromium has painted the map. *Import* reads, checks, assigns provinces, looks for
duplicates and stores a version; the *obvious* import is pandas, a spatial join of geopandas and
Parquet without checks, its *floor* pyarrow's CSV reader straight into Parquet. The *obvious app* is
`read_csv`, `sjoin`, `folium.Choropleth` and `st_folium`, see `tests/bench/obvious_app.py`; it isn't
run with more than a million rows, which would need about 30 GB. *Bare query* is DuckDB alone over
the stored records. Times are medians.

![Repaint, first map and import by number of records](images/measurements.svg)

"""
_CHANGES: Final = """
## Filter changes

From the key that adds a group to the filters until map, headline figures and timeline have changed,
in Chromium; each view is one that nobody has seen before. *Empty rerun* is the same key on a page
with that choice and a line of text, in the same run.

| records | what | p50 | p95 | p50 ÷ empty rerun | changes |
|---:|---|---:|---:|---:|---:|
"""

_TESTED: Final = """
What has no figure is kept by tests, which `make test` runs:

"""
_READERS: Final = """
## Many readers

Sessions that speak Streamlit's protocol at one server on this machine. A reader looks at a page for
a while, then changes a filter (60 of 100 steps), brushes the timeline (15), chooses a period (10)
or turns to another page (15), and leaves after ten to thirty steps; another one comes at once. Each
page is checked: no error, the right page, and the count that pandas finds.

"""


def reader_section(results: Mapping[str, Any]) -> str:
    """Write what many readers met."""
    shortest, longest = results["think_seconds"]
    memory = results["memory_megabytes"]
    pauseless = {int(readers): slow for readers, slow in results["p95_without_a_pause"].items()}
    without = ", ".join(f"{readers}: {slow:.2f} s" for readers, slow in pauseless.items())
    return (
        f"{results['sessions']} readers for {results['minutes']:g} minutes, who look for "
        f"{shortest:g} to {longest:g} seconds:\n\n{times_table(results['times'])}\n\n"
        f"Memory of the server: {memory['before']:.0f} MB before, {memory['first']:.0f} MB with "
        f"ten readers, {memory['everybody']:.0f} MB with all, {memory['third_quarter']:.0f} MB and "
        f"{memory['last_quarter']:.0f} MB in the last two quarters of the run.\n"
        + (
            f"\nReaders without any pause, and p95 of a filter change: {without}.\n"
            if without
            else ""
        )
    )


def _seconds(times: Mapping[str, Any], name: str) -> str:
    return f"{middle(times[name]):.2f} s" if times.get(name) else "–"


def _megabytes(times: Mapping[str, Any], name: str) -> str:
    return f"{times[name][0]:,.0f} MB" if times.get(name) else "–"


def size_table(sizes: Mapping[str, Any]) -> str:
    """Write what was measured by size: a column for each size."""
    columns = {size: times for size, times in sizes.items() if size != "0"}
    lines = [
        ("first map, from the start", _seconds, "first map"),
        ("first map, obvious app", _seconds, "obvious app, first map"),
        ("filter change until the map is painted", _seconds, "map"),
        ("the same, obvious app", _seconds, "obvious app, map"),
        ("bare query", _seconds_exactly, "bare DuckDB query"),
        ("import", _seconds, "import, ours"),
        ("import, obvious", _seconds, "import, obvious"),
        ("import, floor", _seconds, "import, floor"),
        ("PNG, 300 dpi", _seconds, "PNG of the map, 300 dpi"),
        ("full set of documents", _seconds, "PNG, SVG, PDF, PPTX, HTML and XLSX"),
        ("memory of the server, at most", _megabytes, "server, peak memory"),
        ("memory of the obvious app", _megabytes, "obvious app, peak"),
        ("memory of the import", _megabytes, "import, ours, peak memory"),
        ("memory of the obvious import", _megabytes, "import, obvious, peak memory"),
        ("memory of the documents", _megabytes, "documents, peak memory"),
    ]
    head = " | ".join(f"{int(size):,}" for size in columns)
    table = [f"| | {head} |", f"|---|{'---:|' * len(columns)}"]
    table.append(f"| rows imported a second | {' | '.join(map(_rate, columns.items()))} |")
    for words, write, name in lines:
        cells = " | ".join(write(times, name) for times in columns.values())
        table.append(f"| {words} | {cells} |")
    return "\n".join(table) + "\n"


def _rate(column: tuple[str, Mapping[str, Any]]) -> str:
    size, times = column
    return f"{int(size) / times['import, ours'][0]:,.0f}"


def _seconds_exactly(times: Mapping[str, Any], name: str) -> str:
    return f"{middle(times[name]):.4f} s" if times.get(name) else "–"


def change_table(sizes: Mapping[str, Any]) -> str:
    """Write p50 and p95 of filter changes by size, and as a multiple of an empty rerun."""
    floor = middle(sizes["0"]["empty rerun"])
    rows = [("–", "empty rerun", sizes["0"]["empty rerun"])]
    rows += [
        (f"{int(size):,}", part, times[part])
        for size, times in sizes.items()
        if size != "0"
        for part in PARTS
    ]
    return "".join(
        f"| {records} | {name} | {middle(seconds):.3f} s | {np.percentile(seconds, 95):.3f} s "
        f"| {middle(seconds) / floor:.2f} | {len(seconds)} |\n"
        for records, name, seconds in rows
    )


def _conditions(kept: Mapping[str, Any]) -> str:
    machine = kept["machine"]
    return (
        f"\nMeasured on {kept['measured']}: {machine['cores']} cores, "
        f"{machine['memory_gib']:.0f} GiB, Python {machine['python']}; load of the machine over "
        f"the last 15 minutes {machine['load_over_15_minutes']}.\n"
    )


def report(folder: Path = FOLDER) -> str:
    """Write the page from what was measured.

    Parameters
    ----------
    folder : pathlib.Path
        Where the JSON files are; what was never measured is left out.
    """
    promises, sections = [], []
    if (sizes := load("sizes", folder)) is not None:
        promises += size_promises(sizes["results"])
        sections += [_SIZES, size_table(sizes["results"]), _conditions(sizes)]
        sections += [_CHANGES, change_table(sizes["results"])]
    if (documents := load("exports", folder)) is not None:
        promises += export_promises(documents["results"])
        sections += [export_table(documents["results"]), _conditions(documents)]
    if (readers := load("load", folder)) is not None:
        promises += reader_promises(readers["results"])
        sections += [_READERS, reader_section(readers["results"]), _conditions(readers)]
    return "".join([_HEADING, promise_table(promises), _TESTED, tested_table(), *sections])
