"""View models of the province page → its own HTML.

Every string that comes from data passes :func:`app.encode.encode_text`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.encode import encode_text
from app.language import attributes, current_language, say, word
from app.texts import english_html, heading_html
from app.theme import data_colour
from geodata.language import comma, isolated
from geodata.views.thin_months import is_thin

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence
    from typing import Any

    from geodata.views.breakdown import PartRow
    from geodata.views.located import Located
    from geodata.views.province import ProvinceFacts, SideRow
    from geodata.views.timeline import TimelineView


def facts_html(facts: ProvinceFacts) -> str:
    """Return the names in three languages, and what is known of the province."""
    names = "".join(
        f'<div><dt>{say(language)}</dt><dd><bdi lang="{code}">{encode_text(name)}</bdi></dd></div>'
        for language, code, name in facts.names
    )
    known = "".join(
        f"<div><dt>{say(label)}</dt><dd>{encode_text(value)}"
        f"{f'<small>{encode_text(note)}</small>' if note else ''}</dd></div>"
        for label, value, note in facts.facts
    )
    return (
        f"{heading_html('The province')}"
        f'<dl class="atlas-facts atlas-names"{attributes()}>{names}</dl>'
        f'<dl class="atlas-facts"{attributes()}>{known}</dl>'
    )


def _cells(cells: Iterable[tuple[str, str]]) -> str:
    return "".join(f'<td data-label="{say(label)}">{content}</td>' for label, content in cells)


def _table(caption: str, heads: Sequence[str], rows: Iterable[str], kind: str) -> str:
    head = "".join(f"<th scope=col>{say(name)}</th>" for name in heads)
    return (
        f'<table class="atlas-table {kind}"{attributes()}><caption>{say(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def sides_html(rows: tuple[SideRow, ...], heads: tuple[str, str, str], notes: list[str]) -> str:
    """Return the table of the province against the country and against the time before.

    Parameters
    ----------
    rows : tuple of SideRow
        A line a measure.
    heads : tuple of str
        Names of the province, the country and the days before.
    notes : list of str
        What must be known of it.
    """
    here, country, before = heads
    columns = ("", here, country, "Share", before)
    lines = (
        "<tr>"
        + _cells(
            zip(
                columns,
                (say(row.label), *map(_broken, (row.here, row.country, row.share, row.before))),
                strict=True,
            )
        )
        + "</tr>"
        for row in rows
    )
    table = _table("Against the country and the time before", columns, lines, "atlas-sides")
    return f'{table}<p class="atlas-caption">{" ".join(map(english_html, notes))}</p>'


def _broken(text: str) -> str:
    # A line may break between a number and its range, never within one of them.
    number, bracket, span = text.partition(" (")
    rest = f" <span>({encode_text(span)}</span>" if bracket else ""
    return f"{encode_text(number)}{rest}"


def parts_html(rows: tuple[PartRow, ...], heading: str, note: str = "") -> str:
    """Return a list with bars: groups, targets or attack types.

    Parameters
    ----------
    rows : tuple of PartRow
        Most records first.
    heading : str
        What is listed.
    note : str
        What must be known of it.
    """
    body = "".join(
        f"<tr{'' if row.in_view else ' class=atlas-left-out'}><th scope=row>{_part_html(row)}</th>"
        f"<td>{encode_text(row.records)}</td><td>{say(row.killed)}</td></tr>"
        for row in rows
    )
    head = (
        f"<thead><tr><th></th><th scope=col>{say('Records')}</th>"
        f"<th scope=col>{say('Killed')}</th></tr></thead>"
        if rows
        else ""
    )
    empty = (
        ""
        if rows
        else f'<p class="atlas-caption"{attributes()}>{say("No cited record in view.")}</p>'
    )
    small = f'<p class="atlas-caption">{english_html(note)}</p>' if note and rows else ""
    return (
        f'<table class="atlas-ranking atlas-parts"{attributes()}>'
        f"<caption>{say(heading)}</caption>{head}"
        f"<tbody>{body}</tbody></table>{empty}{small}"
    )


def _part_html(row: PartRow) -> str:
    # A style attribute only ever holds a number and a colour of our own palette.
    colour = f"background:{data_colour(row.colour)}" if row.colour else ""
    return (
        f"{say(row.label)}"
        f'<span class="atlas-bar" style="width:{row.share_percent:.1f}%;{colour}"></span>'
    )


def places_html(shown: Located) -> str:
    """Return the places as a table; empty without any."""
    lines = (
        "<tr>"
        + _cells(
            (
                ("Place", encode_text(place.name)),
                ("Known to", say(place.precision).lower()),
                ("Records", place.records),
                ("Killed", say(place.killed)),
            )
        )
        + "</tr>"
        for place in shown.places
    )
    heads = ("Place", "Known to", "Records", "Killed")
    return _table("Places", heads, lines, "atlas-places") if shown.places else ""


def timeline_table_html(view: TimelineView) -> str:
    """Return the bars of a timeline as a table; below it the months with thin reporting."""
    marks_thin = view.thin is not None
    lines = (
        "<tr>"
        + _cells(
            (
                ("Period", encode_text(bar["period_label"])),
                ("Group", say(bar["group"])),
                (view.measure_label, encode_text(bar["value"])),
                *((("Reporting", _reporting(view, bar)),) if marks_thin else ()),
            )
        )
        + "</tr>"
        for bar in view.bars.to_dict("records")
    )
    heads = ("Period", "Group", view.measure_label, *(("Reporting",) if marks_thin else ()))
    title = f"{view.measure_label} {word('over time')}"
    return _table(title, heads, lines, "atlas-months") + thin_months_html(view)


def _reporting(view: TimelineView, bar: Mapping[Hashable, Any]) -> str:
    return say("thin") if is_thin(view, bar["period_start"], bar["period_end"]) else ""


def thin_months_html(view: TimelineView) -> str:
    """Name the months with thin reporting, also those without a bar; empty if not marked."""
    if view.thin is None:
        return ""
    named = comma(current_language()).join(
        isolated(span.label, current_language()) for span in view.thin
    )
    listed = f" ({named})" if named else ""
    return (
        f'<p class="atlas-caption"{attributes()}>{encode_text(view.thin_text)}'
        f"{encode_text(listed)}.</p>"
    )
