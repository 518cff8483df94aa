"""A file that a reader drops on the page: looked at in this session, never written to disk."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import streamlit as st

from app import datasets
from app.encode import encode_markdown
from geodata.ingest import Validation, validate_files
from geodata.layout import SCHEMA
from geodata.store import Dataset, MemoryTable

if TYPE_CHECKING:
    from geodata.formats import ColumnMapping

UPLOAD_MEGABYTES: Final = 200
RESULT_KEY: Final = "looked_at"


@dataclass(frozen=True, slots=True)
class Look:
    """What the checks made of a file, and under which mapping."""

    version: str
    validation: Validation


def look_at(name: str, content: bytes, mapping: ColumnMapping | None) -> Look:
    """Check a file, once for each mapping; the result is kept in the session.

    Raises
    ------
    AtlasError
        If it can't be read as a table, or the mapping lacks something.
    """
    marks = (name.encode(), repr(mapping).encode(), content)
    version = hashlib.sha256(b"\n".join(marks)).hexdigest()
    known: Look | None = st.session_state.get(RESULT_KEY)
    if known is not None and known.version == version:
        return known
    bar = st.progress(0.0, "Checking the rows …")

    def show(file_name: str, bytes_read: int, bytes_in_all: int) -> None:
        bar.progress(
            min(bytes_read / max(bytes_in_all, 1), 1.0), encode_markdown(f"Checking {file_name} …")
        )

    try:
        validation = validate_files([(name, content)], mapping, keep_records=True, on_progress=show)
    finally:
        bar.empty()
    look = Look(version, validation)
    st.session_state[RESULT_KEY] = look
    return look


def session_dataset(look: Look) -> Dataset:
    """Return the accepted rows as a dataset that is gone with the session."""
    (file,) = look.validation.files
    found = file.format
    table = pa.Table.from_pandas(look.validation.records, schema=SCHEMA, preserve_index=False)
    label = f"{file.raw.file_name}, this session only"
    return Dataset(
        key="session",
        label=f"{label}, synthetic" if file.is_synthetic else label,
        version=look.version,
        paths=(),
        licence=found.licence,
        attribution=found.attribution,
        redistributable=found.redistributable,
        why_not=found.why_not_redistributable,
        synthetic=file.is_synthetic,
        tables=(MemoryTable(look.version, table.replace_schema_metadata()),),
    )


def show_on_map(look: Look) -> None:
    """Make the pages be about the accepted rows."""
    dataset = session_dataset(look)
    st.session_state[datasets.SESSION_KEY] = dataset
    datasets.choose(dataset.key)


def forget() -> None:
    """Let go of the file and go back to the built-in records."""
    st.session_state.pop(datasets.SESSION_KEY, None)
    st.session_state.pop(RESULT_KEY, None)
    datasets.choose(datasets.CURATED)
