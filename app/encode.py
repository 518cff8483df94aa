"""The one function through which every string of a record or an upload reaches a page."""

from __future__ import annotations

from typing import Final

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
