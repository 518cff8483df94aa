"""How fast a large file is imported, and with how much memory.

Three ways on the same synthetic UCDP file, each in a process of its own: ours with all checks;
the obvious way (pandas, a spatial join, Parquet) without any; and the floor, pyarrow's CSV
reader straight into Parquet.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.bench.memory import peak_megabytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SEED: Final = 20211008
NAME: Final = "measured"


@dataclass(frozen=True, slots=True)
class Run:
    """One way of importing: how long it took and how much memory it needed at most."""

    seconds: float
    peak_megabytes: float


def _ours(source: Path, folder: Path) -> None:
    os.environ["ATLAS_HOME"] = str(folder)
    from geodata.importing import import_files  # noqa: PLC0415 - each way pays for its own imports

    import_files([source], NAME)


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


def _measured(way: str, source: Path, folder: Path, answer: multiprocessing.SimpleQueue) -> None:
    start = time.perf_counter()
    WAYS[way](source, folder)
    seconds = time.perf_counter() - start
    answer.put(Run(seconds, peak_megabytes(os.getpid())))


def run_way(way: str, source: Path, folder: Path) -> Run:
    """Import a file in one way into a folder, in a process of its own."""
    # A new interpreter, so that no way inherits another one's memory.
    context = multiprocessing.get_context("spawn")
    answer = context.SimpleQueue()
    process = context.Process(target=_measured, args=(way, source, folder, answer))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(f"Importing the {way} way failed.")
    run: Run = answer.get()
    return run
