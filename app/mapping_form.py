"""The form in which a reader says what the columns of a table are."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from app.encode import encode_markdown
from geodata.formats import ColumnMapping
from geodata.sources.mapping import CODES, FIELDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.dates import DateOrder
    from geodata.model import Code

NOTHING: Final = "– not in the file –"
VARIES: Final = "– not the same for all rows –"
DATE_ORDERS: Final[dict[DateOrder, str]] = {
    "undecided": "Year first, or with the month in letters",
    "day_first": "Day first: 31/12/2021",
    "month_first": "Month first: 12/31/2021",
}
_IN_A_ROW: Final = 4


def _guess_text(guess: ColumnMapping, field: str) -> str | None:
    if field not in guess.how:
        return None
    sure = f"{guess.confidence.get(field, 0):.0%}"
    return encode_markdown(f"Guessed, {sure} sure: {guess.how[field]}")


def _code_label(codes: dict[str, Code], key: str) -> str:
    return codes[key].label if key in codes else key


def mapping_form(guess: ColumnMapping, columns: Sequence[str]) -> ColumnMapping:
    """Show what is guessed and return what the reader has made of it.

    Parameters
    ----------
    guess : ColumnMapping
        See :func:`geodata.formats.guess_mapping`.
    columns : sequence of str
        The columns of the table.
    """
    chosen: dict[str, str] = {}
    constants: dict[str, str] = {}
    with st.form("mapping"):
        st.markdown("**What the columns are.** Check the guesses, then apply.")
        grid = st.columns(_IN_A_ROW)
        for place, (field, label) in enumerate(FIELDS.items()):
            column = grid[place % _IN_A_ROW].selectbox(
                label,
                [NOTHING, *columns],
                index=[NOTHING, *columns].index(guess.columns.get(field, NOTHING)),
                help=_guess_text(guess, field),
                key=f"column of {field}",
            )
            if column != NOTHING:
                chosen[field] = column
        st.markdown("**What is the same for all rows.**")
        grid = st.columns(_IN_A_ROW)
        for place, (field, codes) in enumerate(CODES.items()):
            options = [VARIES, *codes]
            code = grid[place % _IN_A_ROW].selectbox(
                field.replace("_", " ").capitalize(),
                options,
                index=options.index(guess.constants.get(field, VARIES)),
                format_func=partial(_code_label, codes),
                key=f"constant {field}",
            )
            if code is not None and code != VARIES:
                constants[field] = code
        order = st.selectbox(
            "How dates are written",
            list(DATE_ORDERS),
            index=list(DATE_ORDERS).index(guess.date_order),
            format_func=DATE_ORDERS.__getitem__,
            key="date order",
        )
        st.form_submit_button("Apply")
    return ColumnMapping(chosen, constants, order)
