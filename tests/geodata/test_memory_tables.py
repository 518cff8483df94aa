"""What a reader dropped is gone with the reader, though it was asked for."""

from __future__ import annotations

import gc
import weakref

import pyarrow as pa

from geodata.layout import SCHEMA
from geodata.model import Filters
from geodata.query import records
from geodata.sources.curated import load_incidents
from geodata.store import Dataset, MemoryTable


def _dropped(version: str) -> Dataset:
    rows = load_incidents().head(7)
    lacking = [name for name in SCHEMA.names if name not in rows and name != "incident_id"]
    complete = rows.reindex(columns=[*rows.columns, *lacking]).reset_index()
    table = pa.Table.from_pandas(complete, schema=SCHEMA, preserve_index=False)
    held = MemoryTable(version, table.replace_schema_metadata())
    return Dataset("session", "dropped", version, (), "", "", redistributable=False, tables=(held,))


def test_records_in_memory_are_let_go_with_their_reader() -> None:
    dataset = _dropped("dropped and gone")
    assert len(records(Filters(), dataset)) == 7
    held = weakref.ref(dataset.tables[0])
    del dataset
    gc.collect()
    assert held() is None


def test_the_same_records_are_opened_again_once_their_first_reader_has_left() -> None:
    first, second = _dropped("dropped twice"), _dropped("dropped twice")
    assert len(records(Filters(), first)) == 7
    del first
    gc.collect()
    assert len(records(Filters(), second)) == 7
