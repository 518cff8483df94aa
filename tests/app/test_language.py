"""Labels in Dari and Pashto: everything a reader sees first has one."""

from __future__ import annotations

import pytest

from geodata.about import CODED
from geodata.language import LANGUAGES, translate
from geodata.measures import MEASURES
from geodata.provinces import province_names
from tests.app.page import Page, plain

PAGES = (
    *("Map", "Spread", "Compare", "Province", "Records", "Statements", "Coverage"),
    *("Data", "About"),
)
HEADINGS = (
    *("Date", "Where", "Group", "Event", "Killed", "Injured", "Since", "Provinces"),
    *("Incidents", "Provinces with a record", "Records with unknown toll", "No cited record"),
    *("by province", "over time", "Records, province unknown", "located to", "target"),
)


@pytest.mark.parametrize("language", ["fa", "ps"])
def test_every_code_measure_heading_and_page_is_translated(language: str) -> None:
    labels = [code.label for codes in CODED.values() for code in codes.values()]
    labels += [measure.label for measure in MEASURES.values()]
    missing = [
        label
        for label in dict.fromkeys((*labels, *PAGES, *HEADINGS))
        if translate(label, language) == label  # type: ignore[arg-type]
    ]
    assert missing == []


@pytest.mark.parametrize("language", ["fa", "ps"])
def test_the_page_names_provinces_in_the_language(language: str) -> None:
    page = Page(lang=LANGUAGES[language])  # type: ignore[index]
    names = set(province_names(language))  # type: ignore[arg-type]
    assert set(page.ranked) <= names
    assert any(name in plain(page.markup('<table class="atlas-records"')) for name in names)
    assert any("direction: rtl" in piece.value for piece in page.test.html)


def test_an_address_means_the_same_in_every_language() -> None:
    english = Page(province="Kabul", group="Taliban")
    dari = Page(province="Kabul", group="Taliban", lang="دری")
    assert english.legend_counts == dari.legend_counts
    assert list(english.ranked.values()) == list(dari.ranked.values())
    assert "کابل" in dari.title
