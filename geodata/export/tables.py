"""Tables for spreadsheets in which no cell is run as a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import Any

    import pandas as pd

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def _neutral(value: Any) -> Any:  # noqa: ANN401 - a cell
    # Spreadsheets take what begins so for a formula, which may run programs (OWASP, "CSV
    # injection"); an apostrophe makes it a text. Numbers of the atlas are no texts.
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value


def safe_csv(table: pd.DataFrame) -> str:
    """Write a table as CSV, texts that begin like a formula marked as texts.

    Examples
    --------
    >>> import pandas as pd
    >>> print(safe_csv(pd.DataFrame({"note": ["=1+1", "fine"], "row": [1, -2]})).strip())
    note,row
    '=1+1,1
    fine,-2
    """
    return table.map(_neutral).to_csv(index=False)
