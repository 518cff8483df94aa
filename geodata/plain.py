"""Texts as one line of letters: without what nobody sees and what no file can hold."""

from __future__ import annotations

import re
from typing import Final

_BREAKS: Final = re.compile(r"\s*[\t\n\v\f\r\x85\u2028\u2029]\s*")
# Control characters, the marks that turn the direction of writing, and characters without width:
# nobody sees them, and they make a text read differently from what it says. The joiners stay.
UNSEEN: Final = (
    "\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f"
)
"""Characters that nobody sees, as a regular expression has them between brackets."""

HALVES: Final = "\ud800-\udfff"
"""Halves of letters, which UTF-8 can't hold; on a command line they stand for wrong bytes."""

_UNSEEN: Final = re.compile(f"[{UNSEEN}]")
_HALVES: Final = re.compile(f"[{HALVES}]")


def without_unseen(text: str) -> tuple[str, bool]:
    r"""Take out what nobody sees; line breaks and tabs turn into one space.

    Returns
    -------
    str, bool
        The text without spaces around, and whether characters other than breaks were taken out.

    Examples
    --------
    >>> without_unseen("two\r\nlines"), without_unseen("Ka\x00bul\u202e")
    (('two lines', False), ('Kabul', True))
    """
    unbroken = _BREAKS.sub(" ", text)
    seen = _UNSEEN.sub("", unbroken)
    return seen.strip(), seen != unbroken


def one_line(text: str) -> str:
    r"""Return a text from a command line, a box or the name of a file as one line of letters.

    Examples
    --------
    >>> one_line("Weekly\r\n\x1b[31mbrief\u202e \udcff")
    'Weekly [31mbrief'
    """
    return without_unseen(_HALVES.sub("", text))[0]
