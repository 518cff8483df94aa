"""Records by the words in their texts, and one record by its identifier."""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Final

import ibis

from geodata.model import Filters
from geodata.rows import Order, fetch, filtered, in_order
from geodata.store import Dataset, curated_dataset, open_table

if TYPE_CHECKING:
    import pandas as pd

SEARCHED: Final = ("province", "district", "place", "opponent", "actor", "summary", "note")
"""Columns whose texts are searched."""

# Words have no white space in them, so that no word is found across two texts.
_BETWEEN_TEXTS: Final = "\n"


def matching(table: ibis.Table, text: str) -> ibis.Table:
    """Keep the records in whose texts every word of a search occurs.

    Parameters
    ----------
    table : ibis.Table
        Columns of :data:`geodata.layout.SCHEMA`.
    text : str
        Words parted by white space. Capitals count for nothing. A word may be a part of a longer
        one; no sign in it has a meaning of its own. Without a word every record is kept.
    """
    words = text.split()
    if not words:
        return table
    texts = [table[column].fill_null("") for column in SEARCHED]
    whole = ibis.literal(_BETWEEN_TEXTS).join(texts).lower()
    # A plain substring and no pattern: "%" and "_" are found as they stand. The engine lowers the
    # words too, so that both sides follow the same rules.
    found = [whole.contains(ibis.literal(word).lower()) for word in words]
    return table.filter(reduce(and_, found))


def found_records(  # noqa: PLR0913 - as many as geodata.query.records, and the words
    filters: Filters,
    text: str,
    dataset: Dataset | None = None,
    *,
    order: Order = "newest",
    first: int = 0,
    most: int | None = None,
) -> pd.DataFrame:
    """Return the records in view that a search finds.

    Parameters
    ----------
    filters, dataset, order, first, most
        See :func:`geodata.query.records`.
    text : str
        See :func:`matching`.

    Examples
    --------
    >>> found_records(Filters(), "gozar-e-sayed kunduz").index.tolist()
    ['20211008-KDZ-1']
    """
    with open_table(dataset or curated_dataset()) as table:
        rows = matching(filtered(table, filters), text)
        shown = in_order(rows, order).limit(most, offset=first)
        return fetch(shown).set_index("incident_id")


def count_found(filters: Filters, text: str, dataset: Dataset | None = None) -> int:
    """Count the records in view that a search finds."""
    with open_table(dataset or curated_dataset()) as table:
        return int(matching(filtered(table, filters), text).count().to_pyarrow().as_py())


def records_named(incident_id: str, dataset: Dataset | None = None) -> pd.DataFrame:
    """Return the record with this identifier, whatever the filters.

    Returns
    -------
    pandas.DataFrame
        As :func:`geodata.query.records` returns them: one record, or none. Of several datasets
        together each may have one of this name.

    Examples
    --------
    >>> records_named("20211008-KDZ-1")["province"].tolist()
    ['Kunduz']
    """
    with open_table(dataset or curated_dataset()) as table:
        rows = filtered(table, Filters())
        return fetch(rows.filter(rows.incident_id == incident_id)).set_index("incident_id")
