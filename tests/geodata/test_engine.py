"""The same questions to DuckDB and to Spark get the same answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from geodata import spark
from geodata.durable import StoreError
from geodata.engine import ENGINE_VARIABLE, EngineError, chosen_engine
from geodata.layout import REJECTED_SCHEMA, SCHEMA
from geodata.model import (
    ATTACK_TYPES,
    ATTRIBUTIONS,
    EVENT_TYPES,
    GROUPS,
    PERIODS,
    TARGETS,
    AtlasError,
    Filters,
)
from geodata.query import (
    by_group,
    by_period,
    by_province,
    cube,
    edge_month_only,
    records,
    totals,
)
from geodata.report import ImportReport
from geodata.spark_import import SparkFile, map_in_spark, outcomes
from geodata.store import Dataset, MemoryTable, combined, curated_dataset
from geodata.sums import MEASURE_COLUMNS
from geodata.versions import (
    Description,
    current_version,
    imported_datasets,
    rejected_rows,
    writing,
)
from geodata.yearfiles import STORED_SCHEMA, YearFiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ROWS: Final = 1_000_000
SEED: Final = 20211008
SPARK: Final = "local[2]"
FIRST_DAY: Final = np.datetime64("2014-01-01")
WAVES: Final = 200

needs_spark = pytest.mark.skipif(
    find_spec("pyspark") is None, reason="pyspark is not installed (the extra atlas[spark])"
)


def drawn(random: np.random.Generator, values: list[str], rows: int, unknown: float) -> pa.Array:
    """Draw codes, the first ones most often, some of them missing."""
    weights = 1 / np.arange(1, len(values) + 1)
    places = random.choice(len(values), rows, p=weights / weights.sum())
    missing = random.random(rows) < unknown
    return pa.array(values).take(pa.array(places, mask=missing))


def mostly(random: np.random.Generator, usual: pa.Array, others: pa.Array) -> pa.Array:
    """Take the usual value nineteen times out of twenty."""
    return pc.if_else(pa.array(random.random(len(usual)) < 0.95), usual, others)


def made_up(rows: int) -> pa.Table:
    """Make records: waves of a few weeks in a province or two, tolls and p-codes partly unknown."""
    random = np.random.default_rng(SEED)
    pcodes = [f"AF{number:02d}" for number in random.permutation(np.arange(1, 35))]
    wave = random.integers(0, WAVES, rows)
    days = np.clip(random.integers(0, 4_383, WAVES)[wave] + random.normal(0, 10, rows), 0, 4_382)
    where, who = drawn(random, pcodes, WAVES, 0), drawn(random, list(GROUPS), WAVES, 0)
    columns: dict[str, pa.Array] = {
        "incident_id": pa.array([f"S-{number:07d}" for number in range(rows)]),
        "date": pa.array((FIRST_DAY + days.astype("timedelta64[D]")).astype("datetime64[D]")),
        "date_precision": drawn(random, ["day", "month", "week", "year"], rows, 0),
        "province_pcode": mostly(random, where.take(wave), drawn(random, pcodes, rows, 0.5)),
        "group": mostly(random, who.take(wave), drawn(random, list(GROUPS), rows, 0)),
        "attribution": drawn(random, list(ATTRIBUTIONS), rows, 0.01),
        "event_type": drawn(random, list(EVENT_TYPES), rows, 0),
        "attack_type": drawn(random, list(ATTACK_TYPES), rows, 0.1),
        "target": drawn(random, list(TARGETS), rows, 0.1),
        "killed_scope": drawn(random, ["others", "all_sides"], rows, 0.2),
        "dataset": pa.array(np.full(rows, "synthetic")),
        "source_row": pa.array(np.arange(1, rows + 1)),
    }
    for kind, unknown in (("killed", 0.2), ("injured", 0.4)):
        # A few large numbers and many small ones, as tolls are.
        low = random.negative_binomial(0.3, 0.05, rows)
        best = low + random.geometric(0.5, rows) - 1
        high = best + random.geometric(0.3, rows) - 1
        missing = random.random(rows) < unknown
        for name, figures in (("low", low), ("best", best), ("high", high)):
            columns[f"{kind}_{name}"] = pa.array(figures, mask=missing)
    blank = {field.name: pa.nulls(rows, field.type) for field in SCHEMA}
    return pa.table({name: {**blank, **columns}[name] for name in SCHEMA.names}, schema=SCHEMA)


@pytest.fixture(scope="module")
def million(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """A million made-up records, stored by year as an import is."""
    folder = tmp_path_factory.mktemp("million") / "records"
    files = YearFiles(folder)
    table = made_up(ROWS)
    for start in range(0, ROWS, 200_000):
        files.write(table.slice(start, 200_000))
    files.close()
    return Dataset(
        key="synthetic",
        label="Synthetic",
        version="million",
        paths=(folder,),
        licence="",
        attribution="",
        redistributable=True,
        synthetic=True,
    )


@pytest.fixture
def on_both(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[object, object]]:
    """Ask both engines the same."""

    def ask(question: Callable[..., object], *arguments: object) -> tuple[object, object]:
        answers = []
        for name in ("duckdb", SPARK):
            monkeypatch.setenv(ENGINE_VARIABLE, name)
            answers.append(question(*arguments))
        monkeypatch.delenv(ENGINE_VARIABLE)
        return answers[0], answers[1]

    return ask


VIEW: Final = Filters(
    date(2018, 1, 10),
    date(2022, 6, 30),
    groups=("ISKP", "TALIBAN", "NRF"),
    attributions=("claimed", "attributed"),
    event_types=("attack", "clash"),
    provinces=("AF01", "AF06", "AF19", "unknown"),
)


@needs_spark
def test_the_made_up_records_have_what_could_be_counted_differently(million: Dataset) -> None:
    everything = totals(Filters(), million)
    assert everything["incidents"] == ROWS
    assert 0 < everything["killed_unknown"] < ROWS
    assert 0 < everything["toll_unknown"] < everything["killed_unknown"]
    assert 0 < everything["month_only"] < ROWS
    assert 0 < everything["killed_all_sides_best"] < everything["killed_best"]
    provinces = by_province(Filters(), million)["incidents"]
    assert provinces["unknown"] > 0
    # Clustered: the first province has many times what the last one has.
    assert provinces.max() > 20 * provinces[provinces > 0].min()


@needs_spark
def test_all_aggregates_of_a_million_records_are_equal(
    million: Dataset, on_both: Callable[..., tuple[pd.DataFrame, pd.DataFrame]]
) -> None:
    for period in PERIODS:
        one, other = on_both(by_period, Filters(), period, million)
        pd.testing.assert_frame_equal(one, other)
        assert one["incidents"].sum() == ROWS
    pd.testing.assert_frame_equal(*on_both(by_province, Filters(), million))
    pd.testing.assert_frame_equal(*on_both(by_group, VIEW, million))
    sums = on_both(totals, VIEW, million)
    pd.testing.assert_series_equal(*sums)
    assert sums[0][list(MEASURE_COLUMNS)].notna().all()
    edge = on_both(edge_month_only, VIEW, million)
    assert edge[0] == edge[1] > 0
    found = on_both(records, VIEW, million)
    pd.testing.assert_frame_equal(*found)
    assert len(found[0]) == sums[0]["incidents"]


@needs_spark
def test_datasets_together_are_equal(
    million: Dataset, on_both: Callable[..., tuple[pd.Series, pd.Series]]
) -> None:
    held = MemoryTable("held", made_up(100))
    session_only = replace(million, key="held", version="held", paths=(), tables=(held,))
    every = combined([curated_dataset(), million, session_only])
    one, other = on_both(totals, Filters(), every)
    pd.testing.assert_series_equal(one, other)
    assert one["incidents"] == ROWS + 890 + 100


@needs_spark
def test_the_cube_and_the_records_of_the_curated_dataset_are_equal(
    on_both: Callable[..., tuple[pd.DataFrame, pd.DataFrame]],
) -> None:
    pd.testing.assert_frame_equal(*on_both(cube, Filters(), "week"))
    one, other = on_both(records, Filters())
    pd.testing.assert_frame_equal(one, other)
    assert len(one) == 890


@pytest.mark.parametrize(
    ("named", "engine_name"),
    [
        (None, "duckdb"),
        ("", "duckdb"),
        (" DuckDB ", "duckdb"),
        ("local", "local"),
        ("local[4]", "local[4]"),
        ("local[*]", "local[*]"),
        ("spark://host:7077", "spark://host:7077"),
    ],
)
def test_the_engine_is_the_named_one(
    named: str | None, engine_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(ENGINE_VARIABLE, raising=False)
    if named is not None:
        monkeypatch.setenv(ENGINE_VARIABLE, named)
    assert chosen_engine() == engine_name


@pytest.mark.parametrize("named", ["spark", "local[0]", "local[]", "postgres://x", "duck db"])
def test_an_engine_that_is_none_is_refused(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENGINE_VARIABLE, named)
    with pytest.raises(EngineError, match=r"ATLAS_ENGINE is .*local\[\*\] or spark://host:port"):
        totals(Filters())


def test_without_pyspark_the_way_to_install_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENGINE_VARIABLE, "local[7]")
    monkeypatch.setattr(spark, "find_spec", lambda _name: None)
    with pytest.raises(EngineError, match=r"pip install 'afghanistan-incident-atlas\[spark\]'"):
        totals(Filters())


@needs_spark
@pytest.mark.parametrize("java_home", [None, "/nowhere"])
def test_without_java_the_way_to_install_it_is_told(
    java_home: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENGINE_VARIABLE, "local[7]")
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    if java_home:
        monkeypatch.setenv("JAVA_HOME", java_home)
    with pytest.raises(EngineError, match=r"needs Java 17 or newer.*openjdk-17-jre-headless"):
        totals(Filters())


def test_everything_else_works_without_pyspark() -> None:
    program = """
import sys
for name in ("pyspark", "py4j"):
    sys.modules[name] = None
import geodata.spark, geodata.spark_import, geodata.spark_store, geodata.versions
from geodata import Filters, totals
print(totals(Filters())["incidents"])
"""
    done = subprocess.run(  # noqa: S603 - runs this very Python with the text above
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout == "890\n", done.stderr


@needs_spark
def test_the_session_counts_days_in_utc_and_is_alone_on_this_machine() -> None:
    settings = spark.session(SPARK).conf
    assert settings.get("spark.sql.session.timeZone") == "UTC"
    assert settings.get("spark.sql.ansi.enabled") == "true"
    assert settings.get("spark.driver.memory") == "2g"
    assert settings.get("spark.ui.enabled") == "false"
    assert settings.get("spark.driver.bindAddress") == "127.0.0.1"


def test_a_cluster_can_call_back(monkeypatch: pytest.MonkeyPatch) -> None:
    # Pandera sets the variable, which would bind Spark to this machine alone.
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    spark.prepare_environment("spark://host:7077")
    assert "SPARK_LOCAL_IP" not in os.environ
    assert "spark.driver.bindAddress" not in spark.settings("spark://host:7077")
    monkeypatch.setenv("SPARK_LOCAL_IP", "10.0.0.7")
    spark.prepare_environment("spark://host:7077")
    assert os.environ["SPARK_LOCAL_IP"] == "10.0.0.7"


NEW: Final = """id,Date,date
a,2021-10-08,43
b,2020-01-02,
c,2021-10-08,many
a,2021-10-09,1
"""
OLD: Final = """id,Date,date
b,2019-01-02,9
e,2021-10-08,7
"""
DESCRIPTION: Final = Description("Invented", "own", "CC BY 4.0", "nobody", redistributable=True)


def read_csv(path: Path) -> Iterator[pd.DataFrame]:
    table = pd.read_csv(path, dtype="str", keep_default_na=False)
    numbered = table.set_axis(pd.RangeIndex(1, len(table) + 1, name="source_row"))
    yield numbered.iloc[:2]
    yield numbered.iloc[2:]


def check_rows(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Stand in for the checks: ``Date`` is the day, ``date`` the number of killed."""
    killed = pd.to_numeric(rows["date"], errors="coerce").astype("Int64")
    is_out = killed.isna() & rows["date"].ne("")
    source = pd.DataFrame({"source_file": name, "source_row": rows.index}, index=rows.index)
    accepted = source.assign(
        incident_id=rows["id"],
        date=pd.to_datetime(rows["Date"]),
        date_precision="day",
        province_pcode="AF19",
        place="Kunduz",
        group="ISKP",
        killed_low=killed,
        killed_best=killed,
        killed_high=killed,
        latitude=36.7,
        longitude=68.9,
        dataset="own",
        province_method="code",
        flags="",
    )
    refused = source.assign(
        incident_id=rows["id"],
        reason="number_invalid",
        column="killed_best",
        value=rows["date"],
        sentence="Not a number.",
        row=rows["id"],
    )
    return outcomes(
        accepted[~is_out].reindex(columns=SCHEMA.names),
        refused[is_out].reindex(columns=REJECTED_SCHEMA.names),
    )


def lose_rows(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    return check_rows(name, rows).iloc[1:]


def refuse_rows(_name: str, _rows: pd.DataFrame) -> pd.DataFrame:
    raise AtlasError("The invented check failed. Mend it.")


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path / "home"))
    # This file is no module of the workers.
    cloudpickle = import_module("pyspark.cloudpickle")
    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    return tmp_path


def spark_files(
    folder: Path, check: Callable[[str, pd.DataFrame], pd.DataFrame]
) -> list[SparkFile]:
    files = []
    for name, text in (("new.csv", NEW), ("old.csv", OLD)):
        path = folder / name
        path.write_text(text, encoding="utf-8")
        files.append(
            SparkFile(
                name=name,
                columns=("id", "Date", "date"),
                read=partial(read_csv, path),
                check=partial(check, name),
                may_quote=True,
            )
        )
    return files


@needs_spark
def test_an_import_by_spark_is_stored_as_any_other(own_home: Path) -> None:
    with writing("spark") as staged:
        report = map_in_spark(spark_files(own_home, check_rows), staged, SPARK)
        staged.publish(DESCRIPTION)
    assert (report.rows_read, report.accepted, report.rejected) == (6, 3, 3)
    assert {reason: outcome.rows for reason, outcome in report.reasons.items()} == {
        "number_invalid": 1,
        "duplicate_id": 1,
        "superseded": 1,
    }
    assert report.flags["near_duplicate"].rows == 1
    version = current_version("spark")
    version.check()
    assert (version.manifest.records, version.manifest.rejected) == (3, 3)
    files = sorted(path for path in version.folder.rglob("*") if path.is_file())
    assert {path.suffix for path in files} == {".parquet", ".json"}
    assert {path.parent.name for path in files if path.suffix == ".parquet"} == {
        "year=2020",
        "year=2021",
        "rejected",
    }
    stored = {
        year: pq.ParquetFile(path).read()
        for year in (2020, 2021)
        for path in (version.folder / "records" / f"year={year}").iterdir()
    }
    for table in stored.values():
        assert table.schema.equals(STORED_SCHEMA, check_metadata=True)
    assert stored[2021]["incident_id"].to_pylist() == ["a", "e"]
    assert stored[2021]["flags"].to_pylist() == ["", "near_duplicate"]
    assert stored[2020]["killed_best"].to_pylist() == [None]
    points = geopandas.read_parquet(version.folder / "records").geometry
    assert {(point.x, point.y) for point in points} == {(68.9, 36.7)}
    rejected = rejected_rows(version).set_index(["source_file", "source_row"])
    assert rejected["reason"].to_dict() == {
        ("new.csv", 3): "number_invalid",
        ("new.csv", 4): "duplicate_id",
        ("old.csv", 1): "superseded",
    }
    again = json.loads(rejected.loc[("new.csv", 4), "row"])
    assert (again["incident_id"], again["killed_best"]) == ("a", 1)
    assert again["date"].startswith("2021-10-09")
    [dataset] = imported_datasets()
    found = totals(Filters(), dataset)
    assert (found["incidents"], found["killed_best"], found["killed_unknown"]) == (3, 50, 1)


@needs_spark
def test_an_import_by_spark_without_a_row_stores_nothing(own_home: Path) -> None:
    [file, _] = spark_files(own_home, check_rows)
    (own_home / "new.csv").write_text("id,Date,date\n", encoding="utf-8")

    def publish() -> None:
        with writing("spark") as staged:
            assert map_in_spark([file], staged, SPARK) == ImportReport()
            staged.publish(DESCRIPTION)

    with pytest.raises(StoreError, match="of 0 rows not one was accepted"):
        publish()
    assert imported_datasets() == []


@needs_spark
@pytest.mark.parametrize(
    ("check", "words"),
    [
        (refuse_rows, "The invented check failed. Mend it."),
        (lose_rows, r"(new|old).csv: of [12] rows [01] came out of the checks"),
    ],
)
def test_an_import_by_spark_that_fails_stores_nothing(
    own_home: Path, check: Callable[[str, pd.DataFrame], pd.DataFrame], words: str
) -> None:
    def fail() -> None:
        with writing("spark") as staged:
            map_in_spark(spark_files(own_home, check), staged, SPARK)

    with pytest.raises(EngineError, match=f"Spark could not import new.csv, old.csv: .*{words}"):
        fail()
    assert imported_datasets() == []
    assert not any((own_home / "home" / "imports" / "spark" / "staging").iterdir())
