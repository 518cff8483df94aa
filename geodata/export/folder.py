"""Documents into a folder: all of them, or none and the folder as it was."""

from __future__ import annotations

import errno
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geodata.durable import sync
from geodata.model import AtlasError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class OutputError(AtlasError):
    """Documents can't be written where they should go."""


_CAUSES: Final = {
    errno.ENOSPC: "the disk is full. Free some space, or name a folder on another disk",
    errno.EDQUOT: "your share of the disk is used up. Free some space, or name another folder",
    errno.EFBIG: "a file grew larger than this system allows. Name a folder on another disk",
    errno.EACCES: "you may not write there. Name a folder of your own",
    errno.EPERM: "you may not write there. Name a folder of your own",
    errno.EROFS: "it is read-only. Name a folder that can be written",
    errno.ENOTDIR: "a part of its path is a file. Name a folder",
    errno.EEXIST: "a file stands where a folder should. Name another folder",
    errno.EISDIR: "a folder stands where a document should. Name another folder",
    errno.ENAMETOOLONG: "its name is too long. Name another folder",
}


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        cause = _CAUSES.get(error.errno or 0, f"{error}. Mend this, or name another folder")
        raise OutputError(f"Nothing was written to {folder}: {cause}.") from error
    except ValueError as error:
        # A NUL in a path; a preset file can hold one.
        raise OutputError(
            f"Nothing was written to {str(folder)!r}: no path is written so ({error}). Name a "
            "folder."
        ) from error


def check_free(folder: Path, names: Iterable[str], *, overwrites: bool = False) -> None:
    """Check, before any work, that no document would be overwritten.

    Raises
    ------
    OutputError
        If one of the names is taken and may not be overwritten.
    """
    with _explained(folder):
        paths = {name: folder / name for name in names}
        # A folder of that name can't be replaced by a file.
        taken = [
            name
            for name, path in paths.items()
            if path.is_dir() or (path.exists() and not overwrites)
        ]
    if taken:
        raise OutputError(
            f"Nothing was written to {folder}: {taken[0]} is there already. Name another folder "
            "with --out, or overwrite it with --force."
        )


def write_documents(
    documents: Mapping[str, bytes], folder: Path, *, overwrites: bool = False
) -> list[Path]:
    """Write documents aside and rename them, so that no partial file ever bears a name of theirs.

    Parameters
    ----------
    documents : mapping of str to bytes
        Name of the file → its content.
    folder : pathlib.Path
        Where to; made if need be.
    overwrites : bool
        Whether files of the same names may be replaced.

    Returns
    -------
    list of pathlib.Path
        The files.

    Raises
    ------
    OutputError
        If a name is taken, or the system refuses to write.
    """
    check_free(folder, documents, overwrites=overwrites)
    with _explained(folder):
        made = [path for path in (folder, *folder.parents) if not path.exists()]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _write(documents, folder)
        except OSError:
            # A folder that was made for documents that couldn't be written is of no use; one in
            # which somebody else has put something in the meantime stays.
            with suppress(OSError):
                for path in made:
                    path.rmdir()
            raise
    return [folder / name for name in documents]


def _write(documents: Mapping[str, bytes], folder: Path) -> None:
    aside = Path(tempfile.mkdtemp(dir=folder, prefix=".atlas-"))
    try:
        for name, content in documents.items():
            (aside / name).write_bytes(content)
            # A full disk may be told of only when the content goes there.
            sync(aside / name)
        for name in documents:
            (aside / name).replace(folder / name)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
