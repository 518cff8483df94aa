"""Numbers, ranges, dates and selections as a reader sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.language import comma, translate
from geodata.model import (
    ATTACK_TYPES,
    ATTRIBUTIONS,
    EVENT_TYPES,
    GROUPS,
    MONTHS,
    TARGETS,
    UNKNOWN_PROVINCE,
    Code,
    Filters,
)
from geodata.provinces import province_names

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import date
    from typing import Any

    from geodata.provinces import Language

THIN_SPACE: Final = "\u2009"
EN_DASH: Final = "–"
UNKNOWN: Final = "unknown"


def number_text(value: float | None) -> str:
    """Write a whole number with thin spaces; a missing one as ``unknown``.

    Examples
    --------
    >>> number_text(1234567).replace(THIN_SPACE, "_")
    '1_234_567'
    >>> number_text(pd.NA)
    'unknown'
    """
    if value is None or pd.isna(value):
        return UNKNOWN
    return f"{int(value):,}".replace(",", THIN_SPACE)


def decimal_text(value: float | None, decimals: int) -> str:
    """Write a number with digits after the point; what is above zero never becomes zero.

    Examples
    --------
    >>> decimal_text(12.345, 2), decimal_text(0.001, 2), decimal_text(0, 2)
    ('12.35', '0.01', '0')
    """
    if value is None or pd.isna(value):
        return UNKNOWN
    if value == 0:
        return "0"
    smallest = 10**-decimals
    shown = max(value, smallest) if value > 0 else value
    return f"{shown:,.{decimals}f}".replace(",", THIN_SPACE)


def range_text(best: float | None, low: float | None, high: float | None) -> str:
    """Write an estimate with its range: ``63 (51–77)``, or ``63`` without a range of its own.

    Examples
    --------
    >>> range_text(63, 51, 77), range_text(4, 4, 4), range_text(pd.NA, pd.NA, pd.NA)
    ('63 (51–77)', '4', 'unknown')
    >>> range_text(63, pd.NA, pd.NA)
    '63'
    """
    if pd.isna(best):
        return UNKNOWN
    if pd.isna(low) or pd.isna(high) or low == best == high:
        return number_text(best)
    return f"{number_text(best)} ({number_text(low)}{EN_DASH}{number_text(high)})"


def day_text(day: date | pd.Timestamp | None, language: Language = "en") -> str:
    """Write a date as ``8 Oct 2021``.

    Examples
    --------
    >>> from datetime import date
    >>> day_text(date(2021, 10, 8)), day_text(date(2021, 10, 8), "fa")
    ('8 Oct 2021', '8 اکتوبر 2021')
    """
    if day is None or pd.isna(day):
        return ""
    return f"{day.day} {month_text(day, language)}"


def month_text(day: date | pd.Timestamp, language: Language = "en") -> str:
    """Write the month of a date as ``Oct 2021``.

    Examples
    --------
    >>> from datetime import date
    >>> month_text(date(2021, 10, 8))
    'Oct 2021'
    """
    return f"{translate(MONTHS[day.month - 1], language)} {day.year}"


def record_day_text(day: date | pd.Timestamp, precision: str, language: Language = "en") -> str:
    """Write the date of a record as precisely as it is known.

    Examples
    --------
    >>> from datetime import date
    >>> [record_day_text(date(2021, 10, 1), known) for known in ("day", "week", "month", "year")]
    ['1 Oct 2021', 'week of 1 Oct 2021', 'Oct 2021', '2021']
    """
    if precision == "year":
        return str(day.year)
    if precision == "month":
        return month_text(day, language)
    text = day_text(day, language)
    return translate("week of {day}", language, day=text) if precision == "week" else text


def bound_text(
    day: date | pd.Timestamp | None,
    known_day: date | pd.Timestamp | None,
    known_month: date | pd.Timestamp | None,
    language: Language = "en",
) -> str:
    """Write the first or last date of several records as precisely as it is known.

    Parameters
    ----------
    day : datetime.date, optional
        First or last date, a month counting as its first day.
    known_day : datetime.date, optional
        The same among records known to the day.
    known_month : datetime.date, optional
        The same among records known to the month or better.
    language : {"en", "fa", "ps"}
        Of the names of months.

    Examples
    --------
    >>> from datetime import date
    >>> august = date(2016, 8, 1)
    >>> bound_text(august, date(2016, 8, 20), august), bound_text(august, None, august)
    ('Aug 2016', 'Aug 2016')
    >>> bound_text(august, august, august), bound_text(august, None, None)
    ('1 Aug 2016', '2016')
    """
    if day is None or pd.isna(day):
        return ""
    if known_day is not None and pd.notna(known_day) and day == known_day:
        return record_day_text(day, "day", language)
    if known_month is not None and pd.notna(known_month) and day == known_month:
        return record_day_text(day, "month", language)
    return record_day_text(day, "year", language)


def bounds_text(measures: Mapping[Hashable, Any], language: Language = "en") -> tuple[str, str]:
    """Write the first and the last date of an aggregate as precisely as they are known.

    Parameters
    ----------
    measures : mapping
        One row of an aggregate of :mod:`geodata.query`.
    language : {"en", "fa", "ps"}
        Of the names of months.
    """
    first, last = (
        bound_text(
            measures[f"{edge}_date"],
            measures[f"{edge}_known_day"],
            measures[f"{edge}_known_month"],
            language,
        )
        for edge in ("first", "last")
    )
    return first, last


def span_text(first: str, last: str, language: Language = "en") -> str:
    """Write a span of time from its two ends.

    Examples
    --------
    >>> span_text("Aug 2016", "8 Oct 2021"), span_text("2016", "2016")
    ('Aug 2016 to 8 Oct 2021', '2016')
    """
    if first == last:
        return first
    return translate("{first} to {last}", language, first=first, last=last)


def period_text(filters: Filters, language: Language = "en") -> str:
    """Write the period of a view.

    Examples
    --------
    >>> from datetime import date
    >>> period_text(Filters(date_from=date(2021, 8, 15), date_to=date(2021, 11, 14)))
    '15 Aug 2021 to 14 Nov 2021'
    >>> period_text(Filters())
    'all years'
    """
    if filters.date_from and filters.date_to:
        first, last = (day_text(day, language) for day in (filters.date_from, filters.date_to))
        return span_text(first, last, language)
    if filters.date_from:
        return translate("since {day}", language, day=day_text(filters.date_from, language))
    if filters.date_to:
        return translate("until {day}", language, day=day_text(filters.date_to, language))
    return translate("all years", language)


def join_words(words: list[str], language: Language = "en") -> str:
    """Join words as a language does, in English: ``a, b and c``.

    Examples
    --------
    >>> join_words(["attacks", "clashes"]), join_words(["a"]), join_words([])
    ('attacks and clashes', 'a', '')
    """
    if len(words) > 1:
        first = comma(language).join(words[:-1])
        return translate("{first} and {last}", language, first=first, last=words[-1])
    return "".join(words)


EVENT_PLURALS: Final = {
    "attack": "attacks",
    "clash": "clashes",
    "operation": "operations against the group",
    "other": "other events",
}


def subject_text(filters: Filters, language: Language = "en") -> str:
    """Name what is counted, for titles: ``IS-K: attacks and clashes``.

    Examples
    --------
    >>> subject_text(Filters(groups=("ISKP",), event_types=("attack", "clash")))
    'IS-K: attacks and clashes'
    >>> subject_text(Filters())
    'All groups: all events'
    """
    labels = _labels(filters.groups, GROUPS) or ["All groups"]
    events = [EVENT_PLURALS[key] for key in EVENT_TYPES if key in filters.event_types]
    if not events or len(events) == len(EVENT_TYPES):
        events = ["all events"]
    groups, kinds = (
        join_words([translate(word, language) for word in words], language)
        for words in (labels, events)
    )
    return f"{groups}: {kinds}"


def restrictions_text(filters: Filters) -> str:
    """Name the filters that a title leaves out; empty if there are none.

    Examples
    --------
    >>> restrictions_text(Filters(attributions=("claimed",), targets=("shia_hazara", "media")))
    'attribution: claimed; target: Shia and Hazara, media'
    >>> restrictions_text(Filters(provinces=("AF01", "unknown")))
    'province: Kabul, unknown'
    """
    named = [
        ("attribution", _running_labels(filters.attributions, ATTRIBUTIONS)),
        ("kind", _running_labels(filters.attack_types, ATTACK_TYPES)),
        ("target", _running_labels(filters.targets, TARGETS)),
    ]
    if filters.provinces:
        names = province_names()
        known = [names[pcode] for pcode in filters.provinces if pcode != UNKNOWN_PROVINCE]
        unknown = [UNKNOWN] if UNKNOWN_PROVINCE in filters.provinces else []
        named.append(("province", sorted(known) + unknown))
    # Some labels hold an "and" of their own, so commas alone part them.
    return "; ".join(f"{name}: {', '.join(labels)}" for name, labels in named if labels)


_PROPER_NOUNS: Final = ("Shia", "Sikh", "Sufi", "Taliban")


def _running_labels(values: tuple[str, ...], codes: dict[str, Code]) -> list[str]:
    """Return labels as they stand within a sentence."""
    return [
        label if label.startswith(_PROPER_NOUNS) else label[:1].lower() + label[1:]
        for label in _labels(values, codes)
    ]


def _labels(values: tuple[str, ...], codes: dict[str, Code]) -> list[str]:
    return [code.label for key, code in codes.items() if key in values]
