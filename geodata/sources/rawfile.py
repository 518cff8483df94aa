"""A file that somebody brings, before anything is known of its meaning.

Every reader of this package takes a :class:`RawFile` and gives :class:`RawBatch` es of text. All
that can be wrong with a file as such ends in a :class:`ReadError`.
"""

from __future__ import annotations

import io
import stat
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, Literal, TypeAlias

from geodata.limits import IMPORT, Limits, size_text
from geodata.model import AtlasError
from geodata.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

Kind: TypeAlias = Literal["csv", "excel", "parquet", "geo"]
Compression: TypeAlias = Literal["", "gzip", "zip"]

FIRST_ROWS: Final = 200
"""Rows that are shown to whoever has to find out what the columns mean."""

LATITUDE: Final = "latitude"
LONGITUDE: Final = "longitude"
"""Columns that a geometry is turned into; degrees, EPSG:4326."""


LONGEST_NAME: Final = 255
"""Characters of a file's name that are shown; no usual system has longer ones."""


class ReadError(AtlasError):
    """A file can't be read as a table.

    Parameters
    ----------
    file_name : str
        The file, as its owner knows it.
    cause : str
        What is wrong, as a sentence.
    fix : str
        What to do about it, as a sentence.
    """

    def __init__(self, file_name: str, cause: str, fix: str) -> None:
        # All three are arguments of the exception, so that it survives pickling.
        super().__init__(file_name, cause, fix)
        self.file_name = file_name
        self.cause = cause
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.file_name}: {self.cause} {self.fix}"


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a file on disk or of an upload, and what tells whether they changed.

    Parameters
    ----------
    name : str
        File name for messages.
    path : pathlib.Path, optional
        Where the bytes are, unless in ``data``.
    data : bytes, optional
        The bytes themselves.
    stamp : tuple of int
        Inode, size in bytes and time of change in nanoseconds when the file was first seen.
    limits : Limits
        How much it may be.
    """

    name: str
    path: Path | None = None
    data: bytes | None = field(default=None, repr=False)
    stamp: tuple[int, int, int] = (0, 0, 0)
    limits: Limits = field(default=IMPORT, repr=False)

    @property
    def size_bytes(self) -> int:
        """Size in bytes, packed if the file is an archive."""
        return self.stamp[1]

    def open(self) -> BinaryIO:
        """Open the bytes for reading.

        Raises
        ------
        ReadError
            If the system refuses.
        """
        if self.path is None:
            return io.BytesIO(self.data or b"")
        try:
            return self.path.open("rb")
        except OSError as error:
            raise _refused(self.name, error) from error

    def check_unchanged(self) -> None:
        """Raise a :class:`ReadError` if the file is no longer the one that was first seen."""
        if self.path is not None and _stamp(self.name, self.path) != self.stamp:
            raise ReadError(
                self.name,
                "The file changed while it was read, so its rows may not belong together.",
                "Wait until it is written completely, or read a copy of it.",
            )


@dataclass(frozen=True, slots=True)
class RawFile:
    """What is known of a file from its bytes alone.

    Parameters
    ----------
    content : Content
        The bytes as they came.
    file_name : str
        File name without folder.
    path : pathlib.Path or None
        The file, or None for an upload.
    kind : {"csv", "excel", "parquet", "geo"}
        Found by content, not by name. ``csv`` is any delimited text, ``geo`` GeoPackage or GeoJSON.
    size_bytes : int
        Size of the file as it came, in bytes.
    compression : {"", "gzip", "zip"}
        How the table is packed.
    member : str
        Its name inside a zip archive.
    encoding : str
        Python's name of the encoding of delimited text, else blank.
    undecodable : bool
        Whether some bytes fit no encoding and are read as the replacement sign U+FFFD.
    delimiter, quote, escape : str
        Dialect of delimited text; blank is none.
    sheet : str
        Sheet of a workbook, or layer of a file that has several.
    first_rows : list of list of str
        Up to 200 rows, the heading first if there is one.
    remark : str
        A sentence that a reader of the file should see, else blank.
    """

    content: Content
    file_name: str
    path: Path | None
    kind: Kind
    size_bytes: int
    compression: Compression = ""
    member: str = ""
    encoding: str = ""
    undecodable: bool = False
    delimiter: str = ""
    quote: str = ""
    escape: str = ""
    sheet: str = ""
    first_rows: list[list[str]] = field(default_factory=list)
    remark: str = ""


@dataclass(frozen=True, slots=True)
class RawBatch:
    """Some rows of a file.

    Parameters
    ----------
    frame : pandas.DataFrame
        Text of the wanted columns, ``""`` where the file has nothing, never missing. The index
        ``source_row`` counts the rows from 1; the heading and wholly empty lines don't count.
    malformed : pandas.DataFrame
        Rows with more or fewer fields than there are columns: ``source_row``, ``text``. They are
        counted, but not in ``frame``.
    bytes_read : int
        How much of the file has been read, for a progress bar.
    """

    frame: pd.DataFrame
    malformed: pd.DataFrame
    bytes_read: int


def content_of(source: Path | str | tuple[str, bytes], limits: Limits = IMPORT) -> Content:
    """Look at a file or an upload without reading it.

    Parameters
    ----------
    source : pathlib.Path, str or tuple of (str, bytes)
        A path, or the name and bytes of an upload.
    limits : Limits
        How much it may be.

    Raises
    ------
    ReadError
        If it is missing, a folder, a device, out of reach, empty or too large.
    """
    if isinstance(source, tuple):
        name, data = source
        shown = _shown_name(Path(name).name) or "upload"
        content = Content(name=shown, data=data, stamp=(0, len(data), 0))
        content = replace(content, limits=limits)
    else:
        path = Path(source)
        name = _shown_name(path.name or str(path))
        content = Content(name=name, path=path, stamp=_stamp(name, path), limits=limits)
    if content.size_bytes == 0:
        raise ReadError(
            content.name, "The file is empty (0 bytes).", "Export it again and check its size."
        )
    if content.size_bytes > limits.file_bytes:
        raise ReadError(
            content.name,
            f"The file has {size_text(content.size_bytes)}; {size_text(limits.file_bytes)} can be "
            "read.",
            limits.remedy("file_bytes"),
        )
    return content


def _shown_name(name: str) -> str:
    """Return the name of a file as messages, reports and pages show it."""
    shown = one_line(name)
    return shown if len(shown) <= LONGEST_NAME else f"{shown[: LONGEST_NAME - 1]}…"


def check_heading(file_name: str, columns: Sequence[str], limits: Limits = IMPORT) -> None:
    """Check that every column can be told by its name.

    Raises
    ------
    ReadError
        If a name is blank or stands twice, or there are too many.

    Examples
    --------
    >>> check_heading("incidents.csv", ["date", "killed", "date"])
    Traceback (most recent call last):
    ...
    geodata.sources.rawfile.ReadError: incidents.csv: Two columns are called “date” (1 and 3). ...
    """
    check_width(file_name, len(columns), limits)
    places: dict[str, int] = {}
    for place, name in enumerate(columns, start=1):
        if not name.strip():
            raise ReadError(
                file_name,
                f"Column {place} of {len(columns)} has no name in the heading.",
                "Give it a name, or delete the column if it is empty.",
            )
        if name in places:
            raise ReadError(
                file_name,
                f"Two columns are called “{name}” ({places[name]} and {place}).",
                "Rename one of them.",
            )
        places[name] = place


def check_width(file_name: str, width: int, limits: Limits = IMPORT) -> None:
    """Raise a :class:`ReadError` if a table has more columns than any table of incidents."""
    if width > limits.columns:
        raise ReadError(
            file_name,
            f"The table has {width:,} columns; {limits.columns:,} can be read.",
            limits.remedy("columns", "Keep the columns with the incidents, one row an incident"),
        )


def _stamp(name: str, path: Path) -> tuple[int, int, int]:
    try:
        status = path.stat()
    except (OSError, ValueError) as error:  # a ValueError is a NUL in the path
        raise _refused(name, error) from error
    if stat.S_ISDIR(status.st_mode):
        raise ReadError(name, "This is a folder, not a file.", "Name one file inside it.")
    if not stat.S_ISREG(status.st_mode):
        # A pipe or a device has no end and can't be read twice.
        raise ReadError(name, "This is no regular file.", "Save the table to a file first.")
    return status.st_ino, status.st_size, status.st_mtime_ns


def _refused(name: str, error: Exception) -> ReadError:
    if isinstance(error, FileNotFoundError | NotADirectoryError | ValueError):
        return ReadError(name, "There is no such file.", "Check the path and the spelling.")
    if isinstance(error, PermissionError):
        return ReadError(
            name, "You may not read this file.", "Ask its owner, or copy it to your own folder."
        )
    return ReadError(name, f"The system can't read it: {error}.", "Check the disk or the network.")
