"""The one door through which texts reach a page: nothing that could be read as code passes."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Template

from app.encode import encode_text

DANGEROUS = "<>\"'{}$`\\"


@given(st.text())
def test_no_dangerous_character_survives(text: str) -> None:
    assert not set(encode_text(text)) & set(DANGEROUS)


@given(st.text())
def test_every_ampersand_begins_an_entity_of_ours(text: str) -> None:
    rest = re.sub(r"&(amp|lt|gt|quot|#39|#123|#125|#36|#96|#92);", "", encode_text(text))
    assert "&" not in rest


@given(st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"])))
def test_a_browser_shows_the_text_itself(text: str) -> None:
    # html.unescape decodes as browsers do.
    assert html.unescape(encode_text(text)) == text


@given(st.text(alphabet=f"{DANGEROUS}%#7*&amp; ", max_size=30))
def test_jinja_finds_nothing_to_evaluate(text: str) -> None:
    encoded = encode_text(text)
    # A comment or line statement of Jinja would swallow text as well.
    assert Template(encoded, keep_trailing_newline=True).render() == encoded


@pytest.mark.parametrize(
    ("thing", "shown"), [(None, "None"), (7, "7"), ("a\nb", "a\nb"), ("کابل", "کابل"), ("", "")]
)
def test_anything_has_a_text(thing: object, shown: str) -> None:
    assert encode_text(thing) == shown
