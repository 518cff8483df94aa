"""The ranking of provinces: order, ties, bars, and those without a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from geodata.measures import MEASURES
from geodata.views.choropleth import map_view
from geodata.views.ranking import RankingRow, ranking

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.model import Estimate

    Make = Callable[[dict[str, dict[str, Any]]], pd.DataFrame]

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


def killed(low: int, best: int, high: int) -> dict[str, int]:
    return {"killed_low": low, "killed_best": best, "killed_high": high}


@pytest.fixture
def rank(make_provinces: Make, names: pd.Series) -> Callable[..., tuple[RankingRow, ...]]:
    def rows(
        provinces: dict[str, dict[str, Any]],
        key: str = "incidents",
        estimate: Estimate = "best",
        selected: str | None = None,
    ) -> tuple[RankingRow, ...]:
        table = make_provinces({pcode: row | DATES for pcode, row in provinces.items()})
        measure = MEASURES[key]
        view = map_view(table, names, measure, estimate)
        return ranking(table, view, measure, selected)

    return rows


def test_equal_values_share_a_rank_and_stand_by_name(
    rank: Callable[..., tuple[RankingRow, ...]],
) -> None:
    counts = {"AF01": 5, "AF02": 9, "AF03": 5, "AF04": 1}
    rows = rank({pcode: {"incidents": number} for pcode, number in counts.items()})
    # The names of the fixture run backwards: AF03 is "Province 96", AF01 is "Province 98".
    assert [(row.rank, row.pcode, row.value) for row in rows] == [
        (1, "AF02", "9"),
        (2, "AF03", "5"),
        (2, "AF01", "5"),
        (4, "AF04", "1"),
    ]
    assert [row.name for row in rows] == [f"Province {number}" for number in (97, 96, 98, 95)]


def test_bars_are_shares_of_the_longest_in_the_colour_of_the_map(
    rank: Callable[..., tuple[RankingRow, ...]],
) -> None:
    rows = rank({"AF01": {"incidents": 200}, "AF02": {"incidents": 50}})
    assert [row.share_percent for row in rows] == [100, 25]
    assert [row.colour for row in rows] == ["#d95f0e", "#fec44f"]


def test_provinces_without_a_record_and_the_unknown_one_are_left_out(
    rank: Callable[..., tuple[RankingRow, ...]],
) -> None:
    rows = rank({"AF01": {"incidents": 1}, "unknown": {"incidents": 99}})
    assert [row.pcode for row in rows] == ["AF01"]
    assert rank({"unknown": {"incidents": 99}}) == ()


def test_unknown_tolls_stand_last_without_a_bar(
    rank: Callable[..., tuple[RankingRow, ...]],
) -> None:
    rows = rank(
        {
            "AF01": {"incidents": 8, "killed_unknown": 8},
            "AF02": {"incidents": 1, **killed(0, 0, 0)},
            "AF03": {"incidents": 1, **killed(51, 63, 77)},
            "AF04": {"incidents": 8, "killed_unknown": 8},
        },
        "killed",
    )
    assert [(row.rank, row.pcode, row.value, row.share_percent) for row in rows] == [
        (1, "AF03", "63 (51–77)", 100),
        (2, "AF02", "0", 0),
        (3, "AF04", "unknown", 0),
        (3, "AF01", "unknown", 0),
    ]


def test_nothing_but_unknown_tolls_and_zeros_is_ranked_too(
    rank: Callable[..., tuple[RankingRow, ...]],
) -> None:
    unknown = rank({"AF01": {"incidents": 2, "killed_unknown": 2}}, "killed")
    assert [(row.value, row.share_percent) for row in unknown] == [("unknown", 0)]
    zero = rank({"AF01": {"incidents": 2, **killed(0, 0, 0)}}, "killed")
    assert [(row.value, row.share_percent) for row in zero] == [("0", 0)]


@pytest.mark.parametrize(("estimate", "first"), [("low", "AF01"), ("high", "AF02")])
def test_the_chosen_estimate_decides_the_order(
    rank: Callable[..., tuple[RankingRow, ...]], estimate: Estimate, first: str
) -> None:
    rows = rank(
        {
            "AF01": {"incidents": 1, **killed(4, 5, 6)},
            "AF02": {"incidents": 1, **killed(1, 5, 99)},
        },
        "killed",
        estimate,
    )
    assert rows[0].pcode == first


def test_the_selected_province_is_marked(rank: Callable[..., tuple[RankingRow, ...]]) -> None:
    provinces = {"AF01": {"incidents": 2}, "AF02": {"incidents": 1}}
    assert [row.selected for row in rank(provinces, selected="AF02")] == [False, True]
    assert [row.selected for row in rank(provinces)] == [False, False]


def test_the_first_record_is_dated_as_precisely_as_it_is_known(
    make_provinces: Make, names: pd.Series
) -> None:
    measure = MEASURES["incidents"]
    dates = DATES | dict.fromkeys(("first_date", "first_known_month"), pd.Timestamp(2016, 8, 1))
    table = make_provinces({"AF01": {"incidents": 2, **dates}, "AF02": {"incidents": 1, **DATES}})
    rows = ranking(table, map_view(table, names, measure, "best"), measure, None)
    assert [row.first for row in rows] == ["Aug 2016", "8 Oct 2021"]
