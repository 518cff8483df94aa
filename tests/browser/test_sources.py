"""Each record names its sources; only good links are links."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from playwright.sync_api import expect

from geodata.sources.curated import BUILT_IN, SOURCES_FILE

if TYPE_CHECKING:
    from tests.browser.atlas import Atlas

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def sources() -> pd.DataFrame:
    return pd.read_csv(BUILT_IN / SOURCES_FILE)


@pytest.mark.parametrize("number", [0, 9])
def test_a_source_without_a_good_link_is_named_without_one(
    atlas: Atlas, incidents: pd.DataFrame, sources: pd.DataFrame, number: int
) -> None:
    without = sources[sources["link"].eq("no")].iloc[number]
    record = incidents.loc[without["incident_id"]]
    day = record["date"].strftime("%Y-%m-%d")
    atlas.open({"group": "", "event": "", "from": day, "to": day})
    row = atlas.records.filter(has_text=record["summary"])
    named = row.get_by_role("listitem").filter(has_text=without["publisher"])
    expect(named.first).to_contain_text("(no reliable link)")
    mine = sources[sources["incident_id"].eq(without["incident_id"])]
    addresses = row.get_by_role("link").evaluate_all("links => links.map((a) => a.href)")
    assert without["url"] not in addresses
    assert len(addresses) == int(mine["link"].eq("yes").sum())


def test_a_good_link_opens_beside_the_page(
    atlas: Atlas, incidents: pd.DataFrame, sources: pd.DataFrame
) -> None:
    first = sources[sources["link"].eq("yes")].iloc[0]
    day = incidents.loc[first["incident_id"], "date"].strftime("%Y-%m-%d")
    atlas.open({"group": "", "event": "", "from": day, "to": day})
    link = atlas.records.get_by_role("link", name=first["publisher"], exact=True)
    expect(link).to_have_attribute("href", first["url"])
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
