"""What a comparison says: title, figures, maps on one scale, the table, the notes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from geodata.measures import MEASURES
from geodata.model import Filters
from geodata.views.comparison import comparison_view
from geodata.views.comparison_maps import ComparedTables
from geodata.views.comparison_notes import alerts, reading_notes
from geodata.views.comparison_text import MINUS
from geodata.views.sides import Comparison, covered_span, of_groups, of_periods

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.views.choropleth import MapView
    from geodata.views.comparison import ComparisonView

    Make = Callable[[dict[str, dict[str, Any]]], pd.DataFrame]

RECORDS = date(2014, 1, 17), date(2025, 12, 16)
AUTUMN_2020 = date(2020, 8, 15), date(2020, 11, 14)
AUTUMN_2021 = date(2021, 8, 15), date(2021, 11, 14)
HALF_2022 = date(2022, 1, 1), date(2022, 2, 15)
ISKP = Filters(groups=("ISKP",), event_types=("attack", "clash"))
AUTUMNS = of_periods(ISKP, AUTUMN_2020, AUTUMN_2021, RECORDS)


def incidents(number: int, **others: object) -> dict[str, object]:
    day = pd.Timestamp("2021-09-01")
    dates = dict.fromkeys(("first_date", "last_date", "first_known_day", "last_known_day"), day)
    return {"incidents": number, **dates, **others}


def killed(number: int, best: int | None, unknown: int = 0) -> dict[str, object]:
    tolls = dict.fromkeys(("killed_low", "killed_best", "killed_high"), best)
    return incidents(number, killed_unknown=unknown, **tolls)


def view_of(
    first: pd.DataFrame,
    second: pd.DataFrame,
    names: pd.Series,
    comparison: Comparison = AUTUMNS,
    measure: str = "incidents",
) -> ComparisonView:
    return comparison_view(
        ComparedTables(first, second, names, MEASURES[measure], "best"), comparison
    )


def classes(view: MapView) -> dict[str, int]:
    return {entry.label: entry.provinces for entry in view.classes}


def test_both_maps_have_one_scale(make_provinces: Make, names: pd.Series) -> None:
    first = make_provinces({"AF01": incidents(2)})
    second = make_provinces(
        {"AF01": incidents(7), "AF06": incidents(13), "AF15": incidents(2), "AF19": incidents(1)}
    )
    view = view_of(first, second, names)
    assert classes(view.first_map) == {"8–13": 0, "3–7": 0, "2": 1, "1": 0, "No cited record": 33}
    assert classes(view.second_map) == {"8–13": 1, "3–7": 1, "2": 1, "1": 1, "No cited record": 30}
    colours = [
        shown.provinces.loc[pcode, "colour"]
        for shown, pcode in ((view.first_map, "AF01"), (view.second_map, "AF15"))
    ]
    assert colours[0] == colours[1] != ""


def test_the_difference_has_a_sign_beside_each_name(make_provinces: Make, names: pd.Series) -> None:
    first = make_provinces(
        {"AF01": incidents(9), "AF02": incidents(3), "AF03": incidents(1), "AF04": incidents(2)}
    )
    second = make_provinces({"AF01": incidents(2), "AF02": incidents(3), "AF05": incidents(1)})
    shown = view_of(first, second, names).difference
    assert shown.provinces["name"].head(6).tolist() == [
        f"Province 98 {MINUS}7",
        "Province 97",
        f"Province 96 {MINUS}1",
        f"Province 95 {MINUS}2",
        "Province 94 +1",
        "Province 93",
    ]
    assert classes(shown) == {
        "3–7 more": 0,
        "1–2 more": 1,
        "no change": 1,
        "1–2 fewer": 2,
        "3–7 fewer": 1,
        "No cited record on either side": 29,
    }
    assert shown.provinces["class_key"].iloc[5] == "no_record"


def test_periods_of_different_length_are_shown_as_rates(
    make_provinces: Make, names: pd.Series
) -> None:
    comparison = of_periods(ISKP, AUTUMN_2021, HALF_2022, RECORDS)
    assert (comparison.first.days, comparison.second.days) == (92, 46)
    first = make_provinces({"AF01": incidents(10)})
    second = make_provinces({"AF01": incidents(10), "AF02": incidents(5)})
    view = view_of(first, second, names, comparison)
    assert view.change_unit == "records per 100 days"
    assert view.first_map.measure_label == "Incidents per 100 days"
    # 10 records in 92 days, 10 and 5 in 46.
    assert view.first_map.provinces.loc["AF01", "value_text"] == (
        "10 incidents: 10.87 per 100 days"
    )
    assert [row.change for row in view.rows] == ["+21.74", "+10.87", "+10.87"]
    assert view.difference.provinces.loc["AF01", "name"] == "Province 98 +10.87"
    assert {row.name: row.ratio for row in view.rows}["Province 98"] == "2.00"
    notes = " ".join(
        reading_notes(comparison, pd.Series({"month_only": 0, "vague_date": 0}), 0, [])
    )
    assert "differ in length (92 and 46 days)" in notes


def test_a_count_of_zero_is_told_in_words(make_provinces: Make, names: pd.Series) -> None:
    first = make_provinces({"AF01": incidents(4)})
    second = make_provinces({"AF02": incidents(6), "unknown": incidents(1)})
    rows = {row.name: row for row in view_of(first, second, names).rows}
    assert list(rows) == ["Whole country", "Province 97", "Province 98", "Province unknown"]
    assert rows["Province 98"].ratio == "0: none on the second side"
    # (1 - p) / p with p**4 = 0.025.
    assert rows["Province 98"].interval == "at most 1.51"
    assert rows["Province 97"].ratio == "infinite: none on the first side"
    assert rows["Province 97"].interval == "at least 1.18"
    assert rows["Province 97"].reading == "more in the second period"
    assert rows["Province 98"].reading == "could be chance"
    assert rows["Province 98"].is_small
    assert (rows["Whole country"].first, rows["Whole country"].second) == ("4", "7")


def test_an_unknown_toll_makes_no_difference_of_zero(
    make_provinces: Make, names: pd.Series
) -> None:
    first = make_provinces(
        {"AF01": killed(1, None, 1), "AF02": killed(2, 3), "AF03": killed(2, 3, 1)}
    )
    second = make_provinces({"AF01": killed(1, 5), "AF02": killed(1, 3), "AF03": killed(1, 3)})
    view = view_of(first, second, names, measure="killed")
    shown = view.difference.provinces
    assert shown["class_key"].head(3).tolist() == ["toll_unknown", "change_0", "toll_unknown"]
    assert shown.loc["AF01", "value_text"] == "change unknown"
    assert "1 record without a figure." in shown.loc["AF03", "detail_text"]
    tolls = {row.name: (row.first_toll, row.second_toll) for row in view.rows}
    assert tolls["Province 98"] == ("unknown", "5")
    assert tolls["Whole country"] == ("6", "11")


def test_figures_and_title_hold_the_records_of_both_sides(
    make_provinces: Make, names: pd.Series
) -> None:
    first = make_provinces({"AF01": incidents(2)})
    second = make_provinces({"AF01": incidents(20), "AF06": incidents(6)})
    view = view_of(first, second, names)
    assert f"{view.subject}. {view.finding}" == (
        "IS-K: attacks and clashes. 2 cited records from 15 Aug 2020 to 14 Nov 2020, "
        "26 from 15 Aug 2021 to 14 Nov 2021"
    )
    assert {figure.label: figure.value for figure in view.figures} == {
        "First period": "2",
        "Second period": "26",
        "Change": "+24",
        "Rate ratio": "13.0",
        "Provinces with a record": "1 → 2",
    }
    assert view.without == 32


def test_groups_are_named_and_share_one_period(make_provinces: Make, names: pd.Series) -> None:
    comparison = of_groups(ISKP, "TALIBAN", RECORDS, RECORDS)
    assert comparison.first.days == comparison.second.days == 4352
    first, second = make_provinces({"AF01": incidents(30)}), make_provinces({"AF01": incidents(9)})
    view = view_of(first, second, names, comparison)
    assert view.finding == "30 cited records of IS-K, 9 of Taliban"
    assert view.subject == "IS-K and Taliban: attacks and clashes, all years"
    assert {row.reading for row in view.rows} == {"more of IS-K"}
    assert view.difference.measure_label == "Difference in incidents: Taliban minus IS-K"


def test_no_record_at_all_is_said(make_provinces: Make, names: pd.Series) -> None:
    view = view_of(make_provinces({}), make_provinces({}), names)
    assert view.finding == "no cited record on either side"
    assert view.rows == ()
    assert classes(view.difference) == {"no change": 0, "No cited record on either side": 34}
    assert any("not a finding of no violence" in text for text in alerts(AUTUMNS, view.counts))


def test_the_same_records_twice_give_no_ratio(make_provinces: Make, names: pd.Series) -> None:
    comparison = of_periods(ISKP, AUTUMN_2020, AUTUMN_2020, RECORDS)
    table = make_provinces({"AF01": incidents(9)})
    view = view_of(table, table, names, comparison)
    assert {(row.change, row.ratio, row.interval) for row in view.rows} == {("0", "not given", "")}
    assert alerts(comparison, view.counts) == [
        "The two periods are the same, so there is no change to show. Choose another one."
    ]


@pytest.mark.parametrize(
    ("comparison", "counts", "told"),
    [
        (
            of_periods(ISKP, (date(2020, 1, 1), date(2020, 8, 15)), AUTUMN_2020, RECORDS),
            (3, 3),
            ["share 1 day:"],
        ),
        (
            of_periods(ISKP, AUTUMN_2020, (date(2030, 1, 1), date(2030, 1, 31)), RECORDS),
            (3, 0),
            ["Second period: the records cover", "no day of it", "15 August 2021"],
        ),
        (
            of_periods(ISKP, HALF_2022, (date(2025, 12, 1), date(2025, 12, 31)), RECORDS),
            (3, 3),
            ["16 of its 31 days"],
        ),
        (AUTUMNS, (3, 3), ["insurgents to authorities, and reporting collapsed"]),
        (AUTUMNS, (3, 0), ["No cited record: 15 Aug 2021 to 14 Nov 2021."]),
        (of_groups(Filters(), "TTP", HALF_2022, RECORDS), (9, 1), ["share TTP:"]),
        (
            of_groups(Filters(groups=("TTP",)), "TTP", HALF_2022, RECORDS),
            (1, 1),
            ["The two groups are the same"],
        ),
        (of_groups(ISKP, "TTP", HALF_2022, RECORDS), (9, 1), []),
    ],
)
def test_what_changes_the_meaning_is_said_first(
    comparison: Comparison, counts: tuple[int, int], told: list[str]
) -> None:
    texts = " ".join(alerts(comparison, counts))
    assert [part for part in told if part not in texts] == []
    assert bool(texts) is bool(told)


def test_what_was_known_on_a_day_covers_nothing_after_it() -> None:
    known = replace(ISKP, known_on=date(2021, 9, 1))
    covered = covered_span(known, *RECORDS)
    assert covered == (date(2014, 1, 17), date(2021, 9, 1))
    assert of_periods(known, AUTUMN_2020, AUTUMN_2021, covered).second.days == 18
    assert covered_span(ISKP, *RECORDS) == RECORDS


def test_notes_name_what_is_left_out() -> None:
    totals = pd.Series({"month_only": 3, "vague_date": 1})
    claimed = replace(ISKP, attributions=("claimed",), known_on=date(2024, 1, 1))
    comparison = of_periods(claimed, AUTUMN_2020, AUTUMN_2021, RECORDS)
    notes = " ".join(reading_notes(comparison, totals, 2, ["curated", "ucdp"]))
    for part in (
        "covers chance alone",
        "fewer than 5 records",
        "cited sample",
        "counted twice",
        "attribution: claimed",
        "As known on 1 Jan 2024",
        "4 records are not known to the day",
        "2 records are known only to a month",
    ):
        assert part in notes
    assert "differ in length" not in notes
