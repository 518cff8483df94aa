"""The page for a disk: complete, small, closed to everything outside."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from geodata.export.manifest import MANIFEST_KEY, manifest_from_json
from geodata.export.request import ViewRequest, request_from_address
from geodata.export.snapshot import Snapshot, snapshot
from geodata.export.web.page import NOWHERE, web_page
from geodata.export.wording import EMPTY
from geodata.model import Filters
from geodata.sources.curated import BUILT_IN, INCIDENTS_FILE, load_incidents
from geodata.store import curated_dataset
from tests.geodata.export.shots import shot_of

if TYPE_CHECKING:
    from pathlib import Path

MADE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def shot(request: ViewRequest | None = None) -> Snapshot:
    return snapshot(request or ViewRequest(), curated_dataset(), made_at=MADE)


@pytest.fixture(scope="module")
def page() -> str:
    return web_page(shot()).decode()


def data_of(page: str) -> dict[str, Any]:
    match = re.search('<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert match
    data: dict[str, Any] = json.loads(match[1])
    return data


def test_the_rows_hold_every_record_in_view(page: str) -> None:
    incidents = pd.read_csv(BUILT_IN / INCIDENTS_FILE)
    shown = incidents[
        incidents["group"].eq("ISKP") & incidents["event_type"].isin(["attack", "clash"])
    ]
    data = data_of(page)
    assert sum(row[3] for row in data["rows"]) == len(shown) == len(data["records"])
    assert sum(row[5] or 0 for row in data["rows"]) == shown["killed_best"].sum()
    placed = [record for record in data["records"] if record["x"] is not None]
    assert len(placed) == shown["latitude"].notna().sum()


def test_it_is_small_and_asks_for_nothing(page: str) -> None:
    assert len(web_page(shot(ViewRequest(Filters())))) < 3_000_000
    outside = re.findall(
        r"""(?:src|href)\s*=\s*["']?([^"'\s>]+)""", page.split('id="data"', maxsplit=1)[0]
    )
    assert outside == []
    assert "default-src 'none'" in unescape(page)


def test_the_same_view_gives_the_same_bytes(page: str) -> None:
    assert web_page(shot()).decode() == page


def test_it_says_what_it_was_made_from(page: str) -> None:
    match = re.search(f'<meta name="{MANIFEST_KEY}" content="(.*?)">', page)
    assert match
    manifest = manifest_from_json(unescape(match[1]))
    assert manifest.document == "map.html"
    assert manifest.time() == MADE
    assert request_from_address(manifest.address) == ViewRequest()


def test_credits_caveats_and_marking_stand_on_it() -> None:
    made = shot()
    page = unescape(web_page(made, marking="OFFICIAL").decode())
    assert page.count(">OFFICIAL<") == 2
    assert [line for line in (*made.credits, *made.caveats) if line not in page] == []


def test_records_that_may_not_be_handed_on_stay_out() -> None:
    made = shot()
    closed = replace(made.dataset, redistributable=False, why_not="The licence forbids it.")
    data = data_of(web_page(replace(made, dataset=closed)).decode())
    assert data["records"] == []
    assert "The licence forbids it." in data["withheld"]
    assert sum(row[3] for row in data["rows"]) > 0


def test_synthetic_data_is_called_so() -> None:
    made = shot()
    page = web_page(replace(made, dataset=replace(made.dataset, synthetic=True))).decode()
    assert "Synthetic data: made up" in page


def test_no_record_in_view_is_said() -> None:
    empty = ViewRequest(Filters(groups=("IMU",), attributions=("unclaimed",)))
    page = web_page(shot(empty)).decode()
    data = data_of(page)
    assert data["rows"] == data["groups"] == []
    assert [label[0] for label in data["labels"]] == ["no_record"]
    assert "0 cited records" in page
    assert f'<p class="banner">{EMPTY}</p>' in page


def test_records_without_a_province_are_counted(tmp_path: Path) -> None:
    records = load_incidents().head(3).copy()
    records.loc[records.index[0], "province_pcode"] = pd.NA
    data = data_of(web_page(shot_of(records, tmp_path / "records.parquet")).decode())
    assert min(row[0] for row in data["rows"]) == NOWHERE
    assert sum(row[3] for row in data["rows"]) == 3
