"""``atlas records``: check a revision of the built-in records, and bring it in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.terminal import OK, REJECTED, say

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the parser."""
    parser = commands.add_parser(
        "records", help="revise the built-in records (see CONTRIBUTING.md)"
    )
    parts = parser.add_subparsers(title="what to do", required=True)
    check = parts.add_parser("check", help="check a folder with the four record files")
    check.set_defaults(call=run_check)
    update = parts.add_parser("update", help="check a folder and bring it in, with a change log")
    update.add_argument("--reason", default="", help="why the records are revised, for the log")
    update.set_defaults(call=run_update)
    for part in (check, update):
        part.add_argument("directory", type=Path)
        part.add_argument("--json", action="store_true", help="print the result as JSON")


def run_check(arguments: argparse.Namespace) -> int:
    """Check a revision."""
    from geodata.curation import check_revision  # noqa: PLC0415 - takes a second to import

    review = check_revision(arguments.directory)
    say(review.to_json() if arguments.json else review)
    return OK if review.is_acceptable else REJECTED


def run_update(arguments: argparse.Namespace) -> int:
    """Bring a revision in."""
    from geodata.curation import update_records  # noqa: PLC0415 - takes a second to import

    today = date.today()  # noqa: DTZ011 - the curator's own day
    update = update_records(arguments.directory, today, reason=arguments.reason)
    say(update.to_json() if arguments.json else update)
    return OK if update.is_accepted else REJECTED
