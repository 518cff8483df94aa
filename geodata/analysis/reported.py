"""What others counted for whole periods, beside the records of the same group and period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from datetime import date


def with_coverage(reported: pd.DataFrame, recorded: pd.DataFrame) -> pd.DataFrame:
    """Set the records beside each count that others made.

    Parameters
    ----------
    reported : pandas.DataFrame
        See :func:`geodata.sources.curated.load_reported_counts`.
    recorded : pandas.DataFrame
        See :func:`geodata.quality.recorded_in_periods`; the same index.

    Returns
    -------
    pandas.DataFrame
        The counts with ``recorded_attacks``, ``recorded_provinces`` (with a recorded attack, or
        for counts of presence with a record of any kind; Int64) and ``coverage``: recorded
        attacks in per cent of the counted ones (Float64). It is missing where nothing was counted
        and where more is recorded than was counted, since such a count is of something narrower.
    """
    is_presence = reported["measure"].eq("provinces").fillna(value=False).astype(bool)
    attacks = recorded["attacks"].astype("Int64").mask(is_presence)
    provinces = recorded["attack_provinces"].mask(is_presence, recorded["provinces"])
    counted = reported["value"].astype("Int64")
    percent = (attacks / counted.where(counted.gt(0)) * 100).astype("Float64")
    return reported.assign(
        recorded_attacks=attacks,
        recorded_provinces=provinces.astype("Int64"),
        coverage=percent.where(percent.le(100)),
    )


def overlapping(reported: pd.DataFrame, group: str, first: date, last: date) -> pd.DataFrame:
    """Return the counts of a group whose period overlaps another, those inside it first.

    Returns
    -------
    pandas.DataFrame
        The counts with ``is_inside``: whether the counted period lies in the other one.
    """
    start, end = pd.Timestamp(first), pd.Timestamp(last)
    overlaps = (
        reported["group"].eq(group)
        & reported["period_start"].le(end)
        & reported["period_end"].ge(start)
    )
    found = reported[overlaps.fillna(value=False).astype(bool)]
    inside = found["period_start"].ge(start) & found["period_end"].le(end)
    return found.assign(is_inside=inside).sort_values(
        ["is_inside", "period_start", "period_end"], ascending=[False, True, True], kind="stable"
    )


def added_up(inside: pd.DataFrame) -> pd.DataFrame:
    """Add up what each reporter counted in periods that don't overlap.

    Parameters
    ----------
    inside : pandas.DataFrame
        Counts of attacks of one group, with their ``reporter`` and periods.

    Returns
    -------
    pandas.DataFrame
        A row for each reporter with two or more counts, none of which overlap: ``reporter``,
        ``value`` (their sum), ``counts``, ``period_start``, ``period_end``.
    """
    rows = []
    for reporter, counts in inside.dropna(subset="value").groupby("reporter", sort=False):
        ordered = counts.sort_values("period_start")
        follows = ordered["period_start"].iloc[1:].to_numpy()
        apart = bool((ordered["period_end"].iloc[:-1].to_numpy() < follows).all())
        if len(ordered) > 1 and apart:
            rows.append(
                {
                    "reporter": reporter,
                    "value": int(ordered["value"].sum()),
                    "counts": len(ordered),
                    "period_start": ordered["period_start"].iloc[0],
                    "period_end": ordered["period_end"].iloc[-1],
                }
            )
    return pd.DataFrame(rows, columns=["reporter", "value", "counts", "period_start", "period_end"])
