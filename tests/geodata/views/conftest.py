"""Aggregates made by hand, in the shape that the query hands to the views."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

TABLE_PCODES = [*(f"AF{number:02d}" for number in range(1, 35)), "unknown"]
COUNTED = (
    "incidents",
    "killed_unknown",
    "injured_unknown",
    "toll_unknown",
    "killed_all_sides_records",
    "month_only",
    "vague_date",
    "attacks_target_known",
    "attacks_on_target",
)
SUMMED = (
    *(f"{kind}_{name}" for kind in ("killed", "injured") for name in ("low", "best", "high")),
    "killed_all_sides_best",
)
DATED = (
    "first_date",
    "last_date",
    "first_known_day",
    "last_known_day",
    "first_known_month",
    "last_known_month",
)


def province_table(rows: dict[str, dict[str, Any]]) -> pd.DataFrame:
    """Make the aggregate by province: named provinces as given, all others without a record."""
    index = pd.Index(TABLE_PCODES, name="province_pcode", dtype="string")
    given = pd.DataFrame.from_dict(rows, orient="index", dtype=object).reindex(TABLE_PCODES)
    given = given.reindex(columns=[*COUNTED, *SUMMED, *DATED]).set_axis(index)
    typed = given.astype(
        dict.fromkeys([*COUNTED, *SUMMED], "Int64") | dict.fromkeys(DATED, "datetime64[us]")
    )
    return typed.assign(**{name: typed[name].fillna(0) for name in COUNTED})


@pytest.fixture
def make_provinces() -> Callable[[dict[str, dict[str, Any]]], pd.DataFrame]:
    return province_table


@pytest.fixture
def names() -> pd.Series:
    """Name the provinces after their codes, in the opposite order of the alphabet."""
    codes = TABLE_PCODES[:-1]
    return pd.Series([f"Province {99 - int(code[2:])}" for code in codes], index=codes)
