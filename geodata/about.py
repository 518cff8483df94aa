"""What the atlas says of itself: words, measures, sources, versions. Nothing is typed twice."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from geodata.assign import METHOD_LABELS, TOLERANCE_KM
from geodata.changelog import CHANGE_KINDS
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
from geodata.reasons import FLAGS, REJECTIONS
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

RECORD: Final = (
    (
        "A record is an editor’s reading of published reports on one incident: coded facts, a "
        "summary in the editor’s own words, doubts between the sources in a note, and the sources "
        "themselves."
    ),
    (
        "It is no finding of a court and no count of our own. What the sources leave open stays "
        "blank, which means unknown. What others counted for whole periods is kept apart and never "
        "turned into records."
    ),
)
"""What a record is, and what it is not."""

ASSIGNMENT: Final = (
    (
        "A stated p-code goes first, then a stated name, then the coordinates. What the others say "
        "against it is flagged, never resolved in silence. A point up to "
        f"{TOLERANCE_KM:.0f} km outside a province still agrees with it, since boundaries are not "
        "known better."
    ),
)
"""How the province of a record is found."""


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
    changes = tuple(Definition(code.label, code.description) for code in CHANGE_KINDS.values())
    outcomes = {
        heading: tuple(Definition(each.label, each.sentence) for each in reasons.values())
        for heading, reasons in (
            ("Why a row of a file is rejected", REJECTIONS),
            ("What a row of a file is flagged for", FLAGS),
        )
    }
    return {
        "Words": words,
        "Measures": measures,
        "Ways to find the province": methods,
        **coded,
        "Kinds of change of a record": changes,
        **outcomes,
    }


def data_files() -> dict[str, Sidecar]:
    """Return what is known of each data file that is built in, by its name."""
    sidecars = sorted(DATA.rglob("*.meta.json"))
    described = {path.name.removesuffix(".meta.json"): path for path in sidecars}
    return {name: load_sidecar(path.with_name(name)) for name, path in described.items()}


def software_version() -> str:
    """Return the version of the atlas."""
    return version("afghanistan-incident-atlas")
