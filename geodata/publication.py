"""When a curated record was first published, by the dates of its sources."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from geodata.sources.curated import dataset_version, load_sources

if TYPE_CHECKING:
    from datetime import date


@lru_cache(maxsize=4)
def _first_published(version: str) -> pd.Series:  # noqa: ARG001 - the version is the key of the cache
    sources = load_sources()
    return sources.groupby("incident_id")["published"].min()


def first_published() -> pd.Series:
    """Return the day on which each curated record was first published.

    Returns
    -------
    pandas.Series
        datetime64, index ``incident_id``; missing where none of its sources bears a date.

    Examples
    --------
    >>> first_published()["20211008-KDZ-1"].year
    2021
    """
    return _first_published(dataset_version())


def published_after(day: date) -> list[str]:
    """Return the ids of the curated records that were first published after a day."""
    published = first_published()
    return published.index[published.gt(pd.Timestamp(day))].tolist()


def without_publication_date() -> list[str]:
    """Return the ids of the curated records none of whose sources bears a date."""
    published = first_published()
    return published.index[published.isna()].tolist()
