"""``atlas doctor``: what is wrong with this installation, and what to do."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.commands.terminal import OK, REJECTED, print_json, printable, say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator, Sequence

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
    parser.add_argument(
        "--access", type=Path, metavar="FILE", help="settings of the log-in, as atlas run has them"
    )
    parser.set_defaults(call=run)


def log_in_findings(named: Path | None) -> Iterator[Finding]:
    """Check the settings of the log-in, if there are any.

    Parameters
    ----------
    named : pathlib.Path, optional
        As said on the command line.
    """
    # These take a second to import; `atlas --help` doesn't need them.
    from app.access_file import access_file, load_access  # noqa: PLC0415 - takes a second
    from geodata.doctor import Finding, parted  # noqa: PLC0415 - takes a second
    from geodata.model import AtlasError  # noqa: PLC0415 - the same

    path = access_file(named)
    if path is None:
        yield Finding("log-in", "note", "Nobody has to log in.")
        return
    try:
        access = load_access(path)
    except AtlasError as error:
        yield parted("log-in", "problem", error)
        return
    yield Finding(
        "log-in",
        "ok",
        f"{path} lets in these numbers: domains {len(access.domains)}, addresses "
        f"{len(access.addresses)}, curators among them {len(access.curators)}.",
    )


def _checks(access: Path | None) -> list[Callable[[], Iterable[Finding]]]:
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
        lambda: log_in_findings(access),
        doctor_store.store,
        doctor.built_in_table,
        doctor.clock,
        doctor_machine.programs,
    ]


def findings(access: Path | None = None) -> list[Finding]:
    """Examine everything; what can't be examined is a finding too.

    Parameters
    ----------
    access : pathlib.Path, optional
        Settings of the log-in, if they are elsewhere than in the data folder.
    """
    from geodata.doctor import LEVELS, Finding  # noqa: PLC0415 - takes a second

    found: list[Finding] = []
    for check in _checks(access):
        try:
            found += check()
        except Exception as error:  # noqa: BLE001 - a doctor who faints helps nobody
            what = f"It failed: {type(error).__name__}: {error}"
            name = getattr(check, "__name__", "check").strip("<>").replace("_", " ")
            found.append(Finding(name, "problem", what, "Install the atlas again, or report this."))
    return sorted(found, key=lambda each: LEVELS.index(each.level))


def run(arguments: argparse.Namespace) -> int:
    """Examine everything and print what was found, the worst first."""
    found = findings(arguments.access)
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
