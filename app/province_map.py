"""What the map of a province has beside its colours: where it looks, and circles at places."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import folium
from jinja2 import Template

from app.encode import encode_text

if TYPE_CHECKING:
    from geodata.views.located import Located, LocatedPlace


class _ProvinceLook(folium.MacroElement):
    """Looks at a province and draws its places; everything that changes travels in it."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "atlas.focus({{ this.pcode }}); atlas.places({{ this.places }});"
        "{% endmacro %}"
    )

    def __init__(self, pcode: str, places: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # folium leaves it untyped
        self._name = "AtlasProvinceLook"
        self.pcode = pcode
        self.places = places


def place_text(place: LocatedPlace) -> str:
    """Return what the tooltip of a circle says."""
    noun = "record" if place.records == "1" else "records"
    return (
        f"{place.name} ({place.precision.lower()}): {place.records} {noun}, killed {place.killed}"
    )


def province_layer(pcode: str | None, shown: Located | None) -> folium.FeatureGroup:
    """Return the layer that makes the map look at a province.

    Parameters
    ----------
    pcode : str or None
        The chosen province; ``None`` for the whole country.
    shown : Located or None
        Its places.
    """
    # Arrays only: an object's braces could meet as {{ in the text that folium renders again.
    places = [
        [
            round(place.latitude, 5),
            round(place.longitude, 5),
            round(place.radius, 1),
            encode_text(place_text(place)),
        ]
        for place in (shown.places if shown else ())
    ]
    layer = folium.FeatureGroup(name="province")
    code = json.dumps(None if pcode is None else encode_text(pcode))
    layer.add_child(_ProvinceLook(code, json.dumps(places, separators=(",", ":"))))
    return layer
