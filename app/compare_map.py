"""What makes several maps of a page zoom and pan together."""

from __future__ import annotations

import secrets
from typing import Final

import folium
import streamlit as st
from jinja2 import Template

_CHANNEL: Final = "channel of the compared maps"


class _Sync(folium.MacroElement):
    """Joins the map to those that look at the same part of the country."""

    _template = Template(
        '{% macro script(this, kwargs) %}atlas.sync("{{ this.channel }}");{% endmacro %}'
    )

    def __init__(self, channel: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # folium leaves it untyped
        self._name = "AtlasSync"
        self.channel = channel


def channel_name() -> str:
    """Return a name that the maps of this session share and those of no other tab."""
    if _CHANNEL not in st.session_state:
        st.session_state[_CHANNEL] = secrets.token_hex(16)
    name: str = st.session_state[_CHANNEL]
    return name


def sync_layer(channel: str) -> folium.FeatureGroup:
    """Return the layer that joins a map to the others of a channel.

    Parameters
    ----------
    channel : str
        Hexadecimal digits, see :func:`channel_name`.
    """
    layer = folium.FeatureGroup(name="sync")
    layer.add_child(_Sync(channel))
    return layer
