"""Whether the clock of this machine can be right: what is stored was stored in the past."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Final

from geodata.imports import import_folder, import_names, version_folders
from geodata.manifest import MANIFEST_FILE
from geodata.sidecar import load_sidecar
from geodata.sources.curated import BUILT_IN, INCIDENTS_FILE

ALLOWED_LAG: Final = timedelta(minutes=5)
"""Clocks of two machines that share a store differ by less."""


def _now() -> datetime:
    return datetime.now(UTC)


def _stamps() -> list[tuple[datetime, str]]:
    """Return when the newest version of each import was made, UTC, and which that is."""
    stamps = []
    for name in import_names():
        for folder in version_folders(import_folder(name))[:1]:
            try:
                text = (folder / MANIFEST_FILE).read_text(encoding="utf-8")
                made = datetime.fromisoformat(json.loads(text)["created"])
            except (OSError, ValueError, KeyError, TypeError):
                # Told of where the version itself is looked at.
                continue
            stamps.append((made, f"version {folder.name} of the import {name!r}"))
    return stamps


def clock_problem() -> str:
    """Say what is wrong with the clock; blank if it may be right.

    A clock that went back makes an import reject rows as lying in the future, and documents bear
    a wrong day.
    """
    now = _now()
    newest, what = max(_stamps(), default=(now, ""))
    return _problem(now, newest, what) if now < newest - ALLOWED_LAG else ""


def clock_doubt() -> str:
    """Say so if the built-in records are newer than today; blank if not."""
    now = _now()
    day = datetime.fromisoformat(load_sidecar(BUILT_IN / INCIDENTS_FILE).accessed)
    newest = day.replace(tzinfo=UTC)
    return _problem(now, newest, "the built-in record file") if now < newest else ""


def _problem(now: datetime, newest: datetime, what: str) -> str:
    return (
        f"The clock of this machine says {now:%Y-%m-%d %H:%M} UTC, but {what} is of "
        f"{newest:%Y-%m-%d %H:%M} UTC. Set the clock; until then imports would reject new records "
        "as lying in the future, and documents bear a wrong day."
    )
