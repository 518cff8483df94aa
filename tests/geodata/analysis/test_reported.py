"""What others counted, beside the records."""

from __future__ import annotations

from datetime import date

import pandas as pd

from geodata.analysis.reported import added_up, overlapping, with_coverage
from geodata.quality import recorded_in_periods
from geodata.sources.curated import BUILT_IN, load_reported_counts


def counts(rows: list[tuple[str, str, int | None, str]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["period_start", "period_end", "value", "reporter"])
    return table.assign(
        group="ISKP",
        measure="attacks",
        value=table["value"].astype("Int64"),
        period_start=pd.to_datetime(table["period_start"]),
        period_end=pd.to_datetime(table["period_end"]),
    )


def test_the_records_beside_each_count_are_those_of_plain_pandas() -> None:
    incidents = pd.read_csv(BUILT_IN / "incidents.csv")
    reported = pd.read_csv(BUILT_IN / "reported_counts.csv", index_col="count_id")
    table = with_coverage(load_reported_counts(), recorded_in_periods(load_reported_counts()))
    for name, count in reported.iterrows():
        rows = incidents[
            incidents["group"].eq(count["group"])
            & incidents["date"].between(count["period_start"], count["period_end"])
        ]
        attacks = rows[rows["event_type"].eq("attack")]
        found = table.loc[name]
        if count["measure"] == "provinces":
            assert pd.isna(found["recorded_attacks"])
            assert found["recorded_provinces"] == rows["province"].nunique()
            continue
        assert found["recorded_attacks"] == len(attacks)
        assert found["recorded_provinces"] == attacks["province"].nunique()
        percent = 100 * len(attacks) / count["value"]
        assert (
            pd.isna(found["coverage"]) if percent > 100 else abs(found["coverage"] - percent) < 1e-9
        )
    # Deadly attacks alone were counted there, so there are more records than that.
    assert pd.isna(table.loc["ASW-2024-08", "coverage"])


def test_nothing_counted_has_no_coverage() -> None:
    reported = counts(
        [("2021-01-01", "2021-12-31", 0, "A"), ("2021-01-01", "2021-12-31", None, "A")]
    )
    recorded = pd.DataFrame({"attacks": [0, 3], "attack_provinces": 1, "provinces": 1})
    assert with_coverage(reported, recorded)["coverage"].isna().all()


def test_no_count_at_all_gives_an_empty_table() -> None:
    none = load_reported_counts().iloc[:0]
    assert with_coverage(none, recorded_in_periods(none)).empty


def test_counts_inside_the_period_come_first() -> None:
    reported = counts(
        [
            ("2021-01-01", "2021-12-31", 5, "A"),
            ("2021-09-01", "2021-09-30", 1, "A"),
            ("2020-01-01", "2020-12-31", 2, "A"),
        ]
    )
    found = overlapping(reported, "ISKP", date(2021, 8, 15), date(2021, 11, 19))
    assert found["value"].tolist() == [1, 5]
    assert found["is_inside"].tolist() == [True, False]
    assert overlapping(reported, "NRF", date(2021, 8, 15), date(2021, 11, 19)).empty


def test_only_periods_apart_are_added_up() -> None:
    apart = [("2021-09-01", "2021-09-30", 38, "A"), ("2021-10-01", "2021-10-31", 48, "A")]
    touching = [("2021-09-01", "2021-09-30", 38, "B"), ("2021-09-30", "2021-10-31", 48, "B")]
    alone = [("2021-09-01", "2021-09-30", 7, "C"), ("2021-10-01", "2021-10-31", None, "C")]
    sums = added_up(counts([*apart, *touching, *alone]))
    assert sums["reporter"].tolist() == ["A"]
    assert sums["value"].tolist() == [86]
    assert sums["counts"].tolist() == [2]
    assert added_up(counts([])).empty
