"""The film that the map's frame plays: encoded texts only, every frame whole."""

from __future__ import annotations

import json
from datetime import date

import pytest
from jinja2 import Template

from app.playback import playback_layer
from geodata.analysis.spread import month_by_month, month_starts
from geodata.measures import MEASURES
from geodata.model import Filters
from geodata.provinces import province_names
from geodata.query import cube
from geodata.views.playback import PlaybackView, playback_view
from tests.app.test_leaflet import DANGEROUS, NASTY

SPAN = date(2020, 1, 1), date(2022, 12, 31)


def film(names_suffix: str = "") -> PlaybackView:
    rows = cube(Filters(*SPAN, groups=("ISKP",)))
    return playback_view(
        month_by_month(rows, month_starts(*SPAN)),
        province_names() + names_suffix,
        measure=MEASURES["killed"],
        estimate="best",
        mode="in_month",
        first=SPAN[0],
        last=SPAN[1],
        unknown_province_records=0,
    )


def payload(view: PlaybackView | None) -> str:
    (playing,) = playback_layer(view)._children.values()  # noqa: SLF001 - folium has no other way
    text: str = playing.payload
    return text


def test_every_frame_points_at_a_state_for_each_province() -> None:
    months, summaries, whens, states, provinces, frames = json.loads(payload(film()))
    assert len(months) == len(summaries) == len(whens) == len(frames) == 36
    assert [pcode for pcode, _, _ in provinces] == [f"AF{number:02d}" for number in range(1, 35)]
    assert {len(frame) for frame in frames} == {34}
    assert {place for frame in frames for place in frame} == set(range(len(states)))


@pytest.mark.parametrize("nasty", NASTY)
def test_every_text_in_it_is_encoded_and_no_template(nasty: str) -> None:
    text = payload(film(nasty))
    months, summaries, whens, states, provinces, _ = json.loads(text)
    texts = [*months, *summaries, *whens, *(part for state in states for part in state)]
    texts += [part for province in provinces for part in province[:2]]
    assert len(texts) > 34 * 2 + 36 * 3
    assert [part for part in texts if DANGEROUS & set(part)] == []
    assert Template(text).render() == text


def test_a_film_stays_small() -> None:
    assert len(payload(film())) < 20_000


def test_without_a_film_there_is_nothing_to_play() -> None:
    assert json.loads(payload(None)) == [[], [], [], [], [], []]
