"""The 34 provinces: boundaries, names in three languages, capitals, population, neighbours."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final, Literal, TypeAlias

import geopandas
import numpy as np
import pandas as pd
import pyproj
import shapely

from geodata.model import CRS, AtlasError
from geodata.sidecar import verify

DATA: Final = Path(__file__).parent / "data"

Detail: TypeAlias = Literal["full", "simplified"]
Language: TypeAlias = Literal["en", "fa", "ps"]

_FILES: Final[dict[Detail, str]] = {
    "full": "provinces.geojson",
    "simplified": "provinces_simplified.geojson",
}
_NAME_COLUMNS: Final[dict[Language, str]] = {
    "en": "name",
    "fa": "name_dari",
    "ps": "name_pashto",
}
POPULATION_YEAR: Final = "2019-20"
# Polygons that share no more than a corner are not neighbours; degrees.
_SHORTEST_BORDER_DEGREES: Final = 0.001


@cache
def _table() -> pd.DataFrame:
    path = DATA / "provinces.csv"
    verify(path)
    text = pd.read_csv(path, dtype="string", keep_default_na=False, index_col="pcode")
    return pd.DataFrame(
        {
            "name_ocha": text["name"],
            "name_dari": text["name_dari"],
            "name_pashto": text["name_pashto"],
            "region": text["region_ocha"],
            "capital": text["capital"],
            "capital_latitude": text["capital_lat"].astype("float64"),
            "capital_longitude": text["capital_lon"].astype("float64"),
            "population": text["population_2019_20"].astype("int64"),
            "population_year": POPULATION_YEAR,
            "population_source": text["population_2019_20_source"],
            "aliases": _aliases(text),
        },
        index=text.index,
    )


def _aliases(text: pd.DataFrame) -> pd.Series:
    """Return every spelling of a province, joined by ``;``."""
    spellings = text[
        [
            "name",
            "name_iso",
            "name_dari",
            "name_pashto",
            "name_dari_ocha",
            "name_acled",
            "name_ucdp",
            "aliases",
        ]
    ]
    joined = [";".join(filter(None, row)) for row in spellings.itertuples(index=False)]
    return pd.Series(joined, index=text.index, dtype="string")


@cache
def _layer(file: str) -> geopandas.GeoDataFrame:
    path = DATA / "boundaries" / file
    verify(path)
    layer = geopandas.read_file(path, engine="pyogrio")
    if layer.crs is None or layer.crs != CRS:
        raise AtlasError(f"{file} is in {layer.crs}, not {CRS}. Build it anew.")
    return layer


@cache
def _provinces(detail: Detail) -> geopandas.GeoDataFrame:
    layer = _layer(_FILES[detail]).set_index("pcode").sort_index()
    layer.index = layer.index.astype("string")
    provinces = layer.join(_table(), validate="one_to_one")
    # Geodesic area on the ellipsoid, from the detailed layer in either case, so that a number
    # doesn't depend on how finely the map is drawn.
    full = _layer(_FILES["full"]).set_index("pcode").sort_index().geometry
    geodesic = pyproj.Geod(ellps="WGS84")
    areas = [abs(geodesic.geometry_area_perimeter(polygon)[0]) / 1e6 for polygon in full]
    return provinces.assign(area_km2=np.round(areas, 0))


def load_provinces(detail: Detail = "full") -> geopandas.GeoDataFrame:
    """Load the 34 provinces.

    Parameters
    ----------
    detail : {"full", "simplified"}
        Boundaries for exports, or coverage-simplified ones for the screen.

    Returns
    -------
    geopandas.GeoDataFrame
        34 polygons, EPSG:4326, index ``pcode`` (AF01 to AF34), with ``name`` (usual English),
        ``name_ocha``, ``name_dari``, ``name_pashto``, ``iso``, ``region``, ``capital``,
        ``capital_latitude``, ``capital_longitude``, ``label_latitude``, ``label_longitude``
        (degrees; a point well inside), ``area_km2`` (geodesic, WGS 84), ``population``,
        ``population_year``, ``population_source``, ``aliases`` (joined by ``;``).

    Raises
    ------
    ChecksumError
        If a file is not the one its sidecar describes.

    Examples
    --------
    >>> provinces = load_provinces("simplified")
    >>> provinces.loc["AF30", ["name", "name_ocha", "iso"]].tolist()
    ['Helmand', 'Hilmand', 'AF-HEL']
    >>> len(provinces), provinces.crs.to_string()
    (34, 'EPSG:4326')
    """
    return _provinces(detail).copy()


def load_neighbours() -> geopandas.GeoDataFrame:
    """Load the countries around Afghanistan, for context only.

    Returns
    -------
    geopandas.GeoDataFrame
        Polygons cut to the map, EPSG:4326; ``name``, ``label_longitude``, ``label_latitude``.
    """
    return _layer("neighbours.geojson").copy()


def boundaries_attribution() -> str:
    """Return the line to show under every map."""
    return verify(DATA / "boundaries" / _FILES["full"]).attribution


def province_names(language: Language = "en") -> pd.Series:
    """Return the names of the provinces by p-code in one language.

    Examples
    --------
    >>> province_names("fa")["AF01"]
    'کابل'
    """
    names: pd.Series = _provinces("full")[_NAME_COLUMNS[language]]
    return names.rename("name")


@cache
def neighbours_of(pcode: str) -> tuple[str, ...]:
    """Return the p-codes of the provinces that share a border with one.

    Examples
    --------
    >>> neighbours_of("AF08")
    ('AF02', 'AF03', 'AF07', 'AF09', 'AF16', 'AF17', 'AF18')
    """
    geometries = _provinces("full").geometry
    if pcode not in geometries.index:
        raise AtlasError(f"There is no province {pcode!r}. Use AF01 to AF34.")
    shared = shapely.intersection(geometries.to_numpy(), geometries.loc[pcode])
    touching = shapely.length(shared) > _SHORTEST_BORDER_DEGREES
    return tuple(code for code in geometries.index[touching] if code != pcode)
