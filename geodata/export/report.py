"""The one-page brief as a tagged PDF, typeset by Typst from ``report.typ``.

What the page says reaches the template as texts in a JSON file, never as markup: a record that
says ``#read("/etc/passwd")`` is printed so. Neither fonts of the system nor packages are used, so
that the same view gives the same bytes on every machine.
"""

from __future__ import annotations

import html
import json
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

import matplotlib as mpl
import typst

from geodata.export.change import change_before
from geodata.export.fonts import FAMILIES, FONTS_FOLDER, font_files
from geodata.export.lettering import TYPEFACE, drawable, is_right_to_left
from geodata.export.notable import notable, shortened
from geodata.export.report_pictures import map_svg, timeline_svg
from geodata.export.web.shapes import PROJECTION_NAME
from geodata.model import AtlasError
from geodata.views.text import day_text, number_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.export.snapshot import Snapshot

Paper: TypeAlias = Literal["a4", "letter"]
PAPERS: Final[tuple[Paper, ...]] = get_args(Paper)

DOCUMENT: Final = "brief.pdf"
LONGEST_TITLE: Final = 400
LONGEST_MARKING: Final = 60
LONGEST_WORD: Final = 40
"""Longer words may break anywhere, so that none runs out of its column."""

METHOD: Final = (
    (
        "Incidents are cited records: one event on one date or month in one place. A province "
        "counts with at least one record; no more is claimed by it."
    ),
    (
        "Figures are best estimates, in brackets the sums of the low and of the high ones; in "
        "attacks, killed are people other than the attackers. Records without a figure add "
        "nothing: unknown is not zero."
    ),
)

_TYPST_PAPERS: Final[dict[Paper, str]] = {"a4": "a4", "letter": "us-letter"}


@dataclass(frozen=True, slots=True)
class _Level:
    """How much the page shows; sizes in points, heights in millimetres."""

    title_size: float
    map_height: float
    timeline_height: float
    incidents: int
    sources: int
    method_size: float


# Tried in this order until the page fits. Caveats and credits are on every level.
_LEVELS: Final = (
    _Level(15, 98, 38, 6, 3, 7),
    *(_Level(15, 90, 34, most, 3, 7) for most in (6, 5, 4)),
    *(_Level(13, 78, 30, most, 2, 6.8) for most in (6, 5, 4, 3)),
    *(_Level(10.5, 68, 26, most, 2, 6.4) for most in (4, 3, 2, 1, 0)),
    *(_Level(8, height, 22, 0, 0, 5.6) for height in (56, 44, 32, 20)),
)


def brief_document(
    snapshot: Snapshot, *, paper: Paper = "a4", title: str = "", marking: str = ""
) -> bytes:
    """Return the one-page brief of a view.

    Parameters
    ----------
    snapshot : Snapshot
        The view.
    paper : {"a4", "letter"}
        Size of the page, upright.
    title : str
        In place of the finding; at most 400 characters are kept.
    marking : str
        At top and bottom of the page, such as ``OFFICIAL``.

    Returns
    -------
    bytes
        PDF/UA-1, one page; the manifest stands in its keywords. The same view and options give
        the same bytes.

    Raises
    ------
    AtlasError
        If there is no such paper, or the page can't be typeset.
    """
    if paper not in PAPERS:
        raise AtlasError(f"There is no paper {paper!r}. Use any of: {', '.join(PAPERS)}.")
    options = {"size": paper, "title": title, "marking": marking, "language": snapshot.language}
    manifest = replace(snapshot.manifest, document=DOCUMENT, options=options)
    content = page_content(snapshot, title=title, marking=marking)
    content |= {"paper": _TYPST_PAPERS[paper], "keywords": manifest.to_json()}
    sources = {
        "main.typ": (files("geodata.export") / "report.typ").read_bytes(),
        "data.json": json.dumps(content, ensure_ascii=False).encode(),
    }
    if not snapshot.is_empty:
        sources |= {"map.svg": map_svg(snapshot), "timeline.svg": timeline_svg(snapshot)}
    try:
        page: bytes = typst.compile(  # type: ignore[call-overload]  # the stub lacks several files at once
            sources,
            format="pdf",
            font_paths=_typefaces(),
            pdf_standards=["ua-1"],
            timestamp=int(manifest.time().timestamp()),
        )
    except typst.TypstError as error:
        raise AtlasError(f"The brief can't be typeset: {error}.") from error
    return page


def brief_manifest(content: bytes) -> str:
    """Return the manifest of a brief as JSON; an empty text if the document is no brief."""
    _, _, after = content.partition(b"<pdf:Keywords>")
    text, end, _ = after.partition(b"</pdf:Keywords>")
    return html.unescape(text.decode(errors="replace")) if end else ""


@cache
def _typefaces() -> typst.Fonts:
    """Return the typefaces of documents, and no others."""
    font_files()  # checks that they are the ones we ship
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(FONTS_FOLDER), str(Path(mpl.get_data_path()) / "fonts" / "ttf")],
    )


def page_content(snapshot: Snapshot, *, title: str = "", marking: str = "") -> dict[str, Any]:
    """Return everything that the page says, as texts that its typeface can show.

    Parameters
    ----------
    snapshot : Snapshot
        The view.
    title, marking : str
        See :func:`brief_document`.
    """
    # A title of emoji alone leaves nothing to show.
    given = " ".join(drawable(" ".join(title.split())).split())
    finding = shortened(given or f"{snapshot.place}: {snapshot.title}", LONGEST_TITLE)
    texts = {
        "title": finding,
        "subtitle": f"{snapshot.place} · {snapshot.subtitle}",
        "marking": shortened(" ".join(marking.split()), LONGEST_MARKING),
        "banner": _banner(snapshot),
        "empty": "No cited record in view" if snapshot.is_empty else "",
        "figures": [
            {"label": figure.label, "value": figure.value, "note": figure.note}
            for figure in snapshot.figures
        ],
        "change": asdict(change_before(snapshot)),
        "notable": asdict(notable(snapshot)),
        "map_alternative": _map_alternative(snapshot),
        "timeline_alternative": _timeline_alternative(snapshot),
        "method": METHOD,
        "caveats": (*_scope(snapshot), *snapshot.caveats),
        "credits": (*snapshot.credits, f"Projection: {PROJECTION_NAME}"),
        "made": f"Afghanistan Incident Atlas {snapshot.manifest.software}, made on "
        f"{day_text(snapshot.manifest.time())}.",
    }
    return {
        **_each_text(texts, lambda text: breakable(drawable(text))),
        "is_right_to_left": is_right_to_left(finding),
        "fonts": [*FAMILIES, TYPEFACE],
        "levels": [asdict(level) for level in _LEVELS],
        "address": f"?{snapshot.manifest.address}",
    }


def breakable(text: str) -> str:
    r"""Let words that no column could hold break anywhere.

    Examples
    --------
    >>> breakable("a short text"), breakable("x" * 41).count("\u200b")
    ('a short text', 40)
    """
    words = text.split(" ")
    return " ".join("\u200b".join(word) if len(word) > LONGEST_WORD else word for word in words)


def _each_text(value: Any, change: Callable[[str], str]) -> Any:  # noqa: ANN401 - JSON of any shape
    """Change every text of a structure but addresses."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {
            key: each if key == "url" else _each_text(each, change) for key, each in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_each_text(each, change) for each in value]
    return value


def _banner(snapshot: Snapshot) -> str:
    # Of several datasets together one may be real.
    is_mixed = "+" in snapshot.dataset.key
    made_up = "Synthetic data among the records: some are" if is_mixed else "Synthetic data:"
    return f"{made_up} made up, not real events." if snapshot.dataset.synthetic else ""


def _scope(snapshot: Snapshot) -> list[str]:
    """Say what map and figures are of, where that isn't the same."""
    notes = []
    if snapshot.request.province:
        notes.append(
            f"The map shows all provinces; figures, timeline and incidents are those of "
            f"{snapshot.place} alone."
        )
    unplaced = snapshot.map.unknown_province_records
    if unplaced:
        notes.append(f"Not on the map: records without a known province, {number_text(unplaced)}.")
    return notes


def _map_alternative(snapshot: Snapshot) -> str:
    strongest = "; ".join(f"{row.name} {row.value}" for row in snapshot.ranking[:5])
    return f"Map of Afghanistan by province: {snapshot.subtitle}. Strongest: {strongest or 'none'}."


def _timeline_alternative(snapshot: Snapshot) -> str:
    view = snapshot.timeline
    return (
        f"{view.measure_label} by {view.period} from {day_text(view.first)} to "
        f"{day_text(view.last)}, by group: {', '.join(view.groups) or 'none'}."
    )
