"""``atlas import``, ``atlas versions``, ``atlas rollback``: files into the store, and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.audited import written_down
from app.commands.terminal import (
    OK,
    add_mapping_arguments,
    described_file,
    inspected_lines,
    mapping_of,
    print_json,
    progress_bar,
    report_lines,
    say,
)
from geodata.durable import StoreError
from geodata.views.text import number_text

if TYPE_CHECKING:
    import argparse

    from geodata.versions import Version


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the parser."""
    importing = commands.add_parser(
        "import",
        help="check files and store what is accepted as a new version",
        description="Exit code 0: a version was stored (the report tells what was rejected); "
        "2: nothing was stored.",
    )
    importing.add_argument("file", type=Path, nargs="+", help="releases: the oldest first")
    importing.add_argument("--name", required=True, help="of the import: a-z, 0-9, - and _")
    importing.add_argument(
        "--add", action="store_true", help="keep the records of the version before"
    )
    add_mapping_arguments(importing)
    importing.add_argument("--json", action="store_true", help="print the report as JSON")
    importing.set_defaults(call=run_import)

    listing = commands.add_parser(
        "versions", help="list the imports and their versions, or compare two versions"
    )
    listing.add_argument("name", nargs="?", help="of one import")
    listing.add_argument(
        "--compare",
        nargs=2,
        metavar=("FROM", "TO"),
        help="numbers of two versions: what was added, removed and revised",
    )
    listing.add_argument(
        "--most",
        type=int,
        default=20,
        help="of each kind of change list so many records, newest first (0: counts only)",
    )
    listing.set_defaults(call=run_versions)

    back = commands.add_parser("rollback", help="let an earlier version of an import count again")
    back.add_argument("name")
    back.add_argument("version", nargs="?", help="its number; by default the one before")
    back.set_defaults(call=run_rollback)


def run_import(arguments: argparse.Namespace) -> int:
    """Import the files and print what became of their rows."""
    # These take a second to import; `atlas --help` doesn't need them.
    from geodata.importing import import_files  # noqa: PLC0415 - takes a second

    with (
        written_down("import", arguments.name) as details,
        progress_bar(is_shown=not arguments.json) as show,
    ):
        result = import_files(
            arguments.file,
            arguments.name,
            mapping_of(arguments),
            adds=arguments.add,
            on_progress=show,
        )
        manifest = result.version.manifest
        details |= {
            "version": manifest.id,
            "checksum": manifest.checksum,
            "records": manifest.records,
            "rejected": manifest.rejected,
        }
    if arguments.json:
        print_json(
            {
                "name": arguments.name,
                "version": result.version.id,
                "checksum": result.version.manifest.checksum,
                "files": [described_file(file) for file in result.files],
                **json.loads(result.report.to_json()),
            }
        )
        return OK
    for file in result.files:
        say("\n".join(inspected_lines(file)))
    say("\n".join(report_lines(result.report)))
    say(f"Stored as {_line(result.version)}")
    return OK


def _line(version: Version) -> str:
    manifest = version.manifest
    mark = " (current)" if version.is_current else ""
    return (
        f"{manifest.name} version {version.id}{mark}: {manifest.description.label}, "
        f"{number_text(manifest.records)} records, {number_text(manifest.rejected)} rejected, "
        f"{manifest.created}, checksum {manifest.checksum[:12]}"
    )


def run_versions(arguments: argparse.Namespace) -> int:
    """List the versions of one import or of all."""
    from geodata.versions import import_names, versions  # noqa: PLC0415 - takes a second

    if arguments.compare:
        return _compare(arguments)
    names = [arguments.name] if arguments.name else import_names()
    for name in names:
        for version in versions(name):
            say(_line(version))
    if not names:
        say("There are no imports yet. Make one: atlas import FILE --name NAME")
    return OK


def _compare(arguments: argparse.Namespace) -> int:
    """Print what changed between two versions, as far as its records may be passed on."""
    from geodata.version_changes import VERSION_CHANGES, compare_versions  # noqa: PLC0415
    from geodata.versions import stored_version  # noqa: PLC0415
    from geodata.views.version_changes import (  # noqa: PLC0415
        KIND_LABELS,
        change_lines,
        changes_sentence,
        fields_text,
        figure_rows,
    )

    if not arguments.name:
        raise StoreError("Name the import: atlas versions NAME --compare FROM TO.")
    old, new = (stored_version(arguments.name, number) for number in arguments.compare)
    changes = compare_versions(old.dataset(), new.dataset())
    say(f"From: {_line(old)}\nTo:   {_line(new)}\n{changes_sentence(changes)}")
    for row in figure_rows(changes):
        say(f"  {row.label}: {row.before} → {row.after} ({row.change})")
    if fields := fields_text(changes):
        say(fields)
    if reason := changes.why_not_passed_on:
        say(f"Single records are not printed. {reason}")
        return OK
    for kind in VERSION_CHANGES:
        shown = changes.page(kind, 0, max(arguments.most, 0))
        for line in change_lines(shown, kind):
            change = f"{line.field}: {line.old} → {line.new}" if line.field else line.old + line.new
            say(f"{KIND_LABELS[kind]:<8}  {line.record}  {change}")
    return OK


def run_rollback(arguments: argparse.Namespace) -> int:
    """Go back to an earlier version."""
    from geodata.versions import rollback  # noqa: PLC0415 - takes a second

    with written_down("rollback", arguments.name) as details:
        version = rollback(arguments.name, arguments.version)
        details["version"] = version.id
    say(f"Now counts: {_line(version)}")
    return OK
