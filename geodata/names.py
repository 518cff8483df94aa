"""Names of provinces as found in the wild → p-code, by exact match of folded spellings.

Folding evens out what writers and keyboards vary: case, accents, hyphens, apostrophes and
spaces, invisible characters, the Arabic, Persian and Pashto forms of one letter, and the word
"province". Nothing is matched by likeness: Paktya and Paktika are one letter apart.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geodata.model import UNKNOWN_PROVINCE

if TYPE_CHECKING:
    import numpy.typing as npt

# One letter, several code points: which one is typed depends on the keyboard (Unicode Standard,
# chapter 9.2, "Arabic"). Letters that stand for different sounds are left apart.
_LETTERS: Final = str.maketrans(
    {
        **dict.fromkeys("\u064a\u0649\u06cd\u06d0\u06d2", "\u06cc"),  # yeh
        "\u0643": "\u06a9",  # kaf
        "\u06ab": "\u06af",  # gaf
        **dict.fromkeys("\u0629\u06c1\u06be\u06d5", "\u0647"),  # heh
    }
)
_NOT_LETTERS: Final = re.compile(r"[\W_]+")
_WORDS_FOR_PROVINCE: Final = frozenset(
    {"province", "velayat", "vilayat", "welayat", "wilayat", "wolayat", "ولایت"}
)
# What ties the word to the name: "Province of Kabul", "Wilayat-e Kabul", "Velāyat-i Kābul".
_TIES: Final = frozenset({"e", "i", "of", "ye"})
# Pashto puts it around the name: "of Kabul the province".
_PASHTO_OF: Final = "د"

# Met in press and open data, but not among the names and aliases of provinces.csv, whose sources
# (OCHA, ISO, GeoNames, ACLED, UCDP) spell otherwise.
_MORE_SPELLINGS: Final[dict[str, tuple[str, ...]]] = {
    "AF04": ("Maidan", "Maidan Wardag", "Maydan Wardag", "میدان وردګ"),
    "AF06": ("Nangrahar", "Ningarhar"),
    "AF08": ("Panjsheer",),
    "AF15": ("کونړ",),
    "AF16": ("Noristan",),
    "AF19": ("قندز", "کندوز"),
    "AF22": ("Sarpol", "Sarpul"),
    "AF24": ("دایکوندی",),
    "AF25": ("اروزگان",),
    "AF28": ("Jauzjan",),
    "AF29": ("Fariyab",),
}


def fold_words(text: str) -> str:
    """Return the words of a text, evened out, with one space between them.

    Returns
    -------
    str
        Lower-case letters and digits; punctuation ends a word.

    Examples
    --------
    >>> fold_words("Hizb-i Islāmī (Gulbuddin)")
    'hizb i islami gulbuddin'
    >>> fold_words("داعش‌") == fold_words(" داعش")
    True
    """
    folded = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    # Accents and short vowels, invisible characters and modifier letters (the apostrophe of Uzbek
    # names, the Arabic stretching stroke) belong to no word and end none.
    kept = "".join(
        letter for letter in folded if unicodedata.category(letter) not in {"Mn", "Mc", "Cf", "Lm"}
    )
    return _NOT_LETTERS.sub(" ", kept).strip()


def fold_name(name: str) -> str:
    """Return the key under which all ways of writing one name meet.

    Parameters
    ----------
    name : str
        In Latin or Arabic script, with or without the word "province".

    Returns
    -------
    str
        Lower-case letters and digits only; empty if the name has none.

    Examples
    --------
    >>> fold_name("Sar-e Pol"), fold_name("Sari Pul province"), fold_name("Velāyat-e Kābul")
    ('sarepol', 'saripul', 'kabul')
    >>> fold_name("كابل") == fold_name("ولایت کابل") == fold_name("د کابل ولايت")
    True
    """
    return "".join(_without_province(fold_words(name).split()))


def _without_province(words: list[str]) -> list[str]:
    if words and words[0] in _WORDS_FOR_PROVINCE:
        return words[2:] if words[1:2] and words[1] in _TIES else words[1:]
    if words and words[-1] in _WORDS_FOR_PROVINCE:
        return words[1:-1] if words[0] == _PASHTO_OF else words[:-1]
    return words


def distinct_texts(values: pd.Series) -> tuple[npt.NDArray[np.intp], list[str]]:
    """Give each different text of a column a number, so that it is looked at once.

    Returns
    -------
    numpy.ndarray, list of str
        The number of each row's text, -1 where it is missing, blank or ``"unknown"``; and the
        texts by number, without spaces around them.
    """
    numbers, found = pd.factorize(values)
    texts = [str(text).strip() for text in found]
    silent = [text.casefold() in {"", UNKNOWN_PROVINCE} for text in texts]
    return np.where(np.isin(numbers, np.flatnonzero(silent)), -1, numbers), texts


def folded_spellings(provinces: pd.DataFrame) -> pd.DataFrame:
    """Return every folded spelling with its province.

    Parameters
    ----------
    provinces : pandas.DataFrame
        Index p-code, columns ``name`` and ``aliases`` (joined by ``;``).

    Returns
    -------
    pandas.DataFrame
        Columns ``key`` and ``province_pcode``, no row twice. A key of two provinces has two rows.
    """
    listed = (provinces["name"] + ";" + provinces["aliases"]).str.split(";")
    pairs = [
        (fold_name(spelling), pcode)
        for pcode, spellings in listed.items()
        for spelling in (*spellings, *_MORE_SPELLINGS.get(str(pcode), ()))
    ]
    table = pd.DataFrame(pairs, columns=["key", "province_pcode"], dtype="string")
    return table[table["key"].ne("")].drop_duplicates(ignore_index=True)


def match_names(names: pd.Series, provinces: pd.DataFrame) -> pd.DataFrame:
    """Find the province of each name.

    Parameters
    ----------
    names : pandas.Series
        In any of the three languages; missing, blank and ``"unknown"`` say nothing.
    provinces : pandas.DataFrame
        See :func:`folded_spellings`.

    Returns
    -------
    pandas.DataFrame
        Same index. ``province_pcode`` (string, missing without a match), ``is_unknown`` (a name,
        but of no province), ``is_ambiguous`` (a name of two provinces, so of neither).

    Examples
    --------
    >>> from geodata import load_provinces
    >>> names = pd.Series(["Hilmand province", "پکتیا", "Paktyka", None])
    >>> match_names(names, load_provinces())
      province_pcode  is_unknown  is_ambiguous
    0           AF30       False         False
    1           AF13       False         False
    2           <NA>        True         False
    3           <NA>       False         False
    """
    spellings = folded_spellings(provinces)
    shared = spellings["key"].duplicated(keep=False)
    pcode_of = spellings[~shared].set_index("key")["province_pcode"]
    numbers, texts = distinct_texts(names)
    keys = pd.Index([fold_name(text) for text in texts], dtype="string")
    pcodes = pcode_of.reindex(keys).reset_index(drop=True).reindex(numbers)
    ambiguous = pd.Series(keys.isin(spellings.loc[shared, "key"])).reindex(
        numbers, fill_value=False
    )
    return pd.DataFrame(
        {
            "province_pcode": pcodes.array,
            "is_unknown": (numbers >= 0) & pcodes.isna().to_numpy() & ~ambiguous.to_numpy(),
            "is_ambiguous": ambiguous.to_numpy(),
        },
        index=names.index,
    )
