"""Charts of the spread page: provinces active by month, provinces by period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import altair as alt

from app.charts import QuickLayerChart, chart_look, span_scale, takeover_marks
from app.language import word
from geodata.analysis.spread import month_starts
from geodata.views.classes import TOLL_UNKNOWN
from geodata.views.timeline import period_bounds

if TYPE_CHECKING:
    from datetime import date

    from app.theme import Theme
    from geodata.views.rhythm import CurveView, HeatView

CURVE_HEIGHT_PIXELS: Final = 220
ROW_HEIGHT_PIXELS: Final = 17
# Both charts leave the same room for their labels, so that their months stand below each other.
LABEL_PIXELS: Final = 104
NARROW_PIXELS: Final = 480
TITLE_X_PIXELS: Final = -28
MOST_SMALL: Final = 8
"""Up to so many provinces the axis has a line for each."""


MIDDLE: Final = "middle"
_MIDDLE_OF_PERIOD: Final = "(toNumber(datum.period_start) + toNumber(datum.period_end)) / 2"
# In a span of so many months the axis names each of them, where there is room.
_MOST_NAMED_MONTHS: Final = 18


def _month_bounds(first: date, last: date) -> tuple[date, date]:
    return first.replace(day=1), period_bounds(last, "month")[1]


def _whole_months(first: date, last: date) -> alt.Scale:
    """Return the scale of both charts: a month that the view cuts short is drawn whole."""
    return span_scale(*_month_bounds(first, last))


def _time_axis(first: date, last: date, **options: Any) -> alt.Axis:  # noqa: ANN401 - handed on to Altair
    if len(month_starts(first, last)) > _MOST_NAMED_MONTHS:
        return alt.Axis(**options)
    each_month = alt.TimeIntervalStep(interval="month", step=1)
    return alt.Axis(tickCount=each_month, format="%b %Y", labelOverlap="greedy", **options)


def curve_chart(view: CurveView, theme: Theme) -> QuickLayerChart:
    """Draw the provinces active by month, and those with a record so far.

    A month without a record is a gap in the curve, not a point at nought.

    Parameters
    ----------
    view : CurveView
        What to show.
    theme : Theme
        Look of the reader's page.
    """
    x = alt.X(
        f"{MIDDLE}:T",
        title=None,
        scale=_whole_months(view.first, view.last),
        axis=_time_axis(view.first, view.last, grid=False),
    )
    axis = alt.Axis(
        tickMinStep=1,
        tickCount=int(min(view.months["ever"].max(), MOST_SMALL)),
        titleX=TITLE_X_PIXELS,
        minExtent=LABEL_PIXELS,
        maxExtent=LABEL_PIXELS,
    )
    scale = alt.Scale(domainMin=0, nice=True)
    months = alt.Chart(view.months).transform_calculate(as_=MIDDLE, calculate=_MIDDLE_OF_PERIOD)
    tooltip = [
        alt.Tooltip("month:N", title="Month"),
        alt.Tooltip("active:Q", title="Provinces with a record in it"),
        alt.Tooltip("ever:Q", title="Provinces with a record so far"),
        alt.Tooltip("arrivals:N", title="For the first time"),
    ]
    active = alt.Y("active:Q", title=word("Provinces"), axis=axis, scale=scale)
    ever = alt.Y("ever:Q", title=word("Provinces"), axis=axis, scale=scale)
    recorded = months.transform_filter("isValid(datum.active)")
    layers = [
        months.mark_line(
            # From one middle to the next it steps where the months meet.
            interpolate="step",
            color=theme.soft,
            strokeWidth=2,
            strokeDash=[6, 3],
            clip=True,
        ).encode(x=x, y=ever),
        months.mark_line(color=theme.accent, strokeWidth=1.5, clip=True).encode(x=x, y=active),
        recorded.mark_point(color=theme.accent, filled=True, opacity=1, size=22).encode(
            x=x, y=active, tooltip=tooltip
        ),
    ]
    if view.takeover is not None:
        layers.extend(takeover_marks(view.takeover, *_month_bounds(view.first, view.last), theme))
    return QuickLayerChart(layer=layers).properties(
        height=CURVE_HEIGHT_PIXELS, description=view.finding, config=chart_look(theme)
    )


def heat_chart(view: HeatView, theme: Theme) -> QuickLayerChart:
    """Draw the provinces by period; what has no cited record stays blank.

    Parameters
    ----------
    view : HeatView
        What to show.
    theme : Theme
        Look of the reader's page.
    """
    x = alt.X(
        "period_start:T",
        title=None,
        scale=_whole_months(view.first, view.last),
        axis=_time_axis(view.first, view.last, grid=True, orient="top"),
    )
    y = alt.Y(
        "province:N",
        title=None,
        sort=None,
        scale=alt.Scale(domain=list(view.provinces)),
        axis=alt.Axis(
            grid=True,
            ticks=False,
            domain=False,
            labelOverlap=False,
            labelPadding=6,
            labelLimit=LABEL_PIXELS,
            bandPosition=1,
            minExtent=LABEL_PIXELS,
            maxExtent=LABEL_PIXELS,
        ),
    )
    tooltip: list[Any] = [
        alt.Tooltip("province:N", title="Province"),
        alt.Tooltip("period:N", title="Period"),
        alt.Tooltip("value_text:N", title=view.measure_label),
    ]
    is_unknown = view.cells["class_key"].eq(TOLL_UNKNOWN)
    # An outline keeps the palest class and a count of nought apart from the blank; on a phone
    # it would cover the cells, which are then outlined in their own colour.
    outline = alt.ExprRef(f"width < {NARROW_PIXELS} ? datum.colour : '{theme.faint}'")
    known = (
        alt.Chart(view.cells[~is_unknown])
        .mark_rect(stroke=outline, strokeWidth=0.6, clip=True)
        .encode(
            x=x,
            x2="period_end:T",
            y=y,
            color=alt.Color("colour:N", scale=None, legend=None),
            tooltip=tooltip,
        )
    )
    unknown = (
        alt.Chart(view.cells[is_unknown])
        .transform_calculate(as_=MIDDLE, calculate=_MIDDLE_OF_PERIOD)
        .mark_point(filled=True, size=26, color=theme.ink, opacity=1, clip=True)
        .encode(
            x=alt.X(f"{MIDDLE}:T", scale=_whole_months(view.first, view.last)), y=y, tooltip=tooltip
        )
    )
    return QuickLayerChart(layer=[known, unknown]).properties(
        height=ROW_HEIGHT_PIXELS * len(view.provinces),
        description=f"{view.measure_label} by province and {view.period}. {view.finding}",
        config=chart_look(theme),
    )
