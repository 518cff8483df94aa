"""Every chart, drawn with Altair's check against the Vega-Lite schema on."""

from __future__ import annotations

import calendar
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd
import pytest
from altair.utils import schemapi
from streamlit.elements import vega_charts

from app.charts import BRUSH, timeline_chart, timeline_specification
from app.theme import THEMES
from geodata.measures import MEASURES
from geodata.model import PERIODS, Filters
from geodata.query import by_period
from geodata.views.thin_months import with_thin_months
from geodata.views.timeline import TimelineView, timeline_view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.model import Estimate, Period

FIRST, LAST = date(2014, 1, 17), date(2025, 12, 16)


@pytest.fixture(autouse=True)
def _schema_check() -> Iterator[None]:
    with schemapi.debug_mode(True):  # noqa: FBT003 - Altair takes it by position
        yield


def view(
    first: date = FIRST,
    last: date = LAST,
    *,
    measure: str = "incidents",
    estimate: Estimate = "best",
    period: Period = "month",
) -> TimelineView:
    table = by_period(Filters(date_from=first, date_to=last), period)
    return timeline_view(
        table,
        measure=MEASURES[measure],
        estimate=estimate,
        period=period,
        first=first,
        last=last,
    )


def drawn(shown: TimelineView) -> dict[str, Any]:
    return timeline_chart(shown, THEMES["light"]).to_dict(validate=True)


def data_of(specification: dict[str, Any], layer: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = specification["datasets"][
        specification["layer"][layer]["data"]["name"]
    ]
    return rows


def test_the_check_would_find_a_broken_chart() -> None:
    with pytest.raises(schemapi.SchemaValidationError):
        alt.Chart(pd.DataFrame({"x": [1]})).mark_bar(fontSize="tiny").encode(x="x:Q").to_dict(
            validate=True
        )


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("measure", MEASURES)
def test_each_unit_of_time_and_measure_makes_a_valid_chart(measure: str, period: Period) -> None:
    shown = view(date(2021, 1, 1), date(2021, 12, 31), measure=measure, period=period)
    specification = drawn(shown)
    total = sum(row["value"] for row in data_of(specification, 0))
    assert total == shown.bars["value"].sum()
    assert total > 0


@pytest.mark.parametrize("estimate", ["low", "best", "high"])
def test_the_axis_says_which_estimate_is_drawn(estimate: Estimate) -> None:
    shown = view(measure="killed", estimate=estimate)
    assert drawn(shown)["layer"][0]["encoding"]["y"]["title"] == shown.measure_label


def test_dragging_selects_a_span_of_time() -> None:
    (brush,) = drawn(view())["params"]
    assert brush["name"] == BRUSH
    assert brush["select"] == {"type": "interval", "encodings": ["x"]}


def test_each_group_has_its_own_colour() -> None:
    shown = view()
    scale = drawn(shown)["layer"][0]["encoding"]["color"]["scale"]
    colours = dict(zip(scale["domain"], scale["range"], strict=True))
    assert [colours[group] for group in shown.groups] == list(shown.colours)
    assert len(set(shown.colours)) == len(shown.groups) == shown.bars["group"].nunique()


def test_the_takeover_is_marked_with_a_line_and_its_name() -> None:
    specification = drawn(view())
    marks = [layer["mark"]["type"] for layer in specification["layer"]]
    assert marks == ["bar", "rule", "text"]
    (line,) = data_of(specification, 1)
    assert str(line["day"]).startswith("2021-08-15")
    assert line["text"] == "15 Aug 2021: the Taliban take Kabul"


@pytest.mark.parametrize(
    ("first", "last", "marked"),
    [
        (date(2021, 8, 15), date(2021, 11, 14), True),
        (date(2020, 8, 15), date(2021, 8, 15), True),
        (date(2021, 8, 16), date(2021, 11, 14), False),
        (date(2020, 8, 15), date(2021, 8, 14), False),
    ],
)
def test_the_takeover_is_marked_only_where_the_span_holds_it(
    first: date, last: date, *, marked: bool
) -> None:
    marks = [layer["mark"]["type"] for layer in drawn(view(first, last))["layer"]]
    assert ("rule" in marks) == marked


@pytest.mark.parametrize(
    ("first", "last", "side"),
    [(FIRST, date(2021, 12, 31), "right"), (date(2021, 8, 15), LAST, "left")],
)
def test_the_name_of_the_takeover_stands_where_there_is_room(
    first: date, last: date, side: str
) -> None:
    assert drawn(view(first, last))["layer"][2]["mark"]["align"] == side


def test_the_axis_spans_the_view_in_every_time_zone() -> None:
    first, last = date(2021, 8, 15), date(2021, 11, 14)
    scale = drawn(view(first, last))["layer"][0]["encoding"]["x"]["scale"]
    # The first moment of the first day and the last of the last, counted by another library.
    ends = (first, date(2021, 11, 15))
    seconds = [calendar.timegm(end.timetuple()) for end in ends]
    assert scale["type"] == "utc"
    assert scale["domain"]["expr"] == f"[{seconds[0] * 1000}, {seconds[1] * 1000}]"
    assert datetime.fromtimestamp(seconds[1], tz=UTC).date() == ends[1]


@pytest.mark.parametrize("last", [LAST, date(2014, 4, 30)])
def test_months_with_thin_reporting_are_hatched_over_the_plot(last: date) -> None:
    months = pd.Series(
        [True, False, True],
        index=pd.date_range("2014-01-01", periods=3, freq="MS", unit="us"),
    ).reindex(pd.date_range("2014-01-01", last, freq="MS", unit="us"), fill_value=False)
    specification = drawn(with_thin_months(view(last=last), months))
    kinds = [layer["mark"]["type"] for layer in specification["layer"]]
    assert kinds[:4] == ["rect", "bar", "rect", "rule"]
    # The view begins on 17 January; February is not thin.
    edges = [("2014-01-17", "2014-02-01"), ("2014-03-01", "2014-04-01")]
    for layer in (0, 2):
        spans = [(row["start"][:10], row["end"][:10]) for row in data_of(specification, layer)]
        assert spans == edges
    strokes = data_of(specification, 3)
    for start, end in edges:
        inside = [row for row in strokes if start <= row["start"][:10] and row["end"][:10] <= end]
        assert inside
        # Together they reach from edge to edge.
        assert (inside[0]["start"][:10], inside[-1]["end"][:10]) == (start, end)
    assert all(-13 <= row["high"] <= row["low"] <= -3 for row in strokes)
    assert specification["description"].endswith(f"2 of {len(months)} months")


def test_a_chart_without_the_switch_or_without_thin_months_has_no_hatch() -> None:
    plain = view()
    months = pd.Series([False], index=pd.DatetimeIndex(["2014-01-01"]))
    for shown in (plain, with_thin_months(plain, months)):
        assert drawn(shown)["layer"][0]["mark"]["type"] == "bar"
        assert len(drawn(shown)["layer"]) == 3


def test_a_timeline_is_whole_while_streamlit_draws_a_chart_for_another_reader() -> None:
    alt.data_transformers.register("elsewhere", lambda _data: {"name": "elsewhere"})
    # Nobody has asked for this span before.
    shown = view(date(2015, 2, 3), date(2016, 4, 5))
    with ThreadPoolExecutor() as pool:
        # As Streamlit does it.
        with vega_charts._altair_globals_lock, alt.data_transformers.enable("elsewhere"):  # noqa: SLF001 - see above
            drawing = pool.submit(timeline_specification, shown, THEMES["light"])
            with pytest.raises(TimeoutError):
                drawing.result(0.5)
        assert "bars" in drawing.result(30)["datasets"]
