"""A version of an import while it is written: aside, and published by one rename.

A process may be killed at any moment. What it leaves is the version before, or the new one
complete: the folder of a version appears with all that is in it, and the pointer names it only
then. A process killed between the two leaves a complete version that never was current.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version as installed_version
from typing import TYPE_CHECKING, Final

from geodata.durable import (
    StoreError,
    explained,
    make_private,
    private_folder,
    sync,
    sync_tree,
    write_text,
)
from geodata.imports import current_number, locked, point_to, version_folders
from geodata.manifest import (
    MANIFEST_FILE,
    RECORDS,
    REJECTED,
    Description,
    Manifest,
    content_checksum,
    rows_of,
    stored_files,
)
from geodata.yearfiles import RejectedFile, YearFiles, record_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

LONGEST_WAIT: Final = 30.0
"""Seconds that a second writer waits for the first one, unless it is told otherwise."""

_SOFTWARE: Final = "afghanistan-incident-atlas"


class Staged:
    """A version that is being written; nobody sees it before it is published.

    Parameters
    ----------
    name : str
        Of the import.
    folder : pathlib.Path
        Of the import.
    number : str
        Of the version.

    Attributes
    ----------
    records_folder, rejected_folder : pathlib.Path
        Where the files go. Another engine may write them itself, as
        :func:`geodata.spark_import.map_in_spark` does.
    """

    def __init__(self, name: str, folder: Path, number: str) -> None:
        self._name, self._import_folder, self._number = name, folder, number
        self._folder = folder / "staging" / number
        self.records_folder = self._folder / RECORDS
        self.rejected_folder = self._folder / REJECTED
        self._records = YearFiles(self.records_folder)
        self._rejected = RejectedFile(self.rejected_folder)

    def write(self, records: pd.DataFrame, rejected: pd.DataFrame) -> None:
        """Add a batch.

        Parameters
        ----------
        records : pandas.DataFrame
            Columns of :data:`geodata.layout.SCHEMA`.
        rejected : pandas.DataFrame
            Columns of :data:`geodata.layout.REJECTED_SCHEMA`.

        Raises
        ------
        RecordError
            If a record can't be counted, see :func:`geodata.countable.check_countable`.
        StoreError
            If the system refuses to write.
        """
        table = record_table(records)
        with explained(self._import_folder):
            self._records.write(table)
            self._rejected.write(rejected)

    def publish(self, description: Description) -> Manifest:
        """Make this the version that counts.

        Parameters
        ----------
        description : Description
            Where the records come from.

        Returns
        -------
        Manifest
            What the version holds.

        Raises
        ------
        StoreError
            If no row was accepted, or the system refuses to write. The version before stays.
        """
        with explained(self._import_folder):
            self._records.close()
            self._rejected.close()
            manifest = self._manifest(description)
            write_text(self._folder / MANIFEST_FILE, manifest.to_json())
            self._move()
        return manifest

    def _manifest(self, description: Description) -> Manifest:
        files = stored_files(self._folder)
        accepted, rejected = rows_of(files, RECORDS), rows_of(files, REJECTED)
        if not accepted:
            raise StoreError(
                f"Nothing was stored as {self._name!r}: of {rejected} rows not one was accepted. "
                "The report says why; correct the file, or the mapping of its columns."
            )
        return Manifest(
            name=self._name,
            id=self._number,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            software=installed_version(_SOFTWARE),
            parent=current_number(self._import_folder),
            records=accepted,
            rejected=rejected,
            checksum=content_checksum(files),
            files=files,
            description=description,
        )

    def _move(self) -> None:
        target = self._import_folder / "versions" / self._number
        private_folder(target.parent)
        # Another engine may have written the files; no one else can have come into the folder yet.
        make_private(self._folder)
        # All must be on the disk before a name leads to it.
        sync_tree(self._folder)
        self._folder.rename(target)
        sync(target.parent)
        try:
            point_to(self._import_folder, self._number)
        except OSError:
            shutil.rmtree(target, ignore_errors=True)
            raise

    def abandon(self) -> None:
        """Throw away what was written, unless it was published."""
        self._records.abandon()
        self._rejected.abandon()
        shutil.rmtree(self._folder, ignore_errors=True)


@contextmanager
def writing(name: str, timeout_seconds: float = LONGEST_WAIT) -> Iterator[Staged]:
    """Write a version of an import; what isn't published at the end is thrown away.

    Parameters
    ----------
    name : str
        Of the import: a–z, 0–9, ``-`` and ``_``.
    timeout_seconds : float
        How long to wait for another writer of the same import.

    Yields
    ------
    Staged
        Takes batches, and is published at last.

    Raises
    ------
    StoreError
        If the name is none, somebody else is writing, or the system refuses to write.
    """
    with locked(name, timeout_seconds) as folder:
        # Left over from processes that were killed; whoever holds the lock is alone here.
        shutil.rmtree(folder / "staging", ignore_errors=True)
        numbers = [int(path.name) for path in version_folders(folder)]
        staged = Staged(name, folder, str(max(numbers, default=0) + 1))
        try:
            with explained(folder):
                private_folder(staged.records_folder)
                private_folder(staged.rejected_folder)
            yield staged
        finally:
            staged.abandon()
