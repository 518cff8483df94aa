"""Presets of ``atlas brief``: a TOML file that names views and documents for a schedule."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geodata.model import AtlasError

if TYPE_CHECKING:
    from collections.abc import Collection

PATHS: Final = ("out", "template")
"""Words whose value is a path, relative to the preset file."""

_LARGEST: Final = 10**9
"""Beyond any number that a preset can mean; much larger ones can't be written."""


class PresetError(AtlasError):
    """A preset file can't be read, or says what the command doesn't know."""


def load_presets(argument: str, words: Collection[str]) -> dict[str, dict[str, str]]:
    """Read presets.

    Parameters
    ----------
    argument : str
        ``FILE`` for all presets of a file, or ``FILE:NAME`` for one.
    words : collection of str
        What a preset may say.

    Returns
    -------
    dict of str to dict of str to str
        Name of the preset → its words, as on the command line. A file without tables is one
        preset, named as the file; values above the tables hold for all of them.

    Raises
    ------
    PresetError
        If the file can't be read, or says what isn't known.
    """
    path, name = _parted(argument)
    content = _content(path)
    shared = {key: value for key, value in content.items() if not isinstance(value, dict)}
    tables = {key: value for key, value in content.items() if isinstance(value, dict)}
    presets = {key: shared | value for key, value in tables.items()} or {path.stem: shared}
    if name and name not in presets:
        raise PresetError(
            f"{path} has no preset {name!r}. Use any of: {', '.join(sorted(presets))}."
        )
    chosen = {name: presets[name]} if name else presets
    return {
        preset: {
            word: _text(path, f"{path}, preset {preset!r}", word, value, words)
            for word, value in values.items()
        }
        for preset, values in chosen.items()
    }


def _parted(argument: str) -> tuple[Path, str]:
    # A path may hold a colon itself. A name that no system takes is told of when it is read.
    with suppress(OSError, ValueError):
        if Path(argument).is_file():
            return Path(argument), ""
    file, _, name = argument.rpartition(":")
    return (Path(file), name) if file else (Path(argument), "")


def _content(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PresetError(f"{path} can't be read: {error.strerror}. Name a TOML file.") from error
    # Numbers of thousands of digits and lists of thousands of levels have errors of their own.
    except (ValueError, RecursionError) as error:
        raise PresetError(f"{path} is no TOML file: {error}.") from error


def _text(path: Path, where: str, word: str, value: Any, words: Collection[str]) -> str:  # noqa: ANN401 - a value of TOML
    if word not in words:
        raise PresetError(f"{where}: {word!r} isn't known. Use any of: {', '.join(words)}.")
    if word in PATHS and isinstance(value, str):
        return str(path.parent / value)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ",".join(value)
    if isinstance(value, date):
        return value.isoformat()
    # TOML's true and false would pass for whole numbers.
    if isinstance(value, str) or (type(value) is int and abs(value) < _LARGEST):
        return str(value)
    raise PresetError(
        f"{where}: {word} is {_shown(value)}. Write a text, a list of texts, a whole number or a "
        "day."
    )


def _shown(value: Any) -> str:  # noqa: ANN401 - a value of TOML
    return "a number that is too large" if type(value) is int else repr(value)[:80]
