"""Synthetic data in the formats of UCDP GED and ACLED: made up, and marked so in every row.

For benchmarks and demonstrations. Realistic in space (around capitals and districts, in the
provinces that the curated records name for a group), in time (bursts, trends, the break of
15 August 2021) and in its figures (many small tolls, few large ones); nothing of it happened.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias, get_args

import numpy as np
import pyarrow as pa
from pyarrow import csv

from geodata.synth import acled, ucdp
from geodata.synth.defects import with_defects
from geodata.synth.marks import FILE_WORD, MARK, SynthError, check_file_name, is_synthetic
from geodata.synth.plan import make_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from geodata.synth.plan import Conflict, Events, Plan

__all__ = [
    "FILE_WORD",
    "FORMATS",
    "MARK",
    "SynthError",
    "SyntheticFormat",
    "Written",
    "is_synthetic",
    "synthesise",
    "write_synthetic",
]

SyntheticFormat: TypeAlias = Literal["ucdp", "acled"]
FORMATS: Final[tuple[SyntheticFormat, ...]] = get_args(SyntheticFormat)

CHUNK_ROWS: Final = 100_000
MOST_ROWS: Final = 99_000_000
"""Beyond it identifiers would have another number of digits."""

_DEFECTS: Final = 3
"""Number of the stream of random numbers that draws defects, beside those of the plan."""


class _Writer(NamedTuple):
    conflicts: Sequence[Conflict]
    to_table: Callable[[Events, Plan], pa.Table]
    date_columns: Sequence[str]


_WRITERS: Final[dict[SyntheticFormat, _Writer]] = {
    "ucdp": _Writer(ucdp.CONFLICTS, ucdp.synthetic_ucdp, ucdp.DATE_COLUMNS),
    "acled": _Writer(acled.CONFLICTS, acled.synthetic_acled, acled.DATE_COLUMNS),
}


@dataclass(frozen=True, slots=True)
class Written:
    """A synthetic file that was written.

    Parameters
    ----------
    path : str
        The file.
    format : {"ucdp", "acled"}
        Its format.
    rows, seed : int
        How many rows, and the seed that makes the same file again.
    defects : float
        Share of rows with a mistake in them.
    size_bytes : int
        Its size.
    """

    path: str
    format: SyntheticFormat
    rows: int
    seed: int
    defects: float
    size_bytes: int

    def __str__(self) -> str:
        return (
            f"{self.path}: {self.rows:,} synthetic rows as {self.format.upper()} writes them, "
            f"seed {self.seed}, {self.size_bytes / 1e6:,.1f} MB. Nothing in it happened."
        )

    def to_json(self) -> str:
        """Return the same as a JSON object."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False)


def _check(rows: int, file_format: str, seed: int, chunk_rows: int, defects: float) -> None:
    if file_format not in FORMATS:
        raise SynthError(f"The format {file_format!r} is not known. Use {' or '.join(FORMATS)}.")
    if not 1 <= rows <= MOST_ROWS:
        raise SynthError(f"{rows:,} rows can't be made. Ask for 1 to {MOST_ROWS:,}.")
    if seed < 0:
        raise SynthError(f"The seed {seed} is negative. Use a whole number from 0.")
    if chunk_rows < 1:
        raise SynthError(f"A chunk of {chunk_rows} rows is none. Use 1 or more.")
    if not 0 <= defects <= 1:
        raise SynthError(f"{defects} is no share of rows. Use 0 to 1: 0.01 is one in a hundred.")


def synthesise(
    rows: int,
    format: SyntheticFormat = "ucdp",  # noqa: A002 - the word of the command line
    *,
    seed: int = 0,
    chunk_rows: int = CHUNK_ROWS,
    defects: float = 0.0,
) -> Iterator[pa.Table]:
    """Make up events, chunk by chunk.

    Parameters
    ----------
    rows : int
        How many in all, 1 to 99,000,000.
    format : {"ucdp", "acled"}
        UCDP GED version 26 (49 columns) or an ACLED export since 2023 (31 columns).
    seed : int
        The same seed gives the same rows, however they are cut into chunks.
    chunk_rows : int
        Rows of a chunk; the last one may have fewer.
    defects : float
        Share of rows with a mistake: no date, swapped coordinates, or the row before repeated.

    Returns
    -------
    iterator of pyarrow.Table
        Columns as the format names and orders them; degrees in EPSG:4326; blank is missing. Events
        are ordered by month.

    Raises
    ------
    SynthError
        If there is no such format, or a number is out of its range.

    Examples
    --------
    >>> (table,) = synthesise(3, "acled", seed=1)
    >>> table.num_rows, table.num_columns
    (3, 31)
    >>> table["notes"][0].as_py()[:28]
    'SYNTHETIC, not a real event.'
    """
    _check(rows, format, seed, chunk_rows, defects)
    return _chunks(_blocks(rows, format, seed, defects), chunk_rows)


def _blocks(
    rows: int, file_format: SyntheticFormat, seed: int, defects: float
) -> Iterator[pa.Table]:
    writer = _WRITERS[file_format]
    plan = make_plan(rows, seed, writer.conflicts)
    for block in range(plan.blocks):
        table = writer.to_table(plan.events(block), plan)
        if defects:
            generator = np.random.default_rng([seed, _DEFECTS, block])
            table = with_defects(table, defects, writer.date_columns, generator)
        yield table


def _chunks(blocks: Iterator[pa.Table], chunk_rows: int) -> Iterator[pa.Table]:
    waiting: list[pa.Table] = []
    count = 0
    for block in blocks:
        waiting.append(block)
        count += len(block)
        if count < chunk_rows:
            continue
        table = pa.concat_tables(waiting)
        whole = count - count % chunk_rows
        for start in range(0, whole, chunk_rows):
            yield table.slice(start, chunk_rows)
        waiting, count = [table.slice(whole)], count - whole
    if count:
        yield pa.concat_tables(waiting)


def write_synthetic(
    rows: int,
    format: SyntheticFormat,  # noqa: A002 - the word of the command line
    path: Path | str,
    *,
    seed: int = 0,
    defects: float = 0.0,
) -> Written:
    """Write made-up events to a CSV file, complete or not at all.

    Parameters
    ----------
    rows, format, seed, defects
        As for :func:`synthesise`.
    path : pathlib.Path or str
        Where to write it; the name must have the word ``synthetic`` in it. A file that is there
        is replaced.

    Returns
    -------
    Written
        What was written; prints as a sentence.

    Raises
    ------
    SynthError
        If the name would not show what the file is, an argument is out of its range, or the file
        can't be written.
    """
    path = Path(path)
    check_file_name(path)
    chunks = synthesise(rows, format, seed=seed, defects=defects)
    aside = path.with_name(f"{path.name}.part")
    try:
        try:
            _write(chunks, aside)
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise SynthError(
            f"{path} can't be written: {error}. Name a folder that exists, can be written and has "
            "enough space."
        ) from error
    return Written(str(path), format, rows, seed, defects, path.stat().st_size)


def _write(chunks: Iterator[pa.Table], path: Path) -> None:
    first = next(chunks)
    with path.open("wb") as file, csv.CSVWriter(file, first.schema) as writer:
        writer.write_table(first)
        for chunk in chunks:
            writer.write_table(chunk)
