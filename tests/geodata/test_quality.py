"""How well records are known, in a dataset that tells less than the built-in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geodata.layout import SCHEMA
from geodata.model import Filters
from geodata.quality import QUALITIES, quality_cube, recorded_in_periods
from geodata.store import Dataset, dataset_from_frame

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [
    # Identifier, day, precision, p-code, located to, sources, killed, kind
    ("a", "2021-09-01", "day", "AF01", "settlement", 2, 1, "attack"),
    ("b", "2021-09-05", "month", "AF01", "district", 1, None, "attack"),
    ("c", "2021-09-30", "week", "AF02", "province", None, 0, "clash"),
    ("d", "2021-10-01", "day", None, "country", None, None, "attack"),
    ("e", "2021-10-02", "day", "AF02", None, 3, 4, "attack"),
]
NAMES = (
    "incident_id",
    "date",
    "date_precision",
    "province_pcode",
    "location_precision",
    "sources_count",
    "killed_best",
    "event_type",
)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    table = pd.DataFrame(ROWS, columns=list(NAMES)).set_index("incident_id")
    days = pd.to_datetime(table["date"])
    numbers = {
        name: table[name].astype("Int64") for name in ("sources_count", "killed_best")
    } | dict.fromkeys(("killed_low", "killed_high"), table["killed_best"].astype("Int64"))
    full = table.assign(date=days, group="ISKP", **numbers).reindex(
        columns=[name for name in SCHEMA.names if name != "incident_id"]
    )
    path: Path = tmp_path_factory.mktemp("quality") / "made.parquet"
    return dataset_from_frame(full, path, key="made", version="1")


def test_what_nobody_tells_is_counted_as_unknown(dataset: Dataset) -> None:
    cube = quality_cube(Filters(), dataset)
    lines = {
        (row.province_pcode, f"{row.period_start:%Y-%m}"): tuple(
            getattr(row, quality) for quality in QUALITIES
        )
        for row in cube.itertuples()
    }
    # Records; with sources told, with two; killed unknown; vague date, vague place; attacks.
    assert lines == {
        ("AF01", "2021-09"): (2, 2, 1, 1, 1, 0, 2),
        ("AF02", "2021-09"): (1, 0, 0, 0, 1, 1, 0),
        ("AF02", "2021-10"): (1, 1, 1, 0, 0, 1, 1),
        ("unknown", "2021-10"): (1, 0, 0, 1, 0, 1, 1),
    }


def test_both_ends_of_a_counted_period_are_in_it(dataset: Dataset) -> None:
    counts = pd.DataFrame(
        {
            "group": ["ISKP", "ISKP", "NRF"],
            "period_start": pd.to_datetime(["2021-09-05", "2021-09-01", "2021-09-01"]),
            "period_end": pd.to_datetime(["2021-10-01", "2021-09-30", "2021-10-31"]),
        },
        index=["x", "y", "z"],
    )
    found = recorded_in_periods(counts, dataset)
    assert found.loc["x"].tolist() == [2, 1, 2]
    assert found.loc["y"].tolist() == [2, 1, 2]
    assert found.loc["z"].tolist() == [0, 0, 0]
