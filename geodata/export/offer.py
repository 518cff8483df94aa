"""Which documents a reader can choose, what they are called, and why one can't be made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.export.animation import check_length
from geodata.export.bundle import document_name
from geodata.export.deck.template import opened
from geodata.export.film_files import check_ffmpeg
from geodata.export.frames import check_rights
from geodata.model import AtlasError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from geodata.store import Dataset

_TABLES: Final = {"csv": "CSV", "geojson": "GeoJSON", "gpkg": "GeoPackage", "parquet": "Parquet"}

OFFER: Final[dict[str, dict[str, str]]] = {
    "Picture": {"png": "PNG", "svg": "SVG", "pdf": "PDF"},
    "Document": {
        "brief": "One-page brief (PDF)",
        "pptx": "Slides (PPTX)",
        "html": "Offline map (HTML)",
        "xlsx": "Workbook (XLSX)",
    },
    "Animation": {"gif": "GIF", "mp4": "MP4"},
    "Records": _TABLES,
    "Counts by province": {f"by_province.{ending}": label for ending, label in _TABLES.items()},
    "Counts by period": {f"by_period.{ending}": label for ending, label in _TABLES.items()},
}
"""Words of documents, see :func:`geodata.export.bundle.check_kinds`, with what to call them."""

FIRST_CHOICE: Final = ("png", "brief", "pptx")
"""What is offered to a reader who has chosen nothing yet."""

_USED_BY: Final[dict[str, tuple[str, ...]]] = {
    "part": ("png", "svg", "pdf"),
    "size": ("png", "svg", "pdf", "gif", "mp4"),
    "dpi": ("png",),
    "paper": ("brief",),
    "template": ("pptx",),
    "title": ("png", "svg", "pdf", "brief", "pptx", "html", "gif", "mp4"),
}

_MIME_TYPES: Final = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "html": "text/html",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "gif": "image/gif",
    "mp4": "video/mp4",
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
}


def kind_label(kind: str) -> str:
    """Return what to call a document.

    Examples
    --------
    >>> kind_label("pptx"), kind_label("png"), kind_label("by_period.csv")
    ('Slides (PPTX)', 'Picture (PNG)', 'Counts by period (CSV)')
    """
    for group, kinds in OFFER.items():
        if kind in kinds:
            return kinds[kind] if group == "Document" else f"{group} ({kinds[kind]})"
    return kind


def is_used(choice: str, kinds: Iterable[str]) -> bool:
    """Say whether any of some documents looks different by a choice.

    Parameters
    ----------
    choice : {"part", "size", "dpi", "paper", "template", "title"}
        Name of a choice.
    kinds : iterable of str
        Words of documents.

    Examples
    --------
    >>> is_used("dpi", ["png", "csv"]), is_used("paper", ["png", "csv"])
    (True, False)
    """
    return not set(_USED_BY[choice]).isdisjoint(kinds)


def mime_type(file_name: str) -> str:
    """Return the media type of a file by its ending.

    Examples
    --------
    >>> mime_type("atlas-brief.pdf")
    'application/pdf'
    """
    return _MIME_TYPES[file_name.rpartition(".")[2]]


def check_possible(
    kind: str, dataset: Dataset, span: tuple[date, date], template: bytes | None = None
) -> None:
    """Check, before any work, that a document of a view can be made.

    Parameters
    ----------
    kind : str
        Word of the document.
    dataset : Dataset
        The records.
    span : tuple of datetime.date
        First and last day of the view.
    template : bytes, optional
        A .pptx file for the slides.

    Raises
    ------
    RightsError
        If single records are asked for that may not be handed on.
    AtlasError
        If the template can't be used, the period is too long for a film, or ffmpeg is missing.
    """
    document = document_name(kind)
    if document.startswith("records."):
        check_rights(dataset)
    elif document.startswith("animation."):
        check_length(*span)
        if document.endswith(".mp4"):
            check_ffmpeg()
    elif document.endswith(".pptx"):
        opened(template)


def why_not(
    kinds: Iterable[str], dataset: Dataset, span: tuple[date, date], template: bytes | None = None
) -> dict[str, str]:
    """Return the reason for each of some documents that can't be made.

    Parameters
    ----------
    kinds, dataset, span, template
        See :func:`check_possible`.

    Returns
    -------
    dict of str to str
        Word of a document → why it can't be made; without those that can.
    """
    reasons = {}
    for kind in kinds:
        try:
            check_possible(kind, dataset, span, template)
        except AtlasError as error:
            reasons[kind] = str(error)
    return reasons
