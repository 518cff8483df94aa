"""View models of the spread page → its own HTML: lists, legends and tables.

Every string that comes from data passes :func:`app.encode.encode_text`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from app.encode import encode_text
from app.language import attributes, current_language, say, word
from app.markup import record_sources_html, swatch_html
from app.texts import attributes_of, english_html, heading_html, label_html
from geodata.language import comma
from geodata.model import ATTRIBUTIONS, GROUPS, LOCATION_PRECISIONS
from geodata.views.text import number_text

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping
    from typing import Any

    from geodata.model import Code, Period
    from geodata.views.choropleth import MapView
    from geodata.views.classes import MapClass
    from geodata.views.rhythm import CurveView, HeatView
    from geodata.views.spread import FirstRecord


IN_THE_MONTH: Final = "Provinces with a record in the month (a gap: no cited record anywhere)"
SO_FAR: Final = "Provinces with a record so far"
BLANK: Final = "Blank: no cited record"


def by_period(period: Period) -> str:
    """Return the heading of the heat map, with a place for its measure.

    Examples
    --------
    >>> by_period("month")
    '{measure} by province and month'
    """
    return f"{{measure}} by province and {period}"


def _table(heads: Iterable[str], rows: Iterable[str], caption: str, kind: str) -> str:
    heads = list(heads)
    head = "".join(f"<th scope=col>{say(name)}</th>" for name in heads)
    return (
        f'<table class="atlas-table {kind}"{attributes_of(heads)}><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _row(cells: Iterable[tuple[str, str]], kind: str = "") -> str:
    columns = "".join(f'<td data-label="{say(label)}">{content}</td>' for label, content in cells)
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
    head = (
        f"<thead><tr><th scope=col>#</th><th scope=col>{say('Province')}</th>"
        f"<th scope=col>{say('First record')}</th></tr></thead>"
    )
    return (
        f'<table class="atlas-ranking atlas-firsts"{attributes()}>'
        f"<caption>{label_html('In order of first records')}</caption>"
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
        f'<ul class="atlas-legend" aria-label="{say("Legend")}"{attributes()}>'
        '<li class="atlas-legend-title">'
        f"{say(view.measure_label)} {say('by province')}{comma(current_language())}"
        f"<bdi>{encode_text(scope)}</bdi> "
        f"<span>({label_html('the same classes in every month')})</span></li>"
        f"{classes}<li>{say('Records, province unknown')}: "
        f"<bdi>{number_text(view.unknown_province_records)}</bdi></li></ul>"
    )


def _class_items(classes: Iterable[MapClass]) -> str:
    return "".join(
        f"<li>{swatch_html(entry)}<bdi>{say(entry.label)}</bdi></li>" for entry in classes
    )


def curve_legend_html(view: CurveView) -> str:
    """Return the heading of the curve, its finding and what its two lines are."""
    lines = (("", IN_THE_MONTH), (" atlas-line-dashed", SO_FAR))
    items = "".join(
        f'<li class="atlas-wrap"><span class="atlas-line{kind}"></span>{label_html(label)}</li>'
        for kind, label in lines
    )
    return (
        f"{heading_html('Provinces active by month')}"
        f'<p class="atlas-finding">{english_html(view.finding)}</p>'
        f'<ul class="atlas-legend" aria-label="{say("Legend of the curve")}"'
        f"{attributes_of([IN_THE_MONTH])}>"
        f"{items}</ul>"
    )


def heat_legend_html(view: HeatView) -> str:
    """Return the heading of the heat map, its finding and its legend."""
    classes = _class_items(view.classes)
    return (
        f"{heading_html(by_period(view.period), measure=word(view.measure_label))}"
        f'<p class="atlas-finding">{english_html(view.finding)}</p>'
        f'<ul class="atlas-legend" aria-label="{say("Legend of the heat map")}"'
        f"{attributes_of([BLANK])}>"
        f'{classes}<li><span class="atlas-swatch atlas-blank"></span>{label_html(BLANK)}</li>'
        "</ul>"
    )


def _label(record: Mapping[Hashable, Any], column: str, codes: Mapping[str, Code]) -> str:
    key = record[column]
    return say(codes[key].label if pd.notna(key) and key in codes else "not stated")


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
    place = _text(record, "place", "district") or say("not stated")
    who = record_sources_html(record, sources)
    between = comma(current_language())
    cells = (
        ("Province", f"<strong>{encode_text(row.province)}</strong>"),
        ("First cited record", f"{encode_text(row.date_text)}{note}"),
        ("Record", f"{encode_text(row.incident_id)}<small>{group}{between}{attribution}</small>"),
        ("Place", f"<bdi>{place}</bdi><small>{say('located to')}: {precision}</small>"),
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
    caption = label_html("First cited record of each province")
    return _table(heads, body, caption, "atlas-first-records")


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
    caption = label_html("Provinces active by month")
    if without:
        left_out = f"; {number_text(without)} months without any cited record are left out"
        caption += english_html(left_out)
    return _table(heads, rows, caption, "atlas-months")


def heat_table_html(view: HeatView) -> str:
    """Return the heat map as a table: each province with its periods that hold a record."""
    by_province = dict(list(view.cells.groupby("province", sort=False)))
    rows = (
        _row(
            (
                ("Province", f"<strong>{encode_text(name)}</strong>"),
                (f"{view.period.capitalize()}s", number_text(len(part))),
                (
                    view.measure_label,
                    " · ".join(
                        f"<span>{encode_text(period)}: {encode_text(number)}</span>"
                        for period, number in zip(part["period"], part["number_text"], strict=True)
                    ),
                ),
            )
        )
        for name, part in ((name, by_province[name]) for name in view.provinces)
    )
    heads = ("Province", f"{view.period.capitalize()}s", view.measure_label)
    caption = label_html(by_period(view.period), measure=word(view.measure_label))
    return _table(heads, rows, caption, "atlas-cells")
