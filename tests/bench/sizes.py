"""The whole way of a dataset of each size: import, first map, filter changes, documents, memory.

Beside it, on the same file and the same machine, the obvious app (:mod:`tests.bench.obvious_app`)
and the floors: an empty Streamlit rerun, pyarrow's reader straight into Parquet, and a bare DuckDB
query over the stored records.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb
from playwright.sync_api import sync_playwright

from geodata.synth import write_synthetic
from tests.bench.exports import document_times, timed
from tests.bench.importing import NAME, SEED, WAYS, run_way
from tests.bench.memory import peak_megabytes
from tests.bench.obvious import obvious_times
from tests.bench.repaint import PARTS, empty_reruns, filter_changes, served_empty_page
from tests.serving import MAP_FRAME, free_port, launch_chromium, served

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TypeAlias

    from playwright.sync_api import Browser, Page

Times: TypeAlias = "dict[str, list[float]]"

SIZES: Final = (1_000, 100_000, 1_000_000, 10_000_000)
# It needs about 3 GB a million rows.
MOST_OBVIOUS_ROWS: Final = 1_000_000
# Those that the synthetic records have beside IS-K.
GROUPS: Final = ("TALIBAN", "NRF", "AFF", "TTP", "HIG")
# From another day on, nobody has seen any of these views before.
STARTS: Final = ("2015-01-01", "2015-02-01", "2015-03-01")
LARGEST_SLOPE: Final = 1.2
"""A filter change may take so many times as long as at the size before."""

_FIRST_MAP_MILLISECONDS: Final = 120_000


def bare_query(files: Sequence[Path]) -> list[float]:
    """Time the least query that a choropleth by month needs, without our data layer."""
    names = [str(file) for file in files]
    with duckdb.connect() as connection:

        def query() -> object:
            return connection.execute(
                "SELECT province_pcode, date_trunc('month', date), count(*), sum(killed_best) "
                "FROM read_parquet($files) WHERE date >= '2015-01-01' AND \"group\" = 'ISKP' "
                "GROUP BY ALL",
                {"files": names},
            ).fetchall()

        return timed(query, 10)


def _documents(answer: multiprocessing.SimpleQueue) -> None:
    from geodata.versions import imported_dataset  # noqa: PLC0415 - in a process of its own

    dataset = imported_dataset(NAME)
    files = [file for path in dataset.paths for file in _parquet_files(path)]
    times = document_times(dataset, 3) | {"bare DuckDB query": bare_query(files)}
    answer.put(times | {"documents, peak memory": [peak_megabytes(os.getpid())]})


def _parquet_files(path: Path) -> list[Path]:
    return sorted(path.rglob("*.parquet")) if path.is_dir() else [path]


def _documents_elsewhere(home: Path) -> Times:
    # A new interpreter, so that it has the data folder and a memory of its own.
    context = multiprocessing.get_context("spawn")
    answer = context.SimpleQueue()
    before = os.environ.get("ATLAS_HOME")
    os.environ["ATLAS_HOME"] = str(home)
    try:
        process = context.Process(target=_documents, args=(answer,))
        process.start()
        process.join()
    finally:
        os.environ.pop("ATLAS_HOME")
        if before is not None:
            os.environ["ATLAS_HOME"] = before
    if process.exitcode:
        raise SystemExit("Making the documents failed.")
    times: Times = answer.get()
    return times


def _first_map(page: Page, address: str, view: Mapping[str, str]) -> None:
    query = "&".join(f"{name}={value}" for name, value in view.items())
    page.goto(f"{address}/?{query}")
    page.frame_locator(f'iframe[title="{MAP_FRAME}"]').locator("body[data-painted]").wait_for(
        timeout=_FIRST_MAP_MILLISECONDS
    )


def _dashboard(browser: Browser, home: Path) -> Times:
    """Time the dashboard from its start in a terminal on."""
    port = free_port()
    address = f"http://localhost:{port}"
    command = [sys.executable, "-m", "app.cli", "run", "--port", str(port)]
    view = {"data": f"UCDP GED (synthetic) ({NAME})"}
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    start = time.perf_counter()
    with served(command, f"{address}/healthz", {"ATLAS_HOME": str(home)}) as process:
        _first_map(page, address, view)
        times: Times = {"first map": [time.perf_counter() - start]}
        changes = [
            change
            for first in STARTS
            for change in filter_changes(page, address, GROUPS, **{"from": first}, **view)
        ]
        times["server, peak memory"] = [peak_megabytes(process)]
    page.close()
    return times | {part: [each[part] for each in changes if part in each] for part in PARTS}


def _imported(rows: int, source: Path, folder: Path) -> Times:
    """Import the file in each way; ours stays in ``folder / "ours"``."""
    times: Times = {}
    for way in WAYS:
        if way == "obvious" and rows > MOST_OBVIOUS_ROWS:
            continue
        (folder / way).mkdir()
        run = run_way(way, source, folder / way)
        times[f"import, {way}"] = [run.seconds]
        times[f"import, {way}, peak memory"] = [run.peak_megabytes]
    return times


def size_times(browser: Browser, rows: int) -> Times:
    """Measure a synthetic dataset of one size.

    Returns
    -------
    dict of str to list of float
        Seconds, or megabytes where the name says memory, by what was measured.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / f"synthetic_ucdp_{rows}.csv"
        print(f"Measuring {rows:,} synthetic rows …", file=sys.stderr)
        write_synthetic(rows, "ucdp", source, seed=SEED)
        times = _imported(rows, source, folder)
        times |= _dashboard(browser, folder / "ours")
        times |= _documents_elsewhere(folder / "ours")
        if rows <= MOST_OBVIOUS_ROWS:
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            obvious = obvious_times(page, source)
            page.close()
            times |= {f"obvious app, {what}": values for what, values in obvious.items()}
        return times


def all_sizes(sizes: Sequence[int] = SIZES) -> Iterator[tuple[str, Times]]:
    """Measure every size and the floors, on one machine in one run.

    Yields
    ------
    tuple of str and dict
        Number of rows and what :func:`size_times` measures; ``"0"`` is what needs no records.
    """
    with sync_playwright() as playwright, launch_chromium(playwright) as browser:
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        with served_empty_page() as address:
            reruns = empty_reruns(page, address) + empty_reruns(page, address)
        page.close()
        yield "0", {"empty rerun": reruns}
        for rows in sizes:
            yield str(rows), size_times(browser, rows)
