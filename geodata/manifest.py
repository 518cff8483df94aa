"""What a version of an import is: where it comes from, what it holds, and the files' checksums."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import pyarrow.parquet as pq

from geodata.durable import StoreError
from geodata.model import ChecksumError
from geodata.sidecar import sha256_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RECORDS: Final = "records"
REJECTED: Final = "rejected"
MANIFEST_FILE: Final = "manifest.json"
MANIFEST_VERSION: Final = 1
"""Goes up when the meaning of the file changes."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file that was imported: its name without folder, SHA-256 and size in bytes."""

    name: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Description:
    """What whoever imports knows of an import.

    Parameters
    ----------
    label : str
        What a reader sees.
    format_key : str
        A key of :data:`geodata.formats.FORMATS`.
    licence, attribution : str
        Under which the records may be used, and the line to show wherever they are.
    redistributable : bool
        Whether single records may be exported.
    why_not : str
        If not, why.
    synthetic : bool
        Whether the records are made up.
    sources : tuple of SourceFile
        The files, in the order in which they were read.
    report : mapping
        The report of the import, as it goes into JSON.
    """

    label: str
    format_key: str
    licence: str
    attribution: str
    redistributable: bool
    why_not: str = ""
    synthetic: bool = False
    sources: tuple[SourceFile, ...] = ()
    report: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One Parquet file of a version: its path within the version, rows, size and SHA-256."""

    path: str
    rows: int
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """One version of an import.

    Parameters
    ----------
    name : str
        Of the import.
    id : str
        Of the version: ``1``, ``2``, … in the order in which they were made.
    created : str
        UTC, as ``2025-05-16T08:00:00+00:00``.
    software : str
        Version of the atlas that made it.
    parent : str
        The version that was current before; blank for the first.
    records, rejected : int
        Rows of the version.
    checksum : str
        SHA-256 over the checksums of the files with records: the version of the dataset.
    files : tuple of StoredFile
        All Parquet files.
    description : Description
        Where it comes from.
    """

    name: str
    id: str
    created: str
    software: str
    parent: str
    records: int
    rejected: int
    checksum: str
    files: tuple[StoredFile, ...]
    description: Description

    def to_json(self) -> str:
        """Write it as JSON."""
        return json.dumps(
            {"manifest_version": MANIFEST_VERSION, **asdict(self)}, indent=2, ensure_ascii=False
        )


def _stored_file(folder: Path, path: Path) -> StoredFile:
    return StoredFile(
        path=path.relative_to(folder).as_posix(),
        rows=pq.read_metadata(path).num_rows,
        size_bytes=path.stat().st_size,
        sha256=sha256_of(path),
    )


def stored_files(folder: Path) -> tuple[StoredFile, ...]:
    """Return the Parquet files of a version as they are on the disk, in the order of their paths.

    Parameters
    ----------
    folder : pathlib.Path
        Holds the folders ``records`` and ``rejected``.
    """
    paths = [path for part in (RECORDS, REJECTED) for path in (folder / part).rglob("*.parquet")]
    return tuple(_stored_file(folder, path) for path in sorted(paths))


def rows_of(files: tuple[StoredFile, ...], part: str) -> int:
    """Count the rows of one part, ``records`` or ``rejected``."""
    return sum(file.rows for file in files if file.path.startswith(f"{part}/"))


def content_checksum(files: tuple[StoredFile, ...]) -> str:
    """Return the SHA-256 over the sorted checksums of the files with records."""
    checksums = sorted(file.sha256 for file in files if file.path.startswith(f"{RECORDS}/"))
    return hashlib.sha256("\n".join(checksums).encode()).hexdigest()


def _check_manifest_version(path: Path, found: int) -> None:
    if found != MANIFEST_VERSION:
        raise StoreError(
            f"{path} was written by another release of the atlas (manifest version {found}; this "
            f"one reads {MANIFEST_VERSION}). Install the release that wrote it, or import the "
            "files again."
        )


def load_manifest(folder: Path) -> Manifest:
    """Read the manifest of a version.

    Raises
    ------
    StoreError
        If there is none, it is none, or another release of the atlas wrote it.
    """
    path = folder / MANIFEST_FILE
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
        _check_manifest_version(path, written["manifest_version"])
        described = written["description"]
        description = Description(
            **{**described, "sources": tuple(SourceFile(**each) for each in described["sources"])}
        )
        known = {
            each.name: written[each.name]
            for each in fields(Manifest)
            if each.name not in {"files", "description"}
        }
        files = tuple(StoredFile(**each) for each in written["files"])
        return Manifest(**known, files=files, description=description)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise StoreError(
            f"{path} can't be read ({error}). Restore it from a copy, or delete the folder "
            f"{folder} and import the files again."
        ) from error


Depth: TypeAlias = Literal["sizes", "once", "content"]
"""How closely files are looked at: their sizes only; their content, once for each state of the
file in this process; or their content anew."""


@lru_cache(maxsize=4096)
def _sha256_in_this_state(path: Path, _size: int, _changed_ns: int, _inode: int) -> str:
    return sha256_of(path)


def _is_another(path: Path, due: str, depth: Depth) -> bool:
    if depth == "sizes":
        return False
    if depth == "content":
        return sha256_of(path) != due
    state = path.stat()
    return _sha256_in_this_state(path, state.st_size, state.st_mtime_ns, state.st_ino) != due


def _damage(folder: Path, file: StoredFile, depth: Depth) -> str:
    path = folder / file.path
    try:
        if not path.is_file():
            return f"{file.path} is missing"
        size = path.stat().st_size
        if size != file.size_bytes:
            return f"{file.path} has {size} bytes instead of {file.size_bytes}"
        if _is_another(path, file.sha256, depth):
            return f"{file.path} is another file than the one that was imported"
    except OSError as error:
        return f"{file.path} can't be read ({error.strerror})"
    return ""


def check_files(folder: Path, manifest: Manifest, depth: Depth = "content") -> None:
    """Check that a version holds what its manifest says.

    Parameters
    ----------
    folder : pathlib.Path
        Of the version.
    manifest : Manifest
        What it should hold.
    depth : {"content", "once", "sizes"}
        How closely to look; the sizes alone take no time.

    Raises
    ------
    ChecksumError
        If a file is missing, is another one, or is one too many.
    """
    found = [_damage(folder, file, depth) for file in manifest.files]
    known = {file.path for file in manifest.files}
    for path in sorted(folder.rglob("*.parquet")):
        place = path.relative_to(folder).as_posix()
        found.append("" if place in known else f"{place} doesn't belong there")
    damage = [each for each in found if each]
    if damage:
        raise ChecksumError(
            f"Version {manifest.id} of the import {manifest.name!r} is damaged: {damage[0]}"
            f"{f' (and {len(damage) - 1} more)' if len(damage) > 1 else ''}. Go back to another "
            f"version (atlas rollback {manifest.name}), or import the files again."
        )
