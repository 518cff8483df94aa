"""Synthetic events in the format of UCDP GED, version 26: 49 columns."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from geodata.model import TAKEOVER
from geodata.sources.ucdp import COLUMNS
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
from geodata.synth.plan import FIRST_DAY, LAST_DAY, LAST_DAY_OF_REPUBLIC, Conflict

if TYPE_CHECKING:
    import pandas as pd

    from geodata.synth.gazetteer import Numbers
    from geodata.synth.plan import Events, Plan

DATE_COLUMNS: Final = ("date_start", "date_end")

FIRST_ID: Final = 900_000_001
"""Real identifiers of UCDP have up to seven digits."""

_STATE, _NON_STATE, _ONE_SIDED = "1", "2", "3"
_AFGHANISTAN, _PAKISTAN = "Government of Afghanistan", "Government of Pakistan"
# Numbers of states by Gleditsch and Ward 1999, "A revised list of independent states since the
# Congress of Vienna", International Interactions 25 (4).
_STATES: Final = {_AFGHANISTAN: "700", _PAKISTAN: "770"}
_CIVILIANS: Final = "Civilians"
_FIRST_INVENTED_ID: Final = 900_001

# Shares of the codes 1 to 7 of where_prec, 1 to 5 of date_prec, 1 and 2 of event_clarity.
_WHERE_SHARES: Final = (0.45, 0.2, 0.2, 0.11, 0.02, 0.015, 0.005)
_WHEN_SHARES: Final = (0.8, 0.1, 0.03, 0.05, 0.02)
_CLARITY_SHARES: Final = (0.9, 0.1)
_DISTRICT, _FUZZY = 3, 5
# Fewest and most days from the start to the end by date_prec.
_SPANS: Final = np.array([(0, 0), (1, 5), (6, 6), (7, 29), (31, 90)])


def _conflict(
    violence: str, side_a: str, side_b: str, group: str, events: dict[date, float]
) -> Conflict:
    dyad = f"{side_a} - {side_b}"
    disputed = {"IS": "Islamic State"}.get(side_b, "Government")
    columns = {
        "type_of_violence": violence,
        "conflict_name": f"Afghanistan: {disputed}" if violence == _STATE else dyad,
        "dyad_name": dyad,
        "side_a": side_a,
        "side_b": side_b,
        "gwnoa": _STATES.get(side_a, ""),
        "gwnob": _STATES.get(side_b, ""),
    }
    is_one_sided = violence == _ONE_SIDED
    return Conflict(columns, group, events, typical_deaths=1.2 if is_one_sided else 2.5)


# Events a month are rough; what matters is that they rise, fall and break on the right days.
_BEFORE, _AFTER = LAST_DAY_OF_REPUBLIC, TAKEOVER
CONFLICTS: Final = (
    _conflict(
        _STATE,
        _AFGHANISTAN,
        "Taleban",
        "TALIBAN",
        {FIRST_DAY: 90, date(2018, 7, 1): 180, date(2020, 3, 1): 130, _BEFORE: 260},
    ),
    _conflict(_ONE_SIDED, "Taleban", _CIVILIANS, "TALIBAN", {FIRST_DAY: 12, _BEFORE: 25}),
    _conflict(
        _STATE,
        _AFGHANISTAN,
        "IS",
        "ISKP",
        {date(2015, 1, 1): 2, date(2017, 6, 1): 22, date(2020, 1, 1): 8, _BEFORE: 6},
    ),
    _conflict(
        _NON_STATE,
        "IS",
        "Taleban",
        "ISKP",
        {date(2015, 1, 1): 3, date(2018, 7, 1): 7, date(2020, 3, 1): 4, _BEFORE: 1},
    ),
    _conflict(
        _ONE_SIDED,
        "IS",
        _CIVILIANS,
        "ISKP",
        {date(2015, 1, 1): 1, date(2018, 6, 1): 6, date(2021, 10, 1): 9, LAST_DAY: 0.5},
    ),
    _conflict(
        _NON_STATE,
        "High Council of Afghanistan Islamic Emirate",
        "Taleban",
        "TALIBAN",
        {date(2015, 9, 1): 3, date(2018, 12, 1): 0.5},
    ),
    _conflict(
        _STATE,
        _AFGHANISTAN,
        "Hizb-i Islami-yi Afghanistan",
        "HIG",
        {FIRST_DAY: 1, date(2016, 9, 1): 0.2},
    ),
    _conflict(_ONE_SIDED, _AFGHANISTAN, _CIVILIANS, "TALIBAN", {FIRST_DAY: 2, _BEFORE: 2}),
    # The same name, and from that day on it is the Taliban.
    _conflict(_ONE_SIDED, _AFGHANISTAN, _CIVILIANS, "NRF", {_AFTER: 8, LAST_DAY: 3}),
    _conflict(_STATE, _AFGHANISTAN, "IS", "ISKP", {_AFTER: 14, date(2023, 1, 1): 5, LAST_DAY: 1}),
    _conflict(
        _STATE,
        _AFGHANISTAN,
        "NRF",
        "NRF",
        {_AFTER: 6, date(2022, 6, 1): 14, date(2024, 1, 1): 5, LAST_DAY: 3},
    ),
    _conflict(_STATE, _AFGHANISTAN, "AFF", "AFF", {date(2022, 3, 1): 2, LAST_DAY: 3}),
    _conflict(
        _STATE,
        _PAKISTAN,
        "TTP",
        "TTP",
        {FIRST_DAY: 0.5, date(2021, 12, 1): 0.5, LAST_DAY: 3},
    ),
)


def synthetic_ucdp(events: Events, plan: Plan) -> pa.Table:
    """Write events as rows of UCDP GED."""
    rows = len(events.number)
    codes = _codes(events.generator, rows)
    columns = {
        "id": pa.array(events.number + FIRST_ID),
        "relid": numbered("SYN-", events.number + FIRST_ID),
        "active_year": pa.array(np.ones(rows, dtype="int64")),
        "code_status": repeated("Clear", rows),
        "source_original": repeated("Synthetic spokesman", rows),
        "country": repeated("Afghanistan", rows),
        "country_id": pa.array(np.full(rows, int(_STATES[_AFGHANISTAN]))),
        "region": repeated("Asia", rows),
        "event_clarity": pa.array(codes["event_clarity"]),
        "number_of_sources": pa.array(np.minimum(events.generator.geometric(0.6, rows), 9)),
        **_sides(events, plan),
        **_days(events, codes["date_prec"]),
        **_places(events, plan, codes["where_prec"]),
        **_deaths(events, plan),
    }
    return pa.table({name: columns.get(name, blank(rows)) for name in COLUMNS})


def _codes(generator: np.random.Generator, rows: int) -> dict[str, Numbers]:
    shares = {
        "where_prec": _WHERE_SHARES,
        "date_prec": _WHEN_SHARES,
        "event_clarity": _CLARITY_SHARES,
    }
    return {
        name: generator.choice(np.arange(1, len(share) + 1), size=rows, p=share)
        for name, share in shares.items()
    }


def _sides(events: Events, plan: Plan) -> dict[str, pa.Array]:
    texts = (
        "conflict_name",
        "dyad_name",
        "side_a",
        "side_b",
    )
    numbers = ("type_of_violence", "gwnoa", "gwnob")
    columns = {
        name: taken(conflict_column(plan.conflicts, name), events.conflict) for name in texts
    }
    columns |= {
        name: taken(conflict_column(plan.conflicts, name).cast(pa.int64()), events.conflict)
        for name in numbers
    }
    for name, prefix in (
        ("conflict_name", "conflict"),
        ("dyad_name", "dyad"),
        ("side_a", "side_a"),
        ("side_b", "side_b"),
    ):
        invented = pa.array(_invented_ids(plan, name)[events.conflict])
        columns |= {f"{prefix}_dset_id": invented, f"{prefix}_new_id": invented}
    headlines = distinct_texts(
        f"{MARK}: {conflict.columns['dyad_name']}" for conflict in plan.conflicts
    )
    newsroom = events.generator.integers(0, len(NEWSROOMS), len(events.number))
    articles = distinct_texts(f'{MARK} ("{name}")' for name in NEWSROOMS)
    return columns | {
        "source_headline": taken(headlines, events.conflict),
        "source_office": taken(distinct_texts(NEWSROOMS), newsroom),
        "source_article": taken(articles, newsroom),
    }


def _invented_ids(plan: Plan, column: str) -> Numbers:
    """Return a number for what each conflict has in a column; the same name, the same number."""
    kinds = ("side_a", "side_b") if column.startswith("side") else (column,)
    names = sorted({found.columns[kind] for found in plan.conflicts for kind in kinds})
    numbers = [names.index(found.columns[column]) for found in plan.conflicts]
    return np.array(numbers) + _FIRST_INVENTED_ID


def _days(events: Events, precision: Numbers) -> dict[str, pa.Array]:
    fewest, most = _SPANS[precision - 1].T
    span = events.generator.integers(fewest, most, endpoint=True)
    # UCDP cuts events at the end of a year.
    year_end = (events.day.astype("datetime64[Y]") + 1).astype("datetime64[D]") - 1
    start = np.minimum(events.day, year_end - span)
    midnight = day_texts(" 00:00:00.000")
    return {
        "year": pa.array(years(start)),
        "date_prec": pa.array(precision),
        "date_start": taken(midnight, day_numbers(start)),
        "date_end": taken(midnight, day_numbers(start + span)),
        "source_date": taken(day_texts(), day_numbers(start)),
    }


def _places(events: Events, plan: Plan, precision: Numbers) -> dict[str, pa.Array]:
    places = plan.gazetteer
    point = np.select(
        [precision < _DISTRICT, precision == _DISTRICT, precision <= _FUZZY],
        [
            places.village_points(events.district, events.generator),
            places.district_points(events.district),
            places.province_points(events.district),
        ],
        places.country_point,
    )
    points = places.points
    columns = {name: taken(pa.array(points[name]), point) for name in ("latitude", "longitude")}
    columns |= {name: taken(distinct_texts(made), point) for name, made in _named(points).items()}
    gid = taken(pa.array(_priogrid(points)), point)
    return columns | {"where_prec": pa.array(precision), "priogrid_gid": gid}


def _named(points: pd.DataFrame) -> dict[str, list[str]]:
    provinces = {
        pcode: name if not name or name.endswith(" province") else f"{name} province"
        for pcode, name in province_spellings("name_ucdp").items()
    }
    return {
        "where_coordinates": points["name"].tolist(),
        "where_description": [f"{MARK}: {name}" for name in points["name"]],
        "adm_1": [provinces[pcode] for pcode in points["province_pcode"]],
        "adm_2": [f"{name} district" if name else "" for name in points["district"]],
        "geom_wkt": [
            f"POINT ({longitude} {latitude})"
            for longitude, latitude in zip(points["longitude"], points["latitude"], strict=True)
        ],
    }


def _priogrid(points: pd.DataFrame) -> Numbers:
    """Return the cell of PRIO-GRID (Tollefsen, Strand and Buhaug 2012): half degrees, by rows."""
    row = np.floor((points["latitude"].to_numpy() + 90) * 2).astype("int64")
    column = np.floor((points["longitude"].to_numpy() + 180) * 2).astype("int64")
    return np.asarray(row * 720 + column + 1, dtype="int64")


def _deaths(events: Events, plan: Plan) -> dict[str, pa.Array]:
    """Split the deaths by side, so that the parts add up to the best estimate; widen a range."""
    generator, best = events.generator, events.deaths
    one_sided = [found.columns["type_of_violence"] == _ONE_SIDED for found in plan.conflicts]
    civilian_share = np.where(one_sided, 1.0, 0.15)[events.conflict]
    civilians = generator.binomial(best, civilian_share)
    unknown = generator.binomial(best - civilians, 0.15)
    side_a = generator.binomial(best - civilians - unknown, 0.4)
    is_disputed = generator.random(len(best)) < 0.25  # noqa: PLR2004 - a share
    low = best - generator.binomial(best, 0.3) * is_disputed
    high = best + generator.poisson(best * 0.4) * is_disputed
    made = {
        "deaths_a": side_a,
        "deaths_b": best - civilians - unknown - side_a,
        "deaths_civilians": civilians,
        "deaths_unknown": unknown,
        "best": best,
        "high": high,
        "low": low,
    }
    return {name: pa.array(values) for name, values in made.items()}
