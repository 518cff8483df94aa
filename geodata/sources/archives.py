"""Tables packed as .gz or .zip, unpacked in a stream that stops a bomb."""

from __future__ import annotations

import gzip
import io
import lzma
import struct
import zipfile
import zlib
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from geodata.limits import size_text
from geodata.sources.rawfile import Compression, Content, ReadError
from geodata.sources.signatures import GZIP, ZIP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typing_extensions import Buffer

# What archives hold besides the table; told by name, for most of it has no signature.
_DOCUMENTS: Final = frozenset({".pdf", ".docx", ".doc", ".md", ".html", ".htm", ".rtf"})
_DOCUMENT_STEMS: Final = ("readme", "licence", "license", "codebook", "citation", "terms")

_NAMES_SHOWN: Final = 5
_CHUNK_BYTES: Final = 1 << 20

_BROKEN: Final = (
    zipfile.BadZipFile,
    gzip.BadGzipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # a method of packing that Python doesn't know, such as Deflate64
    RuntimeError,  # a password
    lzma.LZMAError,
    struct.error,
    ValueError,
)


class Unpacked(io.RawIOBase):
    """The unpacked bytes of a file, as a stream.

    Parameters
    ----------
    content : Content
        The file as it came.
    packed : BinaryIO
        Its open bytes; their position is the progress.
    inner : BinaryIO
        What unpacks them; the same object if there is nothing to unpack.
    """

    def __init__(self, content: Content, packed: BinaryIO, inner: BinaryIO) -> None:
        super().__init__()
        self._content = content
        self._packed = packed
        self._inner = inner
        self._given = 0

    def readable(self) -> bool:
        """Say that the stream can be read."""
        return True

    def position(self) -> int:
        """Return how many bytes of the packed file have been read."""
        return min(self._packed.tell(), self._content.size_bytes)

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes, all if negative; none at the end.

        Raises
        ------
        ReadError
            If the archive is damaged or a bomb, or the disk fails.
        """
        try:
            chunk = self._inner.read(size)
            consumed = self._packed.tell()
        except _BROKEN as error:
            raise _damaged(self._content.name, error) from error
        except OSError as error:
            raise ReadError(
                self._content.name, f"Reading stopped: {error}.", "Check the disk or the network."
            ) from error
        if self._inner is not self._packed:
            self._given += len(chunk)
            _check_size(self._content, self._given, consumed)
        return chunk

    def readinto(self, buffer: Buffer, /) -> int:
        """Fill ``buffer`` as far as there are bytes; return how many."""
        view = memoryview(buffer)
        chunk = self.read(len(view))
        view[: len(chunk)] = chunk
        return len(chunk)


def packing_of(content: Content) -> tuple[Compression, str]:
    """Tell how a file is packed.

    Returns
    -------
    compression : {"", "gzip", "zip"}
        Blank for a workbook, which is a zip archive of its own kind.
    member : str
        The table's name in a zip archive.

    Raises
    ------
    ReadError
        If a zip archive is damaged or does not hold exactly one table.
    """
    with content.open() as file:
        head = file.read(4)
        if head.startswith(GZIP):
            return "gzip", ""
        if not head.startswith(ZIP):
            return "", ""
        try:
            with zipfile.ZipFile(file) as archive:
                members = archive.infolist()
        except _BROKEN as error:
            raise _damaged(content.name, error) from error
    names = {member.filename for member in members}
    if "[Content_Types].xml" in names:
        return "", ""
    if {"mimetype", "content.xml"} <= names:
        raise ReadError(
            content.name, "This is an OpenDocument file.", "Save the sheet as XLSX or CSV."
        )
    return "zip", _only_table(content, members)


@contextmanager
def unpacked(content: Content, compression: Compression, member: str = "") -> Iterator[Unpacked]:
    """Open a file, unpacking it on the way.

    Raises
    ------
    ReadError
        If it can't be opened or its archive is damaged; :meth:`Unpacked.read` raises the rest.
    """
    with ExitStack() as stack:
        packed = stack.enter_context(content.open())
        inner = packed
        try:
            if compression == "gzip":
                inner = cast("BinaryIO", stack.enter_context(gzip.GzipFile(fileobj=packed)))
            elif compression == "zip":
                archive = stack.enter_context(zipfile.ZipFile(packed))
                inner = cast("BinaryIO", stack.enter_context(archive.open(member)))
        except (*_BROKEN, KeyError) as error:
            raise _damaged(content.name, error) from error
        yield Unpacked(content, packed, inner)


def whole(content: Content, compression: Compression, member: str = "") -> Content:
    """Return a file that is not packed: itself, or its table unpacked into memory.

    Raises
    ------
    ReadError
        If it needs more than may be unpacked into memory.
    """
    if not compression:
        return content
    limits = content.limits
    with unpacked(content, compression, member) as stream:
        data = b"".join(_chunks(stream, limits.whole_bytes))
    if len(data) > limits.whole_bytes:
        raise ReadError(
            content.name,
            f"Unpacked it is larger than {size_text(limits.whole_bytes)}, too large to unpack "
            "here.",
            limits.remedy("whole_bytes", "Unpack it first"),
        )
    return replace(content, path=None, data=data, stamp=(0, len(data), 0))


def _chunks(stream: Unpacked, most_bytes: int) -> Iterator[bytes]:
    """Read in steps, so that the size is checked before the next one, and one byte too much."""
    left = most_bytes + 1
    while left and (chunk := stream.read(min(left, _CHUNK_BYTES))):
        left -= len(chunk)
        yield chunk


def _check_size(content: Content, given: int, consumed: int) -> None:
    limits = content.limits
    if given > limits.harmless_bytes and given > limits.ratio * consumed:
        raise ReadError(
            content.name,
            f"It unpacks to more than {limits.ratio:,} times its size, as a zip bomb does.",
            "Get it from a source you trust, or unpack it first if you know what it holds.",
        )
    if given > limits.unpacked_bytes:
        raise ReadError(
            content.name,
            f"Unpacked it is larger than {size_text(limits.unpacked_bytes)}.",
            limits.remedy("unpacked_bytes"),
        )


def _only_table(content: Content, members: list[zipfile.ZipInfo]) -> str:
    file_name, most = content.name, content.limits.members
    if len(members) > most:
        raise ReadError(
            file_name,
            f"The archive has {len(members):,} entries; {most:,} are looked at.",
            "Pack the one table alone.",
        )
    files = [member for member in members if not _is_of_the_system(member)]
    tables = files if len(files) == 1 else [file for file in files if not _is_document(file)]
    if len(tables) != 1:
        names = [PurePosixPath(table.filename).name for table in tables]
        more = ", …" if len(names) > _NAMES_SHOWN else ""
        cause = (
            f"The archive holds {len(names)} files: {', '.join(names[:_NAMES_SHOWN])}{more}."
            if names
            else "The archive holds no table."
        )
        raise ReadError(file_name, cause, "Pack one table alone.")
    table = tables[0]
    if table.flag_bits & 1:
        raise ReadError(file_name, "The archive has a password.", "Unpack it first.")
    # A lie about the size ends the stream early and then fails the checksum.
    _check_size(content, table.file_size, table.compress_size)
    return table.filename


def _is_of_the_system(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    return (
        member.is_dir()
        or any(part.startswith((".", "__MACOSX")) for part in path.parts)
        or path.name.lower() in ("thumbs.db", "desktop.ini")
    )


def _is_document(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename.lower())
    return path.suffix in _DOCUMENTS or (
        path.suffix in ("", ".txt") and path.stem.startswith(_DOCUMENT_STEMS)
    )


def _damaged(file_name: str, error: Exception) -> ReadError:
    return ReadError(
        file_name,
        f"The archive is damaged, has a password or is of an unusual kind ({error}).",
        "Download it again, or unpack it first.",
    )
