"""The page of the data: which there are, a file to look at, and what the checks made of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from app import data, datasets
from app.access import access_in_force
from app.account import current_account, is_curator, may_look_at_files
from app.encode import encode_markdown
from app.language import attributes, say
from app.mapping_form import mapping_form
from app.report_markup import counts_html, datasets_html, outcomes_html, unmapped_html
from app.storing import keep_widget, roll_back_widget
from app.texts import heading_html
from app.upload import Look, forget, let_go, look_at, show_on_map, upload_megabytes
from app.widgets import caption_widget
from geodata import audit
from geodata.export.tables import safe_csv
from geodata.model import AtlasError
from geodata.uploads.errors import UploadError
from geodata.uploads.job import TABLE
from geodata.uploads.start import NURSERY
from geodata.versions import current_version, import_names, rejected_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from geodata.uploads.answer import Checked, LookedFile


HOW_TO_CHOOSE: Final = "Choose in the sidebar which of them the pages are about."
HOW_TO_KEEP: Final = (
    "To keep a file as a dataset of its own, import it on the command line: "
    "atlas import FILE --name NAME."
)


def _heading(text: str) -> None:
    st.html(heading_html(text))


def _datasets() -> None:
    _heading("Datasets")
    rows = [(dataset, *data.size(dataset)) for dataset in datasets.available().values()]
    st.html(datasets_html(rows))
    # A reader who has to log in can't reach the command line; curators have a button.
    caption_widget([HOW_TO_CHOOSE, *([HOW_TO_KEEP] if access_in_force() is None else [])])


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
    if not may_look_at_files():
        return
    _heading("Look at a file")
    # Loaded while the reader still looks for the file.
    NURSERY.prepare()
    upload = st.file_uploader(
        "A file of UCDP, ACLED, GTD or any other table of incidents",
        max_upload_size=upload_megabytes(),
        help="CSV, XLSX, Parquet, GeoPackage or GeoJSON, also zipped. It stays in the server's "
        "memory and is gone when you leave, unless you import it."
        if is_curator()
        else "CSV, XLSX, Parquet, GeoPackage or GeoJSON, also zipped. It stays in this machine's "
        "memory, is never written to disk, and is gone when you leave.",
        key="upload",
    )
    if upload is None:
        let_go()
        return
    try:
        _look(upload)
    except AtlasError as error:
        st.error(encode_markdown(error))
        if isinstance(error, UploadError) and error.may_pass:
            st.button("Try again", key="look again")


def _look(upload: UploadedFile) -> None:
    mapping = None
    look = look_at(upload, mapping)
    file = look.file
    caption_widget([_described(file)])
    if file.mapping is not None:
        mapping = mapping_form(file.mapping, file.columns)
        problems = mapping.problems(file.columns)
        if problems:
            st.warning(encode_markdown(" ".join(problems)))
            return
        look = look_at(upload, mapping)
    if look.checked is not None:
        _show(look, look.checked)
        if look.checked.report["accepted"]:
            keep_widget((upload.name, upload.getvalue()), mapping)


def _described(file: LookedFile) -> str:
    what = "A table in no known format." if file.format.key == TABLE else file.format.label + "."
    kept = f"{what} {file.how} {file.remark}"
    return f"{kept} Synthetic data: made up." if file.is_synthetic else kept


def _show(look: Look, checked: Checked) -> None:
    _report(checked.report, checked.rejected, "file", look.file.format.why_not_redistributable)
    left, right = st.columns(2)
    left.button(
        "Show the accepted rows on the pages",
        on_click=show_on_map,
        args=(look,),
        disabled=not checked.records.num_rows,
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
        roll_back_widget(name, version)
    except AtlasError as error:
        st.error(encode_markdown(error))


st.html(f'<h1 class="atlas-title"{attributes()}>{say("Data")}</h1>')
_datasets()
_upload()
_imports()
