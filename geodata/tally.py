"""Records counted once by day, by month and by all that a view filters on.

A view is then a sum over the rows of this tally: it needs no query of its own, and costs what
the months and codes in it cost, however many records a dataset has. (Such a table is known as a
data cube: Gray et al. 1997, https://doi.org/10.1023/A:1009726021843.)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.model import Filters
from geodata.rows import fetch, filtered
from geodata.store import Dataset, open_table
from geodata.sums import RECORD_COUNTS, SUMS, record_measures

if TYPE_CHECKING:
    from datetime import date

    import ibis

    from geodata.model import Period

KEYS: Final = (
    "province_pcode",
    "group",
    "attribution",
    "event_type",
    "attack_type",
    "target",
)
"""What a view filters on, beside the date."""

_PERIODS_OF_MONTHS: Final = ("month", "quarter", "year")
_ONE_DAY: Final = pd.Timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over the records of a dataset, in order of time.

    Parameters
    ----------
    days, months : pandas.DataFrame
        A row for each combination of a day or month with the values of :data:`KEYS` that has a
        record. ``start`` (datetime64) is the day or the first of the month; :data:`KEYS` are
        categorical with the same categories in both; the other columns are those of
        :func:`geodata.sums.record_measures`: counts (int64), sums (float64), days (datetime64).
    """

    days: pd.DataFrame
    months: pd.DataFrame


def _counted(rows: ibis.Table, unit: str) -> pd.DataFrame:
    keyed = rows.mutate(start=rows.date.truncate(unit))
    counted = fetch(keyed.group_by(["start", *KEYS]).aggregate(**record_measures(keyed)))
    types = dict.fromkeys(RECORD_COUNTS, "int64") | dict.fromkeys(SUMS, "float64")
    return counted.astype(types).sort_values("start", ignore_index=True)


# A few views of a few datasets: a tally of a million records takes about 150 MB.
@lru_cache(maxsize=8)
def tally(dataset: Dataset, known_on: date | None = None) -> Tally:
    """Count the records of a dataset by all that a view filters on.

    Parameters
    ----------
    dataset : Dataset
        What to count. It is counted once and kept.
    known_on : datetime.date, optional
        Leave out what was published later, see :class:`geodata.model.Filters`.
    """
    with open_table(dataset) as table:
        rows = filtered(table, Filters(known_on=known_on))
        days, months = _counted(rows, "D"), _counted(rows, "M")
    # Sorted, so that views come in the order of their keys.
    codes = {key: pd.CategoricalDtype(sorted(days[key].dropna().unique())) for key in KEYS}
    return Tally(days.astype(codes), months.astype(codes))


def _between(rows: pd.DataFrame, first: pd.Timestamp | None, end: pd.Timestamp | None) -> slice:
    starts = rows["start"]
    return slice(
        None if first is None else int(starts.searchsorted(first)),
        None if end is None else int(starts.searchsorted(end)),
    )


def _in_period(counted: Tally, filters: Filters, period: Period) -> pd.DataFrame:
    """Return the rows between the dates: whole months as such, and the days at both ends."""
    first = None if filters.date_from is None else pd.Timestamp(filters.date_from)
    end = None if filters.date_to is None else pd.Timestamp(filters.date_to) + _ONE_DAY
    days = counted.days
    if period not in _PERIODS_OF_MONTHS:
        return days.iloc[_between(days, first, end)]
    # The first of the month on or after, and on or before.
    month_first = None if first is None else first + pd.offsets.MonthBegin(0)
    month_end = None if end is None else end - pd.offsets.MonthBegin(0 if end.day == 1 else 1)
    if month_first is not None and month_end is not None and month_first >= month_end:
        return days.iloc[_between(days, first, end)]
    parts = [counted.months.iloc[_between(counted.months, month_first, month_end)]]
    if month_first != first:
        parts.append(days.iloc[_between(days, first, month_first)])
    if month_end != end:
        parts.append(days.iloc[_between(days, month_end, end)])
    return pd.concat(parts) if len(parts) > 1 else parts[0]


def rows_in_view(counted: Tally, filters: Filters, period: Period) -> pd.DataFrame:
    """Return the rows of a tally whose sum is a view.

    Parameters
    ----------
    counted : Tally
        Made for ``filters.known_on``.
    filters : Filters
        Which records.
    period : {"day", "week", "month", "quarter", "year"}
        What they will be summed by.

    Returns
    -------
    pandas.DataFrame
        Columns of a :class:`Tally`, and :data:`geodata.sums.ATTACK_COUNTS`.
    """
    rows = _in_period(counted, filters, period)
    for key, values in (
        ("group", filters.groups),
        ("event_type", filters.event_types),
        ("province_pcode", filters.provinces),
        ("attribution", filters.attributions),
        ("attack_type", filters.attack_types),
        ("target", filters.targets),
    ):
        if values:
            rows = rows[rows[key].isin(values)]
    attacks = rows["incidents"].where(rows["event_type"].eq("attack"), 0)
    return rows.assign(
        attacks_target_known=attacks.where(rows["target"].notna(), 0),
        attacks_on_target=attacks.where(rows["target"].eq(filters.share_target), 0),
    )
