"""Records with a p-code, a province name or coordinates → one p-code each, and how it was found.

What a record states goes first: its code, then its name, then its coordinates. What the others
say against it is flagged, never resolved in silence. Whole columns at a time; each different
name and each different point is looked at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas
import numpy as np
import pandas as pd
import pyproj
import shapely

from geodata.model import CRS, AtlasError
from geodata.names import distinct_texts, match_names
from geodata.provinces import load_provinces

if TYPE_CHECKING:
    import numpy.typing as npt

    Numbers = npt.NDArray[np.int64]
    Kilometres = npt.NDArray[np.float64]
    Marks = npt.NDArray[np.bool_]

METHOD_LABELS: Final = {
    "code": "the code that the source gives",
    "name": "the name that the source gives",
    "within": "its coordinates, which lie in the province",
    "border": "its coordinates, which lie at a border: the nearest province",
    "unassigned": "nothing: neither a code nor a name nor coordinates lead to one",
}
"""How the province of a record was found, as a reader sees it."""

METHODS: Final = tuple(METHOD_LABELS)
"""How a p-code was found, from the surest."""

TOLERANCE_KM: Final = 5.0
"""How far outside a province a point may lie and still agree with it.

The boundaries are off by 0.6 km in the median and 2.8 km at the 90th percentile against OCHA's.
"""

FLAGS: Final = (
    "flag_unknown_code",
    "flag_unknown_name",
    "flag_ambiguous_name",
    "flag_unusable_coordinates",
    "flag_code_name_disagree",
    "flag_code_coordinates_disagree",
    "flag_name_coordinates_disagree",
    "flag_outside_country",
)

INPUT_COLUMNS: Final = ("province_pcode", "province", "latitude", "longitude")
# Edges are straight in degrees, not in metres: with a vertex every 5 km they bend by under 2 m.
_LONGEST_EDGE_DEGREES: Final = 0.05
# Provinces are numbered by their place in the table, points by first appearance.
_NONE: Final = -1


def assign_provinces(
    records: pd.DataFrame, provinces: geopandas.GeoDataFrame | None = None
) -> pd.DataFrame:
    """Give each record a p-code, and say how it was found and what speaks against it.

    Parameters
    ----------
    records : pandas.DataFrame
        Any of the columns ``province_pcode``, ``province`` (a name in any of the three
        languages), ``latitude`` and ``longitude`` (degrees, EPSG:4326; numbers or text). Missing
        and blank values, and the word ``unknown`` for a province, say nothing. The points of a
        GeoDataFrame stand in place of its coordinate columns.
    provinces : geopandas.GeoDataFrame, optional
        Another table of provinces, as :func:`geodata.load_provinces` returns: index p-code;
        ``name``, ``aliases``; EPSG:4326.

    Returns
    -------
    pandas.DataFrame
        A row a record, in the same order on the same index:

        ``province_pcode`` : string
            Missing if and only if the method is ``unassigned``.
        ``province_method`` : string
            ``code`` (the stated p-code exists); else ``name`` (the stated name is one of exactly
            one province); else, from the point, ``within`` (in exactly one province) or
            ``border`` (on a border, or outside every province by at most 5 km: the nearest one,
            of equally near ones the lowest p-code); else ``unassigned``.
        ``distance_km`` : Float64
            From the point to the assigned province, 0 in it; missing without one of the two.
            Right to 0.3 % in and around the country; the boundaries themselves are less exact.
        ``flag_unknown_code``, ``flag_unknown_name`` : bool
            Stated, but not of any province.
        ``flag_ambiguous_name`` : bool
            The name is one of two provinces; it is not used.
        ``flag_unusable_coordinates`` : bool
            No number, beyond ±90° or ±180°, or only one of the two; they are not used.
        ``flag_code_name_disagree`` : bool
            Code and name are of two provinces.
        ``flag_code_coordinates_disagree``, ``flag_name_coordinates_disagree`` : bool
            The point lies more than 5 km outside the province of the code, or of the name.
        ``flag_outside_country`` : bool
            The point lies more than 5 km outside every province.

    Raises
    ------
    AtlasError
        If no column can tell a province, or geometries are not points in EPSG:4326.

    Notes
    -----
    An older numbering has other provinces under the same p-codes (its AF15 is Badakhshan): a file
    in which many rows carry ``flag_code_name_disagree`` may use it.

    Examples
    --------
    >>> records = pd.DataFrame(
    ...     {
    ...         "province": ["Hilmand province", "Paktia", None, "Kabul", "Nowhere"],
    ...         "latitude": [None, None, 34.52, 31.61, None],
    ...         "longitude": [None, None, 69.18, 65.71, None],
    ...     }
    ... )
    >>> found = assign_provinces(records)
    >>> found[["province_pcode", "province_method"]]
      province_pcode province_method
    0           AF30            name
    1           AF13            name
    2           AF01          within
    3           AF01            name
    4           <NA>      unassigned
    >>> found.index[found["flag_name_coordinates_disagree"]].tolist()
    [3]
    """
    provinces = (load_provinces() if provinces is None else provinces).sort_index()
    _check_crs(provinces, "The provinces are")
    points = _points(records)
    codes, is_unknown_code = _stated_codes(records, provinces.index)
    names = match_names(_column(records, "province"), provinces)
    named = provinces.index.get_indexer(names["province_pcode"])
    ground = _Ground.survey(points["longitude"], points["latitude"], provinces)

    code_km = ground.distances_km(codes)
    name_km = ground.distances_km(named)
    has_code, has_name = codes != _NONE, named != _NONE
    assigned = np.select([has_code, has_name], [codes, named], ground.nearest)
    methods = np.select([has_code, has_name], ["code", "name"], ground.methods)
    distances = np.select([has_code, has_name], [code_km, name_km], ground.nearest_km)
    return pd.DataFrame(
        {
            "province_pcode": pd.array(provinces.index, dtype="string").take(
                assigned, allow_fill=True
            ),
            "province_method": pd.array(methods, dtype="string"),
            "distance_km": pd.array(distances, dtype="Float64"),
            "flag_unknown_code": is_unknown_code,
            "flag_unknown_name": names["is_unknown"].to_numpy(),
            "flag_ambiguous_name": names["is_ambiguous"].to_numpy(),
            "flag_unusable_coordinates": points["is_unusable"].to_numpy(),
            "flag_code_name_disagree": has_code & has_name & (codes != named),
            "flag_code_coordinates_disagree": code_km > TOLERANCE_KM,
            "flag_name_coordinates_disagree": name_km > TOLERANCE_KM,
            "flag_outside_country": ground.is_outside,
        },
        index=records.index,
    )


def _check_crs(layer: geopandas.GeoDataFrame, subject: str) -> None:
    # Joined in another system, every point would lie outside, with a warning at most.
    if layer.crs is None:
        raise AtlasError(f"{subject} in no stated CRS. Name it: layer.set_crs(...).")
    if layer.crs != CRS:
        raise AtlasError(f"{subject} in {layer.crs}, not {CRS}. Convert: layer.to_crs({CRS!r}).")


def _column(records: pd.DataFrame, name: str) -> pd.Series:
    if name in records:
        return records[name]
    return pd.Series(pd.NA, index=records.index, dtype="string")


def _stated_codes(records: pd.DataFrame, pcodes: pd.Index) -> tuple[Numbers, Marks]:
    rows, texts = distinct_texts(_column(records, "province_pcode"))
    known = pcodes.get_indexer(pd.Index([text.upper() for text in texts], dtype="string"))
    codes = pd.Series(known, dtype="int64").reindex(rows, fill_value=_NONE).to_numpy()
    return codes, (rows != _NONE) & (codes == _NONE)


def _points(records: pd.DataFrame) -> pd.DataFrame:
    """Return ``latitude``, ``longitude`` (float64, both or neither) and ``is_unusable``."""
    if isinstance(records, geopandas.GeoDataFrame) and records.active_geometry_name is not None:
        _check_crs(records, "The records are")
        if not records.geom_type.dropna().eq("Point").all():
            raise AtlasError("The records have geometries other than points. Give one point each.")
        latitudes, longitudes = records.geometry.y, records.geometry.x
    elif any(name in records for name in INPUT_COLUMNS):
        latitudes, longitudes = _column(records, "latitude"), _column(records, "longitude")
    else:
        raise AtlasError(
            f"The records have none of the columns {', '.join(INPUT_COLUMNS)}. Rename those that "
            "hold the province or the coordinates."
        )
    latitude, longitude = _degrees(latitudes), _degrees(longitudes)
    is_usable = (np.abs(latitude) <= 90) & (np.abs(longitude) <= 180)  # noqa: PLR2004 - the globe
    return pd.DataFrame(
        {
            "latitude": np.where(is_usable, latitude, np.nan),
            "longitude": np.where(is_usable, longitude, np.nan),
            "is_unusable": (_is_given(latitudes) | _is_given(longitudes)) & ~is_usable,
        }
    )


def _degrees(values: pd.Series) -> npt.NDArray[np.float64]:
    return pd.to_numeric(values, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)


def _is_given(values: pd.Series) -> Marks:
    if pd.api.types.is_numeric_dtype(values):
        return values.notna().to_numpy()
    blank = values.astype("string").str.strip().eq("")
    return (values.notna() & ~blank.fillna(value=True)).to_numpy(dtype=bool)


@dataclass(frozen=True, slots=True)
class _Ground:
    """The points of the records on the ground, and the province that each lies in or near.

    Arrays have a value a record; a record without a point has no province and no distance.
    """

    place: Numbers
    nearest: Numbers
    nearest_km: Kilometres
    methods: npt.NDArray[np.str_]
    is_outside: Marks
    # Points by place and polygons by province number, in metres; which of them are inside which.
    metric_points: npt.NDArray[np.object_]
    metric_polygons: npt.NDArray[np.object_]
    inside: pd.DataFrame

    @classmethod
    def survey(
        cls, longitude: pd.Series, latitude: pd.Series, provinces: geopandas.GeoDataFrame
    ) -> _Ground:
        # A complex number is a pair that pandas numbers at once.
        place, distinct = pd.factorize(longitude.to_numpy() + 1j * latitude.to_numpy())
        points = geopandas.GeoSeries.from_xy(distinct.real, distinct.imag, crs=CRS)
        metric = _metric_crs(provinces)
        metric_points = points.to_crs(metric).to_numpy()
        edges = provinces.geometry.segmentize(_LONGEST_EDGE_DEGREES)
        metric_polygons = edges.to_crs(metric).to_numpy()

        # Both trees hold the points: 34 polygons are prepared once and asked about all of them.
        # "intersects" finds a point on a shared border in both provinces, "within" in neither.
        inside = _pairs(shapely.STRtree(points.to_numpy()), provinces.geometry.to_numpy())
        containing = np.bincount(inside["place"], minlength=len(points))
        lost = np.flatnonzero(containing == 0)
        near = _pairs(shapely.STRtree(metric_points[lost]), metric_polygons, TOLERANCE_KM * 1000)
        near = near.assign(place=lost[near["place"]])
        near["km"] = _kilometres(metric_points, metric_polygons, near)

        found = pd.concat([inside.assign(km=0.0), near]).sort_values(["place", "km", "province"])
        first = found.drop_duplicates("place").set_index("place")
        is_within = containing[first.index] == 1
        method = pd.Series(np.where(is_within, "within", "border"), index=first.index)
        nearest = first["province"].reindex(place, fill_value=_NONE).to_numpy()
        return cls(
            place=place,
            nearest=nearest,
            nearest_km=first["km"].reindex(place).to_numpy(),
            methods=np.asarray(method.reindex(place, fill_value="unassigned"), dtype=np.str_),
            is_outside=(place != _NONE) & (nearest == _NONE),
            metric_points=metric_points,
            metric_polygons=metric_polygons,
            inside=inside,
        )

    def distances_km(self, province: Numbers) -> Kilometres:
        """Return how far outside a given province each record's point lies, 0 in it."""
        rows = pd.DataFrame({"place": self.place, "province": province})
        pairs = rows[rows.ne(_NONE).all(axis="columns")].drop_duplicates()
        pairs = pairs.merge(self.inside.assign(km=0.0), how="left", validate="one_to_one")
        outside = pairs["km"].isna()
        pairs.loc[outside, "km"] = _kilometres(
            self.metric_points, self.metric_polygons, pairs[outside]
        )
        return rows.merge(pairs, how="left", validate="many_to_one")["km"].to_numpy()


def _metric_crs(provinces: geopandas.GeoDataFrame) -> pyproj.CRS:
    # Azimuthal equidistant around the middle of the country (Snyder 1987, "Map Projections",
    # USGS Professional Paper 1395, p. 191): scale is off by at most 0.3 % at its ends, where UTM
    # zone 42N is off by 0.8 %, and points anywhere on Earth have a place in it.
    west, south, east, north = provinces.total_bounds
    return pyproj.CRS.from_dict(
        {"proj": "aeqd", "lon_0": (west + east) / 2, "lat_0": (south + north) / 2}
    )


def _pairs(
    points: shapely.STRtree, polygons: npt.NDArray[np.object_], distance: float | None = None
) -> pd.DataFrame:
    """Return which points lie in which polygons, or within a distance of them."""
    predicate = "intersects" if distance is None else "dwithin"
    province, place = points.query(polygons, predicate=predicate, distance=distance)
    return pd.DataFrame({"place": place, "province": province})


def _kilometres(
    points: npt.NDArray[np.object_], polygons: npt.NDArray[np.object_], pairs: pd.DataFrame
) -> Kilometres:
    metres = shapely.distance(points[pairs["place"]], polygons[pairs["province"]])
    return np.asarray(metres, dtype="float64") / 1000
