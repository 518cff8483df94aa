"""Synthetic events in the format of ACLED exports since March 2023: 31 columns."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from geodata.model import TAKEOVER
from geodata.synth.columns import (
    NEWSROOMS,
    blank,
    conflict_column,
    day_numbers,
    day_texts,
    distinct_texts,
    numbered,
    province_spellings,
    repeated,
    taken,
    years,
)
from geodata.synth.marks import MARK
from geodata.synth.plan import LAST_DAY, LAST_DAY_OF_REPUBLIC, Conflict

if TYPE_CHECKING:
    import pandas as pd

    from geodata.synth.plan import Events, Plan

COLUMNS: Final = tuple(
    """
    event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1
    assoc_actor_1 inter1 actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region
    country admin1 admin2 admin3 location latitude longitude geo_precision source source_scale
    notes fatalities tags timestamp
    """.split()  # noqa: SIM905 - as a list they fill a page
)

DATE_COLUMNS: Final = ("event_date",)

_ID_PREFIX: Final = "SYN"
"""Where real identifiers have the country, AFG."""

_COUNTRY_ISO: Final = 4
# Shares of the codes 1 to 3 of time_precision and of geo_precision.
_WHEN_SHARES: Final = (0.85, 0.12, 0.03)
_WHERE_SHARES: Final = (0.45, 0.45, 0.1)
# ACLED publishes a week after the event.
_PUBLISHED_AFTER: Final = np.timedelta64(7, "D")

_STATE, _ABROAD, _REBELS = "State forces", "External/Other forces", "Rebel group"
_MILITIA, _CIVILIAN, _PROTESTER = "Political militia", "Civilians", "Protesters"
_BATTLE, _EXPLOSION = "Battles", "Explosions/Remote violence"
_AGAINST_CIVILIANS, _STRATEGIC = "Violence against civilians", "Strategic developments"
_PROTEST: Final = "Protests"
_KIND: Final = {
    "Military Forces of Afghanistan (2014-2021)": _STATE,
    "Police Forces of Afghanistan (2014-2021)": _STATE,
    "Military Forces of Afghanistan (2021-)": _STATE,
    "Police Forces of Afghanistan (2021-)": _STATE,
    "Military Forces of the United States (2017-2021)": _ABROAD,
    "Military Forces of Pakistan (2018-2022)": _ABROAD,
    "Unidentified Armed Group (Afghanistan)": _MILITIA,
    "Civilians (Afghanistan)": _CIVILIAN,
    "Protesters (Afghanistan)": _PROTESTER,
    "": "",
}
"""What an actor is; the other actors are rebel groups."""

_ARMY, _POLICE = list(_KIND)[:2]
_EMIRATE_ARMY, _EMIRATE_POLICE = list(_KIND)[2:4]
_AMERICANS, _PAKISTANIS, _UNIDENTIFIED = list(_KIND)[4:7]
_CIVILIANS, _PROTESTERS = list(_KIND)[7:9]
_ISKP: Final = "Islamic State Khorasan Province (ISKP)"
_EITHER: Final = "Taliban and/or Islamic State Khorasan Province (ISKP)"
_NRF, _AFF = "NRF: National Resistance Front", "AFF: Afghanistan Freedom Front"
_TTP: Final = "TTP: Tehreek-i-Taliban Pakistan"


def _conflict(
    kind: tuple[str, str], sides: tuple[str, str], group: str, events: dict[date, float]
) -> Conflict:
    event_type, sub_event_type = kind
    first, second = (_KIND.get(side, _REBELS) for side in sides)
    is_at_civilians = _CIVILIAN in (first, second)
    disorder = {_STRATEGIC: _STRATEGIC, _PROTEST: "Demonstrations"}
    columns = {
        "disorder_type": disorder.get(event_type, "Political violence"),
        "event_type": event_type,
        "sub_event_type": sub_event_type,
        "actor1": sides[0],
        "inter1": first,
        "actor2": sides[1],
        "inter2": second,
        "interaction": f"{first}-{second}" if second else f"{first} only",
        "civilian_targeting": "Civilian targeting" if is_at_civilians else "",
    }
    if sides == (_ISKP, _CIVILIANS):
        columns["assoc_actor_2"] = "Hazara Ethnic Group (Afghanistan)"
    without_deaths = {_BATTLE: 0.3, _EXPLOSION: 0.4, _AGAINST_CIVILIANS: 0.25}.get(event_type, 1.0)
    return Conflict(columns, group, events, without_deaths)


_CLASH: Final = (_BATTLE, "Armed clash")
_STRIKE: Final = (_EXPLOSION, "Air/drone strike")
_MINE: Final = (_EXPLOSION, "Remote explosive/landmine/IED")
_SUICIDE: Final = (_EXPLOSION, "Suicide bomb")
_SHELLING: Final = (_EXPLOSION, "Shelling/artillery/missile attack")
_GRENADE: Final = (_EXPLOSION, "Grenade")
_ATTACK: Final = (_AGAINST_CIVILIANS, "Attack")
_ABDUCTION: Final = (_AGAINST_CIVILIANS, "Abduction/forced disappearance")
_ARRESTS: Final = (_STRATEGIC, "Arrests")
_DISRUPTED: Final = (_STRATEGIC, "Disrupted weapons use")
_PEACEFUL: Final = (_PROTEST, "Peaceful protest")

# ACLED covers Afghanistan since 2017. Events a month are rough; what matters is that they rise,
# fall and break on the right days.
_START, _BEFORE, _AFTER = date(2017, 1, 1), LAST_DAY_OF_REPUBLIC, TAKEOVER
CONFLICTS: Final = (
    _conflict(
        _CLASH, (_ARMY, "Taliban"), "TALIBAN", {_START: 250, date(2019, 7, 1): 450, _BEFORE: 600}
    ),
    _conflict(_CLASH, ("Taliban", _POLICE), "TALIBAN", {_START: 120, _BEFORE: 180}),
    _conflict(_CLASH, ("Taliban - Red Unit", _POLICE), "TALIBAN", {_START: 2, _BEFORE: 5}),
    _conflict(_STRIKE, (_ARMY, "Taliban"), "TALIBAN", {_START: 60, _BEFORE: 150}),
    _conflict(_MINE, ("Taliban", _POLICE), "TALIBAN", {_START: 40, _BEFORE: 60}),
    _conflict(_SHELLING, ("Taliban", _CIVILIANS), "TALIBAN", {_START: 6, _BEFORE: 8}),
    _conflict(_ATTACK, ("Taliban", _CIVILIANS), "TALIBAN", {_START: 10, _BEFORE: 30}),
    _conflict(_ABDUCTION, ("Taliban", _CIVILIANS), "TALIBAN", {_START: 5, _BEFORE: 8}),
    _conflict(_ARRESTS, (_POLICE, "HQN: Haqqani Network"), "HAQQANI", {_START: 2, _BEFORE: 2}),
    _conflict(
        _STRIKE,
        (_AMERICANS, _ISKP),
        "ISKP",
        {_START: 6, date(2017, 9, 1): 20, date(2020, 1, 1): 2, _BEFORE: 0.5},
    ),
    _conflict(
        _CLASH,
        (_ARMY, _ISKP),
        "ISKP",
        {_START: 15, date(2018, 1, 1): 20, date(2020, 1, 1): 5, _BEFORE: 3},
    ),
    _conflict(_CLASH, ("Taliban", _ISKP), "ISKP", {_START: 5, date(2020, 3, 1): 4, _BEFORE: 1}),
    _conflict(_SUICIDE, (_ISKP, _CIVILIANS), "ISKP", {_START: 2, _AFTER: 3, LAST_DAY: 0.3}),
    _conflict(_ATTACK, (_EITHER, _CIVILIANS), "ISKP", {_START: 1, _BEFORE: 6}),
    _conflict(_DISRUPTED, (_ARMY, "Al Qaeda"), "AL_QAEDA", {_START: 0.5, _BEFORE: 0.3}),
    _conflict(
        _ATTACK, (_UNIDENTIFIED, _CIVILIANS), "UNIDENTIFIED", {_START: 15, _AFTER: 40, LAST_DAY: 12}
    ),
    _conflict(
        _MINE, (_ISKP, _EMIRATE_ARMY), "ISKP", {_AFTER: 15, date(2022, 9, 1): 6, LAST_DAY: 0.5}
    ),
    _conflict(_CLASH, (_EMIRATE_ARMY, _ISKP), "ISKP", {_AFTER: 8, LAST_DAY: 1}),
    _conflict(_ARRESTS, (_EMIRATE_POLICE, _ISKP), "ISKP", {_AFTER: 10, LAST_DAY: 2}),
    _conflict(
        _CLASH,
        (_NRF, _EMIRATE_ARMY),
        "NRF",
        {_AFTER: 8, date(2022, 6, 1): 25, date(2024, 1, 1): 12, LAST_DAY: 8},
    ),
    _conflict(_GRENADE, (_AFF, _EMIRATE_POLICE), "AFF", {date(2022, 3, 1): 3, LAST_DAY: 8}),
    _conflict(_ATTACK, (_EMIRATE_POLICE, _CIVILIANS), "NRF", {_AFTER: 40, LAST_DAY: 25}),
    _conflict(_STRIKE, (_PAKISTANIS, _TTP), "TTP", {date(2021, 9, 1): 0.5, LAST_DAY: 3}),
    _conflict(_PEACEFUL, (_PROTESTERS, ""), "UNIDENTIFIED", {_START: 12, _AFTER: 25, LAST_DAY: 5}),
)


def synthetic_acled(events: Events, plan: Plan) -> pa.Table:
    """Write events as rows of an ACLED export."""
    rows = len(events.number)
    generator = events.generator
    precisions = {
        name: generator.choice(np.arange(1, 4), size=rows, p=shares)
        for name, shares in (("time_precision", _WHEN_SHARES), ("geo_precision", _WHERE_SHARES))
    }
    newsroom = generator.integers(0, len(NEWSROOMS), rows)
    published = (events.day + _PUBLISHED_AFTER).astype("datetime64[s]").astype("int64")
    shared = {name for conflict in plan.conflicts for name in conflict.columns}
    columns = {
        "event_id_cnty": numbered(_ID_PREFIX, events.number + 1),
        "event_date": taken(day_texts(), day_numbers(events.day)),
        "year": pa.array(years(events.day)),
        "iso": pa.array(np.full(rows, _COUNTRY_ISO)),
        "region": repeated("Caucasus and Central Asia", rows),
        "country": repeated("Afghanistan", rows),
        "source": taken(distinct_texts(NEWSROOMS), newsroom),
        "source_scale": repeated("National", rows),
        "notes": taken(distinct_texts(map(_note, plan.conflicts)), events.conflict),
        "fatalities": pa.array(events.deaths),
        "tags": repeated("synthetic", rows),
        "timestamp": pa.array(published),
        **{
            name: taken(conflict_column(plan.conflicts, name), events.conflict)
            for name in sorted(shared)
        },
        **{name: pa.array(codes) for name, codes in precisions.items()},
        **_places(events, plan, precisions["geo_precision"]),
    }
    return pa.table({name: columns.get(name, blank(rows)) for name in COLUMNS})


def _note(conflict: Conflict) -> str:
    columns = conflict.columns
    sides = " and ".join(filter(None, (columns["actor1"], columns["actor2"])))
    return f"{MARK}. {columns['sub_event_type']}: {sides}."


def _places(events: Events, plan: Plan, precision: np.ndarray) -> dict[str, pa.Array]:
    places = plan.gazetteer
    point = np.select(
        [precision == 1, precision == 2],  # noqa: PLR2004 - codes of geo_precision
        [
            places.village_points(events.district, events.generator),
            places.district_points(events.district),
        ],
        places.province_points(events.district),
    )
    points = places.points
    named = {name: taken(distinct_texts(made), point) for name, made in _named(points).items()}
    return named | {
        name: taken(pa.array(points[name]), point) for name in ("latitude", "longitude")
    }


def _named(points: pd.DataFrame) -> dict[str, list[str]]:
    provinces = province_spellings("name_acled")
    return {
        "admin1": [provinces[pcode] for pcode in points["province_pcode"]],
        "admin2": points["district"].tolist(),
        "location": points["name"].tolist(),
    }
