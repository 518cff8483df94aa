"""What a reader sees when the store, the disk, the engine or the clock fails."""

from __future__ import annotations

import errno
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow.parquet as pq
import pytest

from geodata import engine, store
from geodata.importing import import_files
from geodata.imports import store_problem
from geodata.model import Filters
from geodata.query import totals
from geodata.store import curated_dataset
from geodata.tally import tally
from geodata.versions import imported_dataset, readable_datasets, rollback
from tests.app.damages import DAMAGES, NAME, OWN, record_file, stored, without_rights
from tests.app.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BUILT_IN_RECORDS = 890


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("ATLAS_HOME", str(folder))
    curated_dataset()
    return folder


def incidents(dataset: store.Dataset) -> int:
    # Counted anew, not known from before.
    tally.cache_clear()
    return int(totals(Filters(), dataset)["incidents"])


@pytest.mark.parametrize(("damage", "words"), DAMAGES.items())
def test_of_a_damaged_version_the_last_good_one_is_shown(
    damage: Callable[[Path], None], words: str, home: Path
) -> None:
    folder = stored(home)
    newest = incidents(imported_dataset(NAME))
    damage(folder)
    [dataset], [problem] = readable_datasets()
    assert words in problem
    is_pointer = damage.__name__.endswith(("pointer", "lose_the_version"))
    assert f"its version {'2' if is_pointer else '1'} of 20" in problem
    # The second version holds an invented line more.
    assert incidents(dataset) == (newest if is_pointer else newest - 1)
    assert rollback(NAME, "1").is_current
    datasets, problems = readable_datasets()
    assert (incidents(datasets[0]), problems) == (newest - 1, [])


def test_the_page_says_what_is_damaged_and_goes_on(home: Path) -> None:
    folder = stored(home)
    dataset = imported_dataset(NAME)
    record_file(folder).unlink()
    page = Page(data=f"{dataset.label} ({NAME})", groups="all")
    [warning] = [shown.value for shown in page.test.warning if "damaged" in shown.value]
    assert "atlas rollback mine" in warning
    assert "version 1 of" in warning
    assert not page.test.error
    assert page.test.session_state["data"] == [NAME]


def test_where_no_version_is_whole_all_else_stays(home: Path) -> None:
    folder = stored(home)
    for number in ("1", "2"):
        record_file(folder, number).unlink()
    datasets, [problem] = readable_datasets()
    assert datasets == []
    assert "No version of it is whole" in problem


def test_a_data_folder_that_vanishes_is_told_and_not_made_anew(home: Path) -> None:
    stored(home)
    shutil.rmtree(home)
    page = Page()
    assert any("is gone: it was there" in shown.value for shown in page.test.warning)
    assert page.title.startswith("Afghanistan. ")
    assert not home.exists()


def test_lost_rights_are_told(home: Path) -> None:
    stored(home)
    with without_rights(home / "imports"):
        problem = store_problem()
    assert "can't be read: Permission denied. Give the user" in problem
    assert store_problem() == ""


@pytest.fixture
def open_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a data folder that another user can reach, unlike those of pytest."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        monkeypatch.setenv("ATLAS_HOME", f"{place}/home")
        yield Path(place) / "home"


def test_a_lost_right_on_one_import_hides_no_other(open_home: Path) -> None:
    folder = stored(open_home)
    import_files([OWN], "other")
    for path in open_home.rglob("*"):
        path.chmod(0o755)
    open_home.chmod(0o755)
    with without_rights(folder):
        datasets, problems = readable_datasets()
    assert [dataset.key for dataset in datasets] == ["other"]
    assert any("can't be read: Permission denied" in problem for problem in problems)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO])
def test_a_disk_that_takes_nothing_leaves_the_built_in_records(
    number: int, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(home / "curated")

    def refuse(*_arguments: Any, **_options: Any) -> None:  # noqa: ANN401 - whatever it is
        raise OSError(number, "invented")

    monkeypatch.setattr(pq, "write_table", refuse)
    store._private_folder.cache_clear()  # noqa: SLF001 - another test may have filled it
    dataset = curated_dataset()
    assert (dataset.paths, len(dataset.tables)) == ((), 1)
    assert incidents(dataset) == BUILT_IN_RECORDS
    assert not (home / "curated").exists() or not list((home / "curated").iterdir())


@pytest.mark.parametrize("part", [slice(0, 0), slice(0, 5000), slice(5000, None)])
def test_a_damaged_table_of_the_built_in_records_is_built_again(part: slice, home: Path) -> None:
    [path] = curated_dataset().paths
    whole = path.read_bytes()
    path.write_bytes(whole[part])
    assert curated_dataset().paths == (path,)
    assert incidents(curated_dataset()) == BUILT_IN_RECORDS
    assert home in path.parents
    assert len(path.read_bytes()) == len(whole)


def test_a_flipped_bit_in_the_table_of_the_built_in_records_is_found(home: Path) -> None:
    [path] = curated_dataset().paths
    assert home in path.parents
    whole = path.read_bytes()
    for place in range(1000, len(whole) - 30_000, 20_000):
        content = bytearray(whole)
        content[place] ^= 4
        path.write_bytes(content)
        assert not store.is_intact(path), place
    assert incidents(curated_dataset()) == BUILT_IN_RECORDS


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[duckdb.Error]]:
    """Let the next queries fail with these errors, the last one first."""
    errors: list[duckdb.Error] = []
    whole = store._opened  # noqa: SLF001 - it is where the engine is asked

    def opened(dataset: store.Dataset, chosen: str) -> Any:  # noqa: ANN401 - an Ibis table
        if errors:
            raise errors.pop()
        return whole(dataset, chosen)

    monkeypatch.setattr(store, "_opened", opened)
    yield errors
    errors.clear()


# No other test asks for these days, so that no result is known yet.
DAYS = [{"from": "2016-02-03", "to": f"2016-03-{day:02d}"} for day in range(1, 4)]


def test_a_killed_engine_is_started_anew_before_a_reader_sees_it(
    failing: list[duckdb.Error],
) -> None:
    failing.append(duckdb.FatalException("the database has been invalidated"))
    page = Page(**DAYS[0])
    assert failing == []
    assert not page.test.error
    assert page.title.startswith("Afghanistan. ")


@pytest.mark.parametrize(
    ("error", "words", "days"),
    [
        (duckdb.FatalException("x"), "failed in a query and was started anew", DAYS[1]),
        (duckdb.OutOfMemoryException("x"), "memory of the engine is used up", DAYS[2]),
    ],
)
def test_an_engine_that_goes_on_failing_is_told_with_a_way_on(
    error: duckdb.Error, words: str, days: dict[str, str], failing: list[duckdb.Error]
) -> None:
    failing += [error] * 2
    page = Page(**days)
    [shown] = [shown.value for shown in page.test.error]
    assert words in shown
    [again] = [button for button in page.test.button if button.label == "Try again"]
    again.click()
    page.run()
    assert not page.test.error


@pytest.mark.usefixtures("home")
def test_a_closed_connection_is_opened_again() -> None:
    dataset = curated_dataset()
    assert incidents(dataset) == BUILT_IN_RECORDS
    engine._duckdb().disconnect()  # noqa: SLF001 - somebody else would have to do it
    with pytest.raises(engine.EngineError, match="was started anew"):
        incidents(dataset)
    assert incidents(dataset) == BUILT_IN_RECORDS


def test_a_clock_that_went_back_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(home)
    monkeypatch.setattr("geodata.clock._now", lambda: datetime(2019, 5, 6, tzinfo=UTC))
    page = Page()
    [warning] = [shown.value for shown in page.test.warning]
    assert warning.startswith("The clock of this machine says 2019-05-06 00:00 UTC, but version 2")
