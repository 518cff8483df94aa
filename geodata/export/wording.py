"""What a document says of its view in words: filters, measure, whose data, what is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.measures import measure_of
from geodata.views.text import day_text, period_text, restrictions_text, subject_text

if TYPE_CHECKING:
    from geodata.export.snapshot import Snapshot
    from geodata.model import Filters

SYNTHETIC: Final = "Synthetic data: made up, not real events."
EMPTY: Final = "No cited record in view. This is not a finding of no violence."


def filters_text(filters: Filters) -> str:
    """Tell the filters of a view in one line.

    Examples
    --------
    >>> from datetime import date
    >>> from geodata.model import Filters
    >>> filters_text(Filters(date(2021, 8, 15), groups=("ISKP",), provinces=("AF01",)))
    'IS-K: all events, since 15 Aug 2021; only province: Kabul'
    >>> filters_text(Filters(known_on=date(2021, 10, 1), attributions=("claimed",)))
    'All groups: all events, all years; only attribution: claimed; as known on 1 Oct 2021'
    """
    parts = [f"{subject_text(filters)}, {period_text(filters)}"]
    restrictions = restrictions_text(filters)
    if restrictions:
        parts.append(f"only {restrictions}")
    if filters.known_on:
        parts.append(f"as known on {day_text(filters.known_on)}")
    return "; ".join(parts)


def measure_text(snapshot: Snapshot) -> str:
    """Name the measure of a view and say how it is counted."""
    measure = measure_of(snapshot.request.measure)
    return f"{snapshot.map.measure_label}: {measure.definition}"


def attribution_text(snapshot: Snapshot, *, boundaries: bool = True) -> str:
    """Return whose data a table holds, in one line; synthetic data is called so first.

    Parameters
    ----------
    snapshot : Snapshot
        The view.
    boundaries : bool
        Whether boundaries are in it too.
    """
    credits_shown = snapshot.credits if boundaries else snapshot.credits[:1]
    return " ".join([SYNTHETIC] * snapshot.dataset.synthetic + list(credits_shown))


def address_text(snapshot: Snapshot) -> str:
    """Return the address of the view as it follows that of the atlas."""
    return f"?{snapshot.manifest.address}"
