"""What marks synthetic rows as made up, and how a file of them is recognised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.model import AtlasError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

MARK: Final = "SYNTHETIC, not a real event"
"""Stands in every synthetic row, in the columns of sources and notes."""

FILE_WORD: Final = "synthetic"
"""Stands in the name of every synthetic file."""


class SynthError(AtlasError, ValueError):
    """Synthetic data is asked for in a way that can't be made, or that would not show."""


def is_synthetic(first_rows: Iterable[Sequence[str]], file_name: str = "") -> bool:
    """Say whether a file says of itself that it is made up.

    Parameters
    ----------
    first_rows : iterable of sequence of str
        The first rows, the heading among them or not.
    file_name : str
        The name of the file, which may have been changed.

    Returns
    -------
    bool
        True if the name has the word, or any cell has the mark: a few made-up rows among real
        ones spoil all counts.

    Examples
    --------
    >>> is_synthetic([["id", "note"], ["1", "SYNTHETIC, not a real event."]], "events.csv")
    True
    >>> is_synthetic([["id", "note"], ["1", "A roadside bomb."]], "events.csv")
    False
    """
    if FILE_WORD in file_name.casefold():
        return True
    mark = MARK.casefold()
    return any(mark in cell.casefold() for row in first_rows for cell in row)


def check_file_name(path: Path) -> None:
    """Refuse a file name that doesn't say what is in the file.

    Raises
    ------
    SynthError
        If the name lacks the word ``synthetic``.
    """
    if FILE_WORD not in path.name.casefold():
        raise SynthError(
            f"{path.name} would not show that its rows are made up. Name the file "
            f"{FILE_WORD}_{path.name}."
        )
