"""The report of an import: counts that add up, and the same text each time."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import report
from geodata.checks import malformed_rows
from geodata.duplicates import DuplicateIndex
from geodata.examples import EXAMPLES, Example, Outcome
from geodata.model import AtlasError
from geodata.reasons import FLAGS, REJECTIONS
from geodata.report import ImportReport
from tests.geodata.candidates import in_parts, numbered
from tests.geodata.checks.checking import outcome

GOLDEN = Path(__file__).parent / "golden"

ROWS = numbered(
    {},
    {"date_text": "2020-02-30"},
    {"place": "Imam Sahib", "killed_low": "60"},
    {"place": "Chahar Dara", "flags": "actor_unmapped", "actor": "Sons of the Hill"},
    {"country": "Pakistan"},
    {"incident_id": "id-1"},
    {"province": "Gondor", "latitude": "", "longitude": "", "date_text": "2019-03-04"},
    {"killed_best": "three"},
    {"place": "Archi", "flags": "actor_unmapped", "actor": "Sons of the Hill"},
    {"date_text": "2024-05-06", "latitude": "68.868", "longitude": "36.728"},
    {"country": "Iran"},
    {"summary": "caf\u00c3\u00a9", "place": "Dasht-i Archi"},
    {},
)
MALFORMED = pd.DataFrame({"source_row": [14], "text": ['a,"b']})


def report_of(
    rows: pd.DataFrame, index: DuplicateIndex | None = None, *, may_quote: bool = True
) -> ImportReport:
    checked = outcome(rows)
    kept, duplicates = (index or DuplicateIndex()).split(checked.records)
    rejected = pd.concat([checked.rejected, duplicates]).sort_index()
    return ImportReport.of_batch(
        len(rows), kept, rejected, source_file="events.csv", may_quote=may_quote
    )


def whole_report(*, may_quote: bool = True) -> ImportReport:
    broken = malformed_rows(MALFORMED)
    nothing = outcome(ROWS.iloc[:0]).records
    return report_of(ROWS, may_quote=may_quote) + ImportReport.of_batch(
        1, nothing, broken, source_file="events.csv", may_quote=may_quote
    )


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("report.json", whole_report()),
        ("report_without_values.json", whole_report(may_quote=False)),
    ],
)
def test_the_report_is_the_golden_one(name: str, found: ImportReport) -> None:
    assert found.to_json() == (GOLDEN / name).read_text(encoding="utf-8")


def test_the_counts_are_those_counted_by_hand() -> None:
    content = json.loads(whole_report().to_json())
    assert content["rows_read"] == 14
    assert (content["accepted"], content["accepted_with_flags"], content["rejected"]) == (8, 7, 6)
    assert (content["first_date"], content["last_date"]) == ("2019-03-04", "2024-05-06")
    assert {line["code"]: line["rows"] for line in content["reasons"]} == {
        "malformed_row": 1,
        "date_impossible": 1,
        "number_invalid": 1,
        "duplicate_id": 1,
        "outside_afghanistan": 2,
    }
    assert {line["code"]: line["rows"] for line in content["flags"]} == {
        "coordinates_swapped": 1,
        "province_name_unknown": 1,
        "province_unknown": 1,
        "estimates_reordered": 1,
        "near_duplicate": 1,
        "actor_unmapped": 2,
        "text_repaired": 1,
    }
    assert content["province_methods"] == {
        "code": 0,
        "name": 7,
        "within": 0,
        "border": 0,
        "unassigned": 1,
    }
    assert content["conversions"] == {
        "coordinates_swapped": 1,
        "estimates_reordered": 1,
        "text_repaired": 1,
    }
    assert content["unmapped_actors"] == [{"actor": "Sons of the Hill", "rows": 2}]


def test_no_value_leaves_a_report_whose_licence_forbids_it() -> None:
    text = whole_report(may_quote=False).to_json()
    content = json.loads(text)
    examples = [
        example
        for part in ("reasons", "flags")
        for line in content[part]
        for example in line["examples"]
    ]
    assert {example["value"] for example in examples} == {""}
    for value in ("2020-02-30", "Pakistan", "three", "Gondor", "id-1"):
        assert value not in text
    assert {
        "source_file": "events.csv",
        "source_row": 8,
        "column": "killed_best",
        "value": "",
    } in examples


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(0, len(ROWS)), max_size=4))
def test_batches_add_up_however_they_are_cut(cuts: list[int]) -> None:
    index = DuplicateIndex()
    total = ImportReport()
    for part in in_parts(ROWS, cuts):
        total += report_of(part, index)
    assert total.to_json() == report_of(ROWS).to_json()


def test_a_report_of_nothing_is_all_zero() -> None:
    content = json.loads(ImportReport().to_json())
    assert content["rows_read"] == content["accepted"] == content["rejected"] == 0
    assert content["first_date"] is None
    assert content["reasons"] == content["flags"] == content["unmapped_actors"] == []
    assert ImportReport().to_frame().empty


def test_a_table_has_a_row_for_each_reason_and_flag() -> None:
    table = whole_report().to_frame()
    assert table["outcome"].tolist() == ["rejected"] * 5 + ["flagged"] * 7
    codes = [*REJECTIONS, *FLAGS]
    assert table["code"].tolist() == sorted(table["code"], key=codes.index)
    unmapped = table.set_index("code").loc["actor_unmapped"]
    assert unmapped.drop("sentence").tolist() == ["flagged", "Actor unmapped", 2, "4, 9"]
    assert table["rows"].sum() == 6 + 8


def test_a_reason_names_the_first_few_rows() -> None:
    rows = numbered(*[{"country": "Pakistan"}] * 8, first_row=100)
    found = report_of(rows).reasons["outside_afghanistan"]
    assert found.rows == 8
    assert [each.source_row for each in found.examples] == [100, 101, 102, 103, 104]
    both = report_of(rows) + report_of(rows)
    assert both.reasons["outside_afghanistan"].rows == 16
    assert len(both.reasons["outside_afghanistan"].examples) == EXAMPLES


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"rows_read": 3}, "accepted and rejected rows are 2 instead of 3"),
        ({"rejected": 0, "accepted": 2}, "rows by reason are 1 instead of 0"),
        ({"methods": {}}, "rows by method are 0 instead of 1"),
        ({"unmapped_actors": {"X": 1}}, "rows by unmapped actor are 1 instead of 0"),
        ({"accepted_with_flags": 1}, r"rows with flags are 1, by flag \[\]"),
        (
            {"accepted_with_flags": 2, "flags": {"provisional": Outcome(2, ())}},
            "2 of 1 rows have flags",
        ),
        ({"reasons": {"nonsense": Outcome(1, ())}}, "nonsense is no known code"),
        ({"flags": {"nonsense": Outcome(1, ())}}, "nonsense is no known code"),
    ],
)
def test_counts_that_do_not_add_up_are_an_error(wrong: dict[str, object], named: str) -> None:
    right = ImportReport(
        rows_read=2,
        accepted=1,
        rejected=1,
        reasons={"id_missing": Outcome(1, (Example("events.csv", 1, "incident_id", ""),))},
        methods={"name": 1},
    )
    with pytest.raises(AtlasError, match=named):
        replace(right, **wrong)


def test_rows_that_are_lost_on_the_way_are_an_error() -> None:
    checked = outcome(ROWS)
    with pytest.raises(AtlasError, match="accepted and rejected rows are 12 instead of 13"):
        ImportReport.of_batch(
            len(ROWS),
            checked.records,
            checked.rejected.iloc[1:],
            source_file="events.csv",
            may_quote=True,
        )


def test_only_so_many_actors_are_listed_and_the_rest_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(report, "MOST_ACTORS", 2)
    names = ["B", "A", "C", "A", "B", "D"]
    rows = numbered(*({"flags": "actor_unmapped", "actor": name, "place": name} for name in names))
    found = report_of(rows)
    assert found.unmapped_actors == {"A": 2, "B": 2}
    assert found.unlisted_actor_rows == 2
    twice = found + found
    assert twice.unmapped_actors == {"A": 4, "B": 4}
    assert twice.unlisted_actor_rows == 4
