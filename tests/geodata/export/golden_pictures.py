"""The pictures that are kept to compare with: small ones, one for each size, part and language.

Draw them anew from the project's root after a change that is meant, and look at them:
``python -m tests.geodata.export.golden_pictures``.
"""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image

from geodata.export.picture import PictureOptions, picture
from geodata.export.request import ViewRequest
from geodata.export.snapshot import Snapshot, snapshot
from geodata.model import Filters
from geodata.store import curated_dataset

if TYPE_CHECKING:
    from geodata.provinces import Language

FOLDER: Final = Path(__file__).parents[2] / "golden" / "pictures"
_DPI: Final = 45
_MADE: Final = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
_AUTUMN: Final = ViewRequest(
    Filters(date(2021, 8, 15), date(2021, 11, 14), groups=("ISKP",), event_types=("attack",)),
    "killed",
)
PICTURES: Final[dict[str, tuple[Language, PictureOptions]]] = {
    "map-slide": ("en", PictureOptions("map", size="slide", dpi=_DPI)),
    "map-a4": ("en", PictureOptions("map", size="a4", dpi=_DPI, marking="OFFICIAL")),
    "map-square": ("en", PictureOptions("map", size="square", dpi=_DPI)),
    "both-slide": ("en", PictureOptions("both", size="slide", dpi=_DPI)),
    "timeline-slide": ("en", PictureOptions("timeline", size="slide", dpi=_DPI)),
    "both-a4-dari": ("fa", PictureOptions("both", size="a4", dpi=_DPI, title="بدخشان و کابل")),
    "both-square-pashto": ("ps", PictureOptions("both", size="square", dpi=_DPI)),
}


@cache
def _made(language: Language) -> Snapshot:
    return snapshot(_AUTUMN, curated_dataset(), language=language, made_at=_MADE)


def drawn(name: str) -> bytes:
    """Draw a picture that is kept."""
    language, options = PICTURES[name]
    return picture(_made(language), options)


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for each in PICTURES:
        with Image.open(io.BytesIO(drawn(each))) as image:
            # A smaller file; far below the tolerance.
            image.convert("RGB").quantize(128).save(FOLDER / f"{each}.png", optimize=True)
