"""The rows of delimited text in batches, with their numbers, in bounded memory."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from geodata.sources.archives import unpacked
from geodata.sources.delimited import MAX_ROW_BYTES
from geodata.sources.encodings import Utf8Stream
from geodata.sources.rawfile import RawBatch, ReadError
from geodata.sources.tables import frame_of, malformed_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geodata.sources.rawfile import RawFile

MAX_BATCH_BYTES: Final = 128 << 20
"""A batch ends early when its text is that long."""

MAX_MALFORMED: Final = 100_000
"""Rows with a wrong number of fields in a stretch; more of them, and it's the columns."""

_MALFORMED_LETTERS: Final = 2_000
"""How much is kept of the text of a malformed row."""


@dataclass(slots=True)
class _Numbering:
    """Gives the rows that arrow divides into fields, and those that it can't, their numbers.

    Arrow counts the rows of the file from 1, the heading counted, wholly empty lines not; it
    hands on the numbers only of rows with a wrong number of fields. They are known before the
    batch that they fall into, so the sound rows take the numbers that are left.
    """

    end_mark: str
    headings: int
    next_row: int = 1
    parsed: int = 0
    """Rows that arrow has got through, sound or not; it is ahead of the batches."""
    rows: list[tuple[int, str]] = field(default_factory=list)
    seen_end: bool = False
    too_many: bool = False

    def handle(self, row: pyarrow.csv.InvalidRow) -> str:
        """Note a row with a wrong number of fields; arrow calls this from its own thread."""
        if row.text == self.end_mark:
            self.seen_end = True
            return "skip"
        self.parsed += 1
        self.rows.append((row.number - self.headings, row.text[:_MALFORMED_LETTERS]))
        if len(self.rows) <= MAX_MALFORMED:
            return "skip"
        # An exception would be lost in arrow's thread; this stops arrow with an error of its own.
        self.too_many = True
        return "error"

    def take(self, count: int) -> tuple[pd.Index, pd.DataFrame]:
        """Return the numbers of the next ``count`` sound rows, and what is malformed up to them."""
        first = self.next_row
        skipped = np.array([number for number, _ in self.rows], dtype=np.int64)
        numbers = np.arange(first, first + count + len(skipped), dtype=np.int64)
        numbers = numbers[~np.isin(numbers, skipped)][:count]
        if count:
            self.next_row = int(numbers[-1]) + 1
        before = int(np.searchsorted(skipped, self.next_row))
        done, self.rows = self.rows[:before], self.rows[before:]
        return pd.Index(numbers, name="source_row"), malformed_of(done)

    def watched(self, reader: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Pass on what arrow parsed, and count it."""
        for batch in reader:
            self.parsed += batch.num_rows
            yield batch

    def rest(self) -> pd.DataFrame:
        """Return what is malformed after the last sound row."""
        return malformed_of(self.rows)


def batches(
    raw: RawFile, columns: Sequence[str], wanted: Sequence[str], rows: int, *, has_heading: bool
) -> Iterator[RawBatch]:
    """Yield the rows of delimited text.

    Parameters
    ----------
    raw : RawFile
        Of kind ``csv``.
    columns : sequence of str
        Names of all columns, in order.
    wanted : sequence of str
        Names of those to read.
    rows : int
        At most so many rows a batch.
    has_heading : bool
        Whether the first row is left out.

    Raises
    ------
    ReadError
        If a row is too long, a quotation mark is never closed, nearly all rows have a wrong
        number of fields, or the file changed meanwhile.
    """
    numbering = _Numbering(end_mark=f"end-of-{secrets.token_hex(16)}", headings=int(has_heading))
    with unpacked(raw.content, raw.compression, raw.member) as stream:
        text = Utf8Stream(
            stream,
            raw.encoding,
            undecodable=raw.undecodable,
            # A row that arrow must report, unless an open quotation mark swallows it.
            last_line=f"\n{numbering.end_mark}\n".encode(),
        )
        try:
            with _reader(text, raw, columns, wanted, numbering) as reader:
                for table in _regrouped(numbering.watched(reader), rows):
                    numbers, malformed = numbering.take(table.num_rows)
                    raw.content.check_unchanged()
                    yield RawBatch(frame_of(table, numbers), malformed, stream.position())
        except pa.ArrowInvalid as error:
            raise _unreadable(raw, numbering, len(columns), error) from error
    if not numbering.seen_end:
        raise _unclosed(raw, numbering.parsed)
    raw.content.check_unchanged()
    if numbering.rows:
        empty = frame_of(pa.table({name: pa.array([], pa.large_string()) for name in wanted}))
        yield RawBatch(empty, numbering.rest(), raw.size_bytes)


def _reader(
    text: Utf8Stream,
    raw: RawFile,
    columns: Sequence[str],
    wanted: Sequence[str],
    numbering: _Numbering,
) -> pyarrow.csv.CSVStreamingReader:
    return pyarrow.csv.open_csv(
        text,
        read_options=pyarrow.csv.ReadOptions(
            column_names=list(columns),
            skip_rows_after_names=numbering.headings,
            block_size=MAX_ROW_BYTES,
            # Arrow numbers the rows only so; the blocks are small enough for the processor's
            # cache, which makes it no slower than with threads.
            use_threads=False,
        ),
        parse_options=pyarrow.csv.ParseOptions(
            delimiter=raw.delimiter,
            quote_char=raw.quote or False,
            escape_char=raw.escape or False,
            newlines_in_values=True,
            invalid_row_handler=numbering.handle,
        ),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(columns, pa.large_string()),
            include_columns=list(wanted),
        ),
    )


def _regrouped(reader: Iterator[pa.RecordBatch], rows: int) -> Iterator[pa.Table]:
    """Join small batches and cut large ones to ``rows`` rows."""
    held: list[pa.RecordBatch] = []
    count = size = 0
    for batch in reader:
        held.append(batch)
        count += batch.num_rows
        size += batch.nbytes
        while count >= rows or (count and size >= MAX_BATCH_BYTES):
            table = pa.Table.from_batches(held)
            yield table.slice(0, rows)
            held = table.slice(rows).to_batches()
            count = max(count - rows, 0)
            size = sum(each.nbytes for each in held)
    if count:
        yield pa.Table.from_batches(held)


def _unreadable(raw: RawFile, numbering: _Numbering, width: int, error: Exception) -> ReadError:
    if numbering.too_many:
        return ReadError(
            raw.file_name,
            f"From row {numbering.rows[0][0]:,} on more than {MAX_MALFORMED:,} rows don't have "
            f"{width} fields.",
            f"Check that {raw.delimiter!r} divides all rows and the heading names all columns.",
        )
    if "straddling" in str(error):
        return ReadError(
            raw.file_name,
            f"After row {numbering.parsed:,} a row is longer than {MAX_ROW_BYTES >> 20} MB.",
            "Look there for a quotation mark that is never closed.",
        )
    return ReadError(
        raw.file_name,
        f"After row {numbering.parsed:,} the text can't be divided into fields ({error}).",
        "Check the quotation marks there, or export the table again.",
    )


def _unclosed(raw: RawFile, last_row: int) -> ReadError:
    return ReadError(
        raw.file_name,
        f"In row {last_row:,} or after it a quotation mark is never closed, "
        "and swallowed all rows up to the end.",
        "Close it, or export the table again.",
    )
