"""The notable incidents: the deadliest by plain pandas, each with all its sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geodata.export.notable import notable
from geodata.export.request import ViewRequest
from geodata.export.snapshot import Snapshot, snapshot
from geodata.model import Filters
from geodata.sources.curated import BUILT_IN, INCIDENTS_FILE, SOURCES_FILE
from geodata.store import curated_dataset, dataset_from_frame

if TYPE_CHECKING:
    from pathlib import Path

MADE = datetime(2026, 1, 2, tzinfo=UTC)
AUTUMN = Filters(date(2021, 8, 15), date(2021, 11, 19), ("ISKP",), event_types=("attack",))


def shot(filters: Filters = AUTUMN) -> Snapshot:
    return snapshot(ViewRequest(filters), curated_dataset(), made_at=MADE)


@pytest.fixture(scope="module")
def made() -> Snapshot:
    return shot()


def test_they_are_the_deadliest(made: Snapshot) -> None:
    table = pd.read_csv(BUILT_IN / INCIDENTS_FILE, parse_dates=["date"])
    wanted = table[
        table["group"].eq("ISKP")
        & table["event_type"].eq("attack")
        & table["date"].between("2021-08-15", "2021-11-19")
    ].nlargest(4, "killed_best")
    found = notable(made, 4).incidents
    assert [each.identifier for each in found] == wanted["incident_id"].tolist()
    for each, record in zip(found, wanted.to_dict("records"), strict=True):
        low, best, high = (int(record[f"killed_{kind}"]) for kind in ("low", "best", "high"))
        assert each.killed == (f"{best}" if low == high else f"{best} ({low}–{high})")


def test_each_has_its_sources_and_only_reliable_ones_a_link(made: Snapshot) -> None:
    table = pd.read_csv(BUILT_IN / SOURCES_FILE, keep_default_na=False)
    for each in notable(made).incidents:
        cited = table[table["incident_id"].eq(each.identifier)]
        assert [source.publisher for source in each.sources] == cited["publisher"].tolist()
        for source, row in zip(each.sources, cited.to_dict("records"), strict=True):
            assert source.url == (row["url"] if row["link"] == "yes" else "")
            assert bool(source.remark) == (row["link"] == "no")
            assert bool(source.published) == bool(row["published"])


def test_without_a_known_toll_they_are_the_latest() -> None:
    found = notable(shot(replace(AUTUMN, date_from=date(2021, 10, 21), date_to=date(2021, 10, 21))))
    assert "Latest incidents" in found.heading
    assert [each.killed for each in found.incidents] == ["unknown"]


def test_where_the_licence_forbids_it_there_are_none(made: Snapshot) -> None:
    closed = replace(made.dataset, redistributable=False, why_not="Terms of use, 2.1.")
    found = notable(replace(made, dataset=closed))
    assert found.incidents == ()
    assert "may not be passed on" in found.remark
    assert "Terms of use, 2.1." in found.remark


def test_an_empty_view_has_none() -> None:
    found = notable(shot(Filters(groups=("IMU",), attributions=("unclaimed",))))
    assert (found.incidents, found.remark) == ((), "No cited record is in view.")


def test_imported_records_name_the_row_they_were_read_from(tmp_path: Path, made: Snapshot) -> None:
    imported = made.records().assign(
        dataset="ucdp", source_text="BBC; invented", source_file="ged.csv", source_row=7
    )
    dataset = dataset_from_frame(imported, tmp_path / "x.parquet", key="mine", version="1f")
    view = snapshot(ViewRequest(AUTUMN), replace(dataset, redistributable=True), made_at=MADE)
    first = notable(view).incidents[0]
    assert [source.publisher for source in first.sources] == ["BBC; invented", "ged.csv, row 7"]
    assert {source.remark for source in first.sources} == {""}
