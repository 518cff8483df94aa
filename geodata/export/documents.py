"""Which documents can be made of a view, and how each is made and made again."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Final, get_args
from xml.etree import ElementTree as ET  # nosec B405 # see where it reads

from PIL import Image

from geodata.export.manifest import MANIFEST_KEY, Manifest, manifest_from_json
from geodata.export.notable import shortened
from geodata.export.picture import FileFormat, Part, PictureOptions, Size, picture
from geodata.export.report import LONGEST_MARKING, LONGEST_TITLE
from geodata.export.web.page import web_page
from geodata.model import AtlasError
from geodata.plain import one_line

if TYPE_CHECKING:
    from geodata.export.snapshot import Snapshot

FORMATS: Final = (*get_args(FileFormat), "html")
_PDF_KEY: Final = b"/Keywords ("
_PDF_KEYWORDS: Final = re.compile(re.escape(_PDF_KEY) + rb"(.*?[^\\])\)", re.DOTALL)
RESOLUTIONS: Final = (150, 300)
"""Dots per inch that a picture can have."""

_MANIFEST_START: Final = '{"address"'


@dataclass(frozen=True, slots=True)
class DocumentOptions:
    r"""What a document looks like; see :class:`geodata.export.picture.PictureOptions`.

    Title and marking are kept as one line of letters, of a length that a page can bear: they come
    from whoever asks, and reach every format from here.

    Examples
    --------
    >>> DocumentOptions(title="One\ntitle\x00").title
    'One title'
    """

    part: Part = "both"
    size: Size = "slide"
    dpi: int = 150
    marking: str = ""
    title: str = ""

    def __post_init__(self) -> None:
        """Clean and cut the texts; what was cleaned once stays the same."""
        for name, longest in (("marking", LONGEST_MARKING), ("title", LONGEST_TITLE)):
            text = one_line(getattr(self, name))
            # One less, since the sign of the cut may need a blank before it.
            kept = text if len(text) <= longest else shortened(text, longest - 1)
            object.__setattr__(self, name, kept)


def make_document(snapshot: Snapshot, file_format: str, options: DocumentOptions) -> bytes:
    """Make a document of a view.

    Parameters
    ----------
    snapshot : Snapshot
        The view.
    file_format : {"png", "svg", "pdf", "html"}
        Kind of file.
    options : DocumentOptions
        What it looks like.

    Raises
    ------
    AtlasError
        If there is no such kind.
    """
    if file_format == "html":
        return web_page(snapshot, marking=options.marking, title=options.title or None)
    for known in get_args(FileFormat):
        if known == file_format:
            chosen = PictureOptions(
                options.part, known, options.size, options.dpi, options.marking, options.title
            )
            return picture(snapshot, chosen)
    raise AtlasError(
        f"There is no document of the kind {file_format!r}. Use any of: {', '.join(FORMATS)}."
    )


def read_manifest(content: bytes) -> Manifest:
    """Return what a document says of itself.

    Raises
    ------
    AtlasError
        If it is no document of the atlas.
    """
    if content.startswith(b"\x89PNG"):
        with Image.open(io.BytesIO(content)) as image:
            return manifest_from_json(str(image.info.get(MANIFEST_KEY, "")))
    if content.startswith(b"%PDF"):
        return manifest_from_json(_pdf_keywords(content))
    text = content.decode("utf-8", errors="replace")
    if "<svg" in text[:2000] and "<html" not in text[:2000]:
        return manifest_from_json(_svg_description(content))
    match = re.search(f'<meta name="{MANIFEST_KEY}" content="([^"]*)"', text)
    return manifest_from_json(unescape(match[1]) if match else "")


def _pdf_keywords(content: bytes) -> str:
    # From the first place only: if the text doesn't end after it, none after it ends either, and
    # a file of nothing but beginnings would be searched to its end from each.
    match = _PDF_KEYWORDS.match(content, max(content.find(_PDF_KEY), 0))
    if not match:
        return ""
    # matplotlib writes plain texts, with a backslash before what would end or nest them.
    return re.sub(r"\\(.)", r"\1", match[1].decode("latin-1"))


def _svg_description(content: bytes) -> str:
    try:
        # Expat resolves nothing from outside and stops entities that swell.
        root = ET.fromstring(content)  # nosec B314 # noqa: S314 - see above
    except ET.ParseError:
        return ""
    texts = (part.text or "" for part in root.iter() if part.tag.endswith("description"))
    return next((text for text in texts if text.startswith(_MANIFEST_START)), "")


def options_of(manifest: Manifest) -> tuple[str, DocumentOptions]:
    """Return the kind of a document and what it looked like, from its manifest.

    Raises
    ------
    AtlasError
        If no document has such a resolution.
    """
    part, _, file_format = manifest.document.rpartition(".")
    values = json.loads(json.dumps(dict(manifest.options)))
    parts = {name: name for name in get_args(Part)}
    sizes = {name: name for name in get_args(Size)}
    resolution = values.get("dpi", str(DocumentOptions().dpi))
    if resolution not in map(str, RESOLUTIONS):
        raise AtlasError(
            f"The document has {resolution[:20]!r} dots per inch, which none of the atlas has. Use "
            "the one that the atlas made."
        )
    return file_format, DocumentOptions(
        part=parts.get(part, "both"),
        size=sizes.get(values.get("size", ""), "slide"),
        dpi=int(resolution),
        marking=values.get("marking", ""),
        title=values.get("title", ""),
    )
