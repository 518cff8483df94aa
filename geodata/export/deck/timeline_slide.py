"""The slide of the timeline: a chart whose numbers can be edited in PowerPoint."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE, MSO_THEME_COLOR
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.enum.text import PP_ALIGN
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Emu, Inches, Pt

from geodata.export.deck.fitting import plain
from geodata.export.deck.paint import paint
from geodata.export.deck.sheet import Style, add_text, name_shape
from geodata.export.deck.template import Area
from geodata.views.text import day_text
from geodata.views.timeline import bar_label, period_bounds, period_label

if TYPE_CHECKING:
    from datetime import date

    from pptx.chart.chart import Chart
    from pptx.slide import Slide

    from geodata.model import Period
    from geodata.views.timeline import TimelineView

CHART: Final = "Timeline"
"""Name of the chart's shape."""

NO_BAR: Final = "No record in view gives a bar."
_LETTERS: Final = Pt(11)
_MOST_LABELS: Final = 13
# Every so many periods bear a name: round numbers of weeks, months and years.
_ROUND: Final[dict[Period, tuple[int, ...]]] = {
    "day": (1, 2, 7, 14, 28),
    "week": (1, 2, 4, 13, 26, 52),
    "month": (1, 2, 3, 6, 12, 24, 60),
    "quarter": (1, 2, 4, 8, 20),
    "year": (1, 2, 5, 10, 20),
}
_MOST_STEPS: Final = 6
# Where the bars stand in the chart, in parts of it, so that a line over it hits its day. Below
# them is room for names that are turned.
_PLOT: Final = {"x": 0.065, "y": 0.13, "w": 0.92, "h": 0.68}
_NOTE_HEIGHT: Final = Inches(0.25)


def periods_of(view: TimelineView) -> list[date]:
    """Return the first days of all periods of the time axis, those without a bar as well."""
    days = [period_bounds(view.first, view.period)[0]]
    while (after := period_bounds(days[-1], view.period)[1] + timedelta(days=1)) <= view.last:
        days.append(after)
    return days


def chart_numbers(view: TimelineView) -> pd.DataFrame:
    """Lay the bars of a timeline out as a table of a spreadsheet.

    Returns
    -------
    pandas.DataFrame
        A row a period of the time axis, indexed by its first day; a column a group. Missing
        where there is no bar, which may be for want of a record or of a figure.
    """
    starts = pd.DatetimeIndex(periods_of(view), name="period_start")
    table = view.bars.pivot_table(
        index="period_start", columns="group", values="value", aggfunc="sum", min_count=1
    )
    return table.reindex(index=starts, columns=list(view.groups)).astype("Int64")


def _category(day: date, period: Period) -> str:
    # There is no room for "week of"; the note below says what the dates are.
    return day_text(day) if period == "week" else period_label(day, period)


def cut_note(view: TimelineView) -> str:
    """Say which bars stand for a part of their period only; empty if all are whole."""
    days = periods_of(view)
    cut = [
        label
        for label, whole in (
            (bar_label(day, view.period, view.first, view.last), period_label(day, view.period))
            for day in dict.fromkeys((days[0], days[-1]))
        )
        if label != whole
    ]
    return f"Bars of a part only: {'; '.join(cut)}." if cut else ""


def step_of(highest: int) -> int:
    """Return a round distance between the lines of the value axis, a whole number.

    Examples
    --------
    >>> [step_of(highest) for highest in (1, 7, 60, 600, 1234)]
    [1, 2, 10, 100, 500]
    """
    step = 1
    for factor in (1, 2, 5, 10, 20, 50, 100, 200, 500):
        step = factor
        if highest <= _MOST_STEPS * step:
            return step
    while highest > _MOST_STEPS * step:
        step *= 2
    return step


def add_timeline(slide: Slide, view: TimelineView, area: Area) -> None:
    """Fill an area with the chart, and the line of the day on which Kabul fell."""
    if not view.groups:
        name_shape(add_text(slide, area, [NO_BAR], 18), "Timeline: nothing to show")
        return
    numbers = chart_numbers(view)
    data: Any = CategoryChartData(number_format="#,##0")  # type: ignore[no-untyped-call]  # python-pptx leaves it untyped
    data.categories = [_category(day, view.period) for day in periods_of(view)]
    for group in view.groups:
        values = [None if pd.isna(value) else int(value) for value in numbers[group]]
        data.add_series(plain(group), values)
    place = Area(area.left, area.top, area.width, area.height - _NOTE_HEIGHT)
    # Its hints say that this returns the chart; it returns the frame around it.
    frame: Any = slide.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_STACKED,
        Emu(place.left),
        Emu(place.top),
        Emu(place.width),
        Emu(place.height),
        data,
    )
    _style(frame.chart, view, int(numbers.sum(axis="columns").max()))
    highest = ", ".join(f"{group}: {int(numbers[group].sum())}" for group in view.groups)
    name_shape(frame, CHART, f"{view.measure_label} by {view.period}. Sums: {highest}.")
    note = Area(area.left, area.bottom - _NOTE_HEIGHT, area.width, _NOTE_HEIGHT)
    by_week = " A week is named after its Monday." if view.period == "week" else ""
    texts = f"{view.measure_label} by {view.period}.{by_week} {cut_note(view)}".strip()
    name_shape(add_text(slide, note, [texts], 10), "Timeline: note")
    if view.takeover is not None:
        _add_takeover(slide, view, view.takeover, place)


def _style(chart: Chart, view: TimelineView, highest: int) -> None:
    chart.has_title = False
    chart.font.size = _LETTERS
    chart.has_legend = True
    legend = chart.legend
    if legend is not None:
        legend.position = XL_LEGEND_POSITION.TOP
        legend.include_in_layout = False
    plot = chart.plots[0]
    plot.gap_width = 12
    plot.overlap = 100
    for series, colour in zip(plot.series, view.colours, strict=True):
        paint(series.format.fill, colour)
        series.invert_if_negative = False
    axis = chart.value_axis
    axis.minimum_scale = 0
    axis.major_unit = step_of(highest)
    axis.has_title = True
    axis.axis_title.text_frame.text = plain(view.measure_label)
    axis.axis_title.text_frame.paragraphs[0].runs[0].font.size = _LETTERS
    axis.tick_labels.number_format = "#,##0"
    axis.tick_labels.number_format_is_linked = False
    axis.major_gridlines.format.line.color.theme_color = MSO_THEME_COLOR.BACKGROUND_2
    axis.format.line.fill.background()
    categories = chart.category_axis
    categories.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    _thin_out(categories, view)
    _fix_plot(chart)


def _thin_out(axis: Any, view: TimelineView) -> None:  # noqa: ANN401 - python-pptx leaves it untyped
    """Name every so many periods only, as many as there is room for."""
    periods, steps = len(periods_of(view)), _ROUND[view.period]
    every = next((step for step in steps if periods <= step * _MOST_LABELS), steps[-1])
    element = axis._element  # noqa: SLF001 - the library has no other door to it
    before = element.xpath("./c:noMultiLvlLbl")
    for name in ("c:tickLblSkip", "c:tickMarkSkip"):
        skip = OxmlElement(name)
        skip.set("val", str(every))
        before[0].addprevious(skip)


def _fix_plot(chart: Chart) -> None:
    """Fix where the bars stand within the chart."""
    manual = OxmlElement("c:manualLayout")
    settings = {"layoutTarget": "inner", "xMode": "edge", "yMode": "edge"}
    for name, value in {**settings, **_PLOT}.items():
        each = OxmlElement(f"c:{name}")
        each.set("val", str(value))
        manual.append(each)
    area = chart._chartSpace.xpath("./c:chart/c:plotArea")[0]  # noqa: SLF001 - the library has no other door to it
    for known in area.xpath("./c:layout"):
        area.remove(known)
    layout = OxmlElement("c:layout")
    layout.append(manual)
    area.insert(0, layout)


def _add_takeover(slide: Slide, view: TimelineView, day: date, place: Area) -> None:
    days = periods_of(view)
    start, end = period_bounds(day, view.period)
    within = (day - start).days / ((end - start).days + 1)
    share = (days.index(start) + within) / len(days)
    x = round(place.left + place.width * (_PLOT["x"] + _PLOT["w"] * share))
    top = round(place.top + place.height * _PLOT["y"])
    bottom = round(top + place.height * _PLOT["h"])
    line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *map(Emu, (x, top, x, bottom)))
    line.line.color.theme_color = MSO_THEME_COLOR.TEXT_1
    line.line.width = Pt(1)
    line.line.dash_style = MSO_LINE.DASH
    text = f"{day_text(day)}: the Taliban take Kabul"
    name_shape(line, "Takeover", text)
    # On the side of the line that has more room.
    on_left = share > 1 / 2
    width = place.width // 3
    box = Area(x - width - 60_000 if on_left else x + 60_000, top - 30_000, width, _NOTE_HEIGHT)
    style = Style(align=PP_ALIGN.RIGHT if on_left else PP_ALIGN.LEFT)
    name_shape(add_text(slide, box, [text], 10, style), "Takeover: text")
