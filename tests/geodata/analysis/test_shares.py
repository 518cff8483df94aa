"""Shares of a sample: what chance and missing records leave open."""

from __future__ import annotations

from datetime import date
from math import comb

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.analysis.claims import Threshold
from geodata.analysis.shares import most_counted, share_of, share_verdict

MOSTLY = Threshold("more_than", 50)


def tail(part: int, attacks: int, share: float) -> float:
    """Return the chance of so many or more, from the binomial formula."""
    return sum(
        comb(attacks, k) * share**k * (1 - share) ** (attacks - k) for k in range(part, attacks + 1)
    )


def test_the_interval_is_that_of_clopper_and_pearson() -> None:
    share = share_of(4, 27, None)
    # At the ends of the interval, so many or more (fewer) have a chance of 2.5 %.
    assert tail(4, 27, share.low / 100) == pytest.approx(0.025)
    assert 1 - tail(5, 27, share.high / 100) == pytest.approx(0.025)


def test_without_a_count_by_others_any_share_of_all_attacks_is_possible() -> None:
    share = share_of(27, 27, None)
    assert (share.least, share.most) == (0, 100)
    assert share_verdict(share, MOSTLY) == ("not_decided", "share_of_sample")


def test_a_share_is_decided_only_if_the_missing_attacks_cannot_turn_it() -> None:
    assert share_verdict(share_of(30, 31, 40), MOSTLY) == ("supported", "share_of_all")
    assert share_verdict(share_of(30, 31, 61), MOSTLY) == ("not_decided", "share_of_sample")
    assert share_verdict(share_of(1, 31, 40), MOSTLY) == ("contradicted", "share_of_all")


@given(st.data())
def test_bounds_hold_whatever_the_missing_attacks_were(data: st.DataObject) -> None:
    attacks = data.draw(st.integers(1, 200))
    part = data.draw(st.integers(0, attacks))
    missing = data.draw(st.integers(0, 200))
    of_missing = data.draw(st.integers(0, missing))
    share = share_of(part, attacks, attacks + missing)
    truth = 100 * (part + of_missing) / (attacks + missing)
    assert share.least - 1e-9 <= truth <= share.most + 1e-9
    assert share.low <= share.best <= share.high


def test_the_largest_count_over_the_whole_period_leaves_most_room() -> None:
    counts = pd.DataFrame(
        {
            "group": ["ISKP", "ISKP", "ISKP", "NRF", "ISKP"],
            "measure": ["attacks"] * 4 + ["provinces"],
            "value": pd.array([62, 365, 900, 1000, pd.NA], dtype="Int64"),
            "period_start": pd.to_datetime(
                ["2021-08-15", "2021-01-01", "2021-09-01"] + ["2021-01-01"] * 2
            ),
            "period_end": pd.to_datetime(["2024-08-15"] + ["2021-12-31"] * 4),
        }
    )
    period = date(2021, 8, 15), date(2021, 11, 19)
    assert most_counted(counts, "ISKP", period, 27) == 365
    # A count smaller than the records is of something narrower.
    assert most_counted(counts, "ISKP", period, 400) is None
    assert most_counted(counts, "AFF", period, 1) is None
