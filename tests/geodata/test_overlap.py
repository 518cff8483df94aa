"""Records that stand in two datasets are found before they are counted twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from geodata.layout import SCHEMA
from geodata.overlap import repeated_identifiers
from geodata.store import Dataset, combined, dataset_from_frame

if TYPE_CHECKING:
    from pathlib import Path


def dataset_of(folder: Path, name: str, *ids: str) -> Dataset:
    invented: dict[str, Any] = {"date": pd.Timestamp("2021-10-08"), "group": "ISKP"}
    rows = pd.DataFrame([invented | {"incident_id": one} for one in ids], dtype=object)
    frame = rows.reindex(columns=SCHEMA.names).set_index("incident_id")
    return dataset_from_frame(frame, folder / f"{name}.parquet", key=name, version=name)


@pytest.mark.parametrize(
    ("ids", "repeated"),
    [
        ([("a", "b"), ("c",)], 0),
        ([("a", "b", "c"), ("c", "b", "d")], 2),
        ([("a",), ("a", "b"), ("b", "a")], 3),
    ],
)
def test_records_of_two_datasets_with_one_identifier_are_counted(
    ids: list[tuple[str, ...]], repeated: int, tmp_path: Path
) -> None:
    datasets = [dataset_of(tmp_path, str(number), *some) for number, some in enumerate(ids)]
    assert repeated_identifiers(combined(datasets)) == repeated
    assert [repeated_identifiers(dataset) for dataset in datasets] == [0] * len(ids)
