"""The province page as a whole, run without a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geodata.provinces import province_names
from tests.app.page import Page, plain

if TYPE_CHECKING:
    import pandas as pd

NEIGHBOURS_OF_KABUL = {"Parwan", "Kapisa", "Laghman", "Nangarhar", "Logar", "Maidan Wardak"}


def open_page(**parameters: str) -> Page:
    page = Page(**parameters)
    page.test.switch_page("screens/province.py")
    page.run()
    return page


def texts(page: Page) -> str:
    return " ".join(plain(piece.value) for piece in page.test.html)


def labels(page: Page) -> list[str]:
    return [button.label for button in page.test.button]


def in_kabul(incidents: pd.DataFrame) -> pd.DataFrame:
    return incidents[
        incidents["group"].eq("ISKP")
        & incidents["event_type"].isin(["attack", "clash"])
        & incidents["province_pcode"].eq("AF01")
    ]


def test_without_a_province_the_page_offers_all_34() -> None:
    page = open_page()
    assert page.title.startswith("Choose a province.")
    assert set(province_names()) <= set(labels(page))


def test_a_button_chooses_a_province_and_its_neighbours_are_one_click_away() -> None:
    page = open_page()
    page.test.button(key="all_provinces AF01").click()
    page.run()
    assert page.title.startswith("Kabul. ")
    assert set(labels(page)) >= NEIGHBOURS_OF_KABUL
    page.test.button(key="neighbours AF05").click()
    page.run()
    assert page.title.startswith("Logar. ")
    assert page.test.selectbox(key="province").value == "AF05"


def test_the_numbers_are_those_of_the_province(incidents: pd.DataFrame) -> None:
    page = open_page(province="Kabul")
    records = in_kabul(incidents)
    figures = page.figures
    assert figures["Incidents"] == str(len(records))
    unknown = records["killed_best"].isna() & records["injured_best"].isna()
    assert figures["Records with unknown toll"] == str(int(unknown.sum()))
    assert page.records_heading == f"{len(records)} records in view, with sources"
    vague = int(records["location_precision"].eq("province").sum())
    assert f"{vague} record{' is' if vague == 1 else 's are'} known only to the province" in texts(
        page
    )


@pytest.mark.parametrize(
    ("heading", "column"), [("Targets", "target"), ("Kinds of event", "attack_type")]
)
def test_lists_add_up_to_the_records(incidents: pd.DataFrame, heading: str, column: str) -> None:
    page = open_page(province="Kabul")
    (markup,) = [piece.value for piece in page.test.html if f"<caption>{heading}" in piece.value]
    counts = [plain(cell.split("</td>")[0]) for cell in markup.split("</th><td>")[1:]]
    expected = in_kabul(incidents)[column].value_counts().sort_values(ascending=False)
    assert list(map(int, counts)) == expected.tolist()


def test_groups_that_are_not_chosen_are_listed_too(incidents: pd.DataFrame) -> None:
    page = open_page(province="Kabul")
    (markup,) = [piece.value for piece in page.test.html if "Groups on record" in piece.value]
    kabul = incidents[
        incidents["event_type"].isin(["attack", "clash"]) & incidents["province_pcode"].eq("AF01")
    ]
    others = set(kabul["group"]) - {"ISKP"}
    assert markup.count("<tr class=atlas-left-out>") == len(others)
    assert "groups that are not chosen" in markup


def test_the_days_before_are_counted(incidents: pd.DataFrame) -> None:
    page = open_page(**{"province": "Nangarhar", "from": "2021-08-15", "to": "2021-11-14"})
    rows = incidents[
        incidents["group"].eq("ISKP")
        & incidents["event_type"].isin(["attack", "clash"])
        & incidents["province_pcode"].eq("AF06")
    ]
    assert page.figures["Incidents"] == str(rows["date"].between("2021-08-15", "2021-11-14").sum())
    assert page.figures["Incidents, same length before"] == str(
        rows["date"].between("2021-05-15", "2021-08-14").sum()
    )


def test_all_years_have_no_time_before() -> None:
    page = open_page(province="Kabul")
    assert page.figures["Incidents, same length before"] == "–"
    assert "there is nothing to compare it with" in texts(page)


@pytest.mark.parametrize(
    "parameters",
    [
        {"group": "Hizb-i-Islami", "province": "Nimroz"},
        {"province": "Nimroz", "from": "2021-10-09", "to": "2021-10-09"},
        {"province": "Nimroz", "attribution": "Unclaimed"},
    ],
)
def test_a_view_without_a_record_says_so(parameters: dict[str, str]) -> None:
    page = open_page(**parameters)
    assert "No cited record here" in page.title
    assert page.records_heading == "No record in view"
    assert page.figures["Killed"] == "none recorded"
    assert "No cited record in view." in texts(page)


def test_one_day_is_enough(incidents: pd.DataFrame) -> None:
    page = open_page(**{"province": "Kunduz", "from": "2021-10-08", "to": "2021-10-08"})
    day = incidents[
        incidents["date"].eq("2021-10-08")
        & incidents["group"].eq("ISKP")
        & incidents["province_pcode"].eq("AF19")
    ]
    assert page.figures["Incidents"] == str(len(day))
    assert page.figures["Incidents, same length before"] == str(
        int(incidents["date"].eq("2021-10-07").mul(incidents["province_pcode"].eq("AF19")).sum())
    )


def test_no_filter_at_all_counts_every_record_of_the_province(incidents: pd.DataFrame) -> None:
    page = open_page(province="Kabul", group="", event="")
    assert page.figures["Incidents"] == str(int(incidents["province_pcode"].eq("AF01").sum()))


def test_a_group_without_casualties_shows_unknown_and_no_number(incidents: pd.DataFrame) -> None:
    quiet = incidents[incidents["killed_best"].isna() & incidents["province_pcode"].eq("AF01")]
    record = quiet.iloc[0]
    day = record["date"].strftime("%Y-%m-%d")
    same_day = incidents[
        incidents["date"].eq(record["date"]) & incidents["province_pcode"].eq("AF01")
    ]
    page = open_page(**{"province": "Kabul", "from": day, "to": day, "group": "", "event": ""})
    known = same_day["killed_best"].dropna()
    assert page.figures["Killed"].split(" ")[0] == (
        str(int(known.sum())) if len(known) else "unknown"
    )


@pytest.mark.parametrize("language", ["دری", "پښتو"])
def test_the_english_name_stays_english_in_every_language(language: str) -> None:
    page = open_page(province="Kabul", lang=language)
    (facts,) = [piece.value for piece in page.test.html if 'class="atlas-facts' in piece.value]
    assert '<bdi lang="en">Kabul</bdi>' in facts


def test_thin_months_are_told_at_the_timeline_of_a_province() -> None:
    page = open_page(province="Kabul", thin="true")
    legends = [piece.value for piece in page.test.html if "atlas-thin-months" in piece.value]
    told = "Thin reporting in the whole country: 34 of 144 months"
    assert [told in plain(legend) for legend in legends if legend.startswith("<h2")] == [True]
    assert "<th scope=col>Reporting</th>" in page.markup('<table class="atlas-table atlas-months"')
