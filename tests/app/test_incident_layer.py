"""What the layer of places hands to folium: encoded texts and numbers only."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from jinja2 import Template

from app.incident_layer import card_html, incident_layer_group, incident_legend_html
from app.theme import THEMES
from geodata.model import Filters
from geodata.places import Places, places, without_place
from geodata.query import records
from geodata.sources.curated import load_sources
from geodata.views.incidents import IncidentLayer, incident_layer

ISKP = Filters(groups=("ISKP",))
DANGEROUS = set("<>\"'{}$`\\")
NASTY = ("{{7*7}}", "${alert(1)}", "</script><img src=x onerror=alert(1)>", "{% raise %}", "'\"&")


def layer(place: str = "") -> IncidentLayer:
    found = places(ISKP)
    marks = found.marks.assign(place=place) if place else found.marks
    return incident_layer(Places(marks, found.cell_degrees), without_place(ISKP))


def payload(shown: IncidentLayer | None, card: tuple[int, float, float, str] | None = None) -> str:
    (drawn,) = incident_layer_group(shown, card)._children.values()  # noqa: SLF001 - folium has no other way
    text: str = drawn.payload
    return text


@pytest.mark.parametrize("nasty", NASTY)
def test_every_text_of_a_mark_is_encoded(nasty: str) -> None:
    text = payload(layer(nasty))
    _, marks, *_ = json.loads(text)
    assert len(marks) == len(layer().marks)
    assert [mark[7] for mark in marks if DANGEROUS & set(mark[7])] == []
    assert Template(text).render() == text


@pytest.mark.parametrize("nasty", NASTY)
def test_a_card_is_markup_of_ours_around_encoded_texts(nasty: str) -> None:
    found = records(ISKP, most=1).assign(summary=nasty, note=nasty, place=nasty, province=nasty)
    card = card_html(found, load_sources().head(0), 1)
    text = payload(layer(), (1, 34.0, 69.0, card))
    assert Template(text).render() == text
    assert nasty not in card
    assert "<img" not in card


def test_without_the_layer_the_marks_go() -> None:
    assert payload(None) == "[]"


def test_an_unknown_toll_is_told_apart_from_nobody() -> None:
    found = places(ISKP)
    killed = pd.array([pd.NA, 0, *([1] * (len(found.marks) - 2))], dtype="Int64")
    shown = incident_layer(Places(found.marks.assign(killed_best=killed), 0.0), without_place(ISKP))
    marks = json.loads(payload(shown))[1]
    assert (marks[0][4], marks[1][4]) == (-1, 0)


def test_a_card_says_how_many_records_it_leaves_out() -> None:
    found = records(ISKP, most=3)
    sources = load_sources()
    shown = sources[sources["incident_id"].isin(found.index)]
    card = card_html(found, shown, 40)
    assert card.count("<article>") == 3
    assert card.count("<a href") == int(shown["link"].eq("yes").sum())
    assert "The newest 3 of 40" in card


def test_the_legend_has_shape_and_colour_of_each_group() -> None:
    legend = incident_legend_html(layer(), THEMES["light"])
    assert legend.count("killed</li>") == 3
    assert "IS-K" in legend
    assert "only the province known" in legend
