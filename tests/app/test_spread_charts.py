"""The charts of the spread page, drawn with Altair's check against the Vega-Lite schema on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from altair.utils import schemapi

from app.spread_charts import curve_chart, heat_chart
from app.theme import THEMES
from geodata.analysis.spread import activity, month_by_month, month_starts
from geodata.measures import MEASURES
from geodata.model import Filters
from geodata.provinces import province_names
from geodata.query import by_province, cube
from geodata.views.rhythm import CELL_PERIODS, curve_view, heat_view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.model import Period
    from geodata.views.palettes import Ground

SPANS = [
    (date(2014, 1, 17), date(2025, 12, 16)),
    (date(2021, 8, 15), date(2021, 11, 14)),
    (date(2021, 10, 8), date(2021, 10, 8)),
]


@pytest.fixture(autouse=True)
def _schema_check() -> Iterator[None]:
    with schemapi.debug_mode(True):  # noqa: FBT003 - Altair takes it by position
        yield


def rows(chart: dict[str, Any], layer: int) -> list[dict[str, Any]]:
    # What all layers share stands above them.
    data = chart["layer"][layer].get("data") or chart["data"]
    found: list[dict[str, Any]] = chart["datasets"][data["name"]]
    return found


@pytest.mark.parametrize("ground", ["light", "dark"])
@pytest.mark.parametrize(("first", "last"), SPANS)
def test_the_curve_has_a_gap_for_every_month_without_a_record(
    first: date, last: date, ground: Ground
) -> None:
    table = month_by_month(cube(Filters(first, last, groups=("ISKP",))), month_starts(first, last))
    view = curve_view(activity(table), province_names(), first, last)
    chart = curve_chart(view, THEMES[ground]).to_dict(validate=True)
    months = rows(chart, 0)
    assert len(months) == len(view.months)
    gaps = {month["month"] for month in months if month["active"] is None}
    assert gaps == set(view.months.loc[view.months["active"].isna(), "month"])
    assert chart["description"] == view.finding
    assert len(chart["layer"]) == (5 if first <= date(2021, 8, 15) <= last else 3)


@pytest.mark.parametrize("period", CELL_PERIODS)
@pytest.mark.parametrize(("first", "last"), SPANS)
def test_the_heat_map_draws_numbers_and_unknown_tolls_apart(
    first: date, last: date, period: Period
) -> None:
    filters = Filters(first, last, groups=("ISKP",))
    view = heat_view(
        month_by_month(cube(filters), month_starts(first, last)),
        province_names(),
        by_province(filters)["first_date"],
        measure=MEASURES["killed"],
        estimate="best",
        period=period,
        first=first,
        last=last,
    )
    chart = heat_chart(view, THEMES["light"]).to_dict(validate=True)
    known, unknown = (chart["layer"][layer] for layer in (0, 1))
    assert (known["mark"]["type"], unknown["mark"]["type"]) == ("rect", "point")
    drawn = [rows(chart, layer) for layer in (0, 1)]
    assert len(drawn[0]) + len(drawn[1]) == len(view.cells)
    assert all(cell["colour"].startswith("#") for cell in drawn[0])
    assert all(cell["class_key"] == "toll_unknown" for cell in drawn[1])
    assert known["encoding"]["y"]["scale"]["domain"] == list(view.provinces)
