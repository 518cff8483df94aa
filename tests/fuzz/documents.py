"""The manifests that documents hold, read back from files that anybody may have changed."""

from __future__ import annotations

import html
import io
import json
import zipfile
from functools import cache
from typing import TYPE_CHECKING, Final

import matplotlib.figure
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image, PngImagePlugin

from app.commands.view import request_from_words
from geodata.export.documents import options_of
from geodata.export.embedded import embedded_manifest
from geodata.export.manifest import MANIFEST_KEY, Manifest
from geodata.export.office import CUSTOM_PROPERTIES, custom_properties, manifest_properties
from tests.fuzz.shapes import edited
from tests.fuzz.target import Target

if TYPE_CHECKING:
    from collections.abc import Sequence

_MANIFEST: Final = Manifest(
    address="group=NRF",
    dataset="curated",
    dataset_version="ab" * 32,
    software="0.1.0",
    made_at="2026-01-01T00:00:00+00:00",
    document="map.png",
    options={"dpi": "150", "size": "slide", "language": "en"},
)


def _read(data: bytes) -> None:
    """Do what ``atlas reproduce`` does before it makes the document again."""
    manifest = embedded_manifest(data)
    manifest.time()
    options_of(manifest)
    request_from_words({"view": f"?{manifest.address}"})


def _pictures() -> list[bytes]:
    text = _MANIFEST.to_json()
    pictures = []
    for kind in ("png", "gif"):
        file = io.BytesIO()
        notes = PngImagePlugin.PngInfo()
        notes.add_text(MANIFEST_KEY, text)
        extra = {"pnginfo": notes} if kind == "png" else {"comment": text.encode()}
        Image.new("P", (4, 4)).save(file, kind, **extra)
        pictures.append(file.getvalue())
    for kind, metadata in (("svg", {"Description": text}), ("pdf", {"Keywords": text})):
        file = io.BytesIO()
        matplotlib.figure.Figure((0.1, 0.1)).savefig(file, format=kind, metadata=metadata)
        pictures.append(file.getvalue())
    return pictures


def _package() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        properties = custom_properties(manifest_properties(_MANIFEST.to_json()))
        archive.writestr(CUSTOM_PROPERTIES, properties)
    return file.getvalue()


@cache
def _documents() -> Sequence[bytes]:
    text = _MANIFEST.to_json()
    parquet = io.BytesIO()
    table = pa.table({"a": [1]}).replace_schema_metadata({MANIFEST_KEY: text})
    pq.write_table(table, parquet)
    return [
        *_pictures(),
        _package(),
        parquet.getvalue(),
        f'<html><meta name="{MANIFEST_KEY}" content="{html.escape(text)}">'.encode(),
        json.dumps({"type": "FeatureCollection", MANIFEST_KEY: text}).encode(),
        '\ufeff"'.encode() + text.replace('"', '""').encode() + b'"\na,b\n',
        b"\0\0\0\x20ftypisom" + text.encode(),
    ]


TARGETS: Final = (Target("documents", _read, _documents, edited(_documents)),)
