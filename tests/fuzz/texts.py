"""Parsers of single texts: dates, figures, degrees, names of provinces and of actors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import pyarrow as pa

from geodata.actors import map_actors
from geodata.checks.numbers import UNKNOWN, whole_numbers
from geodata.checks.places import degrees
from geodata.checks.texts import clean_texts
from geodata.dates import SOLAR_HIJRI_YEARS, parse_dates
from geodata.names import fold_name, fold_words, match_names
from geodata.provinces import load_provinces
from tests.fuzz.shapes import edited
from tests.fuzz.target import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_DATES: Final = """2021-08-15
2021-08-15T10:00:00
20210815
15/08/2021
8/15/2021
16 May 2025
15th of August 2021
۲۴ اسد ۱۴۰۰
1400/5/24
1399-12-30
24 Asad 1400 SH
May 2021
2021-08
2021
""".encode()
_NUMBERS: Final = "3\n3.0\n1,234\n۱۲\n\nNA\n-2\n1’000\n٣٫٥\n".encode()
_DEGREES: Final = "34.5281\n69,1723\n-1\n۳۴٫۵\n34° 31' N\n181\n".encode()
_NAMES: Final = (
    "Kabul\nSar-e Pol\nد کابل ولايت\nVelāyat-e Kābul\nPaktya province\nunknown\n".encode()
)
_ACTORS: Final = (
    "Government of Afghanistan\nIS\nTaleban\nUnidentified Armed Group (Afghanistan)\n"
    "Islamic State (Khorasan)\nداعش\nNational Resistance Front (NRF)\nCivilians (Afghanistan)\n"
).encode()


def lines_of(data: bytes) -> pd.Series:
    """Return the lines as a column of texts, as the readers would give them."""
    text = data.decode("utf-8", "replace")
    return pd.Series(text.split("\n"), dtype="str")


def _dates(data: bytes) -> None:
    column = lines_of(data)
    found = parse_dates(column)
    assert found.index.equals(column.index)
    assert (found["date"].notna() == found["problem"].eq("")).all()
    assert found.loc[found["date"].isna(), "sentence"].ne("").all()
    converted = found["flags"].str.contains("date_converted")
    years = found["date"].dt.year
    assert years.dropna().between(1900, 2122).all()
    assert years[converted].between(SOLAR_HIJRI_YEARS[0] + 621, 2122).all()


def _numbers(data: bytes) -> None:
    column = lines_of(data)
    found = whole_numbers(pa.array(column, pa.large_string()))
    assert len(found) == len(column)
    assert found["value"].ge(UNKNOWN).all()
    assert found.loc[found["is_invalid"], "value"].eq(UNKNOWN).all()


def _degrees(data: bytes) -> None:
    column = lines_of(data)
    assert len(degrees(pa.array(column, pa.large_string()))) == len(column)


def _names(data: bytes) -> None:
    column = lines_of(data)
    found = match_names(column, load_provinces("simplified"))
    assert found.index.equals(column.index)
    for text in column:
        # Folding what is folded changes nothing.
        assert fold_words(fold_words(text)) == fold_words(text)
        assert fold_name(text).isalnum() or not fold_name(text)
    clean_texts(pa.array(column, pa.large_string()), longest=40)


def _actors(data: bytes) -> None:
    column = lines_of(data)
    days = pd.Series(pd.Timestamp("2022-05-01"), index=column.index)
    found = map_actors(column, days)
    assert found.index.equals(column.index)
    assert not found.isna().any(axis=None)


def _target(name: str, attempt: Callable[[bytes], None], *seeds: bytes) -> Target:
    def lines() -> Sequence[bytes]:
        return [*seeds, *seeds[0].splitlines()]

    return Target(name, attempt, lines, edited(lines))


TARGETS: Final = (
    _target("dates", _dates, _DATES),
    _target("figures", _numbers, _NUMBERS),
    _target("degrees", _degrees, _DEGREES),
    _target("names", _names, _NAMES),
    _target("actors", _actors, _ACTORS),
)
