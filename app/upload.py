"""A file that a reader drops on the page: looked at by a worker, kept in this session alone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st

from app import datasets
from app.account import current_account, may_look_at_files, require
from app.encode import encode_markdown
from geodata import audit
from geodata.limits import MB, upload_limits
from geodata.model import AtlasError
from geodata.store import Dataset, MemoryTable
from geodata.uploads.client import look_at_upload
from geodata.uploads.errors import UploadError

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from geodata.formats import ColumnMapping
    from geodata.uploads.answer import Checked, LookedFile

RESULT_KEY: Final = "looked_at"


def upload_megabytes() -> int:
    """Return how large a file may be that is dropped on the page."""
    return max(upload_limits().file_bytes // MB, 1)


@dataclass(frozen=True, slots=True)
class Look:
    """What a file is, and what the checks made of it under a mapping.

    Parameters
    ----------
    version : str
        Checksum of the file and the mapping, hexadecimal.
    file : LookedFile
        What it is.
    checked : Checked or None
        What became of its rows; None if somebody has to say first what its columns are.
    """

    version: str
    file: LookedFile
    checked: Checked | None


def look_at(upload: UploadedFile, mapping: ColumnMapping | None) -> Look:
    """Check a file, once for each mapping; the result is kept in the session.

    Raises
    ------
    AccessError
        If this reader may not look at files.
    AtlasError
        If it can't be read as a table, the mapping lacks something, or reading it was stopped.
    """
    require(may_look_at_files(), "import", "upload")
    results: dict[tuple[str, str], Look | AtlasError] = st.session_state.setdefault(RESULT_KEY, {})
    mark = (upload.file_id, repr(mapping))
    if mark not in results:
        # Of a file what it is stays, and the latest look; another file takes the place of all.
        for key in [key for key in results if key != (upload.file_id, repr(None))]:
            del results[key]
        try:
            results[mark] = _looked(upload, mapping)
        except AtlasError as error:
            _write_down(error, upload.size)
            if isinstance(error, UploadError) and error.may_pass:
                raise
            # A file that takes its time to fail shall not do so at each turn of the page.
            results[mark] = error
    result = results[mark]
    if isinstance(result, AtlasError):
        raise result
    return result


def _looked(upload: UploadedFile, mapping: ColumnMapping | None) -> Look:
    bar = st.progress(0.0, "Checking the rows …")

    def show(stage: str, share: float) -> None:
        # Also where Streamlit ends the run of a reader who has left, and with it the worker.
        bar.progress(share, encode_markdown(stage))

    # The bytes that Streamlit keeps: getbuffer() and read() would copy them.
    content = upload.getvalue()
    try:
        file, checked = look_at_upload(upload.name, content, mapping, on_wait=show)
        version = hashlib.sha256(content)
        version.update(f"\n{upload.name}\n{mapping!r}".encode("utf-8", "surrogatepass"))
    finally:
        bar.empty()
    return Look(version.hexdigest(), file, checked)


def _write_down(error: AtlasError, size_bytes: int) -> None:
    fault = error.fault if isinstance(error, UploadError) else "file"
    audit.record(
        "refusal",
        account=current_account(),
        what="upload",
        why=type(error).__name__,
        fault=fault,
        size_bytes=size_bytes,
    )


def session_dataset(look: Look) -> Dataset:
    """Return the accepted rows as a dataset that is gone with the session."""
    file, checked = look.file, look.checked
    if checked is None:
        raise AtlasError("Say first what the columns of the table are.")
    found = file.format
    label = f"{file.file_name}, this session only"
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
        tables=(MemoryTable(look.version, checked.records),),
    )


def show_on_map(look: Look) -> None:
    """Make the pages be about the accepted rows."""
    require(may_look_at_files(), "import", "upload")
    dataset = session_dataset(look)
    st.session_state[datasets.SESSION_KEY] = dataset
    datasets.choose(dataset.key)


def let_go() -> None:
    """Free the memory of what was looked at; what the pages are about stays."""
    st.session_state.pop(RESULT_KEY, None)


def forget() -> None:
    """Let go of the file and go back to the built-in records."""
    st.session_state.pop(datasets.SESSION_KEY, None)
    let_go()
    datasets.choose(datasets.CURATED)
