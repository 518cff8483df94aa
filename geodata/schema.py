"""The strict schema of the four curated record files, and of the log of their changes.

Checked in two steps: each column by itself (pandera), then the columns of a row against each
other. All values are text at this point, so that nothing is coerced in silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import pandera.pandas as pa

from geodata.model import (
    ATTACK_TYPES,
    ATTRIBUTIONS,
    EVENT_TYPES,
    GROUPS,
    KILLED_SCOPES,
    PCODES,
    TARGETS,
    UNKNOWN_PROVINCE,
)
from geodata.names import match_names
from geodata.provinces import load_provinces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ESTIMATE_COLUMNS: Final = tuple(
    f"{kind}_{estimate}" for kind in ("killed", "injured") for estimate in ("low", "best", "high")
)
COUNT_COLUMNS: Final = (*ESTIMATE_COLUMNS, "attackers_killed")
# The curated records are never less precise than this; imported ones may be.
CURATED_DATE_PRECISIONS: Final = ("day", "month")
CURATED_LOCATION_PRECISIONS: Final = ("settlement", "district", "province")
LONGEST_SUMMARY: Final = 220
# The box around Afghanistan, degrees, EPSG:4326; the border itself is checked elsewhere.
LATITUDE_RANGE: Final = (29.0, 39.0)
LONGITUDE_RANGE: Final = (60.0, 75.5)


def _filled() -> pa.Check:
    return pa.Check.str_length(min_value=1, error="must not be blank")


def _code(values: Iterable[str], *, blank: bool = False) -> pa.Check:
    allowed = [*values, *([""] if blank else [])]
    named = ", ".join(value or "blank" for value in allowed)
    return pa.Check.isin(allowed, error=f"must be one of {named}")


def _pattern(pattern: str, error: str) -> pa.Check:
    def is_match(values: pd.Series) -> pd.Series:
        # The whole text: "$" alone would let a line break at the end pass.
        return values.str.fullmatch(pattern)

    return pa.Check(is_match, error=error)


def _day(*, blank: bool = False) -> pa.Check:
    def is_day(values: pd.Series) -> pd.Series:
        parsed = pd.to_datetime(values, format="%Y-%m-%d", errors="coerce").notna()
        exact = values.str.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}") & parsed
        return exact | values.eq("") if blank else exact

    return pa.Check(is_day, error="must be a date as 2021-08-15" + (" or blank" if blank else ""))


def _whole_number() -> pa.Check:
    return _pattern(r"(?:0|[1-9][0-9]{0,5})?", "must be a whole number from 0, or blank if unknown")


def _decimal() -> pa.Check:
    return _pattern(r"(?:-?[0-9]{1,3}(?:\.[0-9]+)?)?", "must be degrees as 34.5281, or blank")


def _address() -> pa.Check:
    return _pattern(r"https?://[^\s<>\"']+", "must be a web address with http:// or https://")


def _schema(columns: dict[str, list[pa.Check]], unique: str | None = None) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(
        {
            name: pa.Column(str, checks, unique=name == unique, report_duplicates="exclude_first")
            for name, checks in columns.items()
        },
        strict=True,
    )


INCIDENTS: Final = _schema(
    {
        "incident_id": [
            _pattern(
                r"[0-9]{8}-[A-Z]{3}-[0-9]+", "must be date, province and number: 20211008-KDZ-1"
            )
        ],
        "date": [_day()],
        "date_precision": [_code(CURATED_DATE_PRECISIONS)],
        "province_pcode": [_code([code for code in PCODES if code != UNKNOWN_PROVINCE])],
        "province": [_filled()],
        "district": [],
        "place": [_filled()],
        "latitude": [_decimal()],
        "longitude": [_decimal()],
        "location_precision": [_code(CURATED_LOCATION_PRECISIONS)],
        "group": [_code(GROUPS)],
        "attribution": [_code(ATTRIBUTIONS)],
        "event_type": [_code(EVENT_TYPES)],
        "attack_type": [_code(ATTACK_TYPES)],
        "target": [_code(TARGETS)],
        "opponent": [],
        **{column: [_whole_number()] for column in ESTIMATE_COLUMNS},
        "killed_scope": [_code(KILLED_SCOPES, blank=True)],
        "attackers_killed": [_whole_number()],
        "summary": [
            _filled(),
            pa.Check.str_length(
                max_value=LONGEST_SUMMARY, error=f"must have at most {LONGEST_SUMMARY} characters"
            ),
        ],
        "note": [],
    },
    unique="incident_id",
)

SOURCES: Final = _schema(
    {
        "incident_id": [_filled()],
        "link": [_code(["yes", "no"])],
        "publisher": [_filled()],
        "url": [_address()],
        "published": [_day(blank=True)],
    }
)

REPORTED_COUNTS: Final = _schema(
    {
        "count_id": [_filled()],
        "subject": [_code(["attacks", "presence"])],
        "group": [_code(GROUPS)],
        "measure": [_code(["attacks", "provinces"])],
        "value": [_whole_number()],
        "period_start": [_day()],
        "period_end": [_day()],
        "provinces_named": [],
        "province_count": [_whole_number()],
        "reporter": [_filled()],
        "publisher": [_filled()],
        "url": [_address()],
        "published": [_day(blank=True)],
        "summary": [_filled()],
    },
    unique="count_id",
)

STATEMENTS: Final = _schema(
    {
        "statement_id": [_filled()],
        "made_on": [_day()],
        "speaker": [_filled()],
        "statement": [_filled()],
        "group": [_code(GROUPS)],
        "tests": [_filled()],
        "period_start": [_day()],
        "period_end": [_day()],
        "expected": [_filled()],
        "origin": [_filled()],
    },
    unique="statement_id",
)

CHANGES: Final = _schema(
    {
        "date": [_day()],
        "file": [_filled()],
        "incident_id": [_filled()],
        "field": [],
        "old": [],
        "new": [],
        "kind": [_code(["added", "changed", "withdrawn"])],
        "reason": [],
    }
)

WITHDRAWN: Final = _schema({"incident_id": [_filled()], "reason": [_filled()]}, "incident_id")


def _out_of_order(kind: str) -> Callable[[pd.DataFrame], pd.Series]:
    def failing(frame: pd.DataFrame) -> pd.Series:
        low, best, high = (
            pd.to_numeric(frame[f"{kind}_{estimate}"], errors="coerce")
            for estimate in ("low", "best", "high")
        )
        return (low > best) | (best > high)

    return failing


def _partly_blank(kind: str) -> Callable[[pd.DataFrame], pd.Series]:
    def failing(frame: pd.DataFrame) -> pd.Series:
        blanks = frame[[f"{kind}_{name}" for name in ("low", "best", "high")]] == ""
        return blanks.any(axis="columns") & ~blanks.all(axis="columns")

    return failing


def _month_not_on_first(frame: pd.DataFrame) -> pd.Series:
    return frame["date_precision"].eq("month") & ~frame["date"].str.endswith("-01")


def _coordinates_against_precision(frame: pd.DataFrame) -> pd.Series:
    has_both = frame["latitude"].ne("") & frame["longitude"].ne("")
    has_any = frame["latitude"].ne("") | frame["longitude"].ne("")
    only_province = frame["location_precision"].eq("province")
    return (only_province & has_any) | (~only_province & ~has_both)


def _outside(column: str, lower: float, upper: float) -> Callable[[pd.DataFrame], pd.Series]:
    def failing(frame: pd.DataFrame) -> pd.Series:
        degrees = pd.to_numeric(frame[column], errors="coerce")
        return degrees.notna() & ~degrees.between(lower, upper)

    return failing


def _scope_against_figures(frame: pd.DataFrame) -> pd.Series:
    return frame["killed_scope"].eq("") != frame["killed_best"].eq("")


def _province_against_pcode(frame: pd.DataFrame) -> pd.Series:
    # Records are counted by p-code and read by name: if the two disagree, one number is wrong.
    provinces = load_provinces("simplified")
    named = match_names(frame["province"], provinces)["province_pcode"]
    # A p-code that doesn't exist is a failure of its own column.
    exists = frame["province_pcode"].isin(provinces.index)
    agrees = named.eq(frame["province_pcode"]).fillna(value=False).astype(bool)
    return exists & ~agrees


Rule = tuple[str, str, "Callable[[pd.DataFrame], pd.Series]"]

INCIDENT_RULES: Final[tuple[Rule, ...]] = (
    ("killed_best", "low, best and high must not fall: low ≤ best ≤ high", _out_of_order("killed")),
    (
        "injured_best",
        "low, best and high must not fall: low ≤ best ≤ high",
        _out_of_order("injured"),
    ),
    ("killed_best", "low, best and high are given together or not at all", _partly_blank("killed")),
    (
        "injured_best",
        "low, best and high are given together or not at all",
        _partly_blank("injured"),
    ),
    ("province", "is not a name of the province with this p-code", _province_against_pcode),
    ("date", "a date known only to the month must be its first day", _month_not_on_first),
    (
        "latitude",
        "coordinates are given unless location_precision is province, and only then not",
        _coordinates_against_precision,
    ),
    ("latitude", "lies outside Afghanistan", _outside("latitude", *LATITUDE_RANGE)),
    ("longitude", "lies outside Afghanistan", _outside("longitude", *LONGITUDE_RANGE)),
    ("killed_scope", "is given if and only if killed is known", _scope_against_figures),
)


def _ends_before_start(frame: pd.DataFrame) -> pd.Series:
    return frame["period_end"] < frame["period_start"]


PERIOD_RULES: Final[tuple[Rule, ...]] = (
    ("period_end", "the period must not end before it starts", _ends_before_start),
)
