"""``Filters`` → the records in view by group, target and attack type, in one query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.rows import fetch, filtered
from geodata.store import Dataset, curated_dataset, open_table

if TYPE_CHECKING:
    from geodata.model import Filters

PARTS: Final = ("group", "target", "attack_type")
NOT_STATED: Final = "not stated"
"""Stands for a coded value that a record lacks; imported records may."""

_ESTIMATES: Final = ("killed_low", "killed_best", "killed_high")


def breakdown(filters: Filters, dataset: Dataset | None = None) -> pd.DataFrame:
    """Count the records in view by group, target and attack type.

    Parameters
    ----------
    filters : Filters
        Which records.
    dataset : Dataset, optional
        The curated records by default.

    Returns
    -------
    pandas.DataFrame
        A row for each combination that has a record; columns ``group``, ``target``,
        ``attack_type`` (codes, or :data:`NOT_STATED`), ``incidents``, ``killed_low``,
        ``killed_best``, ``killed_high`` (Int64, missing where no record gives a figure) and
        ``killed_unknown`` (records without the figure).
    """
    with open_table(dataset or curated_dataset()) as table:
        rows = filtered(table, filters)
        stated = rows.mutate(**{part: rows[part].fill_null(NOT_STATED) for part in PARTS})
        counted = stated.group_by(list(PARTS)).aggregate(
            incidents=stated.count().cast("int64"),
            **{name: stated[name].sum().cast("int64") for name in _ESTIMATES},
            killed_unknown=stated.killed_best.isnull().sum().cast("int64"),  # noqa: PD003 - an Ibis column, not pandas
        )
        return fetch(counted.order_by(list(PARTS)))


def by_part(rows: pd.DataFrame, part: str) -> pd.DataFrame:
    """Sum a breakdown by one of its parts, most records first.

    Parameters
    ----------
    rows : pandas.DataFrame
        Some or all rows of :func:`breakdown`.
    part : {"group", "target", "attack_type"}
        What stands in a line of its own.

    Returns
    -------
    pandas.DataFrame
        Index ``part``; the other columns of :func:`breakdown`.
    """
    grouped = rows.groupby(part)
    summed = pd.concat(
        [
            grouped[["incidents", "killed_unknown"]].sum(),
            # Without this a sum over unknown figures alone would turn into zero.
            grouped[list(_ESTIMATES)].sum(min_count=1),
        ],
        axis="columns",
    )
    return summed.sort_index().sort_values("incidents", ascending=False, kind="stable")
