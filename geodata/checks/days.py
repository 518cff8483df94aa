"""Dates: missing, impossible, in the future, or known to the month only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geodata.checks.columns import Texts, is_blank, marks
from geodata.checks.outcomes import Objection

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from geodata.checks.columns import Marks

    Days: TypeAlias = npt.NDArray[np.datetime64]

EARLIEST: Final = date(1970, 1, 1)
"""Before the first day of any dataset (GTD begins in 1970) a date is a mistake in the file."""

_IMPRECISE: Final = ("week", "month", "year")


@dataclass(frozen=True, slots=True)
class Dated:
    """The days of a batch (datetime64[D]), flags by code, and objections in order."""

    days: Days
    flags: dict[str, Marks]
    objections: list[Objection]


def check_days(dates: pd.Series, texts: Texts, precisions: Texts, today: date) -> Dated:
    """Check the dates of a batch.

    Parameters
    ----------
    dates : pandas.Series
        datetime64, missing where the text is no date.
    texts : pyarrow.Array
        The dates as the file has them, ``""`` where it has none.
    precisions : pyarrow.Array
        Codes of :data:`geodata.model.DATE_PRECISIONS`, or ``""``. A date is never moved: where a
        span of days is known, the reader gives its first.
    today : datetime.date
        The last day that isn't in the future.
    """
    days = dates.to_numpy().astype("datetime64[D]")
    is_missing, has_text = np.isnat(days), ~is_blank(pc.utf8_trim_whitespace(texts))
    objections = [
        Objection("date_missing", "date", is_missing & ~has_text),
        Objection(
            "date_impossible",
            "date",
            (is_missing & has_text) | (days < np.datetime64(EARLIEST)),
        ),
        Objection("date_in_future", "date", days > np.datetime64(today)),
    ]
    is_imprecise = marks(pc.is_in(precisions, pa.array(_IMPRECISE, precisions.type)))
    return Dated(days, {"date_imprecise": is_imprecise}, objections)
