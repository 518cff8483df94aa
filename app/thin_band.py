"""The hatched band over a timeline: months with thin reporting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import altair as alt
import pandas as pd

from app.language import current_language
from geodata.language import isolated

if TYPE_CHECKING:
    from app.theme import Theme
    from geodata.views.timeline import TimelineView

BAND_TOP_PIXELS: Final = -13
BAND_BOTTOM_PIXELS: Final = -3
# Of the whole axis; a month in twelve years still gets a stroke.
_STROKES: Final = 160


def _spans(view: TimelineView) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "start": [pd.Timestamp(span.first) for span in view.thin or ()],
            "end": [pd.Timestamp(span.last) + pd.Timedelta(days=1) for span in view.thin or ()],
            "label": [isolated(span.label, current_language()) for span in view.thin or ()],
        }
    )


def hatch_strokes(spans: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Return slanted strokes that fill the spans, cut at their edges.

    Vega-Lite has no patterns: each stroke is a line of its own.

    Parameters
    ----------
    spans : pandas.DataFrame
        Columns ``start`` and ``end``.
    first, last : pandas.Timestamp
        Ends of the axis.

    Returns
    -------
    pandas.DataFrame
        Columns ``start``, ``end`` (times) and ``low``, ``high`` (pixels from the top of the plot).
    """
    step = (last - first) / _STROKES
    height = BAND_TOP_PIXELS - BAND_BOTTOM_PIXELS
    strokes: list[dict[str, Any]] = []
    for start, end in zip(spans["start"], spans["end"], strict=True):
        # All spans share one grid, so that the hatch is as even as if it were one.
        for number in range(int((start - first) // step), int((end - first) // step) + 1):
            left = first + number * step
            begins, ends = max(left, start), min(left + step, end)
            if begins < ends:
                low, high = (
                    BAND_BOTTOM_PIXELS + height * ((day - left) / step) for day in (begins, ends)
                )
                strokes.append({"start": begins, "end": ends, "low": low, "high": high})
    return pd.DataFrame(strokes, columns=["start", "end", "low", "high"])


def thin_columns(view: TimelineView, theme: Theme, scale: alt.Scale) -> list[alt.Chart]:
    """Return the pale columns behind the bars; none where nothing is to be marked."""
    if not view.thin:
        return []
    columns = alt.Chart(_spans(view)).mark_rect(color=theme.thin_line, opacity=0.6)
    return [
        columns.encode(
            x=alt.X("start:T", title=None, scale=scale, axis=alt.Axis(grid=False)), x2="end:T"
        )
    ]


def thin_band(view: TimelineView, theme: Theme, scale: alt.Scale) -> list[alt.Chart]:
    """Return the hatched band above the plot; none where nothing is to be marked."""
    if not view.thin:
        return []
    spans = _spans(view)
    x = alt.X("start:T", title=None, scale=scale, axis=alt.Axis(grid=False))
    after_last = pd.Timestamp(view.last) + pd.Timedelta(days=1)
    strokes = hatch_strokes(spans, pd.Timestamp(view.first), after_last)
    frame = (
        alt.Chart(spans)
        .mark_rect(fill=theme.ground, stroke=theme.soft, strokeWidth=1)
        .encode(
            x=x,
            x2="end:T",
            y=alt.value(BAND_TOP_PIXELS),
            y2=alt.value(BAND_BOTTOM_PIXELS),
            tooltip=[alt.Tooltip("label:N", title=view.thin_text)],
        )
    )
    hatch = (
        alt.Chart(strokes)
        .mark_rule(color=theme.soft, strokeWidth=1.2)
        .encode(
            x=x,
            x2="end:T",
            y=alt.Y("low:Q", scale=None, axis=None),
            y2="high:Q",
        )
    )
    return [frame, hatch]
