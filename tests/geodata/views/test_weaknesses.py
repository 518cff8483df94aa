"""What the records are weak in, against plain pandas on the record files."""

from __future__ import annotations

import pandas as pd
import pytest

from geodata.publication import first_published
from geodata.sources.curated import BUILT_IN, INCIDENTS_FILE, SOURCES_FILE, load_incidents
from geodata.views.weaknesses import weaknesses


@pytest.fixture(scope="module")
def text() -> str:
    return " ".join(weaknesses(load_incidents(), first_published()))


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return pd.read_csv(BUILT_IN / INCIDENTS_FILE, index_col="incident_id")


def test_every_number_is_counted_from_the_records(text: str, rows: pd.DataFrame) -> None:
    sources = pd.read_csv(BUILT_IN / SOURCES_FILE)
    by_record = sources.groupby("incident_id")
    counted = {
        "Without a figure of killed": rows["killed_best"].isna().sum(),
        "Of injured": rows["injured_best"].isna().sum(),
        "With a single source": by_record.size().eq(1).sum(),
        "Without a date of publication": by_record["published"].count().eq(0).sum(),
        "Known only to the month": rows["date_precision"].eq("month").sum(),
        "Known only to the province": rows["location_precision"].eq("province").sum(),
        "the group’s own dead too": rows["killed_scope"].eq("all_sides").sum(),
        "Before that day": rows["date"].lt("2021-08-15").sum(),
    }
    for words, count in counted.items():
        share = round(100 * count / len(rows))
        assert f"{words}: {count} of {len(rows)} ({share} %)" in text


def test_the_provinces_with_most_records_are_named(text: str, rows: pd.DataFrame) -> None:
    most = rows["province"].value_counts().head(2)
    share = round(100 * most.sum() / len(rows))
    assert f"{' and '.join(most.index)} hold {share} % of the records." in text


def test_own_claims_are_counted(text: str, rows: pd.DataFrame) -> None:
    theirs = rows[rows["group"].isin(["NRF", "AFF"])]
    claimed = theirs["attribution"].eq("claimed").sum()
    assert f"Of the {len(theirs)} records of NRF and AFF, {claimed} are claimed" in text
