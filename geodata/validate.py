"""Files of records against their schema: every failure with file, line, column and value.

Files are read as text, so that nothing is coerced in silence; lines are counted as an editor
counts them.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

import pandas as pd
from pandera.errors import SchemaErrors

from geodata.model import RecordError

if TYPE_CHECKING:
    from pathlib import Path

    import pandera.pandas as pa

    from geodata.schema import Rule

FAILURES_SHOWN: Final = 10
FAILURE_COLUMNS: Final = ["file", "line", "column", "value", "reason"]


def read_text(path: Path) -> pd.DataFrame:
    """Read a CSV file as text; blank stays blank.

    Returns
    -------
    pandas.DataFrame
        Strings only, indexed by the line of the file on which each row begins.

    Raises
    ------
    RecordError
        If the file can't be read as UTF-8 CSV, or a row has more or fewer fields than the
        heading.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            heading = next(reader, [])
            rows, lines = [], []
            # A quoted text may hold line breaks, and empty lines may stand between rows: only
            # the reader knows on which line a row begins.
            line = reader.line_num + 1
            for row in reader:
                if row:
                    rows.append(row)
                    lines.append(line)
                line = reader.line_num + 1
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RecordError(
            f"{path.name} can't be read as a table: {error}. Save it as CSV in UTF-8."
        ) from error
    _check_shape(path.name, heading, rows, lines)
    return pd.DataFrame(rows, columns=heading, index=pd.Index(lines, dtype="int64"), dtype=str)


def _check_shape(file: str, heading: list[str], rows: list[list[str]], lines: list[int]) -> None:
    if not any(heading):
        raise RecordError(f"{file} can't be read as a table: it has no heading. Add it as line 1.")
    twice = sorted({name for name in heading if heading.count(name) > 1})
    if twice:
        raise RecordError(
            f"{file}, line 1: {', '.join(map(repr, twice))} stands more than once in the heading. "
            "Leave one."
        )
    # A row that is too long or too short has its values under the wrong headings.
    ragged = [
        f"{file}, line {line}: has {len(row)} fields where the heading has {len(heading)}"
        for row, line in zip(rows, lines, strict=True)
        if len(row) != len(heading)
    ]
    if ragged:
        raise RecordError(
            f"{_first_sentences(ragged)}\nPut texts that hold a comma in double quotes."
        )


def _first_sentences(sentences: list[str]) -> str:
    shown = sentences[:FAILURES_SHOWN]
    more = len(sentences) - len(shown)
    return "\n".join([*shown, f"… and {more} more, {len(sentences)} in all."] if more else shown)


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
    raise RecordError(_first_sentences([failure_text(failure) for _, failure in found.iterrows()]))
