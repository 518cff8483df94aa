"""Sidecars: what each data file is, where it comes from, whose licence it bears, its checksum."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Final

from geodata.model import ChecksumError, RecordError

if TYPE_CHECKING:
    from pathlib import Path

SUFFIX: Final = ".meta.json"


@dataclass(frozen=True, slots=True)
class Sidecar:
    """The description that stands beside a data file as ``<file>.meta.json``.

    Parameters
    ----------
    title : str
        What the file holds.
    origin : str
        Who made it, or the package and version that it was taken from.
    licence : str
        Licence of the source.
    licence_ours : str
        Licence under which the atlas passes the file on.
    accessed : str
        ISO date on which it was taken from its source.
    sha256 : str
        Checksum of the file.
    attribution : str
        The line to show wherever the data is shown.
    counts : dict of str to int
        Rows, features and the like.
    notes : str
        What a user has to know.
    """

    title: str
    origin: str
    licence: str
    licence_ours: str
    accessed: str
    sha256: str
    attribution: str
    counts: dict[str, int] = field(default_factory=dict)
    notes: str = ""


def sha256_of(path: Path) -> str:
    """Return the SHA-256 checksum of a file as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sidecar_path(path: Path) -> Path:
    """Return where the sidecar of a data file stands."""
    return path.with_name(path.name + SUFFIX)


def load_sidecar(path: Path) -> Sidecar:
    """Read the sidecar of a data file.

    Raises
    ------
    RecordError
        If it is missing, or is not a sidecar.
    """
    place = sidecar_path(path)
    try:
        return Sidecar(**json.loads(place.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise RecordError(
            f"{path.name} has no sidecar. Put its description at {place.name} beside it."
        ) from error
    except (TypeError, ValueError, RecursionError) as error:
        raise RecordError(f"{place.name} is not a sidecar: {error}. Write it anew.") from error


def verify(path: Path) -> Sidecar:
    """Check a data file against its sidecar and return the sidecar.

    Raises
    ------
    ChecksumError
        If the file is not the one that the sidecar describes.
    """
    sidecar = load_sidecar(path)
    found = sha256_of(path)
    if found != sidecar.sha256:
        raise ChecksumError(
            f"{path.name} is not the file that {sidecar_path(path).name} describes: its SHA-256 "
            f"is {found}, expected {sidecar.sha256}. Restore the file, or, if the change is "
            "meant, write the sidecar anew."
        )
    return sidecar


def write_sidecar(path: Path, sidecar: Sidecar) -> None:
    """Write the sidecar of a data file; its checksum is taken from the file."""
    content = asdict(sidecar) | {"sha256": sha256_of(path)}
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    sidecar_path(path).write_text(text, encoding="utf-8")
