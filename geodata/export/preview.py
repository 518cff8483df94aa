"""What a document of a view will look like and state, quickly enough to look at it on a screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geodata.export.lettering import LEFT_TO_RIGHT
from geodata.export.picture import PictureOptions, picture, title_of
from geodata.export.wording import EMPTY, SYNTHETIC

if TYPE_CHECKING:
    from geodata.export.documents import DocumentOptions
    from geodata.export.snapshot import Snapshot

DPI: Final = 96
"""Dots per inch of a screen, as CSS has it."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A picture of a view, and in words what documents of it state.

    Parameters
    ----------
    picture : bytes
        PNG with :data:`DPI` dots per inch.
    finding : str
        What a document is headed by if nobody gives it another title.
    subtitle : str
        Group, period and measure.
    warnings : tuple of str
        What every document says beside that: no cited record, synthetic data.
    """

    picture: bytes
    finding: str
    subtitle: str
    warnings: tuple[str, ...]


def preview(snapshot: Snapshot, options: DocumentOptions) -> Preview:
    """Return what a document of a view will look like and state.

    Parameters
    ----------
    snapshot : Snapshot
        The view.
    options : DocumentOptions
        What it looks like; the resolution is that of a screen.
    """
    drawn = picture(
        snapshot,
        PictureOptions(options.part, "png", options.size, DPI, options.marking, options.title),
    )
    warnings = [EMPTY] * snapshot.is_empty + [SYNTHETIC] * snapshot.dataset.synthetic
    finding = title_of(snapshot, "").strip(LEFT_TO_RIGHT)
    return Preview(drawn, finding, snapshot.subtitle, tuple(warnings))
