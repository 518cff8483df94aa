"""Dates and digits as Afghans and spreadsheets write them.

Gregorian and solar Hijri dates (years 1300 to 1500, the official calendar of Afghanistan until
2021 and the one in daily use since), in Latin, Persian, Pashto or Arabic digits, with months as
numbers or names. A date that can be read in two ways is never guessed: either its whole column
fits only one order of day and month, or it is a problem with a sentence.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

import numpy as np
import pandas as pd
from persiantools.jdatetime import JalaliDate

from geodata.months import MONTH_NAMES
from geodata.names import fold_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

DateOrder: TypeAlias = Literal["day_first", "month_first", "undecided"]
Calendar: TypeAlias = Literal["gregorian", "solar_hijri"]

SOLAR_HIJRI_YEARS: Final = range(1300, 1501)
GREGORIAN_YEARS: Final = range(1900, 2101)
_MONTHS: Final = 12
# Extended Arabic-Indic digits (Persian, Dari, Pashto), Arabic-Indic digits, and their separators
# of decimals and thousands.
_OTHER_ZEROS: Final = (0x06F0, 0x0660)
_DIGITS: Final = {zero + value: str(value) for zero in _OTHER_ZEROS for value in range(10)} | {
    0x066B: ".",
    0x066C: ",",
}
_OTHER_DIGITS: Final = "[\u06f0-\u06f9\u0660-\u0669]"
_TIME: Final = r"(?s)(?:T|,?\s{1,20})[0-9]{1,2}:[0-9]{2}.*$"
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_EIGHT_DIGITS: Final = re.compile(r"([0-9]{4})()([0-9]{2})([0-9]{2})")
_YEAR_LAST: Final = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_YEAR_MONTH: Final = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})")
_MONTH_YEAR: Final = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})")
_YEAR: Final = re.compile(r"[0-9]{4}")
_SHORT_YEAR: Final = re.compile(r"[0-9]{1,2}[-/. ]\w{1,9}[-/. ][0-9]{2}")
_DAY_NUMBER: Final = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?")
# Written around a date: "15th of August 2021", "۲۴ اسد ۱۴۰۰ هجری شمسی", "24 Asad 1400 SH".
_FILLERS: Final = frozenset(
    {"of", "the", "sh", "hs", "\u0647", "ش", "هش", "هجری", "شمسی", "سال", "د"}
)
_CACHED: Final = 2**17
_SHOWN: Final = 40


# Days are counted from 1970, as numpy does; this is its "not a time".
_NO_DAY: Final = int(np.iinfo(np.int64).min)
_DAY_ZERO: Final = date(1970, 1, 1).toordinal()


class _Parsed(NamedTuple):
    day: int = _NO_DAY
    precision: str = ""
    flags: str = ""
    problem: str = ""
    sentence: str = ""


_PLAIN: Final = _Parsed(precision="day")


class _DateProblem(Exception):  # noqa: N818 - a way out of the parser, never seen outside
    """The text is no date; the message says why, after the text itself."""


def normalise_digits(text: pd.Series) -> pd.Series:
    """Write Persian, Pashto and Arabic digits, and their decimal signs, as Latin ones.

    Examples
    --------
    >>> normalise_digits(pd.Series(["۱۴۰۰", "٢٠٢١", "12"], dtype="str")).tolist()
    ['1400', '2021', '12']
    """
    text = text.astype("str")
    found = has_other_digits(text)
    if not found.any():
        return text
    return text.mask(found, text[found].str.translate(_DIGITS))


def has_other_digits(text: pd.Series) -> pd.Series:
    """Say which texts have Persian, Pashto or Arabic digits."""
    return text.str.contains(_OTHER_DIGITS, regex=True, na=False)


def column_order(text: Iterable[str]) -> DateOrder:
    """Return the one order of day and month that every date of a column fits.

    Parameters
    ----------
    text : iterable of str
        Only dates with the year at the end tell an order; the others are passed over.

    Returns
    -------
    {"day_first", "month_first", "undecided"}
        ``undecided`` if both orders fit all dates, or neither does.

    Examples
    --------
    >>> column_order(["03/04/2021", "16/05/2021"]), column_order(["03/04/2021"])
    ('day_first', 'undecided')
    """
    firsts, seconds = [0], [0]
    for value in text:
        match = _YEAR_LAST.fullmatch(re.sub(_TIME, "", value.strip().translate(_DIGITS)))
        if match:
            firsts.append(int(match[1]))
            seconds.append(int(match[3]))
    can_be_day_first, can_be_month_first = max(seconds) <= _MONTHS, max(firsts) <= _MONTHS
    if can_be_day_first == can_be_month_first:
        return "undecided"
    return "day_first" if can_be_day_first else "month_first"


def parse_dates(text: pd.Series, order: DateOrder | None = None) -> pd.DataFrame:
    """Read dates.

    Parameters
    ----------
    text : pandas.Series
        ``2021-08-15`` (a time after it is passed over), ``20210815``, ``16 May 2025``,
        ``15/08/2021``, ``1400/5/24``, ``۲۴ اسد ۱۴۰۰``; ``2021-08``, ``May 2021`` and ``2021``
        where no more is known. A year from 1300 to 1500 is solar Hijri.
    order : {"day_first", "month_first", "undecided"}, optional
        How to read dates with the year at the end; by default as :func:`column_order` finds.
        Where it is undecided, only a date that has one reading is read.

    Returns
    -------
    pandas.DataFrame
        Same index. ``date`` (datetime64[us], the first day of a month or year; missing if there
        is a problem), ``precision`` (``day``, ``month``, ``year`` or blank), ``flags``
        (``date_converted``, ``digits_converted``), ``problem`` (blank, ``date_missing`` or
        ``date_impossible``), ``sentence`` (what is wrong and what to write instead).

    Notes
    -----
    The solar Hijri calendar is converted by ``persiantools``, whose leap years agree with the
    astronomical rule in all years that are read here.

    Examples
    --------
    >>> dates = pd.Series(["2021-08-15", "۲۴ اسد ۱۴۰۰", "31/04/2021", ""], dtype="str")
    >>> parse_dates(dates)[["date", "flags", "problem"]]
            date                            flags          problem
    0 2021-08-15
    1 2021-08-15  date_converted;digits_converted
    2        NaT                                   date_impossible
    3        NaT                                      date_missing
    >>> parse_dates(pd.Series(["03/04/2021"], dtype="str"))["sentence"][0]
    '“03/04/2021” can be read as day/month or month/day. Write it as 2021-08-15.'
    """
    # The time of day is cut first: a column of times has as many distinct values as rows.
    numbers, distinct = pd.factorize(text.astype("str").fillna("").str.strip())
    stem_numbers, found = pd.factorize(pd.Series(distinct).str.replace(_TIME, "", regex=True))
    which, stems = stem_numbers[numbers], pd.Series(found, dtype="str")
    order = order or column_order(stems)
    days = _plain_days(stems)
    others = np.flatnonzero(np.isnat(days))
    entries = [_PLAIN, *(_parse(stem, order) for stem in stems.iloc[others])]
    kinds = np.zeros(len(stems), dtype=np.int64)
    kinds[others] = np.arange(1, len(entries))
    days[others] = np.array([entry.day for entry in entries[1:]], dtype=np.int64).view(days.dtype)
    _, *texts = zip(*entries, strict=True)
    columns = {
        name: pd.array(list(values), dtype="str").take(kinds[which])
        for name, values in zip(_Parsed._fields[1:], texts, strict=True)
    }
    return pd.DataFrame({"date": days[which].astype("datetime64[us]"), **columns}, index=text.index)


def _plain_days(stems: pd.Series) -> npt.NDArray[np.datetime64]:
    """Read dates as 2021-08-15, by far the most, all at once; the others are missing."""
    is_plain = stems.str.fullmatch("(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")
    read = pd.to_datetime(stems.where(is_plain), format="%Y-%m-%d", errors="coerce")
    return read.to_numpy().astype("datetime64[D]")


@lru_cache(maxsize=_CACHED)
def _parse(text: str, order: DateOrder) -> _Parsed:
    if not text:
        return _Parsed(problem="date_missing", sentence="There is no date.")
    latin = text.translate(_DIGITS)
    try:
        year, month, day = _parts(latin, order)
        calendar = _calendar(year)
        found = _gregorian(calendar, year, month or 1, day or 1)
    except _DateProblem as problem:
        shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
        return _Parsed(problem="date_impossible", sentence=f"“{shown}” {problem}")
    flags = ["date_converted"] if calendar == "solar_hijri" else []
    flags += ["digits_converted"] if latin != text else []
    precision = "day" if day else "month" if month else "year"
    return _Parsed(day=found.toordinal() - _DAY_ZERO, precision=precision, flags=";".join(flags))


def _parts(text: str, order: DateOrder) -> tuple[int, int, int]:
    """Return year, month and day as they are written; 0 where month or day is not given."""
    if match := _YEAR_FIRST.fullmatch(text) or _EIGHT_DIGITS.fullmatch(text):
        return _stated(match[1], match[3], match[4])
    if match := _YEAR_LAST.fullmatch(text):
        day, month = _ordered(match[1], match[3], order)
        return _stated(match[4], month, day)
    if match := _YEAR_MONTH.fullmatch(text):
        return (*_stated(match[1], match[2], "1")[:2], 0)
    if match := _MONTH_YEAR.fullmatch(text):
        return (*_stated(match[2], match[1], "1")[:2], 0)
    if _YEAR.fullmatch(text):
        return int(text), 0, 0
    return _named_month(text)


def _stated(year: str, month: str, day: str) -> tuple[int, int, int]:
    """Return the parts as numbers; a zero that is written stands for no month and no day."""
    parts = int(year), int(month), int(day)
    if 0 in parts[1:]:
        raise _DateProblem("has a month or day of zero. Leave out what is not known: 2021-08.")
    return parts


def _ordered(first: str, second: str, order: DateOrder) -> tuple[str, str]:
    """Return day and month of a date that has its year at the end."""
    is_day_first, is_month_first = int(second) <= _MONTHS, int(first) <= _MONTHS
    if order == "undecided" and int(first) != int(second) and is_day_first and is_month_first:
        raise _DateProblem("can be read as day/month or month/day. Write it as 2021-08-15.")
    if order == "month_first" or (order == "undecided" and not is_day_first):
        return second, first
    return first, second


def _named_month(text: str) -> tuple[int, int, int]:
    words = [word for word in fold_words(text).split() if word not in _FILLERS]
    months = [MONTH_NAMES[word] for word in words if word in MONTH_NAMES]
    years = [int(word) for word in words if _YEAR.fullmatch(word)]
    days = [int(match[1]) for word in words if (match := _DAY_NUMBER.fullmatch(word))]
    one_of_each = len(months) == 1 and len(years) == 1 and len(days) <= 1
    if not one_of_each or len(months) + len(years) + len(days) != len(words):
        if _SHORT_YEAR.fullmatch(text):
            raise _DateProblem("has a year of two digits. Write it as 2021-08-15.")
        raise _DateProblem("can't be read as a date. Write it as 2021-08-15.")
    calendar, month = months[0]
    if calendar != _calendar(years[0]):
        raise _DateProblem("has a month of one calendar and a year of another. Correct one.")
    if days == [0]:
        raise _DateProblem("has a day of zero. Leave out what is not known: May 2021.")
    return years[0], month, days[0] if days else 0


def _calendar(year: int) -> Calendar:
    if year in SOLAR_HIJRI_YEARS:
        return "solar_hijri"
    if year in GREGORIAN_YEARS:
        return "gregorian"
    raise _DateProblem("has a year that is neither from 1900 to 2100 nor from 1300 to 1500.")


def _gregorian(calendar: Calendar, year: int, month: int, day: int) -> date:
    try:
        if calendar == "solar_hijri":
            # The package has types, but none for the making of a date.
            return JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]
        return date(year, month, day)
    except ValueError as error:
        raise _DateProblem("is no day of the calendar. Check day and month.") from error
