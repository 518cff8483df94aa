"""View model → the page's own HTML: headline, legend, ranking and the table of records.

Every string that comes from data passes :func:`app.encode.encode_text`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from app.encode import encode_text
from app.language import attributes, current_language, say
from app.theme import data_colour
from geodata.language import comma
from geodata.model import (
    ATTACK_TYPES,
    ATTRIBUTIONS,
    EVENT_TYPES,
    GROUPS,
    LOCATION_PRECISIONS,
    PROVINCE_COUNT,
    TARGETS,
)
from geodata.provinces import province_names
from geodata.views.text import day_text, number_text, range_text, record_day_text

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping
    from typing import Any

    from geodata.model import Code
    from geodata.views.choropleth import MapClass, MapView
    from geodata.views.headline import Figure
    from geodata.views.ranking import RankingRow
    from geodata.views.timeline import TimelineView


def _figure_html(value: str) -> str:
    # A line may break between a number and its range, never within one of them.
    number, bracket, span = value.partition(" (")
    text = f"<span>{encode_text(number)}</span>"
    return f"{text} <span>({encode_text(span)}</span>" if bracket else text


def headline_html(figures: tuple[Figure, ...]) -> str:
    """Return the strip of headline figures."""
    cells = "".join(
        f'<div class="atlas-figure" title="{encode_text(figure.explanation)}">'
        f"<dt>{say(figure.label)}</dt>"
        f"<dd>{_figure_html(figure.value)}"
        f"<small>{encode_text(figure.note)}</small></dd></div>"
        for figure in figures
    )
    return f'<dl class="atlas-figures"{attributes()}>{cells}</dl>'


def swatch_html(entry: MapClass) -> str:
    """Return the sample of a class for a legend."""
    # A style attribute only ever holds a colour of our own palette.
    style = f' style="background:{entry.colour}"' if entry.colour else ""
    return f'<span class="atlas-swatch atlas-{encode_text(entry.key)}"{style}></span>'


def legend_html(view: MapView) -> str:
    """Return the legend, with the number of provinces in each class."""
    classes = "".join(
        f"<li>{swatch_html(entry)}<bdi>{say(entry.label)}</bdi> "
        f"<small>({number_text(entry.provinces)})</small></li>"
        for entry in view.classes
    )
    unknown = number_text(view.unknown_province_records)
    return (
        f'<ul class="atlas-legend" aria-label="{say("Legend")}"{attributes()}>'
        f'<li class="atlas-legend-title">'
        f"{say(view.measure_label)} {say('by province')} "
        f"<span>({say('in brackets: number of provinces')})</span></li>"
        f"{classes}<li>{say('Records, province unknown')}: <bdi>{unknown}</bdi></li></ul>"
    )


def timeline_heading_html(view: TimelineView) -> str:
    """Return the heading of the timeline, with a legend of the groups and what is hatched."""
    groups = "".join(
        f'<li><span class="atlas-dot" style="background:{data_colour(colour)}"></span>'
        f"{encode_text(group)}</li>"
        for group, colour in zip(view.groups, view.colours, strict=True)
    )
    thin = (
        ""
        if view.thin is None or not groups
        else '<li><span class="atlas-swatch atlas-thin-months"></span>'
        f"{encode_text(view.thin_text)}</li>"
    )
    legend = (
        f'<ul class="atlas-legend" aria-label="{say("Legend of the timeline")}"{attributes()}>'
        f"{groups}{thin}</ul>"
        if groups
        else ""
    )
    heading = f"{encode_text(view.measure_label)} {say('over time')}"
    return f'<h2 class="atlas-heading"{attributes()}>{heading}</h2>{legend}'


_WITHOUT: Final = "{count} of {all} provinces have no cited record in view."


def ranking_html(rows: tuple[RankingRow, ...], heading: str, without: int) -> str:
    """Return the ranking of provinces as a table with bars.

    Parameters
    ----------
    rows : tuple of RankingRow
        The provinces with a record.
    heading : str
        Name of the measure.
    without : int
        How many provinces have no record in view.
    """
    body = "".join(
        f"<tr{' class=atlas-chosen' if row.selected else ''}><td>{row.rank}</td>"
        f"<th scope=row>{encode_text(row.name)}"
        f'<span class="atlas-bar" style="width:{row.share_percent:.1f}%;'
        f'background:{row.colour}"></span></th>'
        f"<td>{encode_text(row.value)}</td><td>{encode_text(row.first)}</td></tr>"
        for row in rows
    )
    head = (
        f"<thead><tr><th>#</th><th>{say('Province')}</th>"
        f"<th>{say(heading)}</th><th>{say('Since')}</th></tr></thead>"
    )
    return (
        f'<table class="atlas-ranking"{attributes()}><caption>{say("Provinces")}</caption>'
        f"{head if rows else ''}<tbody>{body}</tbody></table>"
        f'<p class="atlas-caption"{attributes()}>{say(_WITHOUT, count=without, all=PROVINCE_COUNT)}'
        "</p>"
    )


def _sources_html(sources: list[dict[Hashable, Any]]) -> str:
    items = []
    for source in sources:
        publisher = encode_text(source["publisher"])
        day = day_text(source["published"], current_language())
        published = f", <span>{encode_text(day)}</span>" if day else ""
        if source["link"] == "yes":
            address = encode_text(source["url"])
            link = f'<a href="{address}" target="_blank" rel="noopener noreferrer">{publisher}</a>'
            items.append(f"<li>{link}{published}</li>")
        else:
            items.append(f"<li>{publisher}{published} <em>({say('no reliable link')})</em></li>")
    return f'<ul class="atlas-sources">{"".join(items)}</ul>'


def _toll_html(record: Mapping[Hashable, Any], kind: str) -> str:
    text = say(range_text(record[f"{kind}_best"], record[f"{kind}_low"], record[f"{kind}_high"]))
    if kind == "killed" and record["killed_scope"] == "all_sides":
        return f"{text}<small>{say('all sides')}</small>"
    return text


def _text(record: Mapping[Hashable, Any], column: str) -> str:
    """Return a text of a record, encoded; blank where there is none."""
    return "" if pd.isna(record[column]) else encode_text(record[column])


def _label(record: Mapping[Hashable, Any], column: str, codes: Mapping[str, Code]) -> str:
    """Return the label of a coded value, encoded; imported records may lack one."""
    key = record[column]
    return say(codes[key].label if pd.notna(key) and key in codes else "not stated")


def _province_name(record: Mapping[Hashable, Any]) -> str:
    """Return the name of the province in the reader's language, encoded."""
    names = province_names(current_language())
    pcode = record.get("province_pcode")
    if pcode is not None and pd.notna(pcode) and pcode in names.index:
        return encode_text(names[pcode])
    return _text(record, "province") or say("Province unknown")


def _place_html(record: Mapping[Hashable, Any]) -> str:
    province = _province_name(record)
    precision = _label(record, "location_precision", LOCATION_PRECISIONS).lower()
    place = _text(record, "place") or _text(record, "district")
    located = say("located to")
    return f"<strong>{province}</strong><br>{place}<small>{located}: {precision}</small>"


def _source_text_html(record: Mapping[Hashable, Any]) -> str:
    text = _text(record, "source_text")
    row = "" if pd.isna(record["source_row"]) else f", row {int(record['source_row'])}"
    origin = f"{_text(record, 'source_file')}{row}"
    items = "".join(f"<li>{item}</li>" for item in (text, origin) if item)
    return f'<ul class="atlas-sources">{items}</ul>'


def record_sources_html(record: Mapping[Hashable, Any], sources: list[dict[Hashable, Any]]) -> str:
    """Return who says so: the cited sources, or the text and the row of an imported file."""
    return _sources_html(sources) if sources else _source_text_html(record)


def _record_html(
    record: Mapping[Hashable, Any], sources: list[dict[Hashable, Any]], link: str
) -> str:
    day = record_day_text(record["date"], record["date_precision"], current_language())
    note = _text(record, "note")
    note = f"<small>{note}</small>" if note else ""
    named = record_sources_html(record, sources)
    cells = (
        ("Date", f"{encode_text(day)}{link}"),
        ("Where", _place_html(record)),
        (
            "Group",
            (
                f"{_label(record, 'group', GROUPS)}"
                f"<small>{_label(record, 'attribution', ATTRIBUTIONS).lower()}</small>"
            ),
        ),
        (
            "Event",
            (
                f"{_label(record, 'event_type', EVENT_TYPES)}: "
                f"{_label(record, 'attack_type', ATTACK_TYPES).lower()}"
                f"<small>{say('target')}: {_label(record, 'target', TARGETS)}</small>"
            ),
        ),
        ("Killed", _toll_html(record, "killed")),
        ("Injured", _toll_html(record, "injured")),
        (
            "What happened, and who says so",
            f"{_text(record, 'summary')}{note}{named}",
        ),
    )
    return "".join(f'<td data-label="{say(label)}">{content}</td>' for label, content in cells)


def record_card_html(record: Mapping[Hashable, Any], sources: list[dict[Hashable, Any]]) -> str:
    """Return one record as a card: date, place, group, figures, what happened, who says so."""
    day = encode_text(record_day_text(record["date"], record["date_precision"], current_language()))
    note = _text(record, "note")
    note = f"<small>{note}</small>" if note else ""
    return (
        f"<article{attributes()}><h3>{day}</h3><div>{_place_html(record)}</div>"
        f"<div>{_label(record, 'group', GROUPS)}{comma(current_language())}"
        f"{_label(record, 'attribution', ATTRIBUTIONS).lower()}. "
        f"{_label(record, 'event_type', EVENT_TYPES)}: "
        f"{_label(record, 'attack_type', ATTACK_TYPES).lower()}; "
        f"{say('target')}: {_label(record, 'target', TARGETS)}.</div>"
        f"<div>{say('Killed')}: <bdi>{_toll_html(record, 'killed')}</bdi> · "
        f"{say('Injured')}: <bdi>{_toll_html(record, 'injured')}</bdi></div>"
        f"<p>{_text(record, 'summary')}</p>{note}{record_sources_html(record, sources)}</article>"
    )


def _record_link_html(incident_id: str, linked: Callable[[str], str] | None) -> str:
    if linked is None:
        return ""
    address = encode_text(linked(incident_id))
    return f'<small><a href="{address}">{encode_text(incident_id)}</a></small>'


def records_html(
    records: pd.DataFrame, sources: pd.DataFrame, linked: Callable[[str], str] | None = None
) -> str:
    """Return the table of records with their sources.

    Parameters
    ----------
    records : pandas.DataFrame
        The records of one page, index ``incident_id``.
    sources : pandas.DataFrame
        Sources of these records; a link only where the column ``link`` says ``yes``.
    linked : callable, optional
        Gives the address of a record by itself; without it there is no such link.
    """
    by_incident: dict[str, list[dict[Hashable, Any]]] = {}
    for source in sources.to_dict("records"):
        by_incident.setdefault(str(source["incident_id"]), []).append(source)
    rows = "".join(
        f"<tr>{_record_html(record, by_incident.get(incident, []), link)}</tr>"
        for incident, record in zip(records.index, records.to_dict("records"), strict=True)
        for link in [_record_link_html(str(incident), linked)]
    )
    heads = "".join(
        f"<th>{say(head)}</th>"
        for head in (
            "Date",
            "Where",
            "Group",
            "Event",
            "Killed",
            "Injured",
            "What happened, and who says so",
        )
    )
    return (
        f'<table class="atlas-records"{attributes()}><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )
