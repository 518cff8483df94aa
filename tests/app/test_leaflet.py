"""What is handed to folium: encoded texts only, and nothing of another host."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from jinja2 import Template

from app.leaflet import base_map, paint_layer
from geodata.measures import MEASURES
from geodata.model import Filters
from geodata.provinces import province_names
from geodata.query import by_province
from geodata.views.choropleth import map_view

if TYPE_CHECKING:
    from geodata.views.choropleth import MapView

DANGEROUS = set("<>\"'{}$`\\")
NASTY = (
    "{{7*7}}",
    "{% raise %}",
    "${alert(1)}",
    "`",
    "</script>",
    "<img src=x onerror=alert(1)>",
    "\\u007b",
    "'\"&amp;",
    "{#",
)


def view(names_suffix: str = "") -> MapView:
    table = by_province(Filters(groups=("ISKP",)))
    names = province_names()
    return map_view(table, names + names_suffix, MEASURES["killed"], "best")


def payload(shown: MapView, selected: str | None = None, attribution: str = "Somebody") -> str:
    (painting,) = paint_layer(shown, selected, attribution)._children.values()  # noqa: SLF001 - folium has no other way
    text: str = painting.payload
    return text


def test_the_map_gets_a_line_for_each_province_with_its_value() -> None:
    shown = view()
    credit, selected, _, rows, _ = json.loads(payload(shown, "AF01"))
    assert (credit, selected, len(rows)) == ("Somebody", "AF01", 34)
    assert {row[0]: row[6] for row in rows} == shown.provinces["value"].fillna(0).to_dict()


@pytest.mark.parametrize("nasty", NASTY)
def test_every_text_in_it_is_encoded(nasty: str) -> None:
    credit, _, _, rows, _ = json.loads(payload(view(nasty), attribution=nasty))
    texts = [credit, *(text for row in rows for text in row[:6])]
    assert len(texts) == 1 + 34 * 6
    assert [text for text in texts if DANGEROUS & set(text)] == []


@pytest.mark.parametrize("nasty", NASTY)
def test_rendering_it_once_more_as_a_template_changes_nothing(nasty: str) -> None:
    text = payload(view(nasty), attribution=nasty)
    assert Template(text).render() == text
    assert "</script" not in text


def test_the_map_itself_never_changes() -> None:
    # The names of folium's objects are random; streamlit-folium leaves them out of its key.
    first, second = (re.sub("_[a-z0-9]+", "", base_map().get_root().render()) for _ in range(2))
    assert first == second


def test_the_map_loads_nothing_but_our_own_assets() -> None:
    page = base_map().get_root().render()
    loaded = re.findall(r"""(?:src|href)=["']([^"']+)["']""", page)
    assert loaded
    assert [address for address in loaded if not address.startswith("../../assets/")] == []
    assert "tile.openstreetmap" not in page
