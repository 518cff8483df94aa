"""The user's own template: its layouts are used; one that can't be used is refused in words."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER

from geodata.export.deck.template import MOST_MEGABYTES, TemplateError, opened
from geodata.export.manifest import manifest_from_json
from geodata.export.office import CUSTOM_PROPERTIES, custom_properties, manifest_text
from geodata.export.slides import slides
from tests.geodata.export.shots import NOBODY, shot

if TYPE_CHECKING:
    from collections.abc import Callable

    from pptx.presentation import Presentation as Deck

SECTIONS = (
    b'<p:extLst><p:ext uri="{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"><p14:sectionLst '
    b'xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main"><p14:section '
    b'name="One" id="{00000000-0000-0000-0000-000000000001}"><p14:sldIdLst><p14:sldId id="256"/>'
    b"</p14:sldIdLst></p14:section></p14:sectionLst></p:ext></p:extLst></p:presentation>"
)


def saved(deck: Deck) -> bytes:
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


def house() -> bytes:
    """Return a template of 4:3 with a slide of its own and a text of the house on its master."""
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = "A slide of the house"
    deck.slide_layouts.get_by_name("Title Only").name = "House map"
    return saved(deck)


def changed(package: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """Write a package anew, each part changed; one that becomes None is left out."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                target.writestr(name, content)
    return file.getvalue()


def without_titles() -> bytes:
    deck = Presentation()
    for layout in deck.slide_layouts:
        for shape in list(layout.placeholders):
            if shape.placeholder_format.type in {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE}:
                shape.element.getparent().remove(shape.element)
    return saved(deck)


def with_low_titles() -> bytes:
    deck = Presentation()
    for layout in deck.slide_layouts:
        for shape in layout.placeholders:
            shape.left, shape.top, shape.width, shape.height = 0, 5_000_000, 9_000_000, 900_000
    return saved(deck)


def test_its_layout_and_size_are_used_and_its_slides_left_out() -> None:
    deck = Presentation(io.BytesIO(slides(shot(NOBODY), template=house(), marking="OFFICIAL")))
    assert [slide.slide_layout.name for slide in deck.slides] == ["House map"] * 3
    assert (deck.slide_width, deck.slide_height) == (9_144_000, 6_858_000)
    said = [
        shape.text_frame.text for s in deck.slides for shape in s.shapes if shape.has_text_frame
    ]
    assert "A slide of the house" not in said
    assert said.count("OFFICIAL") == 6
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_nothing_refers_to_slides_that_were_left_out() -> None:
    with_sections = changed(
        house(),
        lambda name, part: (
            part.replace(b"</p:presentation>", SECTIONS) if name == "ppt/presentation.xml" else part
        ),
    )
    content = slides(shot(NOBODY), template=with_sections)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert b"sectionLst" not in package.read("ppt/presentation.xml")
        names = [name for name in package.namelist() if name.startswith("ppt/slides/slide")]
    assert len(names) == 3


def test_labels_of_the_owner_stay() -> None:
    house_labels = custom_properties({"Label of the house": "Internal"})
    labelled = changed(
        slides(shot(NOBODY), title="Before"),
        lambda name, part: house_labels if name == CUSTOM_PROPERTIES else part,
    )
    made = slides(shot(NOBODY), template=labelled, title="Ours")
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert b"Label of the house" in package.read(CUSTOM_PROPERTIES)
    assert manifest_from_json(manifest_text(made)).options["title"] == "Ours"


def test_the_manifest_of_a_deck_used_as_a_template_is_replaced() -> None:
    first = slides(shot(NOBODY), title="x" * 400)
    options = manifest_from_json(manifest_text(slides(shot(NOBODY), template=first))).options
    assert options["title"] == ""


def test_the_manifest_names_the_template() -> None:
    options = manifest_from_json(manifest_text(slides(shot(NOBODY), template=house()))).options
    assert len(options["template"]) == 64


@pytest.mark.parametrize("template", [without_titles(), with_low_titles()])
def test_a_template_without_a_fitting_layout_is_refused_with_what_is_missing(
    template: bytes,
) -> None:
    with pytest.raises(TemplateError, match=r"no layout with a title at the top.*Title Only"):
        slides(shot(NOBODY), template=template)


def test_a_template_whose_notes_have_no_text_is_refused() -> None:
    deck = Presentation()
    for shape in list(deck.notes_master.placeholders):
        if shape.placeholder_format.type == PP_PLACEHOLDER.BODY:
            shape.element.getparent().remove(shape.element)
    with pytest.raises(TemplateError, match="Notes Master"):
        slides(shot(NOBODY), template=saved(deck))


def packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("template", "words"),
    [
        (b"", "can't be read"),
        (b"hello", "can't be read"),
        (b"\xd0\xcf\x11\xe0 old or locked", "password"),
        (packed({"a.txt": b"a"}), "can't be read"),
        (packed({"[Content_Types].xml": b"<broken"}), "can't be read"),
        (house()[:20_000], "can't be read"),
    ],
)
def test_what_is_no_presentation_is_refused(template: bytes, words: str) -> None:
    with pytest.raises(TemplateError, match=words):
        opened(template)


def test_a_template_of_another_kind_is_refused() -> None:
    as_potx = changed(
        house(),
        lambda _, part: part.replace(b"presentationml.presentation.", b"presentationml.template."),
    )
    with pytest.raises(TemplateError, match=r"\.potx"):
        opened(as_potx)


def test_a_template_that_unpacks_to_too_much_is_refused_unread() -> None:
    file = io.BytesIO()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a", "w") as part,
    ):
        for _ in range(MOST_MEGABYTES + 1):
            part.write(bytes(1_000_000))
    with pytest.raises(TemplateError, match="more than 200 MB"):
        opened(file.getvalue())


@settings(max_examples=60)
@given(place=st.integers(0, 1), at=st.floats(0, 1), piece=st.binary(min_size=1, max_size=30))
def test_a_damaged_template_is_opened_or_refused(place: int, at: float, piece: bytes) -> None:
    name = ("ppt/presentation.xml", "ppt/_rels/presentation.xml.rels")[place]

    def damaged(part_name: str, part: bytes) -> bytes:
        start = int(at * len(part))
        return part[:start] + piece + part[start + len(piece) :] if part_name == name else part

    try:
        assert opened(changed(house(), damaged)).layout.name
    except TemplateError as error:
        assert error.args  # noqa: PT017 - either of the two is right
