"""The console command ``atlas``."""

from __future__ import annotations

import argparse
import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geodata.model import AtlasError

if TYPE_CHECKING:
    from collections.abc import Sequence

DISTRIBUTION: Final = "afghanistan-incident-atlas"
DEFAULT_PORT: Final = 8501
DEFAULT_ADDRESS: Final = "127.0.0.1"
HIGHEST_PORT: Final = 65535

VALID: Final = 0
INVALID: Final = 1
UNREADABLE: Final = 2


def _port(text: str) -> int:
    """Read a TCP port; argparse turns the error into its own message."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= HIGHEST_PORT):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give 1 to {HIGHEST_PORT}")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="atlas", description="Afghanistan Incident Atlas: dashboard and data checks."
    )
    parser.add_argument("--version", action="version", version=f"atlas {version(DISTRIBUTION)}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="serve the dashboard")
    run.add_argument("--port", type=_port, default=DEFAULT_PORT, help="default: %(default)s")
    run.add_argument(
        "--address",
        default=DEFAULT_ADDRESS,
        help="address to bind; the default, %(default)s, answers on this machine only",
    )

    validate = commands.add_parser(
        "validate",
        help="check a file of incident records",
        description="Check a file in the columns of incidents.csv. "
        "Exit status: 0 valid, 1 invalid, 2 unreadable.",
    )
    validate.add_argument("file", type=Path, metavar="FILE", help="a CSV file in UTF-8")
    validate.add_argument("--json", action="store_true", help="print the result as JSON")
    return parser


def _say(text: str) -> None:
    print(text)  # noqa: T201 - a console command talks on the terminal


def _complain(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201 - a console command talks on the terminal


def validate(path: Path, *, as_json: bool = False) -> int:
    """Check a file of incident records and print what is wrong with it.

    Parameters
    ----------
    path : pathlib.Path
        A CSV file in the columns of ``incidents.csv``.
    as_json : bool
        Print one JSON object with ``file``, ``status`` (``valid``, ``invalid`` or
        ``unreadable``) and ``failures`` (``file``, ``line``, ``column``, ``value``, ``reason``);
        an unreadable file has ``error`` instead.

    Returns
    -------
    int
        0 if the file is valid, 1 if it isn't, 2 if it can't be read.
    """
    # Imported only here, so that `atlas --version` and a mistyped option answer at once.
    from geodata.sources.curated import file_failures  # noqa: PLC0415
    from geodata.validate import failure_text  # noqa: PLC0415

    try:
        failures = file_failures(path)
    except AtlasError as error:
        if as_json:
            _say(json.dumps({"file": str(path), "status": "unreadable", "error": str(error)}))
        else:
            _complain(str(error))
        return UNREADABLE
    if as_json:
        result = {
            "file": str(path),
            "status": "valid" if failures.empty else "invalid",
            # By way of pandas' own writer, which turns a missing line into null.
            "failures": json.loads(failures.to_json(orient="records")),
        }
        _say(json.dumps(result, ensure_ascii=False, indent=2))
        return VALID if failures.empty else INVALID
    if failures.empty:
        _say(f"{path.name} is valid.")
        return VALID
    for _, failure in failures.iterrows():
        _say(failure_text(failure))
    _say(f"{path.name} is not valid: {len(failures)} failure{'' if len(failures) == 1 else 's'}.")
    return INVALID


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the console command.

    Parameters
    ----------
    arguments : sequence of str, optional
        The command line without the program's name; that of the process by default.

    Returns
    -------
    int
        Exit status.
    """
    options = _parser().parse_args(arguments)
    if options.command == "validate":
        return validate(options.file, as_json=options.json)
    # Streamlit and the data layer take seconds to import; only this command needs them.
    from app.server import run  # noqa: PLC0415

    try:
        run(port=options.port, address=options.address)
    except AtlasError as error:
        _complain(str(error))
        return UNREADABLE
    return VALID


if __name__ == "__main__":
    sys.exit(main())
