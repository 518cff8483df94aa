"""``atlas doctor``: what is wrong with this installation, and what to do."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.commands.terminal import OK, REJECTED, print_json, printable, say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Sequence

    from geodata.doctor import Finding

_STYLES: Final = {"ok": "green", "note": "cyan", "warning": "yellow", "problem": "bold red"}


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "doctor",
        help="find what is wrong with this installation and its data, and say what to do",
        description="Exit code 0: nothing is wrong (notes and warnings don't count); 1: at least "
        "one problem.",
    )
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.set_defaults(call=run)


def _checks() -> list[Callable[[], Iterable[Finding]]]:
    # These take a second to import; `atlas --help` doesn't need them.
    from app.server import asset_files  # noqa: PLC0415
    from geodata import doctor, doctor_machine, doctor_store  # noqa: PLC0415

    return [
        doctor_machine.python,
        doctor_machine.packages,
        doctor.data_files,
        lambda: doctor.assets(asset_files()),
        # Before anything makes the folder.
        doctor.data_folder,
        doctor_store.store,
        doctor.built_in_table,
        doctor.clock,
        doctor_machine.programs,
    ]


def findings() -> list[Finding]:
    """Examine everything; what can't be examined is a finding too."""
    from geodata.doctor import LEVELS, Finding  # noqa: PLC0415 - takes a second

    found: list[Finding] = []
    for check in _checks():
        try:
            found += check()
        except Exception as error:  # noqa: BLE001 - a doctor who faints helps nobody
            what = f"It failed: {type(error).__name__}: {error}"
            name = getattr(check, "__name__", "check").strip("<>").replace("_", " ")
            found.append(Finding(name, "problem", what, "Install the atlas again, or report this."))
    return sorted(found, key=lambda each: LEVELS.index(each.level))


def run(arguments: argparse.Namespace) -> int:
    """Examine everything and print what was found, the worst first."""
    found = findings()
    counts: Counter[str] = Counter(each.level for each in found)
    if arguments.json:
        print_json(
            {
                "healthy": not counts["problem"],
                "counts": {level: counts[level] for level in _STYLES},
                "findings": [asdict(each) for each in found],
            }
        )
    else:
        _print(found)
        say(
            f"Problems: {counts['problem']}, warnings: {counts['warning']}, notes: "
            f"{counts['note']}, in order: {counts['ok']}."
        )
    return REJECTED if counts["problem"] else OK


def _print(found: Sequence[Finding]) -> None:
    table = Table("", "What")
    for heading in ("Found", "What to do"):
        # A path that is cut short helps nobody.
        table.add_column(heading, overflow="fold")
    for each in found:
        # Text, so that nothing in a path or a message is read as markup.
        table.add_row(
            Text(each.level, style=_STYLES[each.level]),
            Text(printable(each.check)),
            Text(printable(each.what)),
            Text(printable(each.fix)),
        )
    Console().print(table)
