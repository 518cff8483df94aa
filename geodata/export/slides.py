"""A view as slides: a map of native shapes, a native chart, a native table, and speaker notes."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI

from geodata.export.deck.fitting import plain
from geodata.export.deck.map_slide import add_map
from geodata.export.deck.notes import add_notes, note_lines
from geodata.export.deck.sheet import Heading, start_slide
from geodata.export.deck.table_slide import add_table, table_title
from geodata.export.deck.template import opened
from geodata.export.deck.timeline_slide import add_timeline
from geodata.export.manifest import MANIFEST_KEY
from geodata.export.office import (
    CUSTOM_PROPERTIES,
    MOST_CHARACTERS,
    custom_properties,
    manifest_properties,
    with_fixed_times,
)
from geodata.export.wording import filters_text

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck

    from geodata.export.snapshot import Snapshot

DOCUMENT: Final = "slides.pptx"
_CUSTOM_TYPE: Final = "application/vnd.openxmlformats-officedocument.custom-properties+xml"


def slides(
    snapshot: Snapshot,
    *,
    marking: str = "",
    title: str | None = None,
    template: bytes | None = None,
) -> bytes:
    """Return a view as a deck of three slides that can be edited in PowerPoint.

    The map has a shape for each province, with its name, its value as alternative text, and the
    colour of its class; the timeline is a chart with its numbers; the ranking is a table.

    Parameters
    ----------
    snapshot : Snapshot
        The view.
    marking : str
        Stands at the top and at the bottom of every slide.
    title : str, optional
        Of the map, in place of the finding.
    template : bytes, optional
        A .pptx file whose layouts, theme and size are used; its own slides are left out.

    Returns
    -------
    bytes
        The same for the same snapshot and options.

    Raises
    ------
    geodata.export.deck.template.TemplateError
        If the template can't be read or lacks what is needed.
    """
    ground = opened(template)
    finding = title or f"{snapshot.place}: {snapshot.title}"
    timeline = snapshot.timeline
    notes = note_lines(snapshot, finding)
    # The timeline shows the sum behind a rate: it is headed by the filters, not by the rate.
    filters = filters_text(snapshot.request.record_filters())
    headings = (
        (finding, snapshot.subtitle),
        (f"{snapshot.place}: {timeline.measure_label} by {timeline.period}", filters),
        (table_title(snapshot), snapshot.subtitle),
    )
    for number, (heading, subtitle) in enumerate(headings):
        slide, area = start_slide(ground, snapshot, Heading(heading, subtitle, marking))
        if number == 0:
            add_map(slide, snapshot, area)
        elif number == 1:
            add_timeline(slide, timeline, area)
        else:
            add_table(slide, snapshot, area)
        add_notes(slide, notes)
    options = {
        "language": snapshot.language,
        "marking": marking,
        "template": hashlib.sha256(template).hexdigest() if template else "",
        "title": title or "",
    }
    _describe(ground.deck, snapshot, finding, options)
    file = io.BytesIO()
    ground.deck.save(file)
    return with_fixed_times(file.getvalue(), snapshot.manifest.time())


def _describe(deck: Deck, snapshot: Snapshot, title: str, options: dict[str, str]) -> None:
    """Fill in the properties of the file, the manifest among them."""
    properties, time = deck.core_properties, snapshot.manifest.time()
    properties.title = plain(title)[:MOST_CHARACTERS]
    properties.subject = plain(snapshot.subtitle)[:MOST_CHARACTERS]
    properties.author = properties.last_modified_by = MANIFEST_KEY
    properties.created = properties.modified = time
    properties.revision = 1
    properties.language = snapshot.language
    manifest = replace(snapshot.manifest, document=DOCUMENT, options=options).to_json()
    values = manifest_properties(manifest)
    package = deck.part.package
    try:
        # A template may bear labels of its owner, which stay.
        known = package.part_related_by(RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
        known.blob = custom_properties(values, known.blob)
    except KeyError:
        place = PackURI(f"/{CUSTOM_PROPERTIES}")
        part = Part(place, _CUSTOM_TYPE, package, custom_properties(values))
        package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
