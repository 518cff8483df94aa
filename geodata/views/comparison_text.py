"""Changes, ratios and intervals as a reader sees them."""

from __future__ import annotations

import math
from typing import Final

import pandas as pd

from geodata.views.text import EN_DASH, UNKNOWN, decimal_text, number_text

MINUS: Final = "\u2212"
SMALLEST_RATIO: Final = 0.01


def step_text(step: int, decimals: int) -> str:
    """Write a whole number of steps of the last digit.

    Examples
    --------
    >>> step_text(217, 2), step_text(7, 0)
    ('2.17', '7')
    """
    return decimal_text(step / 10**decimals, decimals) if decimals else number_text(step)


def change_text(change: float | None, decimals: int) -> str:
    """Write a change with its sign.

    Examples
    --------
    >>> change_text(24, 0), change_text(-0.375, 2).replace(MINUS, "-"), change_text(0, 0)
    ('+24', '-0.38', '0')
    """
    if change is None or pd.isna(change):
        return UNKNOWN
    if change == 0:
        return "0"
    size = decimal_text(abs(change), decimals) if decimals else number_text(round(abs(change)))
    return f"{'+' if change > 0 else MINUS}{size}"


def ratio_text(ratio: float) -> str:
    """Write a ratio with about three digits.

    Examples
    --------
    >>> [ratio_text(ratio) for ratio in (0.001, 0.858, 12.34, 114.2, 1999.6)]
    ['<0.01', '0.86', '12.3', '114', '2\u2009000']
    """
    if ratio < SMALLEST_RATIO:
        return f"<{SMALLEST_RATIO}"
    # Thresholds at which rounding would add a digit.
    if ratio < 9.995:  # noqa: PLR2004 - see above
        return f"{ratio:.2f}"
    if ratio < 99.95:  # noqa: PLR2004 - see above
        return f"{ratio:.1f}"
    return number_text(round(ratio))


def interval_text(low: float | None, high: float | None) -> str:
    """Write the interval of a ratio; an open end is said in words.

    Examples
    --------
    >>> interval_text(3.2, 114), interval_text(1.92, math.inf), interval_text(0, 0.52)
    ('3.20–114', 'at least 1.92', 'at most 0.52')
    >>> interval_text(pd.NA, pd.NA)
    ''
    """
    if low is None or high is None or pd.isna(low) or pd.isna(high):
        return ""
    if math.isinf(high):
        return f"at least {ratio_text(low)}"
    if low == 0:
        return f"at most {ratio_text(high)}"
    return f"{ratio_text(low)}{EN_DASH}{ratio_text(high)}"
