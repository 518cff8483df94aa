"""Any file that may hold a table: told by its content, read as text in batches.

Nothing here knows what the columns mean; :mod:`geodata.formats` does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geodata.limits import IMPORT, Limits, size_text
from geodata.sources import columnar, delimited, excel, spatial, streaming
from geodata.sources.archives import packing_of, unpacked
from geodata.sources.encodings import read_fully
from geodata.sources.rawfile import (
    RawBatch,
    RawFile,
    ReadError,
    check_heading,
    check_width,
    content_of,
)
from geodata.sources.signatures import HEAD_BYTES, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from geodata.sources.rawfile import Kind

__all__ = ["RawBatch", "RawFile", "ReadError", "open_raw", "read_batches"]

BATCH_ROWS: Final = 100_000
_HEADING_AND_A_ROW: Final = 2

MAX_BATCH_CELLS: Final = 2_500_000
"""A batch has fewer rows where they have many columns; UCDP GED's needed columns are 22."""

_SNIFFERS: Final[dict[Kind, Callable[[RawFile], RawFile]]] = {
    "csv": delimited.sniff,
    "excel": excel.sniff,
    "parquet": columnar.sniff,
    "geo": spatial.sniff,
}


def open_raw(source: Path | str | tuple[str, bytes], limits: Limits = IMPORT) -> RawFile:
    r"""Look at a file: what it is, how it is written, and its first rows.

    Parameters
    ----------
    source : pathlib.Path, str or tuple of (str, bytes)
        A file, or the name and bytes of an upload: delimited text, XLSX, Parquet, GeoPackage or
        GeoJSON, also packed as .zip or .gz. Its name decides nothing.
    limits : Limits
        How much it may be; they hold for :func:`read_batches` too.

    Returns
    -------
    RawFile
        For :func:`read_batches`.

    Raises
    ------
    ReadError
        If it can't be read as a table; the message names the cause and the fix.

    Examples
    --------
    >>> raw = open_raw(("upload", "date;killed\n2021-10-08;43\n".encode("utf-16")))
    >>> raw.kind, raw.encoding, raw.delimiter, raw.first_rows
    ('csv', 'utf-16-le', ';', [['date', 'killed'], ['2021-10-08', '43']])
    """
    content = content_of(source, limits)
    compression, member = packing_of(content)
    with unpacked(content, compression, member) as stream:
        head = read_fully(stream, HEAD_BYTES)
    if not head:
        raise ReadError(content.name, "The packed file is empty.", "Pack it again.")
    raw = RawFile(
        content=content,
        file_name=content.name,
        path=content.path,
        kind=kind_of(head, content.name),
        size_bytes=content.size_bytes,
        compression=compression,
        member=member,
    )
    raw = _SNIFFERS[raw.kind](raw)
    content.check_unchanged()
    check_width(raw.file_name, max(map(len, raw.first_rows), default=0), limits)
    if len(raw.first_rows) == 1:
        remark = "The table has one row only: a heading without rows, or a row without heading."
        raw = replace(raw, remark=f"{raw.remark} {remark}".lstrip())
    return raw


def read_batches(
    raw: RawFile,
    columns: Sequence[str],
    *,
    has_heading: bool,
    wanted: Collection[str] | None = None,
    rows: int = BATCH_ROWS,
) -> Iterator[RawBatch]:
    r"""Read the rows of a file as text.

    Parameters
    ----------
    raw : RawFile
        From :func:`open_raw`.
    columns : sequence of str
        Names of all columns, in the order of the file.
    has_heading : bool
        Whether the first row holds the names. Parquet and geographic files always have them.
    wanted : collection of str, optional
        Names of the columns to read, all by default; those that the file lacks are left out.
    rows : int
        At most so many rows a batch; long and wide rows come in smaller batches.

    Yields
    ------
    RawBatch
        In the order of the file. A file with a heading only has none.

    Raises
    ------
    ReadError
        At once, if a column has no name of its own or no wanted column is there; while reading,
        if the file is damaged, is a bomb or changed. What was yielded before must not be kept.

    Examples
    --------
    >>> raw = open_raw(("incidents.csv", b"date,killed\n2021-10-08,43\nbroken\n2021-10-15,\n"))
    >>> [batch] = read_batches(raw, raw.first_rows[0], has_heading=True)
    >>> batch.frame
                      date killed
    source_row
    1           2021-10-08     43
    3           2021-10-15
    >>> batch.malformed.to_dict("records")
    [{'source_row': 2, 'text': 'broken'}]
    """
    columns = list(columns)
    check_heading(raw.file_name, columns, raw.content.limits)
    chosen = [name for name in columns if wanted is None or name in wanted]
    if not chosen:
        raise ReadError(
            raw.file_name,
            "The file has none of the columns that are needed.",
            f"Expected are some of: {', '.join(sorted(wanted or ()))}.",
        )
    raw.content.check_unchanged()
    if has_heading and len(raw.first_rows) < _HEADING_AND_A_ROW:
        return iter(())
    if raw.kind == "csv":
        found = streaming.batches(raw, columns, chosen, rows, has_heading=has_heading)
        return _within_limits(raw, found)
    rows = min(rows, max(MAX_BATCH_CELLS // len(chosen), 1))
    if raw.kind == "excel":
        found = excel.batches(raw, columns, chosen, rows, has_heading=has_heading)
        return _within_limits(raw, found)
    if len(columns) != len(raw.first_rows[0]):
        raise ReadError(
            raw.file_name,
            f"The file has {len(raw.first_rows[0])} columns, not {len(columns)}.",
            "Look at the file again.",
        )
    typed = columnar.batches if raw.kind == "parquet" else spatial.batches
    return _within_limits(raw, typed(raw, columns, chosen, rows))


def _within_limits(raw: RawFile, batches: Iterator[RawBatch]) -> Iterator[RawBatch]:
    """Pass on batches until there are too many rows, or they hold too much text."""
    limits = raw.content.limits
    rows = text_bytes = 0
    for batch in batches:
        rows += len(batch.frame) + len(batch.malformed)
        if rows > limits.rows:
            raise ReadError(
                raw.file_name,
                f"The table has more than {limits.rows:,} rows, the most that can be read.",
                limits.remedy("rows"),
            )
        text_bytes += int(batch.frame.memory_usage(index=False, deep=True).sum())
        # A packed table is counted while it is unpacked; this is for Parquet and workbooks,
        # where a long text that stands in many rows is kept once.
        if text_bytes > max(limits.unpacked_bytes, raw.content.size_bytes):
            raise ReadError(
                raw.file_name,
                f"Its rows hold more than {size_text(limits.unpacked_bytes)} of text.",
                limits.remedy("unpacked_bytes"),
            )
        yield batch
