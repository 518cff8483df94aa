"""``atlas synth``: synthetic data for benchmarks and demonstrations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.terminal import OK, say
from geodata.views.text import number_text

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("synth", help="make synthetic data in the form of UCDP or ACLED")
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--format", choices=["ucdp", "acled"], required=True)
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same file")
    parser.add_argument(
        "--out", type=Path, required=True, help='a file whose name holds the word "synthetic"'
    )
    parser.set_defaults(call=run)


def run(arguments: argparse.Namespace) -> int:
    """Make the file."""
    from geodata.synth import write_synthetic  # noqa: PLC0415 - takes a second to import

    write_synthetic(arguments.rows, arguments.format, arguments.out, seed=arguments.seed)
    say(f"{arguments.out}: {number_text(arguments.rows)} synthetic rows, not real events.")
    return OK
