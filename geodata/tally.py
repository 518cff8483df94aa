"""Records counted once by day, by month and by all that a view filters on.

A view is then a sum over the rows of this tally: it needs no query of its own, and costs what
the months and codes in it cost, however many records a dataset has. (Such a table is known as a
data cube: Gray et al. 1997, https://doi.org/10.1023/A:1009726021843.)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geodata.model import Filters
from geodata.rows import fetch, filtered
from geodata.store import Dataset, open_table
from geodata.sums import ATTACK_COUNTS, figures_of, record_measures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
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
class Counted:
    """Sums over records, in order of time, as arrays of one length.

    Parameters
    ----------
    starts : numpy.ndarray
        datetime64; the day, or the first of the month.
    codes : mapping of str to numpy.ndarray
        For each of :data:`KEYS` the place in :attr:`Tally.categories`; -1 where it is missing.
    figures : mapping of str to numpy.ndarray
        For each measure of :func:`geodata.sums.record_measures` float64 or datetime64.
    """

    starts: np.ndarray
    codes: Mapping[str, np.ndarray]
    figures: Mapping[str, np.ndarray]

    def part(self, where: slice | np.ndarray) -> Counted:
        """Return some of the rows."""
        return Counted(
            self.starts[where],
            {key: codes[where] for key, codes in self.codes.items()},
            {name: values[where] for name, values in self.figures.items()},
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over the records of a dataset.

    Parameters
    ----------
    categories : mapping of str to tuple of str
        The values of each of :data:`KEYS`, sorted.
    days, months : Counted
        A row for each combination of a day or month with the values that has a record.
    """

    categories: Mapping[str, tuple[str, ...]]
    days: Counted
    months: Counted


def _counted(rows: ibis.Table, unit: str) -> pd.DataFrame:
    keyed = rows.mutate(start=rows.date.truncate(unit))
    counted = fetch(keyed.group_by(["start", *KEYS]).aggregate(**record_measures(keyed)))
    return counted.sort_values("start", ignore_index=True)


def _arrays(counted: pd.DataFrame, values: Mapping[str, tuple[str, ...]]) -> Counted:
    codes = {key: pd.Index(values[key]).get_indexer(pd.Index(counted[key])) for key in KEYS}
    return Counted(
        counted["start"].to_numpy("datetime64[us]"),
        {key: places.astype("int16") for key, places in codes.items()},
        figures_of(counted.assign(**dict.fromkeys(ATTACK_COUNTS, 0))),
    )


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
    values = {key: tuple(sorted(days[key].dropna().unique())) for key in KEYS}
    return Tally(values, _arrays(days, values), _arrays(months, values))


def _between(rows: Counted, first: pd.Timestamp | None, end: pd.Timestamp | None) -> Counted:
    def place(day: pd.Timestamp | None) -> int | None:
        return None if day is None else int(rows.starts.searchsorted(np.datetime64(day, "us")))

    return rows.part(slice(place(first), place(end)))


def _in_period(counted: Tally, filters: Filters, period: Period) -> list[Counted]:
    """Return the rows between the dates: whole months as such, and the days at both ends."""
    first = None if filters.date_from is None else pd.Timestamp(filters.date_from)
    end = None if filters.date_to is None else pd.Timestamp(filters.date_to) + _ONE_DAY
    days = counted.days
    if period not in _PERIODS_OF_MONTHS:
        return [_between(days, first, end)]
    # The first of the month on or after, and on or before.
    month_first = None if first is None else first + pd.offsets.MonthBegin(0)
    month_end = None if end is None else end - pd.offsets.MonthBegin(0 if end.day == 1 else 1)
    if month_first is not None and month_end is not None and month_first >= month_end:
        return [_between(days, first, end)]
    parts = [_between(counted.months, month_first, month_end)]
    if month_first != first:
        parts.append(_between(days, first, month_first))
    if month_end != end:
        parts.append(_between(days, month_end, end))
    return parts


def _is_wanted(codes: np.ndarray, values: Sequence[str], wanted: Sequence[str]) -> np.ndarray:
    # The code -1 of what is missing is the last place.
    is_wanted: np.ndarray = np.array([*(value in wanted for value in values), False])[codes]
    return is_wanted


def rows_in_view(counted: Tally, filters: Filters, period: Period) -> Counted:
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
    Counted
        With :data:`geodata.sums.ATTACK_COUNTS` among its figures.
    """
    chosen = {
        key: wanted
        for key, wanted in (
            ("group", filters.groups),
            ("event_type", filters.event_types),
            ("province_pcode", filters.provinces),
            ("attribution", filters.attributions),
            ("attack_type", filters.attack_types),
            ("target", filters.targets),
        )
        if wanted
    }
    parts = []
    for part in _in_period(counted, filters, period):
        is_in_view = np.ones(len(part.starts), dtype=bool)
        for key, wanted in chosen.items():
            is_in_view &= _is_wanted(part.codes[key], counted.categories[key], wanted)
        parts.append(part.part(is_in_view))
    rows = _one_after_the_other(parts)
    is_attack = _is_wanted(rows.codes["event_type"], counted.categories["event_type"], ("attack",))
    attacks = np.where(is_attack, rows.figures["incidents"], 0)
    targets = rows.codes["target"]
    is_on_target = _is_wanted(targets, counted.categories["target"], (filters.share_target,))
    return replace(
        rows,
        figures={
            **rows.figures,
            "attacks_target_known": np.where(targets >= 0, attacks, 0),
            "attacks_on_target": np.where(is_on_target, attacks, 0),
        },
    )


def _one_after_the_other(parts: Sequence[Counted]) -> Counted:
    if len(parts) == 1:
        return parts[0]
    return Counted(
        np.concatenate([part.starts for part in parts]),
        {key: np.concatenate([part.codes[key] for part in parts]) for key in KEYS},
        {name: np.concatenate([part.figures[name] for part in parts]) for name in parts[0].figures},
    )
