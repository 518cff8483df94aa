"""ACLED exports → candidates, in the form since March 2023 and the one before.

Codes are those of ACLED's codebook (October 2024) and of its event types before 2019. ACLED's
texts are licensed to its user: they stay in the note of the user's own store; the summary is a
short sentence of the coded values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata.actors import describe_actors
from geodata.names import fold_words
from geodata.sources.candidates import Part, When, assembled, read_when
from geodata.sources.columns import (
    converted,
    filled,
    identifiers,
    is_afghanistan,
    marked,
    plain_code,
    recoded,
    texts,
    where,
)
from geodata.sources.sides import Sides, read_sides, side_numbers, written_sides

if TYPE_CHECKING:
    from geodata.dates import DateOrder
    from geodata.sources.columns import Marks

SIGNATURE: Final = ("event_date", "event_type", "actor1", "actor2", "geo_precision", "fatalities")
"""Columns that all versions have and no other format has."""

WANTED: Final = (
    *SIGNATURE,
    "event_id_cnty",
    "data_id",
    "time_precision",
    "sub_event_type",
    "inter1",
    "inter2",
    "assoc_actor_1",
    "assoc_actor_2",
    "civilian_targeting",
    "country",
    "iso3",
    "admin1",
    "admin2",
    "location",
    "latitude",
    "longitude",
    "source",
    "notes",
    "timestamp",
)
"""Columns that are read; a version may lack some of those after the signature."""

NEWEST_BY: Final = "timestamp"
"""Of several rows of one event, the one with the largest number here is the newest."""


class _Event(NamedTuple):
    """What a kind of event is: ``fight``, ``strike`` by side 1, ``measure`` of a state, else."""

    manner: str
    attack_type: str


# Keys are folded, so that "Air/drone strike" may be written with other signs.
_EVENTS: Final = {
    "armed clash": _Event("fight", "clash"),
    "government regains territory": _Event("fight", "clash"),
    "non state actor overtakes territory": _Event("fight", "clash"),
    "air drone strike": _Event("strike", "airstrike"),
    "suicide bomb": _Event("strike", "suicide_bombing"),
    "shelling artillery missile attack": _Event("strike", "shelling"),
    "remote explosive landmine ied": _Event("strike", "ied"),
    "grenade": _Event("strike", "grenade"),
    "chemical weapon": _Event("strike", "other"),
    "attack": _Event("strike", "armed_assault"),
    "abduction forced disappearance": _Event("strike", "kidnapping"),
    "sexual violence": _Event("strike", "other"),
    "arrests": _Event("measure", "arrest"),
    "disrupted weapons use": _Event("measure", "other"),
    # Of event types, for rows without a known sub-event type; the second and third before 2019.
    "battles": _Event("fight", "clash"),
    "battle no change of territory": _Event("fight", "clash"),
    "battle government regains territory": _Event("fight", "clash"),
    "battle non state actor overtakes territory": _Event("fight", "clash"),
    "explosions remote violence": _Event("strike", "other"),
    "remote violence": _Event("strike", "other"),
    "violence against civilians": _Event("strike", "other"),
}
_OTHER: Final = _Event("other", "other")
_DATE_PRECISIONS: Final = {"1": "day", "2": "week", "3": "month"}
_LOCATION_PRECISIONS: Final = {"1": "settlement", "2": "district", "3": "province"}
# Numbers until 2024, words since; the other codes are armed groups.
_KINDS: Final = {
    "1": "state",
    "8": "state",
    "state forces": "state",
    "external other forces": "state",
    "5": "civilian",
    "6": "civilian",
    "7": "civilian",
    "rioters": "civilian",
    "protesters": "civilian",
    "civilians": "civilian",
}


def to_candidates(frame: pd.DataFrame, *, date_order: DateOrder = "undecided") -> pd.DataFrame:
    """Read rows of an ACLED export.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns of :data:`WANTED`, all text; a missing column counts as blank.
    date_order : {"day_first", "month_first", "undecided"}
        How a spreadsheet rewrote the dates; ACLED writes 2025-05-16 or 16 May 2025.

    Returns
    -------
    pandas.DataFrame
        Columns of :data:`geodata.layout.CANDIDATE_COLUMNS`, same index.

    Notes
    -----
    The order of the actors doesn't tell who attacked in a battle: those are clashes. In explosions
    and violence against civilians side 1 acted: an attack where it is the group, an operation where
    the group is side 2. Arrests and disrupted weapons are operations where the group is side 2.
    The one figure of fatalities is everyone's, low, best and high; injured people aren't counted.
    """
    time_precision = recoded(texts(frame, "time_precision"), _DATE_PRECISIONS)
    when = read_when(texts(frame, "event_date"), time_precision, date_order)
    country = _first_filled(texts(frame, "country"), texts(frame, "iso3"))
    fatalities, source = texts(frame, "fatalities"), texts(frame, "source")
    columns = {
        "incident_id": identifiers(
            "ACLED", _first_filled(texts(frame, "event_id_cnty"), texts(frame, "data_id"))
        ),
        "country": country,
        "province": texts(frame, "admin1"),
        "district": texts(frame, "admin2"),
        "place": texts(frame, "location"),
        "latitude": texts(frame, "latitude"),
        "longitude": texts(frame, "longitude"),
        "location_precision": recoded(texts(frame, "geo_precision"), _LOCATION_PRECISIONS),
        "killed_low": fatalities,
        "killed_best": fatalities,
        "killed_high": fatalities,
        "killed_scope": where(filled(fatalities), "all_sides", ""),
        "note": texts(frame, "notes"),
        "source_text": source,
        "sources_count": converted(source, _count_sources),
    }
    parts = [when.part, *_sides(frame, when, marked(country, is_afghanistan))]
    return assembled(when.dates, parts, columns, frame.index)


def _first_filled(first: pa.Array, second: pa.Array) -> pa.Array:
    return where(filled(first), first, second)


def _count_sources(sources: str) -> str:
    """Return how many sources are listed; they are separated by semicolons."""
    count = sum(bool(source.strip()) for source in sources.split(";"))
    return str(count) if count else ""


def _sides(frame: pd.DataFrame, when: When, inside: Marks) -> list[Part]:
    names = texts(frame, "actor1"), texts(frame, "actor2")
    kinds = tuple(converted(texts(frame, name), _kind) for name in ("inter1", "inter2"))
    sub_event, event = texts(frame, "sub_event_type"), texts(frame, "event_type")
    coded = {"sub_event": sub_event, "event": event}
    sides = read_sides(names, when.periods, inside, coded, (kinds[0], kinds[1]))
    rows, chosen = sides.distinct.rows, sides.chosen
    events = [
        _EVENTS.get(fold_words(sub), _EVENTS.get(fold_words(main), _OTHER))
        for sub, main in zip(rows["sub_event"], rows["event"], strict=True)
    ]
    manner = pd.Series([event.manner for event in events], index=rows.index, dtype="str")
    attack_type = pd.Series([event.attack_type for event in events], dtype="str")
    event_type = _event_types(manner, chosen)
    made = {"event_type": event_type, "attack_type": attack_type}
    columns = {name: sides.distinct.spread(values) for name, values in made.items()}
    target = chosen["target"].mask(event_type.eq("operation"), "militants")
    columns["target"] = _target(frame, when, inside, sides, sides.distinct.spread(target))
    columns["summary"] = written_sides(_first_filled(sub_event, event), *names)
    return [sides.part, Part(columns, {})]


def _kind(inter: str) -> str:
    return _KINDS.get(plain_code(inter), _KINDS.get(fold_words(inter), ""))


def _event_types(manner: pd.Series, chosen: pd.DataFrame) -> pd.Series:
    is_first, is_group = chosen["is_first"], chosen["is_group"]
    codes = np.select(
        [
            manner.eq("fight"),
            manner.eq("strike") & is_group & is_first,
            manner.isin(["strike", "measure"]) & is_group & ~is_first,
        ],
        ["clash", "attack", "operation"],
        "other",
    )
    return pd.Series(codes, index=manner.index, dtype="str")


def _target(
    frame: pd.DataFrame, when: When, inside: Marks, sides: Sides, target: pa.Array
) -> pa.Array:
    """Say more of civilian targets: who they were is told beside the actor."""
    is_first = sides.distinct.spread_marks(sides.chosen["is_first"])
    beside = where(is_first, texts(frame, "assoc_actor_2"), texts(frame, "assoc_actor_1"))
    numbers = np.asarray(side_numbers(beside, when.periods, inside))
    told = describe_actors(numbers, pd.RangeIndex(len(numbers)))
    is_told = (told["matched"] & told["kind"].ne("militant")).to_numpy()
    is_civilian = np.asarray(pc.equal(target, "civilians"))
    is_nobody = np.asarray(pc.equal(target, "other"))
    is_at_civilians = is_nobody & filled(texts(frame, "civilian_targeting"))
    refined = where(is_civilian & is_told, pa.array(told["target"], pa.large_string()), target)
    return where(is_at_civilians, "civilians", refined)
