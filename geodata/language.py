"""Labels in Dari and Pashto, by the English label."""

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

_COLUMNS: Final[dict[Language, str]] = {"fa": "dari", "ps": "pashto"}


@cache
def _words(language: Language) -> dict[str, str]:
    if language not in _COLUMNS:
        return {}
    path = DATA / "language" / "words.csv"
    verify(path)
    table = pd.read_csv(path, dtype="string", keep_default_na=False, index_col="english")
    return {str(label): text for label, text in table[_COLUMNS[language]].items() if text}


def translate(label: str, language: Language) -> str:
    """Return a label in a language; in English where it has no translation.

    Examples
    --------
    >>> translate("Map", "fa"), translate("Map", "en"), translate("Never heard", "ps")
    ('نقشه', 'Map', 'Never heard')
    """
    return _words(language).get(label, label)


def direction(language: Language) -> str:
    """Return the direction of a language, as HTML names it."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"
