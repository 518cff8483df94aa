"""The page's own HTML: what it says, and that no text in it can be read as code."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.markup import (
    headline_html,
    legend_html,
    ranking_html,
    records_html,
    timeline_heading_html,
)
from geodata.views.choropleth import MapClass, MapView
from geodata.views.headline import Figure
from geodata.views.ranking import RankingRow
from geodata.views.timeline import TimelineView

NASTY = "{{7*7}}{% raise %}${alert(1)}`</script><img src=x onerror=alert(1)>'\"&amp;"
# Every element that the page's own HTML is made of.
ELEMENTS = {
    *("a", "bdi", "br", "caption", "dd", "div", "dl", "dt", "em", "h2", "li", "p", "small", "span"),
    *("strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}


class Reader(HTMLParser):
    """Collects elements, attributes and texts as a browser would."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def record(**changes: Any) -> pd.DataFrame:  # noqa: ANN401 - a value of any column
    row = {
        "date": pd.Timestamp("2021-10-08"),
        "date_precision": "day",
        "province": "Kunduz",
        "place": "Kunduz city",
        "location_precision": "settlement",
        "group": "ISKP",
        "attribution": "claimed",
        "event_type": "attack",
        "attack_type": "suicide_bombing",
        "target": "shia_hazara",
        "killed_low": 43,
        "killed_best": 46,
        "killed_high": 100,
        "injured_low": pd.NA,
        "injured_best": pd.NA,
        "injured_high": pd.NA,
        "killed_scope": "others",
        "summary": "A bomber struck a mosque.",
        "note": pd.NA,
        **changes,
    }
    return pd.DataFrame([row], index=pd.Index(["20211008-KDZ-1"], name="incident_id"))


def source(**changes: Any) -> pd.DataFrame:  # noqa: ANN401 - a value of any column
    row = {
        "incident_id": "20211008-KDZ-1",
        "link": "yes",
        "publisher": "Example News",
        "url": "https://news.example/1?a=b&c=d",
        "published": pd.Timestamp("2021-10-09"),
        **changes,
    }
    return pd.DataFrame([row])


def cells(markup: str) -> dict[str, str]:
    found = re.findall('<td data-label="(.*?)">(.*?)</td>', markup)
    return {label: Reader(content).text for label, content in found}


def test_a_record_is_told_with_its_ranges() -> None:
    told = cells(records_html(record(), source()))
    assert told["Date"] == "8 Oct 2021"
    assert told["Killed"] == "46 (43–100)"
    assert told["Injured"] == "unknown"
    assert told["Group"] == "IS-Kclaimed"
    assert told["Where"].startswith("KunduzKunduz city")


def test_a_month_is_not_told_as_a_day() -> None:
    told = cells(records_html(record(date_precision="month"), source()))
    assert told["Date"] == "Oct 2021"


def test_a_toll_of_all_sides_is_told_as_such() -> None:
    told = cells(records_html(record(killed_scope="all_sides"), source()))
    assert told["Killed"] == "46 (43–100)all sides"


def test_a_record_without_a_province_says_so() -> None:
    told = cells(records_html(record(province=pd.NA), source()))
    assert told["Where"].startswith("Province unknown")


def test_a_source_is_linked_where_the_link_is_good() -> None:
    read = Reader(records_html(record(), source()))
    assert ("href", "https://news.example/1?a=b&c=d") in read.attributes
    assert ("rel", "noopener noreferrer") in read.attributes
    assert "Example News, 9 Oct 2021" in read.text


def test_a_source_without_a_good_link_is_named_without_one() -> None:
    read = Reader(records_html(record(), source(link="no", published=pd.NaT)))
    assert "a" not in read.elements
    assert "Example News (no reliable link)" in read.text


def test_a_record_gets_only_its_own_sources() -> None:
    two = pd.concat([record(), record().rename(index={"20211008-KDZ-1": "20211015-KAN-1"})])
    sources = pd.concat([source(), source(incident_id="20211015-KAN-1", publisher="Other Paper")])
    first, second = (row for row in records_html(two, sources).split("<tr>") if "<td" in row)
    assert "Example News" in first
    assert "Other Paper" not in first
    assert "Other Paper" in second
    assert "Example News" not in second


@pytest.mark.parametrize("column", ["province", "place", "summary", "note"])
@given(text=st.text(alphabet=NASTY, min_size=1, max_size=40) | st.just(NASTY))
def test_a_text_of_a_record_is_shown_and_never_read_as_code(column: str, text: str) -> None:
    markup = records_html(record(**{column: text}), source())
    assert not set(markup) & set("{}$`\\")
    read = Reader(markup)
    assert read.elements <= ELEMENTS
    assert text in read.text


@pytest.mark.parametrize("link", ["yes", "no"])
@given(text=st.text(alphabet=NASTY, min_size=1, max_size=40) | st.just(NASTY))
def test_a_text_of_a_source_is_shown_and_never_read_as_code(link: str, text: str) -> None:
    markup = records_html(
        record(), source(publisher=text, url=f"https://x.example/{text}", link=link)
    )
    assert not set(markup) & set("{}$`\\")
    read = Reader(markup)
    assert read.elements <= ELEMENTS
    assert {name for name, _ in read.attributes} <= {"class", "data-label", "href", "target", "rel"}
    assert text in read.text


def timeline(group: str = "IS-K") -> TimelineView:
    bars = pd.DataFrame({"group": [group], "value": [1]})
    day = pd.Timestamp("2021-08-15").date()
    return TimelineView(bars, (group,), ("#882255",), day, day, "day", NASTY, None)


def map_view(name: str = NASTY) -> MapView:
    classes = (
        MapClass("class_0", name, "#d95f0e", 3),
        MapClass("no_record", "No cited record", "", 31),
    )
    return MapView(name, name, classes, pd.DataFrame(), 2)


@pytest.mark.parametrize(
    "markup",
    [
        headline_html((Figure(NASTY, NASTY, NASTY, NASTY),)),
        legend_html(map_view()),
        timeline_heading_html(timeline(NASTY)),
        ranking_html(
            (RankingRow(1, "AF01", NASTY, NASTY, NASTY, 100.0, "#d95f0e", selected=True),), NASTY, 3
        ),
    ],
    ids=["headline", "legend", "timeline", "ranking"],
)
def test_no_part_of_the_page_reads_a_text_as_code(markup: str) -> None:
    assert not set(markup) & set("{}$`\\")
    read = Reader(markup)
    assert read.elements <= ELEMENTS
    assert NASTY in read.text


def test_a_figure_may_break_before_its_range_but_never_within() -> None:
    markup = headline_html((Figure("Killed", "10\u2009993 (8\u2009406–11\u2009907)", "", ""),))
    assert "<span>10\u2009993</span> <span>(8\u2009406–11\u2009907)</span>" in markup


def test_the_legend_counts_provinces_and_records_without_one() -> None:
    read = Reader(legend_html(map_view("Killed")))
    assert "(3)" in read.text
    assert "No cited record (31)" in read.text
    assert "Records, province unknown: 2" in read.text


def test_the_ranking_marks_the_chosen_province_and_counts_the_others() -> None:
    rows = tuple(
        RankingRow(number, pcode, name, "1", "2021", 50.0, "#d95f0e", selected=pcode == "AF01")
        for number, pcode, name in ((1, "AF01", "Kabul"), (2, "AF02", "Kapisa"))
    )
    markup = ranking_html(rows, "Incidents", 32)
    (chosen,) = re.findall("<tr class=atlas-chosen>(.*?)</tr>", markup)
    assert Reader(chosen).text == "1Kabul12021"
    assert "32 of 34 provinces have no cited record in view." in Reader(markup).text


def test_a_ranking_of_nothing_has_no_heading_of_columns() -> None:
    row = RankingRow(1, "AF01", "Kabul", "1", "2021", 100.0, "#d95f0e", selected=False)
    assert "thead" in Reader(ranking_html((row,), "Incidents", 33)).elements
    assert "thead" not in Reader(ranking_html((), "Incidents", 34)).elements


def test_the_timeline_names_its_groups() -> None:
    read = Reader(timeline_heading_html(timeline()))
    assert "IS-K" in read.text
    assert ("style", "background:#882255") in read.attributes
