"""Columns are guessed by heading and content, and each guess says how sure it is."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.sources.guess import guess_mapping
from geodata.sources.mapping import FIELDS


def guessed(**columns: list[str]) -> dict[str, str]:
    frame = pd.DataFrame(columns, dtype="str")
    return dict(guess_mapping(list(frame), frame).columns)


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Date", "date_text"),
        ("incident_date", "date_text"),
        ("تاریخ", "date_text"),
        ("نېټه", "date_text"),
        ("PROVINCE", "province"),
        ("ولايت", "province"),
        ("Lat.", "latitude"),
        ("طول البلد", "longitude"),
        ("ولسوالۍ", "district"),
        ("Armed Group", "actor"),
        ("ډله", "actor"),
        ("کشته شدگان", "killed_best"),
        ("ټپیان", "injured_best"),
        ("# of people killed", "killed_best"),
        ("Remarks", "note"),
        ("سرچینه", "source_text"),
    ],
)
def test_headings_in_three_languages(heading: str, name: str) -> None:
    assert guessed(**{heading: []}) == {name: heading}


def test_content_tells_columns_without_telling_headings() -> None:
    assert guessed(
        A=["2021-10-08", "2021-11-02"],
        B=["Kunduz", "کابل"],
        C=["36.73", "34.53"],
        D=["68.87", "69.17"],
        E=["AF19", "AF01"],
        F=["3", "4"],
    ) == {
        "date_text": "A",
        "province_pcode": "E",
        "province": "B",
        "latitude": "C",
        "longitude": "D",
    }


def test_a_heading_that_its_content_belies_loses() -> None:
    assert (
        guessed(Date=["often", "rarely"], When=["2021-10-08", "2021-11-02"])["date_text"] == "When"
    )


def test_swapped_coordinates_are_left_for_the_checks_to_see() -> None:
    found = guessed(Latitude=["69.17"], Longitude=["34.53"])
    assert found == {"latitude": "Latitude", "longitude": "Longitude"}


def test_confidence_falls_from_heading_with_content_to_content_alone() -> None:
    sample = pd.DataFrame({"Province": ["Kabul"], "Day of report": ["2021-10-08"]}, dtype="str")
    mapping = guess_mapping(list(sample), sample)
    assert mapping.confidence == {"date_text": 0.7, "province": 1.0}
    assert mapping.how["province"] == "heading, content agrees"
    alone = guess_mapping(["q"], pd.DataFrame({"q": ["Kabul", "Balkh"]}, dtype="str"))
    assert (alone.confidence, alone.how) == ({"province": 0.5}, {"province": "content"})


def test_the_order_of_days_is_decided_only_by_dates_that_tell_it() -> None:
    orders = [
        guess_mapping(["Date"], pd.DataFrame({"Date": dates}, dtype="str")).date_order
        for dates in (["13/04/2021", "03/04/2021"], ["04/13/2021"], ["03/04/2021"])
    ]
    assert orders == ["day_first", "month_first", "undecided"]


def test_one_total_for_all_sides_is_proposed_for_a_column_of_killed() -> None:
    sample = pd.DataFrame({"Killed": ["3"]}, dtype="str")
    assert guess_mapping(["Killed"], sample).constants == {"killed_scope": "all_sides"}
    assert guess_mapping(["Date"], pd.DataFrame({"Date": []}, dtype="str")).constants == {}


@settings(deadline=None, max_examples=40)
@given(
    columns=st.lists(st.text(max_size=15), unique=True, max_size=5),
    rows=st.lists(st.lists(st.text(max_size=8), min_size=5, max_size=5), max_size=4),
)
def test_any_table_gets_a_guess_of_each_column_and_field_at_most_once(
    columns: list[str], rows: list[list[str]]
) -> None:
    cells = [row[: len(columns)] for row in rows]
    sample = pd.DataFrame(cells, columns=columns, dtype="str")
    mapping = guess_mapping(columns, sample)
    assert set(mapping.columns) <= set(FIELDS)
    assert len(set(mapping.columns.values())) == len(mapping.columns)
    assert set(mapping.confidence) == set(mapping.how) == set(mapping.columns)
