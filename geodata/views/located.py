"""The places of a province as a view model: circles sized by records, and a list."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.model import LOCATION_PRECISIONS
from geodata.views.text import number_text, range_text

if TYPE_CHECKING:
    from geodata.views.incidents import IncidentLayer

LARGEST_RADIUS: Final = 22.0
SMALLEST_RADIUS: Final = 4.5
"""Pixels; a smaller circle could be neither seen nor hit."""

_SUMS: Final = ("killed_low", "killed_best", "killed_high")


@dataclass(frozen=True, slots=True)
class LocatedPlace:
    """One place with records.

    Parameters
    ----------
    name : str
        Town or district; ``unnamed place`` if no record names it.
    precision : str
        How well the place is known.
    latitude, longitude : float
        Degrees, EPSG:4326; the middle of the named town or district.
    records : str
        How many.
    killed : str
        Best estimate with its range.
    radius : float
        Pixels; the area is in proportion to the records.
    """

    name: str
    precision: str
    latitude: float
    longitude: float
    records: str
    killed: str
    radius: float


@dataclass(frozen=True, slots=True)
class Located:
    """Everything that the map of a province shows over its colours.

    Parameters
    ----------
    places : tuple of LocatedPlace
        Most records first.
    note : str
        What is shown, and what can't be.
    """

    places: tuple[LocatedPlace, ...]
    note: str


def located(layer: IncidentLayer) -> Located:
    """Return the places of the records in view, groups put together.

    Parameters
    ----------
    layer : IncidentLayer
        The places of one province's records, by group.
    """
    marks = layer.marks
    grouped = marks.groupby(["latitude", "longitude"])
    table = pd.concat(
        [
            grouped["records"].sum(),
            # Without this a sum over unknown figures alone would turn into zero.
            grouped[list(_SUMS)].sum(min_count=1),
            grouped["place"].min(),
            grouped["is_town"].min(),
        ],
        axis="columns",
    )
    ordered = table.sort_values("records", ascending=False, kind="stable").reset_index()
    scale = LARGEST_RADIUS / sqrt(ordered["records"].max()) if len(ordered) else 0.0
    places = tuple(
        LocatedPlace(
            name="unnamed place" if pd.isna(row["place"]) else row["place"],
            precision=LOCATION_PRECISIONS["settlement" if row["is_town"] else "district"].label,
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            records=number_text(row["records"]),
            killed=range_text(row["killed_best"], row["killed_low"], row["killed_high"]),
            radius=max(SMALLEST_RADIUS, scale * sqrt(row["records"])),
        )
        for row in ordered.to_dict("records")
    )
    return Located(places, _note(layer, places))


def _note(layer: IncidentLayer, places: tuple[LocatedPlace, ...]) -> str:
    placed, vague = int(layer.marks["records"].sum()), int(layer.rings.sum())
    if not placed and not vague:
        return ""
    circles = (
        f"Circles: {number_text(placed)} record{'' if placed == 1 else 's'} at the middle of "
        f"{number_text(len(places))} named "
        f"{'town or district' if len(places) == 1 else 'towns or districts'}, not the exact spot; "
        f"area by records, the largest stands for {places[0].records}."
        if places
        else "No record in view is known to a town or district."
    )
    together = (
        " Too many places for circles of their own: neighbours are put together."
        if layer.cell_degrees
        else ""
    )
    if not vague:
        return circles + together
    noun = "record is" if vague == 1 else "records are"
    return (
        f"{circles}{together} {number_text(vague)} {noun} known only to the province and stand at "
        "no point."
    )
