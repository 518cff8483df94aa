"""What can go wrong between the server and the process that reads a file, as sentences."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from geodata.limits import size_text
from geodata.model import AtlasError

if TYPE_CHECKING:
    from geodata.limits import WorkerLimits

Fault: TypeAlias = Literal["time", "memory", "crash", "answer", "start", "busy"]

_OTHER: Final = "All else goes on as before."
_SMALLER: Final = (
    "Drop a smaller part of it, or let whoever runs the atlas import it: "
    "atlas import FILE --name NAME."
)


class UploadError(AtlasError):
    """A file was not looked at to the end, for no fault that its reader could name.

    Parameters
    ----------
    fault : {"time", "memory", "crash", "answer", "start", "busy"}
        What happened.
    message : str
        Cause and fix, as sentences.
    """

    def __init__(self, fault: Fault, message: str) -> None:
        super().__init__(message)
        self.fault = fault

    @property
    def may_pass(self) -> bool:
        """Whether the same file may be read a little later."""
        return self.fault in ("start", "busy")


def over_time(name: str, limits: WorkerLimits) -> UploadError:
    """Say that the time is over."""
    return UploadError(
        "time",
        f"{name}: Reading it took longer than {limits.wall_seconds:,} seconds (or "
        f"{limits.processor_seconds:,} seconds of the processor), so it was stopped. {_SMALLER} "
        f"ATLAS_UPLOAD_WALL_SECONDS and ATLAS_UPLOAD_PROCESSOR_SECONDS raise the bound. {_OTHER}",
    )


def over_memory(name: str, limits: WorkerLimits) -> UploadError:
    """Say that the memory is used up."""
    return UploadError(
        "memory",
        f"{name}: Reading it took more than {size_text(limits.memory_bytes)} of memory, so it was "
        f"stopped. {_SMALLER} ATLAS_UPLOAD_MEMORY_BYTES raises the bound. {_OTHER}",
    )


def broken(name: str, fault: Fault = "crash") -> UploadError:
    """Say that the worker ended or answered as it shouldn't."""
    cause = (
        "It broke the program that reads it, which runs apart from the pages."
        if fault == "crash"
        else "The program that reads it answered what can't be used, so nothing of it is shown."
    )
    return UploadError(
        fault,
        f"{name}: {cause} The file is damaged, made to do harm, or of a kind that nobody met "
        f"before: export it again, or save it as CSV. {_OTHER}",
    )


def not_started() -> UploadError:
    """Say that no worker could be started."""
    return UploadError(
        "start",
        "The program that reads files could not be started: this machine has no memory or no "
        f"processes left. Try again in a minute. {_OTHER}",
    )


def too_many(limits: WorkerLimits) -> UploadError:
    """Say that others go first."""
    return UploadError(
        "busy",
        f"{limits.workers:,} other files are being read, and none of them was done in "
        f"{limits.wait_seconds:,} seconds. Try again in a minute.",
    )


def of_status(name: str, status: int | None, limits: WorkerLimits) -> UploadError:
    """Say what the end of a worker means.

    Parameters
    ----------
    name : str
        Of the file.
    status : int or None
        The exit code, or minus the number of the signal; None if unknown.
    limits : WorkerLimits
        What it was held to.

    Examples
    --------
    >>> from geodata.limits import WORKER
    >>> of_status("a.csv", -signal.SIGXCPU, WORKER).fault
    'time'
    >>> of_status("a.csv", -signal.SIGSEGV, WORKER).fault
    'crash'
    """
    if status == -signal.SIGXCPU:
        return over_time(name, limits)
    if status == -signal.SIGKILL:
        # Nobody but the system, short of memory, ends a worker so before the server hangs up.
        return over_memory(name, limits)
    return broken(name)
