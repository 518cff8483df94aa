"""Two versions compared, against plain Python dictionaries of the same invented records."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import version_changes
from geodata.layout import SCHEMA
from geodata.store import Dataset, MemoryTable
from geodata.version_changes import VERSION_CHANGES, compare_versions
from geodata.views.version_changes import (
    change_lines,
    changes_sentence,
    fields_text,
    figure_rows,
)

Records = dict[str, dict[str, Any]]

INVENTED: dict[str, Any] = {
    "date": date(2021, 10, 8),
    "date_precision": "day",
    "province_pcode": "AF19",
    "province": "Kunduz",
    "group": "ISKP",
    "event_type": "attack",
    "killed_low": 1,
    "killed_best": 2,
    "killed_high": 3,
    "summary": "An invented record.",
    "source_file": "invented.csv",
    "source_row": 1,
}


def dataset(records: Records, why_not: str = "") -> Dataset:
    version = hashlib.sha256(repr((records, why_not)).encode()).hexdigest()
    rows = [
        dict.fromkeys(SCHEMA.names) | INVENTED | fields | {"incident_id": name}
        for name, fields in records.items()
    ]
    held = MemoryTable(version, pa.Table.from_pylist(rows, schema=SCHEMA))
    return Dataset(
        key="own",
        label="Invented",
        version=version,
        paths=(),
        licence="none",
        attribution="Nobody",
        redistributable=not why_not,
        why_not=why_not,
        tables=(held,),
    )


OLD: Records = {
    "same": {},
    "moved within its file": {"source_row": 1},
    "gone": {"date": date(2020, 1, 2), "killed_low": 5, "killed_best": 5, "killed_high": 5},
    "revised": {"killed_low": None, "killed_best": None, "killed_high": None},
    "now blank": {"district": "Imam Sahib", "group": "ISKP", "date": date(2019, 5, 6)},
}
NEW: Records = {
    "same": {},
    "moved within its file": {"source_row": 77, "source_file": "later.csv"},
    "came": {"date": date(2022, 3, 4), "group": "NRF"},
    "revised": {"date": date(2021, 10, 9)},
    "now blank": {"district": None, "group": "NRF", "date": date(2019, 5, 6)},
}


@pytest.mark.parametrize("at_once", [1, 2, 250_000])
def test_records_are_added_removed_and_revised(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # In one part, or in as many as there are records.
    monkeypatch.setattr(version_changes, "_RECORDS_AT_ONCE", at_once)
    changes = compare_versions(dataset(OLD), dataset(NEW))
    found = zip(
        changes.changed["incident_id"].to_pylist(), changes.changed["kind"].to_pylist(), strict=True
    )
    assert list(found) == [
        ("came", "added"),
        ("revised", "revised"),
        ("gone", "removed"),
        ("now blank", "revised"),
    ]
    assert [changes.count(kind) for kind in VERSION_CHANGES] == [1, 1, 2]
    assert changes.unchanged == 2
    assert changes.fields() == {
        "date": 1,
        "district": 1,
        "group": 1,
        "killed_low": 1,
        "killed_best": 1,
        "killed_high": 1,
    }


def test_each_field_is_listed_old_and_new_and_unknown_is_not_zero() -> None:
    changes = compare_versions(dataset(OLD), dataset(NEW))
    lines = change_lines(changes.page("revised", 0, 10), "revised")
    assert [(line.record, line.field, line.old, line.new) for line in lines] == [
        ("revised", "date", "8 Oct 2021", "9 Oct 2021"),
        ("revised", "killed low", "blank", "1"),
        ("revised", "killed best", "blank", "2"),
        ("revised", "killed high", "blank", "3"),
        ("now blank", "district", "Imam Sahib", "blank"),
        ("now blank", "group", "IS-K", "NRF"),
    ]


def test_whole_records_are_told_in_a_line_and_pages_are_bounded() -> None:
    changes = compare_versions(dataset(OLD), dataset(NEW))
    (came,) = change_lines(changes.page("added", 0, 10), "added")
    (gone,) = change_lines(changes.page("removed", 0, 10), "removed")
    assert came.new == "4 Mar 2022, Kunduz, NRF, 2 killed, An invented record."
    assert (gone.record, gone.new) == ("gone", "")
    assert gone.old == "2 Jan 2020, Kunduz, IS-K, 5 killed, An invented record."
    assert changes.page("revised", 1, 1)["incident_id"].unique().tolist() == ["now blank"]
    assert changes.page("added", 1, 10).empty


def test_figures_stand_before_and_after() -> None:
    changes = compare_versions(dataset(OLD), dataset(NEW))
    rows = {row.label: (row.before, row.after, row.change) for row in figure_rows(changes)}
    # Best: 2+2+5+2 = 11 before, 5*2 = 10 after; low 1+1+5+1 and 5*1; high 3+3+5+3 and 5*3.
    assert rows["Killed, best (low–high)"] == ("11 (8–14)", "10 (5–15)", "\u22121")
    assert rows["Injured, best (low–high)"] == ("unknown", "unknown", "unknown")
    assert rows["Records"] == ("5", "5", "the same")
    assert rows["Killed unknown"] == ("1", "0", "\u22121")
    assert rows["First record"] == ("6 May 2019", "6 May 2019", "the same")
    assert rows["Last record"] == ("8 Oct 2021", "4 Mar 2022", "another day")


def test_what_changed_is_said_in_words() -> None:
    changes = compare_versions(dataset(OLD), dataset(NEW))
    assert changes_sentence(changes) == "1 added, 1 removed and 2 revised; 2 the same in both."
    assert fields_text(changes).startswith("Revised records by field: date 1, district 1, ")
    same = compare_versions(dataset(OLD), dataset(OLD))
    assert changes_sentence(same) == (
        "No record was added, removed or revised; 5 the same in both."
    )
    assert fields_text(same) == ""


def test_what_may_not_be_passed_on_says_why() -> None:
    free, bound = dataset(OLD), dataset(NEW, why_not="The terms forbid it.")
    assert compare_versions(free, free).why_not_passed_on == ""
    assert compare_versions(free, bound).why_not_passed_on == "The terms forbid it."
    assert compare_versions(bound, free).why_not_passed_on == "The terms forbid it."


FIELDS = st.fixed_dictionaries(
    {
        "date": st.dates(date(2020, 1, 1), date(2020, 1, 3)),
        "place": st.sampled_from([None, "", "A", "a", "قندوز"]),
        "latitude": st.sampled_from([None, 0.0, 34.5, 34.500000001]),
        "attackers_killed": st.sampled_from([None, 0, 1]),
        "source_row": st.integers(1, 3),
    }
)
STATES = st.dictionaries(st.sampled_from("ABCDEF"), FIELDS, min_size=1)


@settings(max_examples=15)
@given(old=STATES, new=STATES)
def test_a_comparison_agrees_with_plain_dictionaries(old: Records, new: Records) -> None:
    changes = compare_versions(dataset(old), dataset(new))
    compared = ["date", "place", "latitude", "attackers_killed"]
    differing = {
        name: [field for field in compared if old[name][field] != new[name][field]]
        for name in old.keys() & new.keys()
    }
    revised = {name for name, fields in differing.items() if fields}
    found = set(
        zip(
            changes.changed["incident_id"].to_pylist(),
            changes.changed["kind"].to_pylist(),
            strict=True,
        )
    )
    assert found == {
        *((name, "added") for name in new.keys() - old.keys()),
        *((name, "removed") for name in old.keys() - new.keys()),
        *((name, "revised") for name in revised),
    }
    assert changes.changed.num_rows == len(found)
    page = changes.page("revised", 0, 100)
    assert {name: set(rows["field"]) for name, rows in page.groupby("incident_id")} == {
        name: set(differing[name]) for name in revised
    }
    assert changes.unchanged == len(differing) - len(revised)
