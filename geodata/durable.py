"""Files that outlast a crash, are private, and what to say when the system refuses to write one.

What the atlas keeps is for the user who runs it: files 0600, folders 0700, whatever the umask.
Not so what somebody names a place for (a document, rejected rows, made-up rows, the records of a
checkout): there the umask of that user holds, as with any program that saves a file.
"""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from geodata.model import AtlasError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class StoreError(AtlasError):
    """The data folder can't be written, or doesn't hold what it should."""


PRIVATE_FILE: Final = 0o600
PRIVATE_FOLDER: Final = 0o700

_CAUSES: Final = {
    errno.ENOSPC: "the disk is full. Free some space, or name another folder in ATLAS_HOME",
    errno.EDQUOT: "your share of the disk is used up. Free some space, or name another folder in "
    "ATLAS_HOME",
    errno.EFBIG: "a file grew larger than this system allows. Raise the limit (ulimit -f), or "
    "name a folder on another disk in ATLAS_HOME",
    errno.EACCES: "you may not write there. Name a folder of your own in ATLAS_HOME",
    errno.EPERM: "you may not write there. Name a folder of your own in ATLAS_HOME",
    errno.EROFS: "it is read-only. Name a folder that can be written in ATLAS_HOME",
    errno.ENOTDIR: "a part of its path is a file. Name a folder in ATLAS_HOME",
    errno.EEXIST: "a file stands where a folder should. Name another folder in ATLAS_HOME",
}


def cause(error: OSError) -> str:
    """Say why the system refuses to write, and what to do."""
    for number, cause in _CAUSES.items():
        # Arrow's errors name the number in their text only.
        if error.errno == number or os.strerror(number).lower() in str(error).lower():
            return cause
    return f"{error}. Mend this, or name another folder in ATLAS_HOME"


def reading_cause(error: OSError) -> str:
    """Say in words what it means that the system refused to read or write a file.

    Examples
    --------
    >>> reading_cause(PermissionError(errno.EACCES, "Permission denied", "/data/imports"))
    "A file of the atlas can't be used (Permission denied). atlas doctor says which one, ..."
    """
    return (
        f"A file of the atlas can't be used ({error.strerror or type(error).__name__}). atlas "
        "doctor says which one, and what to do."
    )


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn what the system says when it can't write to a folder into a sentence with a fix.

    Raises
    ------
    StoreError
        In place of an ``OSError``.

    Examples
    --------
    >>> from pathlib import Path
    >>> with explained(Path("/data")):
    ...     raise OSError(errno.ENOSPC, "No space left on device")
    Traceback (most recent call last):
    ...
    geodata.durable.StoreError: Nothing was stored in /data: the disk is full. ...
    """
    try:
        yield
    except OSError as error:
        raise StoreError(f"Nothing was stored in {folder}: {cause(error)}.") from error


def private_folder(folder: Path) -> None:
    """Make a folder that only its owner can enter, and those above it that are missing.

    A folder that exists keeps its mode: whoever made it may have meant it.
    """
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    except FileNotFoundError:
        # With parents=True the mode would hold for the last folder alone.
        private_folder(folder.parent)
        folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)


def private_file(path: Path) -> None:
    """Make a file that only its owner can read, empty unless it exists.

    A library that then writes to that path keeps the mode; so the content is private from its
    first byte on.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, PRIVATE_FILE)
    try:
        os.fchmod(handle, PRIVATE_FILE)
    finally:
        os.close(handle)


def make_private(folder: Path) -> None:
    """Take from everybody else what is in a folder, for what another program wrote there."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(PRIVATE_FOLDER if path.is_dir() else PRIVATE_FILE)


def sync(path: Path) -> None:
    """Wait until a file, or the list of names in a folder, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Wait until a folder and all that is in it is on the disk."""
    for path in sorted(folder.rglob("*")):
        sync(path)
    sync(folder)


def write_text(path: Path, text: str) -> None:
    """Write a private file and wait until its content is on the disk."""
    private_file(path)
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
