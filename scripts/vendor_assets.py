"""Take Leaflet and typefaces from npm, so that neither browser nor document needs another host.

Those of the browser go to ``app/assets``, those of documents to ``geodata/data/fonts``. Run from
the project's root with npm at hand: ``python scripts/vendor_assets.py``.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess  # nosec B404 # with a list of arguments, never a shell
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from geodata.sidecar import Sidecar, write_sidecar

ROOT = Path(__file__).parents[1]
ASSETS = ROOT / "app" / "assets"
FONTS = ROOT / "geodata" / "data" / "fonts"
SOURCE_MAP_LINE = b"//# sourceMappingURL=leaflet.js.map"


@dataclass(frozen=True)
class Package:
    """What is taken from one npm package: files by their name in it, and how they are called."""

    name: str
    version: str
    checksum: str
    target: str
    title: str
    licence: str
    notes: str
    files: dict[str, str]


@dataclass(frozen=True)
class Typeface:
    """What is taken from one npm package for documents: each font with a sidecar of its own."""

    name: str
    version: str
    checksum: str
    family: str
    designer: str
    accessed: str
    notes: str
    fonts: dict[str, str]
    licence: tuple[str, str]


PACKAGES = (
    Package(
        name="leaflet",
        version="1.9.4",
        checksum="84c65a256e50657896f54c33bd857b6849ebe94c817803be818bf32a3dde0b77",
        target="leaflet",
        title="Leaflet, the map library of the browser",
        licence="BSD-2-Clause, see LICENSE",
        notes="The line that names the source map is taken out of leaflet.js.",
        files={
            "dist/leaflet.js": "leaflet.js",
            "dist/leaflet.css": "leaflet.css",
            "dist/images/layers.png": "images/layers.png",
            "dist/images/layers-2x.png": "images/layers-2x.png",
            "dist/images/marker-icon.png": "images/marker-icon.png",
            "LICENSE": "LICENSE",
        },
    ),
    Package(
        name="vazirmatn",
        version="33.0.3",
        checksum="9506e9e6a27e62b353c04a136c27de0cc3aa9e434658b45a6363f7c98c357090",
        target="fonts",
        title="Vazirmatn, the typeface of Dari and Pashto",
        licence="SIL Open Font License 1.1, see OFL.txt",
        notes="It has all letters of Dari and Pashto.",
        files={
            "fonts/webfonts/Vazirmatn-Regular.woff2": "vazirmatn-regular.woff2",
            "fonts/webfonts/Vazirmatn-Bold.woff2": "vazirmatn-bold.woff2",
            "OFL.txt": "OFL.txt",
        },
    ),
)

TYPEFACES = (
    Typeface(
        name="@expo-google-fonts/source-sans-3",
        version="0.4.1",
        checksum="eb41834f563921e19b18b40bc924b97110983aef800d9cb67b9186f546311828",
        family="Source Sans 3",
        designer="Adobe",
        accessed="2026-11-24",
        notes="The typeface of the dashboard, as files that a document can hold.",
        fonts={
            "400Regular/SourceSans3_400Regular.ttf": "source-sans-3-regular.ttf",
            "700Bold/SourceSans3_700Bold.ttf": "source-sans-3-bold.ttf",
        },
        licence=("LICENSE_FONT", "LICENSE-source-sans-3.txt"),
    ),
    Typeface(
        name="vazirmatn",
        version="33.0.3",
        checksum="9506e9e6a27e62b353c04a136c27de0cc3aa9e434658b45a6363f7c98c357090",
        family="Vazirmatn",
        designer="The Vazirmatn Project Authors",
        accessed="2026-11-24",
        notes="It has all letters of Dari and Pashto.",
        fonts={
            "fonts/ttf/Vazirmatn-Regular.ttf": "vazirmatn-regular.ttf",
            "fonts/ttf/Vazirmatn-Bold.ttf": "vazirmatn-bold.ttf",
        },
        licence=("OFL.txt", "LICENSE-vazirmatn.txt"),
    ),
)


def download(package: Package | Typeface, folder: Path) -> Path:
    """Return the package archive, taken from npm by name and checked."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is not installed.")
    wanted = f"{package.name}@{package.version}"
    subprocess.run([npm, "pack", wanted], cwd=folder, check=True)  # nosec B603 # noqa: S603 - fixed arguments
    archive = folder / f"{package.name.lstrip('@').replace('/', '-')}-{package.version}.tgz"
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != package.checksum:
        raise SystemExit(f"{archive.name} has SHA-256 {digest}, expected {package.checksum}.")
    return archive


def unpack(package: Package) -> None:
    """Unpack the files that a page needs and describe them."""
    checksums = {}
    with (
        tempfile.TemporaryDirectory() as scratch,
        tarfile.open(download(package, Path(scratch))) as archive,
    ):
        for member, name in package.files.items():
            file = archive.extractfile(f"package/{member}")
            if file is None:
                raise SystemExit(f"The package holds no {member}.")
            # The map of the source is not shipped, so no browser shall ask for it.
            content = file.read().replace(SOURCE_MAP_LINE, b"")
            target = ASSETS / package.target / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            checksums[name] = hashlib.sha256(content).hexdigest()
    sidecar = {
        "title": package.title,
        "origin": f"npm package {package.name} {package.version}",
        "licence": package.licence,
        "sha256": checksums,
        "notes": package.notes,
    }
    text = json.dumps(sidecar, indent=2) + "\n"
    (ASSETS / package.target / "assets.meta.json").write_text(text, encoding="utf-8")
    print(f"{len(checksums)} files in {package.target}")


def unpack_typeface(typeface: Typeface) -> None:
    """Unpack the fonts of documents, each with a sidecar, and their licence."""
    FONTS.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as scratch,
        tarfile.open(download(typeface, Path(scratch))) as archive,
    ):
        for member, name in (*typeface.fonts.items(), typeface.licence):
            file = archive.extractfile(f"package/{member}")
            if file is None:
                raise SystemExit(f"The package holds no {member}.")
            (FONTS / name).write_bytes(file.read())
    for name in typeface.fonts.values():
        sidecar = Sidecar(
            title=f"{typeface.family}, {name.removesuffix('.ttf').rpartition('-')[2]}",
            origin=f"{typeface.designer}; npm package {typeface.name} {typeface.version}",
            licence=f"SIL Open Font License 1.1, see {typeface.licence[1]}",
            licence_ours="SIL Open Font License 1.1",
            accessed=typeface.accessed,
            sha256="",
            attribution=f"Typeface: {typeface.family} ({typeface.designer})",
            notes=typeface.notes,
        )
        write_sidecar(FONTS / name, sidecar)
    print(f"{len(typeface.fonts)} fonts of {typeface.family}")


def main() -> None:
    """Take every package."""
    for package in PACKAGES:
        unpack(package)
    for typeface in TYPEFACES:
        unpack_typeface(typeface)


if __name__ == "__main__":
    main()
