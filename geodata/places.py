"""``Filters`` → places with records: the marks of a map, never more than a browser can draw.

Only records whose own place is known become a mark. Those known to no more than the province are
counted by province instead, whatever coordinates their source gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geodata.rows import fetch, filtered
from geodata.schema import ESTIMATE_COLUMNS
from geodata.store import Dataset, curated_dataset, open_table

if TYPE_CHECKING:
    import ibis
    import pandas as pd

    from geodata.model import Filters

MOST_MARKS: Final = 2000
POINT_PRECISIONS: Final = ("settlement", "district")
# The longer side of a view is cut into so many cells at first.
_CELLS: Final = 48


@dataclass(frozen=True, slots=True)
class Bounds:
    """A part of the map, in degrees, EPSG:4326."""

    south: float
    west: float
    north: float
    east: float


COUNTRY: Final = Bounds(29.0, 60.0, 38.6, 75.0)


@dataclass(frozen=True, slots=True)
class Places:
    """Where records are.

    Parameters
    ----------
    marks : pandas.DataFrame
        A row for each place and group: ``latitude``, ``longitude`` (degrees, EPSG:4326; the
        middle of the records where places were put together), ``group``, ``records``, the sums
        of the estimates, ``killed_unknown``, ``place`` (a district or town in it), ``is_town``
        (whether all are known to the town).
    cell_degrees : float
        Size of the cells that places were put together in; zero if each stands by itself.
    """

    marks: pd.DataFrame
    cell_degrees: float


def _is_placed(table: ibis.Table) -> ibis.Value:
    precision = table.location_precision
    # A source that gives a point and doesn't say how good it is is taken at its word.
    is_precise = precision.isin(POINT_PRECISIONS) | precision.isnull()  # noqa: PD003 - an Ibis column, not pandas
    return is_precise & table.latitude.notnull() & table.longitude.notnull()  # noqa: PD004 - the same


def _within(table: ibis.Table, bounds: Bounds) -> ibis.Value:
    return table.latitude.between(bounds.south, bounds.north) & table.longitude.between(
        bounds.west, bounds.east
    )


def _sums(table: ibis.Table) -> dict[str, ibis.Value]:
    return {
        "records": table.count().cast("int64"),
        **{name: table[name].sum().cast("int64") for name in ESTIMATE_COLUMNS},
        "killed_unknown": table.killed_best.isnull().sum().cast("int64"),  # noqa: PD003 - an Ibis column, not pandas
    }


def _marks(table: ibis.Table) -> dict[str, ibis.Value]:
    return {
        **_sums(table),
        "place": table.district.fill_null(table.place).min(),
        "is_town": (table.location_precision == "settlement").fill_null(False).min(),  # noqa: FBT003 - Ibis takes it by position
    }


def places(
    filters: Filters,
    dataset: Dataset | None = None,
    *,
    bounds: Bounds = COUNTRY,
    most: int = MOST_MARKS,
) -> Places:
    """Count the records in view by place and group.

    Parameters
    ----------
    filters : Filters
        Which records.
    dataset : Dataset, optional
        The curated records by default.
    bounds : Bounds
        Part of the map that is looked at; the whole country by default.
    most : int
        At most so many marks. Where there are more places, those within a cell of a grid are
        put together, in cells as small as that allows.
    """
    with open_table(dataset or curated_dataset()) as table:
        rows = filtered(table, filters)
        placed = rows.filter(_is_placed(rows), _within(rows, bounds))
        keys = ["latitude", "longitude", "group"]
        marks = fetch(placed.group_by(keys).aggregate(**_marks(placed)).limit(most + 1))
        cell = 0.0
        side = max(bounds.north - bounds.south, bounds.east - bounds.west)
        while len(marks) > most:
            cell = 2 * cell if cell else side / _CELLS
            marks = fetch(_gridded(placed, cell).limit(most + 1))
    order = ["records", "latitude", "longitude", "group"]
    ascending = [False, True, True, True]
    return Places(marks.sort_values(order, ascending=ascending, ignore_index=True), cell)


def _gridded(placed: ibis.Table, cell: float) -> ibis.Table:
    celled = placed.mutate(
        row=(placed.latitude / cell).floor(), column=(placed.longitude / cell).floor()
    )
    keyed = celled.group_by(["row", "column", "group"])
    middle = {"latitude": celled.latitude.mean(), "longitude": celled.longitude.mean()}
    return keyed.aggregate(**middle, **_marks(celled)).drop("row", "column")


def without_place(filters: Filters, dataset: Dataset | None = None) -> pd.DataFrame:
    """Count the records in view of which no more than the province is known.

    Returns
    -------
    pandas.DataFrame
        Index ``province_pcode`` (``unknown`` where not even that is known); ``records``, the sums
        of the estimates, ``killed_unknown``. Only provinces with such a record.
    """
    with open_table(dataset or curated_dataset()) as table:
        rows = filtered(table, filters)
        vague = rows.filter(~_is_placed(rows).fill_null(False))  # noqa: FBT003 - Ibis takes it by position
        found = vague.group_by("province_pcode").aggregate(**_sums(vague))
        return fetch(found.order_by("province_pcode")).set_index("province_pcode")


def records_at(
    filters: Filters,
    mark: tuple[float, float, str],
    cell_degrees: float,
    dataset: Dataset | None = None,
    *,
    most: int = 25,
) -> pd.DataFrame:
    """Return the newest records of a mark.

    Parameters
    ----------
    filters : Filters
        Which records.
    mark : tuple of float, float, str
        Latitude, longitude and group of the mark.
    cell_degrees : float
        See :class:`Places`.
    dataset : Dataset, optional
        The curated records by default.
    most : int
        At most so many.

    Returns
    -------
    pandas.DataFrame
        As :func:`geodata.query.records` returns them.
    """
    latitude, longitude, group = mark
    with open_table(dataset or curated_dataset()) as table:
        rows = filtered(table, filters)
        conditions: list[Any] = [_is_placed(rows), rows.group == group]
        for column, value in ((rows.latitude, latitude), (rows.longitude, longitude)):
            if cell_degrees:
                start = (value // cell_degrees) * cell_degrees
                conditions.append((column >= start) & (column < start + cell_degrees))
            else:
                conditions.append(column == value)
        found = rows.filter(*conditions)
        ordered = found.order_by([found.date.desc(), found.incident_id.desc()])
        return fetch(ordered.limit(most)).set_index("incident_id")
