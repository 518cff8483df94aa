"""View model → Altair charts."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import altair as alt
import pandas as pd
from altair.utils import schemapi
from streamlit.elements.vega_charts import _altair_globals_lock

from app.language import current_language, word
from app.theme import seen_in_the_dark
from app.thin_band import BAND_TOP_PIXELS, thin_band, thin_columns
from geodata.language import isolated
from geodata.model import GROUPS

if TYPE_CHECKING:
    from datetime import date

    from app.theme import Theme
    from geodata.provinces import Language
    from geodata.views.timeline import TimelineView

# Altair checks each part of a chart against its schema, which takes longer than a whole page;
# the tests draw every chart with the check on.
schemapi.disable_debug_mode()

BRUSH: Final = "brush"
TIMELINE_HEIGHT_PIXELS: Final = 220
_TAKEOVER: Final = "15 Aug 2021: the Taliban take Kabul"
_FONT: Final = "Source Sans, Vazirmatn, sans-serif"


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


def span_scale(first: date, last: date) -> alt.Scale:
    """Return the scale of a time axis over a span, both days included.

    All times are UTC in a chart, so that a bar stands at the same day in every time zone.
    """
    after_last = pd.Timestamp(last) + pd.Timedelta(days=1)
    return alt.Scale(
        type="utc",
        domain=alt.ExprRef(f"[{_milliseconds(first)}, {_milliseconds(after_last)}]"),
    )


def takeover_marks(
    takeover: date, first: date, last: date, theme: Theme, text_pixels: int = -4
) -> list[alt.Chart]:
    """Return the line at the day on which the Taliban took Kabul, and its text above the plot.

    The text stands at ``text_pixels`` from the top of the plot.
    """
    mark = alt.Chart(
        pd.DataFrame(
            {
                "day": [pd.Timestamp(takeover)],
                "text": [isolated(word(_TAKEOVER), current_language())],
            }
        )
    ).encode(x=alt.X("day:T", scale=span_scale(first, last)))
    # The text stands on the side of the line that has more room.
    on_left = takeover > first + (last - first) / 2
    return [
        mark.mark_rule(color=theme.ink, strokeDash=[4, 3]),
        mark.mark_text(
            align="right" if on_left else "left",
            dx=-6 if on_left else 6,
            baseline="bottom",
            color=theme.ink,
            fontSize=12,
        ).encode(text="text:N", y=alt.value(text_pixels)),
    ]


class QuickLayerChart(alt.LayerChart):
    """Layers that are checked against the schema only when asked to be, as the tests do.

    The check takes longer than all else on the page.
    """

    def to_dict(self, validate: bool = False, **options: Any) -> dict[str, Any]:  # noqa: ANN401, FBT001, FBT002 - Altair's own signature
        """Return the chart as Vega-Lite."""
        return super().to_dict(validate=validate, **options)


_BARS: Final = "bars"
_NO_BARS: Final = pd.DataFrame(
    columns=["period_start", "period_end", "period_label", "group", "value"]
)


@lru_cache(maxsize=64)
def _specification(like: TimelineView, theme: Theme, language: Language) -> dict[str, Any]:  # noqa: ARG001 - words of the chart are in this language
    chart = timeline_chart(replace(like, bars=_NO_BARS), theme)
    # How Altair hands on data is set for all threads, and Streamlit sets it otherwise while it
    # draws a chart for another reader.
    with _altair_globals_lock:
        drawn = chart.to_dict()
    (bars,) = (layer for layer in drawn["layer"] if layer["mark"]["type"] == "bar")
    # Altair moves the data of a single layer out of it.
    empty = bars["data"] if "data" in bars else drawn.pop("data")
    del drawn["datasets"][empty["name"]]
    bars["data"] = {"name": _BARS}
    return drawn


def timeline_specification(view: TimelineView, theme: Theme) -> dict[str, Any]:
    """Return the chart of :func:`timeline_chart` as Vega-Lite with its bars apart.

    Everything but the bars is worked out once for a span of time and a measure, which saves a
    fifth of the time that a page takes. And the browser, when only the bars are others, changes
    them and doesn't draw the chart anew.
    """
    # What stays the same whichever records are in view, and can be a key.
    like = replace(view, bars=None, groups=(), colours=())  # type: ignore[arg-type]  # not read
    drawn = _specification(like, theme, current_language())
    return {**drawn, "datasets": {**drawn["datasets"], _BARS: view.bars}}


def timeline_chart(view: TimelineView, theme: Theme) -> QuickLayerChart:
    """Draw the timeline; dragging over it selects a span of time.

    Parameters
    ----------
    view : TimelineView
        What to show.
    theme : Theme
        Look of the reader's page.

    Returns
    -------
    QuickLayerChart
        With the interval selection ``brush`` on the time axis.
    """
    span = span_scale(view.first, view.last)
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
                # All groups, whichever are in view: the specification is then the same for all.
                scale=alt.Scale(
                    domain=[word(code.label) for code in GROUPS.values()],
                    range=[seen_in_the_dark(code.colour, theme.ground) for code in GROUPS.values()],
                ),
                # The page has a legend of its own, whose lines wrap on a narrow screen.
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("period_label:N", title=word("Period")),
                alt.Tooltip("group:N", title=word("Group")),
                alt.Tooltip("sum(value):Q", title=view.measure_label),
            ],
        )
        .add_params(alt.selection_interval(name=BRUSH, encodings=["x"]))
    )
    layers = [*thin_columns(view, theme, span), bars, *thin_band(view, theme, span)]
    if view.takeover is not None:
        text_pixels = BAND_TOP_PIXELS - 4 if view.thin else -4
        layers.extend(takeover_marks(view.takeover, view.first, view.last, theme, text_pixels))
    described = word("{measure} by time and group", measure=view.measure_label)
    chart = QuickLayerChart(layer=layers)
    return chart.properties(
        height=TIMELINE_HEIGHT_PIXELS,
        description=f"{described}. {view.thin_text}" if view.thin_text else described,
        config=chart_look(theme),
    )
