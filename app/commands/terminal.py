"""What the commands share: exit codes, column mappings from arguments, a progress bar, reports."""

from __future__ import annotations

import argparse
import json
import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from geodata.formats import ColumnMapping, MappingError
from geodata.plain import HALVES, UNSEEN
from geodata.views.text import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import SupportsWrite

    from geodata.ingest import Inspected, OnProgress
    from geodata.report import ImportReport

OK, REJECTED, UNREADABLE = 0, 1, 2
"""All rows accepted; some rejected; nothing could be read or done."""

ACTORS_SHOWN: Final = 10

# Lines and tabs are the terminal's own matter.
_OBEYED: Final = re.compile(f"(?![\n\t])[{UNSEEN}{HALVES}]")


def add_mapping_arguments(parser: argparse.ArgumentParser) -> None:
    """Let a user say what the columns of a table are."""
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help="which column of a table is what: --map date_text=Day --map province=Wilayat",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="FIELD=CODE",
        help="what is the same for all rows: --set group=ISKP",
    )


def _pairs(arguments: list[str], option: str) -> dict[str, str]:
    pairs = {}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals or not name or not value:
            raise MappingError(f"{option} {argument!r} is not of the form NAME=VALUE.")
        pairs[name.strip()] = value.strip()
    return pairs


def mapping_of(arguments: argparse.Namespace) -> ColumnMapping | None:
    """Return the mapping that the arguments name, or None if they name none.

    Raises
    ------
    MappingError
        If an argument is not of the form NAME=VALUE.
    """
    columns, constants = _pairs(arguments.map, "--map"), _pairs(arguments.set, "--set")
    return ColumnMapping(columns, constants) if columns or constants else None


@contextmanager
def progress_bar(*, is_shown: bool) -> Iterator[OnProgress]:
    """Show on the terminal how much of a file has been read; nothing where nobody looks."""
    console = Console(stderr=True)
    columns = (
        # The name of a file is no markup.
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
    )
    is_silent = not is_shown or not sys.stderr.isatty()
    with Progress(*columns, console=console, disable=is_silent) as bar:
        tasks: dict[str, TaskID] = {}

        def show(file_name: str, bytes_read: int, bytes_in_all: int) -> None:
            if file_name not in tasks:
                tasks[file_name] = bar.add_task(file_name, total=bytes_in_all)
            bar.update(tasks[file_name], completed=bytes_read)

        yield show


def described_file(file: Inspected) -> dict[str, Any]:
    """Say how a file was understood, for a program."""
    return {
        "file": file.raw.file_name,
        "format": file.format.key,
        "how": file.detected.how,
        "mapping": dict(file.mapping.columns) if file.mapping else None,
        "synthetic": file.is_synthetic,
    }


def printable(text: str) -> str:
    r"""Write out what a terminal would obey instead of show.

    Escape sequences turn colours, titles and the cursor; marks of direction turn lines around.
    They are written as JSON writes them, so that JSON stays what it is.

    Examples
    --------
    >>> print(printable("a\x1b[31m \u202eb\udcff\nc"))
    a\u001b[31m \u202eb\udcff
    c
    """
    return _OBEYED.sub(lambda found: json.dumps(found[0])[1:-1], text)


def say(*texts: object, stream: TextIO | None = None) -> None:
    """Print a line that may hold what stands in a file or on the command line."""
    print(printable(" ".join(map(str, texts))), file=stream, flush=True)


class Parser(argparse.ArgumentParser):
    """Reads a command line, and repeats of a wrong one what a terminal can show."""

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        super()._print_message(printable(message), file)


def print_json(content: dict[str, Any]) -> None:
    """Print a report for a program."""
    say(json.dumps(content, indent=2, ensure_ascii=False))


def inspected_lines(file: Inspected) -> list[str]:
    """Say how a file was understood."""
    lines = [f"{file.raw.file_name}: {file.format.label}. {file.detected.how}"]
    if file.raw.remark:
        lines.append(file.raw.remark)
    if file.mapping is not None:
        lines += [f"  {column} is read as {name}" for name, column in file.mapping.columns.items()]
        lines += [f"  {name} is {code}" for name, code in file.mapping.constants.items()]
    if file.is_synthetic:
        lines.append("Synthetic data: made up, not real events.")
    return lines


def report_lines(report: ImportReport) -> list[str]:
    """Write a report for the terminal."""
    read, accepted, flagged, rejected = map(
        number_text,
        (report.rows_read, report.accepted, report.accepted_with_flags, report.rejected),
    )
    lines = [f"{read} rows read: {accepted} accepted ({flagged} with flags), {rejected} rejected."]
    lines += [
        f"  {row['outcome']:<8}  {number_text(row['rows']):>9}  {row['label']}: {row['sentence']} "
        f"(rows {row['example_rows']})"
        for row in report.to_frame().to_dict("records")
    ]
    unmapped = sorted(report.unmapped_actors.items(), key=lambda item: (-item[1], item[0]))
    lines += [
        f"  unmapped  {number_text(rows):>9}  {actor}" for actor, rows in unmapped[:ACTORS_SHOWN]
    ]
    if len(unmapped) > ACTORS_SHOWN:
        more = number_text(len(unmapped) - ACTORS_SHOWN)
        lines.append(f"  … and {more} more unmapped actors; --json lists them all.")
    return lines
