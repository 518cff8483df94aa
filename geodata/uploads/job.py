"""A file to look at, as the server gives it to a worker."""

from __future__ import annotations

import struct
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from geodata.uploads.frames import as_json

if TYPE_CHECKING:
    from datetime import date

    from geodata.limits import Limits, WorkerLimits
    from geodata.sources.mapping import ColumnMapping

TABLE: Final = "table"
"""Key of the format of files in no known format."""

PROGRESS: Final = struct.Struct("!QQ")
"""How a worker says how far it is: bytes read, bytes in all."""

STATUS: Final = struct.Struct("!i")
"""What a watcher says at the end: the worker's exit code, or minus the number of the signal."""


@dataclass(frozen=True, slots=True)
class Job:
    """A file to look at.

    Parameters
    ----------
    file_name : str
        As its owner calls it.
    mapping : ColumnMapping or None
        What the columns of a table are, once a reader has confirmed it.
    limits : Limits
        How much the file may be.
    today : datetime.date
        The last day that isn't in the future.
    """

    file_name: str
    mapping: ColumnMapping | None
    limits: Limits
    today: date


def job_text(job: Job, worker: WorkerLimits) -> bytes:
    """Return a job as JSON, for :func:`work`."""
    return as_json({**asdict(job), "today": job.today.isoformat(), "worker": asdict(worker)})
