"""The console command ``atlas``."""

from __future__ import annotations

import argparse
import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from geodata.model import AtlasError
from geodata.sources.curated import INCIDENTS_FILE, file_failures
from geodata.validate import failure_text

if TYPE_CHECKING:
    from collections.abc import Sequence

VALID, INVALID, UNREADABLE = 0, 1, 2


def _validate(arguments: argparse.Namespace) -> int:
    path: Path = arguments.file
    try:
        found = file_failures(path, arguments.kind)
    except AtlasError as error:
        print(error, file=sys.stderr)
        return UNREADABLE
    if arguments.json:
        report = {"file": path.name, "failures": json.loads(found.to_json(orient="records"))}
        print(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        for _, failure in found.iterrows():
            print(failure_text(failure))
        print(f"{path.name}: {len(found)} failure{'' if len(found) == 1 else 's'}.")
    return INVALID if len(found) else VALID


def _run(arguments: argparse.Namespace) -> int:
    # The server takes a second to import; the other commands don't need it.
    from app import server  # noqa: PLC0415

    server.run(arguments.port, arguments.address)
    return VALID


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="atlas", description="Afghanistan Incident Atlas")
    parser.add_argument(
        "--version", action="version", version=version("afghanistan-incident-atlas")
    )
    commands = parser.add_subparsers(title="commands", required=True)

    run = commands.add_parser("run", help="start the dashboard")
    run.add_argument("--port", type=int, default=8501)
    run.add_argument("--address", default="127.0.0.1", help="default: this machine only")
    run.set_defaults(call=_run)

    validate = commands.add_parser("validate", help="check a file of curated records")
    validate.add_argument("file", type=Path)
    validate.add_argument(
        "--kind",
        default=INCIDENTS_FILE,
        choices=["incidents.csv", "incident_sources.csv", "reported_counts.csv", "statements.csv"],
        help="which of the four record files it is shaped like",
    )
    validate.add_argument("--json", action="store_true", help="print the report as JSON")
    validate.set_defaults(call=_validate)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0, 1 for an invalid file, 2 for an unreadable one."""
    chosen = _parser().parse_args(arguments)
    result: int = chosen.call(chosen)
    return result


if __name__ == "__main__":
    sys.exit(main())
