"""First records as a reader sees them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from geodata.measures import MEASURES
from geodata.model import Filters
from geodata.views.choropleth import MapView, map_view
from geodata.views.spread import (
    FirstRecord,
    first_record_rows,
    spread_notes,
    spread_title,
    sum_notes,
    without_record_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Rows = Callable[[pd.DataFrame], tuple[FirstRecord, ...]]

AUGUST, NINTH, TENTH = (pd.Timestamp(f"2016-08-{day:02d}") for day in (1, 9, 10))


def first(pcode: str, day: pd.Timestamp, precision: str = "day", **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any column
    is_day = precision == "day"
    row = {"province_pcode": pcode, "date": day, "date_precision": precision, "same_date": 1}
    return row | {"is_first": True, "is_first_day": is_day} | more


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    return frame.set_index(pd.Index([f"I-{number}" for number in range(len(rows))]))


@pytest.fixture
def rows_of(
    make_provinces: Callable[[dict[str, dict[str, Any]]], pd.DataFrame], names: pd.Series
) -> Callable[[pd.DataFrame], tuple[FirstRecord, ...]]:
    def make(firsts: pd.DataFrame) -> tuple[FirstRecord, ...]:
        known = {}
        for row in firsts[firsts["is_first"]].to_dict("records"):
            day = row["date"] if row["date_precision"] == "day" else None
            month = row["date"] if row["date_precision"] != "year" else None
            dates = {"date": row["date"], "known_day": day, "known_month": month}
            known[row["province_pcode"]] = {"incidents": 1} | {
                f"{edge}_{name}": value
                for edge in ("first", "last")
                for name, value in dates.items()
            }
        by_province = make_provinces(known)
        view: MapView = map_view(by_province, names, MEASURES["first_record"], "best")
        return first_record_rows(firsts, by_province, view, "AF02")

    return make


def test_rows_stand_in_the_order_of_dates_and_equal_dates_share_a_rank(rows_of: Rows) -> None:
    rows = rows_of(
        table(
            first("AF01", NINTH),
            first("AF02", NINTH),
            first("AF03", TENTH),
            first("unknown", AUGUST),
        )
    )
    # The later code has the name that comes first in the alphabet.
    assert [(row.rank, row.pcode) for row in rows] == [(1, "AF02"), (1, "AF01"), (3, "AF03")]
    assert [row.date_text for row in rows] == ["9 Aug 2016", "9 Aug 2016", "10 Aug 2016"]
    assert [row.selected for row in rows] == [True, False, False]
    assert {row.note for row in rows} == {""}


@pytest.mark.parametrize(
    ("precision", "date_text", "note"),
    [
        ("week", "Aug 2016", "Known only to the week of 1 Aug 2016"),
        ("month", "Aug 2016", "Known only to the month"),
        ("year", "2016", "Known only to a span of months"),
    ],
)
def test_a_vague_date_is_shown_as_vague(
    precision: str, date_text: str, note: str, rows_of: Rows
) -> None:
    vague = first("AF01", AUGUST, precision)
    alone = rows_of(table(vague))[0]
    assert alone.date_text == date_text
    assert alone.note == f"{note}; no record of the province in view is known to the day."
    later = first("AF01", TENTH, is_first=False)
    (row,) = rows_of(table(vague, later))
    assert row.note == f"{note}; first known to the day: 10 Aug 2016 (I-1)."


def test_several_records_of_the_first_date_are_told(rows_of: Rows) -> None:
    (row,) = rows_of(table(first("AF01", NINTH, same_date=2)))
    assert row.note == "One of 2 records of this date."


def test_titles_tell_the_finding(rows_of: Rows) -> None:
    iskp = Filters(groups=("ISKP",))
    start = "IS-K: all events, all years. "
    one = rows_of(table(first("AF01", NINTH)))
    same = rows_of(table(first("AF01", NINTH), first("AF02", NINTH)))
    four = rows_of(table(*(first(f"AF0{number}", NINTH) for number in range(1, 5))))
    more = rows_of(table(first("AF01", NINTH), first("AF02", TENTH)))
    assert spread_title(iskp, (), 0) == f"{start}No cited record"
    assert spread_title(iskp, (), 3) == f"{start}Province unknown throughout"
    assert spread_title(iskp, one, 1) == (
        f"{start}First cited record: Province 98, 9 Aug 2016; no other province"
    )
    assert spread_title(iskp, same, 2) == (
        f"{start}First cited record: Province 97 and Province 98, 9 Aug 2016; 2 of 34 provinces"
    )
    assert "First cited record: 4 provinces, 9 Aug 2016; 4 of 34" in spread_title(iskp, four, 4)
    assert spread_title(iskp, more, 2).endswith(
        "First cited record: Province 98, 9 Aug 2016; 2 of 34 provinces by 10 Aug 2016"
    )


def test_notes_say_what_first_means(rows_of: Rows) -> None:
    vague = rows_of(table(first("AF01", AUGUST, "month"), first("AF02", AUGUST, "year")))
    notes = " ".join(spread_notes(Filters(date_from=date(2015, 1, 2)), vague))
    assert "first since 2 Jan 2015" in notes
    assert "2 first records are not known to the day" in notes
    assert len(spread_notes(Filters(), rows_of(table(first("AF01", NINTH))))) == 1


def test_provinces_without_a_record_are_named(names: pd.Series, rows_of: Rows) -> None:
    text = without_record_text(rows_of(table(first("AF01", NINTH))), names)
    assert text.count("Province ") == 33
    assert "Province 98" not in text
    everywhere = rows_of(table(*(first(pcode, NINTH) for pcode in names.index)))
    assert without_record_text(everywhere, names) == "Every province has a cited record in view."


def test_a_rate_is_replaced_by_its_sum_and_mixed_tolls_are_told() -> None:
    totals = pd.Series({"killed_all_sides_best": 12})
    nothing = pd.Series({"killed_all_sides_best": pd.NA})
    assert sum_notes(MEASURES["incidents"], totals) == []
    assert sum_notes(MEASURES["first_record"], totals) == []
    (mixed,) = sum_notes(MEASURES["killed"], totals)
    assert "12 are counted on all sides" in mixed
    (rate,) = sum_notes(MEASURES["killed_rate"], nothing)
    assert rate.endswith("show people killed instead.")
