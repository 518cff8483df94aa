"""First records against plain pandas on the record file, and made-up records for vague dates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from geodata.firsts import first_records
from geodata.model import Filters
from geodata.sources.curated import BUILT_IN, INCIDENTS_FILE
from geodata.store import SCHEMA, Dataset, dataset_from_frame

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

INVENTED: dict[str, Any] = {
    "date": date(2021, 10, 8),
    "date_precision": "day",
    "province_pcode": "AF01",
    "group": "ISKP",
    "attribution": "claimed",
    "event_type": "attack",
    "attack_type": "ied",
    "target": "civilians",
    "summary": "An invented record.",
    "sources_count": 1,
}


@pytest.fixture
def invented(tmp_path: Path) -> Callable[..., Dataset]:
    """Make a dataset of invented records."""

    def make(*rows: dict[str, Any]) -> Dataset:
        numbered = [
            {**INVENTED, "incident_id": f"invented-{number}", **row}
            for number, row in enumerate(rows)
        ]
        frame = pd.DataFrame(numbered, dtype=object).reindex(columns=SCHEMA.names)
        path = tmp_path / "invented.parquet"
        return dataset_from_frame(frame.set_index("incident_id"), path, key="x", version="1")

    return make


def test_each_province_has_its_earliest_record() -> None:
    incidents = pd.read_csv(BUILT_IN / INCIDENTS_FILE, parse_dates=["date"])
    shown = incidents[incidents["group"].eq("ISKP") & incidents["event_type"].eq("attack")]
    expected = shown.groupby("province_pcode")["date"].min()
    found = first_records(Filters(groups=("ISKP",), event_types=("attack",)))
    firsts = found[found["is_first"]].set_index("province_pcode")["date"]
    assert firsts.to_dict() == expected.to_dict()
    places = incidents.set_index("incident_id")["place"]
    named = found["place"].dropna()
    assert named.to_dict() == places[named.index].to_dict()


def test_of_records_with_one_date_the_better_known_comes_first(
    invented: Callable[..., Dataset],
) -> None:
    august = date(2016, 8, 1)
    dataset = invented(
        {"date": august, "date_precision": "month"},
        {"date": august, "date_precision": "day"},
        {"date": august, "date_precision": "day"},
    )
    found = first_records(Filters(), dataset)
    assert found.index.tolist() == ["invented-1"]
    assert found["same_date"].tolist() == [2]
    assert found[["is_first", "is_first_day"]].to_numpy().tolist() == [[True, True]]


def test_beside_a_vague_first_record_stands_the_first_one_known_to_the_day(
    invented: Callable[..., Dataset],
) -> None:
    dataset = invented(
        {"date": date(2016, 8, 1), "date_precision": "month"},
        {"date": date(2016, 8, 20), "date_precision": "day"},
        {"date": date(2016, 8, 2), "date_precision": "week"},
        {"date": date(2016, 8, 25), "date_precision": "day"},
    )
    found = first_records(Filters(), dataset)
    assert found["is_first"].to_dict() == {"invented-0": True, "invented-1": False}
    assert found["is_first_day"].to_dict() == {"invented-0": False, "invented-1": True}


def test_records_without_a_province_have_a_first_one_too(invented: Callable[..., Dataset]) -> None:
    found = first_records(Filters(), invented({"province_pcode": None}))
    assert found["province_pcode"].tolist() == ["unknown"]


def test_no_record_is_an_empty_table() -> None:
    found = first_records(Filters(groups=("IMU",), event_types=("other",), targets=("sufi",)))
    assert found.empty
    assert {"is_first", "is_first_day", "same_date", "place"} <= set(found.columns)
