"""``atlas doctor`` finds each fault, names it with its fix, and ends with a code to act on."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from collections import namedtuple
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from app.cli import main
from geodata import doctor, doctor_machine, doctor_store
from geodata.imports import locked
from geodata.provinces import DATA
from geodata.store import curated_dataset
from tests.app.damages import DAMAGES, NAME, stored, without_rights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from geodata.doctor import Finding


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("ATLAS_HOME", str(folder))
    return folder


def bad(findings: Iterable[Finding]) -> list[tuple[str, str, str, str]]:
    return [
        (each.check, each.level, each.what, each.fix) for each in findings if each.level != "ok"
    ]


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("home")
def test_a_sound_installation_has_no_problem(capsys: pytest.CaptureFixture[str]) -> None:
    curated_dataset()
    assert main(["doctor", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["healthy"], report["counts"]["problem"]) == (True, 0)
    looked_at = {finding["check"] for finding in report["findings"]}
    assert looked_at >= {
        "Python",
        "packages",
        "built-in files",
        "assets",
        "data folder",
        "free space",
        "store",
        "engine",
        "clock",
        "ffmpeg",
        "Java",
    }
    assert len([each for each in report["findings"] if each["level"] == "ok"]) >= 8


def test_a_fault_ends_with_one_and_stands_first_in_the_table(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    folder = stored(home)
    (folder / "versions" / "2" / "manifest.json").unlink()
    assert main(["doctor"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "problem" in lines[3]
    assert "import mine" in lines[3]
    assert lines[-1].startswith("Problems: 1, ")


@pytest.mark.parametrize(("damage", "words"), DAMAGES.items())
def test_each_damage_of_the_store_is_named_with_its_fix(
    damage: Callable[[Path], None], words: str, home: Path
) -> None:
    folder = stored(home)
    assert bad(doctor_store.store()) == []
    damage(folder)
    before = everything_in(home)
    problems = [each for each in bad(doctor_store.store()) if each[1] == "problem"]
    [(check, _, what, fix)] = problems
    assert check == "import mine"
    assert words in what
    assert "atlas rollback mine" in fix or "import the files again" in fix.lower()
    # A doctor looks, and changes nothing.
    assert everything_in(home) == before


def test_a_damaged_version_that_does_not_count_is_a_warning(home: Path) -> None:
    folder = stored(home)
    (folder / "versions" / "1" / "manifest.json").unlink()
    [(_, level, what, _)] = bad(doctor_store.store())
    assert level == "warning"
    assert "versions/1/manifest.json" in what


def test_what_a_killed_process_left_is_found_unless_one_is_writing(home: Path) -> None:
    folder = stored(home)
    left = folder / "staging" / "3" / "records"
    left.mkdir(parents=True)
    [(check, level, what, fix)] = bad(doctor_store.store())
    assert (check, level) == ("leftovers", "warning")
    assert str(left.parent) in what
    assert fix == f"Delete it: rm -r '{left.parent}'"
    with locked(NAME, 1):
        [(check, level, what, _)] = bad(doctor_store.store())
    assert (check, level, what) == ("import mine", "note", "It is being written now.")


def test_lost_rights_are_named(home: Path) -> None:
    stored(home)
    with without_rights(home):
        found = [*bad(doctor_store.store()), *bad(doctor.data_folder())]
    assert [(check, level) for check, level, _, _ in found] == [
        ("store", "problem"),
        ("data folder", "problem"),
    ]
    for _, _, what, fix in found:
        assert "Permission denied" in what
        assert "Give the user who runs the atlas the right" in fix or "ATLAS_HOME" in fix


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "your share of the disk is used up"),
        (errno.EROFS, "it is read-only"),
    ],
)
def test_a_disk_that_takes_nothing_is_named(
    number: int, words: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    [(_, level, what, fix)] = bad(doctor.data_folder())
    assert level == "problem"
    assert words in what
    assert "ATLAS_HOME" in fix
    assert list(home.iterdir()) == []


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root can mount a disk"
)
@pytest.mark.parametrize(
    ("options", "words"), [("size=40k", "the disk is full"), ("ro,size=1m", "it is read-only")]
)
def test_a_true_full_or_read_only_disk_is_named(options: str, words: str, home: Path) -> None:
    script = (
        f"mount -t tmpfs -o {options} none '{home}' || exit 77; "
        f"head -c 100000 /dev/zero > '{home}/full' 2>/dev/null; "
        f"'{sys.executable}' -m app.cli doctor --json"
    )
    # A mount of this process alone, gone when it ends.
    found = subprocess.run(  # noqa: S603 - our own command
        ["unshare", "--mount", "sh", "-c", script],  # noqa: S607 - the system's own
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if found.returncode in {1, 77} and not found.stdout:
        pytest.skip("nothing may be mounted here")
    assert found.returncode == 1
    report = json.loads(found.stdout)
    problems = [each for each in report["findings"] if each["level"] == "problem"]
    assert any(words in each["what"] for each in problems)


def test_a_disk_with_little_room_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")  # noqa: PYI024 - as the standard library's
    levels = {}
    for free in (50 * 2**20, 500 * 2**20, 5 * 2**30):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: usage(2**40, 0, free))
        [found] = [each for each in doctor.data_folder() if each.check == "free space"]
        levels[free // 2**20] = found.level
    assert levels == {50: "problem", 500: "warning", 5120: "ok"}
    assert home.exists()


def test_a_missing_or_open_data_folder_is_named_and_not_made(home: Path) -> None:
    home.chmod(0o755)
    [(_, level, what, fix)] = bad(doctor.data_folder())
    assert (level, fix) == ("warning", f"Make it private: chmod 700 {home}")
    assert "Other users" in what
    home.rmdir()
    [(_, level, what, fix)] = bad([*doctor.data_folder(), *doctor.built_in_table()])
    assert (level, what) == ("problem", f"{home} doesn't exist.")
    assert f"mkdir -p -m 700 '{home}'" in fix
    assert not home.exists()
    home.write_text("x", encoding="utf-8")
    [(_, level, what, _)] = bad(doctor.data_folder())
    assert (level, what) == ("problem", f"{home} is no folder.")


def test_each_built_in_file_that_is_another_is_named(tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(DATA, copy)
    assert bad(doctor.data_files(copy)) == []
    with (copy / "provinces.csv").open("ab") as file:
        file.write(b" ")
    (copy / "fonts" / "vazirmatn-bold.ttf").unlink()
    (copy / "actors.csv.meta.json").unlink()
    assert [(level, what) for _, level, what, _ in bad(doctor.data_files(copy))] == [
        ("problem", "actors.csv has no sidecar."),
        ("problem", "fonts/vazirmatn-bold.ttf is missing."),
        ("problem", "provinces.csv is not the file that its sidecar describes."),
    ]


def test_a_missing_asset_is_named(tmp_path: Path) -> None:
    empty = tmp_path / "leaflet.js"
    empty.touch()
    [(_, level, what, _)] = bad(doctor.assets([empty]))
    assert (level, what) == ("problem", "leaflet.js is missing or empty.")


def test_a_damaged_table_of_the_built_in_records_is_named(home: Path) -> None:
    [path] = curated_dataset().paths
    assert home in path.parents
    path.write_bytes(path.read_bytes()[:1000])
    found = bad(doctor.built_in_table())
    assert ("built-in records", "problem", f"{path} is damaged.") in [each[:3] for each in found]


def test_a_clock_that_went_back_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bad(doctor.clock()) == []
    monkeypatch.setattr("geodata.clock._now", lambda: datetime(2019, 5, 6, tzinfo=UTC))
    [(_, level, what, _)] = bad(doctor.clock())
    # A machine may be set back on purpose; only its own imports prove that the clock is wrong.
    assert (level, "built-in record file" in what) == ("warning", True)
    monkeypatch.undo()
    monkeypatch.setenv("ATLAS_HOME", str(home))
    stored(home)
    monkeypatch.setattr("geodata.clock._now", lambda: datetime(2019, 5, 6, tzinfo=UTC))
    [(_, level, what, fix)] = bad(doctor.clock())
    assert (level, "version 2 of the import 'mine'" in what) == ("problem", True)
    assert fix.startswith("Set the clock")


def test_packages_are_compared_with_the_lock(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text(
        "pandas==0.1 \\\n    --hash=sha256:00\nno-such-package==1.0 \\\n"
        'colorama==1.0 ; sys_platform == "win32" \\\n',
        encoding="utf-8",
    )
    found = bad(doctor_machine.packages(lock))
    assert [(level, what.split(",")[0].split(" is ")[0]) for _, level, what, _ in found] == [
        ("warning", "pandas"),
        ("problem", "no-such-package"),
    ]
    # Without a lock the wheel's own requirements count.
    assert bad(doctor_machine.packages(tmp_path / "none")) == []


def test_a_check_that_fails_is_a_finding(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def faint() -> Any:  # noqa: ANN401 - returns nothing
        raise RuntimeError("invented")

    monkeypatch.setattr("app.commands.doctor._checks", lambda _: [faint])
    assert main(["doctor", "--json"]) == 1
    [finding] = json.loads(capsys.readouterr().out)["findings"]
    assert (finding["check"], finding["what"]) == ("faint", "It failed: RuntimeError: invented")
