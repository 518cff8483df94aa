"""The console command ``atlas``."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands import brief, doctor, records, reproduce, store, synth, validate
from app.commands.terminal import OK, UNREADABLE, Parser, say
from geodata.model import AtlasError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


def _run(arguments: argparse.Namespace) -> int:
    # The server takes a second to import; the other commands don't need it.
    from app import server  # noqa: PLC0415 - takes a second
    from app.access_file import access_file, load_access, take_secrets  # noqa: PLC0415 - the same

    path = access_file(arguments.access)
    access = load_access(path) if path is not None else None
    take_secrets()
    server.run(
        arguments.port,
        arguments.address,
        is_public=arguments.public,
        host_names=arguments.host_name,
        access=access,
    )
    return OK


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="atlas", description="Afghanistan Incident Atlas")
    parser.add_argument(
        "--version", action="version", version=version("afghanistan-incident-atlas")
    )
    commands = parser.add_subparsers(title="commands", required=True)
    run = commands.add_parser("run", help="start the dashboard")
    run.add_argument("--port", type=int, default=8501)
    run.add_argument("--address", default="127.0.0.1", help="default: this machine only")
    run.add_argument(
        "--public",
        action="store_true",
        help="let everybody who reaches the address read all records, imported ones too",
    )
    run.add_argument(
        "--host-name",
        action="append",
        default=[],
        metavar="NAME",
        help="name under which a proxy or readers reach the server; may be said several times",
    )
    run.add_argument(
        "--access",
        type=Path,
        metavar="FILE",
        help="settings of the log-in; by default access.toml in the data folder, if it is there",
    )
    run.set_defaults(call=_run)
    for command in (validate, store, synth, records, brief, reproduce, doctor):
        command.add(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0, or 1 for rejected rows, or 2 if nothing could be read or done."""
    chosen = _parser().parse_args(arguments)
    try:
        result: int = chosen.call(chosen)
    except AtlasError as error:
        say(error, stream=sys.stderr)
        return UNREADABLE
    return result


if __name__ == "__main__":
    sys.exit(main())
