"""Two sides compared by province, with tables made by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from geodata.analysis.comparison import (
    COUNTRY,
    compare,
    covered_days,
    crosses_takeover,
    shared_days,
    shared_groups,
)
from geodata.model import Filters

CODES = [*(f"AF{number:02d}" for number in range(1, 35)), "unknown"]


def side(**records: int) -> pd.DataFrame:
    counts = pd.Series(records).reindex(CODES, fill_value=0).astype("Int64")
    return pd.DataFrame({"incidents": counts}).rename_axis("province_pcode")


def test_the_largest_changes_come_first_and_equal_ones_by_their_code() -> None:
    table = compare(
        side(AF01=2, AF05=4, AF07=1),
        side(AF01=7, AF06=13, AF05=2, AF03=2, unknown=1),
        100,
        100,
        is_independent=True,
    )
    assert len(table) == 36
    assert list(table.index[:7]) == [COUNTRY, "AF06", "AF01", "AF03", "AF05", "AF07", "unknown"]
    assert table.loc[COUNTRY, ["first_incidents", "second_incidents"]].tolist() == [7, 25]
    assert table.loc["AF05", "change_per_day"] == pytest.approx(-0.02)
    assert table.loc["AF05", "ratio"] == pytest.approx(0.5)
    assert table.loc["AF02", ["ratio", "ratio_low", "ratio_high"]].isna().all()


def test_rates_of_different_lengths_are_compared_a_day() -> None:
    table = compare(side(AF01=10), side(AF01=10), 100, 50, is_independent=True)
    assert table.loc["AF01", "change_per_day"] == pytest.approx(0.1)
    assert table.loc["AF01", "ratio"] == pytest.approx(2)


@pytest.mark.parametrize(("first", "second", "small"), [(4, 50, True), (5, 5, False), (0, 0, True)])
def test_fewer_than_five_on_a_side_is_small(first: int, second: int, small: bool) -> None:  # noqa: FBT001 - a case's expectation
    table = compare(side(AF01=first), side(AF01=second), 10, 10, is_independent=True)
    assert bool(table.loc["AF01", "is_small"]) is small


def test_shared_records_give_no_ratio_but_a_change() -> None:
    table = compare(side(AF01=10), side(AF01=12), 100, 100, is_independent=False)
    assert table["ratio"].isna().all()
    assert table.loc["AF01", "change_per_day"] == pytest.approx(0.02)


def test_a_side_without_a_day_gives_neither() -> None:
    table = compare(side(AF01=10), side(), 100, 0, is_independent=True)
    assert table["ratio"].isna().all()
    assert table["change_per_day"].isna().all()
    assert table.loc["AF01", "first_incidents"] == 10


def test_days_covered_by_the_records() -> None:
    records = date(2014, 1, 17), date(2025, 12, 16)
    assert covered_days(date(2014, 1, 1), date(2014, 1, 17), *records) == 1
    assert covered_days(date(2020, 2, 29), date(2020, 2, 29), *records) == 1
    assert covered_days(date(1990, 1, 1), date(2013, 1, 1), *records) == 0


def test_shared_days_and_groups() -> None:
    year = Filters(date(2021, 1, 1), date(2021, 12, 31))
    assert shared_days(year, year) == 365
    assert shared_days(year, Filters(date(2022, 1, 1), date(2022, 1, 2))) == 0
    assert shared_days(year, Filters(date(2021, 12, 31), date(2022, 1, 2))) == 1
    with pytest.raises(ValueError, match="between two dates"):
        shared_days(Filters(), Filters())
    assert shared_groups(("ISKP", "TALIBAN"), ("TALIBAN",)) == ("TALIBAN",)
    assert shared_groups(("ISKP",), ("TALIBAN",)) == ()


@pytest.mark.parametrize(
    ("first", "last", "crosses"),
    [
        (date(2021, 8, 14), date(2021, 8, 15), True),
        (date(2021, 8, 15), date(2021, 8, 16), False),
        (date(2021, 8, 13), date(2021, 8, 14), False),
    ],
)
def test_the_day_of_the_takeover_belongs_to_the_time_after(
    first: date,
    last: date,
    crosses: bool,  # noqa: FBT001 - a case's expectation
) -> None:
    assert crosses_takeover((first, first), (last, last)) is crosses
