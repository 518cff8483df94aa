"""The built-in records: complete, unchanged, typed, and refused when tampered with."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import geopandas
import pandas as pd
import pytest

from geodata.model import CRS, ChecksumError, RecordError
from geodata.provinces import load_provinces
from geodata.sidecar import load_sidecar, verify
from geodata.sources.curated import (
    BUILT_IN,
    INCIDENTS_FILE,
    REPORTED_COUNTS_FILE,
    SOURCES_FILE,
    STATEMENTS_FILE,
    dataset_version,
    load_incidents,
    load_reported_counts,
    load_sources,
    load_statements,
)

if TYPE_CHECKING:
    from pathlib import Path

ROWS = {INCIDENTS_FILE: 890, SOURCES_FILE: 1617, REPORTED_COUNTS_FILE: 17, STATEMENTS_FILE: 9}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy the record files with their sidecars."""
    return shutil.copytree(BUILT_IN, tmp_path / "records")


def without_sidecars(folder: Path) -> Path:
    for sidecar in folder.glob("*.meta.json"):
        sidecar.unlink()
    return folder


def replace_text(path: Path, old: str, new: str) -> None:
    content = path.read_bytes()
    assert content.count(old.encode()) >= 1
    path.write_bytes(content.replace(old.encode(), new.encode(), 1))


@pytest.mark.parametrize("file", ROWS)
def test_each_file_is_the_one_that_its_sidecar_describes(file: str) -> None:
    sidecar = verify(BUILT_IN / file)
    assert sidecar.counts["rows"] == ROWS[file]
    assert sidecar.licence == "CC BY 4.0"
    assert sidecar.attribution


def test_all_rows_are_loaded() -> None:
    assert len(load_incidents()) == ROWS[INCIDENTS_FILE]
    assert len(load_sources()) == ROWS[SOURCES_FILE]
    assert len(load_reported_counts()) == ROWS[REPORTED_COUNTS_FILE]
    assert len(load_statements()) == ROWS[STATEMENTS_FILE]


def test_every_value_is_the_one_in_the_file() -> None:
    raw = pd.read_csv(BUILT_IN / INCIDENTS_FILE, dtype=str, index_col="incident_id")
    loaded = load_incidents()
    assert loaded.index.tolist() == raw.index.tolist()
    for column in raw.columns.drop(["province", "latitude", "longitude"]):
        assert (
            loaded[column].astype("string").fillna("").tolist() == raw[column].fillna("").tolist()
        )
    for column in ("latitude", "longitude"):
        assert loaded[column].isna().tolist() == raw[column].isna().tolist()
        known = raw[column].notna()
        assert loaded.loc[known, column].tolist() == raw.loc[known, column].astype(float).tolist()


def test_blank_stays_unknown_and_zero_stays_zero() -> None:
    incidents = load_incidents()
    # 230 and 419 are the blanks counted in the file.
    assert incidents["killed_best"].isna().sum() == 230
    assert incidents["injured_best"].isna().sum() == 419
    raw = pd.read_csv(BUILT_IN / INCIDENTS_FILE, dtype=str)
    assert incidents["injured_best"].eq(0).sum() == raw["injured_best"].eq("0").sum() > 0
    assert str(incidents["killed_best"].dtype) == "Int64"
    assert str(incidents["date"].dtype) == "datetime64[us]"


def test_provinces_bear_their_usual_names() -> None:
    names = load_incidents().groupby("province_pcode")["province"].unique()
    assert len(names) == 34
    assert names["AF30"].tolist() == ["Helmand"]
    assert names["AF32"].tolist() == ["Herat"]
    assert all(len(spellings) == 1 for spellings in names)


def test_sources_are_counted() -> None:
    counts = load_incidents()["sources_count"]
    assert counts.sum() == ROWS[SOURCES_FILE]
    assert counts.ge(2).sum() == 487
    assert counts.min() == 1


def test_records_known_to_the_month_are_dated_on_its_first_day() -> None:
    incidents = load_incidents()
    monthly = incidents[incidents["date_precision"].eq("month")]
    assert len(monthly) == 55
    assert monthly["date"].dt.day.eq(1).all()


def test_every_located_record_lies_in_its_province() -> None:
    located = load_incidents().dropna(subset="latitude")
    assert len(located) == 683
    points = geopandas.GeoSeries(
        geopandas.points_from_xy(
            located["longitude"].astype(float), located["latitude"].astype(float)
        ),
        index=located.index,
        crs=CRS,
    )
    provinces = load_provinces("full").geometry.reindex(located["province_pcode"])
    inside = points.within(provinces.set_axis(located.index))
    assert located.index[~inside].tolist() == []


def test_a_changed_file_is_refused(copy: Path) -> None:
    replace_text(copy / INCIDENTS_FILE, ",14,21,21,", ",14,20,21,")
    with pytest.raises(ChecksumError, match=r"incidents\.csv .*describes.*Restore the file"):
        load_incidents(copy)


def test_a_changed_file_without_sidecar_is_a_revision(copy: Path) -> None:
    folder = without_sidecars(copy)
    replace_text(folder / INCIDENTS_FILE, ",14,21,21,", ",14,20,21,")
    assert load_incidents(folder).loc["20140117-KAB-1", "killed_best"] == 20
    assert dataset_version(folder) != dataset_version()


def test_an_invalid_file_is_refused(copy: Path) -> None:
    folder = without_sidecars(copy)
    replace_text(folder / INCIDENTS_FILE, ",14,21,21,", ",14,many,21,")
    message = r"incidents\.csv, line 2, column killed_best: 'many' must be a whole number"
    with pytest.raises(RecordError, match=message):
        load_incidents(folder)


def test_an_incident_without_source_is_refused(copy: Path) -> None:
    folder = without_sidecars(copy)
    path = folder / SOURCES_FILE
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("20140210-KAB-1,")]
    assert len(kept) < len(lines)
    path.write_text("".join(kept), encoding="utf-8")
    message = r"incidents\.csv, line 3, column incident_id: '20140210-KAB-1' has no source"
    with pytest.raises(RecordError, match=message):
        load_incidents(folder)


def test_a_source_without_incident_is_refused(copy: Path) -> None:
    folder = without_sidecars(copy)
    with (folder / SOURCES_FILE).open("a", encoding="utf-8") as file:
        file.write("20990101-KAB-1,yes,A paper,https://example.org/a,\n")
    message = r"incident_sources\.csv, line 1619, .*'20990101-KAB-1' is not in incidents\.csv"
    with pytest.raises(RecordError, match=message):
        load_sources(folder)


def test_the_version_is_that_of_the_content(copy: Path) -> None:
    assert len(dataset_version()) == 64
    assert dataset_version(copy) == dataset_version()
    with (copy / SOURCES_FILE).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert dataset_version(copy) != dataset_version()


def test_reported_counts_are_never_zero_for_blank() -> None:
    counts = load_reported_counts()
    assert counts.loc["UN-2021-11-17-A", "value"] == 334
    assert counts.loc["UN-2021-11-17-C", "value"] is pd.NA
    assert counts.loc["UN-2021-11-17-C", "province_count"] == 34


def test_sidecars_of_revisions_are_read(copy: Path) -> None:
    assert load_sidecar(copy / INCIDENTS_FILE).sha256 == verify(BUILT_IN / INCIDENTS_FILE).sha256
