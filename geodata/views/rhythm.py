"""Activity over time as view models: the curve of active provinces, the heat map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.analysis.spread import by_longer_period
from geodata.model import PROVINCE_COUNT, TAKEOVER, UNKNOWN_PROVINCE
from geodata.views.cells import cell_classes, cell_texts, without_blank
from geodata.views.text import join_words, number_text
from geodata.views.timeline import MOST_BARS, bar_label, period_bounds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from geodata.measures import Measure
    from geodata.model import Estimate, Period
    from geodata.views.classes import MapClass
    from geodata.views.palettes import Ground

_FREQUENCIES: Final[dict[Period, str]] = {"month": "M", "quarter": "Q", "year": "Y"}
CELL_PERIODS: Final[tuple[Period, ...]] = ("month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class CurveView:
    """How many provinces have records, month by month.

    Parameters
    ----------
    months : pandas.DataFrame
        A row a month: ``period_start``, ``period_end`` (first day after it), ``month`` (as a
        reader sees it), ``active`` (missing without a record anywhere), ``ever``, ``arrivals``
        (names of the provinces whose first record is of this month).
    finding : str
        What the curve shows, a sentence.
    first, last : datetime.date
        Span of the time axis.
    takeover : datetime.date or None
        15 August 2021 where it lies in the span.
    """

    months: pd.DataFrame
    finding: str
    first: date
    last: date
    takeover: date | None


@dataclass(frozen=True, slots=True)
class HeatView:
    """Provinces by period.

    Parameters
    ----------
    cells : pandas.DataFrame
        Only cells with a record: ``province``, ``period_start``, ``period_end`` (first day
        after it), ``period`` (as a reader sees it), ``class_key``, ``colour``, ``value``,
        ``number_text``, ``value_text``, ``detail_text``.
    provinces : tuple of str
        Names of the rows, in the order of their first records.
    classes : tuple of MapClass
        On one scale over all cells, of which each counts its own.
    period : {"month", "quarter", "year"}
        Length of a cell.
    measure_label : str
        What the colours stand for.
    finding : str
        What the heat map shows, a sentence.
    first, last : datetime.date
        Span of the time axis.
    """

    cells: pd.DataFrame
    provinces: tuple[str, ...]
    classes: tuple[MapClass, ...]
    period: Period
    measure_label: str
    finding: str
    first: date
    last: date


def _ends(starts: Sequence[date], period: Period) -> pd.Series:
    last_days = pd.Series([period_bounds(start, period)[1] for start in starts], dtype="object")
    return pd.to_datetime(last_days) + pd.Timedelta(days=1)


def _peak_text(months: pd.DataFrame) -> str:
    if months["active"].isna().all():
        return "No cited record in view."
    most = int(months["active"].max())
    when = months.loc[months["active"].eq(most), "month"].tolist()
    # Many months with one province each say nothing about when.
    listed = join_words(when) if len(when) <= 2 else f"{when[0]} and {len(when) - 1} other months"  # noqa: PLR2004 - two are listed in full
    provinces = "1 province has" if most == 1 else f"{most} provinces have"
    ever = int(months["ever"].iloc[-1])
    return (
        f"At most {provinces} a cited record in the same month ({listed}); "
        f"{ever} of {PROVINCE_COUNT} ever have one."
    )


def curve_view(activity: pd.DataFrame, names: pd.Series, first: date, last: date) -> CurveView:
    """Turn the count of active provinces into what a curve shows.

    Parameters
    ----------
    activity : pandas.DataFrame
        As :func:`geodata.analysis.spread.activity` returns it.
    names : pandas.Series
        34 names, indexed by p-code.
    first, last : datetime.date
        Span of the view, both days included.
    """
    starts = [start.date() for start in activity.index]
    active = activity["active"].astype("Int64")
    months = pd.DataFrame(
        {
            "period_start": activity.index,
            "period_end": _ends(starts, "month"),
            "month": [bar_label(start, "month", first, last) for start in starts],
            # No record anywhere is a gap, not a count of nought.
            "active": active.mask(active.eq(0)).array,
            "ever": activity["ever"].astype("Int64").array,
            "arrivals": [
                ", ".join(sorted(names[pcode] for pcode in pcodes))
                for pcodes in activity["arrivals"]
            ],
        }
    )
    return CurveView(
        months,
        _peak_text(months),
        first,
        last,
        TAKEOVER if first <= TAKEOVER <= last else None,
    )


def fitting_cells(wanted: Period, months: int) -> Period:
    """Return the length of a cell that keeps the columns wide enough to be seen.

    Parameters
    ----------
    wanted : {"month", "quarter", "year"}
        What the reader has chosen.
    months : int
        Length of the span.

    Examples
    --------
    >>> fitting_cells("month", 144), fitting_cells("month", 432), fitting_cells("year", 12)
    ('month', 'quarter', 'year')
    """
    columns: dict[Period, float] = {"month": months, "quarter": months / 3, "year": months / 12}
    for period in CELL_PERIODS[CELL_PERIODS.index(wanted) :]:
        if columns[period] <= MOST_BARS:
            return period
    return "year"


def _heat_finding(cells: pd.DataFrame, provinces: int, periods: int, period: Period) -> str:
    if cells.empty:
        return "No cited record in view."
    share = f"{number_text(len(cells))} of {number_text(provinces * periods)}"
    most = cells["province"].value_counts()
    busiest = sorted(most[most.eq(most.max())].index)
    # The names of many provinces with a record each would say nothing.
    named = join_words(busiest) if len(busiest) <= 2 else f"{len(busiest)} provinces"  # noqa: PLR2004 - two are listed in full
    each = " each" if len(busiest) > 1 else ""
    units = f"{period}{'' if most.max() == 1 else 's'}"
    return (
        f"{named} {'has' if len(busiest) == 1 else 'have'} records in the most {period}s: "
        f"{number_text(most.max())} {units}{each}. {share} cells hold a record."
    )


def heat_view(  # noqa: PLR0913 - a chart has that many independent inputs
    by_month: pd.DataFrame,
    names: pd.Series,
    first_dates: pd.Series,
    *,
    measure: Measure,
    estimate: Estimate,
    period: Period,
    first: date,
    last: date,
    ground: Ground = "light",
) -> HeatView:
    """Turn the records of each month and province into what a heat map shows.

    Parameters
    ----------
    by_month : pandas.DataFrame
        As :func:`geodata.analysis.spread.month_by_month` returns it.
    names : pandas.Series
        34 names, indexed by p-code.
    first_dates : pandas.Series
        Date of the first record by p-code, missing without one: the order of the rows.
    measure : Measure
        A sum.
    estimate : {"low", "best", "high"}
        Which estimate the classes are made from.
    period : {"month", "quarter", "year"}
        Length of a cell.
    first, last : datetime.date
        Span of the view, both days included.
    ground : {"light", "dark"}
        What the chart is drawn on.
    """
    table = by_longer_period(by_month, period)
    classed, entries = cell_classes(table, measure, estimate, ground)
    starts = [start.date() for start in table["period_start"]]
    cells = pd.DataFrame(
        {
            "province": names.reindex(table["province_pcode"]).astype("string").to_numpy(),
            "period_start": table["period_start"],
            "period_end": _ends(starts, period),
            "period": [bar_label(start, period, first, last) for start in starts],
        }
    ).join([classed, cell_texts(table, measure, estimate)])
    order = _in_order(first_dates, names)
    months = pd.DatetimeIndex(by_month.index.unique("period_start"))
    periods = months.to_period(_FREQUENCIES[period]).nunique()
    return HeatView(
        cells=cells,
        provinces=order,
        classes=without_blank(entries),
        period=period,
        measure_label=measure.title(estimate),
        finding=_heat_finding(cells, len(order), periods, period),
        first=first,
        last=last,
    )


def _in_order(first_dates: pd.Series, names: pd.Series) -> tuple[str, ...]:
    """Return the names of the provinces with a record, those with equal dates by name."""
    located = first_dates.drop(index=UNKNOWN_PROVINCE, errors="ignore").dropna()
    named = pd.DataFrame({"day": located, "name": names.reindex(located.index)})
    return tuple(named.sort_values(["day", "name"])["name"])
