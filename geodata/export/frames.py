"""The tables of a view, typed: its records, and its aggregates by province and by period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import geopandas
import pandas as pd

from geodata.export.citations import sources_text
from geodata.layout import SCHEMA
from geodata.measures import measure_of
from geodata.model import CRS, GROUPS, UNKNOWN_PROVINCE, RightsError
from geodata.places import POINT_PRECISIONS
from geodata.provinces import load_provinces
from geodata.sums import MEASURE_COLUMNS
from geodata.views.timeline import bar_label, period_bounds
from geodata.views.values import province_values

if TYPE_CHECKING:
    from geodata.export.snapshot import Snapshot
    from geodata.model import Filters
    from geodata.store import Dataset

Grouping: TypeAlias = Literal["province", "period"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a view.

    Parameters
    ----------
    name : str
        ``records``, ``by_province`` or ``by_period``.
    frame : pandas.DataFrame
        Whole numbers as Int64, texts as string, dates as datetime64 at midnight; index 0 upwards.
    geometry : geopandas.GeoSeries, optional
        EPSG:4326; missing where a row has none. None where no row can have one.
    geometry_type : str
        ``Point`` or ``Polygon``; empty where no row can have one.
    filters : Filters
        Which records are in it, or were counted.
    """

    name: str
    frame: pd.DataFrame
    geometry: geopandas.GeoSeries | None
    geometry_type: str
    filters: Filters


def check_rights(dataset: Dataset) -> None:
    """Check that single records of a dataset may be handed on.

    Raises
    ------
    RightsError
        If the licence of one of its datasets forbids it.
    """
    if not dataset.redistributable:
        why = dataset.why_not or "Its licence doesn't allow it."
        raise RightsError(
            f"The records of {dataset.label} can't be handed on one by one. {why} "
            "Take the tables by province or by period instead."
        )


def records_of(snapshot: Snapshot) -> Table:
    """Return the records in view, newest first.

    Returns
    -------
    Table
        Columns of :data:`geodata.layout.SCHEMA` and ``sources``; the point of each record whose
        own place is known.

    Raises
    ------
    RightsError
        If they may not be handed on.
    """
    check_rights(snapshot.dataset)
    records = snapshot.records()
    frame = records.assign(sources=sources_text(snapshot, records)).reset_index()
    # A point that stands for a whole province would be read as the place of the event.
    precision = frame["location_precision"]
    is_placed = precision.isin(POINT_PRECISIONS) | precision.isna()
    points = geopandas.points_from_xy(
        frame["longitude"].astype("float64"), frame["latitude"].astype("float64")
    )
    has_point = is_placed & frame["longitude"].notna() & frame["latitude"].notna()
    geometry = geopandas.GeoSeries(points, index=frame.index, crs=CRS).where(has_point)
    filters = snapshot.request.record_filters()
    return Table("records", frame[[*SCHEMA.names, "sources"]], geometry, "Point", filters)


def _worked_out(snapshot: Snapshot) -> dict[str, pd.Series]:
    """Return the measure of the view where it is no sum, and so in no column yet."""
    measure = measure_of(snapshot.request.measure)
    if measure.is_sum or measure.scale == "first_date":
        return {}
    values = province_values(snapshot.by_province, measure, "best", snapshot.last)
    if not measure.has_estimates:
        return {measure.key: values.value}
    return {
        f"{measure.key}_low": values.low,
        f"{measure.key}_best": values.value,
        f"{measure.key}_high": values.high,
    }


def by_province_of(snapshot: Snapshot) -> Table:
    """Return the aggregate by province: 34 rows and one of the records without a province.

    The whole country, even where the view is about one province.
    """
    counted = snapshot.by_province
    names = snapshot.map.provinces["name"].reindex(counted.index).fillna("Province unknown")
    frame = pd.DataFrame(
        {
            "province_pcode": counted.index,
            "province": names.astype("string").to_numpy(),
            **{name: counted[name].to_numpy() for name in MEASURE_COLUMNS},
            **{name: values.to_numpy() for name, values in _worked_out(snapshot).items()},
        }
    )
    known = [code for code in counted.index if code != UNKNOWN_PROVINCE]
    shapes = load_provinces("full").geometry.loc[known].reindex(counted.index)
    return Table(
        "by_province",
        _typed(frame),
        geopandas.GeoSeries(shapes.to_numpy(), crs=CRS),
        "Polygon",
        snapshot.request.filters,
    )


def by_period_of(snapshot: Snapshot) -> Table:
    """Return the aggregate by period and group; only those with a record."""
    counted, period = snapshot.by_period, snapshot.timeline.period
    days = [day.date() for day in pd.to_datetime(counted["period_start"])]
    ends = [period_bounds(day, period)[1] for day in days]
    labels = [bar_label(day, period, snapshot.first, snapshot.last) for day in days]
    frame = pd.DataFrame(
        {
            "period_start": pd.to_datetime(counted["period_start"]),
            "period_end": pd.to_datetime(pd.Series(ends, index=counted.index, dtype="object")),
            "period_label": pd.Series(labels, index=counted.index, dtype="string"),
            "group": counted["group"].astype("string"),
            "group_label": counted["group"]
            .map({key: code.label for key, code in GROUPS.items()})
            .astype("string"),
            **{name: counted[name] for name in MEASURE_COLUMNS},
        }
    )
    return Table("by_period", _typed(frame), None, "", snapshot.request.record_filters())


_DATES: Final = ("period_", "first_", "last_")


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the columns of an aggregate their types, which an empty one has lost."""
    whole = frame.reset_index(drop=True)
    texts = ("province_pcode", "province", "period_label", "group", "group_label")
    for name in whole:
        if name in texts:
            whole[name] = whole[name].astype("string")
        elif str(name).startswith(_DATES):
            whole[name] = whole[name].astype("datetime64[us]")
        elif name in MEASURE_COLUMNS:
            whole[name] = whole[name].astype("Int64")
        else:
            whole[name] = whole[name].astype("Float64")
    return whole


def aggregate_of(snapshot: Snapshot, by: Grouping) -> Table:
    """Return an aggregate; see :func:`by_province_of` and :func:`by_period_of`."""
    return by_province_of(snapshot) if by == "province" else by_period_of(snapshot)
