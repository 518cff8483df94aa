"""View model → the film of the map: all its frames, for the script in the map's frame."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import folium
import pandas as pd
from jinja2 import Template

from app.encode import encode_text

if TYPE_CHECKING:
    from geodata.views.playback import PlaybackView


class _Playback(folium.MacroElement):
    """Hands the frames to the script that plays them."""

    _template = Template(
        "{% macro script(this, kwargs) %}atlas.playback({{ this.payload }});{% endmacro %}"
    )

    def __init__(self, payload: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # folium leaves it untyped
        self._name = "AtlasPlayback"
        self.payload = payload


def _film(view: PlaybackView) -> list[list[Any]]:
    """Return months, summaries, whens, states, provinces and frames, all texts encoded."""
    states = [
        [
            encode_text(text)
            for text in (state.class_key, state.colour, state.value_text, state.detail_text)
        ]
        for state in view.states
    ]
    last = view.last.provinces
    provinces = [
        # The last value decides in all frames which names have room, so that none jumps.
        [encode_text(pcode), encode_text(name), 0 if pd.isna(value) else int(value)]
        for pcode, name, value in zip(last.index, last["name"], last["value"], strict=True)
    ]
    texts = [
        [encode_text(text) for text in part] for part in (view.months, view.summaries, view.whens)
    ]
    return [*texts, states, provinces, [list(frame) for frame in view.frames]]


_NOTHING: list[list[Any]] = [[], [], [], [], [], []]


def playback_layer(view: PlaybackView | None) -> folium.FeatureGroup:
    """Return the layer that plays the map month by month.

    Parameters
    ----------
    view : PlaybackView, optional
        What to play; without it the controls are taken away.
    """
    # Arrays only: an object's braces could meet as {{ in the text that folium renders again.
    payload = json.dumps(_film(view) if view else _NOTHING, separators=(",", ":"))
    layer = folium.FeatureGroup(name="playback")
    layer.add_child(_Playback(payload))
    return layer
