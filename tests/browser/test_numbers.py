"""The numbers on the screen, against the record file counted with plain pandas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    import pandas as pd

    from tests.browser.atlas import Atlas

pytestmark = pytest.mark.browser

# Parameters of an address, and the same choice as a question to pandas.
CHOICES: Final = {
    "all of IS-K in the three months after the takeover": (
        {"event": "", "from": "2021-08-15", "to": "2021-11-14"},
        "group == 'ISKP' and '2021-08-15' <= date <= '2021-11-14'",
    ),
    "NRF and AFF since the takeover": (
        {"group": ["NRF", "AFF"], "event": "", "from": "2021-08-15"},
        "group in ['NRF', 'AFF'] and date >= '2021-08-15'",
    ),
    "operations against IS-K": (
        {"event": "Operation"},
        "group == 'ISKP' and event_type == 'operation'",
    ),
    "what all groups claimed in 2018": (
        {
            "group": "",
            "event": "",
            "attribution": "Claimed",
            "from": "2018-01-01",
            "to": "2018-12-31",
        },
        "attribution == 'claimed' and '2018-01-01' <= date <= '2018-12-31'",
    ),
    "one day": (
        {"event": "Attack", "from": "2021-10-08", "to": "2021-10-08"},
        "group == 'ISKP' and event_type == 'attack' and '2021-10-08' <= date <= '2021-10-08'",
    ),
    "nothing at all": (
        {"group": "Hizb-i-Islami", "from": "2021-08-15"},
        "group == 'HIG' and event_type in ['attack', 'clash'] and date >= '2021-08-15'",
    ),
}


def expect_count(atlas: Atlas, count: int) -> None:
    text = f"{count:,}".replace(",", "\u2009")
    expect(atlas.figure("Incidents")).to_have_text(text)
    heading = f"{text} record{'' if count == 1 else 's'} in view, with sources"
    expect(atlas.records_heading).to_have_text(heading if count else "No record in view")
    assert atlas.incidents_on_map() == count


def test_the_three_months_after_the_takeover(atlas: Atlas, incidents: pd.DataFrame) -> None:
    atlas.open()
    with atlas.repainted():
        atlas.choose("Period", "The three months after 15 August 2021")
    expect(atlas.title).to_contain_text("15 Aug 2021 to 14 Nov 2021")
    shown = incidents.query(
        "group == 'ISKP' and '2021-08-15' <= date <= '2021-11-14' "
        "and event_type in ['attack', 'clash']"
    )
    expect_count(atlas, len(shown))


@pytest.mark.parametrize("choice", CHOICES)
def test_other_choices(atlas: Atlas, incidents: pd.DataFrame, choice: str) -> None:
    parameters, question = CHOICES[choice]
    atlas.open(parameters)
    shown = incidents.query(question)
    expect_count(atlas, len(shown))
    provinces = shown["province_pcode"].nunique()
    expect(atlas.figure("Provinces with a record")).to_have_text(f"{provinces} of 34")
