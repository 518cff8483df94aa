"""How much memory a process holds."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_KIBIBYTES_PER_MEGABYTE: Final = 1e6 / 1024


def _megabytes(process: int, name: str) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    (kibibytes,) = (line.split()[1] for line in status if line.startswith(f"{name}:"))
    return int(kibibytes) / _KIBIBYTES_PER_MEGABYTE


def peak_megabytes(process: int) -> float:
    """Return the most memory that a process has held since it started."""
    # Not getrusage, whose figure a process inherits from the one that started it.
    return _megabytes(process, "VmHWM")


def resident_megabytes(process: int) -> float:
    """Return the memory that a process holds now."""
    return _megabytes(process, "VmRSS")
