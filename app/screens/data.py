"""The page of the data: which there are, a file to look at, and what the checks made of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from app import data, datasets
from app.account import current_account
from app.encode import encode_markdown
from app.language import attributes, say
from app.mapping_form import mapping_form
from app.report_markup import counts_html, datasets_html, outcomes_html, unmapped_html
from app.texts import heading_html
from app.upload import UPLOAD_MEGABYTES, Look, forget, look_at, show_on_map
from app.widgets import caption_widget
from geodata import audit
from geodata.export.tables import safe_csv
from geodata.ingest import TABLE, Inspected, inspect_file
from geodata.model import AtlasError
from geodata.versions import current_version, import_names, rejected_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from geodata.formats import ColumnMapping


HOW_TO_KEEP: Final = (
    "Choose in the sidebar which of them the pages are about. To keep a file as a dataset of its "
    "own, import it on the command line: atlas import FILE --name NAME."
)


def _heading(text: str) -> None:
    st.html(heading_html(text))


def _datasets() -> None:
    _heading("Datasets")
    rows = [(dataset, *data.size(dataset)) for dataset in datasets.available().values()]
    st.html(datasets_html(rows))
    caption_widget([HOW_TO_KEEP])


def _written_down(content: str, what: str) -> Callable[[], str]:
    """Let a download be written into the audit log when it is fetched."""
    account = current_account()

    def fetched() -> str:
        audit.record("export", account=account, what=what, size_bytes=len(content.encode()))
        return content

    return fetched


def _report(report: dict[str, Any], rejected: pd.DataFrame, name: str, why_not: str) -> None:
    st.html(counts_html(report))
    st.html(outcomes_html(report))
    st.html(unmapped_html(report))
    left, right = st.columns(2)
    left.download_button(
        "Download the report (JSON)",
        _written_down(json.dumps(report, indent=2, ensure_ascii=False), "report"),
        f"{name}-report.json",
        "application/json",
        key=f"report {name}",
        on_click="ignore",
    )
    right.download_button(
        "Download the rejected rows (CSV)",
        "" if why_not else _written_down(safe_csv(rejected), "rejected rows"),
        f"{name}-rejected.csv",
        "text/csv",
        key=f"rejected {name}",
        on_click="ignore",
        disabled=bool(why_not) or rejected.empty,
        help=encode_markdown(why_not) or None,
    )


def _upload() -> None:
    _heading("Look at a file")
    upload = st.file_uploader(
        "A file of UCDP, ACLED, GTD or any other table of incidents",
        max_upload_size=UPLOAD_MEGABYTES,
        help="CSV, XLSX, Parquet, GeoPackage or GeoJSON, also zipped. It stays in this machine's "
        "memory, is never written to disk, and is gone when you leave.",
        key="upload",
    )
    if upload is None:
        return
    try:
        _look(upload.name, upload.getvalue())
    except AtlasError as error:
        audit.record("refusal", account=current_account(), what="upload", why=type(error).__name__)
        st.error(encode_markdown(error))


def _look(name: str, content: bytes) -> None:
    file = inspect_file((name, content))
    caption_widget([_described(file)])
    mapping: ColumnMapping | None = None
    if file.mapping is not None:
        mapping = mapping_form(file.mapping, file.detected.columns)
        problems = mapping.problems(file.detected.columns)
        if problems:
            st.warning(encode_markdown(" ".join(problems)))
            return
    look = look_at(name, content, mapping)
    _show(look)


def _described(file: Inspected) -> str:
    what = "A table in no known format." if file.format.key == TABLE else file.format.label + "."
    kept = f"{what} {file.detected.how} {file.raw.remark}"
    return f"{kept} Synthetic data: made up." if file.is_synthetic else kept


def _show(look: Look) -> None:
    validation = look.validation
    (file,) = validation.files
    report = json.loads(validation.report.to_json())
    _report(report, validation.rejected, "file", file.format.why_not_redistributable)
    left, right = st.columns(2)
    left.button(
        "Show the accepted rows on the pages",
        on_click=show_on_map,
        args=(look,),
        disabled=not validation.report.accepted,
        type="primary",
    )
    if datasets.SESSION_KEY in st.session_state:
        right.button("Forget this file", on_click=forget)


def _imports() -> None:
    names = import_names()
    if not names:
        return
    _heading("Reports of imports")
    name = st.selectbox("Import", names, key="import")
    try:
        version = current_version(name)
        described = version.manifest.description
        sources = ", ".join(source.name for source in described.sources)
        caption_widget([f"Version {version.id} of {version.manifest.created}, from {sources}."])
        rejected = rejected_rows(version, most=10_000)
        _report(dict(described.report), rejected, name, described.why_not)
    except AtlasError as error:
        st.error(encode_markdown(error))


st.html(f'<h1 class="atlas-title"{attributes()}>{say("Data")}</h1>')
_datasets()
_upload()
_imports()
