"""Rules for a revision of the curated records that no single row or file can be checked for.

Each returns what it finds as :func:`geodata.validate.failures` does: ``file``, ``line``,
``column``, ``value``, ``reason``; the reason goes on after the value in a sentence. Tables are
text, indexed by the line of the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd

from geodata.assign import TOLERANCE_KM, assign_provinces
from geodata.provinces import load_provinces
from geodata.sources.curated import INCIDENTS_FILE, SOURCES_FILE
from geodata.validate import FAILURE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

WITHDRAWN_FILE: Final = "withdrawn.csv"
"""Names the records that a revision takes out, each with a reason; only needed if there are any."""

_SAME_EVENT: Final = ["date", "province_pcode", "group"]
_IN_IDENTIFIER: Final = ["date", "province_pcode"]


class Ruling(NamedTuple):
    """What a rule forbids, and what it asks a curator to look at."""

    errors: pd.DataFrame
    warnings: pd.DataFrame


def found_in(rows: pd.DataFrame, file: str, column: str, reasons: Iterable[str]) -> pd.DataFrame:
    """Return findings about a column of some rows, with a reason a row."""
    table = pd.DataFrame(
        {
            "file": file,
            "line": pd.array(rows.index.to_numpy(), dtype="Int64"),
            "column": column,
            "value": rows[column].to_numpy(),
            "reason": list(reasons),
        }
    )
    return table[FAILURE_COLUMNS]


def found_about(file: str, sentences: Iterable[str]) -> pd.DataFrame:
    """Return findings about a file as a whole, each a sentence of its own."""
    reasons = list(sentences)
    return pd.DataFrame(
        {
            "file": file,
            "line": pd.array([pd.NA] * len(reasons), dtype="Int64"),
            "column": "",
            "value": "",
            "reason": reasons,
        }
    )[FAILURE_COLUMNS]


def _all(rows: pd.DataFrame, reason: str) -> list[str]:
    return [reason] * len(rows)


def partners(incidents: pd.DataFrame, sources: pd.DataFrame) -> list[pd.DataFrame]:
    """Find incidents without a source and sources without an incident."""
    uncited = incidents[~incidents["incident_id"].isin(sources["incident_id"])]
    orphaned = sources[~sources["incident_id"].isin(incidents["incident_id"])]
    return [
        found_in(
            uncited,
            INCIDENTS_FILE,
            "incident_id",
            _all(uncited, f"has no source in {SOURCES_FILE}"),
        ),
        found_in(
            orphaned, SOURCES_FILE, "incident_id", _all(orphaned, f"is not in {INCIDENTS_FILE}")
        ),
    ]


def repeated_sources(sources: pd.DataFrame) -> pd.DataFrame:
    """Find addresses that stand twice with one incident: they would count as two sources."""
    repeated = sources[sources.duplicated(["incident_id", "url"])]
    reasons = [f"stands twice with {name}" for name in repeated["incident_id"]]
    return found_in(repeated, SOURCES_FILE, "url", reasons)


def future_dates(incidents: pd.DataFrame, today: date) -> pd.DataFrame:
    """Find incidents that are dated after today."""
    # Dates as 2021-08-15 sort as text; what is no date is found by the schema.
    future = incidents[incidents["date"].gt(today.isoformat())]
    return found_in(future, INCIDENTS_FILE, "date", _all(future, f"lies after {today}"))


def withdrawals(
    tables: Mapping[str, pd.DataFrame],
    before: Mapping[str, pd.DataFrame],
    identifiers: Mapping[str, str],
    withdrawn: Mapping[str, str],
    log: pd.DataFrame,
) -> list[pd.DataFrame]:
    """Find records that are gone without a reason, and reasons for records that aren't gone.

    Parameters
    ----------
    tables, before : mapping of str to pandas.DataFrame
        Name of the file → its rows, in the revision and in the records that it revises.
    identifiers : mapping of str to str
        Name of the file → the column that tells its records apart.
    withdrawn : mapping of str to str
        Identifier of a record that is taken out → why.
    log : pandas.DataFrame
        The log of earlier changes.
    """
    found = []
    known: set[str] = set(log.loc[log["kind"].eq("withdrawn"), "incident_id"])
    kept: set[str] = set()
    for file, column in identifiers.items():
        old, new = before[file][column], set(tables[file][column])
        known |= set(old)
        kept |= new
        found.append(
            found_about(
                file,
                (
                    f"{file} lacks {name}, which is among the records. Put it back, or name it in "
                    f"{WITHDRAWN_FILE} with a reason"
                    for name in old
                    if name not in new and name not in withdrawn
                ),
            )
        )
    for name in withdrawn:
        if name not in known:
            reason = f"{WITHDRAWN_FILE} names {name}, which is not among the records"
            found.append(found_about(WITHDRAWN_FILE, [reason]))
        elif name in kept:
            reason = f"{WITHDRAWN_FILE} names {name}, which is still in the revision. Take out one"
            found.append(found_about(WITHDRAWN_FILE, [reason]))
    return found


def used_again(incidents: pd.DataFrame, known: pd.DataFrame, log: pd.DataFrame) -> pd.DataFrame:
    """Find new incidents with the identifier of one that was withdrawn."""
    withdrawn = log[log["kind"].eq("withdrawn") & log["field"].eq("")]
    when = dict(zip(withdrawn["incident_id"], withdrawn["date"], strict=True))
    is_new = ~incidents["incident_id"].isin(known["incident_id"])
    again = incidents[is_new & incidents["incident_id"].isin(list(when))]
    reasons = [
        f"was withdrawn on {when[name]}; use it only if the same incident is brought back"
        for name in again["incident_id"]
    ]
    return found_in(again, INCIDENTS_FILE, "incident_id", reasons)


def identifiers_against_rows(incidents: pd.DataFrame, known: pd.DataFrame) -> Ruling:
    """Compare the day and the province in an identifier with those of its row.

    A new incident must bear the right ones. A known one keeps its identifier when its date or
    province is corrected; that is a warning, for it may be another incident.
    """
    suffixes = load_provinces("simplified")["iso"].str.removeprefix("AF-")
    right = (
        incidents["date"].str.replace("-", "")
        + "-"
        + incidents["province_pcode"].map(suffixes).fillna("").astype("str")
    )
    disagrees = incidents["incident_id"].str.rpartition("-")[0].ne(right)
    is_known = incidents["incident_id"].isin(known["incident_id"])
    is_changed = _changed(incidents, known, _IN_IDENTIFIER)
    wrong, moved = incidents[disagrees & ~is_known], incidents[disagrees & is_changed]
    return Ruling(
        found_in(
            wrong,
            INCIDENTS_FILE,
            "incident_id",
            [f"must begin with date and province: {start}-1" for start in right[wrong.index]],
        ),
        found_in(
            moved,
            INCIDENTS_FILE,
            "incident_id",
            _all(
                moved,
                "has another date or province now than its identifier says; if it is another "
                "incident, withdraw this one and add that",
            ),
        ),
    )


def _changed(incidents: pd.DataFrame, known: pd.DataFrame, columns: list[str]) -> pd.Series:
    """Return which incidents were known with another value in one of the columns."""
    old = known.set_index("incident_id")[columns].reindex(incidents["incident_id"])
    differs = old.to_numpy() != incidents[columns].to_numpy()
    is_known = incidents["incident_id"].isin(known["incident_id"])
    return pd.Series(differs.any(axis=1), index=incidents.index) & is_known


def coordinates_against_province(incidents: pd.DataFrame) -> Ruling:
    """Compare each point with the province of its row.

    More than 5 km outside is an error; less is a warning, for the boundaries are as inexact.
    """
    found = assign_provinces(incidents[["province_pcode", "latitude", "longitude"]])
    is_far = found["flag_code_coordinates_disagree"] & found["province_method"].eq("code")
    is_near = ~is_far & found["distance_km"].gt(0).fillna(value=False).astype(bool)
    kilometres = found["distance_km"].astype("float64")
    errors, warnings = (
        found_in(
            incidents[rows],
            INCIDENTS_FILE,
            "latitude",
            [
                f"and longitude {longitude!r} lie {distance:,.1f} km outside {province}{advice}"
                for longitude, distance, province in zip(
                    incidents.loc[rows, "longitude"],
                    kilometres[rows],
                    incidents.loc[rows, "province"],
                    strict=True,
                )
            ],
        )
        for rows, advice in (
            (is_far, "; correct the point or the province"),
            (is_near, f", within the {TOLERANCE_KM:.0f} km that boundaries may be off"),
        )
    )
    return Ruling(errors, warnings)


def near_duplicates(incidents: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Find new or redated incidents of the same day, province and group as another one.

    Pairs that were among the records before have been looked at.
    """
    is_new = ~incidents["incident_id"].isin(known["incident_id"])
    is_asked = is_new | _changed(incidents, known, _SAME_EVENT)
    is_near = incidents.duplicated(_SAME_EVENT, keep=False) & is_asked
    together = incidents.groupby(_SAME_EVENT)["incident_id"].agg(list)
    reasons = []
    for row in incidents[is_near].itertuples():
        others = together[tuple(getattr(row, name) for name in _SAME_EVENT)]
        named = ", ".join(name for name in others if name != row.incident_id)
        reasons.append(
            f"has the same day, province and group as {named}; keep one if they are the same event"
        )
    return found_in(incidents[is_near], INCIDENTS_FILE, "incident_id", reasons)
