"""``atlas validate``: look at files without storing anything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from app.commands.terminal import (
    OK,
    REJECTED,
    add_mapping_arguments,
    described_file,
    inspected_lines,
    mapping_of,
    print_json,
    progress_bar,
    report_lines,
    say,
)
from geodata.model import AtlasError
from geodata.sources.curated import RECORD_FILES, file_failures
from geodata.validate import failure_text

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "validate",
        help="check a file of UCDP, ACLED, GTD or any other table, row by row",
        description="Exit code 0: every row is accepted; 1: some are rejected; 2: not readable.",
    )
    parser.add_argument("file", type=Path, nargs="+")
    parser.add_argument(
        "--kind",
        choices=RECORD_FILES,
        help="check a curator's file against the strict schema of this built-in record file",
    )
    add_mapping_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--rejected", type=Path, help="write the rejected rows to this CSV file")
    parser.set_defaults(call=run)


def run(arguments: argparse.Namespace) -> int:
    """Check the files and print what became of their rows."""
    if arguments.kind:
        return _check_record_files(arguments)
    # These take a second to import; `atlas --help` doesn't need them.
    from geodata.ingest import validate_files  # noqa: PLC0415 - takes a second

    with progress_bar(is_shown=not arguments.json) as show:
        result = validate_files(arguments.file, mapping_of(arguments), on_progress=show)
    if arguments.json:
        described = [described_file(file) for file in result.files]
        print_json({"files": described, **json.loads(result.report.to_json())})
    else:
        for file in result.files:
            say("\n".join(inspected_lines(file)))
        say("\n".join(report_lines(result.report)))
    if arguments.rejected:
        _write_rejected(result.rejected, arguments.rejected)
    return REJECTED if result.report.rejected else OK


def _write_rejected(rejected: pd.DataFrame, path: Path) -> None:
    from geodata.export.tables import safe_csv  # noqa: PLC0415 - takes a second

    try:
        path.write_text(safe_csv(rejected), encoding="utf-8", newline="")
    except OSError as error:
        raise AtlasError(
            f"{path} can't be written: {error}. Name a file in a folder that exists."
        ) from error


def _check_record_files(arguments: argparse.Namespace) -> int:
    found = pd.concat([file_failures(path, arguments.kind) for path in arguments.file])
    if arguments.json:
        files = [path.name for path in arguments.file]
        print_json({"files": files, "failures": json.loads(found.to_json(orient="records"))})
    else:
        for _, failure in found.iterrows():
            say(failure_text(failure))
        names = ", ".join(path.name for path in arguments.file)
        say(f"{names}: {len(found)} failure{'' if len(found) == 1 else 's'}.")
    return REJECTED if len(found) else OK
