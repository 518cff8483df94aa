"""What users and other programs write about views and files: presets, addresses, sidecars."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from app.address import address_notes, address_tests
from app.commands.presets import load_presets
from app.commands.view import WORDS, request_from_words
from geodata.export.request import address_of, request_from_address
from geodata.manifest import (
    MANIFEST_FILE,
    Description,
    Manifest,
    SourceFile,
    StoredFile,
    load_manifest,
)
from geodata.provinces import DATA
from geodata.sidecar import load_sidecar, sidecar_path, verify
from tests.fuzz.shapes import edited
from tests.fuzz.target import Target

if TYPE_CHECKING:
    from collections.abc import Callable

_PRESETS: Final = b"""out = "briefs"
[weekly]
group = ["ISKP", "NRF"]
from = 2021-08-15
to = "2021-11-19"
measure = "killed"
formats = "pdf"
[monthly]
data = "curated"
"""
_ADDRESS: Final = (
    b"http://localhost:8501/?group=NRF&group=ISKP&from=2022-01-01&to=2023-12-31&measure=Killed"
    b"&estimate=High&event=Attack&attribution=Claimed&province=Kabul&target=&known=2022-05-01"
    b"&lang=English&page=3&record=20211008-KDZ-1&search=mosque&own_number=70&data=Curated%20records"
)
_VERSION: Final = Manifest(
    name="mine",
    id="1",
    created="2026-01-01T00:00:00+00:00",
    software="0.1.0",
    parent="",
    records=2,
    rejected=0,
    checksum="ab" * 32,
    files=(StoredFile("records/year=2021/part-0.parquet", 2, 1, "ab" * 32),),
    description=Description(
        "Own", "own", "x", "x", redistributable=True, sources=(SourceFile("own.csv", "ab", 3),)
    ),
)
_WORDS: Final = (*WORDS, "view", "out", "template", "formats")
_TESTS: Final = address_tests(["Kabul"], ["Curated records"], date(2014, 1, 1), date(2025, 12, 16))


def _presets(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "presets.toml"
        path.write_bytes(data)
        for words in load_presets(str(path), _WORDS).values():
            assert all(isinstance(text, str) for text in words.values())
            request_from_words({word: text for word, text in words.items() if word != "data"})


def _addresses(data: bytes) -> None:
    # A command line and an address bar hand on what isn't UTF-8 as surrogates.
    address = data.decode("utf-8", "surrogateescape")
    address_notes(parse_qs(address.partition("?")[2]), _TESTS)
    request = request_from_address(address)
    again = request_from_address(f"?{address_of(request)}")
    assert again == request


def _sidecars(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_bytes(b"a\n1\n")
        sidecar_path(path).write_bytes(data)
        load_sidecar(path)
        verify(path)


def _versions(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / MANIFEST_FILE).write_bytes(data)
        manifest = load_manifest(Path(folder))
        manifest.to_json()


def _target(name: str, attempt: Callable[[bytes], None], *seeds: bytes) -> Target:
    return Target(name, attempt, lambda: seeds, edited(lambda: seeds))


TARGETS: Final = (
    _target("presets", _presets, _PRESETS),
    _target("addresses", _addresses, _ADDRESS),
    _target("sidecars", _sidecars, (DATA / "provinces.csv.meta.json").read_bytes()),
    _target("versions", _versions, _VERSION.to_json().encode()),
)
