"""Typed tables, with or without geometries, as text; geometries become coordinates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyproj
import pyproj.exceptions
import shapely

from geodata.model import CRS
from geodata.sources.rawfile import LATITUDE, LONGITUDE, ReadError
from geodata.sources.tables import text_column

if TYPE_CHECKING:
    from collections.abc import Sequence

_COORDINATES: Final = (LATITUDE, LONGITUDE)

_DECIMALS: Final = 7
"""Of a degree: a centimetre, which no reprojection is better than."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a typed table.

    Parameters
    ----------
    names : tuple of str
        All columns of the file, the geometry among them.
    geometry : str
        The column with geometries as well-known binary; blank if there is none.
    crs : object
        Their coordinate reference system, anything that pyproj understands; None if unknown.
    """

    names: tuple[str, ...]
    geometry: str = ""
    crs: Any = None

    @property
    def derives(self) -> bool:
        """Whether coordinates have to come from the geometry; a file's own columns go first."""
        return bool(self.geometry) and not set(_COORDINATES) <= set(self.names)

    @property
    def heading(self) -> list[str]:
        """The columns that a reader gives."""
        hidden = {self.geometry, *(_COORDINATES if self.derives else ())}
        others = [name for name in self.names if name not in hidden]
        return [*others, *_COORDINATES] if self.derives else others

    def needed(self, wanted: Sequence[str]) -> list[str]:
        """Return the columns of the file that the wanted ones are made of."""
        derived = set(_COORDINATES) if self.derives else set()
        needed = [name for name in self.names if name in wanted and name not in derived]
        return [*needed, self.geometry] if derived & set(wanted) else needed

    def text(self, table: pa.Table, wanted: Sequence[str]) -> pa.Table:
        """Return columns as text.

        Parameters
        ----------
        table : pyarrow.Table
            The columns :meth:`needed`.
        wanted : sequence of str
            Some of :attr:`heading`.

        Returns
        -------
        pyarrow.Table
            Columns of type large_string, blank where a value is missing. Coordinates are
            degrees, EPSG:4326: of a point itself, of any other geometry a point on it.
        """
        made = {}
        if self.derives and set(_COORDINATES) & set(wanted):
            made = coordinates(table[self.geometry], self.crs)
        return pa.table(
            {name: made[name] if name in made else text_column(table[name]) for name in wanted}
        )


def layout_of(file_name: str, names: Sequence[str], geometry: str = "", crs: Any = None) -> Layout:  # noqa: ANN401 - what pyproj takes
    """Return the layout of a table after a check of its geometry.

    Raises
    ------
    ReadError
        If coordinates have to come from the geometry, but its system is unknown or no system on
        earth.
    """
    layout = Layout(tuple(names), geometry, crs)
    if layout.derives:
        try:
            _to_degrees(crs)
        except pyproj.exceptions.ProjError as error:
            raise ReadError(
                file_name,
                "The file doesn't say in which coordinate reference system its geometries are.",
                "Set it in a GIS program (EPSG:4326 for degrees) and save the file again.",
            ) from error
    return layout


def _to_degrees(crs: Any) -> pyproj.Transformer | None:  # noqa: ANN401 - what pyproj takes
    """Return what turns coordinates into degrees; None if they are."""
    source = pyproj.CRS.from_user_input(crs)
    if source.equals(CRS, ignore_axis_order=True):
        return None
    return pyproj.Transformer.from_crs(source, CRS, always_xy=True)


def coordinates(values: pa.ChunkedArray, crs: Any) -> dict[str, pa.ChunkedArray]:  # noqa: ANN401 - what pyproj takes
    """Return latitude and longitude of geometries as text.

    Parameters
    ----------
    values : pyarrow.ChunkedArray
        Well-known binary; missing and broken ones have no coordinates.
    crs : object
        Their coordinate reference system.

    Returns
    -------
    dict
        ``latitude`` and ``longitude``: degrees, EPSG:4326, blank where there are none.

    Examples
    --------
    >>> points = pa.chunked_array([[shapely.Point(69.2, 34.5).wkb, None]])
    >>> coordinates(points, "EPSG:4326")["latitude"].to_pylist()
    ['34.5', '']
    """
    shapes = shapely.from_wkb(values.to_numpy(), on_invalid="ignore")
    # A point of the geometry itself, where the centroid of a crescent lies outside it.
    points = shapely.point_on_surface(shapes)
    x, y = shapely.get_x(points), shapely.get_y(points)
    transformer = _to_degrees(crs)
    if transformer is not None:
        x, y = (np.round(axis, _DECIMALS) for axis in transformer.transform(x, y))
    known = np.isfinite(x) & np.isfinite(y)
    return {
        name: text_column(pa.chunked_array([np.where(known, axis, np.nan)]))
        for name, axis in ((LATITUDE, y), (LONGITUDE, x))
    }
