"""What a copied address asks for that the atlas doesn't have, said in a sentence.

Streamlit itself binds the widgets to the address and falls back to the default where a
value is no good; it does so silently, and a reader who opens a shared address must know.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from app.brief_controls import KIND_KEYS, NAMED_IN, PAPERS, PARTS, RESOLUTIONS, SIZES
from app.compare_controls import COMPARE_KINDS, FIRST_COMPARED, LAST_COMPARED
from app.own_statement import FIRST_SAID, LAST_SAID, QUANTITIES, is_number
from app.records_controls import LONGEST_IDENTIFIER, LONGEST_SEARCH, ORDERS, is_page
from app.spread_controls import CELLS, SHOWN
from geodata.analysis.claims import COMPARISONS
from geodata.export.offer import OFFER
from geodata.language import LANGUAGES
from geodata.measures import MEASURES
from geodata.model import ATTRIBUTIONS, ESTIMATES, EVENT_TYPES, GROUPS, TARGETS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

LABELS: Final = {
    "data": "Records",
    "group": "Groups",
    "from": "From",
    "to": "To",
    "event": "Event type",
    "attribution": "Attribution",
    "province": "Province",
    "measure": "Measure",
    "estimate": "Casualty estimate",
    "target": "Target",
    "unstable": "Mark ranks that are not stable",
    "thin": "Hatch where reporting is thin",
    "known": "As known on",
    "places": "Show places",
    "lang": "Language",
    "record": "Record",
    "search": "Search",
    "order": "Order",
    "page": "Page",
    "since": "Changes since",
    "until": "Changes until",
    "spread": "The map shows",
    "cells": "Each cell",
    "compare": "Compare",
    "first_from": "First period, from",
    "first_to": "First period, to",
    "second_from": "Second period, from",
    "second_to": "Second period, to",
    "second_group": "Second group",
    "picture": "Picture",
    "document": "Document",
    "film": "Animation",
    "record_table": "Records",
    "province_table": "Counts by province",
    "period_table": "Counts by period",
    "part": "On pictures",
    "size": "Size of pictures",
    "dpi": "Resolution of PNG",
    "paper": "Paper of the brief",
    "names_in": "Names of provinces in",
    "own_group": "Your statement: group",
    "own_is": "Your statement: comparison",
    "own_number": "Your statement: number",
    "own_measure": "Your statement: of what",
    "own_from": "Your statement: from",
    "own_to": "Your statement: to",
}
SWITCH: Final = ("true", "false")
"""How Streamlit writes a switch."""

FIRST_KNOWN: Final = date(2010, 1, 1)
LAST_KNOWN: Final = date(2035, 12, 31)
"""Between these days a reader can ask what was known."""

NOTHING_CHOSEN: Final = ""
"""Value of a parameter whose widget the reader has emptied."""


def day_between(first: date, last: date) -> Callable[[str], bool]:
    """Return a test for dates within a span, both days included.

    Examples
    --------
    >>> within = day_between(date(2014, 1, 17), date(2025, 12, 16))
    >>> within("2021-08-15"), within("1921-08-15"), within("15 August")
    (True, False, False)
    """

    def accepts(text: str) -> bool:
        try:
            day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
        except ValueError:
            return False
        return first <= day <= last

    return accepts


def one_of(options: Iterable[str]) -> Callable[[str], bool]:
    """Return a test for a value that is among the options."""
    known = frozenset(options)
    return lambda text: text in known


def address_tests(
    names: Iterable[str], datasets: Iterable[str], first_record: date, last_record: date
) -> dict[str, Callable[[str], bool]]:
    """Return, for each parameter of an address, a test for one value of it.

    An address holds what a reader sees in the widgets: labels, not keys.

    Parameters
    ----------
    names : iterable of str
        Names of the provinces.
    datasets : iterable of str
        Names of the datasets that there are.
    first_record, last_record : datetime.date
        Days of the first and the last record of the dataset.
    """
    within = day_between(first_record, last_record)
    return {
        "data": one_of([NOTHING_CHOSEN, *datasets]),
        "group": one_of([NOTHING_CHOSEN, *(code.label for code in GROUPS.values())]),
        "from": within,
        "to": within,
        "event": one_of([NOTHING_CHOSEN, *(code.label for code in EVENT_TYPES.values())]),
        "attribution": one_of([NOTHING_CHOSEN, *(code.label for code in ATTRIBUTIONS.values())]),
        "province": one_of([NOTHING_CHOSEN, *names]),
        "measure": one_of(measure.label for measure in MEASURES.values()),
        "estimate": one_of(estimate.capitalize() for estimate in ESTIMATES),
        "target": one_of(code.label for code in TARGETS.values()),
        "unstable": one_of(SWITCH),
        "thin": one_of(SWITCH),
        "places": one_of(SWITCH),
        "lang": one_of(LANGUAGES.values()),
        "record": lambda text: len(text) <= LONGEST_IDENTIFIER,
        "search": lambda text: len(text) <= LONGEST_SEARCH,
        "order": one_of(ORDERS.values()),
        "page": is_page,
        "since": day_between(FIRST_KNOWN, LAST_KNOWN),
        "until": day_between(FIRST_KNOWN, LAST_KNOWN),
        "spread": one_of(SHOWN.values()),
        "cells": one_of(CELLS.values()),
        "compare": one_of(COMPARE_KINDS.values()),
        **dict.fromkeys(
            ("first_from", "first_to", "second_from", "second_to"),
            day_between(FIRST_COMPARED, LAST_COMPARED),
        ),
        "second_group": one_of(code.label for code in GROUPS.values()),
        **{
            KIND_KEYS[group]: one_of([NOTHING_CHOSEN, *labels.values()])
            for group, labels in OFFER.items()
        },
        "part": one_of(PARTS.values()),
        "size": one_of(SIZES.values()),
        "dpi": one_of(RESOLUTIONS.values()),
        "paper": one_of(PAPERS.values()),
        "names_in": one_of(NAMED_IN.values()),
        "own_group": one_of(code.label for code in GROUPS.values()),
        "own_is": one_of(COMPARISONS.values()),
        "own_number": is_number,
        "own_measure": one_of(QUANTITIES.values()),
        **dict.fromkeys(("own_from", "own_to"), day_between(FIRST_SAID, LAST_SAID)),
        "known": day_between(FIRST_KNOWN, LAST_KNOWN),
    }


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
        A sentence for each kind of problem; empty where all is well.

    Examples
    --------
    >>> address_notes({"measure": ["Nonsense"], "x": ["1"]}, {"measure": one_of({"Killed"})})
    ['The address asks for what does not exist here, and it was left out: Measure.',
     'The address has a part that this page does not know.']
    >>> address_notes({"measure": ["Killed"]}, {"measure": one_of({"Killed"})})
    []
    """
    wrong = [
        LABELS[name]
        for name, values in parameters.items()
        if name in tests and not all(tests[name](value) for value in values)
    ]
    notes = []
    if wrong:
        notes.append(
            "The address asks for what does not exist here, and it was left out: "
            f"{', '.join(wrong)}."
        )
    if any(name not in tests for name in parameters):
        notes.append("The address has a part that this page does not know.")
    return notes
