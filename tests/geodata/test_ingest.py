"""Files → checked records: what becomes of each row, over batches and files."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import ingest
from geodata.formats import ColumnMapping, MappingError
from geodata.ingest import inspect_file, sample_of, validate_files
from geodata.layout import REJECTED_SCHEMA, SCHEMA
from geodata.model import AtlasError
from geodata.sources.reading import ReadError
from geodata.synth.marks import MARK

if TYPE_CHECKING:
    from geodata.ingest import Validation

FIXTURES: Final = Path(__file__).parents[1] / "fixtures"
GOLDEN: Final = Path(__file__).parents[1] / "golden"
TODAY: Final = date(2026, 1, 1)
# Rows of each file, counted by eye, and how many of them the file's mistakes leave.
ROWS: Final = {
    "acled": (17, 15),
    "acled_before_2023": (4, 4),
    "gtd": (11, 8),
    "own": (4, 2),
    "table_dari": (6, 4),
    "table_english": (4, 2),
    "ucdp_candidate_without_heading": (4, 3),
    "ucdp_ged": (21, 17),
}
OWN_HEADING: Final = "incident_id,date,province_pcode,group,attribution,event_type,killed_best"


def own(*lines: str, name: str = "own.csv") -> tuple[str, bytes]:
    return name, "\n".join((OWN_HEADING, *lines, "")).encode()


def row(identifier: str, killed: int = 1, day: str = "2021-10-08") -> str:
    return f"{identifier},{day},AF19,ISKP,claimed,attack,{killed}"


def validated(*sources: Path | tuple[str, bytes]) -> Validation:
    return validate_files(sources, keep_records=True, today=TODAY)


def test_every_fixture_is_counted() -> None:
    assert {path.stem for path in FIXTURES.glob("*.csv")} == set(ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_the_report_of_each_format(name: str) -> None:
    result = validate_files([FIXTURES / f"{name}.csv"], today=TODAY)
    expected = (GOLDEN / f"report_{name}.json").read_text(encoding="utf-8")
    assert json.loads(result.report.to_json()) == json.loads(expected)


@pytest.mark.parametrize("name", ROWS)
def test_rows_in_are_accepted_or_rejected(name: str) -> None:
    result = validated(FIXTURES / f"{name}.csv")
    rows, accepted = ROWS[name]
    assert (result.report.rows_read, result.report.accepted) == (rows, accepted)
    assert (len(result.records), len(result.rejected)) == (accepted, rows - accepted)
    numbers = [*result.records["source_row"], *result.rejected["source_row"]]
    assert sorted(numbers) == list(range(1, rows + 1))
    assert result.records.columns.tolist() == SCHEMA.names
    assert result.rejected.columns.tolist() == REJECTED_SCHEMA.names


@pytest.mark.parametrize("name", [name for name in ROWS if name.startswith(("acled", "gtd"))])
def test_reports_on_licensed_data_quote_no_values(name: str) -> None:
    report = json.loads(validated(FIXTURES / f"{name}.csv").report.to_json())
    examples = [
        each for part in ("reasons", "flags") for one in report[part] for each in one["examples"]
    ]
    assert examples
    assert {each["value"] for each in examples} == {""}


@pytest.mark.parametrize(
    ("name", "delimiter", "encoding"), [("own", ",", "utf-8"), ("gtd", ",", "cp1252")]
)
def test_rejected_rows_carry_the_row_of_the_file(name: str, delimiter: str, encoding: str) -> None:
    text = (FIXTURES / f"{name}.csv").read_text(encoding=encoding)
    in_file = list(csv.DictReader(io.StringIO(text), delimiter=delimiter))
    rejected = validated(FIXTURES / f"{name}.csv").rejected
    assert len(rejected) > 1
    for _, each in rejected.iterrows():
        kept = json.loads(each["row"])
        assert each["source_file"] == f"{name}.csv"
        assert kept == {column: in_file[each["source_row"] - 1][column] for column in kept}
        assert len(kept) > 20


def test_a_line_break_within_a_rejected_row_does_not_shift_the_others() -> None:
    lines = ['"a\nb\u2028c",soon,AF19,ISKP,claimed,attack,1', "d,never,AF19,ISKP,claimed,attack,1"]
    rejected = validated(own(*lines)).rejected
    kept = [json.loads(text)["incident_id"] for text in rejected["row"]]
    assert kept == ["a\nb\u2028c", "d"]


def test_malformed_rows_carry_their_text() -> None:
    result = validated(own(row("a"), "broken,row", row("b"), "c,soon,AF19,ISKP,claimed,attack,"))
    assert result.report.rows_read == 4
    assert result.records["incident_id"].tolist() == ["a", "b"]
    broken, undated = result.rejected.to_dict("records")
    assert (broken["source_row"], broken["reason"], broken["row"]) == (
        2,
        "malformed_row",
        "broken,row",
    )
    assert undated["source_row"] == 4
    assert json.loads(undated["row"])["date"] == "soon"


@pytest.mark.parametrize("is_reversed", [False, True])
def test_the_newer_release_wins_in_any_order(*, is_reversed: bool) -> None:
    heading, *_ = (FIXTURES / "ucdp_ged.csv").read_text(encoding="utf-8").splitlines()
    event = (FIXTURES / "ucdp_candidate_without_heading.csv").read_text(encoding="utf-8")
    first = event.splitlines()[0]
    files = []
    # Ten comes after two, though not in the order of the alphabet.
    for release, killed in ((2, 5), (10, 8)):
        changed = first.replace(",5,5,5,,", f",{killed},{killed},{killed},,")
        content = f"{heading}\n{changed}\n".encode()
        files.append((f"GEDEvent_v24_0_{release}.csv", content))
    result = validated(*(reversed(files) if is_reversed else files))
    assert result.records["killed_best"].tolist() == [8]
    (old,) = result.rejected.to_dict("records")
    assert (old["reason"], old["source_file"]) == ("superseded", "GEDEvent_v24_0_2.csv")
    assert [file.raw.file_name for file in result.files] == [
        "GEDEvent_v24_0_10.csv",
        "GEDEvent_v24_0_2.csv",
    ]


@pytest.mark.parametrize(
    "names",
    [("b.csv", "a.csv"), ("a.csv", "b.csv"), ("GEDEvent_v24_0_2.csv", "a.csv")],
)
def test_without_numbers_of_releases_the_last_file_wins(names: tuple[str, str]) -> None:
    first = own(row("x", 1), row("y", 1), name=names[0])
    last = own(row("x", 9), name=names[1])
    result = validated(first, last)
    killed = dict(zip(result.records["incident_id"], result.records["killed_best"], strict=True))
    assert killed == {"x": 9, "y": 1}
    assert result.rejected[["incident_id", "reason", "source_file"]].to_numpy().tolist() == [
        ["x", "superseded", names[0]]
    ]


def test_within_a_file_the_first_row_wins_and_the_other_is_a_duplicate() -> None:
    result = validated(own(row("x", 1), row("x", 2)))
    assert result.records["killed_best"].tolist() == [1]
    assert result.rejected["reason"].tolist() == ["duplicate_id"]


def test_tables_are_read_by_a_guess_or_as_told() -> None:
    guessed = inspect_file(FIXTURES / "table_english.csv")
    assert guessed.mapping is not None
    assert guessed.mapping.columns["date_text"] == "Day of event"
    told = ColumnMapping({"date_text": "Day of event", "province": "Prov."}, {"group": "NRF"})
    result = validate_files([FIXTURES / "table_english.csv"], told, keep_records=True, today=TODAY)
    assert set(result.records["group"]) == {"NRF"}
    assert result.records["killed_best"].isna().all()


def test_a_dari_table_is_read_by_a_guess() -> None:
    # Converted by hand with the calendar that the Afghan civil year follows.
    records = validated(FIXTURES / "table_dari.csv").records.set_index("source_row")
    assert [f"{day:%Y-%m-%d}" for day in records["date"]][:3] == [
        "2021-08-15",
        "2021-10-08",
        "2022-04-21",
    ]
    assert records["province_pcode"].tolist() == ["AF01", "AF19", "AF13", "AF30"]
    assert records["killed_best"].astype("Int64").tolist() == [12, 43, pd.NA, 2]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"date_text": "Day"}, "No column is the province"),
        ({"date_text": "Day", "province": "Prov."}, "no column 'Day'"),
        ({"province": "Prov."}, "No column is the date"),
        ({"date_text": "Day of event", "province": "Prov.", "tiger": "Lat"}, "no field 'tiger'"),
    ],
)
def test_a_wrong_mapping_says_what_is_wrong(columns: dict[str, str], message: str) -> None:
    with pytest.raises(MappingError, match=message):
        validate_files([FIXTURES / "table_english.csv"], ColumnMapping(columns))


def test_a_table_that_no_guess_fits_is_shown_but_not_read() -> None:
    upload = ("mine.csv", b"colour,size\nred,big\nblue,small\n")
    assert inspect_file(upload).format.key == "table"
    with pytest.raises(MappingError, match="columns must be named"):
        validate_files([upload])


def test_a_sample_has_a_cell_for_each_column() -> None:
    file = inspect_file(("mine.csv", b"date,province,note\n2021-10-08,Kunduz\n2021,Kabul,a,b\n"))
    sample = sample_of(file.raw, file.detected)
    assert sample.columns.tolist() == ["date", "province", "note"]
    assert sample.iloc[0].tolist() == ["2021-10-08", "Kunduz", ""]


@pytest.mark.parametrize(
    ("name", "note", "is_synthetic"),
    [("synthetic_a.csv", "x", True), ("a.csv", f"{MARK}.", True), ("a.csv", "x", False)],
)
def test_made_up_files_are_recognised(name: str, note: str, *, is_synthetic: bool) -> None:
    upload = (
        name,
        f'incident_id,date,group,attribution,event_type,note\na,b,c,d,e,"{note}"\n'.encode(),
    )
    assert inspect_file(upload).is_synthetic is is_synthetic


def test_without_a_look_no_records_are_kept_and_few_rejected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ingest, "MOST_REJECTED", 3)
    file = own(*(row(f"a{number}", day="soon") for number in range(5)), row("b"))
    result = validate_files([file], today=TODAY)
    assert (len(result.records), len(result.rejected)) == (0, 3)
    assert (result.report.accepted, result.report.rejected) == (1, 5)


def test_the_last_day_is_today() -> None:
    file = own(row("a", day="2026-01-01"), row("b", day="2026-01-02"))
    result = validated(file)
    assert result.records["incident_id"].tolist() == ["a"]
    assert result.rejected["reason"].tolist() == ["date_in_future"]


def test_progress_ends_with_the_whole_file() -> None:
    calls: list[tuple[str, int, int]] = []
    file = own(row("a"))
    validate_files([file], on_progress=lambda *call: calls.append(call))
    assert calls[-1] == ("own.csv", len(file[1]), len(file[1]))


def test_a_heading_only_has_no_rows() -> None:
    result = validated(own())
    assert result.report.rows_read == 0
    assert result.records.empty
    assert result.rejected.empty


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"])
def test_what_is_no_table_says_so(content: bytes) -> None:
    with pytest.raises(ReadError, match=r"upload\.csv"):
        validated(("upload.csv", content))


_CELL: Final = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        [
            *("2021-10-08", "16 May 2020", "1400/7/16", "soon", "AF19", "Kunduz", "کابل"),
            *("ISKP", "Taliban", "claimed", "attack", "3", "-1", "1e400", "NaN", '"', "\n"),
        ]
    ),
)
_HEADINGS: Final = (
    OWN_HEADING.split(","),
    ["Date", "Province", "Killed", "Note"],
    ["Date", "Lat", "Long", "Who"],
    (FIXTURES / "acled.csv").read_text(encoding="utf-8-sig").splitlines()[0].split(","),
)


@settings(deadline=None, max_examples=40)
@given(
    heading=st.sampled_from(_HEADINGS),
    rows=st.lists(st.lists(_CELL, min_size=1, max_size=8), max_size=5),
    repeats=st.integers(min_value=1, max_value=2),
    is_quoted=st.booleans(),
)
def test_any_small_file_is_counted_or_refused(
    heading: list[str], rows: list[list[str]], repeats: int, *, is_quoted: bool
) -> None:
    lines = [heading, *(each + [""] * (len(heading) - len(each)) for each in rows)]
    if is_quoted:
        text = io.StringIO()
        csv.writer(text).writerows(lines)
        content = text.getvalue()
    else:
        content = "\n".join(",".join(line) for line in lines)
    upload = ("upload.csv", content.encode("utf-8", "surrogatepass"))
    try:
        result = validated(*[upload] * repeats)
    except AtlasError as error:
        assert str(error)  # noqa: PT017 - one of the two outcomes, and the message is the point
        return
    report = result.report
    assert report.rows_read == report.accepted + report.rejected
    assert len(result.records) == report.accepted
    assert len(result.rejected) == report.rejected
    assert report.rows_read % repeats == 0
    assert result.records["incident_id"].is_unique
    assert result.rejected["row"].notna().all()
