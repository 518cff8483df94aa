"""View model → Altair charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import altair as alt
import pandas as pd
from altair.utils import schemapi

if TYPE_CHECKING:
    from app.theme import Theme
    from geodata.views.timeline import TimelineView

# Altair checks each part of a chart against its schema, which takes longer than a whole page;
# the tests draw every chart with the check on.
schemapi.disable_debug_mode()

BRUSH: Final = "brush"
TIMELINE_HEIGHT_PIXELS: Final = 220
_FONT: Final = "Source Sans, sans-serif"


def _milliseconds(day: object) -> int:
    return int(pd.Timestamp(str(day)).timestamp() * 1000)


def chart_look(theme: Theme) -> alt.Config:
    """Return what all charts share: typeface, ground, colours of axes and titles."""
    return alt.Config(
        font=_FONT,
        background="transparent",
        axis=alt.AxisConfig(
            labelColor=theme.faint,
            titleColor=theme.soft,
            tickColor=theme.line,
            domainColor=theme.line,
            gridColor=theme.thin_line,
        ),
        legend=alt.LegendConfig(labelColor=theme.soft, titleColor=theme.soft),
        title=alt.TitleConfig(color=theme.ink),
        view=alt.ViewConfig(stroke=theme.thin_line),
    )


def timeline_chart(view: TimelineView, theme: Theme) -> alt.LayerChart | alt.FacetChart:
    """Draw the timeline; dragging over it selects a span of time.

    All times are UTC in the chart, so that a bar stands at the same day in every time zone.

    Parameters
    ----------
    view : TimelineView
        What to show.
    theme : Theme
        Look of the reader's page.

    Returns
    -------
    altair.LayerChart
        With the interval selection ``brush`` on the time axis.
    """
    after_last = pd.Timestamp(view.last) + pd.Timedelta(days=1)
    span = alt.Scale(
        type="utc",
        domain=alt.ExprRef(f"[{_milliseconds(view.first)}, {_milliseconds(after_last)}]"),
    )
    x = alt.X(
        "period_start:T",
        title=None,
        scale=span,
        axis=alt.Axis(grid=False),
    )
    bars = (
        alt.Chart(view.bars)
        .mark_bar(stroke=theme.ground, strokeWidth=0.5, clip=True)
        .encode(
            x=x,
            x2="period_end:T",
            y=alt.Y(
                "sum(value):Q",
                title=view.measure_label,
                stack="zero",
                axis=alt.Axis(tickMinStep=1, grid=True),
            ),
            color=alt.Color(
                "group:N",
                title=None,
                scale=alt.Scale(domain=list(view.groups), range=list(view.colours)),
                # The page has a legend of its own, whose lines wrap on a narrow screen.
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("period_label:N", title="Period"),
                alt.Tooltip("group:N", title="Group"),
                alt.Tooltip("sum(value):Q", title=view.measure_label),
            ],
        )
        .add_params(alt.selection_interval(name=BRUSH, encodings=["x"]))
    )
    layers: list[alt.Chart] = [bars]
    if view.takeover is not None:
        mark = alt.Chart(
            pd.DataFrame(
                {
                    "day": [pd.Timestamp(view.takeover)],
                    "text": ["15 Aug 2021: the Taliban take Kabul"],
                }
            )
        ).encode(x=alt.X("day:T", scale=span))
        layers.append(mark.mark_rule(color=theme.ink, strokeDash=[4, 3]))
        # The text stands above the bars, on the side of the line that has more room.
        middle = view.first + (view.last - view.first) / 2
        on_left = view.takeover > middle
        layers.append(
            mark.mark_text(
                align="right" if on_left else "left",
                dx=-6 if on_left else 6,
                baseline="bottom",
                color=theme.ink,
                fontSize=12,
            ).encode(text="text:N", y=alt.value(-4))
        )
    return alt.layer(*layers).properties(height=TIMELINE_HEIGHT_PIXELS, config=chart_look(theme))
