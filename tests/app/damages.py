"""A store with an import of two versions, and what can happen to it."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geodata.importing import import_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OWN: Final = Path(__file__).parents[1] / "fixtures" / "own.csv"
NAME: Final = "mine"
NOBODY: Final = 65534


def stored(home: Path) -> Path:
    """Import an invented file twice, the second time with a line more; gives the folder."""
    first = home.parent / "own.csv"
    first.write_bytes(OWN.read_bytes())
    import_files([first], NAME)
    lines = OWN.read_text(encoding="utf-8").splitlines()
    more = [lines[1].replace(lines[1].split(",")[0], "an-invented-line-more", 1)]
    first.write_text("\n".join([*lines, *more]) + "\n", encoding="utf-8")
    import_files([first], NAME)
    return home / "imports" / NAME


def record_file(folder: Path, version: str = "2") -> Path:
    return min((folder / "versions" / version / "records").rglob("*.parquet"))


def lose_a_file(folder: Path) -> None:
    record_file(folder).unlink()


def cut_a_file(folder: Path) -> None:
    path = record_file(folder)
    path.write_bytes(path.read_bytes()[:-10])


def flip_a_bit(folder: Path) -> None:
    path = record_file(folder)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut_the_manifest(folder: Path) -> None:
    path = folder / "versions" / "2" / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8")[:100], encoding="utf-8")


def come_from_another_release(folder: Path) -> None:
    path = folder / "versions" / "2" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(manifest | {"manifest_version": 99}), encoding="utf-8")


def lose_the_version(folder: Path) -> None:
    (folder / "current").write_text("7\n", encoding="utf-8")


def empty_the_pointer(folder: Path) -> None:
    (folder / "current").write_text("", encoding="utf-8")


def lose_the_pointer(folder: Path) -> None:
    (folder / "current").unlink()


DAMAGES: Final[dict[Callable[[Path], None], str]] = {
    lose_a_file: "is missing",
    cut_a_file: "bytes instead of",
    flip_a_bit: "is another file than the one that was imported",
    cut_the_manifest: "manifest.json can't be read",
    come_from_another_release: "written by another release of the atlas (manifest version 99",
    lose_the_version: "not there",
    empty_the_pointer: "Nothing says which version",
    lose_the_pointer: "Nothing says which version",
}
"""Each damage of the version that counts, and how it is named."""


@contextmanager
def without_rights(folder: Path) -> Iterator[None]:
    """Take from this process the right to look into a folder, also where it runs as root."""
    mode = folder.stat().st_mode
    folder.chmod(0)
    is_root = os.geteuid() == 0
    if is_root:
        # The rights of a folder mean nothing to root.
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(mode)
