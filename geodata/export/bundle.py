"""All documents of a view by the words of the command, several at once, and made again."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, get_args

from geodata.export.animation import FilmOptions, animation
from geodata.export.documents import FORMATS, DocumentOptions, make_document, options_of
from geodata.export.report import DOCUMENT, PAPERS, brief_document
from geodata.export.slides import DOCUMENT as SLIDES
from geodata.export.slides import slides
from geodata.export.tables import TABLE_FORMATS, aggregate_table, record_table, view_workbook
from geodata.model import AtlasError
from geodata.views.playback import Mode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geodata.export.animation import FilmFormat
    from geodata.export.manifest import Manifest
    from geodata.export.report import Paper
    from geodata.export.snapshot import Snapshot
    from geodata.export.tables import TableFormat

WORKBOOK: Final = "tables.xlsx"


@dataclass(frozen=True, slots=True)
class Choices:
    """What documents look like, each as far as it can.

    Parameters
    ----------
    options : DocumentOptions
        Part, size and resolution of pictures; marking and title of everything.
    paper : {"a4", "letter"}
        Size of the one-page brief.
    template : bytes, optional
        A .pptx file whose layouts the slides use.
    mode : {"so_far", "in_month"}
        What a frame of a film shows.
    """

    options: DocumentOptions
    paper: Paper = "a4"
    template: bytes | None = None
    mode: Mode = "so_far"


def _brief(snapshot: Snapshot, choices: Choices) -> bytes:
    options = choices.options
    return brief_document(
        snapshot, paper=choices.paper, title=options.title, marking=options.marking
    )


def _slides(snapshot: Snapshot, choices: Choices) -> bytes:
    options = choices.options
    return slides(
        snapshot,
        marking=options.marking,
        title=options.title or None,
        template=choices.template,
    )


def _film(file_format: FilmFormat, snapshot: Snapshot, choices: Choices) -> bytes:
    options = choices.options
    film = FilmOptions(file_format, choices.mode, options.size, options.marking, options.title)
    return animation(snapshot, film)


def _workbook(snapshot: Snapshot, choices: Choices) -> bytes:
    return view_workbook(snapshot, marking=choices.options.marking)


def _records(file_format: TableFormat, snapshot: Snapshot, choices: Choices) -> bytes:
    return record_table(snapshot, file_format, marking=choices.options.marking)


def _by_province(file_format: TableFormat, snapshot: Snapshot, choices: Choices) -> bytes:
    return aggregate_table(snapshot, "province", file_format, marking=choices.options.marking)


def _by_period(file_format: TableFormat, snapshot: Snapshot, choices: Choices) -> bytes:
    return aggregate_table(snapshot, "period", file_format, marking=choices.options.marking)


_MAKERS: Final[dict[str, Callable[[Snapshot, Choices], bytes]]] = {
    DOCUMENT: _brief,
    SLIDES: _slides,
    "animation.gif": partial(_film, "gif"),
    "animation.mp4": partial(_film, "mp4"),
    WORKBOOK: _workbook,
    **{f"records.{each}": partial(_records, each) for each in TABLE_FORMATS},
    **{f"by_province.{each}": partial(_by_province, each) for each in TABLE_FORMATS},
    **{f"by_period.{each}": partial(_by_period, each) for each in TABLE_FORMATS},
}
"""Name of a document, as its manifest has it → how it is made; pictures and pages apart."""

_WORDS: Final[dict[str, str]] = {
    "brief": DOCUMENT,
    "pptx": SLIDES,
    "gif": "animation.gif",
    "mp4": "animation.mp4",
    "xlsx": WORKBOOK,
    **{each: f"records.{each}" for each in TABLE_FORMATS if each != "xlsx"},
}
"""Short words for the documents that are wanted most."""

KINDS: Final = (*FORMATS, *_WORDS)
"""Short words of all documents; the name of a document is understood too."""


def document_name(kind: str) -> str:
    """Return the name of a document as its manifest has it; that of a picture isn't known yet.

    Examples
    --------
    >>> document_name("csv"), document_name("by_period.csv")
    ('records.csv', 'by_period.csv')
    """
    return _WORDS.get(kind, kind)


def file_name(kind: str, part: str) -> str:
    """Return the name of the file of a document.

    Parameters
    ----------
    kind : str
        See :func:`check_kinds`.
    part : str
        What is on a picture.

    Examples
    --------
    >>> file_name("png", "map"), file_name("brief", "map"), file_name("by_period.csv", "map")
    ('atlas-map.png', 'atlas-brief.pdf', 'atlas-by_period.csv')
    """
    return f"atlas-{part}.{kind}" if kind in FORMATS else f"atlas-{document_name(kind)}"


def check_kinds(kinds: Sequence[str]) -> None:
    """Check that there are such documents.

    Parameters
    ----------
    kinds : sequence of str
        Words of :data:`KINDS`, or ``records.``, ``by_province.`` and ``by_period.`` with the
        ending of a table.

    Raises
    ------
    AtlasError
        If none is asked for, or one isn't known.
    """
    unknown = [kind for kind in kinds if kind not in FORMATS and document_name(kind) not in _MAKERS]
    if unknown or not kinds:
        raise AtlasError(
            f"There is no document of the kind {unknown[0] if unknown else ''!r}. "
            f"Use any of: {', '.join(KINDS)}; or by_province and by_period with .csv and the like."
        )


def make_documents(
    snapshot: Snapshot,
    kinds: Sequence[str],
    choices: Choices,
    progress: Callable[[str, int, int], None],
) -> dict[str, bytes]:
    """Make documents of a view.

    Parameters
    ----------
    snapshot : Snapshot
        The view.
    kinds : sequence of str
        See :func:`check_kinds`.
    choices : Choices
        What they look like.
    progress : callable
        Called before each with its name, its number from 1 on, and how many there are.

    Returns
    -------
    dict of str to bytes
        Name of the file → its content.

    Raises
    ------
    AtlasError
        If one of them can't be made.
    """
    check_kinds(kinds)
    wanted = {file_name(kind, choices.options.part): kind for kind in kinds}
    documents = {}
    for number, (name, kind) in enumerate(wanted.items(), start=1):
        progress(name, number, len(wanted))
        documents[name] = (
            make_document(snapshot, kind, choices.options)
            if kind in FORMATS
            else _MAKERS[document_name(kind)](snapshot, choices)
        )
    return documents


def zipped(documents: Mapping[str, bytes], snapshot: Snapshot) -> bytes:
    """Put documents into one archive; equal documents of a view give equal bytes."""
    # The format counts two seconds at a time, and begins in 1980.
    made = max(snapshot.manifest.time().timetuple()[:6], (1980, 1, 1, 0, 0, 0))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(documents.items()):
            archive.writestr(zipfile.ZipInfo(name, made), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def made_again(snapshot: Snapshot, manifest: Manifest, template: bytes | None = None) -> bytes:
    """Make the document of a manifest again.

    Parameters
    ----------
    snapshot : Snapshot
        The view of the manifest, at its time and in its language.
    manifest : Manifest
        Of the document.
    template : bytes, optional
        The one that slides were made with.

    Raises
    ------
    AtlasError
        If the template is another one, or this version doesn't know such a document.
    """
    file_format, options = options_of(manifest)
    maker = _MAKERS.get(manifest.document)
    if maker is not None:
        paper, pattern = _paper(manifest), _checked(manifest, template)
        return maker(snapshot, Choices(options, paper, pattern, _mode(manifest)))
    if file_format not in FORMATS:
        raise AtlasError(
            f"The document is {manifest.document!r}, which this version can't make. Use the "
            f"version that made it, {manifest.software}."
        )
    return make_document(snapshot, file_format, options)


def _paper(manifest: Manifest) -> Paper:
    size = manifest.options.get("size", "") if manifest.document == DOCUMENT else PAPERS[0]
    known = next((paper for paper in PAPERS if paper == size), None)
    if known is None:
        raise AtlasError(f"The brief was made for the paper {size!r}, which isn't known here.")
    return known


def _mode(manifest: Manifest) -> Mode:
    modes: tuple[Mode, ...] = get_args(Mode)
    return next((mode for mode in modes if mode == manifest.options.get("mode")), modes[0])


def _checked(manifest: Manifest, template: bytes | None) -> bytes | None:
    wanted = manifest.options.get("template", "")
    given = hashlib.sha256(template).hexdigest() if template else ""
    if wanted and wanted != given:
        raise AtlasError(
            "The slides were made with a template of the checksum "
            f"{wanted[:12]}. Name that file with --template."
        )
    return template if wanted else None
