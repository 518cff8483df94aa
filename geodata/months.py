"""Names of months as they are written in English, Dari, Pashto and Persian."""

from __future__ import annotations

from typing import Final, Literal

from geodata.names import fold_words

_GREGORIAN: Final = (
    "january jan جنوری ژانویه",
    "february feb فبروری فوریه",
    "march mar مارچ مارس",
    "april apr اپریل آوریل",
    "may می مه",
    "june jun جون ژوئن",
    "july jul جولای ژوئیه",
    "august aug آگست اگست اوت",
    "september sept sep سپتمبر سپتامبر",
    "october oct اکتوبر اکتبر",
    "november nov نومبر نوامبر",
    "december dec دسمبر دسامبر",
)

# Of the zodiac in Dari, by their own names in Pashto, by those of Iran in Persian.
_SOLAR_HIJRI: Final = (
    "hamal حمل وری farvardin فروردین",
    "sawr saur thawr ثور غویی ordibehesht اردیبهشت",
    "jawza jauza جوزا غبرګولی khordad خرداد",
    "saratan سرطان چنګاښ tir تیر",
    "asad اسد زمری mordad مرداد",
    "sunbula sonbola سنبله وږی shahrivar شهریور",
    "mizan میزان تله mehr مهر",
    "aqrab عقرب لړم aban آبان",
    "qaws qaus قوس لیندۍ azar آذر",
    "jadi jady جدی مرغومی dey دی",
    "dalw dalwa دلو سلواغه bahman بهمن",
    "hut hoot حوت کب esfand اسفند",
)


def _numbered(
    calendar: Literal["gregorian", "solar_hijri"], months: tuple[str, ...]
) -> dict[str, tuple[Literal["gregorian", "solar_hijri"], int]]:
    return {
        fold_words(name): (calendar, number)
        for number, names in enumerate(months, start=1)
        for name in names.split()
    }


MONTH_NAMES: Final = _numbered("gregorian", _GREGORIAN) | _numbered("solar_hijri", _SOLAR_HIJRI)
"""Calendar and number of a month by its folded name."""
