"""Labels and sentences in Dari and Pashto, by their English text.

A sentence with numbers or names in it is kept with places for them, ``{count} records``. In a
language that is written from right to left, each part that is put in is isolated, so that
``1 000`` or ``63 (51–77)`` can't fall apart: Unicode Standard Annex 9, section 2.2.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.provinces import DATA
from geodata.sidecar import verify

if TYPE_CHECKING:
    from geodata.provinces import Language

LANGUAGES: Final[dict[Language, str]] = {"en": "English", "fa": "دری", "ps": "پښتو"}
"""Names of the languages in themselves."""

RIGHT_TO_LEFT: Final = frozenset({"fa", "ps"})

WORDS_FILE: Final = DATA / "language" / "words.csv"

FIRST_STRONG_ISOLATE: Final = "\u2068"
POP_ISOLATE: Final = "\u2069"

_COLUMNS: Final[dict[Language, str]] = {"fa": "dari", "ps": "pashto"}


@cache
def _words(language: Language) -> dict[str, str]:
    if language not in _COLUMNS:
        return {}
    verify(WORDS_FILE)
    table = pd.read_csv(WORDS_FILE, dtype="string", keep_default_na=False, index_col="english")
    return {str(label): text for label, text in table[_COLUMNS[language]].items() if text}


def isolated(text: str, language: Language) -> str:
    """Return a number or a name so that it can stand within a sentence of a language.

    Examples
    --------
    >>> isolated("63 (51–77)", "en")
    '63 (51–77)'
    >>> isolated("63", "fa") == FIRST_STRONG_ISOLATE + "63" + POP_ISOLATE
    True
    """
    if language not in RIGHT_TO_LEFT or not text:
        return text
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"


def translate(label: str, language: Language, /, **parts: object) -> str:
    """Return a label in a language; in English where it has no translation.

    Parameters
    ----------
    label : str
        The English text, with places for its parts.
    language : {"en", "fa", "ps"}
        The reader's language.
    **parts : object
        What stands at these places; without any the label is returned as it is.

    Examples
    --------
    >>> translate("Map", "fa"), translate("Map", "en"), translate("Never heard", "ps")
    ('نقشه', 'Map', 'Never heard')
    >>> translate("{count} records", "en", count=12)
    '12 records'
    """
    text = _words(language).get(label, label)
    if not parts:
        return text
    return text.format(**{name: isolated(str(part), language) for name, part in parts.items()})


def signed(name: str, number: str) -> str:
    """Return a name with a signed number after it, whose sign stays before it in any script.

    Examples
    --------
    >>> signed("Kabul", "+5")
    'Kabul +5'
    >>> signed("کابل", "+5").endswith(isolated("+5", "fa"))
    True
    """
    return f"{name} {number if name.isascii() else isolated(number, 'fa')}"


def comma(language: Language) -> str:
    """Return the comma of a language with the space after it.

    Examples
    --------
    >>> comma("en"), comma("fa")
    (', ', '، ')
    """
    return "، " if language in RIGHT_TO_LEFT else ", "


def direction(language: Language) -> str:
    """Return the direction of a language, as HTML names it.

    Examples
    --------
    >>> direction("ps"), direction("en")
    ('rtl', 'ltr')
    """
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"
