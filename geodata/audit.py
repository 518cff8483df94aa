"""The audit log: who logged in, imported, exported or was refused, as JSON lines.

It holds no personal data beyond the account: no network address, no file content, no view. It is
private to the user who runs the atlas, and bounded: the oldest lines go.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from filelock import FileLock, Timeout

from geodata.durable import private_folder
from geodata.store import home, is_home_lost

if TYPE_CHECKING:
    from pathlib import Path

Event: TypeAlias = Literal["log-in", "import", "rollback", "export", "refusal"]

AUDIT_FILE: Final = "audit.jsonl"
MOST_BYTES: Final = 4 * 2**20
MOST_FILES: Final = 10
"""The current one and those before it; 40 MB together."""

LONGEST_TEXT: Final = 500

MOST_REFUSALS_A_MINUTE: Final = 20
"""So many of a kind are written down; a flood of them shall not wash the others away."""

_LOG: Final = logging.getLogger("atlas.audit")
_WAIT_SECONDS: Final = 2.0


def log_folder() -> Path:
    """Return the folder of the logs."""
    return home() / "logs"


class Allowance:
    """Says whether another line of a kind may be written in this minute."""

    def __init__(self, most: int = MOST_REFUSALS_A_MINUTE) -> None:
        self._most, self._minute, self._written = most, -1, 0
        self._lock = threading.Lock()

    def take(self) -> bool:
        """Use one up, if one is left.

        Examples
        --------
        >>> allowance = Allowance(2)
        >>> [allowance.take() for _ in range(3)]
        [True, True, False]
        """
        with self._lock:
            minute = int(time.monotonic() // 60)
            if minute != self._minute:
                self._minute, self._written = minute, 0
            self._written += 1
            return self._written <= self._most


def record(event: Event, *, account: str = "", **details: str | int) -> None:
    """Write down that something happened; where that fails, the log of the server says so.

    Parameters
    ----------
    event : {"log-in", "import", "rollback", "export", "refusal"}
        What happened.
    account : str
        Who did it; blank where nobody has to log in.
    **details : str or int
        What it was about: names and numbers, never what a file holds.
    """
    line = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "event": event,
        "account": account,
        **{
            name: value[:LONGEST_TEXT] if isinstance(value, str) else value
            for name, value in details.items()
        },
    }
    try:
        _append(json.dumps(line, ensure_ascii=True) + "\n")
    except (OSError, Timeout) as error:
        # What a reader asked for is done nevertheless: a full disk shall not stop the reading.
        _LOG.error("not written down: %s (%s)", event, type(error).__name__)


def _append(line: str) -> None:
    if is_home_lost():
        raise FileNotFoundError
    folder = log_folder()
    private_folder(folder)
    with FileLock(folder / "audit.lock", timeout=_WAIT_SECONDS, mode=0o600):
        path = folder / AUDIT_FILE
        if path.exists() and path.stat().st_size + len(line) > MOST_BYTES:
            _make_room(folder)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, line.encode())
        finally:
            os.close(handle)


def _older(folder: Path, number: int) -> Path:
    return folder / (f"audit.{number}.jsonl" if number else AUDIT_FILE)


def _make_room(folder: Path) -> None:
    """Give each file the name of the one before it; the oldest goes."""
    for number in range(MOST_FILES - 2, -1, -1):
        path = _older(folder, number)
        if path.exists():
            path.replace(_older(folder, number + 1))
