"""The examination of an installation: each thing that can be wrong, by name, with its fix."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from geodata.clock import clock_doubt, clock_problem
from geodata.durable import cause
from geodata.engine import DUCKDB, chosen_engine
from geodata.layout import LAYOUT_VERSION
from geodata.model import AtlasError, ChecksumError, Filters, RecordError
from geodata.provinces import DATA
from geodata.query import totals
from geodata.sidecar import SUFFIX, sidecar_path, verify
from geodata.sources.curated import load_incidents
from geodata.store import HOME_VARIABLE, curated_dataset, home, is_intact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Level: TypeAlias = Literal["ok", "note", "warning", "problem"]
LEVELS: Final[tuple[Level, ...]] = ("problem", "warning", "note", "ok")
"""The worst first. Only a problem makes an examination fail."""

LEAST_FREE_BYTES: Final = 100 * 2**20
"""Below this an import of a usual size can't be stored."""

COMFORTABLE_FREE_BYTES: Final = 2**30

# What stands beside data files without being one.
_NO_DATA: Final = (SUFFIX, ".txt", ".md", ".py", ".pyc")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Parameters
    ----------
    check : str
        What was looked at, a word or two.
    level : {"ok", "note", "warning", "problem"}
        How bad it is.
    what : str
        What was found.
    fix : str
        What to do; blank where nothing has to be done.
    """

    check: str
    level: Level
    what: str
    fix: str = ""


def parted(check: str, level: Level, error: AtlasError | str) -> Finding:
    """Make a finding of an error, whose message names the cause and then the fix."""
    text = str(error)
    what, _, fix = text.partition(". ")
    return Finding(check, level, what.rstrip(".") + ".", fix)


def data_files(folder: Path = DATA) -> Iterator[Finding]:
    """Check each built-in data file against its sidecar; fonts and boundaries are among them."""
    described = {
        path.with_name(path.name.removesuffix(SUFFIX)) for path in folder.rglob(f"*{SUFFIX}")
    }
    there = {
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(_NO_DATA) and "__pycache__" not in path.parts
    }
    again = "Install the atlas again, or restore the file from its release."
    sound = 0
    for path in sorted(described | there):
        name = path.relative_to(folder).as_posix()
        try:
            verify(path)
        except FileNotFoundError:
            yield Finding("built-in files", "problem", f"{name} is missing.", again)
        except (ChecksumError, RecordError):
            lacks = not sidecar_path(path).exists()
            what = "has no sidecar" if lacks else "is not the file that its sidecar describes"
            yield Finding("built-in files", "problem", f"{name} {what}.", again)
        except OSError as error:
            yield Finding(
                "built-in files",
                "problem",
                f"{name} can't be read: {error.strerror}.",
                "Give the user who runs the atlas the right to read it.",
            )
        else:
            sound += 1
    if sound:
        yield Finding("built-in files", "ok", f"{sound} are what their sidecars say.")


def assets(paths: Iterable[Path]) -> Iterator[Finding]:
    """Check that what the browser loads is there and not empty."""
    paths = list(paths)
    missing = [path for path in paths if not path.is_file() or not path.stat().st_size]
    for path in missing:
        yield Finding(
            "assets", "problem", f"{path.name} is missing or empty.", "Install the atlas again."
        )
    if not missing:
        yield Finding("assets", "ok", f"{len(paths)} scripts, styles and typefaces are there.")


def data_folder() -> Iterator[Finding]:
    """Check that the data folder is there, private, can be written and has room."""
    folder = home()
    try:
        mode = folder.stat().st_mode
    except FileNotFoundError:
        yield _missing(folder)
        return
    except OSError as error:
        yield Finding(
            "data folder",
            "problem",
            f"{folder} can't be looked into: {error.strerror}.",
            "Give the user who runs the atlas the right to, or name another folder in ATLAS_HOME.",
        )
        return
    if not stat.S_ISDIR(mode):
        yield Finding(
            "data folder", "problem", f"{folder} is no folder.", "Name a folder in ATLAS_HOME."
        )
        return
    yield _written(folder)
    yield from _room(folder)
    if mode & 0o077:
        yield Finding(
            "data folder",
            "warning",
            f"Other users of this machine can look into {folder}.",
            f"Make it private: chmod 700 {folder}",
        )


def _missing(folder: Path) -> Finding:
    if os.environ.get(HOME_VARIABLE):
        fix = f"Mount its disk, or make it: mkdir -p -m 700 '{folder}'"
        return Finding("data folder", "problem", f"{folder} doesn't exist.", fix)
    when = "It is made when something is stored first."
    return Finding("data folder", "note", f"{folder} doesn't exist.", when)


def _written(folder: Path) -> Finding:
    """Write a file for trial, since rights alone don't tell of a read-only or full disk."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor") as trial:
            trial.write(b"x" * 4096)
            trial.flush()
            os.fsync(trial.fileno())
    except OSError as error:
        what, _, fix = cause(error).partition(". ")
        return Finding(
            "data folder",
            "problem",
            f"{folder} can't be written: {what}.",
            f"{fix.rstrip('.')}. Until then the records can be read, but nothing imported.",
        )
    return Finding("data folder", "ok", f"{folder} can be written.")


def _room(folder: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(folder).free
    text = f"{free / 2**20:,.0f} MB are free on the disk of {folder}."
    if free < LEAST_FREE_BYTES:
        yield Finding(
            "free space", "problem", text, "Free some space, or name another disk in ATLAS_HOME."
        )
    elif free < COMFORTABLE_FREE_BYTES:
        yield Finding("free space", "warning", text, "Free some space before a large import.")
    else:
        yield Finding("free space", "ok", text)


def built_in_table() -> Iterator[Finding]:
    """Check the Parquet files of the built-in records, and that the engine counts them right."""
    for path in sorted((home() / "curated").glob(f"*-{LAYOUT_VERSION}.parquet")):
        if not is_intact(path):
            yield Finding(
                "built-in records",
                "problem",
                f"{path} is damaged.",
                "Delete it; it is built again at the next start.",
            )
    try:
        due = len(load_incidents())
        if not home().is_dir():
            # To ask the engine the folder would have to be made.
            yield Finding("built-in records", "ok", f"All {due} read.")
            return
        found = int(totals(Filters(), curated_dataset())["incidents"])
    except AtlasError as error:
        yield parted("built-in records", "problem", error)
        return
    engine = "DuckDB" if chosen_engine() == DUCKDB else "Spark"
    if found != due:
        yield Finding(
            "engine",
            "problem",
            f"{engine} counts {found} built-in records, the file holds {due}.",
            "Install the locked versions of the packages again.",
        )
    else:
        yield Finding("engine", "ok", f"{engine} counts all {due} built-in records.")


def clock() -> Iterator[Finding]:
    """Check that the clock doesn't lag behind what is stored."""
    problem, doubt = clock_problem(), clock_doubt()
    if problem:
        yield parted("clock", "problem", problem)
    elif doubt:
        yield parted("clock", "warning", doubt)
    else:
        yield Finding("clock", "ok", "It is later than all that is stored.")
