"""Statements and counts → the pages' own HTML; every text is encoded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.encode import encode_text
from app.language import say
from app.texts import attributes_of, label_html

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geodata.views.counts import Counted
    from geodata.views.statements import Held, StatementCard


def _share_bar(count: Counted) -> str:
    # The bar repeats what the text says, for the eye only.
    if count.coverage_percent is None:
        return ""
    return (
        '<span class="atlas-share" aria-hidden="true">'
        f'<span style="width:{count.coverage_percent:.1f}%"></span></span>'
    )


def _publisher_html(count: Counted) -> str:
    name = encode_text(count.publisher)
    if count.url:
        address = encode_text(count.url)
        name = f'<a href="{address}" target="_blank" rel="noopener noreferrer">{name}</a>'
    return f"{name}, {encode_text(count.published)}" if count.published else name


def _counted_item(count: Counted) -> str:
    return (
        f"<li><strong>{encode_text(count.value)}</strong>, {encode_text(count.period)}"
        f"<small>{encode_text(count.words)}</small>"
        f"<small>{encode_text(count.reporter)} · {_publisher_html(count)}</small>"
        f"<small>On record: {encode_text(count.recorded)}</small>{_share_bar(count)}</li>"
    )


def _list(counts: Iterable[Counted]) -> str:
    items = "".join(_counted_item(count) for count in counts)
    return f'<ul class="atlas-counted">{items}</ul>' if items else ""


def _details(counts: Sequence[Counted], what: str) -> str:
    noun = "count" if len(counts) == 1 else "counts"
    return f"<details><summary>{len(counts)} {noun} {what}</summary>{_list(counts)}</details>"


def _counted_html(card: StatementCard) -> str:
    inside = [count for count in card.counted if count.is_inside]
    beyond = [count for count in card.counted if not count.is_inside]
    if not card.counted:
        return '<p class="atlas-none">No count by others is about this.</p>'
    added = f"<p>{encode_text(card.added)}</p>" if card.added else ""
    if not card.is_counted_alike:
        return (
            f'<p class="atlas-none">Others counted attacks, not this.</p>{added}'
            f"{_details(card.counted, 'of attacks in overlapping periods')}"
        )
    shown = _list(inside) or '<p class="atlas-none">None for a period within this one.</p>'
    if not beyond:
        return f"{added}{shown}"
    return f"{added}{shown}{_details(beyond, 'of periods that reach beyond')}"


def _held_html(held: Held) -> str:
    said = f"<small>said: {encode_text(held.said)}</small>" if held.said else ""
    note = f"<small>{encode_text(held.note)}</small>" if held.note else ""
    return (
        f"<div><dt>{encode_text(held.label)}</dt>"
        f"<dd>{encode_text(held.value)}{said}{note}</dd></div>"
    )


def _spans_html(card: StatementCard) -> str:
    if not card.spans:
        return ""
    operations = "<th scope=col>Operations</th>" if card.has_operations else ""
    rows = "".join(
        f"<tr><th scope=row>{encode_text(row.span)}</th><td>{encode_text(row.attacks)}</td>"
        + (f"<td>{encode_text(row.operations)}</td>" if card.has_operations else "")
        + "</tr>"
        for row in card.spans
    )
    return (
        '<table class="atlas-spans"><thead><tr><th scope=col>On record</th>'
        f"<th scope=col>Attacks</th>{operations}</tr></thead><tbody>{rows}</tbody></table>"
    )


def statement_html(card: StatementCard) -> str:
    """Return a statement with what was found, as an article of three columns."""
    held = "".join(_held_html(part) for part in card.held)
    cautions = "".join(f"<small>{encode_text(caution)}</small>" for caution in card.cautions)
    title = f"statement-{encode_text(card.key)}"
    return (
        f'<article class="atlas-statement atlas-{card.verdict}" aria-labelledby="{title}">'
        f'<header><span class="atlas-verdict">{encode_text(card.verdict_label)}</span>'
        f'<h3 id="{title}">{encode_text(card.statement)}</h3>'
        f"<p>{encode_text(card.speaker)}. Tested for {encode_text(card.about)}.</p></header>"
        f'<div class="atlas-columns"><section><h4>What the cited records hold</h4>'
        f'<dl class="atlas-held">{held}</dl>{_spans_html(card)}</section>'
        f"<section><h4>What others counted</h4>{_counted_html(card)}</section>"
        f"<section><h4>Why this verdict</h4><p>{encode_text(card.reason)}</p>{cautions}</section>"
        "</div></article>"
    )


def counts_html(counts: Sequence[Counted]) -> str:
    """Return the table of counts by others, with what is on record of each."""
    caption = "What others counted, and how much of it is on record"
    heads = ("Period", "Counted", "On record", "Who counted, in whose words")
    heading = "".join(f"<th scope=col>{say(head)}</th>" for head in heads)
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td data-label="{say(head)}">{cell}</td>'
            for head, cell in zip(
                heads,
                (
                    encode_text(count.period),
                    encode_text(count.value),
                    f"{encode_text(count.recorded)}{_share_bar(count)}",
                    (
                        f"{encode_text(count.words)}<small>{encode_text(count.reporter)} · "
                        f"{_publisher_html(count)}</small>"
                    ),
                ),
                strict=True,
            )
        )
        + "</tr>"
        for count in counts
    )
    return (
        f'<table class="atlas-table atlas-counts-of-others"{attributes_of([caption, *heads])}>'
        f"<caption>{label_html(caption)}</caption>"
        f"<thead><tr>{heading}</tr></thead><tbody>{rows}</tbody></table>"
    )
