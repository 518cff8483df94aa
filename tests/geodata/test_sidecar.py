"""Every data file says what it is, whose it is and that it is unchanged."""

from __future__ import annotations

import csv
import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

import geodata
from geodata.model import ChecksumError, RecordError
from geodata.sidecar import Sidecar, load_sidecar, sha256_of, sidecar_path, verify, write_sidecar

DATA = Path(geodata.__file__).parent / "data"
FILES = sorted(
    path.relative_to(DATA).as_posix()
    for kind in ("*.csv", "*.geojson", "*.parquet", "*.ttf")
    for path in DATA.rglob(kind)
)
EXAMPLE = Sidecar(
    title="A table",
    origin="Invented for a test",
    licence="CC0",
    licence_ours="CC0",
    accessed="2026-01-01",
    sha256="",
    attribution="Nobody",
    counts={"rows": 1},
)


def test_there_are_data_files() -> None:
    assert {"provinces.csv", "records/incidents.csv", "boundaries/provinces.geojson"} <= set(FILES)


@pytest.mark.parametrize("file", FILES)
def test_every_data_file_bears_its_origin_licence_and_attribution(file: str) -> None:
    content = json.loads((DATA / f"{file}.meta.json").read_text(encoding="utf-8"))
    for name in ("title", "origin", "licence", "licence_ours", "accessed", "sha256", "attribution"):
        assert isinstance(content[name], str), name
        assert content[name].strip(), name
    assert date.fromisoformat(content["accessed"]).isoformat() == content["accessed"]


@pytest.mark.parametrize("file", FILES)
def test_every_data_file_is_the_one_described(file: str) -> None:
    path = DATA / file
    described = verify(path)
    assert described.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("file", [file for file in FILES if not file.endswith(".ttf")])
def test_every_data_file_has_as_many_rows_as_described(file: str) -> None:
    path = DATA / file
    counts = load_sidecar(path).counts
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as stream:
            assert counts == {"rows": sum(1 for _ in csv.DictReader(stream))}
    else:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        assert counts == {"features": len(features)}


def test_no_sidecar_describes_a_file_that_is_gone() -> None:
    sidecars = list(DATA.rglob("*.meta.json"))
    assert len(sidecars) == len(FILES)
    assert all(Path(str(path).removesuffix(".meta.json")).exists() for path in sidecars)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    path.write_text("name\nvalue\n", encoding="utf-8")
    write_sidecar(path, EXAMPLE)
    return path


def test_a_sidecar_is_read_as_it_was_written(table: Path) -> None:
    expected = hashlib.sha256(b"name\nvalue\n").hexdigest()
    found = verify(table)
    assert found.sha256 == sha256_of(table) == expected
    assert (found.title, found.counts) == ("A table", {"rows": 1})
    assert sidecar_path(table).name == "table.csv.meta.json"


def test_one_changed_byte_is_noticed(table: Path) -> None:
    table.write_text("name\nvalua\n", encoding="utf-8")
    message = r"table\.csv is not the file that table\.csv\.meta\.json describes: .*, expected "
    with pytest.raises(ChecksumError, match=message):
        verify(table)


def test_a_missing_sidecar_is_named(table: Path) -> None:
    sidecar_path(table).unlink()
    with pytest.raises(RecordError, match=r"table\.csv has no sidecar\. Put its description at"):
        load_sidecar(table)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"title": "A table"}', '"text"'])
def test_what_is_no_sidecar_is_refused(table: Path, content: str) -> None:
    sidecar_path(table).write_text(content, encoding="utf-8")
    with pytest.raises(RecordError, match=r"table\.csv\.meta\.json is not a sidecar: .*anew"):
        verify(table)


def test_a_sidecar_of_thousands_of_levels_is_refused(table: Path) -> None:
    sidecar_path(table).write_text('{"a":' * 100_000, encoding="utf-8")
    with pytest.raises(RecordError, match="is not a sidecar"):
        load_sidecar(table)
