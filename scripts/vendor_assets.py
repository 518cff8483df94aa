"""Take Leaflet and a typeface from npm into ``app/assets``, so that no browser needs another host.

Run from the project's root with npm at hand: ``python scripts/vendor_assets.py``.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ASSETS = Path(__file__).parents[1] / "app" / "assets"
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


def download(package: Package, folder: Path) -> Path:
    """Return the package archive, taken from npm by name and checked."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is not installed.")
    wanted = f"{package.name}@{package.version}"
    subprocess.run([npm, "pack", wanted], cwd=folder, check=True)  # noqa: S603 - fixed arguments
    archive = folder / f"{package.name}-{package.version}.tgz"
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


def main() -> None:
    """Take every package."""
    for package in PACKAGES:
        unpack(package)


if __name__ == "__main__":
    main()
