"""Titles, headings and sentences of the pages, each with the direction of its own language.

What is translated stands in the reader's language and direction; what isn't is English, and
keeps its order and its side also on a page that is read from right to left.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from app.encode import encode_text
from app.language import attributes, current_language, is_right_to_left, word
from geodata.language import isolated

if TYPE_CHECKING:
    from collections.abc import Iterable

# Words in Arabic letters, with the spaces and non-joiners between them.
_ARABIC_WORDS: Final = re.compile("[\u0600-\u06ff]+(?:[ \u200c][\u0600-\u06ff]+)*")
_ENGLISH: Final = ' lang="en" dir="ltr"'


def is_translated(label: str) -> bool:
    """Say whether a label is there in the reader's language."""
    has_letters = any(letter.isalpha() for letter in label)
    return current_language() == "en" or not has_letters or word(label) != label


def english_html(text: str) -> str:
    """Return an English text, encoded; names in Arabic letters within it don't disorder it."""
    encoded = encode_text(text)
    if not is_right_to_left():
        return encoded
    isolated_names = _ARABIC_WORDS.sub(r"<bdi>\g<0></bdi>", encoded)
    return f"<span{_ENGLISH}>{isolated_names}</span>"


def label_html(label: str, /, **parts: object) -> str:
    """Return a label in the reader's language, encoded; in English where it is not translated."""
    if is_translated(label):
        return encode_text(word(label, **parts))
    return english_html(label.format(**parts) if parts else label)


def attributes_of(labels: Iterable[str]) -> str:
    """Return the language of a table or a legend: the reader's if all its labels are in it.

    Parameters
    ----------
    labels : iterable of str
        In English.
    """
    return attributes() if all(is_translated(label) for label in labels) else ""


def heading_html(label: str, /, **parts: object) -> str:
    """Return the heading of a section of the page."""
    return f'<h2 class="atlas-heading"{attributes_of([label])}>{label_html(label, **parts)}</h2>'


def title_html(lead: str, sentence: str, *, translated: bool = False) -> str:
    """Return the title of the page.

    Parameters
    ----------
    lead : str
        What the page is about, in the reader's language.
    sentence : str
        What is seen.
    translated : bool
        Whether the sentence is in the reader's language; it is English otherwise.
    """
    if translated:
        said = encode_text(sentence)
        return (
            f'<h1 class="atlas-title"{attributes()}><span>{encode_text(lead)}.</span> {said}</h1>'
        )
    said = english_html(sentence)
    return f'<h1 class="atlas-title"><span>{encode_text(isolate(lead))}.</span> {said}</h1>'


def isolate(text: str) -> str:
    """Return a part of an English line that may be in the reader's language."""
    return isolated(text, current_language())
