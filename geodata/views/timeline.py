"""The timeline as a view model: bars stacked by group, and the days that matter."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.language import comma, isolated, translate
from geodata.measures import MEASURES
from geodata.model import GROUPS, MONTHS, TAKEOVER, Period
from geodata.views.text import day_text, month_text, record_day_text

if TYPE_CHECKING:
    from datetime import date

    from geodata.measures import Measure
    from geodata.model import Estimate
    from geodata.provinces import Language
    from geodata.views.thin_months import ThinSpan

# A bar should stay wider than a hair on a screen: the coarsest unit that keeps below this.
MOST_BARS: Final = 160

_DAYS_PER_PERIOD: Final[dict[Period, float]] = {
    "day": 1,
    "week": 7,
    "month": 30.44,
    "quarter": 91.3,
    "year": 365.25,
}
_FREQUENCIES: Final[dict[Period, str]] = {
    "day": "D",
    "week": "W-SUN",
    "month": "M",
    "quarter": "Q",
    "year": "Y",
}


@dataclass(frozen=True, slots=True)
class TimelineView:
    """Everything that a timeline shows.

    Parameters
    ----------
    bars : pandas.DataFrame
        A row for each period and group with records; columns ``period_start`` and
        ``period_end`` (first day after the period; datetime64), ``period_label`` (names the
        part of the period where the view cuts it short), ``group`` (label), ``value``.
    groups, colours : tuple of str
        Labels of the groups in stacking order, and their colours.
    first, last : datetime.date
        Span of the time axis.
    period : {"day", "week", "month", "quarter", "year"}
        Length of a bar.
    measure_label : str
        Title of the value axis.
    takeover : datetime.date or None
        15 August 2021 where it lies in the span.
    thin : tuple of ThinSpan or None
        Where reporting is thin, in order of time; ``None`` if that is not to be marked.
    thin_text : str
        How many months of the span these are; empty if they are not to be marked.
    """

    bars: pd.DataFrame
    groups: tuple[str, ...]
    colours: tuple[str, ...]
    first: date
    last: date
    period: Period
    measure_label: str
    takeover: date | None
    thin: tuple[ThinSpan, ...] | None = None
    thin_text: str = ""


def fitting_period(first: date, last: date) -> Period:
    """Return the finest unit of time that keeps the bars of a span readable.

    Examples
    --------
    >>> from datetime import date
    >>> fitting_period(date(2021, 8, 15), date(2021, 11, 14))
    'day'
    >>> fitting_period(date(2014, 1, 1), date(2025, 12, 31))
    'month'
    """
    days = (last - first).days + 1
    for period, length in _DAYS_PER_PERIOD.items():
        if days / length <= MOST_BARS:
            return period
    return "year"


@lru_cache(maxsize=4096)
def period_bounds(start: date, period: Period) -> tuple[date, date]:
    """Return first and last day of the period that holds a day.

    Examples
    --------
    >>> from datetime import date
    >>> period_bounds(date(2021, 8, 15), "quarter")
    (datetime.date(2021, 7, 1), datetime.date(2021, 9, 30))
    """
    span = pd.Period(start, freq=_FREQUENCIES[period])
    return span.start_time.date(), span.end_time.date()


def period_label(start: date, period: Period, language: Language = "en") -> str:
    """Write a period as a reader sees it.

    Examples
    --------
    >>> from datetime import date
    >>> [period_label(date(2021, 7, 1), period) for period in ("day", "month", "quarter", "year")]
    ['1 Jul 2021', 'Jul 2021', 'Jul to Sep 2021', '2021']
    """
    if period == "day":
        return day_text(start, language)
    if period == "week":
        return record_day_text(start, "week", language)
    if period == "month":
        return month_text(start, language)
    if period == "quarter":
        first = translate(MONTHS[start.month - 1], language)
        last = month_text(period_bounds(start, period)[1], language)
        return translate("{first} to {last}", language, first=first, last=last)
    return str(start.year)


@lru_cache(maxsize=4096)
def bar_label(
    start: date, period: Period, first: date, last: date, language: Language = "en"
) -> str:
    """Write the part of a period that a bar counts, where the view cuts it short.

    Examples
    --------
    >>> from datetime import date
    >>> view = date(2021, 8, 15), date(2021, 11, 14)
    >>> [bar_label(date(2021, month, 1), "month", *view) for month in (8, 9, 11)]
    ['Aug 2021, from 15 Aug 2021', 'Sep 2021', 'Nov 2021, until 14 Nov 2021']
    """
    begins, ends = period_bounds(start, period)
    parts = [period_label(start, period, language)]
    if begins < first:
        parts.append(translate("from {day}", language, day=day_text(first, language)))
    if ends > last:
        parts.append(translate("until {day}", language, day=day_text(last, language)))
    return comma(language).join(parts)


def timeline_view(  # noqa: PLR0913 - a chart has that many independent inputs
    by_period: pd.DataFrame,
    *,
    measure: Measure,
    estimate: Estimate,
    period: Period,
    first: date,
    last: date,
    language: Language = "en",
) -> TimelineView:
    """Turn the aggregate by period and group into what a timeline shows.

    Parameters
    ----------
    by_period : pandas.DataFrame
        Columns ``period_start``, ``group`` and the measures, as
        :func:`geodata.query.by_period` returns it.
    measure : Measure
        Height of the bars.
    estimate : {"low", "best", "high"}
        Which estimate the bars are drawn from.
    period : {"day", "week", "month", "quarter", "year"}
        Unit of the aggregate.
    first, last : datetime.date
        Span of the time axis, both days included.
    language : {"en", "fa", "ps"}
        Of the labels.

    Returns
    -------
    TimelineView
    """
    # A rate or a day has no height of its own: the timeline shows what it is worked out from.
    measure = MEASURES[measure.base]
    labels = {key: translate(code.label, language) for key, code in GROUPS.items()}
    starts = pd.to_datetime(by_period["period_start"])
    days = [start.date() for start in starts]
    ends = [period_bounds(day, period)[1] for day in days]
    bars = pd.DataFrame(
        {
            "period_start": starts,
            "period_end": pd.to_datetime(pd.Series(ends, index=starts.index, dtype="object"))
            + pd.Timedelta(days=1),
            # A chart has no direction of its own that would keep the parts of a date in order.
            "period_label": [
                isolated(bar_label(day, period, first, last, language), language) for day in days
            ],
            "group": by_period["group"].map(labels),
            "value": by_period[measure.column(estimate)].astype("Int64"),
        },
        index=by_period.index,
    )
    bars = bars[bars["value"].gt(0).fillna(value=False)].reset_index(drop=True)
    present = set(bars["group"])
    shown = [key for key in GROUPS if labels[key] in present]
    return TimelineView(
        bars=bars,
        groups=tuple(labels[key] for key in shown),
        colours=tuple(GROUPS[key].colour for key in shown),
        first=first,
        last=last,
        period=period,
        measure_label=translate(measure.title(estimate), language),
        takeover=TAKEOVER if first <= TAKEOVER <= last else None,
    )


def brushed_span(start_ms: float, end_ms: float, period: Period) -> tuple[date, date]:
    """Return the days that a span dragged over the time axis stands for.

    Whole bars count: every period that the span touches is taken from its first day to its last.

    Parameters
    ----------
    start_ms, end_ms : float
        Milliseconds since 1970-01-01 UTC, as the chart reports them.
    period : {"day", "week", "month", "quarter", "year"}
        Length of a bar.

    Examples
    --------
    >>> ms = lambda text: pd.Timestamp(text).timestamp() * 1000
    >>> brushed_span(ms("2021-08-20"), ms("2021-11-01"), "month")
    (datetime.date(2021, 8, 1), datetime.date(2021, 10, 31))
    """
    start = pd.Timestamp(start_ms, unit="ms")
    # A span that ends where a bar begins doesn't touch that bar.
    end = max(start, pd.Timestamp(end_ms, unit="ms") - pd.Timedelta(milliseconds=1))
    return period_bounds(start.date(), period)[0], period_bounds(end.date(), period)[1]
