"""Inputs that are nearly good: a good one, edited in a few places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy

TRICKY: Final = (
    *(b"", b"\0", b"\xff", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xef\xbb\xbf", b"\xff\xfe"),
    *(b"\r", b"\n", b"\r\n", b"\t", b" ", b'"', b'""', b"'", b"\\", b",", b";", b"|", b"\x85"),
    *(b"-1", b"0", b"00", b"1e400", b"NaN", b"inf", b"-inf", b"9" * 30, b"1" * 5_000, b"0x1p9"),
    *(b"1.", b".5", b"1,234", b"1e5", b"-0.0", b"2147483648", b"9223372036854775808", b"1e18"),
    *(b"0000-00-00", b"9999-12-31", b"10000-01-01", b"2021-02-30", b"1400/12/30", b"2021-08"),
    *(b"2021-08-15T25:61:61", b"1677-09-20", b"0001-01-01", b"1300/1/1", b"31/12/2021"),
    *(b"2021-W01-1", b"20210815", b"2021-08-15T00:00:00+99:99"),
    *("۱۴۰۰/۵/۲۴".encode(), "٢٠٢١".encode(), "²³".encode(), "Ⅷ".encode(), "一".encode()),
    *("\u202e".encode(), "\u2028".encode(), "\u200c".encode(), "\ufdfa".encode() * 50),
    *("İ".encode(), "ß".encode(), "e\u0301".encode() * 40, "\U0010ffff".encode()),
    *(b"null", b"true", b"{}", b"[]", b'{"a":', b"[" * 3_000, b"{" * 3_000, b'{"a":' * 1_500),
    *(b"\\ud800", b"%ED%A0%80", b"%00", b"&", b"=", b"?", b"#", b"%", b"[", b"]", b"://", b"[::"),
    *(b"=cmd|' /C calc'!A0", b"{{7*7}}", b"<script>", b"../../etc/passwd", b"(a+)+$"),
    *(b"<!DOCTYPE x>", b"&x;", b"<a>" * 2_000, b"a" * 70_000),
)
"""Pieces that parsers of anything stumble over."""

_ENDS: Final = (b",", b"\n", b";", b"\t", b'"', b":", b"&", b"=", b"-", b"/", b" ", b"<", b">")
_MOST_EDITS: Final = 5


def piece() -> SearchStrategy[bytes]:
    """Return pieces to put somewhere: tricky ones, any text, any bytes."""
    text = st.text(max_size=30).map(lambda some: some.encode("utf-8", "replace"))
    return st.one_of(st.sampled_from(TRICKY), text, st.binary(max_size=30))


@st.composite
def edited(draw: DrawFn, seeds: Callable[[], Sequence[bytes]]) -> bytes:
    """Draw a good input and edit it."""
    known = seeds()
    data = draw(st.sampled_from(known))
    for _ in range(draw(st.integers(1, _MOST_EDITS))):
        data = draw(st.sampled_from(_EDITS))(draw, data, known)
    return data


def _place(draw: DrawFn, data: bytes) -> tuple[int, int]:
    start = draw(st.integers(0, len(data)))
    return start, draw(st.integers(start, min(len(data), start + 64)))


def _replaced(draw: DrawFn, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _place(draw, data)
    return data[:start] + draw(piece()) + data[end:]


def _repeated(draw: DrawFn, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _place(draw, data)
    return data[:end] + data[start:end] * draw(st.integers(1, 50)) + data[end:]


def _cut(draw: DrawFn, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
    return data[:start] + data[end:]


def _field_replaced(draw: DrawFn, data: bytes, _: Sequence[bytes]) -> bytes:
    end = draw(st.sampled_from([each for each in _ENDS if each in data] or [b","]))
    fields = data.split(end)
    fields[draw(st.integers(0, len(fields) - 1))] = draw(piece())
    return end.join(fields)


def _fields_swapped(draw: DrawFn, data: bytes, _: Sequence[bytes]) -> bytes:
    end = draw(st.sampled_from([each for each in _ENDS if each in data] or [b","]))
    fields = data.split(end)
    first, second = (draw(st.integers(0, len(fields) - 1)) for _ in range(2))
    fields[first], fields[second] = fields[second], fields[first]
    return end.join(fields)


def _spliced(draw: DrawFn, data: bytes, known: Sequence[bytes]) -> bytes:
    other = draw(st.sampled_from(known))
    start, end = _place(draw, other)
    place = draw(st.integers(0, len(data)))
    return data[:place] + other[start:end] + data[place:]


_EDITS: Final = (_replaced, _repeated, _cut, _field_replaced, _fields_swapped, _spliced)
