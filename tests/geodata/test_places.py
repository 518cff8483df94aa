"""Places of records, against plain pandas on the record file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geodata.layout import SCHEMA
from geodata.model import Filters
from geodata.places import Bounds, places, records_at, without_place
from geodata.sources.curated import BUILT_IN, INCIDENTS_FILE
from geodata.store import Dataset, dataset_from_frame

if TYPE_CHECKING:
    from pathlib import Path

ISKP = Filters(groups=("ISKP",))


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    incidents = pd.read_csv(BUILT_IN / INCIDENTS_FILE, index_col="incident_id")
    return incidents[incidents["group"].eq("ISKP")]


def dataset_of(folder: Path, *rows: dict[str, object]) -> Dataset:
    common = {"group": "ISKP", "date": pd.Timestamp(2021, 10, 8), "date_precision": "day"}
    frame = pd.DataFrame([common | row for row in rows], dtype=object)
    frame["incident_id"] = [f"X{number}" for number in range(len(frame))]
    typed = frame.reindex(columns=SCHEMA.names).set_index("incident_id")
    numbers = [field.name for field in SCHEMA if str(field.type) == "int64"]
    typed = typed.astype(dict.fromkeys(numbers, "Int64") | {"date": "datetime64[us]"})
    return dataset_from_frame(typed, folder / "made.parquet", key="made", version="1")


def test_every_record_is_either_a_mark_or_counted_with_its_province(rows: pd.DataFrame) -> None:
    has_point = rows["latitude"].notna()
    found, vague = places(ISKP), without_place(ISKP)
    assert found.marks["records"].sum() == has_point.sum()
    assert vague["records"].to_dict() == rows[~has_point]["province_pcode"].value_counts().to_dict()
    assert found.cell_degrees == 0


def test_a_mark_holds_the_sums_of_its_records(rows: pd.DataFrame) -> None:
    sums = rows.groupby(["latitude", "longitude"]).agg(
        records=("date", "size"), killed=("killed_best", lambda killed: killed.sum(min_count=1))
    )
    marks = places(ISKP).marks.set_index(["latitude", "longitude"])
    assert marks["records"].to_dict() == sums["records"].to_dict()
    killed = marks["killed_best"].astype("float64")
    assert killed.to_dict() == pytest.approx(sums["killed"].to_dict(), nan_ok=True)


@pytest.mark.parametrize("most", [1, 10, 40])
def test_near_places_are_put_together_until_they_are_few_enough(
    rows: pd.DataFrame, most: int
) -> None:
    found = places(ISKP, most=most)
    assert len(found.marks) <= most
    assert found.cell_degrees > 0
    assert found.marks["records"].sum() == rows["latitude"].notna().sum()
    first = found.marks.iloc[0]
    mark = (first["latitude"], first["longitude"], first["group"])
    assert len(records_at(ISKP, mark, found.cell_degrees, most=1000)) == first["records"]


def test_only_what_lies_in_the_part_that_is_looked_at_is_sent(rows: pd.DataFrame) -> None:
    kabul = Bounds(34.3, 68.9, 34.8, 69.6)
    inside = rows["latitude"].between(34.3, 34.8) & rows["longitude"].between(68.9, 69.6)
    assert places(ISKP, bounds=kabul).marks["records"].sum() == inside.sum() > 0


def test_the_records_of_a_mark_are_its_newest(rows: pd.DataFrame) -> None:
    mark = places(ISKP).marks.iloc[0]
    found = records_at(ISKP, (mark["latitude"], mark["longitude"], "ISKP"), 0.0, most=5)
    there = rows[rows["latitude"].eq(mark["latitude"]) & rows["longitude"].eq(mark["longitude"])]
    newest = there.sort_values("date", ascending=False)["date"].head(5)
    assert found["date"].dt.strftime("%Y-%m-%d").tolist() == newest.tolist()


def test_a_point_for_a_whole_province_is_no_mark(tmp_path: Path) -> None:
    here = {"latitude": 34.5, "longitude": 69.1, "province_pcode": "AF01"}
    made = dataset_of(
        tmp_path,
        here | {"location_precision": "province"},
        here | {"location_precision": "country"},
        here | {"location_precision": "district"},
        here | {"location_precision": None, "latitude": 34.6},
        {"location_precision": "settlement", "province_pcode": "AF02"},
        {"location_precision": "country"},
    )
    marks = places(Filters(), made).marks
    assert marks["latitude"].sort_values().tolist() == [34.5, 34.6]
    assert marks["records"].tolist() == [1, 1]
    assert without_place(Filters(), made)["records"].to_dict() == {
        "AF01": 2,
        "AF02": 1,
        "unknown": 1,
    }


def test_no_record_in_view_has_no_place() -> None:
    empty = Filters(groups=("IMU",), targets=("sufi",))
    assert places(empty).marks.empty
    assert without_place(empty).empty
