"""How fast a large file is imported, and with how much memory.

Three ways on the same synthetic UCDP file, each in a process of its own: ours with all checks;
the obvious way (pandas, a spatial join, Parquet) without any; and the floor, pyarrow's CSV
reader straight into Parquet.
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geodata.synth import write_synthetic

if TYPE_CHECKING:
    from collections.abc import Callable

SEED: Final = 20211008
_KIBIBYTES_PER_MEGABYTE: Final = 1e6 / 1024


@dataclass(frozen=True, slots=True)
class Run:
    """One way of importing: how long it took and how much memory it needed at most."""

    seconds: float
    peak_megabytes: float


def _ours(source: Path, folder: Path) -> None:
    import os  # noqa: PLC0415 - each way pays for its own imports

    os.environ["ATLAS_HOME"] = str(folder)
    from geodata.importing import import_files  # noqa: PLC0415 - the same

    import_files([source], "benchmark")


def _obvious(source: Path, folder: Path) -> None:
    import geopandas  # noqa: PLC0415 - each way pays for its own imports
    import pandas as pd  # noqa: PLC0415 - the same

    from geodata.provinces import load_provinces  # noqa: PLC0415 - the same

    table = pd.read_csv(source, low_memory=False)
    points = geopandas.points_from_xy(table["longitude"], table["latitude"], crs="EPSG:4326")
    located = geopandas.GeoDataFrame(table, geometry=points)
    provinces = load_provinces("full")[["geometry"]]
    joined = geopandas.sjoin(located, provinces, how="left", predicate="within")
    joined.to_parquet(folder / "obvious.parquet")


def _floor(source: Path, folder: Path) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415 - each way pays for its own imports
    from pyarrow import csv  # noqa: PLC0415 - the same

    options = csv.ParseOptions(newlines_in_values=True)
    with (
        csv.open_csv(source, parse_options=options) as reader,
        pq.ParquetWriter(folder / "floor.parquet", reader.schema) as writer,
    ):
        for batch in reader:
            writer.write_batch(batch)


WAYS: Final[dict[str, Callable[[Path, Path], None]]] = {
    "ours": _ours,
    "obvious": _obvious,
    "floor": _floor,
}


def _peak_megabytes() -> float:
    # Not getrusage, whose figure a process inherits from the one that started it.
    status = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    (peak,) = (line.split()[1] for line in status if line.startswith("VmHWM:"))
    return int(peak) / _KIBIBYTES_PER_MEGABYTE


def _measured(way: str, source: Path, folder: Path, answer: multiprocessing.SimpleQueue) -> None:
    start = time.perf_counter()
    WAYS[way](source, folder)
    seconds = time.perf_counter() - start
    answer.put(Run(seconds, _peak_megabytes()))


def _run(way: str, source: Path) -> Run:
    # A new interpreter, so that no way inherits another one's memory.
    context = multiprocessing.get_context("spawn")
    answer = context.SimpleQueue()
    with tempfile.TemporaryDirectory() as folder:
        process = context.Process(target=_measured, args=(way, source, Path(folder), answer))
        process.start()
        process.join()
        if process.exitcode:
            raise SystemExit(f"Importing the {way} way failed.")
        run: Run = answer.get()
        return run


def import_runs(rows: int, ways: tuple[str, ...] = tuple(WAYS)) -> dict[str, Run]:
    """Import a synthetic UCDP file of that many rows in each way.

    Returns
    -------
    dict of str to Run
        By the name of the way.
    """
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"synthetic_ucdp_{rows}.csv"
        print(f"Making {rows:,} synthetic rows …", file=sys.stderr)
        write_synthetic(rows, "ucdp", source, seed=SEED)
        return {way: _run(way, source) for way in ways}
