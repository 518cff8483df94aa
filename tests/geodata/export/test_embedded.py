"""Manifests are read back from files that anybody may have changed."""

from __future__ import annotations

import io
import json
import sqlite3
import time
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from geodata.export.documents import options_of
from geodata.export.embedded import embedded_manifest
from geodata.export.manifest import MANIFEST_KEY, Manifest
from geodata.export.office import CUSTOM_PROPERTIES
from geodata.model import AtlasError

if TYPE_CHECKING:
    from pathlib import Path

GOOD: dict[str, Any] = {
    "address": "group=NRF",
    "dataset": "curated",
    "dataset_version": "ab",
    "software": "0.1.0",
    "made_at": "2026-01-01T00:00:00+00:00",
    "document": "map.png",
    "options": {"dpi": "300", "size": "a4"},
}


def page(**changes: object) -> bytes:
    return json.dumps({MANIFEST_KEY: json.dumps(GOOD | changes)}).encode()


def test_a_good_one_is_read() -> None:
    manifest = embedded_manifest(page())
    assert manifest == Manifest(**GOOD)
    assert options_of(manifest)[1].dpi == 300


@pytest.mark.parametrize(
    "changes",
    [
        {"made_at": "yesterday"},
        {"made_at": 5},
        {"address": None},
        {"document": ["map.png"]},
        {"options": 5},
        {"options": None},
        {"options": {"size": ["a4"]}},
        {"options": {"dpi": 150}},
        {"more": "words"},
    ],
    ids=str,
)
def test_a_manifest_of_other_values_is_none(changes: dict[str, object]) -> None:
    with pytest.raises(AtlasError, match="no manifest"):
        embedded_manifest(page(**changes))


@pytest.mark.parametrize("dpi", ["many", "1000000", "-150", "²"])
def test_no_picture_is_made_larger_than_any_of_the_atlas(dpi: str) -> None:
    manifest = embedded_manifest(page(options={"dpi": dpi}))
    with pytest.raises(AtlasError, match="dots per inch"):
        options_of(manifest)


def zipped(content: bytes, place: int = 0, value: int = 80) -> bytes:
    """Return a package, with one byte of its directory changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(CUSTOM_PROPERTIES, content)
    data = bytearray(file.getvalue())
    data[data.index(b"PK\x01\x02") + place] = value
    return bytes(data)


def endless_database(folder: Path) -> bytes:
    path = folder / "endless.gpkg"
    with closing(sqlite3.connect(path)) as database:
        database.execute(
            "CREATE VIEW gpkg_metadata AS WITH RECURSIVE n(metadata) AS "
            "(SELECT 1 UNION ALL SELECT metadata + 1 FROM n) "
            "SELECT metadata FROM n WHERE metadata < 0"
        )
        database.commit()
    return path.read_bytes()


def gif_of(width: int, height: int) -> bytes:
    size = width.to_bytes(2, "little") + height.to_bytes(2, "little")
    return b"GIF89a" + size + b"\x00\x00\x00" + b"," + bytes(4) + size + b"\x00\x02\x00;"


def test_a_damaged_document_is_told() -> None:
    swelling = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol"}">' for n in range(12))
    damaged = [
        b'{"a":' * 100_000,
        b'\xef\xbb\xbf"{""address"":' + b"[" * 100_000,
        gif_of(65_535, 65_535),
        # A method of packing that there is not, and a password.
        zipped(b"<a/>", 10, 99),
        zipped(b"<a/>", 8, 1),
        f"<svg><!DOCTYPE x [{swelling}]><description>&e11;</description></svg>".encode(),
        f"<!DOCTYPE svg [{swelling}]><svg><description>&e11;</description></svg>".encode(),
        zipped(f"<!DOCTYPE x [{swelling}]><x>&e11;</x>".encode()),
    ]
    for content in damaged:
        with pytest.raises(AtlasError):
            embedded_manifest(content)


def test_a_document_that_never_ends_is_given_up(tmp_path: Path) -> None:
    started = time.process_time()
    for content in (
        endless_database(tmp_path),
        b"%PDF" + b"/Keywords (" * 200_000,
        b"%PDF" + b"<pdf:Keywords>" * 200_000,
    ):
        with pytest.raises(AtlasError):
            embedded_manifest(content)
    assert time.process_time() - started < 10
