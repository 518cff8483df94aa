"""Invented files in each format, read as readers get them, and what a person made of them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from geodata.formats import Detected, detect
from geodata.layout import CANDIDATE_COLUMNS

if TYPE_CHECKING:
    from geodata.formats import Format

TESTS = Path(__file__).parents[2]


def rows_of(name: str, encoding: str = "utf-8-sig") -> list[list[str]]:
    """Read a fixture with Python's own reader, as a way apart from the atlas's."""
    with (TESTS / "fixtures" / name).open(encoding=encoding, newline="") as file:
        return list(csv.reader(file))


def looked_at(name: str, encoding: str = "utf-8-sig") -> tuple[Detected, pd.DataFrame]:
    """Return what a fixture is told to be, and its rows."""
    rows = rows_of(name, encoding)
    found = detect(rows[:200], name)
    body = rows[1:] if found.has_heading else rows
    index = pd.RangeIndex(1, len(body) + 1, name="source_row")
    return found, pd.DataFrame(body, columns=list(found.columns), index=index, dtype="str")


def assert_golden(candidates: pd.DataFrame, name: str) -> None:
    """Compare candidates with the file that a person wrote by the codebook."""
    golden = pd.read_csv(
        TESTS / "golden" / name, dtype=str, keep_default_na=False, index_col="source_row"
    )
    golden.index = golden.index.astype("int64")
    assert candidates.columns.tolist() == list(CANDIDATE_COLUMNS)
    dates = candidates["date"].dt.strftime("%Y-%m-%d").fillna("")
    got = candidates.assign(date=dates)[list(golden)]
    assert got.index.tolist() == golden.index.tolist()
    differing = [
        (row, column, got.loc[row, column], golden.loc[row, column])
        for row in golden.index
        for column in golden
        if got.loc[row, column] != golden.loc[row, column]
    ]
    assert not differing, differing


def read_as(found: Format, cells: dict[str, str]) -> pd.Series:
    """Read one row with these cells, all others blank, and return its candidate."""
    columns = found.wanted or tuple(cells)
    row = pd.DataFrame(
        [[cells.get(column, "") for column in columns]], columns=list(columns), dtype="str"
    )
    return found.to_candidates(row).iloc[0]
