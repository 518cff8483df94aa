"""Charts of the page Coverage: attacks a month, and shares by year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import altair as alt

from app.charts import QuickLayerChart, chart_look, span_scale
from app.language import word
from geodata.views.coverage import QUALITY_LABELS

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from app.theme import Theme

HEIGHT_PIXELS: Final = 240

_LONG_DAYS: Final = 1000


def _time_axis(first: date, last: date) -> alt.Axis:
    if (last - first).days > _LONG_DAYS:
        return alt.Axis(grid=False, format="%Y", tickCount="year", labelOverlap="greedy")
    return alt.Axis(grid=False, format="%b %Y", tickCount="month", labelOverlap="greedy")


def months_chart(
    attacks: pd.DataFrame, counted: pd.DataFrame, span: tuple[date, date], theme: Theme
) -> QuickLayerChart:
    """Draw the attacks on record by month as bars, and what others counted as lines.

    Parameters
    ----------
    attacks : pandas.DataFrame
        See :func:`geodata.views.coverage_months.attacks_by_month`.
    counted : pandas.DataFrame
        See :func:`geodata.views.coverage_months.counted_a_month`.
    span : tuple of datetime.date
        Span of the time axis.
    theme : Theme
        Look of the reader's page.
    """
    scale = span_scale(*span)
    bars = (
        alt.Chart(attacks)
        .mark_bar(color=theme.accent, stroke=theme.ground, strokeWidth=0.5, clip=True)
        .encode(
            x=alt.X("month:T", title=None, scale=scale, axis=_time_axis(*span)),
            x2="month_end:T",
            y=alt.Y(
                "sum(attacks):Q",
                title=word("Attacks a month"),
                stack="zero",
                axis=alt.Axis(tickMinStep=1),
            ),
            tooltip=[
                alt.Tooltip("label:N", title="Month"),
                alt.Tooltip("sum(attacks):Q", title="Attacks on record"),
            ],
        )
    )
    lines = (
        alt.Chart(counted)
        .mark_rule(color=theme.ink, strokeWidth=2.5, clip=True)
        .encode(
            x=alt.X("start:T", scale=scale),
            x2="end:T",
            y=alt.Y("a_month:Q"),
            tooltip=[
                alt.Tooltip("label:N", title="Counted"),
                alt.Tooltip("a_month:Q", title="That is, a month", format=".1f"),
            ],
        )
    )
    return QuickLayerChart(layer=[bars, lines]).properties(
        height=HEIGHT_PIXELS,
        config=chart_look(theme),
        description="Attacks on record by month, with what others counted a month; the tables "
        "below hold the same.",
    )


def years_chart(yearly: pd.DataFrame, theme: Theme) -> QuickLayerChart:
    """Draw the shares of records by year, a line with marks of its own for each.

    Parameters
    ----------
    yearly : pandas.DataFrame
        See :class:`geodata.views.coverage.CoverageView`.
    theme : Theme
        Look of the reader's page.
    """
    labels = [word(label) for label in QUALITY_LABELS.values()]
    yearly = yearly.assign(quality=yearly["quality"].map(word))
    # Told apart by shape and dashes; the colours only follow.
    colours = [theme.accent, "#b2552b", theme.faint, "#7a6a1f"]
    sort: list[str] = labels
    lines = alt.Chart(yearly).encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap="greedy")),
        y=alt.Y("percent:Q", title=word("Per cent of records"), scale=alt.Scale(domain=[0, 100])),
        color=alt.Color(
            "quality:N",
            title=None,
            sort=sort,
            scale=alt.Scale(domain=labels, range=colours),
            legend=alt.Legend(orient="top", columns=2, symbolType="circle"),
        ),
    )
    dashes = alt.StrokeDash(
        "quality:N",
        title=None,
        scale=alt.Scale(domain=labels, range=[[1, 0], [6, 3], [2, 2], [8, 3, 2, 3]]),
    )
    shapes = alt.Shape(
        "quality:N",
        title=None,
        scale=alt.Scale(domain=labels, range=["circle", "square", "diamond", "triangle-up"]),
    )
    points = lines.mark_point(filled=True, size=55, opacity=1).encode(
        shape=shapes,
        tooltip=[
            alt.Tooltip("year:O", title="Year"),
            alt.Tooltip("quality:N", title="Share"),
            alt.Tooltip("detail:N", title="Records"),
        ],
    )
    return QuickLayerChart(layer=[lines.mark_line().encode(strokeDash=dashes), points]).properties(
        height=HEIGHT_PIXELS,
        config=chart_look(theme),
        description="Shares of records by year; the table below holds the same.",
    )
