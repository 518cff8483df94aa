"""How much a file may be: each bound with its unit, in one place, enforced while reading.

A file that somebody drops on the page is held to :data:`UPLOAD`, one that an analyst imports on
the command line to :data:`IMPORT`. Variables such as ``ATLAS_UPLOAD_ROWS`` change a bound.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from geodata.model import AtlasError

if TYPE_CHECKING:
    from collections.abc import Mapping

KB: Final = 1_000
MB: Final = 1_000_000
GB: Final = 1_000_000_000
"""As browsers and disks count, so that a bound is the same number wherever it is told."""

_UNITS: Final = {"": 1, "K": KB, "M": MB, "G": GB}
_NUMBER: Final = re.compile(r"(\d{1,15}) ?([KMG]?)B?", re.IGNORECASE)


class LimitError(AtlasError, ValueError):
    """A variable that changes a bound holds no number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one file.

    Parameters
    ----------
    who : {"UPLOAD", "IMPORT"}
        Whose bounds they are; a part of the names of the variables.
    file_bytes : int
        Size of the file as it comes.
    unpacked_bytes : int
        Size of the table once unpacked, and of the text that its rows hold.
    ratio : int
        Unpacked to packed size; tables reach 30, a zip bomb more than 1,000.
    harmless_bytes : int
        Unpacked size up to which the ratio doesn't matter: a short table may repeat one row.
    whole_bytes : int
        Unpacked size of what must be unpacked into memory: workbooks, Parquet and GeoPackages
        can't be read as a stream.
    members : int
        Entries of an archive.
    workbook_bytes : int
        Unpacked size of all parts of a workbook; GTD's are about 1.5 GB.
    workbook_harmless_bytes : int
        As ``harmless_bytes``, of a workbook. Far less than for text: a cell without content has
        four bytes, and takes a hundred times that in memory.
    part_bytes : int
        Unpacked size of a part that openpyxl keeps in memory, other than the texts of cells.
    texts_bytes : int
        Unpacked size of the part that holds the texts of cells.
    rows : int
        Rows, the heading not counted.
    columns : int
        Columns; GTD, the widest known dataset, has about 135.
    kept_bytes : int
        Size of the accepted rows that a look at a file keeps in memory, as Arrow's columns.
    """

    who: str
    file_bytes: int
    unpacked_bytes: int
    ratio: int = 200
    harmless_bytes: int = 100 * MB
    whole_bytes: int = 512 * MB
    members: int = 1_000
    workbook_bytes: int = 4 * GB
    workbook_harmless_bytes: int = 8 * MB
    part_bytes: int = 64 * MB
    texts_bytes: int = 512 * MB
    rows: int
    columns: int
    kept_bytes: int

    def remedy(self, bound: str, before: str = "Split it into smaller files") -> str:
        """Return what to do about a file that is beyond a bound.

        Examples
        --------
        >>> IMPORT.remedy("rows")
        'Split it into smaller files, or raise ATLAS_IMPORT_ROWS.'
        """
        variable = f"ATLAS_{self.who}_{bound.upper()}"
        if self.who == "IMPORT":
            return f"{before}, or raise {variable}."
        return (
            f"{before}, or let whoever runs the atlas import it (atlas import FILE --name NAME) or "
            f"raise {variable}."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerLimits:
    """Bounds of a process that reads a file, and of what waits in the server to be read.

    Parameters
    ----------
    memory_bytes : int
        Address space, beyond what the program itself takes before it opens the file.
    wall_seconds : int
        Time by the clock.
    processor_seconds : int
        Time of the processor, all threads together.
    open_files : int
        Files and pipes that are open at the same time.
    workers : int
        Such processes at the same time in one server; further files wait.
    wait_seconds : int
        How long a file waits for its turn.
    session_bytes : int
        Files that the server keeps for one reader.
    held_bytes : int
        Files that the server keeps for all readers together, those that just come in among them.
    """

    memory_bytes: int = 2 * GB
    wall_seconds: int = 600
    processor_seconds: int = 900
    open_files: int = 64
    workers: int = 2
    wait_seconds: int = 120
    session_bytes: int = 400 * MB
    held_bytes: int = 2 * GB


UPLOAD: Final = Limits(
    who="UPLOAD",
    file_bytes=200 * MB,
    unpacked_bytes=2 * GB,
    rows=1_000_000,
    columns=500,
    kept_bytes=512 * MB,
)
"""What anybody may drop on the page."""

IMPORT: Final = Limits(
    who="IMPORT",
    # Ten million rows of UCDP GED are 5 to 7 GB.
    file_bytes=64 * GB,
    unpacked_bytes=64 * GB,
    rows=500_000_000,
    columns=2_000,
    kept_bytes=16 * GB,
)
"""What an analyst may import on the command line."""

WORKER: Final = WorkerLimits()

Bounds = TypeVar("Bounds", Limits, WorkerLimits)


def upload_limits() -> Limits:
    """Return the bounds of an upload, as the variables ``ATLAS_UPLOAD_…`` change them."""
    return changed(UPLOAD, "UPLOAD", os.environ)


def import_limits() -> Limits:
    """Return the bounds of an import, as the variables ``ATLAS_IMPORT_…`` change them."""
    return changed(IMPORT, "IMPORT", os.environ)


def worker_limits() -> WorkerLimits:
    """Return the bounds of a worker, as the variables ``ATLAS_UPLOAD_…`` change them."""
    return changed(WORKER, "UPLOAD", os.environ)


def changed(bounds: Bounds, who: str, environment: Mapping[str, str]) -> Bounds:
    """Return bounds as variables change them.

    Parameters
    ----------
    bounds : Limits or WorkerLimits
        The bounds where no variable is set.
    who : {"UPLOAD", "IMPORT"}
        A part of the names: ``ATLAS_UPLOAD_FILE_BYTES``.
    environment : mapping of str to str
        The variables; a number may end in K, M or G (1,000 each).

    Raises
    ------
    LimitError
        If one is no whole number above zero.

    Examples
    --------
    >>> changed(UPLOAD, "UPLOAD", {"ATLAS_UPLOAD_FILE_BYTES": "50M"}).file_bytes
    50000000
    """
    found: dict[str, Any] = {}
    for name in (field.name for field in fields(bounds) if field.name != "who"):
        variable = f"ATLAS_{who}_{name.upper()}"
        text = environment.get(variable, "").strip()
        if not text:
            continue
        number = _NUMBER.fullmatch(text)
        value = int(number[1]) * _UNITS[number[2].upper()] if number else 0
        if value < 1:
            raise LimitError(
                f"{variable} is {text!r}, which is no bound. Say a whole number above zero, such "
                "as 300, 50M or 4G, or leave it out."
            )
        found[name] = value
    return replace(bounds, **found)


def size_text(size_bytes: int) -> str:
    """Return a size with the unit that a reader expects.

    Examples
    --------
    >>> [size_text(size) for size in (900, 64 * KB, 200 * MB, 3 * GB)]
    ['900 bytes', '64 kB', '200 MB', '3 GB']
    """
    for unit, name in ((GB, "GB"), (MB, "MB"), (KB, "kB")):
        if size_bytes >= unit:
            return f"{size_bytes / unit:,.1f}".removesuffix(".0") + f" {name}"
    return f"{size_bytes:,} bytes"
