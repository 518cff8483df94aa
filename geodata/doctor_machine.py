"""The examination of Python, its packages and the programs beside it."""

from __future__ import annotations

import platform
import re
import shutil
import subprocess  # nosec B404 # only to ask the system's own Java for its version
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires
from importlib.metadata import metadata as installed_metadata
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from packaging.requirements import InvalidRequirement, Requirement

from geodata.doctor import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

_DISTRIBUTION: Final = "afghanistan-incident-atlas"
LOCK_FILE: Final = Path(__file__).parents[1] / "requirements.txt"
"""In a source tree; an installed wheel has none."""

_LOCKED: Final = re.compile(r"^([A-Za-z0-9._-]+(?:\[[^]]*\])?==[^\\#]+)", re.MULTILINE)
_ANSWER_SECONDS: Final = 10
OLDEST_JAVA: Final = 17


def python() -> Iterator[Finding]:
    """Check that this is a Python that the atlas runs on."""
    due = installed_metadata(_DISTRIBUTION)["Requires-Python"]
    here = platform.python_version()
    if Requirement(f"python{due}").specifier.contains(here, prereleases=True):
        yield Finding("Python", "ok", f"{here} (due: {due}).")
    else:
        yield Finding("Python", "problem", f"{here}, but {due} is due.", f"Install Python {due}.")


def _due(lock: Path) -> tuple[str, list[Requirement], list[str]]:
    """Return where the versions are named, the packages due here, and lines that are none."""
    if lock.is_file():
        named, lines = lock.name, _LOCKED.findall(lock.read_text(encoding="utf-8"))
    else:
        named, lines = "what the atlas needs", requires(_DISTRIBUTION) or []
    due, illegible = [], []
    for line in lines:
        try:
            requirement = Requirement(line.strip())
        except InvalidRequirement:
            illegible.append(line)
            continue
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            due.append(requirement)
    return named, due, illegible


def packages(lock: Path = LOCK_FILE) -> Iterator[Finding]:
    """Check the versions of the packages against the lock, or the wheel's own requirements."""
    named, due, illegible = _due(lock)
    sound = 0
    for line in illegible:
        yield Finding("packages", "warning", f"{named} holds {line!r}, which names no package.")
    for requirement in due:
        try:
            found = installed_version(requirement.name)
        except PackageNotFoundError:
            yield Finding(
                "packages",
                "problem",
                f"{requirement.name} is not installed.",
                f"Install what {named} names.",
            )
            continue
        if requirement.specifier.contains(found, prereleases=True):
            sound += 1
        else:
            yield Finding(
                "packages",
                "warning",
                f"{requirement.name} is {found}, but {named} says {requirement.specifier}.",
                "Install the version named there: this one wasn't tested.",
            )
    if sound:
        yield Finding("packages", "ok", f"{sound} are as {named} says.")


def programs() -> Iterator[Finding]:
    """Look for the programs that only some documents, and only Spark, need."""
    yield _ffmpeg()
    yield _java()


def _ffmpeg() -> Finding:
    try:
        place = import_module("imageio_ffmpeg").get_ffmpeg_exe()
    except (ImportError, RuntimeError):
        return Finding(
            "ffmpeg",
            "note",
            "It is not there: films can't be made as MP4.",
            "Install the locked packages, or ffmpeg itself.",
        )
    return Finding("ffmpeg", "ok", f"{Path(place).name} makes films.")


def _java() -> Finding:
    place = shutil.which("java")
    need = f"Install Java {OLDEST_JAVA} or newer if you want Spark."
    if place is None:
        return Finding("Java", "note", "It is not there: Spark can't be used as engine.", need)
    try:
        said = subprocess.run(  # nosec B603 # noqa: S603 - the system's own Java, without a word of a user
            [place, "-version"], capture_output=True, text=True, timeout=_ANSWER_SECONDS, check=True
        ).stderr
    except (OSError, subprocess.SubprocessError):
        return Finding("Java", "note", f"{place} doesn't answer.", need)
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    number = int(found[1]) if found else 0
    if number < OLDEST_JAVA:
        return Finding("Java", "note", f"Version {number} is too old for Spark.", need)
    return Finding("Java", "ok", f"Version {number}, for Spark.")
