"""The layer of places → what folium hands to the map's script, and its legend on the page."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Final

import folium
import pandas as pd
from jinja2 import Template

from app.encode import encode_text
from app.language import attributes, say
from app.markup import record_card_html
from app.theme import data_colour
from geodata.views.shapes import SHAPES, path_text
from geodata.views.text import number_text

if TYPE_CHECKING:
    from app.theme import Theme
    from geodata.model import Code
    from geodata.views.incidents import IncidentLayer

_UNKNOWN: Final = -1
_KILLED: Final = "{count} killed"
_FIGURES: Final = ("killed_best", "killed_low", "killed_high")


class _Incidents(folium.MacroElement):
    """Draws the marks of a view; everything that changes travels in it."""

    _template = Template(
        "{% macro script(this, kwargs) %}atlas.incidents({{ this.payload }});{% endmacro %}"
    )

    def __init__(self, payload: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # folium leaves it untyped
        self._name = "AtlasIncidents"
        self.payload = payload


def card_html(records: pd.DataFrame, sources: pd.DataFrame, count: int) -> str:
    """Return the card of a mark: its newest records, each with its figures and sources.

    Parameters
    ----------
    records : pandas.DataFrame
        The newest records of the mark, index ``incident_id``.
    sources : pandas.DataFrame
        Sources of these records.
    count : int
        How many records the mark stands for.
    """
    by_incident = {
        incident: rows.to_dict("records") for incident, rows in sources.groupby("incident_id")
    }
    cards = "".join(
        record_card_html(record, by_incident.get(incident, []))
        for incident, record in zip(records.index, records.to_dict("records"), strict=True)
    )
    shown = len(records)
    rest = (
        f"<p>The newest {number_text(shown)} of {number_text(count)}; all of them stand below "
        "the map.</p>"
        if count > shown
        else ""
    )
    return f'<div class="atlas-card">{cards}{rest}</div>'


def incident_layer_group(
    layer: IncidentLayer | None, card: tuple[int, float, float, str] | None
) -> folium.FeatureGroup:
    """Return the marks as a part of the map; without a layer the marks go.

    Parameters
    ----------
    layer : IncidentLayer, optional
        What to show.
    card : tuple, optional
        Number of the click, latitude, longitude and markup of the card to open.
    """
    group = folium.FeatureGroup(name="incidents")
    group.add_child(_Incidents(_payload(layer, card)))
    return group


def _payload(layer: IncidentLayer | None, card: tuple[int, float, float, str] | None) -> str:
    if layer is None:
        return "[]"
    order = list(layer.groups)
    groups = [
        [
            say(code.label),
            encode_text(data_colour(code.colour)),
            [part for corner in SHAPES[code.shape] for part in corner],
        ]
        for code in layer.groups.values()
    ]
    marks = [
        [
            mark["latitude"],
            mark["longitude"],
            order.index(mark["group"]),
            mark["records"],
            *(_UNKNOWN if pd.isna(mark[name]) else int(mark[name]) for name in _FIGURES),
            encode_text("" if pd.isna(mark["place"]) else mark["place"]),
            encode_text(mark["group"]),
        ]
        for mark in layer.marks.to_dict("records")
    ]
    rings = [[encode_text(pcode), int(records)] for pcode, records in layer.rings.items()]
    scale, is_whole = round(layer.scale, 4), int(not layer.cell_degrees)
    # Arrays only: an object's braces could meet as {{ in the text that folium renders again.
    return json.dumps(
        [groups, marks, rings, scale, is_whole, card, _phrases()], separators=(",", ":")
    )


# In the order in which the map's script expects them; a star stands where a number or a text goes.
_PHRASES: Final = (
    ("{count} record", ("count",)),
    ("{count} records", ("count",)),
    ("{count} places", ("count",)),
    ("{records}, killed {toll}", ("records", "toll")),
    ("{records} known only to the province", ("records",)),
    ("unknown", ()),
    ("Records of the place", ()),
    ("Close", ()),
)
PLACE_OF_A_PART: Final = "*"


def _phrases() -> list[str]:
    # Not the braces of the catalogue: they would open a template.
    return [say(text, **dict.fromkeys(parts, PLACE_OF_A_PART)) for text, parts in _PHRASES]


def _shape_html(shape: str, radius: float, style: str) -> str:
    """Return a picture of a shape; Streamlit takes drawings out of a page, but not pictures."""
    side = 2 * radius * 1.3
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side:.0f}" height="{side:.0f}" '
        f'viewBox="{-side / 2:.1f} {-side / 2:.1f} {side:.1f} {side:.1f}">'
        f'<path d="{path_text(shape, radius)}" {style}/></svg>'
    )
    data = base64.b64encode(drawing.encode()).decode()
    return f'<img alt="" width="{side:.0f}" src="data:image/svg+xml;base64,{data}">'


def incident_legend_html(layer: IncidentLayer, theme: Theme) -> str:
    """Return the legend of the marks: groups, three sizes, and the two that have no size."""
    groups = "".join(
        f"<li>{_shape_html(code.shape, 7, _fill(code))}{say(code.label)}</li>"
        for code in layer.groups.values()
    )
    outline = f'fill="none" stroke="{theme.ink}"'
    plain = f'{outline} stroke-width="1.2"'
    sizes = "".join(
        f"<li>{_shape_html('circle', step.radius, plain)}"
        f"{say(_KILLED, count=number_text(step.killed))}</li>"
        for step in layer.sizes
    )
    dashed = f'{plain} stroke-dasharray="2 2"'
    unknown = f"<li>{_shape_html('circle', 5, dashed)}{say('toll unknown')}</li>"
    ring = f'{outline} stroke-width="2.2" stroke-opacity="0.6"'
    rings = f"<li>{_shape_html('circle', 8, ring)}{say('only the province known')}</li>"
    return (
        f'<ul class="atlas-legend atlas-mark-legend" aria-label="{say("Legend of the marks")}"'
        f'{attributes()}><li class="atlas-legend-title">{say("Places")} '
        f"<span>({say('area: people killed')})</span></li>"
        f"{groups}{sizes}{unknown}{rings if len(layer.rings) else ''}</ul>"
        f'<p class="atlas-caption">{encode_text(layer.note())}</p>'
    )


def _fill(code: Code) -> str:
    # Only ever a colour of our own palette.
    return f'fill="{data_colour(code.colour)}"'
