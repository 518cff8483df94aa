"""The compare page as a whole, run without a browser."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.compare_map import sync_layer
from app.compare_markup import changes_html, notes_html
from geodata.measures import MEASURES
from geodata.model import Filters
from geodata.provinces import province_names
from geodata.query import by_province
from geodata.views.comparison import comparison_view
from geodata.views.comparison_maps import ComparedTables
from geodata.views.sides import of_periods
from tests.app.page import Page, plain

if TYPE_CHECKING:
    import pandas as pd

AUTUMNS = (("2020-08-15", "2020-11-14"), ("2021-08-15", "2021-11-14"))


class ComparePage(Page):
    """The page Compare, read by its texts."""

    def run(self) -> None:
        self.test.switch_page("screens/compare.py")
        super().run()

    @property
    def alerts(self) -> str:
        found = [piece.value for piece in self.test.html if "atlas-alerts" in piece.value[:30]]
        return plain(found[0]) if found else ""

    @property
    def rows(self) -> dict[str, dict[str, str]]:
        """Return the table of changes by the name of each line."""
        table = {}
        pieces = [piece.value for piece in self.test.html if "atlas-changes" in piece.value]
        for row in re.findall("<tr class=.*?</tr>", "".join(pieces)):
            cells = re.findall(r'<td data-label="(.*?)">(.*?)</td>', row)
            texts = {plain(label): plain(content) for label, content in cells}
            table[texts["Province"]] = texts
        return table


def chosen(incidents: pd.DataFrame, first: str, last: str, group: str = "ISKP") -> pd.DataFrame:
    """Select records with plain pandas."""
    return incidents[
        incidents["group"].eq(group)
        & incidents["event_type"].isin(["attack", "clash"])
        & incidents["date"].between(first, last)
    ]


def test_it_opens_with_the_autumn_of_the_takeover_and_the_year_before(
    incidents: pd.DataFrame,
) -> None:
    page = ComparePage()
    before, after = (chosen(incidents, *period) for period in AUTUMNS)
    assert page.title == (
        f"IS-K: attacks and clashes. {len(before)} cited records from 15 Aug 2020 to "
        f"14 Nov 2020, {len(after)} from 15 Aug 2021 to 14 Nov 2021"
    )
    assert page.figures["First period"] == str(len(before))
    assert page.figures["Second period"] == str(len(after))
    assert "insurgents to authorities, and reporting collapsed" in page.alerts
    rows = page.rows
    counts = after["province_pcode"].value_counts()
    names = province_names()
    for pcode, count in counts.items():
        row = rows[names[pcode]]
        assert row["Records, second period"] == str(count)
        assert row["Records, first period"] == str(int(before["province_pcode"].eq(pcode).sum()))
    assert rows["Whole country"]["Change, records"] == f"+{len(after) - len(before)}"
    # 2 and 26 records in 92 days each; the interval by R's poisson.test(c(26, 2), c(92, 92)).
    assert (rows["Whole country"]["Rate ratio"], rows["Whole country"]["95 % interval"]) == (
        "13.0",
        "3.25–113",
    )
    assert page.test.selectbox(key="compare preset").value == "autumn"


def test_two_groups_in_the_period_of_the_sidebar(incidents: pd.DataFrame) -> None:
    page = ComparePage(
        **{"compare": "Two groups", "second_group": "NRF", "from": "2022-01-01", "to": "2022-12-31"}
    )
    year = ("2022-01-01", "2022-12-31")
    first, second = (chosen(incidents, *year, group) for group in ("ISKP", "NRF"))
    assert page.title.endswith(f"{len(first)} cited records of IS-K, {len(second)} of NRF")
    panjsher = int(second["province_pcode"].eq("AF08").sum())
    assert page.rows["Panjsher"]["Records, NRF"] == str(panjsher)
    assert page.alerts == ""


def test_a_preset_sets_all_four_dates() -> None:
    page = ComparePage()
    page.test.selectbox(key="compare preset").set_value("year")
    page.run()
    days = [
        str(page.test.date_input(key=key).value)
        for key in ("first_from", "first_to", "second_from", "second_to")
    ]
    assert days == ["2020-08-15", "2021-08-14", "2021-08-15", "2022-08-14"]
    assert page.test.selectbox(key="compare preset").value == "year"


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ({"second_from": "2020-08-15", "second_to": "2020-11-14"}, "two periods are the same"),
        ({"second_from": "2020-11-14", "second_to": "2021-01-31"}, "share 1 day"),
        ({"second_from": "2030-01-01", "second_to": "2030-12-31"}, "no day of it"),
        ({"second_from": "2021-12-31", "second_to": "2021-12-31"}, "No cited record: 31 Dec 2021"),
        ({"group": "Hizb-i-Islami"}, "No cited record on either side"),
        ({"group": "", "compare": "Two groups"}, "share Taliban"),
        ({"group": "Taliban", "compare": "Two groups"}, "two groups are the same"),
    ],
)
def test_what_cannot_be_compared_is_said(parameters: dict[str, str], told: str) -> None:
    page = ComparePage(**parameters)
    assert told in page.alerts
    ratios = {row["Rate ratio"] for row in page.rows.values()}
    if "share" in told or "same" in told:
        assert ratios == {"not given"}
    if told == "no day of it":
        assert ratios == {"none"}


def test_a_wrong_order_of_dates_is_read_the_other_way_round() -> None:
    page = ComparePage(second_from="2021-11-14", second_to="2021-08-15")
    assert page.figures["Second period"] == "26"
    assert any("other way round" in warning.value for warning in page.test.warning)


def test_an_address_that_asks_for_nonsense_is_told_so() -> None:
    page = ComparePage(compare="Three periods", second_group="Nobody", first_from="yesterday")
    (note,) = [warning.value for warning in page.test.warning]
    assert note.endswith("left out: Compare, Second group, First period, from.")
    assert page.figures["Second period"] == "26"


def test_a_measure_that_is_no_count_gives_way_to_incidents() -> None:
    page = ComparePage(measure="First recorded incident")
    notes = plain(page.markup('<h2 class="atlas-heading">How to read it'))
    assert "“First recorded incident” is no count" in notes
    assert "Incidents by province, one scale" in plain(
        page.markup('<ul class="atlas-legend" aria-label="Legend of both maps"')
    )


def test_killed_stand_beside_the_records(incidents: pd.DataFrame) -> None:
    page = ComparePage(measure="Killed")
    after = chosen(incidents, *AUTUMNS[1])
    best, low, high = (int(after[f"killed_{name}"].sum()) for name in ("best", "low", "high"))
    assert page.rows["Whole country"]["Killed, second period"] == f"{best} ({low}–{high})"


def test_names_cannot_leave_their_cells() -> None:
    filters = Filters(groups=("ISKP",))
    before, after, records = (
        (date(2020, 8, 15), date(2020, 11, 14)),
        (date(2021, 8, 15), date(2021, 11, 14)),
        (date(2014, 1, 17), date(2025, 12, 16)),
    )
    comparison = of_periods(filters, before, after, records)
    names = province_names() + "<script>{{7*7}}"
    table = by_province(filters)
    shown = comparison_view(
        ComparedTables(table, table, names, MEASURES["incidents"], "best"), comparison
    )
    markup = changes_html(shown, ("<b>", "{{x}}"), None) + notes_html(["<i>"])
    assert not re.search(r"<script|\{\{|<b>|<i>", markup)


def test_the_channel_reaches_the_script_of_the_map() -> None:
    (sync,) = sync_layer("c0ffee")._children.values()  # noqa: SLF001 - folium has no other way
    rendered = sync._template.module.script(sync, {})  # noqa: SLF001 - the same
    assert rendered == 'atlas.sync("c0ffee");'
