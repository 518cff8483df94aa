"""The manifest that a document holds, whatever its format."""

from __future__ import annotations

import html
import io
import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

import pyarrow.parquet as pq
from PIL import Image

from geodata.export.documents import read_manifest
from geodata.export.manifest import MANIFEST_KEY, Manifest, manifest_from_json
from geodata.export.office import manifest_text
from geodata.export.report import brief_manifest
from geodata.model import AtlasError

if TYPE_CHECKING:
    from collections.abc import Callable

_BEGINNING: Final = '{"address":'
"""How every manifest begins, see :meth:`geodata.export.manifest.Manifest.to_json`."""

_MOST_BYTES: Final = 1 << 20
_MOST_STEPS: Final = 10_000_000
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


def _first_object(text: str) -> str:
    """Return the first manifest in a text with something before and after it, or an empty text."""
    start = text.find(_BEGINNING)
    if start < 0:
        return ""
    _, end = json.JSONDecoder().raw_decode(text, start)
    return text[start:end]


def _of_gif(content: bytes) -> str:
    with Image.open(io.BytesIO(content)) as picture:
        comment = picture.info.get("comment", b"")
    return bytes(comment).decode(errors="replace")


def _of_film(content: bytes) -> str:
    return _first_object(content.decode("latin-1"))


def _of_parquet(content: bytes) -> str:
    metadata = pq.read_schema(io.BytesIO(content)).metadata or {}
    return bytes(metadata.get(MANIFEST_KEY.encode(), b"")).decode(errors="replace")


def _of_geopackage(content: bytes) -> str:
    with closing(sqlite3.connect(":memory:")) as database:
        # A database may hold a view that never ends, or texts that fill the memory.
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, max(len(content), _MOST_BYTES))
        database.set_progress_handler(lambda: 1, _MOST_STEPS)
        database.deserialize(content)
        rows = database.execute("SELECT metadata FROM gpkg_metadata").fetchall()
    # GDAL keeps the texts in an XML of its own.
    found = (_first_object(html.unescape(str(row[0]))) for row in rows)
    return next((text for text in found if text), "")


def _of_geojson(content: bytes) -> str:
    collection = json.loads(content)
    return str(collection.get(MANIFEST_KEY, "")) if isinstance(collection, dict) else ""


def _of_csv(content: bytes) -> str:
    return _first_object(content.decode(errors="replace").replace('""', '"'))


# The first bytes of a file, from a place on, and who reads such files.
_READERS: Final[tuple[tuple[int, bytes, Callable[[bytes], str]], ...]] = (
    (0, b"GIF8", _of_gif),
    (4, b"ftyp", _of_film),
    (0, b"PAR1", _of_parquet),
    (0, b"SQLite format 3", _of_geopackage),
    (0, b"PK\x03\x04", manifest_text),
    (0, b"{", _of_geojson),
    (0, _BYTE_ORDER_MARK, _of_csv),
    (0, b"%PDF", brief_manifest),
)


def embedded_manifest(content: bytes) -> Manifest:
    """Return the manifest that a document holds.

    Parameters
    ----------
    content : bytes
        Of a picture, film, PDF, presentation, page or table that the atlas made.

    Raises
    ------
    AtlasError
        If it holds none, or can't be read.
    """
    readers = (reader for start, begin, reader in _READERS if content[start:].startswith(begin))
    try:
        text = next((found for reader in readers if (found := reader(content))), "")
        return manifest_from_json(text) if text else read_manifest(content)
    except AtlasError:
        raise
    # Each library has its own errors for a damaged file, and Pillow, zlib and JSON have some that
    # their pages don't tell of.
    except Exception as error:
        raise AtlasError(
            f"The document is damaged: {error}. Use the one that the atlas made."
        ) from error
