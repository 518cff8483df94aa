"""Places for synthetic events: invented villages around capitals and districts of the records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geodata.provinces import load_provinces
from geodata.sources.curated import load_incidents

if TYPE_CHECKING:
    import geopandas
    import numpy.typing as npt

    Numbers = npt.NDArray[np.int64]

# Real datasets place their events at a few thousand points of a gazetteer.
_VILLAGES: Final = 40
_CANDIDATES: Final = 200
_SPREAD_DEGREES: Final = 0.06
# Points of two records this close are taken for one district: 0.1° is about 10 km.
_DISTRICT_DECIMALS: Final = 1
_DECIMALS: Final = 4


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The places at which synthetic events happen.

    Parameters
    ----------
    points : pandas.DataFrame
        A row a point: the villages by district, then the districts, then the 34 provinces, then
        the country. ``name``, ``district`` and ``province_pcode`` (blank where the point is of
        something larger), ``latitude``, ``longitude`` (degrees, EPSG:4326).
    first_village, villages : numpy.ndarray
        Of each district: the number of its first village among the points, and how many it has.
    province : numpy.ndarray
        Of each district: the number of its province, 0 to 33 in the order of the p-codes.
    pcodes : pandas.Index
        The p-codes, in their order.
    """

    points: pd.DataFrame
    first_village: Numbers
    villages: Numbers
    province: Numbers
    pcodes: pd.Index

    @property
    def districts(self) -> int:
        """How many districts there are."""
        return len(self.province)

    def village_points(self, district: Numbers, generator: np.random.Generator) -> Numbers:
        """Draw a village of each district; numbers of points."""
        return self.first_village[district] + generator.integers(0, self.villages[district])

    def district_points(self, district: Numbers) -> Numbers:
        """Return the centre of each district; numbers of points."""
        return district + int(self.villages.sum())

    def province_points(self, district: Numbers) -> Numbers:
        """Return a point well inside the province of each district; numbers of points."""
        return self.province[district] + int(self.villages.sum()) + self.districts

    @property
    def country_point(self) -> int:
        """The number of the point in the middle of the country."""
        return len(self.points) - 1


def build_gazetteer(generator: np.random.Generator) -> Gazetteer:
    """Make the places.

    Parameters
    ----------
    generator : numpy.random.Generator
        Draws the villages: normally distributed around the centre of their district (standard
        deviation 0.06°, some 6 km), those outside its province left out.
    """
    provinces = load_provinces("full").sort_index()
    districts = _districts(provinces)
    villages = _villages(districts, provinces, generator)
    counts = np.bincount(villages["number"], minlength=len(districts)).astype("int64")
    points = pd.concat(
        [villages, districts, _province_points(provinces), _country_point(provinces)],
        ignore_index=True,
    )
    points[["latitude", "longitude"]] = points[["latitude", "longitude"]].round(_DECIMALS)
    return Gazetteer(
        points=points.drop(columns="number").fillna(
            {"district": "", "province_pcode": "", "name": ""}
        ),
        first_village=np.cumsum(counts) - counts,
        villages=counts,
        province=provinces.index.get_indexer(districts["province_pcode"]).astype("int64"),
        pcodes=provinces.index,
    )


def _districts(provinces: geopandas.GeoDataFrame) -> pd.DataFrame:
    """Return the capitals and the places of the curated records, one a district."""
    capitals = pd.DataFrame(
        {
            "province_pcode": provinces.index,
            "district": provinces["capital"].to_numpy(),
            "latitude": provinces["capital_latitude"].to_numpy(),
            "longitude": provinces["capital_longitude"].to_numpy(),
        }
    )
    recorded = load_incidents().dropna(subset=["latitude", "district"])
    both = pd.concat([capitals, recorded[capitals.columns]], ignore_index=True)
    both = both.astype({"latitude": "float64", "longitude": "float64", "district": "str"})
    is_near = both[["latitude", "longitude"]].round(_DISTRICT_DECIMALS).duplicated()
    is_kept = ~(is_near | both.duplicated(["province_pcode", "district"]))
    # Sorted, so that correcting a record moves no district but its own.
    order = ["province_pcode", "district"]
    kept = both[is_kept].sort_values(order, ignore_index=True)
    return kept.assign(number=range(len(kept)), name=kept["district"])


def _villages(
    districts: pd.DataFrame, provinces: geopandas.GeoDataFrame, generator: np.random.Generator
) -> pd.DataFrame:
    shape = (len(districts), _CANDIDATES)
    offsets = generator.normal(0.0, _SPREAD_DEGREES, size=(2, *shape))
    # The centre itself comes first, so that each district has at least one place.
    offsets[:, :, 0] = 0.0
    around = districts.loc[districts.index.repeat(_CANDIDATES)].reset_index(drop=True)
    around["latitude"] += offsets[0].ravel()
    around["longitude"] += offsets[1].ravel()
    is_inside = np.zeros(len(around), dtype=bool)
    for pcode, rows in around.groupby("province_pcode").indices.items():
        polygon = provinces.geometry.loc[pcode]
        # Rounded as the points will be, lest rounding push one over the border.
        longitude, latitude = (
            around[name].to_numpy()[rows].round(_DECIMALS) for name in ("longitude", "latitude")
        )
        is_inside[rows] = shapely.contains_xy(polygon, longitude, latitude)
    is_inside |= np.arange(len(around)) % _CANDIDATES == 0
    kept = around[is_inside].groupby("number").head(_VILLAGES).reset_index(drop=True)
    ordinal = (kept.groupby("number").cumcount() + 1).astype("str")
    return kept.assign(name="Synthetic village " + ordinal + " near " + kept["district"])


def _province_points(provinces: geopandas.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "province_pcode": provinces.index,
            "name": provinces["name"].to_numpy(),
            "latitude": provinces["label_latitude"].to_numpy(),
            "longitude": provinces["label_longitude"].to_numpy(),
        }
    )


def _country_point(provinces: geopandas.GeoDataFrame) -> pd.DataFrame:
    west, south, east, north = provinces.total_bounds
    return pd.DataFrame(
        {
            "name": ["Afghanistan"],
            "latitude": [(south + north) / 2],
            "longitude": [(west + east) / 2],
        }
    )
