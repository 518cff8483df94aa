"""Texts on sheets: none leaves the sheet, whatever the title; letters are within an SVG."""

from __future__ import annotations

import base64
import io
import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import TYPE_CHECKING

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.export.lettering import drawing, width_of, wrapped
from geodata.export.picture import PictureOptions, picture
from geodata.export.sheet import SIZES_INCHES, Sheet, Size, write_frame
from tests.geodata.export.test_picture import shot

if TYPE_CHECKING:
    from geodata.export.snapshot import Snapshot

HOSTILE = {
    "mathtext": "$x$ \\frac{1}{2} _a^b " * 20,
    "open mathtext": "$" * 400,
    "emoji": "🙂" * 400,
    "right to left": "عنوان کابل " * 40,
    "mixed": "Kabul (کابل) 2021, 🙂 " * 20,
    "one word": "W" * 400,
    "lines": "a\nb\r\n\tc\x00\x0b\u2028d",
    "markup": "<b>&amp;</b>]]>" * 26,
    "empty": " ",
}


@pytest.fixture(scope="module")
def made() -> Snapshot:
    return shot()


@pytest.mark.parametrize("size", SIZES_INCHES)
@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE)
def test_no_text_leaves_the_sheet(made: Snapshot, title: str, size: Size) -> None:
    with drawing():
        sheet = Sheet(size)
        write_frame(sheet, made, title[:400], title[:60])
        boxes = [text.get_window_extent() for text in sheet.figure.texts]
    assert len(boxes) > 4
    whole = sheet.figure.bbox
    assert all(whole.x0 <= box.x0 and box.x1 <= whole.x1 for box in boxes)
    assert all(whole.y0 <= box.y0 and box.y1 <= whole.y1 for box in boxes)
    # What is left is room enough for a map.
    assert sheet.top - sheet.bottom > 0.5 * sheet.height


def test_dollars_and_backslashes_are_written_as_they_are(made: Snapshot) -> None:
    options = PictureOptions("map", "svg", title="$x$ \\frac{1}{2} & <b>")
    texts = re.findall(r"<text[^>]*>(.*?)</text>", picture(made, options).decode(), re.DOTALL)
    assert "$x$ \\frac{1}{2} & <b>" in [unescape(text).strip() for text in texts]


@given(st.text(max_size=80), st.floats(0.5, 8), st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_lines_fit_and_are_not_too_many(text: str, inches: float, most: int) -> None:
    lines = wrapped(text, inches, 12, most).splitlines()
    assert len(lines) <= most
    assert all(width_of(line, 12) <= inches * 72 or len(line) <= 3 for line in lines)


def test_nothing_is_lost_where_there_is_room() -> None:
    text = "A cited sample, not a census: the United Nations counted far more attacks."
    assert wrapped(text, 1.5, 9, 20).split() == text.split()


@pytest.mark.parametrize("language", ["en", "ps"])
def test_an_svg_holds_the_letters_that_it_shows(language: str) -> None:
    content = picture(shot(language=language), PictureOptions("both", "svg")).decode()
    fonts = [
        TTFont(io.BytesIO(base64.b64decode(found)))
        for found in re.findall(r"font/woff;base64,([^)]+)\)", content)
    ]
    assert len(fonts) == 4
    known = {chr(code) for font in fonts for code in font.getBestCmap()}
    texts = re.findall(r"<text[^>]*>(.*?)</text>", content, re.DOTALL)
    shown = {letter for text in texts for letter in unescape(text)} - {"\n"}
    assert shown <= known
    assert len(content) < 1_500_000


def test_a_pdf_holds_its_typefaces_and_no_drawn_letters() -> None:
    content = picture(shot(language="fa"), PictureOptions("map", "pdf"))
    assert b"/Type3" not in content
    names = set(re.findall(rb"/FontName /(?:[A-Z]{6}\+)?([A-Za-z0-9-]+)", content))
    assert {b"SourceSans3-Regular", b"SourceSans3-Bold", b"Vazirmatn-Bold"} <= names


def test_threads_draw_the_same(made: Snapshot) -> None:
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda _: picture(made, PictureOptions(dpi=40)), range(4)))
    assert len(set(drawn)) == 1
