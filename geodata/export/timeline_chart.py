"""The timeline on paper: bars stacked by group, and the day on which Kabul fell."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from matplotlib import dates as mdates
from matplotlib.ticker import FuncFormatter, MaxNLocator

from geodata.export.cartography import FAINT, INK
from geodata.model import MONTHS
from geodata.views.text import day_text, number_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from geodata.views.timeline import TimelineView

_DAYS_PER_MONTH: Final = 30.44
_MANY_MONTHS: Final = 48
_SOME_MONTHS: Final = 7
# More named days than this run into each other on a narrow chart.
_MOST_DAYS: Final = 6
# Above the bars, in parts of their height: room for the groups.
_HEADROOM: Final = 1.12


def _day_number(day: object) -> float:
    """Return a day as matplotlib counts them."""
    number: float = mdates.date2num(pd.Timestamp(str(day)))  # type: ignore[no-untyped-call]  # matplotlib leaves it untyped
    return number


def _name_days(axes: Axes, view: TimelineView) -> None:
    """Put few and round days on the axis, each named in full."""
    months = (view.last - view.first).days / _DAYS_PER_MONTH
    locator: Any
    if months > _MANY_MONTHS:
        locator = mdates.YearLocator(ceil(months / 12 / _MOST_DAYS))  # type: ignore[no-untyped-call]  # the same
    elif months > _SOME_MONTHS:
        step = next(step for step in (1, 2, 3, 6, 12) if months / step <= _MOST_DAYS)
        locator = mdates.MonthLocator(range(1, 13, step))  # type: ignore[no-untyped-call]  # the same
    else:
        locator = mdates.AutoDateLocator(minticks=3, maxticks=_MOST_DAYS)  # type: ignore[no-untyped-call]  # the same

    def named(value: float, _position: int | None) -> str:
        day = mdates.num2date(value)  # type: ignore[no-untyped-call]  # the same
        if months > _MANY_MONTHS:
            return str(day.year)
        if months > _SOME_MONTHS:
            return f"{MONTHS[day.month - 1]} {day.year}"
        return day_text(day)

    axes.xaxis_date()
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(FuncFormatter(named))


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
    _name_days(axes, view)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _position: number_text(value)))
    axes.set_ylim(0, _HEADROOM * max(heights.values(), default=1))
    axes.set_ylabel(view.measure_label, size=9, color=FAINT)
    axes.tick_params(labelsize=9, colors=FAINT)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#e4e7ea", linewidth=0.6)
    axes.set_axisbelow(True)
    if view.takeover is not None:
        axes.axvline(_day_number(view.takeover), color=INK, linestyle="--", linewidth=0.9)
        # On the side of the line that has more room.
        on_left = view.takeover > view.first + (view.last - view.first) / 2
        axes.annotate(
            f"{day_text(view.takeover)}: the Taliban take Kabul",
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
        axes.text(
            0.5,
            0.5,
            "No record in view gives a bar.",
            transform=axes.transAxes,
            ha="center",
            bbox={"facecolor": "#ffffff", "edgecolor": "none"},
        )
