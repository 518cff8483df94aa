"""What a worker answers, checked: a file may have taken it over."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from geodata.formats import FORMATS
from geodata.layout import REJECTED_SCHEMA, SCHEMA
from geodata.model import AtlasError
from geodata.sources.mapping import CODES, FIELDS, ColumnMapping
from geodata.sources.rawfile import ReadError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from geodata.sources.registry import Format

DATE_ORDERS: Final = ("day_first", "month_first", "undecided")
_COUNTS: Final = ("rows_read", "accepted", "accepted_with_flags", "rejected")


class AnswerError(Exception):
    """An answer is none that a worker gives."""


@dataclass(frozen=True, slots=True)
class LookedFile:
    """What a file is.

    Parameters
    ----------
    file_name : str
        As its owner calls it, without folders.
    format : Format
        What the columns mean; its rights are the server's own.
    how, remark : str
        What tells the format, and what a reader should see, as sentences.
    columns : tuple of str
        Names of the columns.
    mapping : ColumnMapping or None
        Of a table in no known format: what its columns are, guessed or given.
    is_synthetic : bool
        Whether it says of itself that it is made up.
    """

    file_name: str
    format: Format
    how: str
    remark: str
    columns: tuple[str, ...]
    mapping: ColumnMapping | None
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of the rows.

    Parameters
    ----------
    records : pyarrow.Table
        Accepted rows, columns of :data:`geodata.layout.SCHEMA`.
    rejected : pandas.DataFrame
        The first rejected rows, columns of :data:`geodata.layout.REJECTED_SCHEMA`.
    report : dict
        As :meth:`geodata.report.ImportReport.to_json` writes it.
    """

    records: pa.Table
    rejected: pd.DataFrame
    report: dict[str, Any]


def _need(condition: object, what: str) -> None:
    if not condition:
        raise AnswerError(what)


def _texts(values: Any, what: str) -> list[str]:  # noqa: ANN401 - from JSON
    _need(isinstance(values, list) and all(isinstance(each, str) for each in values), what)
    found: list[str] = values
    return found


def _object(body: pa.Buffer) -> dict[str, Any]:
    try:
        content = json.loads(body.to_pybytes().decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise AnswerError("JSON") from error
    _need(isinstance(content, dict), "JSON")
    found: dict[str, Any] = content
    return found


def read_file(body: pa.Buffer, file_name: str) -> LookedFile:
    """Return what a worker says of a file.

    Raises
    ------
    AnswerError
        If it is none that a worker says.
    """
    found = _object(body)
    _need(found.get("format") in FORMATS, "format")
    how, remark = _texts([found.get("how"), found.get("remark")], "sentences")
    columns = tuple(_texts(found.get("columns"), "columns"))
    mapping = found.get("mapping")
    _need(isinstance(found.get("is_synthetic"), bool), "mark")
    return LookedFile(
        file_name=file_name,
        format=FORMATS[found["format"]],
        how=how,
        remark=remark,
        columns=columns,
        mapping=None if mapping is None else _mapping(mapping, columns),
        is_synthetic=found["is_synthetic"],
    )


def _mapping(found: Any, columns: Sequence[str]) -> ColumnMapping:  # noqa: ANN401 - from JSON
    try:
        mapping = ColumnMapping(
            columns={str(name): str(column) for name, column in found["columns"].items()},
            constants={str(name): str(code) for name, code in found["constants"].items()},
            date_order=found["date_order"],
            confidence={str(name): float(each) for name, each in found["confidence"].items()},
            how={str(name): str(each) for name, each in found["how"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise AnswerError("mapping") from error
    _need(mapping.date_order in DATE_ORDERS, "mapping")
    _need(set(mapping.columns) <= set(FIELDS), "mapping")
    _need(set(mapping.columns.values()) <= set(columns), "mapping")
    _need(all(code in CODES.get(name, {}) for name, code in mapping.constants.items()), "mapping")
    return mapping


def read_table(body: pa.Buffer, schema: pa.Schema) -> pa.Table:
    """Return rows that a worker sends; the bytes are not copied.

    Raises
    ------
    AnswerError
        If they are of another schema, or not whole.
    """
    try:
        with pa.ipc.open_stream(body) as stream:
            _need(stream.schema.equals(schema), "schema")
            table = stream.read_all()
        # Offsets beyond the end of the data, and texts that are no UTF-8.
        table.validate(full=True)
    except (pa.ArrowException, OSError) as error:
        raise AnswerError("rows") from error
    return table


def read_checked(
    records: Sequence[pa.Table], rejected: Sequence[pa.Table], body: pa.Buffer
) -> Checked:
    """Put together what became of the rows.

    Raises
    ------
    AnswerError
        If the report isn't one, or doesn't fit the rows.
    """
    report = _object(body)
    _check_report(report)
    kept = pa.concat_tables(records) if records else SCHEMA.empty_table()
    refused = pa.concat_tables(rejected) if rejected else REJECTED_SCHEMA.empty_table()
    _need(kept.num_rows == report["accepted"], "accepted rows")
    _need(refused.num_rows <= report["rejected"], "rejected rows")
    return Checked(kept, refused.to_pandas(), report)


def _check_report(report: dict[str, Any]) -> None:
    counts = [report.get(name) for name in _COUNTS]
    _need(all(type(count) is int and count >= 0 for count in counts), "counts")
    _need(report["rows_read"] == report["accepted"] + report["rejected"], "counts")
    lines = [report.get(name) for name in ("reasons", "flags", "unmapped_actors")]
    _need(all(isinstance(each, list) for each in lines), "report")
    try:
        for line in (*report["reasons"], *report["flags"]):
            _texts([line["code"], line["label"], line["sentence"]], "report")
            _need(type(line["rows"]) is int, "report")
            for example in line["examples"]:
                _texts([example["value"]], "report")
                _need(type(example["source_row"]) is int, "report")
        for line in report["unmapped_actors"]:
            _texts([line["actor"]], "report")
            _need(type(line["rows"]) is int, "report")
    except (KeyError, TypeError) as error:
        raise AnswerError("report") from error


def read_refusal(body: pa.Buffer, file_name: str) -> AtlasError:
    """Return the refusal of a file as the error that its reader raised.

    Raises
    ------
    AnswerError
        If it is none.
    """
    found = _object(body)
    if "cause" in found:
        cause, fix = _texts([found["cause"], found.get("fix")], "refusal")
        return ReadError(file_name, cause, fix)
    [message] = _texts([found.get("message")], "refusal")
    return AtlasError(message)
