"""Two sides of an event → the group that the record is about, and its opponent.

UCDP and ACLED name two sides; a record of the atlas is about one group. It is the militant side.
Where both sides are militants it is the first of them in :data:`PRECEDENCE`, so that a fight
between IS-K and the Taliban is counted once, under IS-K. Since the takeover the Taliban are a
state's forces: a record is theirs only if the other side is no armed group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from geodata.actors import actor_numbers, describe_actors
from geodata.sources.candidates import Part
from geodata.sources.columns import Distinct, filled, joined, where

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.sources.columns import Marks

PRECEDENCE: Final = (
    "ISKP",
    "NRF",
    "AFF",
    "TTP",
    "AL_QAEDA",
    "LASHKAR_I_ISLAM",
    "IMU",
    "HIG",
    "HAQQANI",
    "TALIBAN",
    "OTHER",
    "unmapped",
    "UNIDENTIFIED",
    "authorities",
    "none",
)
"""Which of two sides gives the group: ``unmapped`` is an actor that the table of actors doesn't
know, ``authorities`` the Taliban since the takeover, ``none`` another state, civilians, nobody."""


class Sides(NamedTuple):
    """The sides of the rows of a file.

    Parameters
    ----------
    part : Part
        ``group``, ``attribution``, ``actor`` and ``opponent``, and the flag ``actor_unmapped``.
    distinct : Distinct
        The distinct combinations of what the sides are, and of the other columns that were given.
    chosen : pandas.DataFrame
        What :func:`choose_group` says of each combination.
    """

    part: Part
    distinct: Distinct
    chosen: pd.DataFrame


def read_sides(
    names: tuple[pa.Array, pa.Array],
    periods: pa.Array,
    inside: Marks,
    more: Mapping[str, pa.Array],
    kinds: tuple[pa.Array, pa.Array] | None = None,
) -> Sides:
    """Find the group and the opponent of each row.

    Parameters
    ----------
    names : tuple of pyarrow.Array
        First and second side in the words of the file.
    periods : pyarrow.Array
        See :func:`geodata.actors.actor_periods`.
    inside : numpy.ndarray
        Whether the event happened in Afghanistan.
    more : mapping of str to pyarrow.Array
        Coded columns that the reader combines with the sides.
    kinds : tuple of pyarrow.Array, optional
        ``state`` or ``civilian`` where the file says so; asked for names that the table of actors
        doesn't know.
    """
    first, second = names
    stated = {} if kinds is None else {"first_kind": kinds[0], "second_kind": kinds[1]}
    numbers = {
        side: side_numbers(values, periods, inside)
        for side, values in (("first", first), ("second", second))
    }
    distinct = Distinct.of({**numbers, **stated, **more})
    chosen = choose_group(*(_described(distinct.rows, side) for side in numbers))
    is_first = distinct.spread_marks(chosen["is_first"])
    columns = {name: distinct.spread(chosen[name]) for name in ("group", "attribution")}
    columns |= {
        "actor": where(is_first, first, second),
        "opponent": where(is_first, second, first),
    }
    marks = {"actor_unmapped": distinct.spread_marks(chosen["is_unmapped"])}
    return Sides(Part(columns, marks), distinct, chosen)


def _described(rows: pd.DataFrame, side: str) -> pd.DataFrame:
    described = describe_actors(rows[side].to_numpy(), rows.index)
    if f"{side}_kind" not in rows:
        return described
    stated = rows[f"{side}_kind"]
    is_stated = described["kind"].eq("unknown") & stated.ne("")
    target = stated.map({"civilian": "civilians"}).fillna("other")
    return described.assign(
        kind=described["kind"].mask(is_stated, stated),
        group=described["group"].mask(is_stated, ""),
        target=described["target"].mask(is_stated, target),
    )


def side_numbers(names: pa.Array, periods: pa.Array, inside: Marks) -> pa.Array:
    """Return which row of the table of actors each name is; see :func:`read_sides`."""
    distinct = Distinct.of({"name": names, "period": periods, "inside": pa.array(inside)})
    rows = distinct.rows
    numbers = actor_numbers(rows["name"], rows["period"].to_numpy(), rows["inside"].to_numpy())
    return pa.array(numbers[distinct.numbers])


def choose_group(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Choose the side that a record is about.

    Parameters
    ----------
    first, second : pandas.DataFrame
        Both sides, as :func:`geodata.actors.map_actors` returns them.

    Returns
    -------
    pandas.DataFrame
        Same index. ``group`` (``OTHER`` where neither side is a group, ``UNIDENTIFIED`` where
        neither is named), ``attribution``, ``target`` (the opponent as a coded target), all text;
        and the marks ``is_first`` (the group is the
        first side), ``is_group`` (one side is a group), ``is_unmapped`` (the group is ``OTHER``
        because the table of actors doesn't know the name).

    Examples
    --------
    >>> from geodata.actors import map_actors
    >>> day = pd.to_datetime(pd.Series(["2022-05-01"]))
    >>> sides = [pd.Series(["Military Forces of Afghanistan (2021-)"]), pd.Series(["ISKP"])]
    >>> first, second = (map_actors(side, day) for side in sides)
    >>> choose_group(first, second)[["group", "target", "is_first"]]
      group               target  is_first
    0  ISKP  taliban_authorities     False
    """
    ranks = [_ranks(side) for side in (first, second)]
    is_first = ranks[0] <= ranks[1]
    group, attribution = (
        first[name].where(is_first, second[name]) for name in ("group", "attribution")
    )
    target = second["target"].where(is_first, first["target"])
    rank = np.minimum(ranks[0], ranks[1])
    is_group = rank != PRECEDENCE.index("none")
    is_unmapped = rank == PRECEDENCE.index("unmapped")
    is_nobody = first["kind"].eq("") & second["kind"].eq("")
    group = group.where(is_group, "OTHER").mask(is_nobody, "UNIDENTIFIED")
    usual = pd.Series("attributed", index=first.index, dtype="str").mask(
        group.eq("UNIDENTIFIED"), "unclaimed"
    )
    return pd.DataFrame(
        {
            "group": group,
            "attribution": attribution.mask(attribution.eq(""), usual),
            "target": target.mask(target.eq(""), "other"),
            "is_first": is_first,
            "is_group": is_group,
            "is_unmapped": is_unmapped,
        }
    )


def _ranks(side: pd.DataFrame) -> pd.Series:
    key = (
        side["group"]
        .mask(side["kind"].eq("state") & side["group"].ne(""), "authorities")
        .mask(side["kind"].eq("unknown"), "unmapped")
        .mask(side["group"].eq(""), "none")
    )
    numbers = {name: number for number, name in enumerate(PRECEDENCE)}
    return key.map(numbers).astype("int64")


def written_sides(label: pa.Array, first: pa.Array, second: pa.Array) -> pa.Array:
    """Return a short sentence of the coded values: ``Clash: Taliban against ISKP``."""
    return joined(
        label,
        where(filled(first), ": ", ""),
        first,
        where(filled(second), " against ", ""),
        second,
    )
