"""Write a bill of materials of what runs: the locked packages, and what was taken from npm.

A CycloneDX file as JSON, checked against the schema, the same each time. Run from the project's
root: ``python -m scripts.bill_of_materials``, or ``make sbom``.
"""

from __future__ import annotations

import json
import re
import subprocess  # nosec B404 # with a list of arguments, never a shell
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT: Final = Path(__file__).parents[1]
TARGET: Final = ROOT / "dist" / "sbom.cdx.json"
_SIDECARS: Final = ("app/assets/*/assets.meta.json", "geodata/data/*/*.meta.json")
_PACKAGE: Final = re.compile(r"npm package (?P<name>[^\s,]+) (?P<version>[^\s,]+)")
_SPDX: Final = {
    "BSD-2-Clause": "BSD-2-Clause",
    "MIT": "MIT",
    "SIL Open Font License 1.1": "OFL-1.1",
}
_FONTS: Final = (".ttf", ".woff2")


@dataclass(frozen=True)
class Taken:
    """A file that was taken from an npm package, or made from one."""

    package: str
    version: str
    licence: str
    path: str
    sha256: str


def taken_files(root: Path) -> list[Taken]:
    """Return the files in the tree whose sidecars name an npm package."""
    return [
        Taken(found["name"], found["version"], sidecar["licence"].partition(",")[0], path, checksum)
        for pattern in _SIDECARS
        for place in sorted(root.glob(pattern))
        for sidecar in [json.loads(place.read_text(encoding="utf-8"))]
        if (found := _PACKAGE.search(sidecar["origin"]))
        for path, checksum in _described(place, sidecar["sha256"], root)
    ]


def _described(
    place: Path, checksums: str | dict[str, str], root: Path
) -> Iterator[tuple[str, str]]:
    """Yield the files that a sidecar describes: those of a folder, or the one beside it."""
    if isinstance(checksums, str):
        checksums = {place.name.removesuffix(".meta.json"): checksums}
    for name, checksum in checksums.items():
        yield (place.parent / name).relative_to(root).as_posix(), checksum


def with_taken_files(bom: Bom, files: Iterable[Taken]) -> Bom:
    """Add a component a package, with the files from it in it; return the same bill."""
    packages: dict[tuple[str, str, str], list[Taken]] = {}
    for file in files:
        packages.setdefault((file.package, file.version, file.licence), []).append(file)
    for (package, version, licence), its_files in packages.items():
        bom.components.add(_component(package, version, licence, its_files))
    return bom


def _component(package: str, version: str, licence: str, files: list[Taken]) -> Component:
    namespace, _, name = package.rpartition("/")
    purl = PackageURL(type="npm", namespace=namespace or None, name=name, version=version)
    is_typeface = any(file.path.endswith(_FONTS) for file in files)
    is_data = all(file.path.endswith(".geojson") for file in files)
    return Component(
        type=ComponentType.DATA if is_data else ComponentType.LIBRARY,
        group=namespace or None,
        name=name,
        version=version,
        purl=purl,
        bom_ref=str(purl),
        description="Typeface" if is_typeface else None,
        licenses=[LicenseFactory().make_from_string(_SPDX.get(licence, licence))],
        components=[
            Component(
                type=ComponentType.FILE,
                name=file.path,
                bom_ref=file.path,
                hashes=[HashType(alg=HashAlgorithm.SHA_256, content=file.sha256)],
            )
            for file in files
        ],
    )


def locked_packages(requirements: Path, project: Path) -> Bom:
    """Return the bill of the locked packages, as ``cyclonedx-py`` writes it."""
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", str(requirements)]
    command += ["--pyproject", str(project), "--sv", "1.6", "--output-reproducible"]
    run = subprocess.run(command, check=True, capture_output=True)  # nosec B603 # noqa: S603 - fixed arguments
    written: dict[str, Any] = json.loads(run.stdout)
    for component in written["components"]:
        # The line of the file, once more.
        component.pop("description")
    bom: Bom = Bom.from_json(written)
    return bom


def with_direct_dependencies(bom: Bom, project: Path) -> Bom:
    """Say which components the atlas itself asks for; return the same bill.

    What those ask for in turn is not in the file of locked packages, so it isn't said.
    """
    named = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["dependencies"]
    direct = {canonicalize_name(Requirement(line).name) for line in named}
    root = bom.metadata.component
    if root is None:
        raise SystemExit(f"{project.name} names no project.")
    asked = [
        component
        for component in bom.components
        if component.purl is not None
        and (component.purl.type == "npm" or canonicalize_name(component.name) in direct)
    ]
    bom.register_dependency(root, asked)
    return bom


def bill_of_materials(root: Path) -> str:
    """Return the bill of a checkout as JSON.

    Raises
    ------
    SystemExit
        If it doesn't fit the schema.
    """
    bom = locked_packages(root / "requirements.txt", root / "pyproject.toml")
    bom = with_direct_dependencies(
        with_taken_files(bom, taken_files(root)), root / "pyproject.toml"
    )
    written = json.loads(JsonV1Dot6(bom).output_as_string())
    # Both are new each time.
    written.pop("serialNumber", None)
    written["metadata"].pop("timestamp", None)
    text = json.dumps(written, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    if error := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise SystemExit(f"The bill of materials doesn't fit the schema: {error}")
    return text


def main() -> None:
    """Write the bill to ``dist/``."""
    TARGET.parent.mkdir(exist_ok=True)
    text = bill_of_materials(ROOT)
    TARGET.write_text(text, encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {len(json.loads(text)['components'])} components")


if __name__ == "__main__":
    main()
