"""The form for a statement of the reader's own, bound to the address."""

from __future__ import annotations

from datetime import date
from typing import Final

import streamlit as st

from geodata.analysis.claims import COMPARISONS, Claim, Quantity, Threshold
from geodata.model import GROUPS, TAKEOVER

FIRST_SAID: Final = date(2001, 1, 1)
LAST_SAID: Final = date(2049, 12, 31)
"""Between these days a statement can be made, whatever the records cover."""

LARGEST_NUMBER: Final = 1_000_000

QUANTITIES: Final[dict[Quantity, str]] = {
    "provinces": "provinces with a record",
    "attacks": "attacks",
    "killed": "killed in attacks",
    "injured": "injured in attacks",
}


def is_number(text: str) -> bool:
    """Say whether a text of the address is a number that the form takes.

    Examples
    --------
    >>> is_number("70"), is_number("-1"), is_number("many"), is_number("9" * 40)
    (True, False, False, False)
    """
    return text.isascii() and text.isdigit() and len(text) < 8 and int(text) <= LARGEST_NUMBER  # noqa: PLR2004 - digits of the largest number


def _day(label: str, default: date, key: str) -> date:
    return st.date_input(
        label,
        default,
        min_value=FIRST_SAID,
        max_value=LAST_SAID,
        format="DD/MM/YYYY",
        key=key,
        bind="query-params",
    )


def own_statement(last_record: date) -> Claim | None:
    """Draw the form and return what the reader says; ``None`` until a number is given.

    Parameters
    ----------
    last_record : datetime.date
        Where the period ends at first.
    """
    with st.form("own"):
        who, how, number, what, start, end = st.columns([1.3, 1.1, 0.9, 1.7, 1.2, 1.2])
        with who:
            group = st.selectbox(
                "Group",
                list(GROUPS),
                format_func=lambda key: GROUPS[key].label,
                key="own_group",
                bind="query-params",
            )
        with how:
            comparison = st.selectbox(
                "Comparison",
                list(COMPARISONS),
                format_func=COMPARISONS.__getitem__,
                key="own_is",
                bind="query-params",
            )
        with number:
            value = st.number_input(
                "Number",
                min_value=0,
                max_value=LARGEST_NUMBER,
                value=None,
                step=1,
                placeholder="e.g. 70",
                key="own_number",
                bind="query-params",
            )
        with what:
            quantity = st.selectbox(
                "Of what",
                list(QUANTITIES),
                index=1,
                format_func=QUANTITIES.__getitem__,
                key="own_measure",
                bind="query-params",
            )
        with start:
            first = _day("From day", TAKEOVER, "own_from")
        with end:
            last = _day("To day", last_record, "own_to")
        st.form_submit_button("Test this statement")
    if value is None:
        return None
    if first > last:
        st.warning("“From day” lay after “To day”; the two are read the other way round.")
        first, last = last, first
    return Claim(group, quantity, Threshold(comparison, int(value)), first, last)
