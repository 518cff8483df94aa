"""Datasets: built once, whole or not at all, fit to be counted, and readable by many threads."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import platformdirs
import pyarrow.parquet as pq
import pytest

from geodata import store
from geodata.layout import PROVENANCE_COLUMNS, SCHEMA
from geodata.model import Filters, RecordError
from geodata.query import records, totals
from geodata.sources.curated import BUILT_IN, dataset_version, load_incidents
from geodata.store import curated_dataset, dataset_from_frame, home, open_table, write_parquet

if TYPE_CHECKING:
    from collections.abc import Iterator

INVENTED = {
    "date": date(2021, 10, 8),
    "date_precision": "day",
    "province_pcode": "AF19",
    "group": "ISKP",
    "attribution": "claimed",
    "event_type": "attack",
    "attack_type": "ied",
    "target": "civilians",
    "summary": "An invented record.",
    "sources_count": 1,
}


def frame_of(*rows: dict[str, Any]) -> pd.DataFrame:
    numbered = [INVENTED | {"incident_id": f"I-{number}"} | row for number, row in enumerate(rows)]
    frame = pd.DataFrame(numbered, dtype=object).reindex(columns=SCHEMA.names)
    return frame.set_index("incident_id")


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("ATLAS_HOME", str(folder))
    return folder


@pytest.fixture
def fresh_fallback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a process that hasn't yet made its private temporary folder."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    store._private_folder.cache_clear()  # noqa: SLF001 - the folder is made once a process
    yield place
    store._private_folder.cache_clear()  # noqa: SLF001 - later tests need another folder


@pytest.mark.usefixtures("own_home")
def test_the_file_holds_every_record_with_every_column() -> None:
    dataset = curated_dataset()
    table = pq.read_table(dataset.paths[0])
    assert table.schema.equals(SCHEMA)
    assert table.num_rows == 890
    assert table["incident_id"].to_pylist() == load_incidents().index.tolist()
    assert table["killed_best"].null_count == 230
    assert set(table["dataset"].to_pylist()) == {"curated"}
    assert table["source_row"].to_pylist() == list(range(1, 891))


def test_the_file_is_built_once_and_reused(own_home: Path) -> None:
    first = curated_dataset()
    built = first.paths[0].stat()
    again = curated_dataset()
    assert again == first
    # A file published anew would have another time of change and another place on the disk.
    found = first.paths[0].stat()
    assert (found.st_mtime_ns, found.st_ino) == (built.st_mtime_ns, built.st_ino)
    assert [path.name for path in (own_home / "curated").iterdir()] == [first.paths[0].name]


@pytest.mark.usefixtures("own_home")
def test_another_version_of_the_records_is_another_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = curated_dataset()
    revision = tmp_path / "revision"
    revision.mkdir()
    for file in ("incidents.csv", "incident_sources.csv"):
        text = (BUILT_IN / file).read_text(encoding="utf-8")
        (revision / file).write_text(text.replace(",14,21,21,", ",14,20,21,", 1), encoding="utf-8")
    monkeypatch.setenv("ATLAS_RECORDS", str(revision))
    after = curated_dataset()
    assert after.version == dataset_version(revision) != before.version
    assert after.paths[0] != before.paths[0]
    everyone = totals(Filters(), before)["killed_best"]
    assert totals(Filters(), after)["killed_best"] == everyone - 1
    assert totals(Filters(), before)["killed_best"] == everyone


@pytest.mark.usefixtures("own_home")
def test_another_layout_is_another_file(monkeypatch: pytest.MonkeyPatch) -> None:
    before = curated_dataset().paths[0]
    monkeypatch.setattr(store, "LAYOUT_VERSION", store.LAYOUT_VERSION + 1)
    after = curated_dataset().paths[0]
    assert after != before
    assert before.exists()
    assert after.exists()


@pytest.mark.usefixtures("own_home")
def test_the_dataset_says_whose_it_is() -> None:
    dataset = curated_dataset()
    assert dataset.version == dataset_version()
    assert dataset.licence == "CC BY 4.0"
    assert "Afghanistan Incident Atlas" in dataset.attribution
    assert dataset.redistributable
    assert dataset.paths[0].parent.stat().st_mode & 0o077 == 0


def test_the_home_is_the_named_one_or_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_HOME", "/somewhere/else")
    assert home() == Path("/somewhere/else")
    for unset in ("", None):
        if unset is None:
            monkeypatch.delenv("ATLAS_HOME")
        else:
            monkeypatch.setenv("ATLAS_HOME", unset)
        assert home() == platformdirs.user_data_path("afghanistan-incident-atlas")


def test_a_home_that_is_no_folder_falls_back(own_home: Path, fresh_fallback: Path) -> None:
    own_home.write_text("not a folder", encoding="utf-8")
    dataset = curated_dataset()
    assert fresh_fallback in dataset.paths[0].parents
    assert totals(Filters(), dataset)["incidents"] == 890
    # The temporary folder is made once a process, so the file is built once too.
    assert curated_dataset().paths[0] == dataset.paths[0]
    assert own_home.read_text(encoding="utf-8") == "not a folder"


def test_a_home_that_is_read_only_falls_back(
    own_home: Path, fresh_fallback: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    allowed = os.access

    def is_allowed(path: Path, mode: int) -> bool:
        # The administrator may write anywhere, so the refusal is played.
        return own_home not in Path(path).parents and allowed(path, mode)

    monkeypatch.setattr(os, "access", is_allowed)
    dataset = curated_dataset()
    assert fresh_fallback in dataset.paths[0].parents
    assert list((own_home / "curated").iterdir()) == []


def test_a_failure_leaves_neither_a_file_nor_a_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_table: object, aside: str, **_options: object) -> None:
        Path(aside).write_bytes(b"half a fi")
        raise OSError("No space left on device")

    monkeypatch.setattr(pq, "write_table", fail)
    with pytest.raises(OSError, match="No space left"):
        write_parquet(frame_of({}), tmp_path / "records.parquet")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_the_file_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "records.parquet"
    write_parquet(frame_of({}), path)
    whole = path.read_bytes()

    def fail(*_arguments: object, **_options: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(pq, "write_table", fail)
    with pytest.raises(OSError, match="No space left"):
        write_parquet(frame_of({}, {}), path)
    assert path.read_bytes() == whole
    assert list(tmp_path.iterdir()) == [path]


def test_builders_at_the_same_time_leave_one_whole_file(own_home: Path) -> None:
    build = (
        "from geodata.store import curated_dataset\n"
        "import pyarrow.parquet\n"
        "print(pyarrow.parquet.read_table(curated_dataset().paths[0]).num_rows)\n"
    )
    builders = [
        subprocess.Popen(  # noqa: S603 - runs this very Python with the text above
            [sys.executable, "-c", build], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    outputs = [builder.communicate(timeout=120) for builder in builders]
    assert [builder.returncode for builder in builders] == [0, 0], outputs
    assert [out.strip() for out, _ in outputs] == ["890"] * 2
    files = list((own_home / "curated").iterdir())
    assert len(files) == 1
    assert pq.read_table(files[0]).num_rows == 890


def test_threads_that_build_and_ask_at_once_get_right_answers(own_home: Path) -> None:
    incidents = load_incidents()
    groups = incidents["group"].unique().tolist()
    expected = {
        group: (
            int(incidents["group"].eq(group).sum()),
            int(incidents.loc[incidents["group"].eq(group), "injured_best"].sum()),
        )
        for group in groups
    }

    def ask(group: str) -> tuple[str, int, int, int]:
        dataset = curated_dataset()
        found = totals(Filters(groups=(group,)), dataset)
        injured = 0 if pd.isna(found["injured_best"]) else int(found["injured_best"])
        listed = len(records(Filters(groups=(group,)), dataset))
        return group, int(found["incidents"]), injured, listed

    with ThreadPoolExecutor(max_workers=8) as pool:
        answers = list(pool.map(ask, groups * 2))
    assert len(answers) == 2 * len(groups)
    for group, count, injured, listed in answers:
        assert (count, injured) == expected[group]
        assert listed == count
    assert len(list((own_home / "curated").iterdir())) == 1


def test_two_datasets_are_asked_side_by_side(tmp_path: Path) -> None:
    one, two = (
        dataset_from_frame(
            frame_of(*[{}] * size), tmp_path / f"{size}.parquet", key="x", version=str(size)
        )
        for size in (1, 2)
    )
    with open_table(one) as first, open_table(two) as second:
        assert first.count().execute() == 1
        assert second.count().execute() == 2
    assert totals(Filters(), one)["incidents"] == 1


def test_a_file_that_is_published_anew_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "records.parquet"
    first = dataset_from_frame(frame_of({}), path, key="x", version="1")
    assert totals(Filters(), first)["incidents"] == 1
    second = dataset_from_frame(frame_of({}, {}, {}), path, key="x", version="2")
    assert totals(Filters(), second)["incidents"] == 3


def test_columns_of_provenance_may_lack_and_others_may_not(tmp_path: Path) -> None:
    path = tmp_path / "records.parquet"
    write_parquet(frame_of({}).drop(columns=list(PROVENANCE_COLUMNS)), path)
    assert pq.read_schema(path).equals(SCHEMA)
    with pytest.raises(KeyError, match="summary"):
        write_parquet(frame_of({}).drop(columns="summary"), path)


def toll(kind: str, low: object, best: object, high: object) -> dict[str, object]:
    return {f"{kind}_low": low, f"{kind}_best": best, f"{kind}_high": high}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"incident_id": "I-0"}, "incident_id stands more than once"),
        ({"province_pcode": "AF35"}, "province_pcode is none of AF01 to AF34"),
        ({"province_pcode": ""}, "province_pcode is none of AF01 to AF34"),
        ({"group": "IS-K"}, "group is none of ISKP, TALIBAN"),
        ({"group": None}, "group is none of ISKP, TALIBAN"),
        ({"killed_best": 10}, "killed has no low ≤ best ≤ high"),
        (toll("injured", None, None, 7), "injured has no low ≤ best ≤ high"),
        (toll("killed", 3, 2, 4), "killed has no low ≤ best ≤ high"),
        (toll("killed", 1, 5, 4), "killed has no low ≤ best ≤ high"),
    ],
)
def test_records_that_would_be_counted_wrong_are_refused(
    tmp_path: Path, row: dict[str, Any], reason: str
) -> None:
    path = tmp_path / "records.parquet"
    with pytest.raises(RecordError, match=rf"^1 of 3 records can't be stored.*{reason}"):
        write_parquet(frame_of({}, {"incident_id": "I-9"}, row), path)
    assert not path.exists()


@pytest.mark.parametrize(
    "row",
    [
        {"province_pcode": None},
        {"province_pcode": "unknown"},
        {"group": "UNIDENTIFIED"},
        toll("killed", 0, 0, 0),
        toll("killed", 1, 2, 3) | toll("injured", None, None, None),
    ],
)
def test_records_that_lack_what_may_lack_are_stored(tmp_path: Path, row: dict[str, Any]) -> None:
    dataset = dataset_from_frame(
        frame_of({}, row), tmp_path / "records.parquet", key="x", version="1"
    )
    assert totals(Filters(), dataset)["incidents"] == 2
