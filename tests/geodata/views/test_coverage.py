"""How well the records are known, in words."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from geodata.model import Filters
from geodata.quality import QUALITIES
from geodata.views.coverage import CoverageView, coverage_view, thin_provinces_text
from geodata.views.coverage_months import attacks_by_month, counted_a_month, month_rows

SPAN = date(2021, 9, 1), date(2022, 2, 28)
PCODES = [f"AF{number:02d}" for number in range(1, 35)]
NAMES = pd.Series([f"Province {number:02d}" for number in range(1, 35)], index=PCODES)


def cube(rows: list[tuple[str, str, int, int, int]]) -> pd.DataFrame:
    """Make a cube: province, month, records, records that tell their sources, with two."""
    names = ["province_pcode", "period_start", "records", "sources_known", "two_or_more_sources"]
    table = pd.DataFrame(rows, columns=names)
    return table.assign(
        period_start=pd.to_datetime(table["period_start"]).astype("datetime64[us]"),
        group="ISKP",
        **{name: 0 for name in QUALITIES if name not in names},
    ).assign(attacks=table["records"])


SOME = cube(
    [
        ("AF01", "2021-09-01", 3, 3, 2),
        ("AF02", "2021-09-01", 4, 4, 1),
        ("AF01", "2022-02-01", 1, 1, 1),
    ]
)
MONTHS = pd.Series(
    [False, True, True, True, True, True],
    index=pd.date_range("2021-09-01", periods=6, freq="MS"),
)


def shown(table: pd.DataFrame, province: str | None = None) -> CoverageView:
    return coverage_view(
        table,
        Filters(*SPAN, groups=("ISKP",), event_types=("attack",)),
        names=NAMES,
        province=province,
        span=SPAN,
        thin_provinces=frozenset({"AF01", "AF34"}),
        thin_months=MONTHS,
    )


def test_the_title_says_how_many_have_two_sources() -> None:
    assert shown(SOME).title == (
        "IS-K: attacks, 1 Sep 2021 to 28 Feb 2022. 4 of 8 cited records have two or more sources"
    )
    assert [figure.value for figure in shown(SOME).figures] == ["8", "50 %", "0 %", "0 %", "0 %"]


def test_a_chosen_province_is_what_figures_and_years_are_about() -> None:
    view = shown(SOME, "AF02")
    assert view.figures[0].value == "4"
    assert [row.records for row in view.years] == ["4", "none"]
    assert [row.label for row in view.provinces if row.is_chosen] == ["Province 02"]
    assert len(view.provinces) == 34


def test_sources_that_nobody_tells_are_unknown() -> None:
    view = shown(cube([("AF01", "2021-09-01", 5, 0, 0)]))
    assert view.title.endswith("How many sources the 5 cited records have is unknown")
    assert view.figures[1].value == "unknown"
    assert view.provinces[0].shares[0].text == "unknown"
    assert "Two or more sources" not in set(view.yearly["quality"])


def test_no_record_is_no_share() -> None:
    view = shown(SOME.iloc[:0])
    assert view.title.endswith("0 cited records")
    assert [figure.value for figure in view.figures] == ["0"] + ["none recorded"] * 4
    assert {row.records for row in view.provinces} == {"none"}
    assert all(share.text == "" for row in view.provinces for share in row.shares)
    assert view.yearly.empty


def test_records_without_a_province_have_a_line_of_their_own() -> None:
    view = shown(cube([("unknown", "2021-09-01", 5, 5, 5)]))
    assert len(view.provinces) == 35
    assert view.provinces[0].label == "Province unknown"


def test_provinces_come_by_records_and_thin_ones_are_marked() -> None:
    rows = shown(SOME).provinces
    assert [(row.label, row.records) for row in rows[:3]] == [
        ("Province 01", "4"),
        ("Province 02", "4"),
        ("Province 03", "none"),
    ]
    assert {row.label for row in rows if row.thin} == {"Province 01", "Province 34"}


def test_thin_months_are_counted_by_year() -> None:
    assert [(row.label, row.thin) for row in shown(SOME).years] == [
        ("2021", "3 of 4"),
        ("2022", "2 of 2"),
    ]
    assert shown(SOME).thin_months.startswith("5 of 6 months have thin reporting")


def test_the_rule_of_thin_reporting_is_told_with_the_provinces() -> None:
    text = thin_provinces_text(frozenset({"AF02", "AF01"}), NAMES, *SPAN)
    assert text.startswith("2 of 34 provinces have thin reporting (fewer than 3 records")
    assert text.endswith(": Province 01 and Province 02.")
    assert thin_provinces_text(frozenset(PCODES), NAMES, *SPAN).endswith(": all of them.")
    none = thin_provinces_text(frozenset(), NAMES, date(2014, 1, 1), date(2025, 12, 31))
    assert none.startswith("No province has thin reporting (fewer than 12 records")


def test_months_come_newest_first_with_those_that_have_no_record() -> None:
    rows = month_rows(SOME, MONTHS, SPAN)
    assert [(row.label, row.records, row.thin) for row in rows] == [
        ("Feb 2022", "1", "thin"),
        ("Jan 2022", "none", "thin"),
        ("Dec 2021", "none", "thin"),
        ("Nov 2021", "none", "thin"),
        ("Oct 2021", "none", "thin"),
        ("Sep 2021", "7", ""),
    ]


def test_bars_are_months_with_an_attack() -> None:
    bars = attacks_by_month(SOME, SPAN)
    assert bars["label"].tolist() == ["Sep 2021", "Feb 2022"]
    assert bars["attacks"].tolist() == [7, 1]
    assert bars["month_end"].tolist() == [pd.Timestamp("2021-10-01"), pd.Timestamp("2022-03-01")]


def test_counts_by_others_are_spread_over_their_days() -> None:
    reported = pd.DataFrame(
        {
            "group": ["ISKP", "NRF", "ISKP", "ISKP"],
            "value": pd.array([365, 5, pd.NA, 7], dtype="Int64"),
            "period_start": pd.to_datetime(["2021-01-01"] * 3 + ["2019-01-01"]),
            "period_end": pd.to_datetime(["2021-12-31"] * 3 + ["2019-12-31"]),
            "reporter": "A reporter",
        }
    )
    lines = counted_a_month(reported, ("ISKP",), SPAN)
    assert lines["a_month"].tolist() == [pytest.approx(365.25 / 12)]
    assert lines["end"].tolist() == [pd.Timestamp("2022-01-01")]
    assert len(counted_a_month(reported, (), SPAN)) == 2
    assert counted_a_month(reported, ("AFF",), SPAN).empty
