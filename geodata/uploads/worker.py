"""What a worker does with the one file it is given; it runs in a process of its own."""

from __future__ import annotations

import json
import resource
import traceback
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from geodata.ingest import MOST_REJECTED, batches_of_files, inspect_file
from geodata.layout import REJECTED_SCHEMA, SCHEMA
from geodata.limits import Limits, WorkerLimits, size_text
from geodata.model import AtlasError
from geodata.report import ImportReport
from geodata.sources.mapping import ColumnMapping
from geodata.sources.rawfile import ReadError
from geodata.uploads.frames import Kind, as_json, as_stream, put, taken
from geodata.uploads.job import PROGRESS, TABLE, Job

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from geodata.ingest import Inspected

_MOST_FRAMES: Final = 5
MOST_REJECTED_BYTES: Final = 64 << 20
"""Rejected rows beyond it are counted, but not sent."""


def work(connection: socket.socket, reader: Callable[[Job, bytes, socket.socket], None]) -> None:
    """Take one job from the connection and read its file.

    Parameters
    ----------
    connection : socket.socket
        To the server.
    reader : callable
        What reads the file and sends what it finds, such as :func:`look`.
    """
    put(connection, Kind.READY, b"")
    with connection.makefile("rb") as stream:
        text = json.loads(taken(stream, Kind.JOB))
        content = taken(stream, Kind.CONTENT)
    mapping = ColumnMapping(**text["mapping"]) if text["mapping"] else None
    limits = Limits(**text["limits"])
    job = Job(text["file_name"], mapping, limits, date.fromisoformat(text["today"]))
    confine(WorkerLimits(**text["worker"]))
    try:
        reader(job, content, connection)
    except MemoryError:
        put(connection, Kind.FAILED, b"memory")
    except AtlasError as error:
        # What reads a damaged file says so whatever its library raised.
        if _is_out_of_memory(error):
            put(connection, Kind.FAILED, b"memory")
        else:
            put(connection, Kind.REFUSED, as_json(_refusal(error)))
    except Exception as error:  # noqa: BLE001 - the server must be told, whatever it is
        put(connection, Kind.FAILED, _place(error).encode())


def _place(error: Exception) -> str:
    """Return kind and place of an error; its message may quote the file."""
    frames = traceback.extract_tb(error.__traceback__)[-_MOST_FRAMES:]
    places = (f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    return f"{type(error).__name__} at {', '.join(places)}"


def confine(limits: WorkerLimits) -> None:
    """Bound what this process may take from now on; it can't be undone."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    memory = pages * resource.getpagesize() + limits.memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    seconds = limits.processor_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_NOFILE, (limits.open_files, limits.open_files))
    # Nothing of a reader's file reaches a disk: no file is written, nor what a crash would leave.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def prefer_as_victim() -> None:
    """Let the system end this process first where memory runs out, and not the server."""
    with suppress(OSError), Path("/proc/self/oom_score_adj").open("r+", encoding="ascii") as file:
        file.write("1000")


def look(job: Job, content: bytes, connection: socket.socket) -> None:
    """Look at a file; check its rows if it is known what the columns are."""
    inspected = inspect_file((job.file_name, content), job.mapping, job.limits)
    put(connection, Kind.FILE, as_json(_described(inspected)))
    if job.mapping is None and inspected.format.key == TABLE:
        return

    def show(file_name: str, bytes_read: int, bytes_in_all: int) -> None:  # noqa: ARG001 - OnProgress
        put(connection, Kind.PROGRESS, PROGRESS.pack(bytes_read, bytes_in_all))

    report = ImportReport()
    spare_rows, spare_bytes, kept_bytes = MOST_REJECTED, MOST_REJECTED_BYTES, 0
    for batch in batches_of_files([inspected], job.today, show):
        report += batch.report
        if len(batch.records):
            kept = _table(batch.records, SCHEMA)
            kept_bytes += kept.nbytes
            _check_kept(job, kept_bytes)
            put(connection, Kind.RECORDS, as_stream(kept))
        if len(batch.rejected) and spare_rows > 0 and spare_bytes > 0:
            rejected = _table(batch.rejected.head(spare_rows), REJECTED_SCHEMA)
            spare_rows -= rejected.num_rows
            spare_bytes -= rejected.nbytes
            put(connection, Kind.REJECTED, as_stream(rejected))
    put(connection, Kind.REPORT, report.to_json().encode("utf-8", "surrogatepass"))


def _table(rows: Any, schema: pa.Schema) -> pa.Table:  # noqa: ANN401 - a frame of any columns
    table = pa.Table.from_pandas(rows, schema=schema, preserve_index=False)
    return table.replace_schema_metadata()


def _check_kept(job: Job, kept_bytes: int) -> None:
    if kept_bytes > job.limits.kept_bytes:
        raise ReadError(
            job.file_name,
            f"Its accepted rows take more than {size_text(job.limits.kept_bytes)} of memory.",
            job.limits.remedy("kept_bytes"),
        )


def _described(inspected: Inspected) -> dict[str, Any]:
    detected = inspected.detected
    return {
        "file_name": inspected.raw.file_name,
        "format": detected.format.key,
        "how": detected.how,
        "remark": inspected.raw.remark,
        "columns": list(detected.columns),
        "mapping": asdict(inspected.mapping) if inspected.mapping else None,
        "is_synthetic": inspected.is_synthetic,
    }


def _refusal(error: AtlasError) -> dict[str, str]:
    if isinstance(error, ReadError):
        return {"file_name": error.file_name, "cause": error.cause, "fix": error.fix}
    return {"message": str(error)}


def _is_out_of_memory(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, MemoryError):
            return True
        error = error.__cause__ or error.__context__
    return False
