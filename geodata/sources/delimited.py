"""Delimited text (CSV, TSV): its dialect, its first rows, and its rows in batches."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import clevercsv

from geodata.sources.archives import unpacked
from geodata.sources.encodings import HEAD_BYTES, Utf8Stream, find_encoding
from geodata.sources.rawfile import FIRST_ROWS, ReadError

if TYPE_CHECKING:
    from geodata.sources.rawfile import RawFile

DELIMITERS: Final = (",", ";", "\t", "|")

MAX_ROW_BYTES: Final = HEAD_BYTES
"""A longer row has an unclosed quotation mark, or is no row."""

_DIALECT_LETTERS: Final = 1 << 16
"""The first letters that the dialect is told by; clevercsv takes 0.1 s for them."""


def sniff(raw: RawFile) -> RawFile:
    """Find encoding, dialect and first rows of delimited text.

    Parameters
    ----------
    raw : RawFile
        Of kind ``csv``.

    Raises
    ------
    ReadError
        If the text is no table of at least two columns.
    """
    with unpacked(raw.content, raw.compression, raw.member) as stream:
        encoding, undecodable, head = find_encoding(stream)
    text = _decoded(head, encoding)
    is_whole = len(head) < HEAD_BYTES
    if not is_whole:
        text = _whole_lines(text, raw.file_name)
    if not text:
        raise ReadError(
            raw.file_name, "The file holds nothing but empty lines.", "Export it again."
        )
    delimiter, quote, escape = find_dialect(text, is_whole=is_whole)
    if not delimiter:
        raise ReadError(
            raw.file_name,
            "The text has one column only: no comma, semicolon, tab or bar divides its lines.",
            "Save the table as CSV with a comma between the columns.",
        )
    dialect = replace(raw, delimiter=delimiter, quote=quote, escape=escape)
    return replace(
        dialect,
        encoding=encoding,
        undecodable=undecodable,
        first_rows=_first_rows(text, dialect, is_whole=is_whole),
    )


def find_dialect(text: str, *, is_whole: bool = True) -> tuple[str, str, str]:
    r"""Tell delimiter, quotation mark and escape character of a text.

    If just one delimiter divides every row into the same number of fields by the rules of
    RFC 4180, that is it. Else clevercsv decides, which weighs how regular the rows and how usual
    the cells look (van den Burg, Nazábal and Sutton, 2019, doi:10.1007/s10618-019-00646-y).

    Parameters
    ----------
    text : str
        Whole lines.
    is_whole : bool
        False if more follows, so that the last row may be cut at a line break in its quotes.

    Returns
    -------
    tuple of str
        Delimiter, blank if the text has one column only; quotation mark and escape character,
        blank if there is none.

    Examples
    --------
    >>> find_dialect("date;killed\n2021-10-08;43,0\n")
    (';', '"', '')
    >>> find_dialect("Kabul\nHerat\n")
    ('', '', '')
    """
    if len(text) > _DIALECT_LETTERS:
        # Whole lines; the first one may be longer.
        end = max(text.rfind(sign, 0, _DIALECT_LETTERS) for sign in "\r\n") + 1
        text = text[:end] if end else next(io.StringIO(text, newline=""))
        is_whole = False
    regular = [each for each in DELIMITERS if _is_regular(text, each, is_whole=is_whole)]
    if len(regular) == 1:
        return regular[0], '"', ""
    try:
        # It stops at a NUL, for which any other odd letter will do.
        plain = text.replace("\x00", "\x01")
        found = clevercsv.Detector().detect(plain, delimiters=list(DELIMITERS))
    except clevercsv.Error:  # a cell beyond its limit of 131,072 letters
        return "", "", ""
    if found is None or not found.delimiter:
        return "", "", ""
    if found.delimiter in regular or '"' not in text:
        return found.delimiter, '"', ""
    # In noise it takes other letters for such signs, which no program writes and Arrow refuses.
    signs = (found.quotechar or "", found.escapechar or "")
    quote, escape = (sign if sign.isascii() else "" for sign in signs)
    return found.delimiter, quote, escape


def _is_regular(text: str, delimiter: str, *, is_whole: bool) -> bool:
    """Tell whether RFC 4180 finds the same number of fields, two or more, in every row."""
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    widths = set()
    try:
        for row in reader:
            if row:
                widths.add(len(row))
            if len(widths) > 1:
                return False
    except csv.Error:
        if is_whole or lines.readline():
            return False
    return bool(widths) and widths.pop() > 1


def _decoded(head: bytes, encoding: str) -> str:
    # Always replacing: the head may end within a letter.
    stream = Utf8Stream(io.BytesIO(head), encoding, undecodable=True)
    return stream.read().decode("utf-8")


def _whole_lines(text: str, file_name: str) -> str:
    end = max(text.rfind("\n"), text.rfind("\r"))
    if end < 0:
        raise ReadError(
            file_name,
            f"Its first row is longer than {MAX_ROW_BYTES >> 20} MB.",
            "Check that the file is a table with one row a line.",
        )
    return text[: end + 1]


def _first_rows(text: str, raw: RawFile, *, is_whole: bool) -> list[list[str]]:
    # The limit counts for the whole process; its default refuses long, but sound cells.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_ROW_BYTES))
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=raw.delimiter,
        quotechar=raw.quote or None,
        quoting=csv.QUOTE_MINIMAL if raw.quote else csv.QUOTE_NONE,
        escapechar=raw.escape or None,
    )
    rows: list[list[str]] = []
    row: list[str] = []
    for row in reader:
        if row:
            rows.append(row)
        if len(rows) > FIRST_ROWS:
            break
    if row and not is_whole and len(rows) > 1:
        # It may be cut at a line break in its quotes.
        rows.pop()
    return rows[:FIRST_ROWS]
