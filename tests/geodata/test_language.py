"""The catalogue of Dari and Pashto: whole, and with the same numbers as in English."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from string import Formatter
from typing import TYPE_CHECKING, Final

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from geodata.about import CODED
from geodata.language import (
    FIRST_STRONG_ISOLATE,
    LANGUAGES,
    POP_ISOLATE,
    RIGHT_TO_LEFT,
    WORDS_FILE,
    translate,
)
from geodata.measures import MEASURES
from geodata.model import ESTIMATES, GROUPS, MONTHS, PCODES, UNKNOWN_PROVINCE, Filters
from geodata.provinces import DATA, province_names
from geodata.query import by_province, totals
from geodata.views.caption import title
from geodata.views.choropleth import MapOptions, map_view
from geodata.views.headline import headline
from geodata.views.ranking import ranking
from geodata.views.timeline import bar_label

if TYPE_CHECKING:
    from geodata.measures import Measure
    from geodata.provinces import Language
    from geodata.views.choropleth import MapView

OTHERS: Final = sorted(RIGHT_TO_LEFT)
LATIN: Final = re.compile("[A-Za-z]")
PERIODS: Final = (
    Filters(),
    Filters(date_from=date(2021, 8, 15), date_to=date(2021, 11, 14)),
    Filters(date_from=date(2021, 8, 15), groups=("ISKP",), event_types=("attack", "clash")),
    Filters(date_to=date(2021, 8, 14), groups=("ISKP", "TALIBAN", "TTP")),
    Filters(date_from=date(2017, 1, 1), date_to=date(2017, 1, 1)),
)


def rows() -> list[dict[str, str]]:
    with WORDS_FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def numbers(text: str) -> Counter[str]:
    """Return the numbers of a text, thousands put together; words may order them otherwise."""
    return Counter(re.findall("[0-9]+(?:[.][0-9]+)?", text.replace("\u2009", "").replace(",", "")))


def parts(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def choropleth(measure: Measure, language: Language, filters: Filters) -> MapView:
    options = MapOptions(as_of=date(2025, 12, 16), mark_unstable=True, language=language)
    return map_view(by_province(filters), province_names(language), measure, "best", options)


def test_each_line_has_both_languages_and_stands_once() -> None:
    table = rows()
    assert [row["english"] for row in table if not (row["dari"] and row["pashto"])] == []
    assert max(Counter(row["english"] for row in table).values()) == 1


@pytest.mark.parametrize("column", ["dari", "pashto"])
def test_a_translation_has_the_places_and_the_numbers_of_its_sentence(column: str) -> None:
    wrong = [
        row["english"]
        for row in rows()
        if parts(row["english"]) != parts(row[column])
        or numbers(row["english"]) != numbers(row[column])
    ]
    assert wrong == []


@pytest.mark.parametrize("column", ["dari", "pashto"])
def test_digits_stay_western_and_no_latin_letter_is_left(column: str) -> None:
    left = [
        row[column]
        for row in rows()
        if re.search("[\u0660-\u0669\u06f0-\u06f9]", row[column])
        or LATIN.search(re.sub("{[a-z]+}", "", row[column]))
    ]
    assert left == []


@pytest.mark.parametrize("language", OTHERS)
def test_all_words_of_the_records_and_measures_are_there(language: Language) -> None:
    labels = [code.label for codes in CODED.values() for code in codes.values()]
    labels += [PCODES[UNKNOWN_PROVINCE].label, *MONTHS]
    for measure in MEASURES.values():
        labels += [measure.unknown_label, *(measure.title(each) for each in ESTIMATES)]
        labels += [unit for unit in (measure.unit, measure.unit_of_one) if unit]
    assert [label for label in labels if translate(label, language) == label] == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_two_groups_have_one_name(language: Language) -> None:
    assert len({translate(code.label, language) for code in GROUPS.values()}) == len(GROUPS)


@pytest.mark.parametrize("file", ["vazirmatn-regular.ttf", "vazirmatn-bold.ttf"])
def test_the_typeface_has_every_letter(file: str) -> None:
    letters = set("".join(row["dari"] + row["pashto"] for row in rows()))
    letters |= set("".join((*province_names("fa"), *province_names("ps"), *LANGUAGES.values())))
    # Latin letters only stand in the names of places to fill, signs below them come with any font.
    wanted = {ord(letter) for letter in letters if "\u0600" <= letter <= "\u06ff"}
    wanted |= set(map(ord, "ېۍګړښځڅډټڼ"))
    assert wanted <= TTFont(DATA / "fonts" / file).getBestCmap().keys()


@pytest.mark.parametrize("filters", PERIODS)
@pytest.mark.parametrize("key", MEASURES)
@pytest.mark.parametrize("language", OTHERS)
def test_the_map_says_the_same_numbers_in_every_language(
    language: Language, key: str, filters: Filters
) -> None:
    english = choropleth(MEASURES[key], "en", filters)
    other = choropleth(MEASURES[key], language, filters)
    for column in ("number_text", "value_text", "detail_text"):
        texts = other.provinces[column].tolist()
        assert [text for text in texts if LATIN.search(text)] == []
        assert [numbers(text) for text in texts] == [
            numbers(text) for text in english.provinces[column]
        ]
    legend = [translate(entry.label, language) for entry in other.classes]
    assert [label for label in legend if LATIN.search(label)] == []
    assert other.provinces["class_key"].equals(english.provinces["class_key"])


@pytest.mark.parametrize("filters", PERIODS)
@pytest.mark.parametrize("language", OTHERS)
def test_title_figures_and_ranking_say_the_same_numbers(
    language: Language, filters: Filters
) -> None:
    table, total = by_province(filters), totals(filters)
    named = [title(filters, 3, 2, each) for each in ("en", language)]
    assert numbers(named[0]) == numbers(named[1])
    assert not LATIN.search(named[1])
    for mine, theirs in zip(headline(total, table), headline(total, table, language), strict=True):
        assert numbers(f"{mine.value} {mine.note}") == numbers(f"{theirs.value} {theirs.note}")
        assert not LATIN.search(theirs.value + theirs.note + translate(theirs.label, language))
    measure = MEASURES["killed"]
    lines = [
        {
            row.pcode: (
                row.rank,
                numbers(row.value),
                numbers(row.first),
                bool(LATIN.search(row.first)),
            )
            for row in ranking(table, choropleth(measure, each, filters), measure, None, each)
        }
        for each in ("en", language)
    ]
    assert {pcode: line[:3] for pcode, line in lines[0].items()} == {
        pcode: line[:3] for pcode, line in lines[1].items()
    }
    assert not any(line[3] for line in lines[1].values())


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("period", ["day", "week", "month", "quarter", "year"])
def test_periods_are_named_in_the_language(period: str, language: Language) -> None:
    span = date(2021, 8, 18), date(2021, 8, 20)
    english = bar_label(date(2021, 8, 16), period, *span)  # type: ignore[arg-type]
    other = bar_label(date(2021, 8, 16), period, *span, language)  # type: ignore[arg-type]
    assert numbers(other) == numbers(english)
    assert not LATIN.search(other)


def test_each_part_of_a_sentence_is_kept_together() -> None:
    text = translate("{count} records", "fa", count="1\u2009000")
    assert f"{FIRST_STRONG_ISOLATE}1\u2009000{POP_ISOLATE}" in text
    assert FIRST_STRONG_ISOLATE not in translate("{count} records", "en", count="1\u2009000")


def test_what_has_no_translation_is_shown_in_english() -> None:
    assert translate("{count} things nobody counts", "ps", count=2).endswith("things nobody counts")
