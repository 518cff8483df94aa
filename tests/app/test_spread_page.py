"""The spread page as a whole, run without a browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.page import MAIN, RUN_TIMEOUT_SECONDS, Page, plain

if TYPE_CHECKING:
    import pandas as pd


class SpreadPage(Page):
    """The spread page at an address."""

    def __init__(self, **parameters: str | list[str]) -> None:
        self.test = AppTest.from_file(str(MAIN), default_timeout=RUN_TIMEOUT_SECONDS)
        self.test.switch_page("screens/spread.py")
        for name, value in parameters.items():
            self.test.query_params[name] = value
        self.run()

    @property
    def firsts(self) -> dict[str, str]:
        """Return province and date of each first record, in order."""
        listed = self.markup('<table class="atlas-ranking atlas-firsts"')
        found = re.findall(r"<th scope=row>(.*?)</th><td>(.*?)</td>", listed)
        return {plain(name): plain(day) for name, day in found}

    @property
    def first_records(self) -> list[str]:
        """Return the ids in the table of first records."""
        table = self.markup('<table class="atlas-table atlas-first-records"')
        return re.findall(r'<td data-label="Record">([^<]*)<', table)


def shown(incidents: pd.DataFrame, group: str) -> pd.DataFrame:
    """Select records with plain pandas."""
    return incidents[
        incidents["group"].eq(group) & incidents["event_type"].isin(["attack", "clash"])
    ]


def test_the_first_record_of_each_province_stands_with_its_sources(
    incidents: pd.DataFrame,
) -> None:
    page = SpreadPage()
    records = shown(incidents, "ISKP").sort_values(["date", "date_precision"], kind="stable")
    firsts = records.drop_duplicates("province_pcode")
    assert set(page.first_records) == set(firsts.index)
    names = firsts["province"].replace({"Hirat": "Herat", "Hilmand": "Helmand"})
    assert set(page.firsts) == set(names)
    known = firsts[firsts["date_precision"].eq("day")]
    for name, day in zip(names[known.index], known["date"], strict=True):
        assert page.firsts[name] == f"{day.day} {day:%b %Y}"
    table = page.markup('<table class="atlas-table atlas-first-records"')
    assert table.count('<ul class="atlas-sources">') == len(firsts)
    assert f"{len(firsts)} of 34 provinces" in page.title


@pytest.mark.parametrize("measure", ["Incidents", "Killed", "Injured", "Killed per 100,000 people"])
@pytest.mark.parametrize(
    "spread", ["First record", "Playback: recorded so far", "Playback: month by month"]
)
def test_every_map_is_drawn_with_every_measure(spread: str, measure: str) -> None:
    page = SpreadPage(spread=spread, measure=measure)
    legend = plain(page.markup('<ul class="atlas-legend" aria-label="Legend"'))
    expected = "First recorded incident" if spread == "First record" else measure.partition(" ")[0]
    assert legend.startswith(f"{expected} by province")
    assert "No cited record" in legend


def test_one_province_is_said_to_be_the_only_one(incidents: pd.DataFrame) -> None:
    hekmatyar = shown(incidents, "HIG")
    assert len(hekmatyar["province"].unique()) == 1
    page = SpreadPage(group="Hizb-i-Islami")
    assert page.title.endswith("; no other province")
    assert list(page.firsts) == [hekmatyar["province"].iloc[0]]


def test_one_day_is_one_month(incidents: pd.DataFrame) -> None:
    day = "2021-10-08"
    count = int(shown(incidents, "ISKP")["date"].eq(day).sum())
    page = SpreadPage(**{"from": day, "to": day, "spread": "Playback: month by month"})
    assert count == 1
    assert len(page.firsts) == 1
    assert "8 Oct 2021" in page.title


def test_no_record_is_said_and_nothing_is_drawn() -> None:
    page = SpreadPage(**{"from": "2014-02-01", "to": "2014-02-03"})
    assert page.title.endswith("No cited record")
    assert [box.value for box in page.test.info] == [
        "Nothing to draw: no cited record in view is located to a province."
    ]
    assert page.firsts == {}


def test_all_filters_empty_show_all_provinces(incidents: pd.DataFrame) -> None:
    page = SpreadPage(group="", event="")
    assert len(page.firsts) == incidents["province_pcode"].nunique() == 34


def test_a_group_without_casualties_has_cells_without_a_number(incidents: pd.DataFrame) -> None:
    records = incidents.query("group == 'IMU' and event_type == 'operation'")
    assert records["killed_best"].isna().all()
    page = SpreadPage(group="IMU", event="Operation", measure="Killed")
    assert len(page.first_records) == records["province_pcode"].nunique()
    assert "toll unknown" in plain(page.markup('<h2 class="atlas-heading">Killed by province'))
    assert "unknown" in plain(page.markup('<table class="atlas-table atlas-cells"'))


def test_unknown_names_in_the_address_are_told() -> None:
    page = SpreadPage(spread="Film", cells="Week", province="Atlantis")
    (note,) = [box.value for box in page.test.warning]
    assert "The map shows" in note
    assert "Each cell" in note
    assert "Province" in note


@pytest.mark.parametrize("cells", ["Month", "Quarter", "Year"])
def test_the_heat_map_has_a_table_of_all_its_records(cells: str, incidents: pd.DataFrame) -> None:
    page = SpreadPage(cells=cells)
    table = page.markup('<table class="atlas-table atlas-cells"')
    numbers = [int(number) for number in re.findall(r"<span>[^<]*: (\d+)</span>", table)]
    assert sum(numbers) == len(shown(incidents, "ISKP"))
