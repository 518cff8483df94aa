"""Coded values against the atlas's own codes, and the country."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from geodata.checks.columns import Texts, distinct
from geodata.checks.numbers import WORDS_FOR_UNKNOWN
from geodata.checks.outcomes import Objection
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
from geodata.names import fold_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geodata.checks.columns import Marks

CODED_COLUMNS: Final = {
    "group": GROUPS,
    "attribution": ATTRIBUTIONS,
    "event_type": EVENT_TYPES,
    "attack_type": ATTACK_TYPES,
    "target": TARGETS,
    "date_precision": DATE_PRECISIONS,
    "location_precision": LOCATION_PRECISIONS,
    "killed_scope": KILLED_SCOPES,
}
"""The candidates' coded columns with their codes. A blank is unknown."""

BLANK_MEANS: Final = {"group": "UNIDENTIFIED"}
"""Every record is counted under a group; one without a name under “no group was named”."""

NAMES_OF_AFGHANISTAN: Final = frozenset(
    {
        "afghanistan",
        "islamicrepublicofafghanistan",
        "islamicemirateofafghanistan",
        "افغانستان",
        # ISO 3166-1 and Gleditsch and Ward, which UCDP uses.
        "af",
        "afg",
        "004",
        "4",
        "700",
    }
)
"""Names and codes of the country, as :func:`geodata.names.fold_name` writes them."""


@dataclass(frozen=True, slots=True)
class Coded:
    """Columns of known codes (``""`` where unknown), and the rows that hold none of them."""

    columns: dict[str, Texts]
    objections: list[Objection]


def known_codes(texts: Texts, codes: Iterable[str], blank: str = "") -> tuple[Texts, Marks]:
    """Match a column with codes, whatever the case.

    Returns
    -------
    pyarrow.Array, numpy.ndarray of bool
        The codes as the atlas writes them, ``blank`` where there is none; and which rows hold
        something that is no code.

    Examples
    --------
    >>> texts = pa.array(["iskp", "IS-K", ""], pa.large_string())
    >>> codes, is_unknown = known_codes(texts, GROUPS, "UNIDENTIFIED")
    >>> codes.to_pylist(), is_unknown.tolist()
    (['ISKP', 'UNIDENTIFIED', 'UNIDENTIFIED'], [False, True, False])
    """
    numbers, found = distinct(texts)
    by_key = {code.casefold(): code for code in codes}
    keys = [text.strip().casefold() for text in found.to_pylist()]
    matched = pa.array([by_key.get(key, blank) for key in keys], pa.large_string())
    is_unknown = np.array([bool(key) and key not in by_key for key in keys], dtype=np.bool_)
    return matched.take(pa.array(numbers)), is_unknown[numbers]


def check_codes(columns: Mapping[str, Texts]) -> Coded:
    """Match all coded columns of a batch, see :data:`CODED_COLUMNS`."""
    matched, objections = {}, []
    for column, codes in CODED_COLUMNS.items():
        texts, is_unknown = known_codes(columns[column], codes, BLANK_MEANS.get(column, ""))
        matched[column] = texts
        hint = f"Use any of: {', '.join(codes)}."
        objections.append(Objection("code_unknown", column, is_unknown, hint))
    return Coded(matched, objections)


def is_another_country(texts: Texts) -> Marks:
    """Return which rows name a country other than Afghanistan; blank and “unknown” name none.

    Examples
    --------
    >>> names = pa.array(["Afghanistan", "AFG", "", "Pakistan"], pa.large_string())
    >>> is_another_country(names).tolist()
    [False, False, False, True]
    """
    numbers, found = distinct(texts)
    another = [
        text.strip().casefold() not in WORDS_FOR_UNKNOWN
        and fold_name(text) not in NAMES_OF_AFGHANISTAN
        for text in found.to_pylist()
    ]
    return np.array(another, dtype=np.bool_)[numbers]
