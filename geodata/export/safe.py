"""Texts that no spreadsheet runs as a formula and every file format can hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import Any

# The last four are the wide forms of the same signs, which some spreadsheets understand as well.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - meant so
# Where the computer's own list separator is a semicolon, a comma parts nothing and a semicolon or
# a line break within a text begins a cell.
_STARTS_WITHIN: Final = re.compile("([;\t\n]\\s*)(?=[=+\\-@＝＋－＠])")  # noqa: RUF001 - the same
# Control characters but tab and line breaks, halves of letters, and what is no letter at all.
_UNSEEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def visible(text: str) -> str:
    r"""Leave out what is no letter and what XML, JSON or UTF-8 can't hold.

    Examples
    --------
    >>> visible("a\x00\ud800b\n")
    'ab\n'
    """
    return _UNSEEN.sub("", text)


def neutral(value: Any) -> Any:  # noqa: ANN401 - a cell
    r"""Mark a text that begins like a formula as a text; numbers stay as they are.

    Spreadsheets take what begins so for a formula, which may run programs (OWASP, "CSV
    injection"); an apostrophe makes it a text. Numbers of the atlas are no texts. A lone carriage
    return becomes a line feed: writers of CSV leave it without quotes, readers begin a row there.

    Examples
    --------
    >>> neutral("=1+1"), neutral("fine"), neutral(-2), neutral("a\r=1")
    ("'=1+1", 'fine', -2, 'a\n=1')
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def neutral_for_csv(value: Any) -> Any:  # noqa: ANN401 - a cell
    r"""Do the same for a file whose cells a reader may part in other places.

    Examples
    --------
    >>> neutral_for_csv("a; =1+1;b"), neutral_for_csv("-1")
    ("a; '=1+1;b", "'-1")
    """
    return _STARTS_WITHIN.sub(r"\1'", neutral(value)) if isinstance(value, str) else value
