"""What a copied address asks for that the atlas doesn't have, said in a sentence.

Streamlit itself binds the widgets to the address and falls back to the default where a
value is no good; it does so silently, and a reader who opens a shared address must know.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

LABELS: Final = {
    "group": "Groups",
    "from": "From",
    "to": "To",
    "event": "Event type",
    "attribution": "Attribution",
    "province": "Province",
    "measure": "Measure",
    "estimate": "Casualty estimate",
    "page": "Page of the table",
}


def day_between(first: date, last: date) -> Callable[[str], bool]:
    """Return a test for ISO dates within a span, both days included.

    Examples
    --------
    >>> within = day_between(date(2014, 1, 17), date(2025, 12, 16))
    >>> within("2021-08-15"), within("1921-08-15"), within("15 August")
    (True, False, False)
    """

    def accepts(text: str) -> bool:
        try:
            return first <= date.fromisoformat(text) <= last
        except ValueError:
            return False

    return accepts


def one_of(options: Collection[str]) -> Callable[[str], bool]:
    """Return a test for a value that is among the options."""
    return lambda text: text in options


def address_notes(
    parameters: Mapping[str, Sequence[str]], tests: Mapping[str, Callable[[str], bool]]
) -> list[str]:
    """Say which parameters of an address could not be used.

    The values themselves are not repeated: they come from whoever made the address.

    Parameters
    ----------
    parameters : mapping of str to sequence of str
        Names and values in the address.
    tests : mapping of str to callable
        For each known name, whether one value of it can be used.

    Returns
    -------
    list of str
        A sentence for each problem; empty where all is well.

    Examples
    --------
    >>> address_notes({"measure": ["Nonsense"]}, {"measure": one_of({"Killed"})})
    ['“Measure” in the address has a value that does not exist here; it was left out.']
    >>> address_notes({"measure": ["Killed"]}, {"measure": one_of({"Killed"})})
    []
    """
    notes = []
    for name, values in parameters.items():
        if name not in tests:
            notes.append("The address has a part that this page does not know; it was left out.")
        elif not all(value == "" or tests[name](value) for value in values):
            notes.append(
                f"“{LABELS[name]}” in the address has a value that does not exist here; "
                "it was left out."
            )
    return list(dict.fromkeys(notes))
