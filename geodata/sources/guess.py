"""Which column of an unknown table is what: a guess by headings and by content.

A guess is shown with how sure it is and what it rests on, and corrected by the user.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd

from geodata.dates import column_order, normalise_digits, parse_dates
from geodata.names import fold_words, match_names
from geodata.provinces import load_provinces
from geodata.schema import LATITUDE_RANGE, LONGITUDE_RANGE
from geodata.sources.mapping import ColumnMapping

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# English; Dari; Pashto.
_HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "incident_id": (
        *("id", "incident id", "event id", "record id", "identifier", "no", "number", "ref"),
        *("شماره", "نمبر", "شمېره", "ګڼه"),
    ),
    "date_text": (
        *("date", "event date", "incident date", "date of incident", "day", "when"),
        *("تاریخ", "تاریخ وقوع", "تاریخ رویداد", "تاریخ حادثه", "روز"),
        *("نېټه", "د پېښې نېټه", "ورځ"),
    ),
    "province_pcode": (
        *("pcode", "p code", "province pcode", "province code", "adm1 pcode", "admin1 pcode"),
        *("admin1pcod", "adm1 code", "کد ولایت", "کود ولایت"),
    ),
    "province": (
        *("province", "province name", "prov", "admin1", "admin 1", "adm1", "adm 1", "adm1 en"),
        *("adm1 name", "velayat", "wilayat", "wolayat"),
        *("ولایت", "نام ولایت", "ولایات", "د ولایت نوم"),
    ),
    "district": (
        *("district", "district name", "admin2", "admin 2", "adm2", "adm 2", "adm2 en"),
        *("adm2 name", "woluswali", "ولسوالی", "نام ولسوالی", "ولسوالۍ"),
    ),
    "place": (
        *("place", "location", "village", "town", "city", "site", "settlement", "where"),
        *("محل", "محل رویداد", "مکان", "قریه", "شهر", "ځای", "کلی", "ښار"),
    ),
    "latitude": ("latitude", "lat", "y", "عرض البلد", "عرض جغرافیایی", "عرض"),
    "longitude": ("longitude", "lon", "long", "lng", "x", "طول البلد", "طول جغرافیایی", "طول"),
    "country": ("country", "country name", "nation", "کشور", "هېواد"),
    "actor": (
        *("group", "actor", "armed group", "perpetrator", "group name", "organisation"),
        *("organization", "attacker", "who"),
        *("گروه", "گروپ", "نام گروه", "عامل", "ډله", "د ډلې نوم", "عاملین"),
    ),
    "opponent": ("opponent", "other side", "against", "طرف مقابل", "بل لوری"),
    "attribution": ("attribution", "claim status", "responsibility", "مسئولیت", "پړه"),
    "event_type": (
        *("event type", "incident type", "type", "type of event", "type of incident", "category"),
        *("نوع رویداد", "نوع حادثه", "نوع", "ډول", "د پېښې ډول"),
    ),
    "attack_type": (
        *("attack type", "type of attack", "method", "tactic", "weapon", "نوع حمله", "د برید ډول"),
    ),
    "target": ("target", "target type", "victim", "victims", "هدف", "موخه"),
    "killed_low": ("killed low", "killed min", "min killed", "deaths low", "fatalities low"),
    "killed_best": (
        *("killed", "dead", "deaths", "fatalities", "people killed", "number killed", "kia"),
        *("killed best", "total killed", "کشته", "کشته شده", "کشته شدگان", "شمار کشته شدگان"),
        *("تعداد کشته شدگان", "وژل شوی", "وژل شوي", "مړی", "مړه"),
    ),
    "killed_high": ("killed high", "killed max", "max killed", "deaths high", "fatalities high"),
    "attackers_killed": ("attackers killed", "perpetrators killed", "مهاجمان کشته شده"),
    "injured_low": ("injured low", "injured min", "wounded low", "wounded min"),
    "injured_best": (
        *("injured", "wounded", "injuries", "people injured", "number injured", "wia"),
        *("injured best", "total injured", "زخمی", "زخمیان", "مجروح", "مجروحین"),
        *("شمار زخمیان", "تعداد زخمیان", "ټپی", "ټپیان", "ژوبل"),
    ),
    "injured_high": ("injured high", "injured max", "wounded high", "wounded max"),
    "summary": (
        *("summary", "description", "details", "narrative", "what happened"),
        *("خلاصه", "شرح", "تفصیل", "توضیحات", "لنډیز"),
    ),
    "note": (
        "note",
        "notes",
        "remark",
        "remarks",
        "comment",
        "comments",
        "ملاحظات",
        "یادداشت",
        "یادونه",
    ),
    "source_text": (
        *("source", "sources", "source name", "reference", "url", "link", "publisher"),
        *("منبع", "منابع", "سرچینه"),
    ),
    "sources_count": ("sources count", "number of sources", "source count", "تعداد منابع"),
}

_BY_HEADING, _BY_WORDS, _BY_CONTENT = 0.9, 0.6, 0.5
_AGREES: Final = 0.1
"""How much surer a heading is whose column holds what it promises."""
_ENOUGH: Final = 0.8
"""The share of filled cells that must be of a kind for the column to be."""
_FIGURES: Final = ("killed", "injured", "attackers", "sources")


class _Guess(NamedTuple):
    confidence: float
    field: str
    column: str
    how: str


def guess_mapping(columns: Sequence[str], sample: pd.DataFrame) -> ColumnMapping:
    """Guess what the columns of a table are.

    Parameters
    ----------
    columns : sequence of str
        The columns of the table.
    sample : pandas.DataFrame
        Some of its rows, all text, with these columns.

    Returns
    -------
    ColumnMapping
        Each column at most once, each field at most once; ``confidence`` and ``how`` say how sure
        each guess is and why. ``date_order`` is decided only if the sample fits one order. Ask
        :meth:`ColumnMapping.problems` what is still missing.

    Examples
    --------
    >>> cells = {"نېټه": ["1400/7/16"], "ولایت": ["کندز"], "x1": ["36.72"]}
    >>> sample = pd.DataFrame(cells, dtype="str")
    >>> mapping = guess_mapping(list(sample), sample)
    >>> mapping.columns
    {'date_text': 'نېټه', 'province': 'ولایت', 'latitude': 'x1'}
    >>> mapping.problems()
    []
    """
    guesses = sorted(
        (
            guess
            for column in columns
            for guess in _guesses(column, _filled_cells(sample[column]))
            if guess.confidence > 0
        ),
        key=lambda guess: -guess.confidence,
    )
    chosen: dict[str, _Guess] = {}
    taken: set[str] = set()
    for guess in guesses:
        if guess.field not in chosen and guess.column not in taken:
            chosen[guess.field] = guess
            taken.add(guess.column)
    # Nobody says of such a table whether the attackers are among the killed: one total for all
    # is the reading that claims least.
    constants = {"killed_scope": "all_sides"} if "killed_best" in chosen else {}
    order = (
        column_order(sample[chosen["date_text"].column]) if "date_text" in chosen else "undecided"
    )
    ordered = {name: chosen[name] for name in _HEADINGS if name in chosen}
    return ColumnMapping(
        columns={name: guess.column for name, guess in ordered.items()},
        constants=constants,
        date_order=order,
        confidence={name: round(guess.confidence, 2) for name, guess in ordered.items()},
        how={name: guess.how for name, guess in ordered.items()},
    )


def _filled_cells(cells: pd.Series) -> pd.Series:
    texts = cells.astype("str").fillna("").str.strip()
    return texts[texts.ne("")]


def _guesses(column: str, cells: pd.Series) -> list[_Guess]:
    """Return every field that a column may be."""
    heading = fold_words(column)
    words = set(heading.split())
    found = []
    for name, headings in _HEADINGS.items():
        keys = [fold_words(text) for text in headings]
        if heading in keys:
            confidence, how = _BY_HEADING, "heading"
        elif any(len(key) > 2 and set(key.split()) <= words for key in keys):  # noqa: PLR2004 - "no", "x"
            confidence, how = _BY_WORDS, "words of the heading"
        else:
            confidence, how = 0.0, ""
        found.append(_judged(name, column, cells, confidence, how))
    return found


def _judged(name: str, column: str, cells: pd.Series, confidence: float, how: str) -> _Guess:
    """Weigh a heading against what stands below it."""
    kind, _, _ = name.partition("_")
    test = _TESTS.get(kind if kind in _FIGURES else name)
    if test is None or cells.empty:
        return _Guess(confidence, name, column, how)
    if confidence:
        share = test.share(cells)
        if share >= _ENOUGH:
            return _Guess(confidence + _AGREES, name, column, f"{how}, content agrees")
        return _Guess(confidence * share, name, column, f"{how}, content agrees in part")
    alone = test.share_alone(cells) if test.share_alone else 0.0
    return _Guess(_BY_CONTENT * alone if alone >= _ENOUGH else 0.0, name, column, "content")


class _Test(NamedTuple):
    """Which share of cells is what a heading promises, and what tells a column by itself."""

    share: Callable[[pd.Series], float]
    share_alone: Callable[[pd.Series], float] | None


def _share_of_dates(cells: pd.Series) -> float:
    parsed = parse_dates(cells)
    # A day that can be read in two ways is a date all the same.
    looks_like_one = parsed["date"].notna() | parsed["sentence"].str.contains("day/month")
    is_year = cells.str.fullmatch(r"\d{4}")
    return float((looks_like_one & ~is_year).mean())


def _share_of_provinces(cells: pd.Series) -> float:
    return float(match_names(cells, load_provinces("simplified"))["province_pcode"].notna().mean())


def _share_of_codes(cells: pd.Series) -> float:
    return float(cells.str.fullmatch(r"(?i)AF[0-3][0-9]").mean())


def _share_of_degrees(cells: pd.Series) -> float:
    latin = normalise_digits(cells).str.replace(",", ".")
    return float(pd.to_numeric(latin, errors="coerce").between(-180, 180).mean())


def _share_between(lowest: float, highest: float) -> Callable[[pd.Series], float]:
    def share(cells: pd.Series) -> float:
        latin = normalise_digits(cells)
        # Whole numbers are figures of something else.
        decimal = latin.str.fullmatch(r"\d{2}[.,]\d+")
        degrees = pd.to_numeric(latin.str.replace(",", "."), errors="coerce")
        return float((decimal & degrees.between(lowest, highest)).mean())

    return share


def _share_of_figures(cells: pd.Series) -> float:
    return float(normalise_digits(cells).str.fullmatch(r"\d{1,3}(,\d{3})*(\.0+)?|\d+").mean())


def _share_of_identifiers(cells: pd.Series) -> float:
    return 1.0 if cells.is_unique else 0.0


_TESTS: Final[dict[str, _Test]] = {
    "incident_id": _Test(_share_of_identifiers, None),
    "date_text": _Test(_share_of_dates, _share_of_dates),
    "province_pcode": _Test(_share_of_codes, _share_of_codes),
    "province": _Test(_share_of_provinces, _share_of_provinces),
    # Under its heading a latitude may be wrong or swapped, which the checks will say.
    "latitude": _Test(_share_of_degrees, _share_between(*LATITUDE_RANGE)),
    "longitude": _Test(_share_of_degrees, _share_between(*LONGITUDE_RANGE)),
    **dict.fromkeys(_FIGURES, _Test(_share_of_figures, None)),
}
"""Fields that their content tells; of figures by the first word of the field."""
