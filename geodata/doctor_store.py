"""The examination of the imports: pointers, versions, files, and what killed processes left."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from geodata.doctor import Finding, parted
from geodata.imports import (
    current_number,
    import_folder,
    import_names,
    pointless_names,
    store_problem,
    version_folders,
)
from geodata.layout import SCHEMA
from geodata.manifest import RECORDS, check_files, load_manifest
from geodata.model import AtlasError
from geodata.store import home
from geodata.versions import last_good_version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

try:
    import fcntl
except ImportError:  # pragma: no cover - only where the system has other locks
    fcntl = None  # type: ignore[assignment]


def store() -> Iterator[Finding]:
    """Check the imports; each file of each version is read to its end."""
    problem = store_problem()
    if problem:
        yield parted("store", "problem", problem)
        return
    names = sorted({*import_names(), *pointless_names()})
    for name in names:
        yield from _import(name)
    yield from _leftovers(sorted((home() / "curated").glob("*.part")))
    if not names:
        yield Finding("store", "ok", "There are no imports.")


def _import(name: str) -> Iterator[Finding]:
    folder = import_folder(name)
    check = f"import {name}"
    numbers = [path.name for path in version_folders(folder)]
    try:
        current = current_number(folder)
    except AtlasError as error:
        yield parted(check, "problem", error)
        current = ""
    else:
        if current not in numbers:
            yield _lost_pointer(name, current, numbers)
    for path in version_folders(folder):
        yield from _version(name, path, is_current=path.name == current)
    newer = [number for number in numbers if current.isdecimal() and int(number) > int(current)]
    if newer:
        yield Finding(
            check,
            "note",
            f"Version {current} counts, although there is a newer one: {newer[0]}.",
            f"If that isn't meant: atlas rollback {name} {newer[0]}",
        )
    yield from _staging(name, folder)


def _lost_pointer(name: str, current: str, numbers: list[str]) -> Finding:
    good = last_good_version(name)
    what = (
        f"The version that counts ({current}) is not there."
        if current
        else "Nothing says which version counts."
    )
    fix = (
        f"Choose the newest one that is whole: atlas rollback {name} {good.id}"
        if good
        else "Import the files again; no version is whole."
    )
    there = f"There are: {', '.join(numbers) or 'none'}."
    return Finding(f"import {name}", "problem", f"{what} {there}", fix)


def _version(name: str, folder: Path, *, is_current: bool) -> Iterator[Finding]:
    check = f"import {name}"
    try:
        manifest = load_manifest(folder)
        check_files(folder, manifest)
        lacking = _lacking_columns(folder)
    except AtlasError as error:
        # Of a version that doesn't count nothing is shown.
        yield parted(check, "problem" if is_current else "warning", error)
        return
    if lacking:
        yield Finding(
            check,
            "problem" if is_current else "warning",
            f"Version {folder.name} lacks the columns {', '.join(lacking)}: another release of the "
            "atlas made it.",
            "Import the files again.",
        )
    elif is_current:
        yield Finding(
            check, "ok", f"Version {folder.name} is whole: {manifest.records} records, it counts."
        )
    else:
        yield Finding(check, "ok", f"Version {folder.name} is whole.")


def _lacking_columns(folder: Path) -> list[str]:
    lacking: set[str] = set()
    for path in (folder / RECORDS).rglob("*.parquet"):
        try:
            lacking |= set(SCHEMA.names) - set(pq.read_schema(path).names)
        except (OSError, pa.ArrowException) as error:
            raise AtlasError(
                f"{path} is no Parquet file ({error}). Import the files again."
            ) from error
    return sorted(lacking)


@contextmanager
def _lock_of(folder: Path) -> Iterator[bool]:
    """Say whether nobody writes the import, and keep it so; nothing is made for that."""
    if fcntl is None or not (folder / "lock").exists():
        yield True
        return
    handle = os.open(folder / "lock", os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _staging(name: str, folder: Path) -> Iterator[Finding]:
    left = [*(folder / "staging").glob("*"), *folder.glob("*.part"), *folder.glob("holder.json")]
    if not left:
        return
    try:
        with _lock_of(folder) as is_free:
            if is_free:
                yield from _leftovers(left)
            else:
                yield Finding(f"import {name}", "note", "It is being written now.")
    except OSError as error:
        yield Finding(
            f"import {name}",
            "warning",
            f"{folder / 'lock'} can't be read: {error.strerror}.",
            "Give the user who runs the atlas the right to read it.",
        )


def _leftovers(paths: list[Path]) -> Iterator[Finding]:
    for path in paths:
        yield Finding(
            "leftovers",
            "warning",
            f"{path} is left from a process that was killed; it is never shown.",
            f"Delete it: rm -r '{path}'",
        )
