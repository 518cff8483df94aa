"""Records whose licence forbids it are in no file of any format; invented rows stand for them."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from geodata.export.bundle import Choices, make_documents
from geodata.export.datasets import dataset_of
from geodata.export.documents import DocumentOptions
from geodata.export.request import ViewRequest
from geodata.export.snapshot import Snapshot, snapshot
from geodata.importing import import_files
from geodata.model import Filters, RightsError
from tests.geodata.export.shots import MADE

if TYPE_CHECKING:
    from collections.abc import Iterator

FIXTURES: Final = Path(__file__).parents[2] / "fixtures"
# What only single rows say, as the two files have it.
RAW: Final = (b"AFG9000", b"2099010100", b"Invented", b"no real event", b"acled.csv", b"gtd.csv")
ALLOWED: Final = (
    *("png", "svg", "pdf", "brief", "pptx", "html", "gif", "xlsx"),
    *(f"by_province.{each}" for each in ("csv", "xlsx", "geojson", "gpkg", "parquet")),
    *(f"by_period.{each}" for each in ("csv", "xlsx", "geojson", "gpkg", "parquet")),
)
REFUSED: Final = ("csv", "records.xlsx", "geojson", "gpkg", "parquet")


@pytest.fixture(scope="module", params=["acled", "gtd"])
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Snapshot]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATLAS_HOME", str(tmp_path_factory.mktemp("home")))
        import_files([FIXTURES / f"{request.param}.csv"], request.param)
        # Few months: a film draws each of them.
        year = (
            Filters(date(2020, 3, 1), date(2020, 5, 31))
            if request.param == "acled"
            else Filters(date(2015, 4, 1), date(2015, 6, 30))
        )
        view = ViewRequest(year, "killed", datasets=("curated", request.param))
        yield snapshot(view, dataset_of(view.datasets), made_at=MADE)


def documents(made: Snapshot, *kinds: str) -> dict[str, bytes]:
    return make_documents(made, kinds, Choices(DocumentOptions()), lambda *_: None)


def unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Return everything in a file, packages within packages and the words of a PDF as well."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.namelist():
                yield from unpacked(f"{name}, {part}", archive.read(part))
    elif content.startswith(b"%PDF"):
        program = shutil.which("pdftotext")
        assert program, "Debian's poppler-utils are missing"
        done = subprocess.run([program, "-", "-"], input=content, capture_output=True, check=True)  # noqa: S603 - our own words
        yield name, done.stdout
    yield name, content


def test_no_row_is_in_any_file(made: Snapshot) -> None:
    rows = made.records()
    assert rows["dataset"].nunique() == 2
    found = [
        (part, word)
        for name, content in documents(made, *ALLOWED).items()
        for part, text in unpacked(name, content)
        for word in RAW
        if word in text
    ]
    assert found == []


def test_files_that_would_have_held_them_say_why(made: Snapshot) -> None:
    for name, content in documents(made, "brief", "pptx", "html", "xlsx").items():
        texts = b" ".join(text for _, text in unpacked(name, content)).decode(errors="replace")
        reason = "".join(made.dataset.why_not.split())
        shown = "".join(texts.split()).replace("&#39;", "'").replace("&apos;", "'")
        assert reason in shown, name


@pytest.mark.parametrize("kind", REFUSED)
def test_tables_of_them_are_refused(made: Snapshot, kind: str) -> None:
    assert made.dataset.why_not
    with pytest.raises(RightsError, match="one by one"):
        documents(made, kind)
