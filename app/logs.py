"""The log of the server: JSON lines, bounded, private, without personal data."""

from __future__ import annotations

import json
import logging
import os
import sys
import traceback
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geodata.audit import log_folder
from geodata.durable import private_folder
from geodata.model import AtlasError

if TYPE_CHECKING:
    from collections.abc import Callable

LOG_VARIABLE: Final = "ATLAS_LOG"
"""``file`` (the default) or ``stderr``."""

MOST_BYTES: Final = 4 * 2**20
OLDER_FILES: Final = 4
"""20 MB together with the current one."""

LONGEST_MESSAGE: Final = 2000
_MOST_FRAMES: Final = 20
THEIRS: Final = ("streamlit", "uvicorn", "websockets", "starlette", "asyncio", "py.warnings")


class LogError(AtlasError):
    """``ATLAS_LOG`` names no place for the log."""


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON.

    Of an exception it keeps the kind and the places in the code: its message may hold what
    stands in a reader's file.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage()[:LONGEST_MESSAGE],
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = [
                f"{'/'.join(Path(frame.filename).parts[-2:])}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])[-_MOST_FRAMES:]
            ]
        return json.dumps(line, ensure_ascii=True)


class _PrivateFile(RotatingFileHandler):
    """A rotating file that only its owner reads; what it can't take goes to the terminal."""

    def _open(self) -> Any:  # noqa: ANN401 - as logging's own
        def private(path: str, flags: int) -> int:
            return os.open(path, flags, 0o600)

        return open(self.baseFilename, self.mode, encoding="utf-8", opener=private)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        sys.stderr.write(f"{self.format(record)}\n")


def _handler(port: int) -> logging.Handler:
    wanted = os.environ.get(LOG_VARIABLE, "").strip().lower() or "file"
    if wanted not in {"file", "stderr"}:
        raise LogError(f"{LOG_VARIABLE} is {wanted!r}. Use file or stderr.")
    if wanted == "stderr":
        return logging.StreamHandler()
    try:
        folder = log_folder()
        private_folder(folder)
        # One file a server: two that turned over the same one would lose lines.
        return _PrivateFile(
            folder / f"server-{port}.jsonl", maxBytes=MOST_BYTES, backupCount=OLDER_FILES
        )
    except OSError:
        return logging.StreamHandler()


def start_log(port: int) -> Callable[[], None]:
    """Let all that the server has to say go to the log.

    Parameters
    ----------
    port : int
        Of the server; a part of the file's name.

    Returns
    -------
    callable
        Takes over what Streamlit and its server log; to be called once they have set up their
        own logging.

    Raises
    ------
    LogError
        If ``ATLAS_LOG`` is neither ``file`` nor ``stderr``.
    """
    handler = _handler(port)
    handler.setFormatter(JsonLines())
    logging.captureWarnings(capture=True)
    ours = logging.getLogger("atlas")
    ours.setLevel(logging.INFO)
    ours.addHandler(handler)
    ours.propagate = False

    def take_over() -> None:
        for name in list(logging.root.manager.loggerDict):
            if name.partition(".")[0] not in THEIRS and name not in THEIRS:
                continue
            logger = logging.getLogger(name)
            logger.handlers = []
            logger.propagate = True
            logger.setLevel(logging.NOTSET)
        for name in THEIRS:
            logger = logging.getLogger(name)
            # What lies below a warning names readers' network addresses.
            logger.setLevel(logging.WARNING)
            logger.handlers = [handler]
            logger.propagate = False

    return take_over
