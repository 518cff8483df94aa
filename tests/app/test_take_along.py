"""What a reader takes along is what is on the page, also if it is made outside the session."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from streamlit.testing.v1 import AppTest

from geodata.export.embedded import embedded_manifest
from geodata.importing import import_files

if TYPE_CHECKING:
    import pytest

OWN = Path(__file__).parents[1] / "fixtures" / "own.csv"


def _session() -> None:
    """Choose an import and Dari, and hand out what makes the document of the view."""
    import builtins  # noqa: PLC0415 - AppTest runs this text alone

    import streamlit as st  # noqa: PLC0415 - the same

    from app import data  # noqa: PLC0415 - the same
    from app.data_brief import DocumentMaker, request_of  # noqa: PLC0415 - the same
    from app.frame import current_view, draw_frame  # noqa: PLC0415 - the same
    from geodata.export.bundle import Choices  # noqa: PLC0415 - the same
    from geodata.export.documents import DocumentOptions  # noqa: PLC0415 - the same

    st.session_state.setdefault("data", ["mine"])
    draw_frame()
    maker = DocumentMaker(request_of(current_view()), data.dataset(), "fa", "")
    builtins.atlas_maker = lambda: maker.document("html", Choices(DocumentOptions()))[1]  # type: ignore[attr-defined]


def test_a_document_is_of_the_records_that_the_reader_chose(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path / "home"))
    imported = import_files([OWN], "mine").version.dataset()
    monkeypatch.setattr("builtins.atlas_maker", None, raising=False)
    page = AppTest.from_function(_session, default_timeout=60).run()
    assert not page.exception
    import builtins  # noqa: PLC0415 - where the session left it

    manifest = embedded_manifest(builtins.atlas_maker())  # type: ignore[attr-defined]
    assert manifest.dataset_version == imported.version
    lines = (tmp_path / "home" / "logs" / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    written = json.loads(lines[-1])
    assert (written["event"], written["what"], written["dataset"]) == ("export", "html", "mine")
