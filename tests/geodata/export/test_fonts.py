"""Typefaces of documents: whole, licensed, and with every letter that a document needs."""

from __future__ import annotations

import pytest
from matplotlib.ft2font import FT2Font

from geodata.export import fonts
from geodata.export.fonts import FAMILIES, FONTS_FOLDER, font_files
from geodata.model import ChecksumError
from geodata.provinces import load_provinces
from geodata.sidecar import load_sidecar

# Letters of Pashto beyond Arabic's, with those of Dari, its digits and its marks.
ARABIC = "ېۍګړښځڅډټڼئپچژکگیآءؤ۰۱۲۳۴۵۶۷۸۹،؛؟٪"
LATIN = "AZaz09éäā–—’“”…·≥≤°\u00d7\u2212\u2009\u00a0"


def test_each_family_has_a_regular_and_a_bold_font() -> None:
    found = [(font.family_name, font.style_name) for font in map(FT2Font, map(str, font_files()))]
    assert found == [(family, style) for family in FAMILIES for style in ("Regular", "Bold")]


@pytest.mark.parametrize(("family", "letters"), [(0, LATIN), (1, ARABIC), (1, LATIN[:6])])
def test_a_family_has_its_letters(family: int, letters: str) -> None:
    for path in font_files()[2 * family : 2 * family + 2]:
        known = FT2Font(str(path)).get_charmap()
        assert [letter for letter in letters if ord(letter) not in known] == []


@pytest.mark.parametrize("column", ["name_dari", "name_pashto"])
def test_the_names_of_the_provinces_can_be_written(column: str) -> None:
    known = FT2Font(str(font_files()[2])).get_charmap()
    assert {
        letter for name in load_provinces()[column] for letter in name if ord(letter) not in known
    } == set()


def test_each_font_comes_with_its_licence() -> None:
    for path in font_files():
        licence = load_sidecar(path).licence.rpartition(" ")[2]
        assert "SIL OPEN FONT LICENSE" in (FONTS_FOLDER / licence).read_text("utf-8").upper()


def test_a_changed_font_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("fonts")
    for path in FONTS_FOLDER.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    with (folder / "vazirmatn-bold.ttf").open("ab") as file:
        file.write(b"x")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fonts, "FONTS_FOLDER", folder)
        font_files.cache_clear()
        with pytest.raises(ChecksumError, match=r"vazirmatn-bold\.ttf"):
            font_files()
    font_files.cache_clear()
