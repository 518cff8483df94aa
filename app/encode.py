"""The two doors through which strings of records, uploads and messages reach a page.

One is for the page's own HTML, the other for what Streamlit reads as Markdown.
"""

from __future__ import annotations

import re
from typing import Final

from geodata.plain import one_line

_ENTITIES: Final = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "'": "&#39;",
        "{": "&#123;",
        "}": "&#125;",
        "$": "&#36;",
        "`": "&#96;",
        # A backslash would start an escape where a text ends up in a script.
        "\\": "&#92;",
    }
)


def encode_text(text: object) -> str:
    """Encode a string so that neither Jinja, JavaScript nor HTML can read it as code.

    folium renders generated markup a second time as a Jinja template, and browsers evaluate
    template literals; HTML escaping alone stops neither. With every character that opens a
    template, a tag or a string written as an entity, the text can only be shown.

    Parameters
    ----------
    text : object
        Anything; its string form is encoded.

    Returns
    -------
    str
        To be set as the content or a quoted attribute of an HTML element.

    Examples
    --------
    >>> encode_text("{{7*7}} <b>${x}`")
    '&#123;&#123;7*7&#125;&#125; &lt;b&gt;&#36;&#123;x&#125;&#96;'
    """
    return str(text).translate(_ENTITIES)


LONGEST_MESSAGE: Final = 2_000
"""Characters of a message that a page shows."""

_MARKDOWN: Final = re.compile(r"[\\`*_\[\]<>$~|&#+]|^[-=]|(?<=^\d)[.)]")
# Colours, icons and addresses are found in what is left after the backslashes are gone. A mark
# without width parts what would be one.
_FOUND_LATER: Final = re.compile(r"(:(?=[A-Za-z_/+-]|\d+:)|@|\bwww(?=\.))", re.IGNORECASE)
_PARTED: Final = "\u2060"


def encode_markdown(text: object) -> str:
    r"""Encode a string so that Streamlit's Markdown can only show it.

    Streamlit's alerts, labels and help read Markdown with links, pictures, formulas
    (``$\href{…}$``), colours (``:red[…]``) and icons (``:material/…:``); a message that names what
    stands in a file must not become any of them.

    Parameters
    ----------
    text : object
        Anything; its string form is encoded, as one line of at most :data:`LONGEST_MESSAGE`.

    Returns
    -------
    str
        For ``st.error``, ``st.warning``, ``st.progress`` and ``help``.

    Examples
    --------
    >>> encode_markdown("![x](y) a_b $1$")
    '!\\[x\\](y) a\\_b \\$1\\$'
    >>> encode_markdown("Two columns are called “date” (1 and 3).")
    'Two columns are called “date” (1 and 3).'
    """
    shown = one_line(str(text))
    if len(shown) > LONGEST_MESSAGE:
        shown = f"{shown[: LONGEST_MESSAGE - 1]}…"
    return _MARKDOWN.sub(r"\\\g<0>", _FOUND_LATER.sub(rf"\1{_PARTED}", shown))
