"""The ratio of two Poisson rates with its exact interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy.special import betaincinv  # type: ignore[import-untyped]  # scipy ships no types

if TYPE_CHECKING:
    from numpy.typing import NDArray

CONFIDENCE: Final = 0.95

RATIO_COLUMNS: Final = ("ratio", "ratio_low", "ratio_high")


def rate_ratios(
    first: pd.Series, second: pd.Series, first_days: int, second_days: int
) -> pd.DataFrame:
    """Return how many times the first rate the second rate is, with an exact 95 % interval.

    Given the sum of two independent Poisson counts, the second one is binomial; the exact
    interval of its share (Clopper and Pearson 1934) becomes that of the ratio (Przyborowski and
    Wilenski 1940), as in R's ``poisson.test``. It is never narrower than it should be. It covers
    chance alone, not what was left out of the records.

    Parameters
    ----------
    first, second : pandas.Series
        Counts (0 or more) with the same index.
    first_days, second_days : int
        Over how many days each was counted, above zero.

    Returns
    -------
    pandas.DataFrame
        Index of the counts; ``ratio``, ``ratio_low``, ``ratio_high`` (Float64). Where the first
        count is zero, ratio and upper end are infinite; where both are, all three are missing.

    Raises
    ------
    ValueError
        If a count of days is not above zero.

    Examples
    --------
    >>> rate_ratios(pd.Series([21, 0]), pd.Series([11, 4]), 3011, 800).round(3)
       ratio  ratio_low  ratio_high
    0  1.971      0.858       4.277
    1    inf      2.485         inf
    """
    if first_days <= 0 or second_days <= 0:
        raise ValueError("A rate needs at least one day on either side.")
    before, after = (counts.to_numpy(dtype=float) for counts in (first, second))
    tail = (1 - CONFIDENCE) / 2
    # With a count of zero the end of the interval is that of the scale; the beta distribution
    # has no such quantile.
    low_share = np.where(after > 0, betaincinv(np.maximum(after, 1), before + 1, tail), 0.0)
    high_share = np.where(before > 0, betaincinv(after + 1, np.maximum(before, 1), 1 - tail), 1.0)
    days = first_days / second_days
    table = pd.DataFrame(
        {
            "ratio": _odds(after / np.maximum(before + after, 1)) * days,
            "ratio_low": _odds(low_share) * days,
            "ratio_high": _odds(high_share) * days,
        },
        index=first.index,
    ).astype("Float64")
    return table.mask(pd.Series(before + after == 0, index=first.index))


def _odds(share: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(divide="ignore"):
        odds: NDArray[np.float64] = share / (1 - share)
    return odds
