"""Rows that an import has met before: the same identifier twice, or the same event told twice.

Only 64-bit hashes are kept, 16 bytes a row, so that an import of any size can be compared with
itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata.checks.columns import (
    Texts,
    is_blank,
    joined,
    marks,
    replaced,
    text_array,
    text_series,
)
from geodata.checks.outcomes import Objection, add_flag, rejected_rows

if TYPE_CHECKING:
    import numpy.typing as npt

    from geodata.checks.columns import Marks

    Hashes: TypeAlias = npt.NDArray[np.uint64]

# Precisions that name a day; a blank may.
_BY_DAY: Final = ("day", "")
# Runs are merged up to this length, so that a merge never needs much room beside what is kept.
_LONGEST_RUN: Final = 2**22


class HashSet:
    """64-bit numbers met so far, in sorted arrays that are merged as they grow.

    Notes
    -----
    Arrays at least double from the newest to the oldest, as in a log-structured merge tree
    (O'Neil et al. 1996), so that adding n numbers costs O(n log n) and no number costs more than
    its eight bytes.
    """

    def __init__(self) -> None:
        self._runs: list[Hashes] = []

    def contains(self, hashes: Hashes) -> Marks:
        """Return which numbers have been met."""
        if not self._runs:
            return np.zeros(len(hashes), dtype=np.bool_)
        order = np.argsort(hashes)
        ascending = hashes[order]
        is_met = np.zeros(len(hashes), dtype=np.bool_)
        for run in self._runs:
            # What lies behind the last number is compared with it, and is not equal.
            places = np.searchsorted(run, ascending).clip(max=len(run) - 1)
            is_met |= run[places] == ascending
        result = np.empty_like(is_met)
        result[order] = is_met
        return result

    def add(self, hashes: Hashes) -> None:
        """Remember numbers."""
        if len(hashes):
            self._runs.append(np.sort(hashes))
            self._merge()

    def absorb(self, other: HashSet) -> None:
        """Take over what another set has met, and leave it empty."""
        self._runs.extend(other._runs)
        self._runs.sort(key=len, reverse=True)
        other._runs = []
        self._merge()

    def _merge(self) -> None:
        runs = self._runs
        while len(runs) > 1 and len(runs[-2]) < 2 * len(runs[-1]):
            if len(runs[-2]) + len(runs[-1]) > _LONGEST_RUN:
                return
            both = np.concatenate([runs.pop(), runs.pop()])
            # Timsort, which finds that there are two sorted halves and merges them.
            both.sort(kind="stable")
            runs.append(both)


class DuplicateIndex:
    """What an import has met so far, over all its batches and files.

    Notes
    -----
    Identifiers are compared by 64-bit hashes (SipHash, by pandas). That any two of ten million
    different ones share a hash has a probability of n² / 2⁶⁵ = 3 in a million; the row would be
    rejected as a duplicate, and be named in the report, where it can be seen that it isn't.

    Examples
    --------
    >>> from datetime import date
    >>> records = pd.DataFrame(
    ...     {"incident_id": ["a", "b", "a"], "date": pd.to_datetime(["2021-10-08"] * 3),
    ...      "date_precision": "day", "group": "ISKP", "province_pcode": "AF19",
    ...      "place": ["Kunduz", "kunduz", "Kunduz"], "district": None, "flags": "",
    ...      "latitude": 36.7, "longitude": 68.9},
    ...     index=pd.Index([1, 2, 3], name="source_row"),
    ... ).astype({"place": "str", "district": "str"})
    >>> kept, rejected = DuplicateIndex().split(records)
    >>> kept["flags"].tolist(), rejected["reason"].to_dict()
    (['', 'near_duplicate'], {3: 'duplicate_id'})
    """

    def __init__(self) -> None:
        self._earlier_ids = HashSet()
        self._ids = HashSet()
        self._events = HashSet()
        self._is_older_release = False

    def start_file(self, *, is_older_release: bool = False) -> None:
        """Say that the next batch is the first of another file.

        Parameters
        ----------
        is_older_release : bool
            The file is an older release of the same dataset than the files before it: what it
            shares with them is ``superseded``, not a duplicate. Read releases from the newest to
            the oldest.
        """
        self._earlier_ids.absorb(self._ids)
        self._is_older_release = is_older_release

    def split(self, records: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Tell the rows that are new from those whose identifier has been met.

        Parameters
        ----------
        records : pandas.DataFrame
            Checked records of one batch, see :class:`geodata.checks.Checked`.

        Returns
        -------
        kept : pandas.DataFrame
            The first row of each identifier. ``near_duplicate`` is flagged where an earlier row
            that was kept has the same day, place and group.
        rejected : pandas.DataFrame
            The other rows, with reason ``duplicate_id`` or ``superseded``.
        """
        ids = pd.util.hash_array(records["incident_id"].array, categorize=False)
        is_earlier = self._earlier_ids.contains(ids)
        is_again = self._ids.contains(ids) | _is_repeated(ids)
        self._ids.add(ids[~is_again & ~is_earlier])

        is_superseded = is_earlier & self._is_older_release
        objections = [
            Objection("superseded", "incident_id", is_superseded),
            Objection("duplicate_id", "incident_id", is_again | is_earlier),
        ]
        columns = {"incident_id": text_array(records["incident_id"])}
        rejected = rejected_rows(columns, records.index, objections)
        kept = records[~(is_again | is_earlier)] if len(rejected) else records
        return self._flagged(kept), rejected

    def _flagged(self, records: pd.DataFrame) -> pd.DataFrame:
        events, is_compared = _events(records)
        is_near = np.zeros(len(records), dtype=np.bool_)
        is_near[is_compared] = self._events.contains(events) | _is_repeated(events)
        self._events.add(events[~is_near[is_compared]])
        return records.assign(flags=add_flag(records["flags"], "near_duplicate", is_near))


def _is_repeated(hashes: Hashes) -> Marks:
    """Return which numbers stand earlier in the same array."""
    return pd.Series(hashes).duplicated().to_numpy(dtype=np.bool_)


def _events(records: pd.DataFrame) -> tuple[Hashes, Marks]:
    """Return a hash of day, place and group, and which rows have one.

    Rows have none where the day is not known, or no place within the province is: most of those
    would be alike, and mean nothing by it.
    """
    places = _places(records)
    precisions = text_array(records["date_precision"])
    by_day = pc.is_in(precisions, pa.array(_BY_DAY, precisions.type))
    is_compared = marks(by_day) & ~is_blank(places)
    mask = pa.array(is_compared)
    days = records["date"].to_numpy().astype("datetime64[D]")
    texts = {
        "group": text_array(records["group"]),
        "province_pcode": text_array(records["province_pcode"]),
        "place": places,
    }
    compared = pd.DataFrame(
        {
            "day": days[is_compared].astype(np.int64),
            **{name: text_series(text.filter(mask)) for name, text in texts.items()},
        }
    )
    hashes = pd.util.hash_pandas_object(compared, index=False)
    return np.asarray(hashes, dtype=np.uint64), is_compared


def _places(records: pd.DataFrame) -> Texts:
    """Return by what the place of each row is compared: its name, or else its point.

    The place, or else the district, in lower case; or else the point to a hundredth of a degree,
    about a kilometre. ``""`` where no more than the province is known.
    """
    place, district = (text_array(records[name]) for name in ("place", "district"))
    named = pc.utf8_lower(pc.if_else(pc.equal(place, ""), district, place))
    has_point = (records["latitude"].notna() & records["longitude"].notna()).to_numpy()
    by_point = is_blank(named) & has_point
    points = [
        text_array(records.loc[by_point, name].round(2).astype("str"))
        for name in ("latitude", "longitude")
    ]
    return replaced(named, by_point, joined(*points, separator=", "))
