"""Workbooks: typed cells, a frozen heading, sources, and the meaning of every column."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest

from geodata.export.definitions import meaning_of
from geodata.export.frames import by_period_of, by_province_of, records_of
from geodata.export.tables import record_table, view_workbook
from geodata.export.workbook import ABOUT, Sheet, workbook
from geodata.model import AtlasError
from geodata.sources.curated import BUILT_IN, load_incidents
from tests.geodata.export.shots import HOSTILE, YEAR, closed, shot, shot_of

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.export.snapshot import Snapshot


@pytest.fixture(scope="module")
def made() -> Snapshot:
    return shot()


def words_of(content: bytes) -> str:
    """Return what the last sheet says."""
    page = openpyxl.load_workbook(io.BytesIO(content))[ABOUT]
    return " ".join(str(cell) for row in page.iter_rows(values_only=True) for cell in row)


def test_a_workbook_without_the_records_says_why(made: Snapshot) -> None:
    content = view_workbook(closed(made))
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == [
        "By province",
        "By period",
        ABOUT,
    ]
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        everything = b"".join(package.read(name) for name in package.namelist()).decode("utf-8")
    assert "The licence forbids it." in everything
    assert made.records().index[0] not in everything


def test_no_cell_is_run_or_taken_for_an_error(tmp_path: Path) -> None:
    records = load_incidents().head(len(HOSTILE)).assign(note=list(HOSTILE))
    hostile = shot_of(records, tmp_path / "records")
    book = openpyxl.load_workbook(io.BytesIO(record_table(hostile, "xlsx")))
    cells = [cell for row in book["Records"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n", "d"}
    assert [cell.value for cell in cells].count("#N/A") == 1


def test_cells_are_typed_and_the_heading_is_frozen(made: Snapshot) -> None:
    book = openpyxl.load_workbook(io.BytesIO(record_table(made, "xlsx")))
    page = book["Records"]
    heads = {cell.value: cell.column for cell in page[1]}
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref
    dates = [row[heads["date"] - 1] for row in page.iter_rows(min_row=2)]
    assert {cell.data_type for cell in dates} == {"d"}
    assert {cell.number_format for cell in dates} == {"yyyy-mm-dd"}
    killed = [row[heads["killed_best"] - 1].value for row in page.iter_rows(min_row=2)]
    assert {type(value) for value in killed} == {int, type(None)}
    assert page.column_dimensions["A"].width > 10


def test_the_sources_of_a_record_stand_with_it(made: Snapshot) -> None:
    book = openpyxl.load_workbook(io.BytesIO(record_table(made, "xlsx")))
    rows = list(book["Record sources"].iter_rows(min_row=2, values_only=True))
    ids = set(made.records().index)
    sources = pd.read_csv(BUILT_IN / "incident_sources.csv")
    expected = sources[sources["incident_id"].isin(ids)]
    assert len(rows) == len(expected)
    linked = {row[2] for row in rows if row[2]}
    assert linked == set(expected["url"][expected["link"].eq("yes")])
    frame = records_of(made).frame.set_index("incident_id")
    for incident, publisher, url, _ in rows:
        assert publisher in frame.loc[incident, "sources"]
        assert url is None or url in frame.loc[incident, "sources"]


def test_every_column_is_defined(made: Snapshot) -> None:
    rate = shot(YEAR, "killed_rate")
    tables = [records_of(made), by_province_of(rate), by_period_of(made)]
    columns = {column for table in tables for column in table.frame}
    assert [column for column in sorted(columns) if not meaning_of(column)] == []
    said = words_of(view_workbook(rate))
    assert [text for column in columns if (text := meaning_of(column)) not in said] == []
    assert "Targeted killing" in said


def test_the_marking_stands_on_every_printed_page(made: Snapshot) -> None:
    book = openpyxl.load_workbook(io.BytesIO(view_workbook(made, marking="A & B")))
    for page in book:
        assert page.oddHeader.center.text == page.oddFooter.center.text == "A && B"


def test_what_has_no_room_on_a_sheet_is_refused(
    made: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geodata.export.workbook.MOST_ROWS", 1)
    frame = pd.DataFrame({"a": [1, 2]})
    with pytest.raises(AtlasError, match="Choose CSV or Parquet"):
        workbook(made, [Sheet("Records", frame, YEAR)], "{}")
