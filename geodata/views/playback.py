"""The choropleth month by month as a view model: every frame on one scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from geodata.analysis.spread import up_to_each_month
from geodata.model import PROVINCE_COUNT
from geodata.views.cells import cell_classes, cell_texts
from geodata.views.choropleth import MapView
from geodata.views.text import day_text
from geodata.views.timeline import bar_label, period_bounds, period_label

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from geodata.measures import Measure
    from geodata.model import Estimate
    from geodata.views.palettes import Ground

Mode: TypeAlias = Literal["so_far", "in_month"]


@dataclass(frozen=True, slots=True)
class State:
    """What a province can look like and say in a frame.

    Parameters
    ----------
    class_key, colour : str
        Of its class; the colour is empty for classes that are drawn as a pattern.
    value_text, detail_text : str
        The value with its unit, and what else belongs to it.
    """

    class_key: str
    colour: str
    value_text: str
    detail_text: str


@dataclass(frozen=True, slots=True)
class PlaybackView:
    """A map of the provinces for each month of a span.

    Parameters
    ----------
    months : tuple of str
        The months as a reader sees them.
    summaries : tuple of str
        What each frame shows, a line; a month that the view cuts short says so.
    whens : tuple of str
        What the numbers of each frame stand for, a sentence: ``In Aug 2016.``
    states : tuple of State
        All states that occur.
    frames : tuple of tuple of int
        For each month the place in ``states`` of each of the provinces AF01 to AF34.
    last : MapView
        The last frame as a map; its classes hold for all frames and count provinces in months.
    """

    months: tuple[str, ...]
    summaries: tuple[str, ...]
    whens: tuple[str, ...]
    states: tuple[State, ...]
    frames: tuple[tuple[int, ...], ...]
    last: MapView


def _when(mode: Mode, start: date, first: date, last: date) -> str:
    """Say what the numbers of a frame stand for.

    Examples
    --------
    >>> from datetime import date
    >>> span = date(2021, 8, 15), date(2021, 11, 14)
    >>> [_when("so_far", date(2021, month, 1), *span) for month in (8, 11)]
    ['by the end of Aug 2021', 'by 14 Nov 2021']
    >>> [_when("in_month", date(2021, month, 1), *span) for month in (8, 9)]
    ['in Aug 2021, from 15 Aug 2021', 'in Sep 2021']
    """
    if mode == "in_month":
        return f"in {bar_label(start, 'month', first, last)}"
    if period_bounds(start, "month")[1] > last:
        return f"by {day_text(last)}"
    return f"by the end of {period_label(start, 'month')}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def playback_view(  # noqa: PLR0913 - a film has that many independent inputs
    by_month: pd.DataFrame,
    names: pd.Series,
    *,
    measure: Measure,
    estimate: Estimate,
    mode: Mode,
    first: date,
    last: date,
    unknown_province_records: int,
    ground: Ground = "light",
) -> PlaybackView:
    """Turn the records of each month into what a film of the map shows.

    Parameters
    ----------
    by_month : pandas.DataFrame
        As :func:`geodata.analysis.spread.month_by_month` returns it.
    names : pandas.Series
        34 names, indexed by p-code.
    measure : Measure
        A sum.
    estimate : {"low", "best", "high"}
        Which estimate the classes are made from.
    mode : {"so_far", "in_month"}
        Whether a frame shows all that was recorded up to the end of its month, or what was
        recorded in it.
    first, last : datetime.date
        Span of the view, both days included.
    unknown_province_records : int
        Records in view that no province could be given to.
    ground : {"light", "dark"}
        What the map is drawn on.
    """
    table = up_to_each_month(by_month) if mode == "so_far" else by_month
    # What is recorded so far never falls, so that the last month holds the largest values.
    scale_rows = table.tail(PROVINCE_COUNT) if mode == "so_far" else None
    classed, entries = cell_classes(table, measure, estimate, ground, scale_rows)
    rows = classed.join(cell_texts(table, measure, estimate))
    looks = list(
        zip(rows["class_key"], rows["colour"], rows["value_text"], rows["detail_text"], strict=True)
    )
    places = {look: place for place, look in enumerate(dict.fromkeys(looks))}
    indices = [places[look] for look in looks]
    starts = [start.date() for start in by_month.index.unique("period_start")]
    whens = [_when(mode, start, first, last) for start in starts]
    with_record = table["incidents"].gt(0).groupby(level="period_start", sort=False).sum()
    return PlaybackView(
        months=tuple(period_label(start, "month") for start in starts),
        summaries=tuple(
            f"{count} of {PROVINCE_COUNT} provinces with a cited record {when}"
            for count, when in zip(with_record, whens, strict=True)
        ),
        whens=tuple(_sentence(when) for when in whens),
        states=tuple(State(*look) for look in places),
        frames=tuple(
            tuple(indices[start : start + PROVINCE_COUNT])
            for start in range(0, len(indices), PROVINCE_COUNT)
        ),
        last=MapView(
            measure.title(estimate),
            measure.unit,
            entries,
            _last_frame(rows, names, _sentence(whens[-1])),
            unknown_province_records,
        ),
    )


def _last_frame(rows: pd.DataFrame, names: pd.Series, when: str) -> pd.DataFrame:
    """Return the last month's rows in the shape of a map's."""
    frame = rows.tail(PROVINCE_COUNT).droplevel("period_start")
    return frame.assign(
        name=names.reindex(frame.index),
        detail_text=(when + " " + frame["detail_text"]).str.strip(),
        marks="",
    )
