"""Every page with input that leaves little or nothing to show: it opens and says what happened."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest

from tests.app.page import Page, plain

if TYPE_CHECKING:
    import pandas as pd

PAGES: Final = (
    "map",
    "spread",
    "compare",
    "province",
    "records",
    "statements",
    "coverage",
    "data",
    "about",
)
# Whatever the filters, these three are about something else, and say about what.
ALWAYS: Final = {
    "statements": "whatever the sidebar says",
    "data": "Look at a file",
    "about": "What a record is, and what it is not",
}
SIDES: Final = ("first_from", "first_to", "second_from", "second_to")
TWO_DAYS: Final = {"from": "2025-12-01", "to": "2025-12-02"}

CASES: Final[dict[str, tuple[dict[str, str], dict[str, str]]]] = {
    "a range without a record": (
        {
            "group": "NRF",
            **TWO_DAYS,
            **dict(
                zip(SIDES, ("2025-12-01", "2025-12-02", "2025-12-03", "2025-12-04"), strict=True)
            ),
        },
        {
            "map": "1 Dec 2025 to 2 Dec 2025. 0 cited records",
            "spread": "Nothing to draw: no cited record in view is located to a province.",
            "compare": "This is not a finding of no violence.",
            "province": "1 Dec 2025 to 2 Dec 2025. 0 cited records",
            "records": "1 Dec 2025 to 2 Dec 2025. No record in view",
            "coverage": "No cited record in view.",
        },
    ),
    "a province without a record": (
        {"province": "Nimroz"},
        {
            "map": "Nimroz. IS-K: attacks and clashes, all years. 0 cited records",
            "spread": "Nimroz is outlined; this page counts all provinces",
            "compare": "Nimroz is outlined; this page counts all provinces",
            "province": "Nimroz. IS-K: attacks and clashes, all years. No cited record here",
            "records": "Nimroz, IS-K: attacks and clashes, all years. No record in view",
            "coverage": "How far to trust this: Nimroz",
        },
    ),
    "one day in one province": (
        {"from": "2021-10-08", "to": "2021-10-08", "province": "Kunduz"},
        {
            "map": "Kunduz. IS-K: attacks and clashes, 8 Oct 2021. 1 cited record",
            "spread": "First cited record: Kunduz, 8 Oct 2021; no other province",
            "compare": "The period in the sidebar does not count on this page.",
            "province": "8 Oct 2021",
            "records": "Kunduz, IS-K: attacks and clashes, 8 Oct 2021. 1 record in view",
            "coverage": "1 of 1 cited record has two or more sources",
        },
    ),
    "no filter at all": (
        {"group": "", "event": "", "attribution": ""},
        {
            "map": "All groups: all events, all years. {all} cited records in 34 of 34 provinces",
            "spread": "All groups: all events, all years.",
            "compare": "All groups: all events.",
            "province": "All groups: all events, all years. {all} cited records",
            "records": "All groups: all events, all years. {all} records in view",
            "coverage": "of {all} cited records have two or more sources",
        },
    ),
    "a group without casualties": (
        {
            "group": "NRF",
            "measure": "Killed",
            "from": "2022-01-01",
            "to": "2022-01-31",
            "province": "Balkh",
            **dict(
                zip(SIDES, ("2021-12-01", "2021-12-31", "2022-01-01", "2022-01-31"), strict=True)
            ),
        },
        {
            "map": "No record in view gives a number above zero for “Killed”.",
            "spread": "First cited record: Balkh, 20 Jan 2022; no other province",
            "compare": "Records, toll unknown",
            "province": "No record in view gives a number above zero for “Killed”.",
            "records": "1 record in view",
            "coverage": "Killed unknown 100 %",
        },
    ),
    "two equal periods": (
        dict(zip(SIDES, ("2021-08-15", "2021-11-14") * 2, strict=True)),
        {
            "map": "IS-K: attacks and clashes, all years.",
            "spread": "IS-K: attacks and clashes, all years.",
            "compare": "The two periods are the same, so there is no change to show.",
            "province": "Choose a province.",
            "records": "IS-K: attacks and clashes, all years.",
            "coverage": "IS-K: attacks and clashes, all years.",
        },
    ),
    "a province that does not exist": (
        {"province": "Atlantis"},
        dict.fromkeys(
            PAGES, "The address asks for what does not exist here, and it was left out: Province."
        ),
    ),
}


def seen(page: Page) -> str:
    """Return all that the page says, without its styles."""
    pieces = [piece.value for piece in page.test.html if not piece.value.startswith("<style")]
    told = [box.value for box in (*page.test.info, *page.test.warning, *page.test.error)]
    return " | ".join([*map(plain, pieces), *told])


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest) -> tuple[Page, dict[str, str], dict[str, str]]:
    """Return one session with these filters; it goes from page to page."""
    parameters, told = CASES[request.param]
    return Page(**parameters), parameters, told


@pytest.mark.parametrize("name", PAGES)
def test_every_page_says_what_happened(
    name: str, case: tuple[Page, dict[str, str], dict[str, str]], incidents: pd.DataFrame
) -> None:
    page, parameters, told = case
    page.test.switch_page(f"screens/{name}.py")
    # As if the page had been opened by its address.
    for key, value in parameters.items():
        page.test.query_params[key] = value
    page.run()
    text = seen(page)
    expected = told.get(name) or ALWAYS[name]
    assert expected.format(all=len(incidents)) in text
    assert page.title
    # No unknown number is written as a machine writes it.
    assert not re.search(r"\b(?:nan|NaN|NaT|inf)\b|<NA>", text)
