"""The headline figures: what is counted, what is left out, what is mixed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from geodata.query import totals_from_cube
from geodata.views.headline import Figure, active_provinces, headline

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[[dict[str, dict[str, Any]]], pd.DataFrame]
    Figures = Callable[..., dict[str, Figure]]

DAY = pd.Timestamp(2021, 10, 8)
DATES = dict.fromkeys(
    (
        "first_date",
        "last_date",
        "first_known_day",
        "last_known_day",
        "first_known_month",
        "last_known_month",
    ),
    DAY,
)
TOLL = {
    "killed_low": 51,
    "killed_best": 63,
    "killed_high": 77,
    "injured_low": 1200,
    "injured_best": 1200,
    "injured_high": 1200,
}


@pytest.fixture
def figures(make_provinces: Make) -> Figures:
    def by_label(provinces: dict[str, dict[str, Any]]) -> dict[str, Figure]:
        table = make_provinces(provinces)
        cells = table[table["incidents"].gt(0)].reset_index()
        return {figure.label: figure for figure in headline(totals_from_cube(cells), table)}

    return by_label


def test_every_figure_has_its_range_and_an_explanation(figures: Figures) -> None:
    shown = figures({"AF01": {"incidents": 2, **TOLL, **DATES}, "AF02": {"incidents": 1, **DATES}})
    assert {label: figure.value for label, figure in shown.items()} == {
        "Incidents": "3",
        "Provinces with a record": "2 of 34",
        "Killed": "63 (51–77)",
        "Injured": "1\u2009200",
        "Records with unknown toll": "0",
    }
    assert all(figure.explanation.endswith(".") for figure in shown.values())


def test_unknown_tolls_are_counted_apart(figures: Figures) -> None:
    shown = figures(
        {
            "AF01": {
                "incidents": 9,
                "killed_unknown": 4,
                "injured_unknown": 7,
                "toll_unknown": 3,
                **TOLL,
                **DATES,
            }
        }
    )
    unknown = shown["Records with unknown toll"]
    assert (unknown.value, unknown.note) == ("3", "killed: 4; injured: 7")
    assert "Unknown is not zero" in unknown.explanation


def test_nothing_but_unknown_tolls_is_unknown_and_not_zero(figures: Figures) -> None:
    shown = figures({"AF01": {"incidents": 1, "killed_unknown": 1, "toll_unknown": 1, **DATES}})
    assert shown["Killed"].value == "unknown"
    assert shown["Injured"].value == "unknown"


@pytest.mark.parametrize(
    ("records", "note"),
    [
        (1, "of them 20 in 1 record that counts all sides"),
        (3, "of them 20 in 3 records that count all sides"),
    ],
)
def test_tolls_of_all_sides_are_disclosed(figures: Figures, records: int, note: str) -> None:
    mixed = {"killed_all_sides_records": records, "killed_all_sides_best": 20}
    shown = figures({"AF01": {"incidents": 4, **TOLL, **mixed, **DATES}})
    assert shown["Killed"].note == note
    assert shown["Injured"].note == ""


def test_tolls_of_others_alone_need_no_note(figures: Figures) -> None:
    assert figures({"AF01": {"incidents": 4, **TOLL, **DATES}})["Killed"].note == ""


@pytest.mark.parametrize(
    ("change", "note"),
    [
        ({}, "8 Oct 2021"),
        ({"first_date": "2021-09-02", "first_known_day": "2021-09-02"}, "2 Sep 2021 to 8 Oct 2021"),
        (
            {"first_date": "2021-09-01", "first_known_month": "2021-09-01"},
            "Sep 2021 to 8 Oct 2021",
        ),
        (
            {"first_date": "2021-10-01", "first_known_month": "2021-10-01"},
            "Oct 2021 to 8 Oct 2021",
        ),
        ({"first_date": "2021-01-01"}, "2021 to 8 Oct 2021"),
        (dict.fromkeys(("first_known_day", "last_known_day")), "Oct 2021"),
    ],
)
def test_the_span_is_no_more_precise_than_the_records(
    figures: Figures, change: dict[str, Any], note: str
) -> None:
    assert figures({"AF01": {"incidents": 2, **DATES, **change}})["Incidents"].note == note


def test_nothing_in_view_has_no_toll_and_no_span(figures: Figures) -> None:
    shown = figures({})
    assert [figure.value for figure in shown.values()] == [
        "0",
        "0 of 34",
        "none recorded",
        "none recorded",
        "0",
    ]
    assert shown["Incidents"].note == ""


def test_the_province_unknown_is_none_of_the_34(make_provinces: Make) -> None:
    table = make_provinces({"AF01": {"incidents": 2}, "unknown": {"incidents": 5}})
    assert active_provinces(table) == 1
