"""Tables: every record and figure, typed, harmless, with whose data it is, only where allowed."""

from __future__ import annotations

import io
import json
import sqlite3
from typing import TYPE_CHECKING, Any

import geopandas
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest

from geodata.export.frames import by_province_of, records_of
from geodata.export.manifest import MANIFEST_KEY, manifest_from_json
from geodata.export.office import manifest_text
from geodata.export.tables import (
    TABLE_FORMATS,
    TableFormat,
    aggregate_table,
    record_table,
    safe_csv,
)
from geodata.export.workbook import ABOUT
from geodata.model import AtlasError, RightsError
from geodata.sources.curated import BUILT_IN, INCIDENTS_FILE, load_incidents
from tests.geodata.export.shots import (
    HOSTILE,
    MADE,
    NOBODY,
    YEAR,
    closed,
    shot,
    shot_of,
    synthetic,
)

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.export.snapshot import Snapshot


@pytest.fixture(scope="module")
def made() -> Snapshot:
    return shot()


@pytest.fixture(scope="module")
def wanted() -> pd.DataFrame:
    """The records in view, by plain pandas from the file."""
    incidents = pd.read_csv(BUILT_IN / INCIDENTS_FILE)
    return incidents[
        incidents["date"].between("2021-08-15", "2022-08-14")
        & incidents["event_type"].isin(["attack", "clash"])
        & incidents["group"].isin(["ISKP", "NRF"])
    ].set_index("incident_id")


def read(content: bytes, file_format: TableFormat, tmp_path: Path) -> pd.DataFrame:
    file = io.BytesIO(content)
    if file_format == "csv":
        return pd.read_csv(file)
    if file_format == "xlsx":
        return pd.read_excel(file)
    if file_format == "parquet":
        return pd.read_parquet(file)
    path = tmp_path / f"table.{file_format}"
    path.write_bytes(content)
    return pyogrio.read_dataframe(path)


def texts_of(content: bytes, file_format: TableFormat, tmp_path: Path) -> str:
    """Return what a file says of itself."""
    if file_format == "csv":
        frame = pd.read_csv(io.BytesIO(content))
        return " ".join(frame[["credits", "filters"]].iloc[0])
    if file_format == "xlsx":
        page = openpyxl.load_workbook(io.BytesIO(content))[ABOUT]
        return " ".join(str(cell) for row in page.iter_rows(values_only=True) for cell in row)
    if file_format == "geojson":
        said = json.loads(content)
        return " ".join(value for key, value in said.items() if key != "features")
    if file_format == "parquet":
        metadata = pq.read_schema(io.BytesIO(content)).metadata
        return " ".join(value.decode() for value in metadata.values())
    path = tmp_path / "about.gpkg"
    path.write_bytes(content)
    return " ".join(pyogrio.read_info(path)["dataset_metadata"].values())


@pytest.mark.parametrize("file_format", TABLE_FORMATS)
def test_every_record_in_view_is_in_the_file(
    made: Snapshot, wanted: pd.DataFrame, file_format: TableFormat, tmp_path: Path
) -> None:
    found = read(record_table(made, file_format), file_format, tmp_path).set_index("incident_id")
    assert set(found.index) == set(wanted.index)
    for column in ("killed_low", "killed_best", "killed_high", "attackers_killed", "latitude"):
        ours, theirs = found[column].reindex(wanted.index), wanted[column]
        assert ours.isna().tolist() == theirs.isna().tolist()
        assert ours.astype("float64").sum() == pytest.approx(theirs.sum())
    days = pd.to_datetime(found["date"]).reindex(wanted.index)
    assert days.dt.strftime("%Y-%m-%d").tolist() == wanted["date"].tolist()


@pytest.mark.parametrize("file_format", TABLE_FORMATS)
def test_counts_by_province_and_by_period_are_those_of_the_records(
    made: Snapshot, wanted: pd.DataFrame, file_format: TableFormat, tmp_path: Path
) -> None:
    content = aggregate_table(made, "province", file_format)
    provinces = read(content, file_format, tmp_path).set_index("province_pcode")
    assert len(provinces) == 35
    grouped = wanted.groupby("province_pcode")
    assert provinces["incidents"].loc[grouped.size().index].tolist() == grouped.size().tolist()
    sums = grouped["killed_high"].sum(min_count=1)
    ours = provinces["killed_high"].reindex(sums.index).astype("float64")
    pd.testing.assert_series_equal(ours, sums, check_names=False, check_index_type=False)
    assert provinces["incidents"].sum() == len(wanted)
    # Where there is no record there is no sum either.
    assert provinces.loc[provinces["incidents"].eq(0), "killed_best"].isna().all()
    periods = read(aggregate_table(made, "period", file_format), file_format, tmp_path)
    assert periods["incidents"].sum() == len(wanted)
    assert periods["injured_low"].sum() == wanted["injured_low"].sum()


@pytest.mark.parametrize("file_format", ["geojson", "gpkg", "parquet"])
def test_only_records_with_a_place_of_their_own_have_a_point(
    made: Snapshot, wanted: pd.DataFrame, file_format: TableFormat, tmp_path: Path
) -> None:
    content = record_table(made, file_format)
    if file_format == "parquet":
        found = geopandas.read_parquet(io.BytesIO(content))
    else:
        path = tmp_path / f"points.{file_format}"
        path.write_bytes(content)
        found = geopandas.read_file(path)
    assert found.crs == "EPSG:4326"
    by_record = found.set_index("incident_id").geometry
    placed = by_record.dropna()
    assert 0 < len(placed) == wanted["latitude"].notna().sum() < len(by_record)
    assert (placed.x == wanted["longitude"].loc[placed.index]).all()
    assert (placed.y == wanted["latitude"].loc[placed.index]).all()


def test_a_point_that_stands_for_a_province_is_no_geometry(tmp_path: Path) -> None:
    records = load_incidents().head(3).assign(latitude=34.5, longitude=69.2)
    precisions = ["settlement", "province", pd.NA]
    table = records_of(shot_of(records.assign(location_precision=precisions), tmp_path / "a"))
    assert table.geometry is not None
    has_point = table.geometry.notna().set_axis(table.frame["location_precision"].fillna("none"))
    assert has_point.to_dict() == {"settlement": True, "province": False, "none": True}
    assert table.frame["latitude"].notna().all()


@pytest.mark.parametrize("file_format", TABLE_FORMATS)
def test_each_file_names_credits_and_filters(
    made: Snapshot, file_format: TableFormat, tmp_path: Path
) -> None:
    for content in (
        record_table(made, file_format),
        aggregate_table(made, "province", file_format),
        aggregate_table(made, "period", file_format),
    ):
        said = texts_of(content, file_format, tmp_path)
        assert [line for line in made.credits if line not in said] == []
        assert "IS-K and NRF: attacks and clashes, 15 Aug 2021 to 14 Aug 2022" in said


@pytest.mark.parametrize("file_format", TABLE_FORMATS)
def test_synthetic_data_is_called_so(
    made: Snapshot, file_format: TableFormat, tmp_path: Path
) -> None:
    said = texts_of(record_table(synthetic(made), file_format), file_format, tmp_path)
    assert "Synthetic data: made up, not real events." in said


@pytest.mark.parametrize("file_format", TABLE_FORMATS)
def test_records_that_may_not_be_handed_on_are_refused_counts_are_not(
    made: Snapshot, file_format: TableFormat
) -> None:
    with pytest.raises(RightsError, match=r"The licence forbids it\..*by province"):
        record_table(closed(made), file_format)
    assert aggregate_table(closed(made), "province", file_format)
    assert aggregate_table(closed(made), "period", file_format)


@pytest.mark.parametrize("file_format", TABLE_FORMATS)
def test_the_same_view_gives_the_same_bytes(made: Snapshot, file_format: TableFormat) -> None:
    again = shot()
    assert record_table(made, file_format) == record_table(again, file_format)
    for by in ("province", "period"):
        assert aggregate_table(made, by, file_format) == aggregate_table(again, by, file_format)


@pytest.mark.parametrize("file_format", TABLE_FORMATS)
def test_without_a_record_there_are_only_headings(file_format: TableFormat, tmp_path: Path) -> None:
    nobody = shot(NOBODY)
    found = read(record_table(nobody, file_format), file_format, tmp_path)
    assert len(found) == 0
    provinces = read(aggregate_table(nobody, "province", file_format), file_format, tmp_path)
    assert provinces["incidents"].tolist() == [0] * 35
    assert provinces["killed_best"].isna().all()
    if file_format != "csv":
        said = texts_of(record_table(nobody, file_format), file_format, tmp_path)
        assert "No cited record in view. This is not a finding of no violence." in said


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    records = load_incidents().head(len(HOSTILE))
    path = tmp_path_factory.mktemp("hostile") / "records"
    return shot_of(records.assign(note=list(HOSTILE), summary=list(HOSTILE)[::-1]), path)


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_no_cell_is_a_formula(hostile: Snapshot, file_format: TableFormat, tmp_path: Path) -> None:
    found = read(record_table(hostile, file_format), file_format, tmp_path)
    notes = found["note"].tolist()
    assert len(notes) == len(HOSTILE)
    for text in HOSTILE[:4]:
        assert f"'{text}" in notes
    for value in (*notes, *found["summary"]):
        assert not str(value).startswith(("=", "+", "-", "@", "\t"))


@pytest.mark.parametrize("file_format", ["geojson", "gpkg", "parquet"])
def test_texts_stay_as_they_are_where_nothing_runs_them(
    hostile: Snapshot, file_format: TableFormat, tmp_path: Path
) -> None:
    found = read(record_table(hostile, file_format), file_format, tmp_path)
    assert set(found["note"]) == {text.replace("\x0b\x01", "") for text in HOSTILE}


def test_numbers_stay_numbers_even_below_zero() -> None:
    frame = pd.DataFrame({"value": [-2, 1], "text": ["-2", "＝1"]})  # noqa: RUF001 - the wide sign
    assert safe_csv(frame).splitlines()[1:] == ["-2,'-2", "1,'＝1"]  # noqa: RUF001 - the same


def test_a_rate_stands_beside_what_it_is_worked_out_from() -> None:
    frame = by_province_of(shot(YEAR, "killed_rate")).frame.set_index("province_pcode")
    population = pd.read_csv(BUILT_IN.parent / "provinces.csv", index_col="pcode")
    people = population["population_2019_20"]["AF01"]
    kabul = frame.loc["AF01"]
    for name in ("low", "best", "high"):
        rate = kabul[f"killed_{name}"] / people * 100_000
        assert kabul[f"killed_rate_{name}"] == pytest.approx(rate)
    assert pd.isna(frame.loc["unknown", "killed_rate_best"])


def test_a_province_restricts_records_and_periods_but_not_the_provinces() -> None:
    kabul = shot(province="AF01")
    assert set(records_of(kabul).frame["province_pcode"]) == {"AF01"}
    assert by_province_of(kabul).frame["incidents"].gt(0).sum() > 1
    said = json.loads(record_table(kabul, "geojson"))["filters"]
    assert said.endswith("only province: Kabul")


@pytest.mark.parametrize("file_format", TABLE_FORMATS)
def test_a_table_says_what_it_was_made_from(
    made: Snapshot, file_format: TableFormat, tmp_path: Path
) -> None:
    content = record_table(made, file_format, marking="OFFICIAL")
    texts: dict[TableFormat, Any] = {
        "csv": lambda: read(content, "csv", tmp_path)["manifest"].iloc[0],
        "xlsx": lambda: manifest_text(content),
        "geojson": lambda: json.loads(content)[MANIFEST_KEY],
        "parquet": lambda: pq.read_schema(io.BytesIO(content)).metadata[MANIFEST_KEY.encode()],
        "gpkg": lambda: (
            read(content, "gpkg", tmp_path),
            pyogrio.read_info(tmp_path / "table.gpkg")["dataset_metadata"][MANIFEST_KEY],
        )[1],
    }
    manifest = manifest_from_json(texts[file_format]())
    assert manifest.document == f"records.{file_format}"
    assert manifest.options == {"language": "en", "marking": "OFFICIAL"}
    assert (manifest.time(), manifest.dataset_version) == (MADE, made.dataset.version)


def test_only_the_time_of_the_manifest_is_in_a_geopackage(made: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    path.write_bytes(record_table(made, "gpkg"))
    with sqlite3.connect(path) as connection:
        changed = connection.execute("SELECT last_change FROM gpkg_contents").fetchall()
        noted = connection.execute("SELECT timestamp FROM gpkg_metadata_reference").fetchall()
    assert set(changed + noted) == {("2026-01-02T03:04:05.000Z",)}


def test_an_unknown_kind_is_refused(made: Snapshot) -> None:
    with pytest.raises(AtlasError, match="Use any of: csv, xlsx"):
        record_table(made, "docx")  # type: ignore[arg-type]
