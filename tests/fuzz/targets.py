"""All parsers that are fuzzed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.fuzz import documents, files, settings, tables, texts

if TYPE_CHECKING:
    from tests.fuzz.target import Target

TARGETS: Final[dict[str, Target]] = {
    target.name: target
    for part in (texts, files, tables, settings, documents)
    for target in part.TARGETS
}
