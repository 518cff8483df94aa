"""The timeline on paper: bars stacked by group, and the day on which Kabul fell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib import dates as mdates

from geodata.export.cartography import FAINT, INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from geodata.views.timeline import TimelineView


def _day_number(day: object) -> float:
    """Return a day as matplotlib counts them."""
    number: float = mdates.date2num(pd.Timestamp(str(day)))  # type: ignore[no-untyped-call]  # matplotlib leaves it untyped
    return number


def draw_timeline(axes: Axes, view: TimelineView) -> None:
    """Draw the bars of a timeline on axes."""
    first, last = pd.Timestamp(view.first), pd.Timestamp(view.last) + pd.Timedelta(days=1)
    axes.set_xlim(_day_number(first), _day_number(last))
    heights: dict[Any, int] = {}
    for group, colour in zip(view.groups, view.colours, strict=True):
        bars = view.bars[view.bars["group"].eq(group)]
        starts = list(bars["period_start"])
        values = [int(value) for value in bars["value"]]
        bottoms = [heights.get(start, 0) for start in starts]
        axes.bar(
            [_day_number(start) for start in starts],
            values,
            width=[
                (end - start).days for start, end in zip(starts, bars["period_end"], strict=True)
            ],
            bottom=bottoms,
            align="edge",
            color=colour,
            edgecolor="#ffffff",
            linewidth=0.4,
            label=group,
        )
        heights.update(
            {start: low + value for start, low, value in zip(starts, bottoms, values, strict=True)}
        )
    axes.xaxis_date()
    locator = mdates.AutoDateLocator()  # type: ignore[no-untyped-call]  # the same
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]  # the same
    axes.yaxis.get_major_locator().set_params(integer=True)  # type: ignore[call-arg]
    axes.set_ylabel(view.measure_label, size=9, color=FAINT)
    axes.tick_params(labelsize=9, colors=FAINT)
    axes.spines[["top", "right"]].set_visible(False)
    if view.takeover is not None:
        axes.axvline(_day_number(view.takeover), color=INK, linestyle="--", linewidth=0.9)
        # On the side of the line that has more room.
        on_left = view.takeover > view.first + (view.last - view.first) / 2
        axes.annotate(
            "15 Aug 2021: the Taliban take Kabul",
            (_day_number(view.takeover), 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(-4 if on_left else 4, 2),
            textcoords="offset points",
            ha="right" if on_left else "left",
            va="bottom",
            size=8,
            color=INK,
        )
    if view.groups:
        axes.legend(loc="upper left", frameon=False, fontsize=8.5)
    else:
        axes.text(0.5, 0.5, "No record in view gives a bar.", transform=axes.transAxes, ha="center")
