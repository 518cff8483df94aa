"""Provinces and points: swapped, out of range, at sea, abroad, in another province than named."""

from __future__ import annotations

import pandas as pd
import pytest

from geodata.assign import assign_provinces
from geodata.checks import places
from tests.geodata.candidates import candidates, flags_of, numbered
from tests.geodata.checks.checking import outcome

KUNDUZ_TOWN = {"latitude": "36.728", "longitude": "68.868"}
KANDAHAR_TOWN = {"latitude": "31.613", "longitude": "65.710"}
LONDON = {"latitude": "51.5", "longitude": "-0.13"}
INDIAN_OCEAN = {"latitude": "0", "longitude": "0"}
# In Pakistan, some 50 km from the border, in the box around Afghanistan.
PESHAWAR = {"latitude": "34.01", "longitude": "71.57"}
# Just across the border, by less than the tolerance of the boundaries.
TORKHAM = {"latitude": "34.123", "longitude": "71.097"}
SWAPPED = {"latitude": "68.868", "longitude": "36.728"}
NO_POINT = {"latitude": "", "longitude": ""}


def located(row: dict[str, str]) -> tuple[object, ...]:
    """Return p-code, name, method, coordinates and flags of the record of a row."""
    records = outcome(candidates(row)).records
    values = records[["province_pcode", "province", "province_method", "latitude", "longitude"]]
    found = [None if pd.isna(value) else value for value in values.iloc[0]]
    return (*found, *flags_of(records))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        # The name, by which Helmand and Herat are known as they are usually written.
        (KUNDUZ_TOWN, ("AF19", "Kunduz", "name", 36.728, 68.868, "")),
        (
            {"province": "Hilmand province", **NO_POINT},
            ("AF30", "Helmand", "name", None, None, ""),
        ),
        ({"province_pcode": "af19", **NO_POINT}, ("AF19", "Kunduz", "code", None, None, "")),
        # The point alone.
        ({"province": "", **KUNDUZ_TOWN}, ("AF19", "Kunduz", "within", 36.728, 68.868, "")),
        ({"province": "", **TORKHAM}, ("AF06", "Nangarhar", "border", 34.123, 71.097, "")),
        # A point that can't be used.
        (
            {"latitude": "north", "longitude": "68.868"},
            ("AF19", "Kunduz", "name", None, None, "coordinates_invalid"),
        ),
        ({"longitude": ""}, ("AF19", "Kunduz", "name", None, None, "coordinates_invalid")),
        (
            {"latitude": "136.728"},
            ("AF19", "Kunduz", "name", None, None, "coordinates_invalid"),
        ),
        (
            {"latitude": "36.728", "longitude": "268.868"},
            ("AF19", "Kunduz", "name", None, None, "coordinates_invalid"),
        ),
        (
            {"latitude": "NA", "longitude": "unknown"},
            ("AF19", "Kunduz", "name", None, None, ""),
        ),
        # Other ways of writing a point.
        (
            {"latitude": "36,728", "longitude": "68,868"},
            ("AF19", "Kunduz", "name", 36.728, 68.868, ""),
        ),
        (
            {
                "latitude": "\u06f3\u06f6\u066b\u06f7\u06f2\u06f8",
                "longitude": "\u06f6\u06f8\u066b\u06f8\u06f6\u06f8",
            },
            ("AF19", "Kunduz", "name", 36.728, 68.868, "digits_converted"),
        ),
        (
            {"latitude": "\u200e36.728"},
            ("AF19", "Kunduz", "name", 36.728, 68.868, "text_cleaned"),
        ),
        # Swapped.
        (SWAPPED, ("AF19", "Kunduz", "name", 36.728, 68.868, "coordinates_swapped")),
        (
            {"province": "", **SWAPPED},
            ("AF19", "Kunduz", "within", 36.728, 68.868, "coordinates_swapped"),
        ),
        (
            {"province": "Kabul", **SWAPPED},
            (
                "AF01",
                "Kabul",
                "name",
                36.728,
                68.868,
                "coordinates_swapped;coordinates_elsewhere",
            ),
        ),
        # Abroad or at sea, but named: the point is left out.
        (LONDON, ("AF19", "Kunduz", "name", None, None, "coordinates_outside")),
        (INDIAN_OCEAN, ("AF19", "Kunduz", "name", None, None, "coordinates_outside")),
        (
            {"province": "", "province_pcode": "AF06", **PESHAWAR},
            ("AF06", "Nangarhar", "code", None, None, "coordinates_outside"),
        ),
        # Elsewhere, or contradictory.
        (KANDAHAR_TOWN, ("AF19", "Kunduz", "name", 31.613, 65.71, "coordinates_elsewhere")),
        (
            {"province_pcode": "AF19", "province": "Kandahar", **KUNDUZ_TOWN},
            ("AF19", "Kunduz", "code", 36.728, 68.868, "code_name_disagree"),
        ),
        (
            {"province_pcode": "AF99"},
            ("AF19", "Kunduz", "name", 36.728, 68.868, "province_code_unknown"),
        ),
        (
            {"province": "Gondor"},
            ("AF19", "Kunduz", "within", 36.728, 68.868, "province_name_unknown"),
        ),
        # Nothing that tells a province.
        (
            {"province": "", **NO_POINT},
            (None, None, "unassigned", None, None, "province_unknown"),
        ),
        (
            {"province": "Gondor", **NO_POINT},
            (None, None, "unassigned", None, None, "province_name_unknown;province_unknown"),
        ),
        # The middle of the country is no place.
        (
            {"province": "", "location_precision": "country", **KUNDUZ_TOWN},
            (None, None, "unassigned", None, None, "province_unknown;location_imprecise"),
        ),
        (
            {"location_precision": "country", **LONDON},
            ("AF19", "Kunduz", "name", None, None, "location_imprecise"),
        ),
    ],
)
def test_a_place(row: dict[str, str], expected: tuple[object, ...]) -> None:
    assert located(row) == expected


@pytest.mark.parametrize("point", [LONDON, INDIAN_OCEAN, PESHAWAR])
@pytest.mark.parametrize("province", ["", "Gondor"])
def test_a_point_abroad_without_a_known_province_rejects_the_row(
    province: str, point: dict[str, str]
) -> None:
    rejected = outcome(candidates({"province": province, **point})).rejected
    assert rejected[["reason", "column", "value"]].to_numpy().tolist() == [
        ["outside_afghanistan", "latitude", f"{point['latitude']}, {point['longitude']}"]
    ]


def test_a_name_that_is_no_province_is_kept_in_words() -> None:
    records = outcome(candidates({"province": "Gondor", "note": "Own note."})).records
    assert records["note"].tolist() == ["The source names the province “Gondor”. Own note."]


def test_a_place_is_looked_at_once_over_all_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []

    def counting(rows: pd.DataFrame) -> pd.DataFrame:
        looked_at.append(len(rows))
        return assign_provinces(rows)

    monkeypatch.setattr(places, "assign_provinces", counting)
    monkeypatch.setattr(places, "_MEMORY", places._Memory())  # noqa: SLF001 - what is tested
    first = outcome(numbered(KUNDUZ_TOWN, KANDAHAR_TOWN, KUNDUZ_TOWN, KUNDUZ_TOWN)).records
    second = outcome(numbered(KANDAHAR_TOWN, LONDON, KUNDUZ_TOWN)).records
    assert looked_at == [2, 1]
    assert flags_of(first) == ["", "coordinates_elsewhere", "", ""]
    assert flags_of(second) == ["coordinates_elsewhere", "coordinates_outside", ""]


def test_the_places_remembered_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = places._Memory()  # noqa: SLF001 - what is tested
    monkeypatch.setattr(places, "_MEMORY", memory)
    monkeypatch.setattr(places, "_MOST_REMEMBERED", 3)
    found = [
        outcome(candidates({"latitude": f"36.7{place}", "longitude": "68.8"})).records
        for place in range(9)
    ]
    assert [float(records["latitude"].iloc[0]) for records in found] == [
        36.7, 36.71, 36.72, 36.73, 36.74, 36.75, 36.76, 36.77, 36.78,
    ]  # fmt: skip
    assert len(memory._keys) <= 4  # noqa: SLF001 - what is tested


def test_no_rows_have_no_places_even_at_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_MEMORY", places._Memory())  # noqa: SLF001 - what is tested
    assert outcome(candidates({}).iloc[:0]).records.empty
    assert len(outcome(candidates({})).records) == 1
