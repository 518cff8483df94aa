"""Views that the tests of documents are made from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from geodata.export.request import ViewRequest
from geodata.export.snapshot import Snapshot, snapshot
from geodata.model import Filters
from geodata.store import curated_dataset, dataset_from_frame

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

MADE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
YEAR = Filters(
    date(2021, 8, 15),
    date(2022, 8, 14),
    groups=("ISKP", "NRF"),
    event_types=("attack", "clash"),
)
NOBODY = Filters(groups=("IMU",), attributions=("unclaimed",))

HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "<b>&amp;</b>",
    "]]><x/>",
    "#N/A",
    "_x003D_1+1",
    "$x^2$ #let @ref {{7*7}}",
    "\x0b\x01null",
    "کابل",
    "a" * 400,
    "🙂" * 100,
)
"""Texts that some program would take for markup, a formula or an error."""


def shot(filters: Filters = YEAR, measure: str = "killed", province: str | None = None) -> Snapshot:
    return snapshot(ViewRequest(filters, measure, province), curated_dataset(), made_at=MADE)


def shot_of(records: pd.DataFrame, path: Path, measure: str = "killed") -> Snapshot:
    """Return a view of all of these records."""
    dataset = dataset_from_frame(records, path, key="invented", version="0" * 64)
    dataset = replace(dataset, attribution="Invented", redistributable=True)
    return snapshot(ViewRequest(Filters(), measure), dataset, made_at=MADE)


def closed(made: Snapshot) -> Snapshot:
    """Return the same view, of records that may not be handed on."""
    why_not = "The licence forbids it."
    return replace(made, dataset=replace(made.dataset, redistributable=False, why_not=why_not))


def synthetic(made: Snapshot) -> Snapshot:
    return replace(made, dataset=replace(made.dataset, synthetic=True))
