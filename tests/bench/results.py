"""Measurements as JSON in ``docs/measurements``: what was measured, when and on what machine."""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parents[2] / "docs" / "measurements"
_BYTES_PER_GIBIBYTE: Final = 2**30


def machine() -> dict[str, str | int | float]:
    """Describe the machine, without its name, and how busy it is."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _BYTES_PER_GIBIBYTE
    return {
        "cores": os.cpu_count() or 0,
        "memory_gib": round(memory, 1),
        "python": platform.python_version(),
        "load_over_15_minutes": round(os.getloadavg()[2], 1),
    }


def save(name: str, results: object, folder: Path = FOLDER) -> None:
    """Keep results beside the day and the machine.

    Parameters
    ----------
    name : str
        Of the file, without ``.json``.
    results : JSON value
        What was measured; seconds and megabytes to four digits are enough.
    folder : pathlib.Path
        Where the files are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    whole = {
        "measured": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "results": _rounded(results),
    }
    text = json.dumps(whole, indent=1, ensure_ascii=False)
    (folder / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")


def load(name: str, folder: Path = FOLDER) -> dict[str, Any] | None:
    """Return what :func:`save` kept, or nothing if that was never measured."""
    path = folder / f"{name}.json"
    if not path.exists():
        return None
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return kept


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(each) for each in value]
    return value
