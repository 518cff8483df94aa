"""The page on how far to trust this, run without a browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from altair.utils import schemapi

from app.coverage_charts import months_chart, years_chart
from app.coverage_markup import attacks_html, quality_html
from app.theme import THEMES
from geodata.model import Filters
from geodata.quality import quality_cube
from geodata.sources.curated import BUILT_IN, load_reported_counts
from geodata.views.coverage import QualityRow, Share
from geodata.views.coverage_months import attacks_by_month, counted_a_month
from tests.app.page import Page, plain

if TYPE_CHECKING:
    from datetime import date


class CoveragePage(Page):
    """The page Coverage, read by its texts."""

    def run(self) -> None:
        self.test.switch_page("screens/coverage.py")
        super().run()

    def table(self, caption: str) -> dict[str, dict[str, str]]:
        """Return a table by the name of each line."""
        (markup,) = [
            piece.value
            for piece in self.test.html
            if "atlas-quality" in piece.value[:50] and f"<caption>{caption}<" in piece.value
        ]
        lines = {}
        for row in re.findall("<tr.*?</tr>", markup)[1:]:
            name = plain(re.findall("<th scope=row>(.*?)</th>", row)[0])
            cells = re.findall(r'<td data-label="(.*?)">(.*?)</td>', row)
            lines[name] = {plain(label): plain(text) for label, text in cells}
        return lines


@pytest.fixture(scope="module")
def known(incidents: pd.DataFrame) -> pd.DataFrame:
    """Add what is known of each record, with plain pandas."""
    sources = pd.read_csv(BUILT_IN / "incident_sources.csv")
    number = sources["incident_id"].value_counts()
    return incidents.assign(
        two=incidents.index.map(number) >= 2, unknown=incidents["killed_best"].isna()
    )


def chosen(known: pd.DataFrame) -> pd.DataFrame:
    return known[known["group"].eq("ISKP") & known["event_type"].isin(["attack", "clash"])]


def test_figures_and_title_are_those_of_the_records_in_view(known: pd.DataFrame) -> None:
    page = CoveragePage()
    records = chosen(known)
    two, unknown = int(records["two"].sum()), records["unknown"].mean()
    assert page.title.endswith(f"{two} of {len(records)} cited records have two or more sources")
    assert page.figures["Records"] == str(len(records))
    assert page.figures["Two or more sources"] == f"{100 * two / len(records):.0f} %"
    assert page.figures["Killed unknown"] == f"{100 * unknown:.0f} %"


def test_each_province_and_year_has_its_line(known: pd.DataFrame) -> None:
    page = CoveragePage()
    provinces, years = page.table("Records by province"), page.table("Records by year")
    assert len(provinces) == 34
    kabul = chosen(known).query("province_pcode == 'AF01'")
    assert provinces["Kabul"]["Records"] == str(len(kabul))
    assert provinces["Kabul"]["Killed unknown"].endswith(
        f"{int(kabul['unknown'].sum())} of {len(kabul)}"
    )
    assert provinces["Uruzgan"]["Records"] == "none"
    assert list(years) == [str(year) for year in range(2014, 2026)]
    by_year = chosen(known)["date"].dt.year.value_counts()
    assert {name: line["Records"] for name, line in years.items() if line["Records"] != "none"} == {
        str(year): str(number) for year, number in by_year.items()
    }


def test_thin_reporting_is_by_records_of_any_group(known: pd.DataFrame) -> None:
    page = CoveragePage()
    of_any = known.groupby("province")["two"].agg(["size", "sum"])
    thin = int((of_any["size"].lt(12) | of_any["sum"].eq(0)).sum())
    lines = page.table("Records by province")
    assert sum(line["Reporting"] == "thin" for line in lines.values()) == thin
    captions = " ".join(plain(piece.value) for piece in page.test.html)
    assert f"{thin} of 34 provinces have thin reporting" in captions


def test_counts_by_others_are_of_the_chosen_groups_whatever_the_dates() -> None:
    page = CoveragePage(group="NRF", **{"from": "2021-08-15", "to": "2021-08-15"})
    table = page.markup('<table class="atlas-table atlas-counts-of-others"')
    assert table.count("<tr>") == 1 + 2
    assert "8 (15 %)" in plain(table)


def test_a_group_that_nobody_counted_is_said_to_be_so() -> None:
    page = CoveragePage(group="Taliban")
    texts = " ".join(plain(piece.value) for piece in page.test.html)
    assert "Nobody’s count of attacks by the chosen groups is known here." in texts
    assert "atlas-counts-of-others" not in "".join(
        piece.value for piece in page.test.html if piece.value.startswith("<table")
    )


def test_no_record_in_view_is_said_and_nothing_is_zero() -> None:
    page = CoveragePage(**{"group": "Hizb-i-Islami", "from": "2021-08-15"})
    assert page.title.endswith("0 cited records")
    assert page.figures["Killed unknown"] == "none recorded"
    assert [info.value for info in page.test.info] == [
        "No attack is in view, and no count by others is of this period.",
        "No cited record in view.",
    ]


def test_one_province_and_one_day() -> None:
    page = CoveragePage(province="Kabul", **{"from": "2021-08-26", "to": "2021-08-26"})
    assert page.title.startswith("How far to trust this: Kabul. IS-K")
    assert page.figures["Records"] == "1"
    assert list(page.table("Records by year")) == ["2021"]


def test_nothing_chosen_means_everything(known: pd.DataFrame) -> None:
    page = CoveragePage(group="", event="")
    assert page.figures["Records"] == str(len(known))
    table = page.markup('<table class="atlas-table atlas-counts-of-others"')
    assert table.count("<tr>") == 1 + 17


def test_no_share_has_neither_text_nor_bar() -> None:
    nothing = Share("", "", None)
    some = Share("5 %", "1 of 20", 5.0)
    markup = quality_html(
        [QualityRow("<b>", "none", (nothing,) * 4), QualityRow("A", "20", (some,) * 4)],
        "Name",
        "First",
        "Last",
    )
    assert markup.count("atlas-share") == 4
    assert "<b>" not in markup


@pytest.mark.parametrize("groups", [("ISKP",), ("TALIBAN",), ("AFF", "NRF")])
def test_charts_meet_the_schema(groups: tuple[str, ...]) -> None:
    cube = quality_cube(Filters(groups=groups))
    span = cube["period_start"].min().date(), cube["period_start"].max().date()
    with schemapi.debug_mode(True):  # noqa: FBT003 - Altair takes it by position
        drawn = months_chart(*tables(cube, groups, span), span, THEMES["dark"]).to_dict(
            validate=True
        )
    assert drawn["description"]
    assert len(drawn["layer"]) == 2


def tables(
    cube: pd.DataFrame, groups: tuple[str, ...], span: tuple[date, date]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    return attacks_by_month(cube, span), counted_a_month(load_reported_counts(), groups, span)


def test_each_share_has_a_shape_and_dashes_of_its_own() -> None:
    yearly = pd.DataFrame(
        [(2021, "Day unknown", 5.0, "5 %, 1 of 20")],
        columns=["year", "quality", "percent", "detail"],
    )
    with schemapi.debug_mode(True):  # noqa: FBT003 - Altair takes it by position
        drawn = years_chart(yearly, THEMES["light"]).to_dict(validate=True)
    lines, points = (layer["encoding"] for layer in drawn["layer"])
    dashes = [tuple(dash) for dash in lines["strokeDash"]["scale"]["range"]]
    assert len(set(dashes)) == 4
    assert len(set(points["shape"]["scale"]["range"])) == 4


def test_the_bars_of_attacks_stand_in_a_table_newest_first() -> None:
    attacks = pd.DataFrame({"label": ["Aug 2021", "Oct 2021"], "attacks": [4, 1234]})
    cells = re.findall("<td[^>]*>(.*?)</td>", attacks_html(attacks))
    assert cells == ["Oct 2021", "1\u2009234", "Aug 2021", "4"]
