"""A view as one HTML file that works from a disk on a closed network."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geodata.export.manifest import MANIFEST_KEY
from geodata.export.snapshot import of_sums
from geodata.export.web.shapes import PROJECTION_NAME, Sheet, map_svg, sheet
from geodata.export.wording import EMPTY, SYNTHETIC
from geodata.measures import MEASURES
from geodata.model import (
    ATTACK_TYPES,
    ATTRIBUTIONS,
    EVENT_TYPES,
    GROUPS,
    LOCATION_PRECISIONS,
    MONTHS,
    UNKNOWN_PROVINCE,
    Code,
)
from geodata.query import cube, records
from geodata.views.choropleth import map_view
from geodata.views.classes import classes_of
from geodata.views.palettes import SEQUENTIAL, ZERO
from geodata.views.shapes import SHAPES
from geodata.views.text import day_text, record_day_text
from geodata.views.values import province_values

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from geodata.export.snapshot import Snapshot
    from geodata.measures import Measure

FILES: Final = Path(__file__).parent
MOST_RECORDS: Final = 5000
"""So many cards at most; a file of more would be slow to open."""

NOWHERE: Final = -1
"""In place of the number of a province, where it isn't known."""


@cache
def _file(name: str) -> str:
    return (FILES / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _number(value: Any) -> int | None:  # noqa: ANN401 - a cell
    return None if pd.isna(value) else int(value)


def _label(record: Mapping[Hashable, Any], column: str, codes: Mapping[str, Code]) -> str:
    key = record[column]
    return codes[key].label if pd.notna(key) and key in codes else "not stated"


def _text(record: Mapping[Hashable, Any], column: str) -> str:
    return "" if pd.isna(record[column]) else str(record[column])


def _sources(rows: pd.DataFrame) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for row in rows.to_dict("records"):
        # Nothing but a web address may become a link.
        is_link = row["link"] == "yes" and str(row["url"]).startswith(("https://", "http://"))
        line = [
            str(row["publisher"]),
            str(row["url"]) if is_link else "",
            day_text(row["published"]),
        ]
        found.setdefault(row["incident_id"], []).append(line)
    return found


def _month(day: pd.Timestamp) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def _record(record: Mapping[Hashable, Any], sources: list[list[str]], on: Sheet) -> dict[str, Any]:
    is_placed = record["location_precision"] in {"settlement", "district"} or pd.isna(
        record["location_precision"]
    )
    has_point = is_placed and pd.notna(record["latitude"]) and pd.notna(record["longitude"])
    x, y = on.place(record["longitude"], record["latitude"]) if has_point else (None, None)
    place = _text(record, "place") or _text(record, "district")
    province = _text(record, "province") or "Province unknown"
    precision = _label(record, "location_precision", LOCATION_PRECISIONS)
    return {
        "date": record_day_text(record["date"], record["date_precision"]),
        "where": f"{place}, {province}" if place and place != province else province,
        "precision": f"located to: {precision.lower()}",
        "what": f"{_label(record, 'group', GROUPS)}, "
        f"{_label(record, 'attribution', ATTRIBUTIONS).lower()}. "
        f"{_label(record, 'event_type', EVENT_TYPES)}: "
        f"{_label(record, 'attack_type', ATTACK_TYPES).lower()}.",
        "killed": [_number(record[f"killed_{name}"]) for name in ("low", "best", "high")],
        "injured": [_number(record[f"injured_{name}"]) for name in ("low", "best", "high")],
        "scope": record["killed_scope"] == "all_sides",
        "summary": _text(record, "summary"),
        "note": _text(record, "note"),
        "sources": sources or [[text, "", ""] for text in [_text(record, "source_text")] if text],
        "x": x,
        "y": y,
    }


def _shown(snapshot: Snapshot) -> Measure:
    """Return the sum behind the measure of a view, which can be added up by month and group."""
    return MEASURES[MEASURES[snapshot.request.measure].base]


def _warnings(snapshot: Snapshot) -> list[tuple[str, bool]]:
    return [(SYNTHETIC, snapshot.dataset.synthetic), (EMPTY, snapshot.is_empty)]


def _data(snapshot: Snapshot, on: Sheet) -> dict[str, Any]:
    """Return what the script works with."""
    filters, estimate = snapshot.request.filters, snapshot.request.filters.estimate
    measure = _shown(snapshot)
    table = snapshot.by_province[snapshot.by_province.index.to_numpy() != UNKNOWN_PROVINCE]
    classes = classes_of(province_values(table, measure, estimate).value, measure)
    names = snapshot.map.provinces["name"]
    shown = map_view(snapshot.by_province, names, measure, estimate)
    monthly = cube(filters, "month", snapshot.dataset)
    months = pd.period_range(snapshot.first, snapshot.last, freq="M")
    month_index = {str(month): number for number, month in enumerate(months)}
    groups = [key for key in GROUPS if key in set(monthly["group"])]
    pcodes = {str(pcode): number for number, pcode in enumerate(table.index)}
    figure = measure.base if measure.has_estimates else "killed"
    rows = [
        [
            pcodes.get(row["province_pcode"], NOWHERE),
            month_index[row["period_start"].strftime("%Y-%m")],
            groups.index(row["group"]),
            int(row["incidents"]),
            _number(row[f"{figure}_low"]),
            _number(row[f"{figure}_{estimate}"]),
            _number(row[f"{figure}_high"]),
            int(row[f"{figure}_unknown"]),
        ]
        for row in monthly.to_dict("records")
    ]
    return {
        "months": [_month(month.start_time) for month in months],
        "groups": [
            {
                "label": GROUPS[key].label,
                "colour": GROUPS[key].colour,
                "corners": [part for corner in SHAPES[GROUPS[key].shape] for part in corner],
            }
            for key in groups
        ],
        "provinces": [{"pcode": pcode, "name": str(names[pcode])} for pcode in pcodes],
        "rows": rows,
        "records": _records(snapshot, on, pcodes, groups, month_index),
        "withheld": _withheld(snapshot),
        "bounds": list(classes.bounds),
        "colours": list(SEQUENTIAL["light"].get(len(classes.bounds), ())),
        "zero": ZERO["light"],
        "labels": [[entry.key, entry.label, entry.colour] for entry in shown.classes],
        "measure": {"estimates": measure.has_estimates, "unit": measure.unit},
        "scale": round(snapshot.places.scale, 4),
        "chosen": pcodes[snapshot.request.province] if snapshot.request.province else None,
    }


def _withheld(snapshot: Snapshot) -> str:
    if not snapshot.dataset.redistributable:
        return f"Single records are not in this file. {snapshot.dataset.why_not}".strip()
    incidents = int(snapshot.by_province["incidents"].sum())
    if incidents > MOST_RECORDS:
        return f"This file holds the cards of the newest {MOST_RECORDS} of {incidents} records."
    return ""


def _records(
    snapshot: Snapshot,
    on: Sheet,
    pcodes: dict[str, int],
    groups: list[str],
    month_index: dict[str, int],
) -> list[dict[str, Any]]:
    if not snapshot.dataset.redistributable:
        return []
    found = records(snapshot.request.filters, snapshot.dataset, most=MOST_RECORDS)
    sources = snapshot.sources()
    by_record = _sources(sources[sources["incident_id"].isin(found.index)])
    return [
        _record(record, by_record.get(str(incident), []), on)
        | {
            "province": pcodes.get(record["province_pcode"]),
            "group": groups.index(record["group"]),
            "month": month_index[record["date"].strftime("%Y-%m")],
        }
        for incident, record in zip(found.index, found.to_dict("records"), strict=True)
    ]


def web_page(snapshot: Snapshot, *, marking: str = "", title: str | None = None) -> bytes:
    """Return a view as one HTML file with everything in it.

    Parameters
    ----------
    snapshot : Snapshot
        The view. Of measures that are no sums the sum behind them is shown.
    marking : str
        Stands at the top and at the bottom.
    title : str, optional
        In place of the finding.

    Returns
    -------
    bytes
        UTF-8. Its policy lets no request leave the page and no other script run.
    """
    on = sheet()
    style, script = _file("page.css"), _file("page.js")
    names = {str(pcode): str(name) for pcode, name in snapshot.map.provinces["name"].items()}
    data = json.dumps(_data(snapshot, on), ensure_ascii=False, separators=(",", ":"))
    heading = title or snapshot.title
    manifest = replace(
        snapshot.manifest,
        document="map.html",
        options={"marking": marking, "title": title or "", "language": snapshot.language},
    )
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "base-uri 'none'; form-action 'none'"
    )
    said = of_sums(snapshot)
    banner = [text for text, is_said in _warnings(snapshot) if is_said]
    made = f"Made on {day_text(snapshot.manifest.time())}. Projection: {PROJECTION_NAME}."
    lines = (*said.caveats, *snapshot.credits, made)
    values = {
        "language": snapshot.language,
        "policy": policy,
        "manifest_key": MANIFEST_KEY,
        "manifest": escape(manifest.to_json()),
        "title": escape(heading),
        "place": escape(snapshot.place),
        "subtitle": escape(said.subtitle),
        "measure": escape(_shown(snapshot).title(snapshot.request.filters.estimate)),
        "banner": "".join(f'<p class="banner">{escape(text)}</p>' for text in banner),
        "marking": f'<p class="marking">{escape(marking)}</p>' if marking else "",
        "footer": "".join(f"<p>{escape(line)}</p>" for line in lines),
        "map": map_svg(names, on),
        "style": style,
        # Within a script element only this could end it.
        "data": data.replace("<", "\\u003c"),
        "script": script,
    }
    parts = _file("page.html").split("@")
    # Every second part is a name; a text put in is never looked at again.
    return "".join(
        values[part] if number % 2 else part for number, part in enumerate(parts)
    ).encode()
