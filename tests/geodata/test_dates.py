"""Dates are read as they are written, and never guessed."""

# ruff: noqa: RUF001 - texts under test have Persian and Arabic digits

from __future__ import annotations

import time
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.dates import column_order, normalise_digits, parse_dates
from geodata.months import MONTH_NAMES

PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")

# The first day of each year as printed in calendars (Nowruz, 1 Hamal), and leap years by them.
NEW_YEARS = {
    1300: date(1921, 3, 21),
    1340: date(1961, 3, 21),
    1375: date(1996, 3, 20),
    1376: date(1997, 3, 21),
    1379: date(2000, 3, 20),
    1380: date(2001, 3, 21),
    1399: date(2020, 3, 20),
    1400: date(2021, 3, 21),
    1403: date(2024, 3, 20),
    1404: date(2025, 3, 21),
    1405: date(2026, 3, 21),
    1408: date(2029, 3, 20),
    1409: date(2030, 3, 21),
}


def series(*texts: str) -> pd.Series:
    return pd.Series(texts, dtype="str")


def parsed(text: str, order: str | None = None) -> pd.Series:
    return parse_dates(series(text), order).iloc[0]  # type: ignore[arg-type]


def day_of(text: str, order: str | None = None) -> date | None:
    day = parsed(text, order)["date"]
    return None if pd.isna(day) else day.date()


@pytest.mark.parametrize(
    "text",
    [
        "2021-08-15",
        "2021-08-15 00:00:00.000",
        "2021-08-15T23:59:59Z",
        " 2021-08-15 ",
        "2021/8/15",
        "20210815",
        "15 August 2021",
        "15 Aug 2021",
        "15-Aug-2021",
        "Aug 15, 2021",
        "15th of August 2021",
        "15/08/2021",
        "15.8.2021",
        "8/15/2021",
        "8/15/2021 0:00",
        "۱۵ آگست ۲۰۲۱",
    ],
)
def test_gregorian_dates(text: str) -> None:
    found = parsed(text)
    assert found["date"] == pd.Timestamp("2021-08-15")
    assert (found["precision"], found["problem"], found["sentence"]) == ("day", "", "")
    assert "date_converted" not in found["flags"]


@pytest.mark.parametrize(
    "text",
    [
        "1400-05-24",
        "1400/5/24",
        "14000524",
        "24/5/1400",
        "۱۴۰۰/۵/۲۴",
        "٢٤/٥/١٤٠٠",
        "24 Asad 1400",
        "۲۴ اسد ۱۴۰۰",
        "۲۴ اسد ۱۴۰۰ هجری شمسی",
        "۱۴۰۰ اسد ۲۴",
        "د ۱۴۰۰ زمری ۲۴",
        "۲۴ مرداد ۱۴۰۰",
    ],
)
def test_solar_hijri_dates_are_converted_and_say_so(text: str) -> None:
    found = parsed(text)
    assert found["date"] == pd.Timestamp("2021-08-15")
    expected = ["date_converted"] + ["digits_converted"] * (not text.isascii())
    assert found["flags"].split(";") == expected


@pytest.mark.parametrize(("year", "day"), NEW_YEARS.items())
def test_new_years_days_are_those_of_printed_calendars(year: int, day: date) -> None:
    assert day_of(f"{year}/1/1") == day


def test_a_leap_day_exists_in_leap_years_only() -> None:
    for year, day in NEW_YEARS.items():
        if year + 1 in NEW_YEARS:
            is_leap = NEW_YEARS[year + 1] - day == timedelta(days=366)
            assert (day_of(f"{year}/12/30") is not None) == is_leap


@given(st.dates(min_value=date(1921, 3, 21), max_value=date(2100, 12, 31)))
def test_every_day_is_read_the_same_in_every_writing(day: date) -> None:
    iso = day.isoformat()
    texts = [iso, iso.translate(PERSIAN), iso.translate(ARABIC), f"{day:%d %B %Y}", f"{day:%Y%m%d}"]
    assert {day_of(text) for text in texts} == {day}
    assert day_of(f"{day:%d/%m/%Y}", "day_first") == day
    assert day_of(f"{day:%m/%d/%Y}", "month_first") == day


@given(st.integers(1300, 1499), st.integers(1, 12), st.integers(1, 29))
def test_solar_hijri_days_follow_one_another(year: int, month: int, day: int) -> None:
    found, before = day_of(f"{year}-{month}-{day}"), day_of(f"{year}-{month}-{max(day - 1, 1)}")
    assert found is not None
    assert before is not None
    assert found - before == timedelta(days=min(day - 1, 1))
    # The year begins around the equinox, 21 March.
    since = (found - date(year + 621, 3, 21)).days
    expected = sum([31] * min(month - 1, 6) + [30] * max(month - 7, 0)) + day - 1
    assert abs(since - expected) <= 1


@pytest.mark.parametrize(
    ("text", "first", "precision"),
    [
        ("2021-08", "2021-08-01", "month"),
        ("08/2021", "2021-08-01", "month"),
        ("August 2021", "2021-08-01", "month"),
        ("2021", "2021-01-01", "year"),
        ("اسد ۱۴۰۰", "2021-07-23", "month"),
        ("1400", "2021-03-21", "year"),
    ],
)
def test_what_is_not_known_is_not_made_up(text: str, first: str, precision: str) -> None:
    found = parsed(text)
    assert (found["date"], found["precision"]) == (pd.Timestamp(first), precision)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2021-02-29", "no day of the calendar"),
        ("31/04/2021", "no day of the calendar"),
        ("1404/12/30", "no day of the calendar"),
        ("2021-13-01", "no day of the calendar"),
        ("03/04/2021", "day/month or month/day"),
        ("3/4/1400", "day/month or month/day"),
        ("5/16/21", "two digits"),
        ("16-May-25", "two digits"),
        ("2021-00-15", "zero"),
        ("0 May 2021", "zero"),
        ("0021-08-15", "neither from 1900 to 2100 nor from 1300 to 1500"),
        ("24 Asad 2021", "one calendar and a year of another"),
        ("15 August 1400", "one calendar and a year of another"),
        ("24 Muharram 1443", "can't be read"),
        ("May June 2021", "can't be read"),
        ("44423", "can't be read"),
        ("yesterday", "can't be read"),
    ],
)
def test_what_is_no_date_says_why(text: str, words: str) -> None:
    found = parsed(text)
    assert pd.isna(found["date"])
    assert found["problem"] == "date_impossible"
    assert found["sentence"].startswith(f"“{text}” ")
    assert words in found["sentence"]


def test_no_date_is_missing_rather_than_impossible() -> None:
    found = parse_dates(pd.Series(["", "  ", None], dtype="str"))
    assert found["problem"].tolist() == ["date_missing"] * 3
    assert found["date"].isna().all()


def test_a_column_that_fits_one_order_is_read_in_it() -> None:
    found = parse_dates(series("03/04/2021", "16/05/2021"))["date"]
    assert found.dt.strftime("%d %b").tolist() == ["03 Apr", "16 May"]
    found = parse_dates(series("03/04/2021", "05/16/2021"))["date"]
    assert found.dt.strftime("%d %b").tolist() == ["04 Mar", "16 May"]


def test_a_column_that_fits_neither_order_is_read_only_where_there_is_one_reading() -> None:
    texts = series("16/05/2021", "05/16/2021", "03/04/2021", "04/04/2021")
    assert column_order(texts) == "undecided"
    assert parse_dates(texts)["date"].dt.strftime("%d %b").fillna("").tolist() == [
        "16 May",
        "16 May",
        "",
        "04 Apr",
    ]


def test_a_date_against_the_order_of_its_column_is_not_turned_around() -> None:
    assert day_of("05/16/2021", "day_first") is None
    assert day_of("16/05/2021", "month_first") is None


def test_other_columns_tell_no_order() -> None:
    assert column_order(["2021-05-16", "16 May 2021", "", "no date", "45/46/2021"]) == "undecided"


def test_every_month_has_a_name_in_each_language() -> None:
    for calendar in ("gregorian", "solar_hijri"):
        numbers = [number for found, number in MONTH_NAMES.values() if found == calendar]
        assert {number: numbers.count(number) >= 3 for number in range(1, 13)} == dict.fromkeys(
            range(1, 13), True
        )


@given(st.text(max_size=12))
def test_digits_change_and_nothing_else_does(text: str) -> None:
    plain = "".join(letter for letter in text if letter not in "۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩")
    assert normalise_digits(series(plain))[0] == plain
    assert normalise_digits(series(plain + "7۰٩"))[0].endswith("709")


@given(st.lists(st.one_of(st.text(max_size=14), st.from_regex(r"[0-9۰-۹ /.-]{0,10}")), max_size=6))
def test_whatever_is_written_is_a_date_or_has_a_problem(texts: list[str]) -> None:
    index = pd.Index(range(5, 5 + len(texts)))
    found = parse_dates(pd.Series(texts, index=index, dtype="str"))
    assert found.index.equals(index)
    assert found["date"].isna().equals(found["problem"].ne(""))
    assert found["problem"].ne("").equals(found["sentence"].ne(""))
    assert found["date"].isna().equals(found["precision"].eq(""))


def test_a_text_of_spaces_takes_no_longer_than_any_other() -> None:
    # Each space was once a place from which to look to the end: 40 s for these.
    spaces = "1" + " " * 70_000 + "x"
    started = time.process_time()
    found = parse_dates(pd.Series([spaces, "2021-08-15     10:30"], dtype="str"))
    assert time.process_time() - started < 5
    assert found["problem"].tolist() == ["date_impossible", ""]
    assert column_order([spaces, "16/05/2021"]) == "day_first"
