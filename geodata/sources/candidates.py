"""Candidates out of the parts that a reader makes: when, where, who."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from geodata.actors import actor_periods
from geodata.dates import parse_dates
from geodata.layout import CANDIDATE_TEXTS
from geodata.sources.columns import Distinct, constant, series

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy.typing as npt

    from geodata.dates import DateOrder
    from geodata.sources.columns import Marks

    Days = npt.NDArray[np.datetime64]


class Part(NamedTuple):
    """Some columns of candidates, and the rows that bear flags because of them."""

    columns: dict[str, pa.Array]
    marks: dict[str, Marks]


class When(NamedTuple):
    """The dates of the rows, the period of the table of actors that each is in, and the rest."""

    dates: Days
    periods: pa.Array
    part: Part


def read_when(dates: pa.Array, precision: pa.Array | None, order: DateOrder) -> When:
    """Read the dates of a file.

    Parameters
    ----------
    dates : pyarrow.Array
        As the file has them.
    precision : pyarrow.Array, optional
        Codes of :data:`geodata.model.DATE_PRECISIONS`; by default what each date itself tells.
    order : {"day_first", "month_first", "undecided"}
        See :func:`geodata.dates.parse_dates`.
    """
    distinct = Distinct.of({"date": dates})
    parsed = parse_dates(distinct.rows["date"], order)
    marks = {
        flag: distinct.spread_marks(parsed["flags"].str.contains(flag, regex=False))
        for flag in ("date_converted", "digits_converted")
    }
    told = distinct.spread(parsed["precision"]) if precision is None else precision
    return When(
        dates=parsed["date"].to_numpy()[distinct.numbers],
        periods=pa.array(actor_periods(parsed["date"])[distinct.numbers]),
        part=Part({"date_text": dates, "date_precision": told}, marks),
    )


def flag_texts(marks: Mapping[str, Marks], rows: int) -> pa.Array:
    """Return the flags of each row, joined by ``;``.

    Parameters
    ----------
    marks : mapping of str to numpy.ndarray
        For each flag, the rows that bear it.
    rows : int
        How many rows there are.
    """
    numbers = np.zeros(rows, dtype=np.int64)
    for place, bears in enumerate(marks.values()):
        numbers |= bears.astype(np.int64) << place
    places, combinations = pd.factorize(numbers)
    names = list(marks)
    written = [
        ";".join(name for place, name in enumerate(names) if combination >> place & 1)
        for combination in combinations.tolist()
    ]
    return pa.array(written, pa.large_string()).take(pa.array(places))


def assembled(
    dates: Days,
    parts: Iterable[Part],
    columns: Mapping[str, pa.Array | str],
    index: pd.Index,
) -> pd.DataFrame:
    """Assemble candidates.

    Parameters
    ----------
    dates : numpy.ndarray
        datetime64, missing where the file has no date.
    parts : iterable of Part
        Columns and flags. No two have the same column; a flag of several is one.
    columns : mapping of str to pyarrow.Array or str
        More columns, or one text for all rows. Those of
        :data:`geodata.layout.CANDIDATE_TEXTS` that are nowhere are blank.
    index : pandas.Index
        ``source_row``.

    Returns
    -------
    pandas.DataFrame
        The columns of :data:`geodata.layout.CANDIDATE_COLUMNS`.
    """
    given: dict[str, pa.Array | str] = dict(columns)
    marks: dict[str, Marks] = {}
    for part in parts:
        given |= part.columns
        for flag, bears in part.marks.items():
            marks[flag] = marks[flag] | bears if flag in marks else bears
    given["flags"] = flag_texts(marks, len(index))
    blank = constant("", len(index))
    data = {"date": pd.Series(dates, index=index)}
    for name in CANDIDATE_TEXTS:
        values = given.get(name, blank)
        whole = constant(values, len(index)) if isinstance(values, str) else values
        data[name] = series(whole, index)
    return pd.DataFrame(data, index=index)
