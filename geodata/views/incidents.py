"""The layer of single places as a view model: marks sized by killed, rings, a legend."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10, sqrt
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.model import GROUPS, UNKNOWN_PROVINCE
from geodata.views.text import number_text

if TYPE_CHECKING:
    from geodata.model import Code
    from geodata.places import Places

LARGEST_RADIUS: Final = 22.0
"""Pixels; of the mark with most killed."""

SMALLEST_RADIUS: Final = 3.5
"""Pixels; a smaller mark could be neither seen nor hit."""


@dataclass(frozen=True, slots=True)
class SizeStep:
    """One size of the legend: so many killed, drawn with this radius in pixels."""

    killed: int
    radius: float


@dataclass(frozen=True, slots=True)
class IncidentLayer:
    """Everything that the layer of places shows.

    Parameters
    ----------
    marks : pandas.DataFrame
        Columns of :class:`geodata.places.Places`.
    rings : pandas.Series
        Records known only to the province, by p-code.
    groups : dict of str to Code
        The groups that have a mark, most records first.
    scale : float
        Pixels of radius for the square root of one killed: areas are in proportion to killed.
    sizes : tuple of SizeStep
        For the legend, largest first; empty where no mark has a figure above zero.
    cell_degrees : float
        See :class:`geodata.places.Places`; zero where every place stands by itself.
    """

    marks: pd.DataFrame
    rings: pd.Series
    groups: dict[str, Code]
    scale: float
    sizes: tuple[SizeStep, ...]
    cell_degrees: float

    def records_of(self, mark: tuple[float, float, str]) -> int:
        """Count the records of the mark at this latitude and longitude, of this group."""
        latitude, longitude, group = mark
        marks = self.marks
        is_there = marks["latitude"].eq(latitude) & marks["longitude"].eq(longitude)
        return int(marks.loc[is_there & marks["group"].eq(group), "records"].sum())

    def note(self) -> str:
        """Say what the layer shows and what it can't."""
        placed, vague = int(self.marks["records"].sum()), int(self.rings.sum())
        text = (
            f"Marks: {number_text(placed)} record{'' if placed == 1 else 's'} at the middle of "
            "the named town or district, not the exact spot."
        )
        if vague:
            text += (
                f" Rings: {number_text(vague)} known only to the province; they stand at its "
                "name, never at a point."
            )
        if self.cell_degrees:
            text += (
                " Too many places for single marks: neighbours are put together until you zoom in."
            )
        return text


def _nice(value: float) -> int:
    """Return the largest of 1, 2, 5, 10, 20, 50 … that isn't above a value of at least one.

    Examples
    --------
    >>> [_nice(value) for value in (1, 4.9, 63, 180)]
    [1, 2, 50, 100]
    """
    power = 10 ** floor(log10(value))
    return int(max(step * power for step in (1, 2, 5) if step * power <= value))


def size_steps(most_killed: int, scale: float) -> tuple[SizeStep, ...]:
    """Return three sizes for the legend, the largest near the largest mark.

    Examples
    --------
    >>> [step.killed for step in size_steps(183, 1.6)]
    [100, 20, 5]
    >>> [step.killed for step in size_steps(1, 22)]
    [1]
    """
    if most_killed < 1:
        return ()
    wanted = (most_killed, most_killed / 6, most_killed / 30)
    killed = dict.fromkeys(_nice(value) for value in wanted if value >= 1)
    return tuple(SizeStep(each, max(SMALLEST_RADIUS, scale * sqrt(each))) for each in killed)


def incident_layer(places: Places, vague: pd.DataFrame) -> IncidentLayer:
    """Turn places into what a map shows.

    Parameters
    ----------
    places : Places
        Records by place and group.
    vague : pandas.DataFrame
        Records known only to the province, see :func:`geodata.places.without_place`.
    """
    marks = places.marks
    most = marks["killed_best"].max() if len(marks) else 0
    most_killed = 0 if pd.isna(most) else int(most)
    scale = LARGEST_RADIUS / sqrt(max(most_killed, 1))
    by_group = marks.groupby("group")["records"].sum().sort_values(ascending=False)
    return IncidentLayer(
        marks=marks,
        rings=vague["records"].drop(index=UNKNOWN_PROVINCE, errors="ignore"),
        groups={str(key): GROUPS[str(key)] for key in by_group.index},
        scale=scale,
        sizes=size_steps(most_killed, scale),
        cell_degrees=places.cell_degrees,
    )
