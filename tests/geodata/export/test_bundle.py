"""Several documents at once, archives with equal bytes, and each document made again."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from pptx import Presentation

from geodata.export.bundle import (
    KINDS,
    Choices,
    check_kinds,
    made_again,
    make_documents,
    zipped,
)
from geodata.export.documents import DocumentOptions
from geodata.export.embedded import embedded_manifest
from geodata.export.report import brief_document
from geodata.export.request import ViewRequest, request_from_address
from geodata.export.snapshot import Snapshot, snapshot
from geodata.model import AtlasError, Filters
from geodata.store import curated_dataset

MADE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
WEEK = ViewRequest(Filters(date(2021, 10, 8), date(2021, 10, 15), ("ISKP",)))
CHOICES = Choices(DocumentOptions("map", marking="A (b) \\ c", title='"x" & <y> ü'), "letter")


@pytest.fixture(scope="module")
def made() -> Snapshot:
    return snapshot(WEEK, curated_dataset(), language="fa", made_at=MADE)


def test_all_are_made_and_each_is_told_of(made: Snapshot) -> None:
    told: list[tuple[str, int, int]] = []
    documents = make_documents(made, ["svg", "brief"], CHOICES, lambda *step: told.append(step))
    assert told == [("atlas-map.svg", 1, 2), ("atlas-brief.pdf", 2, 2)]
    assert list(documents) == ["atlas-map.svg", "atlas-brief.pdf"]


@pytest.mark.parametrize("kind", [*KINDS, "records.xlsx", "by_province.gpkg", "by_period.csv"])
def test_each_is_made_again_from_what_it_says_of_itself(made: Snapshot, kind: str) -> None:
    if kind == "mp4":
        pytest.importorskip("imageio_ffmpeg")
    (content,) = make_documents(made, [kind], CHOICES, lambda *_: None).values()
    manifest = embedded_manifest(content)
    request = request_from_address(manifest.address)
    again = snapshot(request, curated_dataset(), language="fa", made_at=manifest.time())
    assert manifest.options["language"] == "fa"
    assert made_again(again, manifest) == content


@pytest.mark.parametrize("kinds", [[], ["docx"], ["png", "PNG"], ["by_province.docx"]])
def test_unknown_kinds_are_refused(kinds: list[str]) -> None:
    with pytest.raises(AtlasError, match="Use any of: png"):
        check_kinds(kinds)


def test_an_archive_has_the_time_of_the_manifest_and_equal_bytes(made: Snapshot) -> None:
    documents = {"b.txt": b"b", "a.txt": b"a"}
    content = zipped(documents, made)
    assert zipped(dict(sorted(documents.items())), made) == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == documents
        assert {each.date_time for each in archive.infolist()} == {(2026, 1, 2, 3, 4, 4)}
    long_ago = replace(made.manifest, made_at="1970-01-01T00:00:00+00:00")
    assert zipped(documents, replace(made, manifest=long_ago))


def test_slides_are_made_again_with_their_own_template_only(made: Snapshot) -> None:
    file = io.BytesIO()
    Presentation().save(file)
    template = file.getvalue()
    choices = replace(CHOICES, template=template)
    (content,) = make_documents(made, ["pptx"], choices, lambda *_: None).values()
    manifest = embedded_manifest(content)
    assert made_again(made, manifest, template) == content
    for other in (None, b"other"):
        with pytest.raises(AtlasError, match="--template"):
            made_again(made, manifest, other)


def test_a_film_is_made_again_in_its_own_mode(made: Snapshot) -> None:
    choices = replace(CHOICES, mode="in_month")
    (content,) = make_documents(made, ["gif"], choices, lambda *_: None).values()
    assert made_again(made, embedded_manifest(content)) == content
    (other,) = make_documents(made, ["gif"], CHOICES, lambda *_: None).values()
    assert other != content


def test_what_only_a_later_version_makes_is_told(made: Snapshot) -> None:
    later = replace(made.manifest, document="globe.glb", software="9.0")
    with pytest.raises(AtlasError, match=r"globe\.glb.*9\.0"):
        made_again(made, later)


NOT_OURS = {
    "empty": b"",
    "text": b"hello",
    "pdf": b"%PDF-1.7",
    "zip": b"PK\x03\x04",
    "half json": b"{",
    "json": b"{}",
    "gif": b"GIF89a",
    "parquet": b"PAR1",
    "png": b"\x89PNG",
    "database": b"SQLite format 3\0",
    "csv": b"\xef\xbb\xbfa,b",
    "half manifest": b'\xef\xbb\xbf{"address":',
    "film": b"0000ftypisom",
}


@pytest.mark.parametrize("content", NOT_OURS.values(), ids=NOT_OURS)
def test_what_is_no_document_of_ours_is_refused(content: bytes) -> None:
    with pytest.raises(AtlasError):
        embedded_manifest(content)


def test_a_brief_of_an_unknown_paper_is_not_guessed(made: Snapshot) -> None:
    manifest = embedded_manifest(brief_document(made))
    with pytest.raises(AtlasError, match="'a3'"):
        made_again(made, replace(manifest, options={"size": "a3"}))
