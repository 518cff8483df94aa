"""Where imports are kept: names, numbers, the pointer to the version that counts, and the lock.

In the data folder stands for each import::

    imports/NAME/versions/3/records/year=2021/part-0.parquet
                            rejected/part-0.parquet
                            manifest.json
                 staging/   what is being written
                 current    the number of the version that counts
                 lock       held by whoever writes
"""

from __future__ import annotations

import json
import os
import re
import socket
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout

from geodata.durable import PRIVATE_FILE, StoreError, explained, private_folder, sync, write_text
from geodata.store import home, is_home_lost

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_TAKEN: Final = "curated"


def import_folder(name: str) -> Path:
    """Return where an import is kept.

    Raises
    ------
    StoreError
        If the name could be taken for something else.

    Examples
    --------
    >>> import_folder("../ucdp")
    Traceback (most recent call last):
    ...
    geodata.durable.StoreError: '../ucdp' can't be the name of an import. Use ...
    """
    if not _NAME.fullmatch(name) or name == _TAKEN:
        raise StoreError(
            f"{name!r} can't be the name of an import. Use up to 64 of a–z, 0–9, - and _, "
            f"beginning with a letter or a digit, and not {_TAKEN!r}."
        )
    return home() / "imports" / name


def current_number(folder: Path) -> str:
    """Return the number of the version that counts; blank if none does yet.

    Raises
    ------
    StoreError
        If it can't be read.
    """
    try:
        # Whatever else stands there leads to no version, and is told as that.
        return (folder / "current").read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(
            f"{folder / 'current'} can't be read ({error}). Give the user who runs the atlas the "
            f"right to read {folder}, or choose a version: atlas rollback {folder.name} NUMBER."
        ) from error


def store_problem() -> str:
    """Say what is wrong with the store as a whole; blank if it can be read, or isn't there yet."""
    if is_home_lost():
        return (
            f"The data folder {home()} is gone: it was there when the atlas started. Mount or "
            "restore it; until then only the built-in records are shown."
        )
    folder = home() / "imports"
    try:
        # Names can be listed with one right, what is behind them only with another.
        for name in os.listdir(folder):  # noqa: PTH208 - pathlib says nothing of what it can't read
            _look_into(folder / name)
    except FileNotFoundError:
        return ""
    except NotADirectoryError:
        return (
            f"{folder} should be a folder with the imports, and is none. Move away what stands "
            "there; until then only the built-in records are shown."
        )
    except OSError as error:
        return (
            f"The imports in {folder} can't be read: {error.strerror}. Give the user who runs the "
            "atlas the right to read it; until then they may be missing here."
        )
    return ""


def _look_into(folder: Path) -> None:
    with suppress(FileNotFoundError, NotADirectoryError):
        os.stat(folder / "current")  # noqa: PTH116 - pathlib would swallow what is asked for


def pointless_names() -> list[str]:
    """Return the names of the imports that have versions of which none counts, sorted."""
    folders = [path for path in (home() / "imports").glob("*") if _NAME.fullmatch(path.name)]
    return sorted(
        path.name
        for path in folders
        # Unlike pathlib it says no where this user may not look.
        if version_folders(path) and not os.path.exists(path / "current")  # noqa: PTH110 - see above
    )


def import_names() -> list[str]:
    """Return the names of the imports that have a version, sorted."""
    folders = (home() / "imports").glob("*/current")
    return sorted(path.parent.name for path in folders if _NAME.fullmatch(path.parent.name))


def version_folders(folder: Path) -> list[Path]:
    """Return the folders of the versions of an import, the newest first.

    Where this user may not look there are none; :func:`store_problem` tells of that.
    """
    try:
        found = [path for path in (folder / "versions").glob("*") if path.name.isdecimal()]
    except PermissionError:
        return []
    return sorted(found, key=lambda path: int(path.name), reverse=True)


def point_to(folder: Path, number: str) -> None:
    """Let another version count, from one moment to the next."""
    aside = folder / "current.part"
    write_text(aside, f"{number}\n")
    aside.replace(folder / "current")
    sync(folder)


def _holder(folder: Path) -> str:
    try:
        holder = json.loads((folder / "holder.json").read_text(encoding="utf-8"))
        return f"process {holder['process']} on {holder['host']} since {holder['since']} UTC"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


def _write_holder(folder: Path) -> None:
    now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ", "seconds")
    holder = {"process": os.getpid(), "host": socket.gethostname(), "since": now}
    write_text(folder / "holder.json", json.dumps(holder))


@contextmanager
def locked(name: str, timeout_seconds: float) -> Iterator[Path]:
    """Hold an import for one writer; the system frees it even if that process is killed.

    Parameters
    ----------
    name : str
        Of the import; its folder is made.
    timeout_seconds : float
        How long to wait for whoever holds it.

    Yields
    ------
    pathlib.Path
        The folder of the import.

    Raises
    ------
    StoreError
        If somebody else holds it for longer, or the system refuses to write.
    """
    folder = import_folder(name)
    # A marker file instead of the system's lock would outlive a process that is killed.
    lock = FileLock(
        folder / "lock", timeout=timeout_seconds, mode=PRIVATE_FILE, fallback_to_soft=False
    )
    with explained(folder):
        private_folder(folder)
        try:
            lock.acquire()
        except Timeout as error:
            raise StoreError(
                f"The import {name!r} is being written by {_holder(folder)}; waited for "
                f"{timeout_seconds:g} s. Try again when it has ended."
            ) from error
    try:
        with explained(folder):
            _write_holder(folder)
        yield folder
    finally:
        (folder / "holder.json").unlink(missing_ok=True)
        lock.release()
