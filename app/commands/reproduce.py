"""``atlas reproduce``: a document made again from what it says of itself, and compared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, get_args

from app.commands.brief import read_template
from app.commands.terminal import OK, REJECTED, say
from app.commands.view import request_from_words
from geodata.model import AtlasError

if TYPE_CHECKING:
    import argparse

    from geodata.export.manifest import Manifest
    from geodata.store import Dataset


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "reproduce",
        help="make a document again, and compare",
        description="Exit code 0: identical byte for byte; 1: different; 2: not readable.",
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--template", type=Path, help="the .pptx file that slides were made with")
    parser.set_defaults(call=run)


def run(arguments: argparse.Namespace) -> int:
    """Make a document again, say whether it is the same, and what changed if not."""
    from geodata.export.bundle import made_again  # noqa: PLC0415 - takes a second
    from geodata.export.datasets import dataset_at, dataset_of  # noqa: PLC0415 - the same
    from geodata.export.embedded import embedded_manifest  # noqa: PLC0415 - the same
    from geodata.export.snapshot import snapshot  # noqa: PLC0415 - the same
    from geodata.provinces import Language  # noqa: PLC0415 - the same

    try:
        content = arguments.file.read_bytes()
    except (OSError, ValueError) as error:  # a ValueError is a path that no system takes
        cause = error.strerror if isinstance(error, OSError) else error
        raise AtlasError(f"{arguments.file} can't be read: {cause}.") from error
    manifest = embedded_manifest(content)
    request = request_from_words({"view": f"?{manifest.address}"})
    now = dataset_of(request.datasets)
    then = dataset_at(request.datasets, manifest.dataset_version)
    languages: dict[str, Language] = {language: language for language in get_args(Language)}
    language = languages.get(manifest.options.get("language", "en"), "en")
    made = snapshot(request, then or now, language=language, made_at=manifest.time())
    is_same = made_again(made, manifest, read_template(arguments.template)) == content
    verb = "is identical to" if is_same else "differs from"
    say(f"{arguments.file} {verb} the document made again.")
    for line in _changes(manifest, then, now, made.manifest.software, is_same=is_same):
        say(line)
    return OK if is_same else REJECTED


def _changes(
    manifest: Manifest, then: Dataset | None, now: Dataset, software: str, *, is_same: bool
) -> list[str]:
    """Say what is another than when the document was made."""
    lines = []
    if now.version != manifest.dataset_version:
        kept = "It was made again from those of then." if then else "Those of then aren't here."
        lines.append(
            f"The records changed: version {manifest.dataset_version[:12]} then, "
            f"{now.version[:12]} now. {kept}"
        )
        if "curated" in now.key.split("+"):
            lines += _logged(manifest)
    if software != manifest.software:
        lines.append(f"The atlas changed: version {manifest.software} then, {software} now.")
    if not lines and not is_same:
        lines.append(
            "Records and atlas are the same: the file was changed, or made with another version "
            "of a library."
        )
    return lines


def _logged(manifest: Manifest) -> list[str]:
    """Say what the log of the built-in records has since the day of a document."""
    from geodata.changelog import CHANGE_KINDS, load_changes  # noqa: PLC0415 - takes a second

    changes = load_changes()
    since = changes[changes["date"].dt.date >= manifest.time().date()]
    counts = since["kind"].value_counts()
    named = [
        f"{counts[kind]} {code.label.lower()}"
        for kind, code in CHANGE_KINDS.items()
        if kind in counts
    ]
    return [f"The log of the built-in records has since: {', '.join(named)}."] if named else []
