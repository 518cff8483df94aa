"""``atlas brief`` and ``atlas reproduce``: documents of a view, and the same ones again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.terminal import OK, REJECTED
from app.commands.view import WORDS, add_view_arguments, request_from_words
from geodata.model import AtlasError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from geodata.store import Dataset


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the parser."""
    brief = commands.add_parser("brief", help="make pictures and pages of a view")
    add_view_arguments(brief)
    brief.add_argument("--formats", default="png", help="png, svg, pdf, html; with commas")
    brief.add_argument("--part", choices=["map", "timeline", "both"], default="both")
    brief.add_argument("--size", choices=["slide", "a4", "square"], default="slide")
    brief.add_argument("--dpi", type=int, choices=[150, 300], default=150)
    brief.add_argument("--language", choices=["en", "fa", "ps"], default="en")
    brief.add_argument("--marking", default="", help="at top and bottom, for example OFFICIAL")
    brief.add_argument("--title", default="", help="in place of the finding")
    brief.add_argument("--out", type=Path, required=True, help="folder")
    brief.add_argument("--force", action="store_true", help="overwrite files of the same names")
    brief.set_defaults(call=run)
    again = commands.add_parser("reproduce", help="make a document again, and compare")
    again.add_argument("file", type=Path)
    again.set_defaults(call=reproduce)


def _dataset(keys: Sequence[str]) -> Dataset:
    from geodata.store import combined, curated_dataset  # noqa: PLC0415 - takes a second
    from geodata.versions import imported_dataset  # noqa: PLC0415 - the same

    return combined(
        [curated_dataset() if key == "curated" else imported_dataset(key) for key in keys]
    )


def run(arguments: argparse.Namespace) -> int:
    """Make the documents; all of them, or none."""
    from geodata.export.documents import (  # noqa: PLC0415 - takes a second
        FORMATS,
        DocumentOptions,
        make_document,
    )
    from geodata.export.folder import check_free, write_documents  # noqa: PLC0415 - the same
    from geodata.export.snapshot import snapshot  # noqa: PLC0415 - the same

    formats = [part.strip() for part in arguments.formats.split(",") if part.strip()]
    unknown = [name for name in formats if name not in FORMATS]
    if unknown or not formats:
        raise AtlasError(
            f"There is no document of the kind {unknown[0] if unknown else ''!r}. "
            f"Use any of: {', '.join(FORMATS)}."
        )
    names = {name: f"atlas-{arguments.part}.{name}" for name in formats}
    check_free(arguments.out, names.values(), overwrites=arguments.force)
    words = {word: getattr(arguments, word) for word in ("view", *WORDS)}
    request = request_from_words({word: value for word, value in words.items() if value})
    made = snapshot(request, _dataset(request.datasets), language=arguments.language)
    options = DocumentOptions(
        part=arguments.part,
        size=arguments.size,
        dpi=arguments.dpi,
        marking=arguments.marking,
        title=arguments.title,
    )
    documents = {}
    for number, (file_format, name) in enumerate(names.items(), start=1):
        print(f"{number} of {len(names)}: {name}", flush=True)
        documents[name] = make_document(made, file_format, options)
    for path in write_documents(documents, arguments.out, overwrites=arguments.force):
        print(path)
    return OK


def reproduce(arguments: argparse.Namespace) -> int:
    """Make a document again from what it says of itself, and say whether it is the same."""
    from geodata.export.documents import (  # noqa: PLC0415 - takes a second
        make_document,
        options_of,
        read_manifest,
    )
    from geodata.export.manifest import manifest_of  # noqa: PLC0415 - the same
    from geodata.export.snapshot import snapshot  # noqa: PLC0415 - the same

    try:
        content = arguments.file.read_bytes()
    except OSError as error:
        raise AtlasError(f"{arguments.file} can't be read: {error.strerror}.") from error
    manifest = read_manifest(content)
    request = request_from_words({"view": f"?{manifest.address}"})
    dataset = _dataset(request.datasets)
    file_format, options = options_of(manifest)
    language = manifest.options.get("language", "en")
    for known in ("en", "fa", "ps"):
        if known == language:
            made = snapshot(request, dataset, language=known, made_at=manifest.time())
    now = manifest_of(manifest.address, dataset, manifest.time())
    if make_document(made, file_format, options) == content:
        print(f"{arguments.file} is identical to the document made again.")
        return OK
    print(f"{arguments.file} differs from the document made again.")
    if now.dataset_version != manifest.dataset_version:
        print(
            f"The records changed: version {manifest.dataset_version[:12]} then, "
            f"{now.dataset_version[:12]} now."
        )
    if now.software != manifest.software:
        print(f"The atlas changed: version {manifest.software} then, {now.software} now.")
    return REJECTED
