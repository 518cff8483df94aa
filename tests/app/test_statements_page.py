"""The page of statements as a whole, run without a browser."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.own_statement import is_number
from app.statements_markup import counts_html, statement_html
from geodata.views.counts import Counted
from geodata.views.statements import Held, StatementCard
from tests.app.page import Page, plain

if TYPE_CHECKING:
    import pandas as pd


class StatementsPage(Page):
    """The page Statements, read by its texts."""

    def run(self) -> None:
        self.test.switch_page("screens/statements.py")
        super().run()

    @property
    def articles(self) -> list[str]:
        return [piece.value for piece in self.test.html if piece.value.startswith("<article")]

    @property
    def own(self) -> str:
        (article,) = [article for article in self.articles if "statement-own" in article]
        return plain(article)


def test_nine_statements_each_with_a_verdict_whatever_the_sidebar_says() -> None:
    usual = StatementsPage()
    assert usual.title == (
        "9 statements: 1 supported, 1 contradicted and 7 not decided by the cited records"
    )
    assert len(usual.articles) == 9
    verdicts = [
        plain(re.findall('<span class="atlas-verdict">(.*?)</span>', article)[0])
        for article in usual.articles
    ]
    # The closed list; nothing else may stand as a verdict.
    assert set(verdicts) <= {
        "Supported by these records",
        "Contradicted by these records",
        "Not decided by these records",
    }
    assert verdicts.count("Supported by these records") == 1
    assert verdicts.count("Contradicted by these records") == 1
    assert verdicts.count("Not decided by these records") == 7
    filtered = StatementsPage(**{"group": "NRF", "from": "2025-01-01", "event": "Clash"})
    assert filtered.articles == usual.articles


def test_counts_by_others_are_linked_with_the_share_on_record() -> None:
    page = StatementsPage()
    table = page.markup('<table class="atlas-table atlas-counts-of-others"')
    assert table.count("<tr>") == 1 + 13
    addresses = re.findall('href="([^"]*)"', table)
    assert len(addresses) == 13
    assert all(address.startswith("https://") for address in addresses)
    assert "30 (20 %) in 6 provinces" in plain(table)


def test_records_are_listed_only_when_asked_for(incidents: pd.DataFrame) -> None:
    page = StatementsPage()
    assert not any(
        piece.value.startswith('<table class="atlas-records"') for piece in page.test.html
    )
    labels = [box.label for box in page.test.expander]
    autumn = incidents[
        incidents["group"].eq("ISKP") & incidents["date"].between("2021-08-15", "2021-11-19")
    ]
    assert labels[0] == f"{len(autumn)} records with sources"
    assert labels[5] == labels[6] == "1 record with sources"


def test_without_a_number_no_statement_of_the_readers_own_is_tested() -> None:
    page = StatementsPage()
    assert not any("statement-own" in article for article in page.articles)
    assert page.test.number_input(key="own_number").value is None


def test_a_statement_of_the_readers_own_is_in_the_address(incidents: pd.DataFrame) -> None:
    page = StatementsPage(
        own_group="Taliban",
        own_is="more than",
        own_number="10",
        own_measure="attacks",
        own_from="2018-01-01",
        own_to="2018-12-31",
    )
    attacks = incidents[
        incidents["group"].eq("TALIBAN")
        & incidents["event_type"].eq("attack")
        & incidents["date"].between("2018-01-01", "2018-12-31")
    ]
    assert len(attacks) > 10
    assert page.own.startswith("Supported by these records Taliban: more than 10 attacks")
    assert f"Attacks {len(attacks)} said: more than 10" in page.own
    assert page.test.warning.len == 0


def test_a_statement_is_made_in_the_form() -> None:
    page = StatementsPage()
    page.test.number_input(key="own_number").set_value(5)
    page.test.selectbox(key="own_is").set_value("fewer_than")
    page.test.selectbox(key="own_measure").set_value("provinces")
    (button,) = [button for button in page.test.button if button.label == "Test this statement"]
    button.click()
    page.run()
    # Thirteen provinces or more have a record of IS-K since August 2021.
    assert page.own.startswith("Contradicted by these records")


def test_days_in_the_wrong_order_are_read_the_other_way_round() -> None:
    page = StatementsPage(own_number="1", own_from="2021-12-31", own_to="2021-01-01")
    assert "the other way round" in page.test.warning[0].value
    assert "Tested for IS-K, 1 Jan 2021 to 31 Dec 2021." in page.own


def test_one_day_and_a_group_without_a_figure_decide_nothing() -> None:
    page = StatementsPage(
        own_group="Hizb-i-Islami",
        own_number="1",
        own_measure="injured in attacks",
        own_from="2025-12-01",
        own_to="2025-12-01",
    )
    assert page.own.startswith("Not decided by these records")
    assert "No cited record in the period." in page.own
    assert "unknown" in page.own
    assert "No count by others is about this." in page.own


def test_nonsense_in_the_address_is_named_and_left_out() -> None:
    page = StatementsPage(own_number="many", own_measure="moons", own_from="1066-10-14")
    note = page.test.warning[0].value
    assert note.endswith(
        "left out: Your statement: number, Your statement: of what, Your statement: from."
    )
    assert len(page.articles) == 9
    assert page.test.date_input(key="own_from").value == date(2021, 8, 15)


@pytest.mark.parametrize("text", ["", "-1", "1.5", "1e3", "1000001", "٣", " 7"])
def test_only_whole_numbers_up_to_a_million_are_taken(text: str) -> None:
    assert not is_number(text)


NASTY = "{{7*7}}<script>alert(1)</script>"


def test_every_text_is_encoded() -> None:
    count = Counted(NASTY, NASTY, NASTY, NASTY, NASTY, NASTY, "https://x/" + NASTY, NASTY, 5.0)
    card = StatementCard(
        key="S1",
        verdict="supported",
        verdict_label=NASTY,
        statement=NASTY,
        speaker=NASTY,
        about=NASTY,
        held=(Held(NASTY, NASTY, NASTY, NASTY),),
        spans=(),
        has_operations=False,
        reason=NASTY,
        cautions=(NASTY,),
        counted=(count,),
        is_counted_alike=True,
        added=NASTY,
        incidents=(),
    )
    for markup in (statement_html(card), counts_html([count])):
        assert "<script" not in markup
        assert "{{" not in markup
