"""Any other table → candidates, through a mapping of its columns that a user has seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from geodata.model import (
    ATTACK_TYPES,
    ATTRIBUTIONS,
    EVENT_TYPES,
    GROUPS,
    KILLED_SCOPES,
    LOCATION_PRECISIONS,
    TARGETS,
    AtlasError,
)
from geodata.names import fold_words
from geodata.sources.candidates import Part, When, assembled, read_when
from geodata.sources.columns import (
    constant,
    converted,
    filled,
    is_afghanistan,
    joined,
    listed,
    marked,
    texts,
    where,
)
from geodata.sources.sides import read_sides

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Mapping as Dictionary

    from geodata.dates import DateOrder
    from geodata.model import Code

FIELDS: Final[dict[str, str]] = {
    "incident_id": "Identifier",
    "date_text": "Date",
    "province_pcode": "P-code of the province",
    "province": "Province",
    "district": "District",
    "place": "Place",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "country": "Country",
    "actor": "Group or actor",
    "opponent": "Other side",
    "attribution": "Attribution",
    "event_type": "Event type",
    "attack_type": "Attack type",
    "target": "Target",
    "killed_low": "Killed, low",
    "killed_best": "Killed",
    "killed_high": "Killed, high",
    "attackers_killed": "Attackers killed",
    "injured_low": "Injured, low",
    "injured_best": "Injured",
    "injured_high": "Injured, high",
    "summary": "Summary",
    "note": "Note",
    "source_text": "Source",
    "sources_count": "Number of sources",
}
"""What a column of a table can be: candidate column → what a reader sees."""

CODES: Final[dict[str, dict[str, Code]]] = {
    "group": GROUPS,
    "attribution": ATTRIBUTIONS,
    "event_type": EVENT_TYPES,
    "attack_type": ATTACK_TYPES,
    "target": TARGETS,
    "killed_scope": KILLED_SCOPES,
    "location_precision": LOCATION_PRECISIONS,
}
"""What can be the same for all rows, with its codes."""

# What stands for a value that is none of the codes; the note keeps the value itself.
_CODED: Final = {
    "attribution": "",
    "event_type": "other",
    "attack_type": "other",
    "target": "other",
}


class MappingError(AtlasError, ValueError):
    """A mapping lacks what every record needs, or names what doesn't exist."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which column of a table is what.

    Parameters
    ----------
    columns : mapping of str to str
        Key of :data:`FIELDS` → column of the table.
    constants : mapping of str to str
        Key of :data:`CODES` → the code of all rows; a column goes first.
    date_order : {"day_first", "month_first", "undecided"}
        How dates with the year at the end are read.
    confidence : mapping of str to float
        For each key of ``columns``, how sure a guess is, from 0 to 1; to be shown.
    how : mapping of str to str
        For each key of ``columns``, what a guess rests on, in words; to be shown.

    Examples
    --------
    >>> mapping = ColumnMapping({"date_text": "Day"}, {"group": "ISKP"})
    >>> mapping.problems()
    ['No column is the province, its p-code, or latitude and longitude. Choose one.']
    """

    columns: Dictionary[str, str]
    constants: Dictionary[str, str] = field(default_factory=dict)
    date_order: DateOrder = "undecided"
    confidence: Dictionary[str, float] = field(default_factory=dict)
    how: Dictionary[str, str] = field(default_factory=dict)

    def problems(self, columns: Collection[str] | None = None) -> list[str]:
        """Return what keeps the mapping from being used, as sentences.

        Parameters
        ----------
        columns : collection of str, optional
            The columns of the table, if they are to be looked at.
        """
        found = []
        if "date_text" not in self.columns:
            found.append("No column is the date. Choose one.")
        has_place = {"province", "province_pcode"} & set(self.columns)
        if not has_place and not {"latitude", "longitude"} <= set(self.columns):
            found.append(
                "No column is the province, its p-code, or latitude and longitude. Choose one."
            )
        found += [
            f"There is no field {name!r}. Use any of: {', '.join(FIELDS)}."
            for name in self.columns
            if name not in FIELDS
        ]
        if columns is not None:
            found += [
                f"The table has no column {column!r}. Choose another for {name!r}."
                for name, column in self.columns.items()
                if column not in columns
            ]
        found += [
            f"{name} can't be {value!r} for all rows. Use: {', '.join(CODES.get(name, CODES))}."
            for name, value in self.constants.items()
            if value not in CODES.get(name, ())
        ]
        return found

    def check(self, columns: Collection[str] | None = None) -> None:
        """Raise if the mapping can't be used.

        Raises
        ------
        MappingError
            Naming everything that is missing.
        """
        found = self.problems(columns)
        if found:
            raise MappingError(" ".join(found))


def to_candidates(frame: pd.DataFrame, *, mapping: ColumnMapping) -> pd.DataFrame:
    """Read rows of any table.

    Parameters
    ----------
    frame : pandas.DataFrame
        All text.
    mapping : ColumnMapping
        What its columns are.

    Returns
    -------
    pandas.DataFrame
        Columns of :data:`geodata.layout.CANDIDATE_COLUMNS`, same index.

    Raises
    ------
    MappingError
        If the mapping can't be used with the table.

    Notes
    -----
    A row without a column of identifiers gets one from its own text, so that it is the same in
    every import; two rows with the same text are one record. A value that is none of the codes is
    kept in the note.
    """
    mapping.check(list(frame.columns))
    named = {name: texts(frame, column) for name, column in mapping.columns.items()}
    blank = constant("", len(frame))
    when = read_when(named["date_text"], None, mapping.date_order)
    group = _group(named, when, mapping.constants.get("group", ""))
    coded = {name: _coded(named.get(name, blank), name) for name in _CODED}
    constants = {name: code for name, code in mapping.constants.items() if name != "group"}
    if "killed_scope" in constants:
        scope = constants.pop("killed_scope")
        coded["killed_scope"] = where(filled(named.get("killed_best", blank)), scope, "")
    for name, code in constants.items():
        values = coded.get(name, blank)
        coded[name] = where(filled(values), values, code)
    # Of the group only what its name implies is known; a column or the user knows better.
    implied = group.columns.pop("attribution")
    coded["attribution"] = where(filled(coded["attribution"]), coded["attribution"], implied)
    columns: dict[str, pa.Array | str] = {
        "incident_id": row_identifiers(frame),
        "note": blank,
        **{name: values for name, values in named.items() if name not in _CODED},
        **coded,
    }
    columns["note"] = listed(columns["note"], *_lost(named))
    return assembled(when.dates, [when.part, group], columns, frame.index)


def row_identifiers(frame: pd.DataFrame) -> pa.Array:
    """Return an identifier for each row, made from its own text.

    The same text under the same headings has the same identifier in every import, whatever the
    order of the columns and of the rows.
    """
    ordered = frame[sorted(frame.columns)].astype("str").fillna("")
    hashes = pd.util.hash_pandas_object(ordered, index=False).to_numpy()
    digits = hashes.astype(">u8").tobytes().hex().encode()
    sixteens = np.frombuffer(digits, dtype="S16")
    return joined("ROW-", pa.array(sixteens).cast(pa.large_string()))


def _group(named: Dictionary[str, pa.Array], when: When, group: str) -> Part:
    if "actor" not in named:
        rows = len(when.dates)
        return Part({"group": constant(group, rows), "attribution": constant("", rows)}, {})
    actor = named["actor"]
    blank = constant("", len(actor))
    inside = marked(named.get("country", blank), is_afghanistan)
    sides = read_sides((actor, blank), when.periods, inside, {})
    code = _coded(actor, "group")
    mapped = where(filled(code), code, sides.part.columns["group"])
    is_unmapped = sides.part.marks["actor_unmapped"] & ~filled(code)
    columns = {"actor": actor, "group": mapped, "attribution": sides.part.columns["attribution"]}
    if group:
        columns["group"] = where(filled(actor), mapped, group)
        columns["attribution"] = where(filled(actor), columns["attribution"], "")
    return Part(columns, {"actor_unmapped": is_unmapped})


def _codes_by_name(name: str) -> dict[str, str]:
    codes = CODES[name]
    labels = {fold_words(code.label): key for key, code in codes.items()}
    return labels | {fold_words(key): key for key in codes}


def _coded(values: pa.Array, name: str) -> pa.Array:
    """Return codes from codes or labels; for other values what stands for them."""
    by_name = _codes_by_name(name)

    def code(text: str) -> str:
        folded = fold_words(text)
        return by_name.get(folded, _CODED.get(name, "") if folded else "")

    return converted(values, code)


def _lost(named: Dictionary[str, pa.Array]) -> list[pa.Array]:
    """Return sentences that keep the values that are none of the codes."""
    sentences = []
    for name in _CODED:
        if name in named:
            known = marked(named[name], partial(_is_known, frozenset(_codes_by_name(name))))
            sentence = joined(f"{FIELDS[name]} in the file: ", named[name], ".")
            sentences.append(where(known, "", sentence))
    return sentences


def _is_known(names: frozenset[str], text: str) -> bool:
    folded = fold_words(text)
    return not folded or folded in names
