"""``Filters`` → the first records of each province."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from geodata.rows import fetch, filtered
from geodata.store import Dataset, curated_dataset, open_table

if TYPE_CHECKING:
    import pandas as pd

    from geodata.model import Filters

# Of two records with one date, the one that is known better comes first: a record known only
# to August stands on its first day, one known to that day happened on it.
_PRECISION_ORDER: Final = ("day", "week", "month", "year")


def first_records(filters: Filters, dataset: Dataset | None = None) -> pd.DataFrame:
    """Return the first record of each province, and the first one that is known to the day.

    A record known only to a week, a month or a span of months counts on its first day. It may
    have happened after another record of its province, which is why the first one that is known
    to the day stands beside it.

    Parameters
    ----------
    filters : Filters
        Which records.
    dataset : Dataset, optional
        The curated records by default.

    Returns
    -------
    pandas.DataFrame
        One or two rows a province, at most 70; all columns of :data:`geodata.layout.SCHEMA`,
        index ``incident_id``, sorted by date. Beside them ``is_first`` (bool), ``is_first_day``
        (bool: the first one known to the day) and ``same_date`` (Int64: how many records of the
        province have this date and are known as well).
    """
    with open_table(dataset or curated_dataset()) as table:
        rows = filtered(table, filters)
        known = ibis.cases(
            *((rows.date_precision == name, rank) for rank, name in enumerate(_PRECISION_ORDER)),
            else_=len(_PRECISION_ORDER),
        )
        ranked = rows.mutate(precision_rank=known)
        is_day = ranked.precision_rank == 0
        order = [ranked.date, ranked.precision_rank, ranked.incident_id]
        number = ibis.row_number()
        # Names that no column of a record has.
        numbered = ranked.mutate(
            first_rank=number.over(group_by=ranked.province_pcode, order_by=order),
            day_rank=number.over(group_by=[ranked.province_pcode, is_day], order_by=order),
            same_date=ranked.incident_id.count().over(
                group_by=[ranked.province_pcode, ranked.date, ranked.precision_rank]
            ),
        )
        is_first = numbered.first_rank == 0
        is_first_day = (numbered.day_rank == 0) & (numbered.precision_rank == 0)
        chosen = (
            numbered.mutate(is_first=is_first, is_first_day=is_first_day)
            .filter(is_first | is_first_day)
            .drop("first_rank", "day_rank")
            .order_by(["date", "precision_rank", "incident_id"])
            .drop("precision_rank")
        )
        return fetch(chosen).set_index("incident_id")
