"""A view and the documents of it as a command for schedules, and as an address."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin

from app.commands.brief import DEFAULTS
from geodata.export.request import address_of
from geodata.language import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.brief_controls import Chosen
    from geodata.export.request import ViewRequest
    from geodata.provinces import Language


def brief_command(request: ViewRequest, chosen: Chosen) -> str:
    """Return the command that makes the documents that a reader has chosen.

    Parameters
    ----------
    request : ViewRequest
        The view; of datasets that a command can find.
    chosen : Chosen
        The documents, and what they look like.
    """
    options = chosen.choices.options
    values = {
        "part": options.part,
        "size": options.size,
        "paper": chosen.choices.paper,
        "dpi": options.dpi,
        "language": chosen.language,
        "marking": options.marking,
        "title": options.title,
    }
    address = address_of(request)
    words = ["atlas", "brief"]
    if address:
        words.append(f"--view=?{address}")
    words.append(f"--formats={','.join(chosen.kinds)}")
    # Written in one piece, a value that begins with a dash is no option.
    words += [f"--{word}={value}" for word, value in values.items() if value != DEFAULTS[word]]
    if chosen.template_name:
        words.append(f"--template={chosen.template_name}")
    return shlex.join([*words, "--out=brief"])


def view_address(
    request: ViewRequest, labels: Mapping[str, str], language: Language, page: str | None
) -> str:
    """Return the address of a view on the map page.

    Parameters
    ----------
    request : ViewRequest
        The view.
    labels : mapping of str to str
        What an address calls the datasets, by key.
    language : {"en", "fa", "ps"}
        Of the pages.
    page : str, optional
        Address of a page of this dashboard, if it is known.

    Examples
    --------
    >>> from geodata.export.request import ViewRequest
    >>> view_address(ViewRequest(measure="killed"), {}, "ps", "http://localhost:8501/brief")
    'http://localhost:8501/?measure=Killed&lang=%D9%BE%DA%9A%D8%AA%D9%88'
    """
    parts = [address_of(request, labels)]
    if language != "en":
        parts.append(urlencode({"lang": LANGUAGES[language]}))
    query = "&".join(part for part in parts if part)
    root = urljoin(page, ".") if page else ""
    return f"{root}?{query}" if query or not root else root
