"""Two sides compared: two periods of the same groups, or two groups in the same period."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.analysis.rate_ratio import RATIO_COLUMNS, rate_ratios
from geodata.model import GROUPS, TAKEOVER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.model import Filters

SMALL_NUMBER: Final = 5
"""Fewer records than this on either side are called small."""

COUNTRY: Final = "country"
"""Index of the line of the whole country, records without a province included."""

ONE_DAY: Final = timedelta(days=1)


def covered_days(first: date, last: date, first_covered: date, last_covered: date) -> int:
    """Count the days of a period that the records cover, both ends included.

    Examples
    --------
    >>> records = date(2014, 1, 17), date(2025, 12, 16)
    >>> covered_days(date(2021, 8, 15), date(2021, 11, 14), *records)
    92
    >>> covered_days(date(2025, 12, 1), date(2026, 12, 31), *records)
    16
    >>> covered_days(date(2030, 1, 1), date(2030, 12, 31), *records)
    0
    """
    start, end = max(first, first_covered), min(last, last_covered)
    return max((end - start).days + 1, 0)


def shared_days(first: Filters, second: Filters) -> int:
    """Count the days that two periods with both ends have in common.

    Examples
    --------
    >>> from geodata.model import Filters
    >>> year, autumn = Filters(date(2021, 1, 1), date(2021, 12, 31)), Filters(
    ...     date(2021, 9, 1), date(2022, 2, 28))
    >>> shared_days(year, autumn)
    122
    """
    starts = [day for day in (first.date_from, second.date_from) if day]
    ends = [day for day in (first.date_to, second.date_to) if day]
    if not starts or not ends:
        raise ValueError("Days can be counted only between two dates.")
    return max((min(ends) - max(starts)).days + 1, 0)


def shared_groups(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    """Return the groups that two choices have in common; an empty choice means all groups.

    Examples
    --------
    >>> shared_groups(("ISKP", "NRF"), ("TALIBAN",)), shared_groups((), ("TALIBAN",))
    ((), ('TALIBAN',))
    """
    one, other = (set(chosen or GROUPS) for chosen in (first, second))
    return tuple(group for group in GROUPS if group in one & other)


def crosses_takeover(*periods: tuple[date, date]) -> bool:
    """Say whether some of the days lie before 15 August 2021 and some on it or after.

    Examples
    --------
    >>> before, after = (date(2020, 1, 1), date(2020, 3, 1)), (date(2022, 1, 1), date(2022, 3, 1))
    >>> crosses_takeover(before, after), crosses_takeover(before), crosses_takeover(after)
    (True, False, False)
    """
    return min(first for first, _ in periods) < TAKEOVER <= max(last for _, last in periods)


def compare(
    first: pd.DataFrame,
    second: pd.DataFrame,
    first_days: int,
    second_days: int,
    *,
    is_independent: bool,
) -> pd.DataFrame:
    """Compare the records of two sides by province and over the whole country.

    Parameters
    ----------
    first, second : pandas.DataFrame
        35 rows, index ``province_pcode`` with the line ``unknown``, as
        :func:`geodata.query.by_province` returns them.
    first_days, second_days : int
        Over how many days each side was counted; zero where the records cover none.
    is_independent : bool
        Whether no record counts on both sides; otherwise no ratio can be given.

    Returns
    -------
    pandas.DataFrame
        36 rows, index ``province_pcode`` with ``unknown`` and ``country``: ``first_incidents``,
        ``second_incidents`` (Int64), ``change_per_day`` (Float64, records a day; missing where a
        side has no day), ``ratio``, ``ratio_low``, ``ratio_high`` (Float64, second rate ÷ first
        rate, see :func:`geodata.analysis.rate_ratio.rate_ratios`), ``is_small`` (bool). The
        largest changes come first; equal ones in order of their p-code.
    """
    counts = pd.DataFrame(
        {"first_incidents": first["incidents"], "second_incidents": second["incidents"]}
    ).astype("Int64")
    country = counts.sum().to_frame(COUNTRY).T
    table = pd.concat([counts, country]).astype("Int64").rename_axis("province_pcode")
    has_days = first_days > 0 and second_days > 0
    change = (
        table["second_incidents"] / second_days - table["first_incidents"] / first_days
        if has_days
        else pd.Series(pd.NA, index=table.index)
    )
    ratios = (
        rate_ratios(table["first_incidents"], table["second_incidents"], first_days, second_days)
        if has_days and is_independent
        else pd.DataFrame(dict.fromkeys(RATIO_COLUMNS, pd.NA), index=table.index)
    )
    smaller = table[["first_incidents", "second_incidents"]].min(axis="columns")
    table = table.assign(
        change_per_day=change.astype("Float64"),
        **{name: ratios[name].astype("Float64") for name in RATIO_COLUMNS},
        is_small=smaller.lt(SMALL_NUMBER),
    )
    # Rounded, so that equal changes are equal however they were summed.
    size = table["change_per_day"].abs().round(12)
    order = table.assign(size=size).sort_index().sort_values("size", ascending=False, kind="stable")
    return table.loc[order.index]
