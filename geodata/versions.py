"""The versions of imports: what there is, which one counts, and the way back to an earlier one."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from pyarrow import dataset as parquet

from geodata.durable import StoreError, explained
from geodata.imports import (
    current_number,
    import_folder,
    import_names,
    locked,
    point_to,
    pointless_names,
    store_problem,
    version_folders,
)
from geodata.layout import REJECTED_SCHEMA
from geodata.manifest import (
    RECORDS,
    REJECTED,
    Depth,
    Description,
    Manifest,
    SourceFile,
    check_files,
    load_manifest,
)
from geodata.model import AtlasError, ChecksumError
from geodata.staging import LONGEST_WAIT, Staged, writing
from geodata.store import Dataset

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

__all__ = [
    "Description",
    "SourceFile",
    "Staged",
    "Version",
    "current_version",
    "import_names",
    "imported_dataset",
    "imported_datasets",
    "last_good_version",
    "readable_datasets",
    "rejected_rows",
    "rollback",
    "stored_version",
    "versions",
    "writing",
]


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an import.

    Parameters
    ----------
    folder : pathlib.Path
        Where it is.
    manifest : Manifest
        What it is.
    is_current : bool
        Whether it is the one that counts.
    """

    folder: Path
    manifest: Manifest
    is_current: bool

    @property
    def id(self) -> str:
        """Its number, ``1`` for the first."""
        return self.manifest.id

    def check(self, depth: Depth = "content") -> None:
        """Check that all files are there and unchanged, see :func:`check_files`."""
        check_files(self.folder, self.manifest, depth)

    def dataset(self) -> Dataset:
        """Return its records as a dataset.

        Raises
        ------
        ChecksumError
            If a file is missing or is another one.
        """
        self.check("once")
        described = self.manifest.description
        return Dataset(
            key=self.manifest.name,
            label=described.label,
            version=self.manifest.checksum,
            paths=(self.folder / RECORDS,),
            licence=described.licence,
            attribution=described.attribution,
            redistributable=described.redistributable,
            why_not=described.why_not,
            synthetic=described.synthetic,
        )


def _current_number(name: str) -> str:
    folder = import_folder(name)
    current = current_number(folder)
    there = [path.name for path in version_folders(folder)]
    if not current and there:
        raise StoreError(
            f"Nothing says which version of the import {name!r} counts. Choose one: atlas rollback "
            f"{name} NUMBER (there are: {', '.join(there)})."
        )
    if not current:
        known = ", ".join(import_names()) or "none yet"
        raise StoreError(f"There is no import {name!r}. Use one of those there are: {known}.")
    return current


def versions(name: str) -> list[Version]:
    """Return the versions of an import, the newest first.

    Raises
    ------
    StoreError
        If there is no such import, or a manifest can't be read.
    """
    current = _current_number(name)
    return [
        Version(path, load_manifest(path), is_current=path.name == current)
        for path in version_folders(import_folder(name))
    ]


def _legible_versions(name: str) -> list[Version]:
    """Return the versions whose manifest can be read, the newest first."""
    found = []
    for path in version_folders(import_folder(name)):
        with suppress(StoreError):
            found.append(Version(path, load_manifest(path), is_current=False))
    return found


def last_good_version(name: str) -> Version | None:
    """Return the newest version that is whole, whichever counts; None if there is none."""
    for version in _legible_versions(name):
        with suppress(ChecksumError):
            version.check("once")
            return version
    return None


def current_version(name: str) -> Version:
    """Return the version of an import that counts.

    Raises
    ------
    StoreError
        If there is no such import, or its pointer leads nowhere.
    """
    current = _current_number(name)
    folders = {path.name: path for path in version_folders(import_folder(name))}
    if current not in folders:
        raise StoreError(
            f"The current version of the import {name!r} is not there. Choose another one with "
            f"atlas rollback {name} NUMBER (there are: {', '.join(folders) or 'none'}), or import "
            "the files again."
        )
    return Version(folders[current], load_manifest(folders[current]), is_current=True)


def stored_version(name: str, number: str) -> Version:
    """Return one version of an import by its number.

    Raises
    ------
    StoreError
        If there is no such import or version.
    """
    every = {version.id: version for version in versions(name)}
    if number in every:
        return every[number]
    raise StoreError(
        f"The import {name!r} has no version {number}. Use one of those there are: "
        f"{', '.join(every)}."
    )


def rollback(
    name: str, number: str | None = None, timeout_seconds: float = LONGEST_WAIT
) -> Version:
    """Let another version count; none is deleted.

    Parameters
    ----------
    name : str
        Of the import.
    number : str, optional
        Of the version; by default the one that counted when the current one was made.
    timeout_seconds : float
        How long to wait for a writer of the same import.

    Returns
    -------
    Version
        The one that counts now.

    Raises
    ------
    StoreError
        If there is no such version.
    ChecksumError
        If it is damaged.
    """
    # Looked for first, so that a mistyped name leaves no folder. A lost pointer doesn't matter
    # where a number is given, nor do versions that can't be read.
    if number is None or not version_folders(import_folder(name)):
        _current_number(name)
    with locked(name, timeout_seconds) as folder:
        wanted = number if number is not None else current_version(name).manifest.parent
        every = {version.id: version for version in _legible_versions(name)}
        if wanted not in every:
            missing = f"no version {number}" if number is not None else "no earlier version"
            raise StoreError(
                f"The import {name!r} has {missing}. Use one of those there are: "
                f"{', '.join(every)}."
            )
        every[wanted].check()
        with explained(folder):
            point_to(folder, wanted)
        return Version(every[wanted].folder, every[wanted].manifest, is_current=True)


def imported_dataset(name: str) -> Dataset:
    """Return the current version of an import as a dataset.

    Raises
    ------
    StoreError
        If there is no such import.
    ChecksumError
        If a file of it is missing or is another one.
    """
    return current_version(name).dataset()


def imported_datasets() -> list[Dataset]:
    """Return the current version of every import, by name; see :func:`imported_dataset`."""
    return [imported_dataset(name) for name in import_names()]


def readable_datasets() -> tuple[list[Dataset], list[str]]:
    """Return the imports that can be used, and what is wrong with the store.

    In place of a version that is damaged stands the newest one that is whole.

    Returns
    -------
    tuple of list of Dataset and list of str
        The datasets by name; a sentence for each import that can't be used as it should be.
    """
    datasets, problems = [], list(filter(None, [store_problem()]))
    for name in sorted({*import_names(), *pointless_names()}):
        try:
            datasets.append(imported_dataset(name))
        except AtlasError as error:
            instead = last_good_version(name)
            problems.append(f"{error} {_instead_text(instead)}")
            if instead is not None:
                datasets.append(instead.dataset())
    return datasets, problems


def _instead_text(instead: Version | None) -> str:
    if instead is None:
        return "No version of it is whole, so it is not shown; all other records are."
    return f"Until then its version {instead.id} of {instead.manifest.created[:10]} is shown."


def rejected_rows(version: Version, most: int | None = None) -> pd.DataFrame:
    """Return the rejected rows of a version.

    Parameters
    ----------
    version : Version
        Which one.
    most : int, optional
        Return the first so many only.

    Returns
    -------
    pandas.DataFrame
        Columns of :data:`geodata.layout.REJECTED_SCHEMA`.
    """
    stored = parquet.dataset(version.folder / REJECTED, schema=REJECTED_SCHEMA, format="parquet")
    table = stored.to_table() if most is None else stored.head(most)
    return cast("pd.DataFrame", table.to_pandas().astype({"source_row": "Int64"}))
