"""Checking as on one fixed day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from geodata.checks import Checked, check

if TYPE_CHECKING:
    import pandas as pd

TODAY: Final = date(2025, 11, 24)


def outcome(rows: pd.DataFrame) -> Checked:
    """Check candidates on :data:`TODAY`."""
    return check(rows, TODAY)
