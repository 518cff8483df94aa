"""What the atlas says of itself: words, measures, sources, versions. Nothing is typed twice."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from geodata.assign import METHOD_LABELS
from geodata.measures import MEASURES
from geodata.model import (
    ATTACK_TYPES,
    ATTRIBUTIONS,
    DATE_PRECISIONS,
    EVENT_TYPES,
    GROUPS,
    KILLED_SCOPES,
    LOCATION_PRECISIONS,
    TARGETS,
)
from geodata.provinces import DATA
from geodata.sidecar import load_sidecar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.model import Code
    from geodata.sidecar import Sidecar

CODED: Final[dict[str, Mapping[str, Code]]] = {
    "Groups": GROUPS,
    "Attribution": ATTRIBUTIONS,
    "Event types": EVENT_TYPES,
    "Kinds of event": ATTACK_TYPES,
    "Targets": TARGETS,
    "Precision of dates": DATE_PRECISIONS,
    "Precision of places": LOCATION_PRECISIONS,
    "Whom killed counts": KILLED_SCOPES,
}
"""Every list of coded values, by its heading."""

WORDS: Final = {
    "Incident": "One event on one date (or month) in one place, with one main group.",
    "Record": "What the atlas holds of an incident: coded facts, a summary in its own words, and "
    "at least one source.",
    "Presence": "At least one record in the period; no more is claimed by it.",
    "Low, best, high": "Sources differ: each toll has three figures. Blank is unknown, never zero.",
    "No cited record": "Nobody's report could be cited. It is not a finding of no violence.",
}
"""What the words on the pages mean."""

WEAKNESSES: Final = (
    (
        "The curated records are a cited sample, not a census: the United Nations counted far more "
        "attacks than could be cited one by one. A total of them is never the true number."
    ),
    (
        "Kabul and Nangarhar dominate, as they do in the reporting; small attacks "
        "outside cities are "
        "missing."
    ),
    (
        "Taliban operations rest mostly on announcements of the Taliban; tolls of the "
        "NRF and the AFF "
        "are mostly their own claims."
    ),
    (
        "After 15 August 2021 the Taliban are the authorities, and reporting collapsed: "
        "fewer records "
        "may mean fewer reporters."
    ),
    "Points are the middle of the named town or district, not the exact spot.",
)
"""What a reader must know before quoting anything."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A word or a coded value, and what it means; the meaning may be empty."""

    term: str
    meaning: str


def definitions() -> dict[str, tuple[Definition, ...]]:
    """Return all definitions by the heading under which they stand."""
    words = tuple(Definition(term, meaning) for term, meaning in WORDS.items())
    measures = tuple(Definition(each.label, each.definition) for each in MEASURES.values())
    methods = tuple(Definition(key.capitalize(), label) for key, label in METHOD_LABELS.items())
    coded = {
        heading: tuple(Definition(code.label, code.description) for code in codes.values())
        for heading, codes in CODED.items()
    }
    return {
        "Words": words,
        "Measures": measures,
        "How the province of a record is found": methods,
        **coded,
    }


def data_files() -> dict[str, Sidecar]:
    """Return what is known of each data file that is built in, by its name."""
    sidecars = sorted(DATA.rglob("*.meta.json"))
    described = {path.name.removesuffix(".meta.json"): path for path in sidecars}
    return {name: load_sidecar(path.with_name(name)) for name, path in described.items()}


def software_version() -> str:
    """Return the version of the atlas."""
    return version("afghanistan-incident-atlas")
