"""The period before a period, of the same length."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


def same_length_before(first: date, last: date, earliest: date) -> tuple[date, date] | None:
    """Return the days just before a period, as many as it has.

    Parameters
    ----------
    first, last : datetime.date
        The period, both days included.
    earliest : datetime.date
        Day of the first record of all: of earlier days nothing is known, and a comparison with
        them would show a rise where only the records begin.

    Returns
    -------
    tuple of datetime.date or None
        First and last day, both included; ``None`` if the days don't all lie within the records.

    Examples
    --------
    >>> from datetime import date
    >>> same_length_before(date(2021, 8, 15), date(2021, 8, 21), date(2014, 1, 17))
    (datetime.date(2021, 8, 8), datetime.date(2021, 8, 14))
    >>> same_length_before(date(2014, 1, 20), date(2014, 1, 31), date(2014, 1, 17)) is None
    True
    """
    length = last - first
    # Counted from the earliest record, since a date can't go back without an end.
    if first - earliest <= length:
        return None
    before_last = first - timedelta(days=1)
    return before_last - length, before_last
