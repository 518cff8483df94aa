"""Pages in Dari and Pashto: what a reader sees first is translated, the numbers are the same."""

from __future__ import annotations

import re

import pytest

from geodata.language import LANGUAGES, RIGHT_TO_LEFT, translate
from geodata.provinces import province_names
from tests.app.page import Page, plain
from tests.app.test_spread_page import SpreadPage

PAGES = (
    *("Map", "Spread", "Compare", "Province", "Records", "Statements", "Coverage"),
    *("Data", "Brief", "About"),
)
HEADINGS = (
    *("Date", "Where", "Group", "Event", "Killed", "Injured", "Since", "Provinces"),
    *("Incidents", "Provinces with a record", "Records with unknown toll", "No cited record"),
    *("by province", "over time", "Records, province unknown", "located to", "target"),
)
OTHERS = sorted(RIGHT_TO_LEFT)
PIECES = (
    *("<h1", '<dl class="atlas-figures"', '<ul class="atlas-legend"'),
    *('<table class="atlas-ranking"', '<ul class="atlas-legend atlas-mark-legend"'),
)


def numbers(text: str) -> list[str]:
    """Return the numbers of a text, the smallest first; words may order them otherwise."""
    return sorted(re.findall("[0-9]+", text.replace("\u2009", "")))


def ranking_numbers(page: Page) -> list[list[str]]:
    """Return the numbers of each line; provinces with equal values stand in order of name."""
    return sorted(numbers(value) for value in page.ranked.values())


@pytest.mark.parametrize("language", OTHERS)
def test_every_heading_and_page_is_translated(language: str) -> None:
    missing = [
        label
        for label in (*PAGES, *HEADINGS)
        if translate(label, language) == label  # type: ignore[arg-type]
    ]
    assert missing == []


@pytest.mark.parametrize("language", OTHERS)
def test_the_map_page_speaks_the_language_with_the_same_numbers(language: str) -> None:
    view = {"group": ["Taliban", "IS-K"], "places": "true", "from": "2019-08-15"}
    english = Page(**view)  # type: ignore[arg-type]
    other = Page(**view, lang=LANGUAGES[language])  # type: ignore[arg-type, index]
    for piece in PIECES:
        # Beside the legend of the marks stands a note, which is in English.
        mine, theirs = (
            plain(page.markup(piece).partition("</ul>")[0]) for page in (english, other)
        )
        assert not re.search("[A-Za-z]", theirs)
        assert numbers(theirs) == numbers(mine)
        assert f'lang="{language}" dir="rtl"' in other.markup(piece)


@pytest.mark.parametrize("language", OTHERS)
def test_labels_of_the_sidebar_are_in_the_language(language: str) -> None:
    page = Page(measure="Share of attacks on a target", lang=LANGUAGES[language])  # type: ignore[index]
    bar = page.test.sidebar
    widgets = (*bar.multiselect, *bar.selectbox, *bar.date_input, *bar.toggle)
    labels = [str(widget.label) for widget in widgets]
    assert len(labels) >= 11
    english = [label for label in labels if re.search("[A-Za-z]", label)]
    assert english == ["Language · زبان · ژبه"]


@pytest.mark.parametrize("language", OTHERS)
def test_the_page_names_provinces_in_the_language(language: str) -> None:
    page = Page(lang=LANGUAGES[language])  # type: ignore[index]
    names = set(province_names(language))  # type: ignore[arg-type]
    assert set(page.ranked) <= names
    assert any(name in plain(page.markup('<table class="atlas-records"')) for name in names)
    assert f'lang="{language}" dir="rtl"' in page.markup('<table class="atlas-records"')
    assert any("right to left" in piece.value for piece in page.test.html)


def test_an_address_means_the_same_in_every_language() -> None:
    view = {"province": "Kabul", "group": "Taliban", "event": "Attack", "measure": "Killed"}
    english = Page(**view)
    dari = Page(**view, lang="دری")
    assert english.legend_counts == dari.legend_counts
    assert ranking_numbers(english) == ranking_numbers(dari)
    assert "کابل" in dari.title


def test_a_change_of_language_keeps_the_choice_and_goes_back() -> None:
    page = Page(group="Taliban", measure="Killed", province="Kabul")
    title, ranked, figures = page.title, page.ranked, ranking_numbers(page)
    (box,) = [box for box in page.test.selectbox if box.key == "lang"]
    box.set_value("ps")
    page.run()
    assert "طالبان" in page.title
    assert ranking_numbers(page) == figures
    (box,) = [box for box in page.test.selectbox if box.key == "lang"]
    box.set_value("en")
    page.run()
    # What was worked out for another language isn't shown in this one.
    assert (page.title, page.ranked) == (title, ranked)
    assert not any("direction: rtl" in piece.value for piece in page.test.html)


@pytest.mark.parametrize("language", OTHERS)
def test_a_name_within_an_english_sentence_does_not_disorder_it(language: str) -> None:
    page = SpreadPage(lang=LANGUAGES[language])  # type: ignore[index]
    title = page.markup("<h1")
    sentence = re.search('<span lang="en" dir="ltr">(.*)</span>', title)
    assert sentence is not None
    (name,) = re.findall("<bdi>(.*?)</bdi>", sentence[1])
    assert name in page.firsts
    assert not re.search("[\u0600-\u06ff]", re.sub("<bdi>.*?</bdi>", "", sentence[1]))


@pytest.mark.parametrize("language", OTHERS)
def test_a_table_runs_in_the_direction_of_its_headings(language: str) -> None:
    page = SpreadPage(lang=LANGUAGES[language])  # type: ignore[index]
    table = page.markup('<table class="atlas-table atlas-first-records"')
    heads = re.findall("<th scope=col>(.*?)</th>", table)
    assert len(heads) == 5
    assert not any(re.search("[A-Za-z]", head) for head in heads)
    assert table.startswith(
        f'<table class="atlas-table atlas-first-records" lang="{language}" dir="rtl">'
    )
