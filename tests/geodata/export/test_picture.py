"""Pictures: the colours of the view, every credit, hostile titles as plain text, equal bytes."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from geodata.export.cartography import HALO
from geodata.export.documents import (
    FORMATS,
    DocumentOptions,
    make_document,
    options_of,
    read_manifest,
)
from geodata.export.picture import SIZES_INCHES, PictureOptions, picture
from geodata.export.request import ViewRequest
from geodata.export.snapshot import Snapshot, snapshot
from geodata.model import AtlasError, Filters
from geodata.store import curated_dataset

if TYPE_CHECKING:
    from geodata.export.picture import Size

MADE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
AUTUMN = ViewRequest(
    Filters(date(2021, 8, 15), date(2021, 11, 14), groups=("ISKP",), event_types=("attack",)),
    "killed",
)


def shot(request: ViewRequest = AUTUMN, language: str = "en") -> Snapshot:
    for known in ("en", "fa", "ps"):
        if known == language:
            return snapshot(request, curated_dataset(), language=known, made_at=MADE)
    raise AssertionError(language)


@pytest.fixture(scope="module")
def made() -> Snapshot:
    return shot()


def pixels(content: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(content)) as image:
        return np.asarray(image.convert("RGB")).reshape(-1, 3)


def svg_texts(content: bytes) -> str:
    texts = re.findall(r"<text[^>]*>(.*?)</text>", content.decode(), re.DOTALL)
    return unescape(" ".join(" ".join(texts).split()))


def test_each_class_of_the_view_has_its_colour_on_the_picture(made: Snapshot) -> None:
    options = PictureOptions(dpi=60)
    found = {tuple(pixel) for pixel in pixels(picture(made, options)).tolist()}
    coloured = [entry for entry in made.map.classes if entry.colour and entry.provinces]
    assert len(coloured) >= 3
    for entry in coloured:
        wanted = tuple(int(entry.colour[start : start + 2], 16) for start in (1, 3, 5))
        assert wanted in found


@pytest.mark.parametrize("title", ["\U0001f6a8\U0001f6a8", " \u2009 "])
def test_a_title_of_what_no_typeface_has_leaves_the_finding(made: Snapshot, title: str) -> None:
    content = picture(made, PictureOptions("timeline", "svg", title=title))
    assert made.title[:30] in svg_texts(content)


def test_a_timeline_names_the_sum_that_it_shows() -> None:
    rate = shot(replace(AUTUMN, measure="killed_rate"))
    texts = svg_texts(picture(rate, PictureOptions("timeline", "svg")))
    assert "· Killed per 100,000" not in texts
    assert "isn't a sum of months: shown are people killed instead" in texts
    assert "· Killed per 100,000" in svg_texts(picture(rate, PictureOptions("map", "svg")))


def test_halos_of_names_are_outlines_and_names_texts(made: Snapshot) -> None:
    content = picture(made, PictureOptions("map", "svg")).decode()
    assert content.count(f'<g id="{HALO}">') == len(made.map.provinces)
    assert svg_texts(content.encode()).count("Nangarhar") == 1


@pytest.mark.parametrize("size", SIZES_INCHES)
def test_the_sheet_has_its_size(made: Snapshot, size: Size) -> None:
    with Image.open(io.BytesIO(picture(made, PictureOptions(size=size, dpi=60)))) as image:
        width, height = SIZES_INCHES[size]
        assert image.size == pytest.approx((width * 60, height * 60), abs=1)


def test_finding_credits_caveats_and_marking_are_texts(made: Snapshot) -> None:
    options = PictureOptions("both", "svg", "a4", marking="OFFICIAL")
    text = svg_texts(picture(made, options))
    for line in (made.title, *made.credits, *made.caveats):
        assert all(word in text for word in line.split()), line
    assert text.count("OFFICIAL") == 2
    assert "No cited record" in text
    assert "200 km" in text
    assert "Albers equal-area" in text


def test_every_province_is_named(made: Snapshot) -> None:
    text = svg_texts(picture(made, PictureOptions("map", "svg")))
    assert [name for name in made.map.provinces["name"] if name not in text] == []


def test_names_in_pashto_are_drawn() -> None:
    text = svg_texts(picture(shot(language="ps"), PictureOptions("map", "svg")))
    assert "کابل" in text


@pytest.mark.parametrize(
    "title", ["$x$ \\frac{1}{2} " * 25, "🙂" * 400, "عنوان " * 80, "<b>&amp;</b>", "a" * 400]
)
def test_any_title_fits(made: Snapshot, title: str) -> None:
    assert picture(made, PictureOptions("map", "png", dpi=50, title=title[:400]))


def test_no_record_in_view_is_said() -> None:
    empty = shot(ViewRequest(Filters(groups=("IMU",), attributions=("unclaimed",))))
    assert "No cited record in view" in svg_texts(picture(empty, PictureOptions("both", "svg")))


def test_synthetic_data_is_called_so(made: Snapshot) -> None:
    synthetic = replace(made, dataset=replace(made.dataset, synthetic=True))
    assert "Synthetic data: made up" in svg_texts(picture(synthetic, PictureOptions("map", "svg")))


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_document_can_be_made_again_from_its_manifest(made: Snapshot, file_format: str) -> None:
    options = DocumentOptions("map", "square", marking="A (b) \\ c", title='"x" & <y>')
    content = make_document(made, file_format, options)
    manifest = read_manifest(content)
    assert manifest.dataset_version == made.dataset.version
    kind, found = options_of(manifest)
    again = snapshot(AUTUMN, curated_dataset(), made_at=manifest.time())
    assert kind == file_format
    assert make_document(again, kind, found) == content


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"<svg></svg>", b"hello"])
def test_what_is_no_document_of_ours_is_refused(content: bytes) -> None:
    with pytest.raises(AtlasError):
        read_manifest(content)
