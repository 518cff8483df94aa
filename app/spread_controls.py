"""What a reader can choose on the spread page, as it stands in widgets and addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from geodata.model import Period

SHOWN: Final = {
    "first": "First record",
    "so_far": "Playback: recorded so far",
    "in_month": "Playback: month by month",
}
CELLS: Final[dict[Period, str]] = {"month": "Month", "quarter": "Quarter", "year": "Year"}
