"""What datasets that are put together have in common, and would count twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.store import open_table

if TYPE_CHECKING:
    from geodata.store import Dataset


def repeated_identifiers(dataset: Dataset) -> int:
    """Count the records whose identifier another record has as well.

    Within one dataset there are none. Two imports of the same source, such as UCDP GED and a
    later GED Candidate, may tell of the same events under the same identifiers.

    Parameters
    ----------
    dataset : Dataset
        Several put together, see :func:`geodata.store.combined`.

    Returns
    -------
    int
        How many records too many there are, at least: the same event may also have other
        identifiers in another source.

    Examples
    --------
    >>> from geodata.store import curated_dataset
    >>> repeated_identifiers(curated_dataset())
    0
    """
    with open_table(dataset) as table:
        repeated = table.count() - table.incident_id.nunique()
        return int(repeated.execute())
