"""All parsers that are fuzzed, by name; each is imported when it is wanted."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tests.fuzz.target import Target

MODULES: Final[dict[str, str]] = {
    **dict.fromkeys(("dates", "figures", "degrees", "names", "actors"), "texts"),
    **dict.fromkeys(("delimited", "xlsx", "parquet", "geojson", "geopackage", "archives"), "files"),
    **dict.fromkeys(("ucdp", "acled", "gtd", "own", "table"), "tables"),
    **dict.fromkeys(("presets", "addresses", "sidecars", "versions"), "settings"),
    "documents": "documents",
}
"""Where each target is, in this folder."""


def load_target(name: str) -> Target:
    """Import a target and what it needs."""
    known: tuple[Target, ...] = import_module(f"tests.fuzz.{MODULES[name]}").TARGETS
    return next(target for target in known if target.name == name)
