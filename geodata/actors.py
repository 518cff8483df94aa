"""Actors as datasets name them → groups of the atlas, by one table with dates.

The table is ``geodata/data/actors.csv``: a regular expression on the folded name
(:func:`geodata.names.fold_words`), and what an actor with such a name is. Its columns:

``pattern``
    Searched in the folded name; the first row that fits decides.
``group``
    Code of :data:`geodata.model.GROUPS`; blank for actors that are no militant group.
``kind``
    ``militant``, ``state`` or ``civilian``. Since the takeover the Taliban are a state's forces
    that bear a group.
``attribution``
    Code of :data:`geodata.model.ATTRIBUTIONS` that the name itself implies; mostly blank.
``target``
    Code of :data:`geodata.model.TARGETS` for records whose target this actor is.
``only_in_afghanistan``
    ``yes`` if the name means this group only there.
``valid_from``, ``valid_to``
    First and last day on which the row holds; blank is open.
``formats``, ``note``
    Where the name was met and why the row is there, for curators; matching doesn't look at them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, cast

import numpy as np
import pandas as pd

from geodata.model import ATTRIBUTIONS, GROUPS, TARGETS, RecordError
from geodata.names import fold_words
from geodata.provinces import DATA
from geodata.sidecar import verify

if TYPE_CHECKING:
    import numpy.typing as npt

Kind: TypeAlias = Literal["militant", "state", "civilian", "unknown", ""]

ACTORS_FILE: Final = "actors.csv"
_KINDS: Final = ("militant", "state", "civilian")
_FIRST_DAY: Final = np.datetime64("0001-01-01", "D")
_LAST_DAY: Final = np.datetime64("9999-12-31", "D")
_NOBODY: Final = -1
_UNMATCHED: Final = -2
_CACHED: Final = 2**16


@dataclass(frozen=True, slots=True)
class ActorRule:
    """One row of the table of actors."""

    pattern: re.Pattern[str]
    group: str
    kind: Kind
    attribution: str
    target: str
    only_in_afghanistan: bool
    valid_from: np.datetime64
    valid_to: np.datetime64


@cache
def actor_rules() -> tuple[ActorRule, ...]:
    """Return the table of actors in its order.

    Raises
    ------
    ChecksumError
        If the file is not the one its sidecar describes.
    RecordError
        If a row has a broken pattern, an unknown code or an impossible day.
    """
    path = DATA / ACTORS_FILE
    verify(path)
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    rules = []
    for line, row in enumerate(table.to_dict("records"), start=2):
        try:
            rules.append(_rule({str(name): str(value) for name, value in row.items()}))
        except (re.error, ValueError) as error:
            raise RecordError(f"{ACTORS_FILE}, line {line}: {error}. Correct the row.") from error
    return tuple(rules)


def _rule(row: dict[str, str]) -> ActorRule:
    for name, codes in (
        ("group", ("", *GROUPS)),
        ("kind", _KINDS),
        ("attribution", ("", *ATTRIBUTIONS)),
        ("target", tuple(TARGETS)),
        ("only_in_afghanistan", ("", "yes")),
    ):
        if row[name] not in codes:
            raise ValueError(f"{row[name]!r} is no {name}")
    return ActorRule(
        pattern=re.compile(row["pattern"]),
        group=row["group"],
        kind=cast("Kind", row["kind"]),
        attribution=row["attribution"],
        target=row["target"],
        only_in_afghanistan=row["only_in_afghanistan"] == "yes",
        valid_from=np.datetime64(row["valid_from"], "D") if row["valid_from"] else _FIRST_DAY,
        valid_to=np.datetime64(row["valid_to"], "D") if row["valid_to"] else _LAST_DAY,
    )


@cache
def _period_starts() -> npt.NDArray[np.datetime64]:
    """Return the first days of the periods in which the table doesn't change, but the first's."""
    starts = {rule.valid_from for rule in actor_rules()} - {_FIRST_DAY}
    ends = {rule.valid_to + 1 for rule in actor_rules() if rule.valid_to != _LAST_DAY}
    return np.array(sorted(starts | ends), dtype="datetime64[D]")


def actor_periods(dates: pd.Series) -> npt.NDArray[np.int64]:
    """Return the number of the period of each date; within one, a name means the same.

    Parameters
    ----------
    dates : pandas.Series
        datetime64; a missing one belongs to the last period.
    """
    days = dates.to_numpy(dtype="datetime64[us]").astype("datetime64[D]")
    return np.searchsorted(_period_starts(), days, side="right").astype(np.int64)


def map_actors(
    names: pd.Series, dates: pd.Series, in_afghanistan: pd.Series | None = None
) -> pd.DataFrame:
    """Say which group each actor is, or what else it is.

    Parameters
    ----------
    names : pandas.Series
        Actors in the words of the dataset; blank or missing names nobody.
    dates : pandas.Series
        Day of the incident, datetime64; a missing one counts as the present.
    in_afghanistan : pandas.Series, optional
        Whether the incident happened there, bool; everywhere by default.

    Returns
    -------
    pandas.DataFrame
        Same index. ``group`` (blank for states and civilians; ``OTHER`` for a name that fits no
        row), ``attribution`` (blank unless the name implies one), ``kind`` (``militant``,
        ``state``, ``civilian``; ``unknown`` without a match; blank for nobody), ``target`` (the
        actor as a coded target), all text, and ``matched`` (bool).

    Examples
    --------
    >>> state = "Government of Afghanistan"
    >>> names = pd.Series(["Taleban", state, state, "Qzx"])
    >>> days = pd.to_datetime(pd.Series(["2015-05-01", "2015-05-01", "2022-05-01", "2022-05-01"]))
    >>> map_actors(names, days)[["group", "kind", "target", "matched"]]
         group      kind                   target  matched
    0  TALIBAN  militant       taliban_insurgents     True
    1              state  security_forces_pre2021     True
    2  TALIBAN     state      taliban_authorities     True
    3    OTHER   unknown                    other    False
    """
    texts = names.astype("str").fillna("").str.strip()
    inside = np.ones(len(names), dtype=np.bool_)
    if in_afghanistan is not None:
        inside = in_afghanistan.to_numpy(dtype=np.bool_)
    return describe_actors(actor_numbers(texts, actor_periods(dates), inside), names.index)


def actor_numbers(
    names: pd.Series, periods: npt.NDArray[np.int64], inside: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64]:
    """Return which row of the table of actors each name is, for :func:`describe_actors`.

    Parameters
    ----------
    names : pandas.Series
        Text without spaces around it.
    periods : numpy.ndarray
        See :func:`actor_periods`.
    inside : numpy.ndarray
        Whether the incident happened in Afghanistan.
    """
    numbers, found = pd.factorize(names)
    situations = 2 * (len(_period_starts()) + 1)
    places, distinct = pd.factorize(numbers * situations + periods * 2 + inside)
    texts = found.tolist()
    chosen = [
        _chosen_rule(texts[key // situations], key % situations // 2, key % 2 == 1)
        for key in distinct.tolist()
    ]
    return np.array(chosen, dtype=np.int64)[places]


@lru_cache(maxsize=_CACHED)
def _fitting_rules(name: str) -> tuple[int, ...]:
    folded = fold_words(name)
    return tuple(number for number, rule in enumerate(actor_rules()) if rule.pattern.search(folded))


def _chosen_rule(name: str, period: int, inside: bool) -> int:  # noqa: FBT001 - private
    """Return the number of the first rule that holds for a name in a period and place."""
    if not name:
        return _NOBODY
    starts = _period_starts()
    day = starts[period - 1] if period else _FIRST_DAY
    for number in _fitting_rules(name):
        rule = actor_rules()[number]
        if rule.valid_from <= day <= rule.valid_to and (inside or not rule.only_in_afghanistan):
            return number
    return _UNMATCHED


def describe_actors(chosen: npt.NDArray[np.int64], index: pd.Index) -> pd.DataFrame:
    """Return what the table says of actors: see :func:`map_actors`."""
    # Negative numbers count from the end: the last two rows stand for no match and for nobody.
    rules = actor_rules()
    last = {"group": ("OTHER", ""), "attribution": ("", ""), "kind": ("unknown", "")}
    last["target"] = ("other", "")
    columns = {
        name: pd.array([*(getattr(rule, name) for rule in rules), *values], dtype="str").take(
            chosen
        )
        for name, values in last.items()
    }
    return pd.DataFrame({**columns, "matched": chosen >= 0}, index=index)
