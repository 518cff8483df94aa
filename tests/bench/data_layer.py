"""How long the data layer takes to load, assign and filter."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from geodata.assign import assign_provinces
from geodata.model import Filters
from geodata.provinces import load_provinces
from geodata.query import cube
from geodata.sources.curated import load_incidents
from geodata.store import curated_dataset, dataset_from_frame
from tests.bench.exports import timed

ROWS: Final = 1_000_000
SEED: Final = 20211008


def _synthetic_records(rows: int) -> pd.DataFrame:
    """Repeat the curated records with places jittered by about a kilometre."""
    random = np.random.default_rng(SEED)
    drawn = load_incidents().iloc[random.integers(0, len(load_incidents()), rows)]
    jitter = random.normal(0, 0.01, (rows, 2))
    return drawn.assign(
        latitude=drawn["latitude"] + jitter[:, 0], longitude=drawn["longitude"] + jitter[:, 1]
    ).set_axis(pd.Index([f"synthetic-{number}" for number in range(rows)], name="incident_id"))


def data_layer_times(runs: int = 5) -> dict[str, list[float]]:
    """Time each step of the data layer, warm.

    Returns
    -------
    dict of str to list of float
        Seconds by the name of what was timed.
    """
    curated = curated_dataset()
    many = _synthetic_records(ROWS)
    view = Filters(groups=("ISKP",), event_types=("attack", "clash"))
    load_provinces("full")
    with tempfile.TemporaryDirectory() as folder:
        large = dataset_from_frame(
            many, Path(folder) / "synthetic.parquet", key="synthetic", version="benchmark"
        )
        coordinates = many[["latitude", "longitude"]]
        return {
            "load and check the 890 curated records": timed(load_incidents, runs),
            "filter and aggregate 890 records": timed(
                lambda: cube(view, "month", curated), runs * 4
            ),
            f"filter and aggregate {ROWS:,} synthetic records": timed(
                lambda: cube(view, "month", large), runs
            ),
            f"assign {ROWS:,} different points to provinces": timed(
                lambda: assign_provinces(coordinates), 2
            ),
        }
