"""Classes, colours and texts of the map: every number in its class, no class for no record."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.measures import MEASURES
from geodata.views.choropleth import NO_RECORD, TOLL_UNKNOWN, MapView, map_view
from geodata.views.classes import class_bounds
from geodata.views.palettes import MOST_CLASSES, SEQUENTIAL, ZERO

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geodata.model import Estimate
    from geodata.views.palettes import Ground

    Make = Callable[[dict[str, dict[str, Any]]], pd.DataFrame]

INCIDENTS, KILLED = MEASURES["incidents"], MEASURES["killed"]
THIN = "\u2009"
DAY = pd.Timestamp(2021, 10, 8)
DATES = dict.fromkeys(
    (
        "first_date",
        "last_date",
        "first_known_day",
        "last_known_day",
        "first_known_month",
        "last_known_month",
    ),
    DAY,
)
THIRTY_FOUR = [f"AF{number:02d}" for number in range(1, 35)]


def killed(low: int, best: int, high: int) -> dict[str, int]:
    return {"killed_low": low, "killed_best": best, "killed_high": high}


def legend(view: MapView) -> dict[str, tuple[str, int]]:
    return {entry.key: (entry.label, entry.provinces) for entry in view.classes}


def bounds_of(label: str) -> tuple[int, int]:
    numbers = [int(part.replace(THIN, "")) for part in label.split("–")]
    return numbers[0], numbers[-1]


def scatter(values: Sequence[float]) -> float:
    return sum((value - sum(values) / len(values)) ** 2 for value in values)


def least_scatter(values: list[int], classes: int) -> float:
    """Try every way of cutting sorted values into classes."""
    ordered = sorted(values)
    return min(
        sum(scatter(ordered[a:b]) for a, b in itertools.pairwise([0, *cuts, len(ordered)]))
        for cuts in itertools.combinations(range(1, len(ordered)), classes - 1)
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 300), min_size=6, max_size=11))
def test_no_other_classes_hold_values_that_are_closer_together(values: list[int]) -> None:
    bounds = class_bounds(values)
    assert bounds == sorted(set(bounds))
    assert bounds[-1] == max(values)
    assert set(bounds) <= set(values)
    assert len(bounds) == min(MOST_CLASSES, len(set(values)))
    classes = [
        [value for value in values if lower < value <= upper]
        for lower, upper in itertools.pairwise([0, *bounds])
    ]
    assert sum(len(members) for members in classes) == len(values)
    assert all(classes)
    found = sum(scatter(members) for members in classes)
    assert found == pytest.approx(least_scatter(values, len(bounds)), abs=1e-6)


@pytest.mark.parametrize(
    ("values", "bounds"),
    [
        ([], []),
        ([7], [7]),
        ([7, 7, 7], [7]),
        ([2, 1, 2], [1, 2]),
        ([5, 1, 9, 1], [1, 5, 9]),
        ([1, 2, 3, 4, 5, 5], [1, 2, 3, 4, 5]),
    ],
)
def test_fewer_distinct_values_make_fewer_classes(values: list[int], bounds: list[int]) -> None:
    assert class_bounds(values) == bounds


def test_provinces_fall_into_their_classes(make_provinces: Make, names: pd.Series) -> None:
    table = make_provinces(
        {
            "AF01": {"incidents": 137, **DATES},
            "AF02": {"incidents": 1, **DATES},
            "AF03": {"incidents": 30, **DATES},
            "AF04": {"incidents": 1, **DATES},
            "unknown": {"incidents": 5, **DATES},
        }
    )
    view = map_view(table, names, INCIDENTS, "best")
    assert view.measure_label == "Incidents"
    assert view.unit == "incidents"
    assert [(entry.key, entry.label, entry.provinces) for entry in view.classes] == [
        ("class_2", "31–137", 1),
        ("class_1", "2–30", 1),
        ("class_0", "1", 2),
        (NO_RECORD, "No cited record", 30),
    ]
    assert view.provinces["class_key"].head(5).tolist() == [
        "class_2",
        "class_0",
        "class_1",
        "class_0",
        NO_RECORD,
    ]
    assert view.provinces["value_text"].head(5).tolist() == [
        "137 incidents",
        "1 incident",
        "30 incidents",
        "1 incident",
        "no cited record",
    ]
    assert view.provinces.index.tolist() == THIRTY_FOUR
    assert view.provinces.loc["AF01", "name"] == "Province 98"
    assert view.unknown_province_records == 5


def test_zero_unknown_and_no_record_are_three_different_things(
    make_provinces: Make, names: pd.Series
) -> None:
    table = make_provinces(
        {
            "AF01": {"incidents": 2, **killed(51, 63, 77), **DATES},
            "AF02": {"incidents": 2, **killed(0, 0, 0), **DATES},
            "AF03": {"incidents": 2, "killed_unknown": 2, **DATES},
            "AF04": {"incidents": 2, "killed_unknown": 1, **killed(0, 0, 0), **DATES},
        }
    )
    view = map_view(table, names, KILLED, "best")
    assert legend(view) == {
        "class_0": ("1–63", 1),
        "zero": ("0 people killed", 1),
        TOLL_UNKNOWN: ("Records, toll unknown", 2),
        NO_RECORD: ("No cited record", 30),
    }
    shown = view.provinces.loc[["AF01", "AF02", "AF03", "AF04", "AF05"]]
    assert shown["class_key"].tolist() == [
        "class_0",
        "zero",
        TOLL_UNKNOWN,
        # One record says nobody, another says nothing: that is not zero.
        TOLL_UNKNOWN,
        NO_RECORD,
    ]
    assert shown["value_text"].tolist() == [
        "63 (51–77) people killed",
        "0 people killed",
        "number of people killed unknown",
        "0 people killed",
        "no cited record",
    ]
    assert shown["colour"].tolist() == [SEQUENTIAL["light"][1][0], ZERO["light"], "", "", ""]
    assert shown["value"].isna().tolist() == [False, False, True, False, True]


def test_nothing_in_view_has_one_class_without_a_number(
    make_provinces: Make, names: pd.Series
) -> None:
    view = map_view(make_provinces({}), names, INCIDENTS, "best")
    assert legend(view) == {NO_RECORD: ("No cited record", 34)}
    assert set(view.provinces["value_text"]) == {"no cited record"}
    assert set(view.provinces["colour"]) == {""}
    assert not view.provinces["detail_text"].str.contains(r"\d").any()


province_rows = st.fixed_dictionaries(
    {
        "incidents": st.integers(1, 300),
        "killed_unknown": st.integers(0, 3),
        "toll": st.none() | st.lists(st.integers(0, 5000), min_size=3, max_size=3).map(sorted),
    }
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.dictionaries(st.sampled_from([*THIRTY_FOUR, "unknown"]), province_rows),
    key=st.sampled_from(["incidents", "killed"]),
    estimate=st.sampled_from(["low", "best", "high"]),
)
def test_every_province_is_in_the_legend_once_and_within_its_class(
    make_provinces: Make, names: pd.Series, rows: dict[str, Any], key: str, estimate: Estimate
) -> None:
    table = make_provinces(
        {
            pcode: {
                "incidents": row["incidents"],
                "killed_unknown": row["killed_unknown"],
                **(killed(*row["toll"]) if row["toll"] else {}),
                **DATES,
            }
            for pcode, row in rows.items()
        }
    )
    measure = MEASURES[key]
    view = map_view(table, names, measure, estimate)
    entries = legend(view)
    assert sum(provinces for _, provinces in entries.values()) == 34
    assert Counter(view.provinces["class_key"]) == {
        key: number for key, (_, number) in entries.items() if number
    }
    ranges = [bounds_of(label) for key, (label, _) in entries.items() if key.startswith("class_")]
    # From the highest class to the lowest, without a gap and down to one.
    assert all(upper[0] == lower[1] + 1 for upper, lower in itertools.pairwise(ranges))
    assert not ranges or ranges[-1][0] == 1
    for pcode, shown in view.provinces.iterrows():
        figure = table.loc[pcode, measure.column(estimate)]
        if table.loc[pcode, "incidents"] == 0:
            assert shown["class_key"] == NO_RECORD
        elif pd.isna(figure):
            assert shown["class_key"] == TOLL_UNKNOWN
        elif figure > 0:
            lower, upper = bounds_of(entries[shown["class_key"]][0])
            assert lower <= figure <= upper
            assert shown["colour"] in SEQUENTIAL["light"][len(ranges)]
            assert shown["value_text"].startswith(f"{int(figure):,}".replace(",", THIN))
        else:
            assert shown["class_key"] in ("zero", TOLL_UNKNOWN)


@pytest.mark.parametrize("estimate", ["low", "best", "high"])
def test_the_chosen_estimate_makes_the_classes_and_is_named(
    make_provinces: Make, names: pd.Series, estimate: Estimate
) -> None:
    table = make_provinces({"AF01": {"incidents": 1, **killed(1, 2, 3), **DATES}})
    view = map_view(table, names, KILLED, estimate)
    number = {"low": 1, "best": 2, "high": 3}[estimate]
    assert view.provinces.loc["AF01", "value"] == number
    assert view.provinces.loc["AF01", "value_text"] == f"{number} (1–3) people killed"
    title = {"low": "Killed, low estimate", "best": "Killed", "high": "Killed, high estimate"}
    assert view.measure_label == title[estimate]
    assert map_view(table, names, INCIDENTS, estimate).measure_label == "Incidents"


@pytest.mark.parametrize(
    ("row", "key", "text"),
    [
        (
            {"incidents": 3, "killed_unknown": 1, **killed(51, 63, 77), "killed_all_sides_best": 7},
            "incidents",
            "Killed: 63 (51–77); 1 record without a figure. Of the killed, 7 counted on all sides.",
        ),
        (
            {"incidents": 3, "killed_unknown": 2, **killed(4, 4, 4)},
            "incidents",
            "Killed: 4; 2 records without a figure.",
        ),
        ({"incidents": 1, "killed_unknown": 1}, "incidents", "Killed: unknown."),
        ({"incidents": 2, **killed(1, 1, 1)}, "incidents", "Killed: 1."),
        (
            {"incidents": 3, "killed_unknown": 1, **killed(5, 5, 5), "killed_all_sides_best": 2},
            "killed",
            "3 records, 1 without a figure. Of the killed, 2 counted on all sides.",
        ),
        (
            {"incidents": 1, "injured_unknown": 1, **killed(1, 1, 1), "killed_all_sides_best": 1},
            "injured",
            "1 record, 1 without a figure.",
        ),
    ],
)
def test_a_sum_says_what_it_leaves_out_and_mixes(
    make_provinces: Make, names: pd.Series, row: dict[str, int], key: str, text: str
) -> None:
    view = map_view(make_provinces({"AF01": row | DATES}), names, MEASURES[key], "best")
    assert view.provinces.loc["AF01", "detail_text"] == f"{text} Recorded: 8 Oct 2021."


def test_dates_are_no_more_precise_than_the_records(make_provinces: Make, names: pd.Series) -> None:
    dates = {
        "first_date": pd.Timestamp(2016, 8, 1),
        "first_known_day": pd.Timestamp(2016, 8, 20),
        "first_known_month": pd.Timestamp(2016, 8, 1),
        "last_known_month": pd.Timestamp(2021, 10, 8),
        "last_date": pd.Timestamp(2021, 10, 8),
        "last_known_day": pd.Timestamp(2021, 10, 8),
    }
    table = make_provinces({"AF01": {"incidents": 3, "killed_unknown": 3, **dates}})
    text = map_view(table, names, INCIDENTS, "best").provinces.loc["AF01", "detail_text"]
    assert text == "Killed: unknown. Recorded: first Aug 2016, latest 8 Oct 2021."


def test_one_person_is_written_in_the_singular(make_provinces: Make, names: pd.Series) -> None:
    table = make_provinces(
        {
            "AF01": {"incidents": 1, **killed(1, 1, 1), **DATES},
            "AF02": {"incidents": 1, **killed(1, 1, 3), **DATES},
            "AF03": {"incidents": 1, **killed(1, 1234, 56789), **DATES},
        }
    )
    texts = map_view(table, names, KILLED, "best").provinces["value_text"]
    assert texts.head(3).tolist() == [
        "1 person killed",
        "1 (1–3) people killed",
        f"1{THIN}234 (1–56{THIN}789) people killed",
    ]


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 to 1 (WCAG 2.2)."""
    assert re.fullmatch("#[0-9a-f]{6}", colour)
    parts = np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def lightness(colour: str) -> float:
    """Return L* of CIELAB, 0 (black) to 100 (white): what is left of a colour in greyscale."""
    relative = luminance(colour)
    return 116 * float(np.cbrt(relative)) - 16 if relative > 0.008856 else 903.3 * relative


@pytest.mark.parametrize("ground", SEQUENTIAL)
@pytest.mark.parametrize("number", range(1, MOST_CLASSES + 1))
def test_higher_classes_stand_out_more_in_greyscale(ground: Ground, number: int) -> None:
    colours = SEQUENTIAL[ground][number]
    assert len(colours) == number
    steps = [lightness(colour) for colour in (ZERO[ground], *colours)]
    away = [step if ground == "dark" else -step for step in steps]
    # Eight steps of L* are told apart side by side.
    assert all(above - below > 8 for below, above in itertools.pairwise(away))


def test_a_table_that_lacks_a_province_is_refused(make_provinces: Make, names: pd.Series) -> None:
    with pytest.raises(ValueError, match="needs 34 provinces, not 33"):
        map_view(make_provinces({}).drop(index="AF07"), names, INCIDENTS, "best")
