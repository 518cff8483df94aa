"""View model → folium map. The one place where strings of records meet folium."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import folium
import pandas as pd
from jinja2 import Template

from app.encode import encode_text
from geodata.language import direction, translate

if TYPE_CHECKING:
    from geodata.provinces import Language
    from geodata.views.choropleth import MapView
    from geodata.views.palettes import Ground

# streamlit-folium's frame is served from /component/<name>/index.html, so this is /assets/
# also where the server runs below a base path.
ASSETS_ADDRESS: Final = "../../assets"

MAP_HEIGHT_PIXELS: Final = 560


class _Start(folium.MacroElement):
    """Draws boundaries and neighbours once, when the map is made."""

    _template = Template(
        "{% macro script(this, kwargs) %}atlas.start({{ this._parent.get_name() }});{% endmacro %}"
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # folium leaves it untyped
        self._name = "AtlasStart"


class _Paint(folium.MacroElement):
    """Repaints the boundaries for a view; everything that changes travels in it."""

    _template = Template(
        "{% macro script(this, kwargs) %}atlas.paint({{ this.payload }});{% endmacro %}"
    )

    def __init__(self, payload: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # folium leaves it untyped
        self._name = "AtlasPaint"
        self.payload = payload


class AtlasMap(folium.Map):
    """A folium map without tiles that loads nothing but this server's own assets."""

    default_js = [  # noqa: RUF012 - folium declares it so
        ("atlas", f"{ASSETS_ADDRESS}/atlas.js"),
    ]
    default_css = [  # noqa: RUF012 - folium declares it so
        ("leaflet_css", f"{ASSETS_ADDRESS}/leaflet/leaflet.css"),
        ("atlas_map_css", f"{ASSETS_ADDRESS}/map.css"),
    ]


def base_map() -> AtlasMap:
    """Return the map that never changes, so that the browser never mounts it anew."""
    options: dict[str, Any] = {"zoom_snap": 0.1, "zoom_delta": 0.5, "wheel_px_per_zoom_level": 120}
    country = AtlasMap(
        location=(33.9, 67.7), zoom_start=6, min_zoom=4, max_zoom=11, tiles=None, **options
    )
    country.add_child(_Start())
    return country


# What the buttons of the map say, in the order in which its script expects them.
_BUTTONS: Final = ("Zoom in", "Zoom out", "Show the whole country", "Map of the provinces")


def paint_layer(
    view: MapView,
    selected: str | None,
    attribution: str,
    ground: Ground = "light",
    language: Language = "en",
) -> folium.FeatureGroup:
    """Return the part of the map that changes with the view.

    Parameters
    ----------
    view : MapView
        What to show.
    selected : str, optional
        P-code of the province that the rest of the page is about.
    attribution : str
        Line in the corner of the map: whose boundaries these are.
    ground : {"light", "dark"}
        Look of the reader's page.
    language : {"en", "fa", "ps"}
        Of the buttons, and the one that the view was made in.
    """
    rows = [
        [
            encode_text(pcode),
            encode_text(row["name"]),
            encode_text(row["class_key"]),
            encode_text(row["colour"]),
            encode_text(row["value_text"]),
            encode_text(row["detail_text"]),
            0 if pd.isna(row["value"]) else round(abs(float(row["value"])), 3),
            encode_text(row.get("marks", "")),
        ]
        for pcode, row in zip(view.provinces.index, view.provinces.to_dict("records"), strict=True)
    ]
    # Arrays only: an object's braces could meet as {{ in the text that folium renders again.
    buttons = [encode_text(translate(text, language)) for text in _BUTTONS]
    page = [language, direction(language), buttons]
    payload = json.dumps(
        [encode_text(attribution), selected, ground, rows, page], separators=(",", ":")
    )
    layer = folium.FeatureGroup(name="view")
    layer.add_child(_Paint(payload))
    return layer
