"""All documents of a view say the numbers that plain pandas counts in the file of the records."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from pptx import Presentation

from geodata.export.report import page_content
from geodata.export.slides import slides
from geodata.export.tables import aggregate_table, record_table
from geodata.export.web.page import web_page
from geodata.model import Filters
from geodata.provinces import load_provinces
from geodata.sources.curated import BUILT_IN, INCIDENTS_FILE
from tests.geodata.export.shots import shot

if TYPE_CHECKING:
    from geodata.export.snapshot import Snapshot

ATTACKS_AND_CLASHES = ("attack", "clash")
THIN_SPACE = "\u2009"
FIGURES = (
    "killed_low",
    "killed_best",
    "killed_high",
    "injured_low",
    "injured_best",
    "injured_high",
)


@dataclass(frozen=True)
class View:
    """A view, and the column that the sum of its measure is in."""

    filters: Filters
    measure: str
    column: str
    province: str | None = None


VIEWS = {
    "the high estimate, with unknown tolls": View(
        Filters(groups=("ISKP",), event_types=("operation", "clash"), estimate="high"),
        "injured",
        "injured_high",
    ),
    "a province": View(
        Filters(
            date(2021, 8, 15), date(2022, 8, 14), ("ISKP", "NRF"), event_types=ATTACKS_AND_CLASHES
        ),
        "killed",
        "killed_best",
        "AF01",
    ),
    "one day": View(Filters(date(2021, 10, 8), date(2021, 10, 8)), "incidents", ""),
    "a rate of all groups": View(
        Filters(date(2014, 1, 1), date(2019, 12, 31)), "killed_rate", "killed_best"
    ),
    "days": View(
        Filters(date(2020, 1, 1), date(2024, 12, 31), ("ISKP",), event_types=ATTACKS_AND_CLASHES),
        "days_since",
        "",
    ),
}


@pytest.fixture(scope="module", params=VIEWS)
def view(request: pytest.FixtureRequest) -> View:
    return VIEWS[request.param]


@pytest.fixture(scope="module")
def made(view: View) -> Snapshot:
    return shot(view.filters, view.measure, view.province)


@pytest.fixture(scope="module")
def rows(view: View) -> pd.DataFrame:
    """Return the records of the whole country, read and filtered without the atlas."""
    records = pd.read_csv(BUILT_IN / INCIDENTS_FILE, parse_dates=["date"])
    filters = view.filters
    for column, values in (("group", filters.groups), ("event_type", filters.event_types)):
        records = records[records[column].isin(values)] if values else records
    if filters.date_from:
        records = records[records["date"].ge(pd.Timestamp(filters.date_from))]
    if filters.date_to:
        records = records[records["date"].le(pd.Timestamp(filters.date_to))]
    return records


@pytest.fixture(scope="module")
def own(rows: pd.DataFrame, view: View) -> pd.DataFrame:
    """Return those of the chosen province, where one is chosen."""
    return rows[rows["province_pcode"].eq(view.province)] if view.province else rows


def number(value: float) -> str:
    return f"{int(value):,}".replace(",", THIN_SPACE)


def ranged(records: pd.DataFrame, kind: str) -> str:
    low, best, high = (records[f"{kind}_{each}"].sum() for each in ("low", "best", "high"))
    whole = f"{number(best)} ({number(low)}–{number(high)})"
    return number(best) if low == best == high else whole


def counted(rows: pd.DataFrame, view: View) -> pd.Series:
    """Return the sum by province that a page of months shows."""
    groups = rows.groupby("province_pcode")
    return groups[view.column].sum(min_count=1) if view.column else groups.size()


def test_headline_figures_stand_in_the_brief(made: Snapshot, own: pd.DataFrame) -> None:
    neither = own["killed_best"].isna() & own["injured_best"].isna()
    expected = {
        "Incidents": number(len(own)),
        "Provinces with a record": f"{own['province_pcode'].nunique()} of 34",
        "Killed": ranged(own, "killed"),
        "Injured": ranged(own, "injured"),
        "Records with unknown toll": number(neither.sum()),
    }
    figures = page_content(made)["figures"]
    assert {figure["label"]: figure["value"] for figure in figures} == expected


def test_tables_hold_the_sums(made: Snapshot, rows: pd.DataFrame, own: pd.DataFrame) -> None:
    table = pd.read_csv(
        io.BytesIO(aggregate_table(made, "province", "csv")), index_col="province_pcode"
    )
    groups = rows.groupby("province_pcode")
    assert table["incidents"].equals(groups.size().reindex(table.index, fill_value=0))
    for column in FIGURES:
        expected = groups[column].sum(min_count=1).reindex(table.index)
        pd.testing.assert_series_equal(table[column], expected, check_dtype=False)
    periods = pd.read_csv(io.BytesIO(aggregate_table(made, "period", "csv")))
    assert periods["incidents"].sum() == len(own)
    assert periods["killed_best"].sum() == own["killed_best"].sum()
    records = pd.read_csv(io.BytesIO(record_table(made, "csv")))
    assert sorted(records["incident_id"]) == sorted(own["incident_id"])


def test_slides_hold_them(
    made: Snapshot, view: View, rows: pd.DataFrame, own: pd.DataFrame
) -> None:
    map_slide, time_slide, table_slide = Presentation(io.BytesIO(slides(made))).slides
    shapes = {shape.name: shape for shape in map_slide.shapes}
    for _, province in made.map.provinces.iterrows():
        shape = shapes[province["name"]]
        said = shape._element.nvSpPr.cNvPr.get("descr")  # noqa: SLF001 - python-pptx has no other door
        assert said.startswith(f"{province['name']}: {province['value_text']}")
        if province["colour"]:
            assert f"#{shape.fill.fore_color.rgb}".lower() == province["colour"]
    (chart,) = (shape.chart for shape in time_slide.shapes if shape.has_chart)
    bars = sum(value or 0 for series in chart.plots[0].series for value in series.values)  # noqa: PD011 - a chart, not pandas
    assert bars == (own[view.column].sum() if view.column else len(own))
    (table,) = (shape.table for shape in table_slide.shapes if shape.has_table)
    heads, *lines = [[cell.text for cell in row.cells] for row in table.rows]
    names = load_provinces("simplified")["name"]
    for line in lines:
        cells = dict(zip(heads, line, strict=True))
        there = rows[rows["province_pcode"].map(names).eq(cells["Province"])]
        assert cells["Records"] == number(len(there))
        if there["killed_high"].notna().any():
            assert cells["Killed: high"] == number(there["killed_high"].sum())


def test_the_page_holds_and_names_the_sums(made: Snapshot, view: View, rows: pd.DataFrame) -> None:
    page = web_page(made).decode()
    match = re.search('id="data">(.*?)</script>', page, re.DOTALL)
    assert match
    data = json.loads(match[1])
    table = pd.DataFrame(data["rows"])
    column = 5 if view.column else 3
    found = table.groupby(0)[column].sum(min_count=1)
    found.index = found.index.map(lambda place: data["provinces"][place]["pcode"])
    expected = counted(rows, view)
    assert found.dropna().to_dict() == expected.dropna().to_dict()
    label = view.column.replace("_best", "").replace("_", ", ").capitalize() or "Incidents"
    shown = f"{label} estimate" if ", " in label else label
    assert f'<p id="measure">{shown} (number of provinces)</p>' in page
    match = re.search('<p id="subtitle">(.*?)</p>', page)
    assert match
    assert match[1].endswith(f" · {shown}")


def test_values_are_worked_out_as_said(made: Snapshot, view: View, rows: pd.DataFrame) -> None:
    values = made.map.provinces["value"].astype("Float64").astype(float)
    values = values.where(values.gt(0) | bool(view.column)).dropna()
    expected = counted(rows, view).astype(float).dropna()
    if view.measure == "killed_rate":
        expected = 100_000 * expected / load_provinces("full")["population"]
    elif view.measure == "days_since":
        last = rows.groupby("province_pcode")["date"].max()
        expected = (pd.Timestamp(view.filters.date_to) - last).dt.days.astype(float)
    assert values.to_dict() == pytest.approx(expected.dropna().to_dict())
