"""What a file is, told by its first bytes; never by its name."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Final

from geodata.sources.rawfile import ReadError

if TYPE_CHECKING:
    from geodata.sources.rawfile import Kind

HEAD_BYTES: Final = 1 << 16
"""First bytes that are enough to tell."""

GZIP: Final = b"\x1f\x8b"
ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")

_SQLITE: Final = b"SQLite format 3\x00"
# The application ids of GeoPackage 1.2 and later, 1.1 and 1.0 (OGC 12-128r19, requirement 2).
_GEOPACKAGE_IDS: Final = (b"GPKG", b"GP11", b"GP10")
_APPLICATION_ID: Final = slice(68, 72)

_SAVE_AS_TABLE: Final = "Save the table as CSV or XLSX."
_UNPACK: Final = "Unpack it first, or pack the table as .zip or .gz."

_FOREIGN: Final[tuple[tuple[bytes, str, str], ...]] = (
    (b"%PDF", "a PDF document", _SAVE_AS_TABLE),
    (b"\x89PNG\r\n\x1a\n", "an image (PNG)", _SAVE_AS_TABLE),
    (b"\xff\xd8\xff", "an image (JPEG)", _SAVE_AS_TABLE),
    (b"GIF8", "an image (GIF)", _SAVE_AS_TABLE),
    (b"II*\x00", "an image (TIFF)", _SAVE_AS_TABLE),
    (b"MM\x00*", "an image (TIFF)", _SAVE_AS_TABLE),
    (b"RIFF", "an image, a sound or a film", _SAVE_AS_TABLE),
    (b"\x7fELF", "a program", _SAVE_AS_TABLE),
    (b"MZ\x90", "a program", _SAVE_AS_TABLE),
    (b"{\\rtf", "a text document (RTF)", _SAVE_AS_TABLE),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"BZh", "packed with bzip2", _UNPACK),
    (b"\xfd7zXZ\x00", "packed with xz", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "packed with Zstandard", _UNPACK),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old Excel workbook (.xls) or one with a password",
        "Open it in Excel or LibreOffice and save it as XLSX without a password.",
    ),
    (b"\x00\x00\x27\x0a", "a shapefile", "Save it as GeoPackage or GeoJSON."),
    (b"ARROW1", "an Arrow file", "Save it as Parquet."),
)

_MARKUP: Final[tuple[tuple[bytes, str, str], ...]] = (
    (
        b"<!doctype html",
        "a web page",
        "The download may have asked for a login: download the file itself.",
    ),
    (b"<html", "a web page", "The download may have asked for a login: download the file itself."),
    (b"<?xml", "an XML document", "Save the table as CSV, or places as GeoPackage or GeoJSON."),
    (b"<kml", "a KML document", "Save the places as GeoPackage or GeoJSON."),
)

_JSON: Final = re.compile(rb'\s*(?:\{\s*["}]|\[\s*(?:[\[{"\]]))')
_GEOJSON: Final = re.compile(rb'"type"\s*:\s*"Feature(?:Collection)?"')

# All control characters but tab, line feed, form feed and carriage return.
_CONTROL: Final = bytes(sorted({*range(32), 127} - set(b"\t\n\f\r")))
_MAX_CONTROL_SHARE: Final = 0.03
"""A table may hold a stray control character, which the checks flag; random bytes have 11 %."""

BYTE_ORDER_MARKS: Final[tuple[tuple[bytes, str], ...]] = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_MIN_ASCII_SHARE: Final = 0.05
"""Delimiters, digits and line ends are more than that in any table, whatever its script."""

_SIDES_RATIO: Final = 3
"""NULs on one side to those on the other; binary data has about as many on both."""

_OFFICE_PARTS: Final = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"xl/")
_ZIP_ENTRY_NAME: Final = 30
"""Where the name of the first entry begins in a zip archive."""


def kind_of(head: bytes, file_name: str) -> Kind:
    r"""Tell the kind of an unpacked file.

    Parameters
    ----------
    head : bytes
        The first bytes, up to :data:`HEAD_BYTES`.
    file_name : str
        For the message.

    Raises
    ------
    ReadError
        If it is none that holds a table; the message says what it is.

    Examples
    --------
    >>> kind_of(b"date,province\n2021-10-08,Kunduz\n", "incidents.xlsx")
    'csv'
    >>> kind_of(b"%PDF-1.7", "incidents.csv")
    Traceback (most recent call last):
    ...
    geodata.sources.rawfile.ReadError: incidents.csv: This is a PDF document. Save the table ...
    """
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(_SQLITE):
        return _geopackage(head, file_name)
    if head.startswith(ZIP):
        return _workbook(head, file_name)
    text = head.removeprefix(codecs.BOM_UTF8).lstrip()
    for signatures, start in ((_FOREIGN, head), (_MARKUP, text[:32].lower())):
        for magic, what, fix in signatures:
            if start.startswith(magic):
                raise ReadError(file_name, f"This is {what}.", fix)
    if head.startswith(GZIP):
        raise ReadError(file_name, "The table is packed twice.", "Unpack it once.")
    if _JSON.match(text):
        return _geojson(text, file_name)
    if not is_text(head):
        raise ReadError(file_name, "This is no table but other binary data.", _SAVE_AS_TABLE)
    return "csv"


def _geopackage(head: bytes, file_name: str) -> Kind:
    if head[_APPLICATION_ID] not in _GEOPACKAGE_IDS:
        raise ReadError(
            file_name,
            "This is an SQLite database, but no GeoPackage.",
            "Save the table as CSV, or places as GeoPackage.",
        )
    return "geo"


def _workbook(head: bytes, file_name: str) -> Kind:
    if not head[_ZIP_ENTRY_NAME:].startswith(_OFFICE_PARTS):
        raise ReadError(
            file_name, "The archive holds another archive.", "Unpack it and pack the table alone."
        )
    return "excel"


def _geojson(text: bytes, file_name: str) -> Kind:
    if not _GEOJSON.search(text):
        raise ReadError(file_name, "This is JSON, but no GeoJSON.", "Save the table as CSV.")
    return "geo"


def encoding_by_mark(head: bytes) -> tuple[str, bytes]:
    """Return the encoding that the byte order mark names, and the mark; blank if there is none.

    UTF-16 without a mark is recognised by its NULs: ASCII letters, among them delimiters and
    line ends, have one in every second byte, on the same side.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return encoding, mark
    for encoding, low, high in (("utf-16-le", 0, 1), ("utf-16-be", 1, 0)):
        nuls, strays = head[high::2].count(b"\x00"), head[low::2].count(b"\x00")
        # Letters such as Ā (U+0100) have their NUL on the other side, but are few.
        if nuls >= _MIN_ASCII_SHARE * len(head) / 2 and nuls > _SIDES_RATIO * strays:
            text = head[: len(head) // 2 * 2].decode(encoding, "replace")
            # A stray NUL in other text gives letters from all over Unicode, but no lines.
            if "\n" in text or "\r" in text:
                return encoding, b""
    return "", b""


def is_text(head: bytes) -> bool:
    """Tell whether bytes are text in some encoding.

    Examples
    --------
    >>> is_text("ننگرهار".encode("cp1256")), is_text(bytes(range(32)))
    (True, False)
    """
    encoding, mark = encoding_by_mark(head)
    if encoding not in ("", "utf-8"):
        head = head.removeprefix(mark).decode(encoding, "replace").encode("utf-8")
    return _control_share(head) <= _MAX_CONTROL_SHARE


def _control_share(text: bytes) -> float:
    return 1 - len(text.translate(None, _CONTROL)) / len(text) if text else 0.0
