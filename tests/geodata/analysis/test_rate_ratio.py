"""Exact intervals of rate ratios, against R, scipy's binomial test and the definition."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest

from geodata.analysis.rate_ratio import rate_ratios

counts = st.integers(0, 400)
days = st.integers(1, 5000)


def one(first: int, second: int, first_days: int, second_days: int) -> tuple[float, float, float]:
    table = rate_ratios(pd.Series([first]), pd.Series([second]), first_days, second_days)
    ratio, low, high = table.iloc[0]
    return ratio, low, high


def test_it_agrees_with_the_example_of_r() -> None:
    # ?poisson.test in R 4: poisson.test(c(11, 6+8+7), c(800, 1083+1050+878)).
    assert one(21, 11, 3011, 800) == pytest.approx((1.971488, 0.8584264, 4.2772659), abs=1e-6)


def test_small_counts_worked_out_by_hand() -> None:
    # Of 4 records all on the second side: the share p with p**4 = 0.025 is the lower end.
    share = 0.025**0.25
    ratio, low, high = one(0, 4, 10, 10)
    assert (ratio, high) == (math.inf, math.inf)
    assert low == pytest.approx(share / (1 - share))
    ratio, low, high = one(4, 0, 10, 10)
    assert (ratio, low) == (0, 0)
    assert high == pytest.approx((1 - share) / share)


def test_without_a_record_on_either_side_there_is_no_ratio() -> None:
    table = rate_ratios(pd.Series([0, 1]), pd.Series([0, 1]), 5, 5)
    assert table.iloc[0].isna().all()
    assert table.iloc[1].notna().all()


@pytest.mark.parametrize("lengths", [(0, 5), (5, 0), (-1, 5)])
def test_a_side_without_a_day_has_no_rate(lengths: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="at least one day"):
        rate_ratios(pd.Series([1]), pd.Series([1]), *lengths)


@given(counts, counts, days, days)
def test_it_is_the_exact_interval_of_a_binomial_share(
    first: int, second: int, first_days: int, second_days: int
) -> None:
    if first + second == 0:
        return
    _, low, high = one(first, second, first_days, second_days)
    share = binomtest(second, first + second).proportion_ci(0.95, method="exact")
    for bound, end in ((share.low, low), (share.high, high)):
        odds = math.inf if bound == 1 else bound / (1 - bound)
        assert end == pytest.approx(odds * first_days / second_days, rel=1e-6)


@given(st.integers(1, 60), st.integers(1, 60), days, days)
def test_at_its_ends_the_counts_are_just_as_unlikely_as_the_tails_allow(
    first: int, second: int, first_days: int, second_days: int
) -> None:
    _, low, high = one(first, second, first_days, second_days)
    total = first + second
    for ratio, tail in (
        (low, lambda share: binom.sf(second - 1, total, share)),
        (high, lambda share: binom.cdf(second, total, share)),
    ):
        expected = ratio * second_days
        assert tail(expected / (expected + first_days)) == pytest.approx(0.025, rel=1e-6)


@given(st.integers(1, 400), st.integers(1, 400), days, days)
def test_sides_swapped_give_the_inverse(
    first: int, second: int, first_days: int, second_days: int
) -> None:
    ratio, low, high = one(first, second, first_days, second_days)
    assert low <= ratio <= high
    inverse = one(second, first, second_days, first_days)
    assert inverse == pytest.approx((1 / ratio, 1 / high, 1 / low), rel=1e-6)
