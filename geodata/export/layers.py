"""Tables with their geometry for programs of geography and analysis: GeoJSON, GeoPackage, Parquet.

All in longitude and latitude, EPSG:4326. What a table has to say of itself stands in the metadata
that each format has for it.
"""

from __future__ import annotations

import io
import json
import threading
from typing import TYPE_CHECKING, Any, Final

import geopandas
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely

from geodata.export.safe import visible
from geodata.model import CRS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from geodata.export.frames import Table

GEOMETRY: Final = "geometry"
# GDAL's settings are those of the whole process.
_LOCK: Final = threading.Lock()
_TIME_OF_GDAL: Final = "OGR_CURRENT_DATE"


def _columns(table: Table) -> pd.DataFrame:
    """Return the columns: dates without a time of day, texts that any format holds."""
    columns: dict[str, Any] = {}
    for name, values in table.frame.items():
        if pd.api.types.is_datetime64_any_dtype(values):
            days = pa.array(values.dt.date, pa.date32(), from_pandas=True)
            columns[str(name)] = pd.arrays.ArrowExtensionArray(days)
        elif values.dtype == "string":
            columns[str(name)] = values.map(visible, na_action="ignore").astype("string")
        else:
            columns[str(name)] = values
    return pd.DataFrame(columns, index=table.frame.index)


def _arrow(table: Table) -> pa.Table:
    """Return the rows as Arrow has them; described as GeoParquet where they have a geometry."""
    columns = _columns(table)
    if table.geometry is None:
        rows = pa.Table.from_pandas(columns, preserve_index=False)
        return rows.replace_schema_metadata()
    file = io.BytesIO()
    # Only so does the description of the geometry come from geopandas.
    geopandas.GeoDataFrame(columns, geometry=table.geometry).to_parquet(file, index=False)
    file.seek(0)
    rows = pq.read_table(file)
    return rows.replace_schema_metadata({"geo": rows.schema.metadata[b"geo"]})


def parquet(table: Table, about: Mapping[str, str]) -> bytes:
    """Write a table as Parquet, with texts about it in the metadata of the file.

    Parameters
    ----------
    table : Table
        Rows; their geometry, if they can have one, as GeoParquet.
    about : mapping of str to str
        Name → text.
    """
    rows = _arrow(table)
    known = rows.schema.metadata or {}
    file = io.BytesIO()
    pq.write_table(rows.replace_schema_metadata({**known, **about}), file, compression="zstd")
    return file.getvalue()


def geopackage(table: Table, about: Mapping[str, str], made: datetime) -> bytes:
    """Write a table as a GeoPackage with one layer.

    Parameters
    ----------
    table : Table
        Rows and geometry; the layer has its name.
    about : mapping of str to str
        Name → text, in the metadata of layer and file.
    made : datetime.datetime
        Time of the last change that the file names, in UTC.
    """
    file = io.BytesIO()
    has_geometry = table.geometry is not None
    with _LOCK:
        before = pyogrio.get_gdal_config_option(_TIME_OF_GDAL)
        pyogrio.set_gdal_config_options({_TIME_OF_GDAL: made.strftime("%Y-%m-%dT%H:%M:%S.000Z")})
        try:
            pyogrio.write_arrow(
                _arrow(table).replace_schema_metadata(),
                file,
                driver="GPKG",
                layer=table.name,
                geometry_name=GEOMETRY if has_geometry else None,
                geometry_type=table.geometry_type or None,
                crs=CRS if has_geometry else None,
                dataset_metadata=dict(about),
                layer_metadata=dict(about),
            )
        finally:
            pyogrio.set_gdal_config_options({_TIME_OF_GDAL: before})
    return file.getvalue()


def geojson(table: Table, about: Mapping[str, str]) -> bytes:
    """Write a table as GeoJSON (RFC 7946), with texts about it as members of the collection.

    Parameters
    ----------
    table : Table
        Rows and geometry; a row without one has the geometry ``null``.
    about : mapping of str to str
        Name → text.
    """
    columns = _columns(table)
    for name, values in table.frame.items():
        if pd.api.types.is_datetime64_any_dtype(values):
            columns[name] = columns[name].astype("string")
    shapes = (
        geopandas.GeoSeries([None] * len(columns)) if table.geometry is None else table.geometry
    )
    turned = shapely.orient_polygons(shapes.to_numpy())
    frame = geopandas.GeoDataFrame(columns, geometry=geopandas.GeoSeries(turned, crs=CRS))
    features = frame.to_geo_dict(na="null", drop_id=True)["features"]
    collection = {"type": "FeatureCollection", "name": table.name, **about, "features": features}
    return json.dumps(
        collection, ensure_ascii=False, separators=(",", ":"), default=_plain, allow_nan=False
    ).encode()


def _plain(value: Any) -> Any:  # noqa: ANN401 - a number of numpy's, or none
    return None if value is pd.NA else value.item()
