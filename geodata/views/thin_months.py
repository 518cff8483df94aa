"""Months with thin reporting on a timeline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from geodata.language import translate
from geodata.views.text import month_text
from geodata.views.timeline import period_bounds

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from geodata.provinces import Language
    from geodata.views.timeline import TimelineView


@dataclass(frozen=True, slots=True)
class ThinSpan:
    """Months in a row with thin reporting.

    Parameters
    ----------
    first, last : datetime.date
        Within the span of the time axis, both days included.
    label : str
        The months: ``Mar 2014``, or ``Mar 2014 to Nov 2014``.
    """

    first: date
    last: date
    label: str


def _thin_spans(
    months: pd.Series, first: date, last: date, language: Language
) -> tuple[ThinSpan, ...]:
    is_thin = months.astype(bool)
    # A new run begins wherever a month differs from the one before.
    runs = is_thin.ne(is_thin.shift()).cumsum()
    spans = []
    for _, run in is_thin[is_thin].groupby(runs[is_thin]):
        begins, ends = run.index[0].date(), run.index[-1].date()
        names = [month_text(day, language) for day in (begins, ends)]
        label = names[0]
        if names[0] != names[1]:
            label = translate("{first} to {last}", language, first=names[0], last=names[1])
        month_end = period_bounds(ends, "month")[1]
        spans.append(ThinSpan(max(begins, first), min(month_end, last), label))
    return tuple(spans)


def with_thin_months(
    view: TimelineView, months: pd.Series, language: Language = "en"
) -> TimelineView:
    """Mark on a timeline the months with thin reporting.

    Parameters
    ----------
    view : TimelineView
        Of any period.
    months : pandas.Series of bool
        For each month that the span touches, in order, by its first day, see
        :func:`geodata.analysis.coverage.thin_months`.
    language : {"en", "fa", "ps"}
        Of the labels.
    """
    return replace(
        view,
        thin=_thin_spans(months, view.first, view.last, language),
        thin_text=translate(
            "Thin reporting in the whole country: {count} of {all} months",
            language,
            count=int(months.sum()),
            all=len(months),
        ),
    )


def is_thin(view: TimelineView, start: pd.Timestamp, end: pd.Timestamp) -> bool:
    """Say whether a bar lies, wholly or in part, where reporting is thin.

    Parameters
    ----------
    view : TimelineView
        The timeline.
    start, end : pandas.Timestamp
        First day of the bar, and the first day after it.
    """
    first, last = max(start.date(), view.first), min(end.date() - timedelta(days=1), view.last)
    return any(first <= span.last and last >= span.first for span in view.thin or ())
