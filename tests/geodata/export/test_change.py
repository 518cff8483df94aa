"""What changed against the period before: numbers by plain pandas, and when there is none."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest
from scipy.stats import binomtest  # type: ignore[import-untyped]  # scipy ships no types

from geodata.export.change import Change, change_before
from geodata.export.request import ViewRequest
from geodata.export.snapshot import Snapshot, snapshot
from geodata.model import Filters
from geodata.sources.curated import BUILT_IN, INCIDENTS_FILE
from geodata.store import curated_dataset

MADE = datetime(2026, 1, 2, tzinfo=UTC)
NOW = (date(2021, 8, 15), date(2021, 11, 19))
# 97 days, and the 97 before them.
BEFORE = (date(2021, 5, 10), date(2021, 8, 14))
EVENTS = ("attack", "clash")


def shot(first: date | None, last: date | None, **rest: object) -> Snapshot:
    province = rest.pop("province", None)
    filters = Filters(first, last, ("ISKP",), event_types=EVENTS, **rest)
    request = ViewRequest(filters, province=province)
    return snapshot(request, curated_dataset(), made_at=MADE)


@pytest.fixture(scope="module")
def autumn() -> Change:
    return change_before(shot(*NOW))


@pytest.fixture(scope="module")
def incidents() -> pd.DataFrame:
    return pd.read_csv(BUILT_IN / INCIDENTS_FILE, parse_dates=["date"], index_col="incident_id")


def rows(incidents: pd.DataFrame, span: tuple[date, date]) -> pd.DataFrame:
    first, last = (pd.Timestamp(day) for day in span)
    return incidents[
        incidents["date"].between(first, last)
        & incidents["group"].eq("ISKP")
        & incidents["event_type"].isin(EVENTS)
    ]


def line(change: Change, label: str) -> tuple[str, str, str]:
    (found,) = [each for each in change.lines if each.label == label]
    return found.before, found.now, found.change


def test_both_periods_are_as_long_and_touch(autumn: Change) -> None:
    assert autumn.before == "10 May 2021 to 14 Aug 2021"
    assert autumn.now == "15 Aug 2021 to 19 Nov 2021"


def test_the_figures_are_those_of_plain_pandas(autumn: Change, incidents: pd.DataFrame) -> None:
    was, now = rows(incidents, BEFORE), rows(incidents, NOW)
    assert line(autumn, "Incidents") == (
        str(len(was)),
        str(len(now)),
        f"+{len(now) - len(was)}",
    )
    for label, name in (("Killed", "killed"), ("Injured", "injured")):
        texts = [
            "{} ({}–{})".format(
                *(int(part[f"{name}_{kind}"].sum()) for kind in ("best", "low", "high"))
            )
            for part in (was, now)
        ]
        more = int(now[f"{name}_best"].sum() - was[f"{name}_best"].sum())
        assert line(autumn, label) == (*texts, f"+{more}")
    provinces = [part["province_pcode"].nunique() for part in (was, now)]
    assert line(autumn, "Provinces with a record") == (
        f"{provinces[0]} of 34",
        f"{provinces[1]} of 34",
        f"+{provinces[1] - provinces[0]}",
    )


def test_provinces_of_one_period_only_are_named(autumn: Change, incidents: pd.DataFrame) -> None:
    notes = " ".join(autumn.notes)
    was, now = (set(rows(incidents, span)["province"]) for span in (BEFORE, NOW))
    for name in (now - was) | (was - now):
        assert {"Hirat": "Herat", "Hilmand": "Helmand"}.get(name, name) in notes


def test_the_interval_and_the_break_in_reporting_are_told(autumn: Change) -> None:
    notes = " ".join(autumn.notes)
    # Of two equally long periods the share of the second is binomial (Clopper and Pearson).
    low, high = binomtest(28, 28 + 9).proportion_ci(0.95, method="exact")
    interval = f"{low / (1 - low):.2f}–{high / (1 - high):.2f}"
    assert f"{28 / 9:.2f} times (exact 95 % interval {interval}): more than chance" in notes
    assert "15 August 2021" in notes


def test_of_a_province_only_its_records_count(incidents: pd.DataFrame) -> None:
    change = change_before(shot(*NOW, province="AF01"))
    counts = [
        int(rows(incidents, span)["province_pcode"].eq("AF01").sum()) for span in (BEFORE, NOW)
    ]
    assert line(change, "Incidents")[:2] == (str(counts[0]), str(counts[1]))
    assert "Provinces with a record" not in [each.label for each in change.lines]


@pytest.mark.parametrize(
    ("first", "last", "known_on", "reason"),
    [
        (None, date(2021, 11, 19), None, "no first day"),
        (date(2015, 1, 1), date(2021, 11, 19), None, "before the records do"),
        (date(2025, 12, 1), date(2025, 12, 31), None, "after the records do"),
        (date(2030, 1, 1), None, None, "begins after the last record"),
        (date(2021, 8, 15), date(2021, 11, 19), date(2021, 9, 1), "isn't over"),
        (date.min, date(2021, 11, 19), None, "before the records do"),
    ],
)
def test_without_a_whole_period_before_the_reason_is_told(
    first: date | None, last: date | None, known_on: date | None, reason: str
) -> None:
    change = change_before(shot(first, last, known_on=known_on))
    assert change.lines == ()
    assert reason in " ".join(change.notes)


def test_unknown_is_no_zero(incidents: pd.DataFrame) -> None:
    day = date(2020, 5, 24)
    (record,) = rows(incidents, (day, day)).to_dict("records")
    assert pd.isna(record["killed_best"])
    change = change_before(shot(day, day, province=record["province_pcode"]))
    assert line(change, "Incidents") == ("0", "1", "+1")
    assert line(change, "Killed") == ("none recorded", "unknown", "unknown")
    assert "none before" in change.notes[0]
