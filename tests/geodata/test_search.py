"""Search in the texts of records, against plain Python on the record file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.layout import SCHEMA
from geodata.model import Filters
from geodata.search import SEARCHED, count_found, found_records, records_named
from geodata.sources.curated import BUILT_IN, INCIDENTS_FILE
from geodata.store import Dataset, dataset_from_frame

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = {
    "A": "Attack on 50% of the posts",
    "B": "A road_side bomb",
    "C": "A roadside bomb, 50 hurt",
    "D": r"back\slash and 'quote' and \"double\"",
    "E": "",
    "F": "مسجد کابل ÄÖÜ",
}


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return pd.read_csv(BUILT_IN / INCIDENTS_FILE, index_col="incident_id")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder: Path = tmp_path_factory.mktemp("made")
    frame = pd.DataFrame({"incident_id": list(TEXTS), "summary": list(TEXTS.values())})
    frame = frame.assign(date=pd.Timestamp(2021, 10, 8), date_precision="day", group="ISKP")
    typed = frame.astype(object).reindex(columns=SCHEMA.names).set_index("incident_id")
    numbers = [field.name for field in SCHEMA if str(field.type) == "int64"]
    typed = typed.astype(dict.fromkeys(numbers, "Int64") | {"date": "datetime64[us]"})
    return dataset_from_frame(typed, folder / "made.parquet", key="made", version="1")


def holds(text: str, search: str) -> bool:
    return all(word.lower() in text.lower() for word in search.split())


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("50%", "A"),
        ("%", "A"),
        ("_", "B"),
        ("road_side", "B"),
        ("ROADSIDE BOMB", "C"),
        ("bomb a", "BC"),
        ("\\", "D"),
        ("'quote'", "D"),
        ("äöü", "F"),
        ("مسجد", "F"),
        ("roadside 50%", ""),
        ("", "ABCDEF"),
        ("   ", "ABCDEF"),
    ],
)
def test_a_search_finds_every_word_as_it_stands(made: Dataset, search: str, expected: str) -> None:
    found = found_records(Filters(), search, made, order="oldest")
    assert "".join(found.index) == expected
    assert count_found(Filters(), search, made) == len(expected)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(search=st.text(alphabet="aAbBmMrR05%_\\'\" ,;-", max_size=6))
def test_any_signs_find_what_plain_python_finds(made: Dataset, search: str) -> None:
    expected = sum(holds(text, search) for text in TEXTS.values())
    assert count_found(Filters(), search, made) == expected


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(search=st.text(max_size=12))
def test_no_text_breaks_the_search(made: Dataset, search: str) -> None:
    assert 0 <= count_found(Filters(), search, made) <= len(TEXTS)
    assert len(records_named(search, made)) == int(search in TEXTS)


def test_words_may_stand_in_different_columns(rows: pd.DataFrame) -> None:
    columns = [column for column in SEARCHED if column in rows]
    whole = rows[columns].fillna("").agg("\n".join, axis="columns")
    expected = whole.index[[holds(text, "mosque KUNDUZ") for text in whole]]
    found = found_records(Filters(), "mosque KUNDUZ")
    assert set(found.index) == set(expected)
    assert len(found) > 0


def test_a_search_keeps_the_filters_the_order_and_the_page(rows: pd.DataFrame) -> None:
    filters = Filters(groups=("ISKP",), provinces=("AF01",))
    kept = rows[rows["group"].eq("ISKP") & rows["province_pcode"].eq("AF01")]
    has_word = kept[["place", "summary", "note", "district", "province", "opponent"]]
    has_word = has_word.fillna("").agg("\n".join, axis="columns").str.lower().str.contains("bus")
    expected = kept[has_word].sort_values("date").reset_index()
    found = found_records(filters, "bus", order="oldest", first=2, most=3)
    assert found["date"].dt.strftime("%Y-%m-%d").tolist() == expected["date"][2:5].tolist()
    assert count_found(filters, "bus") == len(expected)


def test_one_record_is_found_by_its_whole_identifier_only() -> None:
    assert records_named("20211008-KDZ-1")["place"].str.contains("Gozar-e-Sayed").tolist() == [True]
    assert records_named("20211008-KDZ").empty
    assert records_named("20211008-kdz-1").empty
