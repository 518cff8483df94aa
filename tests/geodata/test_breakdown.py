"""Records by group, target and attack type, against plain pandas on the record file."""

from __future__ import annotations

import pandas as pd
import pytest

from geodata.breakdown import NOT_STATED, PARTS, breakdown, by_part
from geodata.model import Filters
from geodata.sources.curated import BUILT_IN, INCIDENTS_FILE
from geodata.views.breakdown import part_rows

KABUL = Filters(provinces=("AF01",))


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    incidents = pd.read_csv(BUILT_IN / INCIDENTS_FILE)
    return incidents[incidents["province_pcode"].eq("AF01")]


@pytest.mark.parametrize("part", PARTS)
def test_each_part_has_the_records_and_sums_of_its_lines(rows: pd.DataFrame, part: str) -> None:
    found = by_part(breakdown(KABUL), part)
    grouped = rows.groupby(part)
    assert found["incidents"].to_dict() == grouped.size().to_dict()
    for column in ("killed_low", "killed_best", "killed_high"):
        expected = grouped[column].sum(min_count=1)
        assert found[column].astype("float64").to_dict() == pytest.approx(
            expected.to_dict(), nan_ok=True
        )
    unknown = rows["killed_best"].isna().groupby(rows[part]).sum()
    assert found["killed_unknown"].to_dict() == unknown.to_dict()
    assert found["incidents"].is_monotonic_decreasing


def test_a_sum_of_unknown_figures_stays_unknown() -> None:
    lines = pd.DataFrame(
        {
            "group": ["ISKP", "ISKP", "NRF"],
            "incidents": [1, 2, 1],
            "killed_low": pd.array([None, None, 0], dtype="Int64"),
            "killed_best": pd.array([None, None, 0], dtype="Int64"),
            "killed_high": pd.array([None, None, 0], dtype="Int64"),
            "killed_unknown": [1, 2, 0],
        }
    )
    first, second = part_rows(lines, "group", ("NRF",))
    assert (first.label, first.records, first.killed, first.in_view) == (
        "IS-K",
        "3",
        "unknown",
        False,
    )
    assert (second.label, second.killed, second.in_view) == ("NRF", "0", True)
    assert (first.share_percent, second.share_percent) == (100, pytest.approx(100 / 3))


def test_what_is_not_stated_has_a_line_of_its_own() -> None:
    lines = breakdown(KABUL).head(1).assign(target=NOT_STATED)
    assert [row.label for row in part_rows(lines, "target")] == ["Not stated"]


def test_without_a_record_there_is_no_line() -> None:
    assert part_rows(breakdown(KABUL).head(0), "attack_type") == ()
