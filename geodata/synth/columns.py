"""Columns of synthetic tables: each distinct text is made once and taken where it stands."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata.provinces import DATA, load_provinces
from geodata.sidecar import verify
from geodata.synth.plan import FIRST_DAY, LAST_DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from geodata.synth.gazetteer import Numbers
    from geodata.synth.plan import Conflict

NEWSROOMS: Final = (
    "Synthetic Press Agency",
    "Synthetic Radio",
    "Synthetic Daily",
    "Synthetic Monitor",
)
"""Invented sources; their names say so."""


def distinct_texts(values: Iterable[str]) -> pa.Array:
    """Return texts to take from; blank becomes missing, which a CSV file has as nothing."""
    return pa.array([value or None for value in values], pa.string())


def taken(distinct: pa.Array, numbers: Numbers) -> pa.Array:
    """Return the texts at some numbers, a text a row."""
    return distinct.take(pa.array(numbers))


def conflict_column(conflicts: Sequence[Conflict], column: str) -> pa.Array:
    """Return what each conflict has in a column."""
    return distinct_texts(conflict.columns.get(column, "") for conflict in conflicts)


def blank(rows: int) -> pa.Array:
    """Return a column of nothing."""
    return pa.nulls(rows, pa.string())


def repeated(value: str, rows: int) -> pa.Array:
    """Return a column of one text."""
    return pa.repeat(value, rows)


def numbered(prefix: str, numbers: Numbers) -> pa.Array:
    """Return identifiers: a prefix and a number."""
    return pc.binary_join_element_wise(prefix, pa.array(numbers).cast(pa.string()), "")


@cache
def day_texts(suffix: str = "") -> pa.Array:
    """Return each day of the plan as 2021-08-15, to be taken by :func:`day_numbers`."""
    last = day_numbers(np.array([LAST_DAY], dtype="datetime64[D]"))[0]
    days = np.datetime64(FIRST_DAY, "D") + np.arange(last + 1)
    return distinct_texts(f"{day}{suffix}" for day in days)


def day_numbers(days: npt.NDArray[np.datetime64]) -> Numbers:
    """Return how many days after the first day of the plan each day is."""
    return (days - np.datetime64(FIRST_DAY, "D")).astype("int64")


def years(days: npt.NDArray[np.datetime64]) -> Numbers:
    """Return the year of each day."""
    return days.astype("datetime64[Y]").astype("int64") + 1970


def province_spellings(column: str) -> dict[str, str]:
    """Return the names of the provinces by p-code as a dataset spells them.

    Parameters
    ----------
    column : {"name_acled", "name_ucdp"}
        A column of the table of provinces; OCHA's name stands where it is blank.
    """
    path = DATA / "provinces.csv"
    verify(path)
    table = pd.read_csv(path, dtype="str", keep_default_na=False, index_col="pcode")
    spelled = table[column].mask(table[column].eq(""), load_provinces()["name_ocha"])
    return {"": "", **{str(pcode): name for pcode, name in spelled.items()}}
