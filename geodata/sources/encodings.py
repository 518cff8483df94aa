"""How the letters of a text file are encoded, and its bytes turned into UTF-8."""

from __future__ import annotations

import codecs
import io
import re
from typing import TYPE_CHECKING, Final, Protocol

import charset_normalizer

from geodata.sources.signatures import encoding_by_mark

if TYPE_CHECKING:
    from typing_extensions import Buffer

CHUNK_BYTES: Final = 1 << 16
"""What is decoded at once: it fits the processor's cache, which makes it twice as fast."""

HEAD_BYTES: Final = 2 << 20

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"

LEGACY: Final = ("cp1252", "cp1256")
"""Encodings of one byte a letter that files about Afghanistan come in: western European (a
superset of the printable Latin-1, in which GTD comes) and Arabic script. Fewer candidates, fewer
wrong guesses."""

_UNDEFINED: Final = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
"""Bytes that cp1252 gives no letter; cp1256 has none such."""

_SAMPLE_BYTES: Final = 1 << 16
_SAMPLED_CHUNKS: Final = 200
"""What doesn't fit UTF-8 is sampled until one of these limits."""

_LEADING_EMPTY_LINES: Final = re.compile(rb"(?:[ \t]*(?:\r\n|\r|\n))+")


class ByteStream(Protocol):
    """Anything with ``read``."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes, none at the end."""


def find_encoding(stream: ByteStream) -> tuple[str, bool, bytes]:
    r"""Find the encoding of a text by reading all of it.

    A sample would not do: GTD is plain ASCII but for a letter in some thousand rows. Text is
    UTF-8 if more of its letters beyond ASCII are valid UTF-8 than not; else charset-normalizer
    chooses among :data:`LEGACY`.

    Parameters
    ----------
    stream : ByteStream
        Opened at its start.

    Returns
    -------
    encoding : str
        Python's name; ``utf-8`` for plain ASCII.
    undecodable : bool
        Whether some bytes fit it not.
    head : bytes
        The first :data:`HEAD_BYTES` of the text.

    Examples
    --------
    >>> find_encoding(io.BytesIO("place\nBogotá\n".encode("latin-1")))[:2]
    ('cp1252', False)
    """
    head = read_fully(stream, HEAD_BYTES)
    marked, _ = encoding_by_mark(head)
    if marked not in ("", "utf-8"):
        return marked, _has_undecodable(marked, head, stream), head
    letters = _Letters()
    chunk = head
    while chunk:
        letters.add(chunk)
        chunk = stream.read(CHUNK_BYTES)
    encoding = "utf-8" if marked else letters.encoding()
    return encoding, letters.has_undecodable(encoding), head


class _Letters:
    """Counts what speaks for and against UTF-8, and keeps a sample of what doesn't fit it."""

    def __init__(self) -> None:
        self._good = self._bad = 0
        self._undefined = False
        self._rest = b""
        self._words = bytearray()
        self._sampled = 0

    def add(self, chunk: bytes) -> None:
        # Plain ASCII, by far the most, is told ten times faster than it is decoded.
        if not self._rest and chunk.isascii():
            return
        data = self._rest + chunk
        try:
            text, used = codecs.utf_8_decode(data, "strict", False)  # noqa: FBT003 - has no names
        except UnicodeDecodeError:
            text, used = codecs.utf_8_decode(data, "replace", False)  # noqa: FBT003 - has no names
            self._bad += text.count(REPLACEMENT) - data.count(REPLACEMENT.encode())
            self._sample(data)
        # A letter of n bytes makes the text n - 1 shorter than its bytes; a byte replaced, none.
        self._good += used - len(text)
        self._rest = data[used:]
        self._undefined = self._undefined or any(byte in data for byte in _UNDEFINED)

    def _sample(self, data: bytes) -> None:
        if len(self._words) < _SAMPLE_BYTES and self._sampled < _SAMPLED_CHUNKS:
            words = b" ".join(word for word in data.split() if not word.isascii())
            self._words += words[:_SAMPLE_BYTES] + b"\n"
            self._sampled += 1

    def encoding(self) -> str:
        if self._good >= self._bad + bool(self._rest):
            return "utf-8"
        # One stray byte must not rule out the encoding of all the rest.
        sample = (bytes(self._words) or self._rest).translate(None, b"".join(_UNDEFINED))
        best = charset_normalizer.from_bytes(sample, cp_isolation=list(LEGACY)).best()
        return best.encoding if best is not None else LEGACY[0]

    def has_undecodable(self, encoding: str) -> bool:
        if encoding == "utf-8":
            return self._bad > 0 or bool(self._rest)
        return encoding == LEGACY[0] and self._undefined


def read_fully(stream: ByteStream, size: int) -> bytes:
    """Read ``size`` bytes, fewer only at the end of the stream."""
    chunks = []
    while size > 0 and (chunk := stream.read(min(size, CHUNK_BYTES))):
        chunks.append(chunk)
        size -= len(chunk)
    return b"".join(chunks)


def _has_undecodable(encoding: str, head: bytes, stream: ByteStream) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    chunk = head
    try:
        while chunk:
            decoder.decode(chunk)
            chunk = stream.read(CHUNK_BYTES)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return True
    return False


class Utf8Stream(io.RawIOBase):
    """A text in any encoding as UTF-8, without byte order mark and leading empty lines.

    Parameters
    ----------
    stream : ByteStream
        Opened at its start.
    encoding : str
        As :func:`find_encoding` found it.
    undecodable : bool
        As :func:`find_encoding` found it; UTF-8 without is passed on as it is.
    last_line : bytes
        A line to add at the end.
    """

    def __init__(
        self, stream: ByteStream, encoding: str, *, undecodable: bool, last_line: bytes = b""
    ) -> None:
        super().__init__()
        self._stream = stream
        self._ready = b""
        self._last_line = last_line
        self._at_end = False
        self._at_start = True
        self._decoder = (
            None
            if encoding == "utf-8" and not undecodable
            else codecs.getincrementaldecoder(encoding)("replace")
        )

    def readable(self) -> bool:
        """Say that the stream can be read."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes, all if negative; none at the end."""
        if size < 0:
            return b"".join(iter(lambda: self.read(CHUNK_BYTES), b""))
        while not self._ready and not self._at_end:
            self._ready = self._next(size)
        given, self._ready = self._ready[:size], self._ready[size:]
        return given

    def readinto(self, buffer: Buffer, /) -> int:
        """Fill ``buffer`` as far as there are bytes; return how many."""
        view = memoryview(buffer)
        chunk = self.read(len(view))
        view[: len(chunk)] = chunk
        return len(chunk)

    def _next(self, size: int) -> bytes:
        # The byte order mark and the first line must not be cut in two.
        chunk = read_fully(self._stream, size) if self._at_start else self._stream.read(size)
        self._at_end = not chunk
        text = chunk
        if self._decoder is not None:
            text = self._decoder.decode(chunk, self._at_end).encode("utf-8")
        if self._at_start and text:
            text = self._without_start(text)
        return text + self._last_line if self._at_end else text

    def _without_start(self, text: bytes) -> bytes:
        text = text.removeprefix(codecs.BOM_UTF8)
        if empty := _LEADING_EMPTY_LINES.match(text):
            text = text[empty.end() :]
        self._at_start = not text
        return text
