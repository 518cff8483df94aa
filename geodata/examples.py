"""Rows that a report names, so that a reader can look at them in the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from geodata.checks.columns import Marks

EXAMPLES: Final = 5
"""Rows that a report names for each reason and each flag."""

# Which value of a record shows best what a flag is about; none where it could be any.
_COLUMN_OF_FLAG: Final = {
    "actor_unmapped": "actor",
    "near_duplicate": "incident_id",
    "date_converted": "date",
    "date_imprecise": "date_precision",
    "coordinates_elsewhere": "province",
    "coordinates_outside": "province",
    "code_name_disagree": "province",
    "province_name_unknown": "note",
    "province_name_ambiguous": "note",
    "estimates_incomplete": "note",
}


@dataclass(frozen=True, slots=True)
class Example:
    """One row to look at; ``value`` is blank where the licence forbids to show it."""

    source_file: str
    source_row: int
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many rows a reason or a flag is true of, and the first few of them."""

    rows: int
    examples: tuple[Example, ...]

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(self.rows + other.rows, (*self.examples, *other.examples)[:EXAMPLES])


@dataclass(frozen=True, slots=True)
class ExampleFinder:
    """Names the first rows of a reason or a flag.

    Parameters
    ----------
    source_file : str
        Name of the file that the rows are of.
    may_quote : bool
        Whether the licence lets values be shown to others.
    """

    source_file: str
    may_quote: bool = field(kw_only=True)

    def of_rejected(self, rows: pd.DataFrame) -> tuple[Example, ...]:
        """Return examples among rejected rows, see :class:`geodata.checks.Checked`."""
        first = rows.head(EXAMPLES)
        return self._examples(first.index, first["column"], first["value"])

    def of_flagged(self, records: pd.DataFrame, rows: Marks, code: str) -> tuple[Example, ...]:
        """Return examples among the marked records, which raise a flag."""
        first = records.iloc[np.flatnonzero(rows)[:EXAMPLES]]
        column = _COLUMN_OF_FLAG.get(code, "")
        values = first[column] if column else pd.Series("", index=first.index)
        if column == "date":
            values = pd.to_datetime(first[column]).dt.strftime("%Y-%m-%d")
        return self._examples(first.index, pd.Series(column, index=first.index), values.fillna(""))

    def _examples(
        self, numbers: pd.Index, columns: pd.Series, values: pd.Series
    ) -> tuple[Example, ...]:
        return tuple(
            Example(self.source_file, int(number), column, value if self.may_quote else "")
            for number, column, value in zip(numbers, columns, values, strict=True)
        )
