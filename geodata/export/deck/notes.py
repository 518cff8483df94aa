"""Speaker notes: filters, figures, caveats, sources, and the address of the view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.export.citations import cited_lines
from geodata.export.deck.fitting import plain
from geodata.export.deck.sheet import small_print
from geodata.export.deck.template import TemplateError
from geodata.export.wording import (
    EMPTY,
    SYNTHETIC,
    address_text,
    filters_text,
    measure_text,
)

if TYPE_CHECKING:
    from pptx.slide import Slide

    from geodata.export.snapshot import Snapshot

MOST_CITED: Final = 6
"""So many records are cited in the notes."""


def note_lines(snapshot: Snapshot, title: str) -> list[str]:
    """Return what a speaker has to know of a view, a paragraph each.

    Parameters
    ----------
    snapshot : Snapshot
        The view.
    title : str
        Of the deck, whole, however much of it is on the slide.
    """
    said = [(SYNTHETIC, snapshot.dataset.synthetic), (EMPTY, snapshot.is_empty)]
    figures = [
        f"{figure.label}: {figure.value}{f' ({figure.note})' if figure.note else ''}. "
        f"{figure.explanation}"
        for figure in snapshot.figures
    ]
    return [
        title,
        *(text for text, is_said in said if is_said),
        f"Filters: {filters_text(snapshot.request.record_filters())}",
        f"Measure: {measure_text(snapshot)}",
        *figures,
        *(f"Caveat: {caveat}" for caveat in snapshot.caveats),
        *small_print(snapshot),
        *_cited(snapshot),
        f"Address of the view: {address_text(snapshot)}",
        f"Dataset: {snapshot.dataset.label}, version {snapshot.manifest.dataset_version}",
    ]


def _cited(snapshot: Snapshot) -> list[str]:
    if snapshot.is_empty:
        return []
    if not snapshot.dataset.redistributable:
        return [f"Single records are not cited here. {snapshot.dataset.why_not}".strip()]
    records = snapshot.notable(MOST_CITED)
    heading = f"Sources of the {len(records)} records in view with most killed (best estimate):"
    return [heading, *cited_lines(snapshot, records)]


def add_notes(slide: Slide, lines: list[str]) -> None:
    """Write the notes of a slide.

    Raises
    ------
    TemplateError
        If the notes page of the template has no place for a text.
    """
    frame = slide.notes_slide.notes_text_frame
    if frame is None:
        raise TemplateError(
            "The notes page of the template has no text placeholder. Add it in PowerPoint: "
            "View, Notes Master, Body."
        )
    frame.text = "\n".join(plain(line) for line in lines)
