"""The page of statements: each one tested against the curated records of its own period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from app import data, data_statements
from app.encode import encode_text
from app.markup import records_html
from app.own_statement import own_statement
from app.statements_markup import counts_html, statement_html
from app.texts import heading_html
from app.widgets import caption_widget
from geodata.views.statements import cards_title

if TYPE_CHECKING:
    from geodata.views.statements import StatementCard

HOW_TESTED: Final = (
    "Always tested against the curated records of a statement’s own period, "
    "whatever the sidebar says. The records are a cited sample: enough of them can support "
    "“at least so many”, and too many can contradict “at most so many”. "
    "Fewer than said contradict nothing. "
    "A verdict must hold without records whose group is merely suspected."
)
HOW_COUNTED: Final = (
    "Attacks only, of the same group and the counted days.",
    "Each reporter counts in its own way; a record need not be among what was counted.",
)


def _card(card: StatementCard) -> None:
    st.html(statement_html(card))
    number = len(card.incidents)
    if not number:
        return
    noun = "record" if number == 1 else "records"
    # The records of a closed list are neither made nor sent.
    shown = st.expander(
        f"{number} {noun} with sources", key=f"records of {card.key}", on_change="rerun"
    )
    if shown.open:
        records = data_statements.curated_records(card.incidents)
        sources = data.sources()
        with shown:
            st.html(records_html(records, sources[sources["incident_id"].isin(records.index)]))


def _heading(text: str) -> None:
    st.html(heading_html(text))


def _own() -> None:
    _heading("Test a statement of your own")
    claim = own_statement(data_statements.last_record())
    if claim is None:
        caption_widget(["Give a number to test it; the address of the page keeps the statement."])
        return
    _card(data_statements.own(claim))


def _page() -> None:
    cards = data_statements.cards()
    st.html(f'<h1 class="atlas-title">{encode_text(cards_title(cards))}</h1>')
    caption_widget([HOW_TESTED])
    for card in cards:
        _card(card)
    _own()
    _heading("How much of what others counted is on record")
    st.html(counts_html(data_statements.curated_counts(data_statements.statement_groups())))
    version = f"Curated records, version {data_statements.version()[:12]}."
    caption_widget([*HOW_COUNTED, version])


_page()
