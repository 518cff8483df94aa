"""``atlas brief``: documents of a view, or of several views that a preset file names."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.commands.audited import written_down
from app.commands.presets import PresetError, load_presets
from app.commands.terminal import OK, say
from app.commands.view import WORDS, add_view_arguments, request_from_words
from geodata.model import AtlasError

DEFAULTS: Final[dict[str, Any]] = {
    "formats": "png",
    "part": "both",
    "size": "slide",
    "paper": "a4",
    "dpi": 150,
    "language": "en",
    "marking": "",
    "title": "",
}
PRESET_WORDS: Final = ("view", *WORDS, *DEFAULTS, "template", "out")
"""What a preset may say."""


@dataclass(frozen=True, slots=True)
class _Job:
    """One view, its documents and their folder; ``named`` tells several apart in messages."""

    named: str
    words: dict[str, Any]
    folder: Path


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "brief",
        help="make pictures, slides, briefs, pages and tables of a view",
        epilog="A preset file is TOML: tables with the same words as here, such as "
        '[weekly] group = ["ISKP"], from = 2021-08-15, formats = ["brief"], out = "weekly".',
    )
    _add_document_arguments(parser)
    parser.add_argument("--preset", metavar="FILE[:NAME]", help="what isn't said here")
    parser.add_argument("--force", action="store_true", help="overwrite files of the same names")
    parser.set_defaults(call=run)


def _add_document_arguments(parser: argparse.ArgumentParser) -> None:
    """Let a user say what is to be made; what isn't said is None, so that a preset may say it."""
    add_view_arguments(parser)
    parser.add_argument(
        "--formats",
        help="with commas: png, svg, pdf (pictures); brief (one page as PDF); pptx; html (map for "
        "a disk); gif, mp4 (the spread); xlsx; csv, geojson, gpkg, parquet (records), and the same "
        "of counts, such as by_province.csv and by_period.csv",
    )
    parser.add_argument("--part", choices=["map", "timeline", "both"], help="of pictures")
    parser.add_argument("--size", choices=["slide", "a4", "square"], help="of pictures")
    parser.add_argument("--paper", choices=["a4", "letter"], help="of the one-page brief")
    parser.add_argument("--dpi", type=int, choices=[150, 300], help="of PNG")
    parser.add_argument("--language", choices=["en", "fa", "ps"], help="of the provinces' names")
    parser.add_argument("--marking", help="at top and bottom, for example OFFICIAL")
    parser.add_argument("--title", help="in place of the finding")
    parser.add_argument("--template", type=Path, help="a .pptx file for the slides")
    parser.add_argument("--out", type=Path, help="folder")


def _said(arguments: argparse.Namespace) -> dict[str, Any]:
    values = {word: getattr(arguments, word) for word in PRESET_WORDS}
    return {word: value for word, value in values.items() if value is not None}


def _checked(preset: str, words: dict[str, str]) -> dict[str, Any]:
    """Read the words of a preset as the command line reads them."""
    parser = argparse.ArgumentParser(exit_on_error=False, add_help=False)
    _add_document_arguments(parser)
    try:
        return _said(parser.parse_args([f"--{word}={value}" for word, value in words.items()]))
    except argparse.ArgumentError as error:
        raise PresetError(f"Preset {preset!r}: {error}.") from error


def _jobs(arguments: argparse.Namespace) -> list[_Job]:
    said = _said(arguments)
    presets = load_presets(arguments.preset, PRESET_WORDS) if arguments.preset else {"": {}}
    jobs = []
    for name, words in presets.items():
        values = DEFAULTS | _checked(name, words) | said
        folder: Path | None = values.pop("out", None)
        if folder is None:
            raise AtlasError("Name a folder for the documents with --out.")
        if "out" in said and len(presets) > 1:
            # Documents of several presets bear the same names.
            folder /= name
        jobs.append(_Job(f"Preset {name!r}: " if name else "", values, folder))
    return jobs


def run(arguments: argparse.Namespace) -> int:
    """Make the documents; of each view all of them, or none."""
    jobs = _jobs(arguments)
    # Everything is checked before the first is made.
    for step in (_check, _make):
        for job in jobs:
            try:
                step(job, overwrites=arguments.force)
            except AtlasError as error:
                raise AtlasError(f"{job.named}{error}") from error
    return OK


def _kinds(job: _Job) -> list[str]:
    return [part.strip() for part in job.words["formats"].split(",") if part.strip()]


def _check(job: _Job, *, overwrites: bool) -> None:
    # These take a second to import; `atlas --help` doesn't need them.
    from geodata.export.bundle import check_kinds, file_name  # noqa: PLC0415 - takes a second
    from geodata.export.folder import check_free  # noqa: PLC0415 - takes a second

    check_kinds(_kinds(job))
    names = [file_name(kind, job.words["part"]) for kind in _kinds(job)]
    check_free(job.folder, names, overwrites=overwrites)
    request_from_words(job.words)


def _make(job: _Job, *, overwrites: bool) -> None:
    from geodata.export.bundle import Choices, make_documents  # noqa: PLC0415 - takes a second
    from geodata.export.datasets import dataset_of  # noqa: PLC0415 - the same
    from geodata.export.documents import DocumentOptions  # noqa: PLC0415 - the same
    from geodata.export.folder import write_documents  # noqa: PLC0415 - the same
    from geodata.export.snapshot import snapshot  # noqa: PLC0415 - the same

    words = job.words
    request = request_from_words(words)
    options = DocumentOptions(
        part=words["part"],
        size=words["size"],
        dpi=words["dpi"],
        marking=words["marking"],
        title=words["title"],
    )
    choices = Choices(options, words["paper"], read_template(words.get("template")))
    with written_down("export", ", ".join(_kinds(job))) as details:
        dataset = dataset_of(request.datasets)
        details |= {"dataset": dataset.key, "version": dataset.version}
        made = snapshot(request, dataset, language=words["language"])
        documents = make_documents(made, _kinds(job), choices, _progress)
        for path in write_documents(documents, job.folder, overwrites=overwrites):
            say(path)


def read_template(path: Path | None) -> bytes | None:
    """Read the template of the slides, if one is named.

    Raises
    ------
    AtlasError
        If it can't be read.
    """
    try:
        return path.read_bytes() if path else None
    except (OSError, ValueError) as error:  # a ValueError is a NUL in the path
        cause = error.strerror if isinstance(error, OSError) else error
        raise AtlasError(
            f"The template {str(path)!r} can't be read: {cause}. Name a .pptx file."
        ) from error


def _progress(name: str, number: int, in_all: int) -> None:
    say(f"{number} of {in_all}: {name}")
