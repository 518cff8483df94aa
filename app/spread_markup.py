"""View models of the spread page → its own HTML: lists, legends and tables.

Every string that comes from data passes :func:`app.encode.encode_text`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from app.encode import encode_text
from app.markup import record_sources_html, swatch_html
from geodata.model import ATTRIBUTIONS, GROUPS, LOCATION_PRECISIONS
from geodata.views.text import number_text

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping
    from typing import Any

    from geodata.model import Code
    from geodata.views.choropleth import MapView
    from geodata.views.classes import MapClass
    from geodata.views.rhythm import CurveView, HeatView
    from geodata.views.spread import FirstRecord


def _table(heads: Iterable[str], rows: Iterable[str], caption: str, kind: str) -> str:
    head = "".join(f"<th>{name}</th>" for name in heads)
    return (
        f'<table class="atlas-table {kind}"><caption>{encode_text(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _row(cells: Iterable[tuple[str, str]], kind: str = "") -> str:
    columns = "".join(f'<td data-label="{label}">{content}</td>' for label, content in cells)
    return f"<tr{f' class={kind}' if kind else ''}>{columns}</tr>"


def _colour_html(row: FirstRecord) -> str:
    # A style attribute only ever holds a colour of our own palette.
    return f'<span class="atlas-swatch" style="background:{row.colour}"></span>'


def first_list_html(rows: tuple[FirstRecord, ...], *, with_colours: bool) -> str:
    """Return the provinces in the order of their first records, a line each.

    Parameters
    ----------
    rows : tuple of FirstRecord
        The provinces in order.
    with_colours : bool
        Whether the map beside it has the colours of first records.
    """
    body = "".join(
        f"<tr{' class=atlas-chosen' if row.selected else ''}><td>{row.rank}</td>"
        f"<th scope=row>{_colour_html(row) if with_colours else ''}"
        f"{encode_text(row.province)}</th><td>{encode_text(row.date_text)}</td></tr>"
        for row in rows
    )
    head = "<thead><tr><th>#</th><th>Province</th><th>First record</th></tr></thead>"
    return (
        '<table class="atlas-ranking atlas-firsts"><caption>In order of first records</caption>'
        f"{head if rows else ''}<tbody>{body}</tbody></table>"
    )


def film_legend_html(view: MapView, scope: str) -> str:
    """Return the legend of the playback: one scale for all months.

    Parameters
    ----------
    view : MapView
        The last frame.
    scope : str
        What a frame counts.
    """
    classes = _class_items(view.classes)
    return (
        '<ul class="atlas-legend" aria-label="Legend"><li class="atlas-legend-title">'
        f"{encode_text(view.measure_label)} by province, {encode_text(scope)} "
        "<span>(the same classes in every month)</span></li>"
        f"{classes}<li>Records, province unknown: "
        f"{number_text(view.unknown_province_records)}</li></ul>"
    )


def _class_items(classes: Iterable[MapClass]) -> str:
    return "".join(f"<li>{swatch_html(entry)}{encode_text(entry.label)}</li>" for entry in classes)


def curve_legend_html(view: CurveView) -> str:
    """Return the heading of the curve, its finding and what its two lines are."""
    return (
        '<h2 class="atlas-heading">Provinces active by month</h2>'
        f'<p class="atlas-finding">{encode_text(view.finding)}</p>'
        '<ul class="atlas-legend" aria-label="Legend of the curve">'
        '<li class="atlas-wrap"><span class="atlas-line"></span>Provinces with a record in the '
        "month (a gap: no cited record anywhere)</li>"
        '<li><span class="atlas-line atlas-line-dashed"></span>Provinces with a record so far</li>'
        "</ul>"
    )


def heat_legend_html(view: HeatView) -> str:
    """Return the heading of the heat map, its finding and its legend."""
    classes = _class_items(view.classes)
    return (
        f'<h2 class="atlas-heading">{encode_text(view.measure_label)} by province and '
        f"{view.period}</h2>"
        f'<p class="atlas-finding">{encode_text(view.finding)}</p>'
        '<ul class="atlas-legend" aria-label="Legend of the heat map">'
        f'{classes}<li><span class="atlas-swatch atlas-blank"></span>Blank: no cited record</li>'
        "</ul>"
    )


def _label(record: Mapping[Hashable, Any], column: str, codes: Mapping[str, Code]) -> str:
    key = record[column]
    return encode_text(codes[key].label) if pd.notna(key) and key in codes else "not stated"


def _text(record: Mapping[Hashable, Any], *columns: str) -> str:
    """Return the first of these texts that the record has, encoded."""
    texts = [record[column] for column in columns if pd.notna(record[column])]
    return encode_text(texts[0]) if texts else ""


def _first_row(
    row: FirstRecord, record: Mapping[Hashable, Any], sources: list[dict[Hashable, Any]]
) -> str:
    note = f"<small>{encode_text(row.note)}</small>" if row.note else ""
    precision = _label(record, "location_precision", LOCATION_PRECISIONS).lower()
    group = _label(record, "group", GROUPS)
    attribution = _label(record, "attribution", ATTRIBUTIONS).lower()
    place = _text(record, "place", "district") or "not stated"
    who = record_sources_html(record, sources)
    cells = (
        ("Province", f"<strong>{encode_text(row.province)}</strong>"),
        ("First cited record", f"{encode_text(row.date_text)}{note}"),
        ("Record", f"{encode_text(row.incident_id)}<small>{group}, {attribution}</small>"),
        ("Place", f"{place}<small>located to: {precision}</small>"),
        ("What happened, and who says so", f"{_text(record, 'summary')}{who}"),
    )
    return _row(cells, "atlas-chosen" if row.selected else "")


def first_table_html(
    rows: tuple[FirstRecord, ...], firsts: pd.DataFrame, sources: pd.DataFrame
) -> str:
    """Return the first records as a table, with their sources.

    Parameters
    ----------
    rows : tuple of FirstRecord
        The provinces in order.
    firsts : pandas.DataFrame
        The records themselves, index ``incident_id``.
    sources : pandas.DataFrame
        Sources of the built-in records.
    """
    shown = firsts.loc[[row.incident_id for row in rows]]
    records = dict(zip(shown.index, shown.to_dict("records"), strict=True))
    cited = sources[sources["incident_id"].isin(shown.index)]
    by_incident = {
        incident: part.to_dict("records") for incident, part in cited.groupby("incident_id")
    }
    heads = (
        "Province",
        "First cited record",
        "Record",
        "Place",
        "What happened, and who says so",
    )
    body = (
        _first_row(row, records[row.incident_id], by_incident.get(row.incident_id, []))
        for row in rows
    )
    return _table(heads, body, "First cited record of each province", "atlas-first-records")


def curve_table_html(view: CurveView) -> str:
    """Return the months with a record as a table."""
    recorded = view.months[view.months["active"].notna()]
    rows = (
        _row(
            (
                ("Month", encode_text(month)),
                ("Provinces with a record in it", number_text(active)),
                ("Provinces with a record so far", number_text(ever)),
                ("For the first time", encode_text(arrivals)),
            )
        )
        for month, active, ever, arrivals in zip(
            recorded["month"],
            recorded["active"],
            recorded["ever"],
            recorded["arrivals"],
            strict=True,
        )
    )
    heads = (
        "Month",
        "Provinces with a record in it",
        "Provinces with a record so far",
        "For the first time",
    )
    without = len(view.months) - len(recorded)
    caption = "Provinces active by month"
    if without:
        caption += f"; {number_text(without)} months without any cited record are left out"
    return _table(heads, rows, caption, "atlas-months")


def heat_table_html(view: HeatView) -> str:
    """Return the heat map as a table: each province with its periods that hold a record."""
    by_province = dict(list(view.cells.groupby("province", sort=False)))
    rows = (
        _row(
            (
                ("Province", f"<strong>{encode_text(name)}</strong>"),
                (f"{view.period.capitalize()}s with a record", number_text(len(part))),
                (
                    encode_text(view.measure_label),
                    " · ".join(
                        f"<span>{encode_text(period)}: {encode_text(number)}</span>"
                        for period, number in zip(part["period"], part["number_text"], strict=True)
                    ),
                ),
            )
        )
        for name, part in ((name, by_province[name]) for name in view.provinces)
    )
    heads = ("Province", f"{view.period.capitalize()}s", encode_text(view.measure_label))
    caption = f"{view.measure_label} by province and {view.period}, where there is a cited record"
    return _table(heads, rows, caption, "atlas-cells")
