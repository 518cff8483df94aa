"""The frames of the playback: their values and classes against plain pandas."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geodata.analysis.spread import month_by_month, month_starts
from geodata.measures import MEASURES
from geodata.model import Filters
from geodata.provinces import province_names
from geodata.query import cube, provinces_from_cube
from geodata.sources.curated import BUILT_IN, INCIDENTS_FILE
from geodata.views.cells import MOST_NATURAL, cell_classes
from geodata.views.choropleth import map_view
from geodata.views.playback import PlaybackView, playback_view

if TYPE_CHECKING:
    from geodata.views.playback import Mode

FIRST, LAST = date(2014, 1, 17), date(2025, 12, 16)
FILTERS = Filters(groups=("ISKP",), event_types=("attack", "clash"))
PCODES = [f"AF{number:02d}" for number in range(1, 35)]


def film(
    mode: Mode, measure: str = "incidents", first: date = FIRST, last: date = LAST
) -> PlaybackView:
    rows = cube(Filters(first, last, FILTERS.groups, (), FILTERS.event_types))
    return playback_view(
        month_by_month(rows, month_starts(first, last)),
        province_names(),
        measure=MEASURES[measure],
        estimate="best",
        mode=mode,
        first=first,
        last=last,
        unknown_province_records=0,
    )


@pytest.fixture(scope="module")
def incidents() -> pd.DataFrame:
    table = pd.read_csv(BUILT_IN / INCIDENTS_FILE, parse_dates=["date"])
    return table[table["group"].eq("ISKP") & table["event_type"].isin(["attack", "clash"])]


def texts(view: PlaybackView, month: str) -> dict[str, str]:
    frame = view.frames[view.months.index(month)]
    return {
        pcode: view.states[place].value_text for pcode, place in zip(PCODES, frame, strict=True)
    }


@pytest.mark.parametrize(("mode", "since"), [("so_far", "2014-01-01"), ("in_month", "2021-10-01")])
def test_a_frame_says_what_its_records_add_up_to(
    mode: Mode, since: str, incidents: pd.DataFrame
) -> None:
    part = incidents[incidents["date"].between(since, "2021-10-31")]
    counts = part["province_pcode"].value_counts()
    expected = {
        pcode: f"{counts[pcode]} incident{'' if counts[pcode] == 1 else 's'}"
        if pcode in counts
        else "no cited record"
        for pcode in PCODES
    }
    view = film(mode)
    assert texts(view, "Oct 2021") == expected
    summary = view.summaries[view.months.index("Oct 2021")]
    assert summary.startswith(f"{len(counts)} of 34 provinces with a cited record ")


@pytest.mark.parametrize("measure", ["incidents", "killed", "injured"])
def test_the_last_frame_of_all_is_the_map_of_the_whole_period(measure: str) -> None:
    view = film("so_far", measure).last.provinces
    by_province = provinces_from_cube(cube(FILTERS))
    whole = map_view(by_province, province_names(), MEASURES[measure], "best").provinces
    for column in ("name", "class_key", "colour", "value_text"):
        assert view[column].tolist() == whole[column].tolist(), column
    # A province without a record has no value; a count of nought would be one.
    blank = view["class_key"].eq("no_record")
    assert view.loc[blank, "value"].isna().all()
    known = whole["value"].notna() & ~blank
    assert view.loc[known, "value"].to_dict() == whole.loc[known, "value"].to_dict()


@pytest.mark.parametrize("mode", ["so_far", "in_month"])
@pytest.mark.parametrize("measure", ["incidents", "killed"])
def test_one_scale_holds_in_every_frame(mode: Mode, measure: str) -> None:
    view = film(mode, measure)
    bounds = {}
    for entry in view.last.classes:
        low, _, high = entry.label.replace("\u2009", "").partition("–")
        if entry.key.startswith("class_"):
            bounds[entry.key] = int(low), int(high or low)
    seen = set()
    for state in view.states:
        seen.add(state.class_key)
        if state.class_key in bounds:
            value = int(state.value_text.split(" ")[0].replace("\u2009", ""))
            low, high = bounds[state.class_key]
            assert low <= value <= high
    assert seen <= {entry.key for entry in view.last.classes}
    assert "no_record" in seen


def test_frames_cover_every_month_and_province() -> None:
    view = film("in_month")
    assert len(view.months) == len(view.summaries) == len(view.whens) == len(view.frames) == 144
    assert {len(frame) for frame in view.frames} == {34}
    assert (view.months[0], view.months[-1]) == ("Jan 2014", "Dec 2025")


def test_months_that_the_view_cuts_short_say_so() -> None:
    view = film("in_month", first=date(2021, 8, 15), last=date(2021, 11, 14))
    assert view.whens == (
        "In Aug 2021, from 15 Aug 2021.",
        "In Sep 2021.",
        "In Oct 2021.",
        "In Nov 2021, until 14 Nov 2021.",
    )
    assert film("so_far", last=date(2021, 11, 14)).whens[-1] == "By 14 Nov 2021."


def test_an_unknown_toll_is_neither_nought_nor_no_record(incidents: pd.DataFrame) -> None:
    part = incidents[incidents["date"].between("2015-02-01", "2015-02-28")]
    assert part[["province_pcode", "killed_best"]].isna().to_numpy().tolist() == [[False, True]]
    view = film("in_month", "killed")
    frame = view.frames[view.months.index("Feb 2015")]
    state = view.states[frame[PCODES.index(part["province_pcode"].iloc[0])]]
    assert (state.class_key, state.colour) == ("toll_unknown", "")
    assert state.value_text == "number of people killed unknown"
    assert state.detail_text == "1 record, 1 without a figure."


def test_without_a_record_every_frame_is_blank() -> None:
    view = film("so_far", first=date(2014, 2, 1), last=date(2014, 2, 28))
    assert [state.class_key for state in view.states] == ["no_record"]
    assert len(view.frames) == 1
    assert view.summaries == ("0 of 34 provinces with a cited record by the end of Feb 2014",)


@pytest.mark.parametrize("distinct", [40, MOST_NATURAL + 200])
def test_so_many_cells_are_classed_without_losing_one(distinct: int) -> None:
    count = MOST_NATURAL * 4
    values = pd.Series([1 + number % distinct for number in range(count)], dtype="Int64")
    table = pd.DataFrame({"incidents": values, "killed_low": values})
    classed, classes = cell_classes(table, MEASURES["incidents"], "best", "light")
    assert sum(entry.provinces for entry in classes) == count
    assert classed["class_key"].nunique() == 5
    assert classed.groupby("class_key")["value"].max().is_unique
