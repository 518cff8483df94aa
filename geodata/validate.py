"""Files of records against their schema: every failure with file, line, column and value.

Files are read as text, so that nothing is coerced in silence; lines are counted as an editor
counts them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
from pandera.errors import SchemaErrors

from geodata.model import RecordError

if TYPE_CHECKING:
    from pathlib import Path

    import pandera.pandas as pa

    from geodata.schema import Rule

FAILURES_SHOWN: Final = 10
# The heading is line 1 of a file.
FIRST_LINE: Final = 2

FAILURE_COLUMNS: Final = ["file", "line", "column", "value", "reason"]


def read_text(path: Path) -> pd.DataFrame:
    """Read a CSV file as text; blank stays blank.

    Returns
    -------
    pandas.DataFrame
        Strings only, indexed by the line of the file.

    Raises
    ------
    RecordError
        If the file can't be read as UTF-8 CSV.
    """
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise RecordError(
            f"{path.name} can't be read as a table: {error}. Save it as CSV in UTF-8."
        ) from error
    # A quoted text may hold line breaks: each one moves the rows below it down.
    breaks = sum(
        (frame[column].str.count("\n") for column in frame), start=pd.Series(0, frame.index)
    )
    moved = breaks.cumsum().shift(fill_value=0)
    return frame.set_axis(pd.RangeIndex(FIRST_LINE, FIRST_LINE + len(frame)) + moved.to_numpy())


def _column_failures(frame: pd.DataFrame, schema: pa.DataFrameSchema) -> pd.DataFrame:
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        about_frame = cases["column"].isna() | cases["check"].isin(
            ["column_in_schema", "column_in_dataframe"]
        )
        return pd.DataFrame(
            {
                "line": cases["index"].astype("Int64"),
                "column": cases["column"].mask(about_frame, cases["failure_case"]),
                "value": cases["failure_case"].astype("string"),
                "reason": cases["check"]
                .astype("string")
                .replace(
                    {
                        "column_in_schema": "is not a column of this file",
                        "column_in_dataframe": "is missing",
                        "field_uniqueness": "stands more than once",
                    }
                ),
            }
        )
    return pd.DataFrame(columns=["line", "column", "value", "reason"])


def _rule_failures(frame: pd.DataFrame, rules: tuple[Rule, ...]) -> list[pd.DataFrame]:
    found = []
    for column, reason, failing in rules:
        rows = frame[failing(frame)]
        found.append(
            pd.DataFrame(
                {
                    "line": pd.array(rows.index.to_numpy(), dtype="Int64"),
                    "column": column,
                    "value": rows[column].astype("string"),
                    "reason": reason,
                }
            )
        )
    return found


def failures(
    frame: pd.DataFrame, file: str, schema: pa.DataFrameSchema, rules: tuple[Rule, ...] = ()
) -> pd.DataFrame:
    """Return everything in a table of text that its schema forbids.

    Parameters
    ----------
    frame : pandas.DataFrame
        As :func:`read_text` returns it.
    file : str
        Name of the file, for the messages.
    schema : pandera.DataFrameSchema
        Checks of single columns.
    rules : tuple of (column, reason, function)
        Checks across columns; they run only when all columns are there.

    Returns
    -------
    pandas.DataFrame
        Columns ``file``, ``line`` (blank for the whole file), ``column``, ``value``,
        ``reason``; empty if all is well.
    """
    found = [_column_failures(frame, schema)]
    if set(schema.columns) <= set(frame.columns):
        found += _rule_failures(frame, rules)
    table = pd.concat([part for part in found if len(part)] or found[:1], ignore_index=True)
    table.insert(0, "file", file)
    return table[FAILURE_COLUMNS].sort_values("line", kind="stable", ignore_index=True)


def failure_text(failure: pd.Series) -> str:
    """Write one failure as a sentence: file, line, column, value, what is expected."""
    place = f"{failure['file']}"
    if pd.notna(failure["line"]):
        place += f", line {failure['line']}, column {failure['column']}: {failure['value']!r}"
    else:
        place += f": column {failure['column']}"
    return f"{place} {failure['reason']}."


def raise_failures(found: pd.DataFrame) -> None:
    """Raise if there are failures.

    Raises
    ------
    RecordError
        Naming the first ten and the number of all.
    """
    if found.empty:
        return
    sentences = [failure_text(failure) for _, failure in found.head(FAILURES_SHOWN).iterrows()]
    more = len(found) - len(sentences)
    if more:
        sentences.append(f"… and {more} more.")
    raise RecordError("\n".join(sentences))
