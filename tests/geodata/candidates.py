"""Candidates made by hand, for tests of what comes after the readers."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.layout import CANDIDATE_COLUMNS, CANDIDATE_TEXTS

if TYPE_CHECKING:
    from collections.abc import Sequence

PLAIN: Final = {
    "incident_id": "UCDP-1",
    "date_text": "2021-10-08",
    "date_precision": "day",
    "country": "Afghanistan",
    "province": "Kunduz province",
    "district": "Kunduz",
    "place": "Kunduz town",
    # The centre of Kunduz town.
    "latitude": "36.728",
    "longitude": "68.868",
    "location_precision": "settlement",
    "group": "ISKP",
    "attribution": "claimed",
    "event_type": "attack",
    "attack_type": "suicide_bombing",
    "target": "shia_hazara",
    "actor": "IS",
    "killed_low": "46",
    "killed_best": "50",
    "killed_high": "72",
    "killed_scope": "others",
    "summary": "A bomb in a mosque.",
    "source_text": "An agency",
    "sources_count": "3",
}
"""A row that nothing speaks against."""


def candidates(*rows: dict[str, str], first_row: int = 1) -> pd.DataFrame:
    """Return plain candidates that differ as told; ``date`` follows ``date_text``, if it is one."""
    texts = pd.DataFrame(
        [{**dict.fromkeys(CANDIDATE_TEXTS, ""), **PLAIN, **row} for row in rows],
        columns=list(CANDIDATE_TEXTS),
        index=pd.RangeIndex(first_row, first_row + len(rows), name="source_row"),
        dtype="str",
    )
    dates = pd.to_datetime(texts["date_text"], format="%Y-%m-%d", errors="coerce")
    return texts.assign(date=dates.astype("datetime64[us]"))[list(CANDIDATE_COLUMNS)]


def numbered(*rows: dict[str, str], first_row: int = 1) -> pd.DataFrame:
    """Return candidates with an identifier of their own each, unless one is told."""
    named = [{"incident_id": f"id-{first_row + place}"} | row for place, row in enumerate(rows)]
    return candidates(*named, first_row=first_row)


def flags_of(records: pd.DataFrame) -> list[str]:
    """Return the joined flags of each record."""
    return [str(flags) for flags in records["flags"]]


def in_parts(frame: pd.DataFrame, cuts: Sequence[int]) -> list[pd.DataFrame]:
    """Return the rows of a table in consecutive parts, cut where told."""
    bounds = [0, *sorted(min(cut, len(frame)) for cut in cuts), len(frame)]
    return [frame.iloc[start:end] for start, end in pairwise(bounds)]
