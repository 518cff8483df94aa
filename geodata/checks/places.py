"""Coordinates and names of provinces → a point that can be trusted and a province, or neither.

Rows share their places: each different one is looked at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata.assign import TOLERANCE_KM, assign_provinces
from geodata.checks.columns import (
    TEXT_TYPE,
    Texts,
    distinct,
    joined,
    marks,
    text_array,
    text_series,
)
from geodata.checks.numbers import WORDS_FOR_UNKNOWN, in_western_digits
from geodata.checks.outcomes import Objection
from geodata.provinces import province_names
from geodata.reasons import FLAGS
from geodata.schema import LATITUDE_RANGE, LONGITUDE_RANGE

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from geodata.checks.columns import Marks

    Degrees: TypeAlias = npt.NDArray[np.float64]

PLACE_COLUMNS: Final = ("province_pcode", "province", "latitude", "longitude")
# With a decimal point or comma; degrees have no thousands.
_DECIMAL: Final = r"^[+-]?[0-9]{1,3}(?:[.,][0-9]*)?$"
_STATED: Final = ("code", "name")
# About 60 MB; then they are forgotten, so that memory stays bounded whatever the files hold.
_MOST_REMEMBERED: Final = 200_000
_PROVINCE: Final = ("province_pcode", "province", "province_method")

_FLAGS_OF_ASSIGNMENT: Final = {
    "province_code_unknown": "flag_unknown_code",
    "province_name_unknown": "flag_unknown_name",
    "province_name_ambiguous": "flag_ambiguous_name",
    "code_name_disagree": "flag_code_name_disagree",
}


@dataclass(frozen=True, slots=True)
class Located:
    """Where the rows of a batch lie.

    Parameters
    ----------
    texts : dict of str to pyarrow.Array
        ``province_pcode``, ``province`` (usual English name), both ``""`` where unknown, and
        ``province_method``, see :data:`geodata.assign.METHODS`.
    latitude, longitude : numpy.ndarray of float
        Degrees, EPSG:4326; not a number where there is no point, or none in Afghanistan.
    flags : dict of str to numpy.ndarray of bool
        By code.
    objections : list of Objection
        Points abroad without a province named.
    remarks : pyarrow.Array
        Sentences for the note, ``""`` for most rows.
    """

    texts: dict[str, Texts]
    latitude: Degrees
    longitude: Degrees
    flags: dict[str, Marks]
    objections: list[Objection]
    remarks: Texts


def degrees(texts: Texts) -> pd.DataFrame:
    """Read degrees, each text by itself.

    Returns
    -------
    pandas.DataFrame
        ``value`` (float64, not a number where there is none or it can't be read), ``is_given``,
        ``is_converted`` (was written in other digits than 0 to 9).

    Examples
    --------
    >>> degrees(pa.array(["34.5", "34,5", "north", ""], pa.large_string()))
       value  is_given  is_converted
    0   34.5      True         False
    1   34.5      True         False
    2    NaN      True         False
    3    NaN     False         False
    """
    plain, is_converted = in_western_digits(texts)
    is_number = marks(pc.match_substring_regex(plain, _DECIMAL))
    pointed = pc.replace_substring(pc.utf8_ltrim(plain, "+"), ",", ".", max_replacements=1)
    values = pc.if_else(pa.array(is_number), pointed, None).cast(pa.float64())
    is_unknown = pc.is_in(pc.utf8_lower(plain), pa.array(WORDS_FOR_UNKNOWN, plain.type))
    return pd.DataFrame(
        {
            "value": values.to_numpy(zero_copy_only=False),
            "is_given": ~marks(is_unknown),
            "is_converted": is_converted & is_number,
        }
    )


def locate(columns: Mapping[str, Texts]) -> Located:
    """Give each row of a batch a province and a point, and say what speaks against them.

    A point that lies in Afghanistan only with latitude and longitude swapped is swapped. A point
    outside Afghanistan is left out where the row names a province, and an objection where it
    doesn't. Where the source knows no more than the country, its point is the country's middle:
    it says nothing and is left out.

    Parameters
    ----------
    columns : mapping of str to pyarrow.Array
        :data:`PLACE_COLUMNS`, cleaned, and ``location_precision``, a known code or blank.
    """
    is_imprecise = marks(pc.equal(columns["location_precision"], "country"))
    numbers, places = _distinct_places(columns, is_imprecise)
    table = _MEMORY.located(places)
    take = pa.array(numbers)
    texts = {name: text_array(table[name]).take(take) for name in (*_PROVINCE, "remark")}
    abroad = table["is_abroad"].to_numpy()[numbers]
    flags = {code: table[code].to_numpy()[numbers] for code in FLAGS if code in table}
    return Located(
        texts={name: texts[name] for name in _PROVINCE},
        latitude=table["latitude"].to_numpy()[numbers],
        longitude=table["longitude"].to_numpy()[numbers],
        flags={**flags, "location_imprecise": is_imprecise},
        objections=[Objection("outside_afghanistan", "latitude", abroad)],
        remarks=texts["remark"],
    )


def _distinct_places(
    columns: Mapping[str, Texts], is_imprecise: Marks
) -> tuple[npt.NDArray[np.int64], pd.DataFrame]:
    """Give numbers to the different places, whose points are blank where they say nothing."""
    if is_imprecise.any():
        mask = pa.array(is_imprecise)
        points = {name: pc.if_else(mask, "", columns[name]) for name in ("latitude", "longitude")}
        columns = {**columns, **points}
    numbers = np.zeros(len(is_imprecise), dtype=np.int64)
    for name in PLACE_COLUMNS:
        column = distinct(columns[name])
        # Numbered anew after each column, so that the product never outgrows 64 bits.
        numbers = pd.factorize(numbers * max(len(column.texts), 1) + column.numbers)[0]
    # Any row of a place stands for it: the last one to write its position.
    rows = np.zeros(numbers.max(initial=-1) + 1, dtype=np.int64)
    rows[numbers] = np.arange(len(numbers))
    return numbers, pd.DataFrame(
        {name: text_series(columns[name].take(pa.array(rows))) for name in PLACE_COLUMNS}
    )


class _Memory:
    """Places looked at before: a look costs a map projection, and batches repeat their places."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._keys = pd.Index([], dtype=TEXT_TYPE)
        self._table = pd.DataFrame()

    def located(self, places: pd.DataFrame) -> pd.DataFrame:
        """Return :func:`_located`, looking only at places that no earlier batch has named."""
        columns = [text_array(places[name]) for name in PLACE_COLUMNS]
        keys = pd.Index(text_series(joined(*columns, separator="\x1f")))
        with self._lock:
            if len(self._keys) > _MOST_REMEMBERED:
                self._keys, self._table = self._keys[:0], self._table.iloc[:0]
            is_new = self._keys.get_indexer(keys) < 0
            # Without any place there is still a table, with all its columns.
            if is_new.any() or self._table.empty:
                fresh = _located(places[is_new].reset_index(drop=True))
                self._keys = self._keys.append(keys[is_new])
                self._table = pd.concat([self._table, fresh] if len(self._table) else [fresh])
            return self._table.take(self._keys.get_indexer(keys))


_MEMORY: Final = _Memory()


def _located(places: pd.DataFrame) -> pd.DataFrame:
    """Return for each place what :class:`Located` says of each row, and whether it is abroad."""
    latitude, longitude = (degrees(text_array(places[name])) for name in PLACE_COLUMNS[2:])
    stated = places.assign(latitude=latitude["value"], longitude=longitude["value"])
    is_point = _is_on_globe(stated)
    stated.loc[~is_point, ["latitude", "longitude"]] = np.nan
    found, is_swapped = _swapped_back(stated, assign_provinces(stated))
    stated.loc[is_swapped, ["latitude", "longitude"]] = stated.loc[
        is_swapped, ["longitude", "latitude"]
    ].to_numpy()

    is_outside = found["flag_outside_country"].to_numpy()
    is_named = found["province_method"].isin(_STATED).to_numpy(dtype=np.bool_)
    stated.loc[is_outside, ["latitude", "longitude"]] = np.nan
    distance_km = found["distance_km"].to_numpy(dtype="float64", na_value=np.nan)
    pcodes = found["province_pcode"]
    return pd.DataFrame(
        {
            "province_pcode": pcodes,
            "province": pcodes.map(province_names()),
            "province_method": found["province_method"],
            "latitude": stated["latitude"],
            "longitude": stated["longitude"],
            "remark": _remarks(places["province"], found),
            "is_abroad": is_outside & ~is_named,
            **{code: found[flag] for code, flag in _FLAGS_OF_ASSIGNMENT.items()},
            "digits_converted": latitude["is_converted"] | longitude["is_converted"],
            "coordinates_swapped": is_swapped,
            "coordinates_invalid": (latitude["is_given"] | longitude["is_given"]) & ~is_point,
            "coordinates_outside": is_outside & is_named,
            "coordinates_elsewhere": ~is_outside & (distance_km > TOLERANCE_KM),
            "province_unknown": pcodes.isna(),
        }
    )


def _is_on_globe(points: pd.DataFrame) -> pd.Series:
    return points["latitude"].abs().le(90) & points["longitude"].abs().le(180)


def _swapped_back(stated: pd.DataFrame, found: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Assign places anew whose points lie in Afghanistan only with their coordinates swapped."""
    candidates = (
        found["flag_outside_country"]
        & stated["latitude"].between(*LONGITUDE_RANGE)
        & stated["longitude"].between(*LATITUDE_RANGE)
    )
    if not candidates.any():
        return found, candidates
    turned = stated[candidates].rename(columns={"latitude": "longitude", "longitude": "latitude"})
    again = assign_provinces(turned)
    again = again[~again["flag_outside_country"]]
    return pd.concat([found.drop(again.index), again]).loc[found.index], pd.Series(
        found.index.isin(again.index), index=found.index
    )


def _remarks(names: pd.Series, found: pd.DataFrame) -> pd.Series:
    """Keep the name of a province that the record can't hold."""
    is_lost = found["flag_unknown_name"] | found["flag_ambiguous_name"]
    return ("The source names the province “" + names + "”.").where(is_lost, "")
