"""Texts that no spreadsheet runs as a formula and every file format can hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import Any

# The last four are the wide forms of the same signs, which some spreadsheets understand as well.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - meant so
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
    """Mark a text that begins like a formula as a text; everything else stays as it is.

    Spreadsheets take what begins so for a formula, which may run programs (OWASP, "CSV
    injection"); an apostrophe makes it a text. Numbers of the atlas are no texts.

    Examples
    --------
    >>> neutral("=1+1"), neutral("fine"), neutral(-2)
    ("'=1+1", 'fine', -2)
    """
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value
