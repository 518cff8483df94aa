"""The store of imports: whole versions, one of which counts, and clear words if it can't write."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import geopandas
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely

from geodata import yearfiles
from geodata.durable import StoreError
from geodata.imports import import_folder
from geodata.layout import REJECTED_SCHEMA, SCHEMA
from geodata.manifest import StoredFile, content_checksum
from geodata.model import ChecksumError, Filters, RecordError
from geodata.query import records as query_records
from geodata.query import totals
from geodata.sidecar import sha256_of
from geodata.store import combined, curated_dataset, open_table
from geodata.versions import (
    Description,
    SourceFile,
    Version,
    current_version,
    import_names,
    imported_datasets,
    readable_datasets,
    rejected_rows,
    rollback,
    versions,
    writing,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from geodata.store import Dataset

INVENTED = {
    "date": date(2021, 10, 8),
    "date_precision": "day",
    "province_pcode": "AF19",
    "latitude": 36.728,
    "longitude": 68.857,
    "group": "ISKP",
    "attribution": "claimed",
    "event_type": "attack",
    "killed_low": 1,
    "killed_best": 2,
    "killed_high": 3,
    "killed_scope": "others",
    "summary": "An invented record.",
    "dataset": "own",
    "source_file": "invented.csv",
    "source_row": 1,
    "flags": "",
}
DESCRIPTION = Description(
    label="Invented",
    format_key="own",
    licence="CC BY 4.0",
    attribution="Nobody, because it is invented",
    redistributable=True,
    sources=(SourceFile("invented.csv", "ab" * 32, 123),),
    report={"rows_read": 5, "accepted": 3, "rejected": 2},
)


def records_of(*rows: dict[str, Any], prefix: str = "I") -> pd.DataFrame:
    numbered = [INVENTED | {"incident_id": f"{prefix}-{n}"} | row for n, row in enumerate(rows)]
    return pd.DataFrame(numbered, dtype=object).reindex(columns=SCHEMA.names)


def rejected_of(rows: int) -> pd.DataFrame:
    names = [name for name in REJECTED_SCHEMA.names if name != "source_row"]
    texts = {name: pd.Series([f"{name} {n}" for n in range(rows)], dtype="str") for name in names}
    return pd.DataFrame(texts).assign(source_row=range(1, rows + 1))


def publish(name: str, *batches: pd.DataFrame, rejected: int = 0) -> None:
    with writing(name) as staged:
        for batch in batches:
            staged.write(batch, rejected_of(rejected))
        staged.publish(DESCRIPTION)


def everything_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_what_is_written_in_batches_is_read_as_one_dataset() -> None:
    publish(
        "own-1",
        records_of({}, {"date": date(2019, 1, 2)}, prefix="A"),
        records_of({}, {"date": date(2019, 3, 4), "killed_best": 3}, {}, prefix="B"),
        rejected=2,
    )
    [dataset] = imported_datasets()
    found = totals(Filters(), dataset)
    assert (found["incidents"], found["killed_best"]) == (5, 11)
    assert (dataset.key, dataset.label) == ("own-1", "Invented")
    assert (dataset.licence, dataset.redistributable, dataset.synthetic) == (
        "CC BY 4.0",
        True,
        False,
    )
    assert query_records(Filters(), dataset).index.tolist() == ["B-2", "B-0", "A-0", "B-1", "A-1"]


def test_each_year_is_one_file_in_the_order_of_the_import(own_home: Path) -> None:
    publish(
        "own",
        records_of({"date": date(2021, 5, 1)}, {"date": date(2020, 5, 1)}, prefix="A"),
        records_of({"date": date(2020, 1, 1)}, {"date": date(2021, 12, 31)}, prefix="B"),
        rejected=1,
    )
    folder = own_home / "imports" / "own" / "versions" / "1"
    assert [path for path in everything_in(folder) if path.endswith(("parquet", "json"))] == [
        "manifest.json",
        "records/year=2020/part-0.parquet",
        "records/year=2021/part-0.parquet",
        "rejected/part-0.parquet",
    ]
    ids = {
        year: pq.read_table(folder / "records" / f"year={year}" / "part-0.parquet")["incident_id"]
        for year in (2020, 2021)
    }
    assert ids[2020].to_pylist() == ["A-1", "B-0"]
    assert ids[2021].to_pylist() == ["A-0", "B-1"]
    parquet = pq.ParquetFile(folder / "records" / "year=2021" / "part-0.parquet")
    assert parquet.metadata.row_group(0).column(0).compression == "ZSTD"


def test_the_table_of_a_dataset_has_the_columns_of_a_record_and_no_other() -> None:
    publish("own", records_of({}))
    for dataset in (*imported_datasets(), combined([curated_dataset(), *imported_datasets()])):
        with open_table(dataset) as table:
            assert list(table.columns) == SCHEMA.names


def test_points_are_geoparquet_that_geopandas_reads() -> None:
    publish("own", records_of({}, {"latitude": None, "longitude": None}, {"latitude": 34.5}))
    folder = current_version("own").folder / "records"
    points = geopandas.read_parquet(folder)
    assert points.crs.to_epsg() == 4326
    assert points["year"].astype(int).tolist() == [2021] * 3
    assert points.geometry.name == "geometry"
    assert [point and (point.x, point.y) for point in points.geometry] == [
        (68.857, 36.728),
        None,
        (68.857, 34.5),
    ]
    geo = json.loads(pq.read_schema(folder / "year=2021" / "part-0.parquet").metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    assert geo["columns"]["geometry"]["encoding"] == "WKB"
    assert geo["columns"]["geometry"]["geometry_types"] == ["Point"]


def test_points_are_what_shapely_writes() -> None:
    table = yearfiles.record_table(records_of({}, {"latitude": -0.0, "longitude": 1e-9}))
    found = yearfiles.points(table["latitude"], table["longitude"])
    due = shapely.to_wkb(shapely.points([68.857, 1e-9], [36.728, -0.0]), byte_order=1)
    assert found.to_pylist() == due.tolist()


def test_waiting_records_are_written_when_they_are_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yearfiles, "_MOST_WAITING_BYTES", 0)
    files = yearfiles.YearFiles(tmp_path)
    for prefix in "ABC":
        files.write(yearfiles.record_table(records_of({}, {}, prefix=prefix)))
    files.close()
    found = pq.ParquetFile(tmp_path / "year=2021" / "part-0.parquet")
    assert found.num_row_groups == 3
    assert found.read()["incident_id"].to_pylist() == ["A-0", "A-1", "B-0", "B-1", "C-0", "C-1"]


def test_the_manifest_says_what_is_there(own_home: Path) -> None:
    publish("own", records_of({}, {}, {"date": date(2020, 1, 1)}), rejected=2)
    folder = own_home / "imports" / "own" / "versions" / "1"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["name"], manifest["id"], manifest["parent"]) == ("own", "1", "")
    assert (manifest["records"], manifest["rejected"]) == (3, 2)
    assert manifest["created"].endswith("+00:00")
    assert manifest["software"]
    assert manifest["description"]["format_key"] == "own"
    assert manifest["description"]["report"] == DESCRIPTION.report
    assert manifest["description"]["sources"] == [
        {"name": "invented.csv", "sha256": "ab" * 32, "size_bytes": 123}
    ]
    assert {file["path"]: file["rows"] for file in manifest["files"]} == {
        "records/year=2020/part-0.parquet": 1,
        "records/year=2021/part-0.parquet": 2,
        "rejected/part-0.parquet": 2,
    }
    for file in manifest["files"]:
        assert sha256_of(folder / file["path"]) == file["sha256"]
        assert (folder / file["path"]).stat().st_size == file["size_bytes"]
    [version] = versions("own")
    assert version.manifest.description == DESCRIPTION
    assert imported_datasets()[0].version == manifest["checksum"]


def test_the_checksum_is_of_the_records_alone_and_in_no_order() -> None:
    one = StoredFile("records/year=2020/part-0.parquet", 1, 1, "11")
    two = StoredFile("records/year=2021/part-0.parquet", 1, 1, "22")
    out = StoredFile("rejected/part-0.parquet", 1, 1, "33")
    checksum = content_checksum((one, two, out))
    assert checksum == content_checksum((two, one))
    assert checksum != content_checksum((one, replace(two, sha256="23")))
    # printf '11\n22' | sha256sum
    assert checksum == "2fdd72eba2ad17bfb3aa56e6bf82a08643aa3afac5edc4ee2d687d30e7965682"


def test_equal_records_have_equal_versions() -> None:
    publish("one", records_of({}, {}))
    publish("two", records_of({}, {}), rejected=1)
    publish("three", records_of({}, {"killed_high": 4}))
    one, three, two = (dataset.version for dataset in imported_datasets())
    assert one == two != three


def test_rejected_rows_stand_beside_the_records() -> None:
    publish("own", records_of({}, prefix="A"), records_of({}, prefix="B"), rejected=3)
    publish("clean", records_of({}))
    found = rejected_rows(current_version("own"))
    assert found.columns.tolist() == REJECTED_SCHEMA.names
    assert found["source_row"].tolist() == [1, 2, 3] * 2
    assert found["sentence"].tolist() == ["sentence 0", "sentence 1", "sentence 2"] * 2
    assert rejected_rows(current_version("own"), most=2)["source_row"].tolist() == [1, 2]
    assert rejected_rows(current_version("clean")).empty


def incidents(name: str) -> int:
    [dataset] = [each for each in imported_datasets() if each.key == name]
    return int(totals(Filters(), dataset)["incidents"])


def test_the_newest_version_counts_and_the_others_are_kept() -> None:
    for rows in (1, 2, 3):
        publish("own", records_of(*[{}] * rows))
    found = versions("own")
    assert [version.id for version in found] == ["3", "2", "1"]
    assert [version.is_current for version in found] == [True, False, False]
    assert [version.manifest.records for version in found] == [3, 2, 1]
    assert [version.manifest.parent for version in found] == ["2", "1", ""]
    assert incidents("own") == 3


def test_versions_are_numbered_not_spelled() -> None:
    for _ in range(11):
        publish("own", records_of({}))
    assert [version.id for version in versions("own")] == [str(n) for n in range(11, 0, -1)]


def test_the_way_back_leads_to_what_counted_before() -> None:
    for rows in (1, 2, 3):
        publish("own", records_of(*[{}] * rows))
    assert rollback("own").id == "2"
    assert incidents("own") == 2
    publish("own", records_of({}, {}, {}, {}))
    assert current_version("own").manifest.parent == "2"
    # Not to 3, which was given up.
    assert rollback("own").id == "2"
    assert rollback("own", "3").is_current
    assert incidents("own") == 3
    assert rollback("own", "1").id == "1"
    assert [version.id for version in versions("own")] == ["4", "3", "2", "1"]
    with pytest.raises(StoreError, match="has no earlier version"):
        rollback("own")
    with pytest.raises(StoreError, match=r"has no version 9\. Use one of .*: 4, 3, 2, 1"):
        rollback("own", "9")
    assert incidents("own") == 1


def test_there_is_no_way_back_to_a_damaged_version() -> None:
    publish("own", records_of({}))
    publish("own", records_of({}, {}))
    first = versions("own")[1]
    path = first.folder / "records" / "year=2021" / "part-0.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(ChecksumError, match="Version 1 of the import 'own' is damaged: records/"):
        rollback("own")
    assert incidents("own") == 2


def lose_a_file(version: Version) -> None:
    (version.folder / "rejected" / "part-0.parquet").unlink()


def cut_a_file(version: Version) -> None:
    path = version.folder / "records" / "year=2021" / "part-0.parquet"
    path.write_bytes(path.read_bytes()[:-1])


def add_a_file(version: Version) -> None:
    path = version.folder / "records" / "year=2021" / "part-0.parquet"
    path.with_name("part-1.parquet").write_bytes(path.read_bytes())


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lose_a_file, "part-0.parquet is missing"),
        (cut_a_file, r"has \d+ bytes instead of \d+"),
        (add_a_file, r"part-1.parquet doesn't belong there"),
    ],
)
def test_a_damaged_version_is_never_counted(damage: Callable[[Version], None], words: str) -> None:
    publish("own", records_of({}), rejected=1)
    assert incidents("own") == 1
    damage(current_version("own"))
    with pytest.raises(ChecksumError, match=rf"{words}.*atlas rollback own"):
        imported_datasets()


def test_a_damaged_import_hides_no_other_one() -> None:
    publish("broken", records_of({}))
    publish("whole", records_of({}))
    cut_a_file(current_version("broken"))
    datasets, problems = readable_datasets()
    assert [dataset.key for dataset in datasets] == ["whole"]
    assert len(problems) == 1
    assert "atlas rollback broken" in problems[0]


def test_a_manifest_that_is_none_says_so(own_home: Path) -> None:
    publish("own", records_of({}))
    path = own_home / "imports" / "own" / "versions" / "1" / "manifest.json"
    for text in ("", "{}", '{"manifest_version": 1, "description": {"sources": []}}'):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(StoreError, match=r"manifest.json can't be read .* import the files"):
            versions("own")


def test_a_pointer_that_leads_nowhere_says_so(own_home: Path) -> None:
    publish("own", records_of({}))
    (own_home / "imports" / "own" / "current").write_text("7\n", encoding="utf-8")
    with pytest.raises(StoreError, match=r"atlas rollback own NUMBER \(there are: 1\)"):
        imported_datasets()
    assert rollback("own", "1").is_current
    assert incidents("own") == 1


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../own", "a/b", "Own", "-a", "a b", "a\n", "a\0", "é", "curated"]
)
def test_a_name_that_could_lead_elsewhere_is_refused(name: str, own_home: Path) -> None:
    with pytest.raises(StoreError, match="can't be the name of an import"), writing(name):
        pytest.fail("was let in")
    for ask in (versions, rollback, current_version):
        with pytest.raises(StoreError, match="can't be the name of an import"):
            ask(name)
    assert not own_home.exists()


def test_names_are_listed_in_order_and_only_with_a_version() -> None:
    assert import_names() == []
    assert imported_datasets() == []
    publish("ucdp", records_of({}))
    publish("acled-2", records_of({}, {}))
    with writing("empty") as staged:
        staged.write(records_of({}), rejected_of(0))
    assert import_names() == ["acled-2", "ucdp"]
    assert [dataset.key for dataset in imported_datasets()] == ["acled-2", "ucdp"]
    with pytest.raises(StoreError, match=r"no import 'nope'.*there are: acled-2, ucdp\."):
        versions("nope")
    with pytest.raises(StoreError, match="no import 'nope'"):
        rollback("nope")
    assert not import_folder("nope").exists()


def test_what_isnt_published_is_thrown_away(own_home: Path) -> None:
    publish("own", records_of({}))
    before = everything_in(own_home)
    with writing("own") as staged:
        staged.write(records_of({}, {}), rejected_of(1))
    assert everything_in(own_home) == before

    def fail() -> None:
        with writing("own") as staged:
            staged.write(records_of({}, {}), rejected_of(1))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert everything_in(own_home) == before
    assert incidents("own") == 1


def test_a_record_that_cant_be_counted_is_never_stored(own_home: Path) -> None:
    with (
        pytest.raises(RecordError, match=r"1 of 2 records .*group is none of"),
        writing("own") as staged,
    ):
        staged.write(records_of({}, {"group": "IS-K"}), rejected_of(0))
    assert import_names() == []
    assert not any((own_home / "imports" / "own" / "staging").iterdir())


def test_a_record_without_a_date_is_never_stored() -> None:
    with pytest.raises(RecordError, match="its date is missing"), writing("own") as staged:
        staged.write(records_of({}, {"date": None}), rejected_of(0))
    assert import_names() == []


def test_an_import_without_a_record_leaves_the_version_before() -> None:
    publish("own", records_of({}))
    with pytest.raises(StoreError, match="of 4 rows not one was accepted"):
        publish("own", records_of(), rejected=4)
    assert incidents("own") == 1
    assert len(versions("own")) == 1


def test_what_a_killed_process_left_is_swept_by_the_next(own_home: Path) -> None:
    left = own_home / "imports" / "own" / "staging" / "1" / "records" / "year=2020"
    left.mkdir(parents=True)
    (left / "part-0.parquet").write_bytes(b"half a fi")
    (own_home / "imports" / "own" / "current.part").write_text("9", encoding="utf-8")
    publish("own", records_of({}))
    assert incidents("own") == 1
    assert everything_in(own_home / "imports" / "own" / "staging") == []


def test_a_second_writer_says_who_is_writing_and_loses_nothing() -> None:
    publish("own", records_of({}))
    with writing("own") as staged:
        staged.write(records_of({}, {}), rejected_of(0))
        with (
            pytest.raises(StoreError, match=rf"written by process {os.getpid()} on .* since 20"),
            writing("own", timeout_seconds=0.05),
        ):
            pytest.fail("was let in")
        with pytest.raises(StoreError, match="is being written by"):
            rollback("own", "1", timeout_seconds=0)
        # Another import is free.
        publish("other", records_of({}))
        staged.publish(DESCRIPTION)
    assert incidents("own") == 2
    assert incidents("other") == 1


def test_a_second_writer_waits_for_its_turn() -> None:
    is_inside, may_leave = threading.Event(), threading.Event()

    def write_first() -> None:
        with writing("own") as staged:
            is_inside.set()
            assert may_leave.wait(60)
            staged.write(records_of({}), rejected_of(0))
            staged.publish(DESCRIPTION)

    first = threading.Thread(target=write_first)
    first.start()
    assert is_inside.wait(60)
    second = threading.Thread(target=publish, args=("own", records_of({}, {})))
    second.start()
    may_leave.set()
    for writer in (first, second):
        writer.join(60)
    assert [version.manifest.records for version in versions("own")] == [2, 1]
    assert versions("own")[0].manifest.parent == "1"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, r"the disk is full\. Free some space"),
        (errno.EDQUOT, "your share of the disk is used up"),
        (errno.EACCES, "you may not write there"),
        (errno.EROFS, "it is read-only"),
    ],
)
@pytest.mark.parametrize("moment", ["write", "publish"])
def test_a_disk_that_refuses_leaves_the_version_before(
    moment: str, number: int, words: str, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish("own", records_of({}))
    before = everything_in(own_home)

    def refuse(*_arguments: object, **_options: object) -> None:
        raise OSError(number, os.strerror(number))

    # The first is called while batches are written, the last of all when the version is named.
    target = "pyarrow.parquet.ParquetWriter.write_table" if moment == "write" else "os.fsync"
    monkeypatch.setattr(yearfiles, "_MOST_WAITING_BYTES", 0)

    def publish_on_a_disk_that_refuses() -> None:
        with writing("own") as staged:
            monkeypatch.setattr(target, refuse)
            staged.write(records_of({}, {}), rejected_of(1))
            staged.publish(DESCRIPTION)

    with pytest.raises(StoreError, match=f"Nothing was stored in .*own: {words}"):
        publish_on_a_disk_that_refuses()
    monkeypatch.undo()
    monkeypatch.setenv("ATLAS_HOME", str(own_home))
    assert everything_in(own_home) == before
    assert incidents("own") == 1
    publish("own", records_of({}, {}))
    assert incidents("own") == 2


def test_a_refusal_at_the_last_moment_leaves_the_version_before(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish("own", records_of({}))
    before = everything_in(own_home)

    def refuse(_folder: Path, _number: str) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("geodata.staging.point_to", refuse)
    with pytest.raises(StoreError, match="the disk is full"):
        publish("own", records_of({}, {}))
    assert everything_in(own_home) == before
    assert incidents("own") == 1


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - runs this very Python with a program of this file
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_file_that_may_grow_no_more_leaves_nothing(own_home: Path, tmp_path: Path) -> None:
    program = """
import resource, sys
import pandas as pd
from geodata.durable import StoreError
from geodata.versions import Description, writing
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
records = pd.read_pickle(sys.argv[1])
try:
    with writing("own") as staged:
        staged.write(records, records.iloc[:0])
        staged.publish(Description("x", "own", "x", "x", redistributable=True))
except StoreError as error:
    print(error)
"""
    # Text that can't be compressed.
    many = records_of(*[{"summary": os.urandom(100).hex()} for _ in range(2_000)])
    many.to_pickle(tmp_path / "records.pickle")
    done = run(program, str(tmp_path / "records.pickle"))
    assert "a file grew larger than this system allows" in done.stdout, done.stderr
    assert import_names() == []
    assert not any((own_home / "imports" / "own" / "staging").iterdir())


def test_a_home_that_is_a_file_says_so(own_home: Path) -> None:
    own_home.write_text("not a folder", encoding="utf-8")
    with pytest.raises(StoreError, match="a part of its path is a file"):
        publish("own", records_of({}))
    assert own_home.read_text(encoding="utf-8") == "not a folder"
    own_home.unlink()
    (own_home / "imports").mkdir(parents=True)
    (own_home / "imports" / "own").write_text("not a folder", encoding="utf-8")
    with pytest.raises(StoreError, match="a file stands where a folder should"):
        publish("own", records_of({}))


def combination(names: Sequence[str]) -> Dataset:
    datasets = {dataset.key: dataset for dataset in (curated_dataset(), *imported_datasets())}
    return combined([datasets[name] for name in names])


def test_datasets_together_are_one() -> None:
    publish("own", records_of({}, {"province_pcode": None}))
    locked = replace(
        DESCRIPTION,
        label="Locked (synthetic)",
        licence="theirs",
        redistributable=False,
        why_not="Its licence forbids it.",
        synthetic=True,
    )
    with writing("locked") as staged:
        staged.write(records_of({}, {}, {}, prefix="L"), rejected_of(0))
        staged.publish(locked)
    both = combination(["curated", "own"])
    assert totals(Filters(), both)["incidents"] == 892
    assert (both.key, both.label) == ("curated+own", "Curated records + Invented")
    assert both.redistributable
    assert not both.synthetic
    three = combination(["curated", "own", "locked"])
    assert totals(Filters(), three)["incidents"] == 895
    assert totals(Filters(provinces=("unknown",)), three)["incidents"] == 1
    assert not three.redistributable
    assert three.synthetic
    assert three.why_not == "Its licence forbids it."
    assert three.licence == "CC BY 4.0; theirs"
    assert three.attribution.endswith("; Nobody, because it is invented")
    found = query_records(Filters(), three)
    assert len(found) == 895
    assert found.columns.is_unique
    # The same records in another order are the same view.
    assert three.version == combination(["locked", "curated", "own"]).version != both.version
    assert combination(["own"]) == imported_datasets()[1]


def test_the_same_records_are_never_counted_twice() -> None:
    publish("one", records_of({}))
    publish("two", records_of({}), rejected=1)
    with pytest.raises(RecordError, match="Invented and Invented hold the same records"):
        combination(["one", "curated", "two"])
    with pytest.raises(RecordError, match="Choose at least one"):
        combined([])


def test_a_version_that_is_shown_outlives_the_next() -> None:
    publish("own", records_of({}))
    [shown] = imported_datasets()
    publish("own", records_of({}, {}))
    assert totals(Filters(), shown)["incidents"] == 1
    assert incidents("own") == 2


def test_folders_may_have_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path / "we[i]rd *{x}? 100% 'q'"))
    publish("own", records_of({}))
    assert incidents("own") == 1
    assert totals(Filters(), curated_dataset())["incidents"] == 890


def test_a_pointer_of_other_bytes_leads_nowhere(own_home: Path) -> None:
    publish("own", records_of({}))
    (own_home / "imports" / "own" / "current").write_bytes(b"\xff\xfe")
    with pytest.raises(StoreError, match="current version"):
        current_version("own")


def test_a_manifest_of_thousands_of_levels_is_refused(own_home: Path) -> None:
    publish("own", records_of({}))
    place = own_home / "imports" / "own" / "versions" / "1" / "manifest.json"
    place.write_text('{"a":' * 100_000, encoding="utf-8")
    with pytest.raises(StoreError, match="can't be read"):
        current_version("own")
