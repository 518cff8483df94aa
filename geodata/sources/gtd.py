"""Global Terrorism Database (GTD) → candidates.

Codes are those of START's codebook (August 2021). GTD's texts are licensed to its user: they stay
in the note of the user's own store; the summary is a short sentence of the coded values.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata.model import ATTACK_TYPES, TAKEOVER
from geodata.names import fold_words
from geodata.sources.candidates import Part, When, assembled, read_when
from geodata.sources.columns import (
    Distinct,
    constant,
    converted,
    filled,
    identifiers,
    is_afghanistan,
    joined,
    listed,
    marked,
    plain_code,
    recoded,
    texts,
    where,
)
from geodata.sources.sides import read_sides, written_sides

if TYPE_CHECKING:
    from geodata.sources.columns import Marks

SIGNATURE: Final = ("eventid", "iyear", "imonth", "iday", "country_txt", "attacktype1_txt", "gname")
"""Columns that all versions have and no other format has."""

WANTED: Final = (
    *SIGNATURE,
    "approxdate",
    "provstate",
    "city",
    "latitude",
    "longitude",
    "specificity",
    "summary",
    "doubtterr",
    "success",
    "suicide",
    "targtype1_txt",
    "natlty1_txt",
    "weapsubtype1_txt",
    "guncertain1",
    "claimed",
    "nkill",
    "nkillter",
    "nwound",
    "scite1",
    "scite2",
    "scite3",
)
"""Columns that are read; a version may lack some of those after the signature."""

_YES: Final = "1"
_DECIMAL: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]+)?")
_LOCATION_PRECISIONS: Final = {
    "1": "settlement",
    "2": "district",
    "3": "district",
    "4": "province",
    "5": "country",
}
_ATTACK_TYPES: Final = {
    "armed assault": "armed_assault",
    "assassination": "targeted_killing",
    "bombing explosion": "ied",
    "hostage taking kidnapping": "kidnapping",
}
# By the weapon, where GTD knows more of a bombing.
_BOMBINGS: Final = {
    "vehicle": "vehicle_bombing",
    "grenade": "grenade",
    "projectile rockets mortars rpgs etc": "shelling",
}
_TARGETS: Final = {
    "airports aircraft": "infrastructure",
    "business": "civilians",
    "educational institution": "education",
    "food or water supply": "infrastructure",
    "government diplomatic": "diplomatic",
    "journalists media": "media",
    "ngo": "humanitarian",
    "private citizens property": "civilians",
    "religious figures institutions": "other_worshippers",
    "telecommunication": "infrastructure",
    "terrorists non state militia": "militants",
    "tourists": "civilians",
    "transportation": "infrastructure",
    "utilities": "infrastructure",
    "violent political party": "militants",
}
_STATE_TARGETS: Final = {
    "government general": "government_pre2021",
    "military": "security_forces_pre2021",
    "police": "security_forces_pre2021",
}
_NOT_FOREIGN: Final = frozenset({"", "afghanistan"})


def to_candidates(frame: pd.DataFrame) -> pd.DataFrame:
    """Read rows of the GTD.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns of :data:`WANTED`, all text; a missing column counts as blank.

    Returns
    -------
    pandas.DataFrame
        Columns of :data:`geodata.layout.CANDIDATE_COLUMNS`, same index.

    Notes
    -----
    Every row is an attack by the group. GTD counts the attackers among the killed: where it knows
    their number, ``killed`` is the others and ``attackers_killed`` theirs; else ``killed`` is one
    total for all sides. Where it shared a total out over linked attacks, figures are fractions: the
    whole numbers around it are low and high, and the note says so.
    """
    when = _when(frame)
    figures, remarks = _figures(frame)
    cited = [texts(frame, name) for name in ("scite1", "scite2", "scite3")]
    columns = {
        "incident_id": identifiers("GTD", texts(frame, "eventid")),
        "country": texts(frame, "country_txt"),
        "province": texts(frame, "provstate"),
        "place": texts(frame, "city"),
        "latitude": texts(frame, "latitude"),
        "longitude": texts(frame, "longitude"),
        "location_precision": recoded(texts(frame, "specificity"), _LOCATION_PRECISIONS),
        "event_type": "attack",
        "note": listed(*_doubts(frame), remarks, texts(frame, "summary")),
        "source_text": listed(*cited),
        "sources_count": _count(cited),
    }
    parts = [when.part, figures, _group(frame, when), _what(frame, when)]
    return assembled(when.dates, parts, columns, frame.index)


def _when(frame: pd.DataFrame) -> When:
    """Read year, month and day; a month or day of 0 is unknown."""
    year, month, day = (
        converted(texts(frame, name), plain_code) for name in ("iyear", "imonth", "iday")
    )
    has_month, has_day = (marked(part, lambda code: code.strip("0") != "") for part in (month, day))
    dates = joined(
        year,
        where(has_month, joined("-", month), ""),
        where(has_month & has_day, joined("-", day), ""),
    )
    return read_when(where(filled(year), dates, ""), None, "undecided")


def _is(frame: pd.DataFrame, name: str, code: str) -> Marks:
    return marked(texts(frame, name), lambda text: plain_code(text) == code)


def _doubts(frame: pd.DataFrame) -> list[pa.Array]:
    """Return what GTD itself says against a row, as sentences."""
    approximate = texts(frame, "approxdate")
    return [
        where(_is(frame, "doubtterr", _YES), "GTD doubts that this was terrorism.", ""),
        where(_is(frame, "success", "0"), "The attack did not succeed.", ""),
        where(filled(approximate), joined("Date according to GTD: ", approximate, "."), ""),
    ]


def _count(columns: list[pa.Array]) -> pa.Array:
    """Return how many of some texts each row has, blank for none."""
    counts = np.sum([filled(column) for column in columns], axis=0)
    return pa.array(["", "1", "2", "3"], pa.large_string()).take(pa.array(counts))


class _Figures(NamedTuple):
    """What GTD's figures of one attack mean; blank is unknown."""

    killed_low: str = ""
    killed_best: str = ""
    killed_high: str = ""
    killed_scope: str = ""
    attackers_killed: str = ""
    injured_low: str = ""
    injured_best: str = ""
    injured_high: str = ""
    remark: str = ""


def _figures(frame: pd.DataFrame) -> tuple[Part, pa.Array]:
    """Return the figures of killed and injured, and remarks on them."""
    names = ("nkill", "nkillter", "nwound")
    distinct = Distinct.of({name: texts(frame, name) for name in names})
    read = [_read_figures(*row) for row in distinct.rows.itertuples(index=False)]
    table = pd.DataFrame(read, columns=list(_Figures._fields), dtype="str")
    columns = {name: distinct.spread(table[name]) for name in _Figures._fields}
    remarks = columns.pop("remark")
    return Part(columns, {}), remarks


def _read_figures(killed: str, attackers: str, injured: str) -> _Figures:
    total, own, hurt = _number(killed), _number(attackers), _number(injured)
    scope, others, remarks = "all_sides", total, []
    if total is not None and own is not None:
        if own <= total:
            scope, others = "others", total - own
        else:
            attackers, own = "", None
            remarks.append("GTD counts more attackers killed than people killed.")
    if any(number is not None and number % 1 for number in (total, own, hurt)):
        remarks.append("GTD shared a total out over linked attacks; figures are rounded.")
    return _Figures(
        *_range(killed, others),
        scope if killed else "",
        _range(attackers, own)[1],
        *_range(injured, hurt),
        " ".join(remarks),
    )


def _number(figure: str) -> float | None:
    return float(figure) if _DECIMAL.fullmatch(figure) else None


def _range(figure: str, number: float | None) -> tuple[str, str, str]:
    """Return low, best and high; what is no number stays as it is, for the checks to see."""
    if number is None:
        return figure, figure, figure
    return str(math.floor(number)), str(math.floor(number + 0.5)), str(math.ceil(number))


def _group(frame: pd.DataFrame, when: When) -> Part:
    name = texts(frame, "gname")
    inside = marked(texts(frame, "country_txt"), is_afghanistan)
    nobody = constant("", len(frame))
    part = read_sides((name, nobody), when.periods, inside, {}).part
    is_named = np.asarray(pc.not_equal(part.columns["group"], "UNIDENTIFIED"))
    attribution = where(
        is_named & _is(frame, "guncertain1", _YES), "suspected", part.columns["attribution"]
    )
    # That a group claimed an attack is a fact, whatever GTD makes of the claim.
    attribution = where(is_named & _is(frame, "claimed", _YES), "claimed", attribution)
    columns = {
        "group": part.columns["group"],
        "actor": name,
        "opponent": texts(frame, "targtype1_txt"),
        "attribution": attribution,
    }
    return Part(columns, part.marks)


def _what(frame: pd.DataFrame, when: When) -> Part:
    names = ("attacktype1_txt", "weapsubtype1_txt", "suicide", "targtype1_txt", "natlty1_txt")
    columns = {name: texts(frame, name) for name in names}
    is_after = pa.array(when.dates >= np.datetime64(TAKEOVER))
    distinct = Distinct.of({**columns, "is_after": is_after})
    rows = distinct.rows
    attack_type = pd.Series(
        map(_attack_type, *(rows[name] for name in names[:3])), index=rows.index, dtype="str"
    )
    target = pd.Series(
        map(_target, *(rows[name] for name in names[3:]), rows["is_after"]), dtype="str"
    )
    label = attack_type.map({code: value.label for code, value in ATTACK_TYPES.items()})
    return Part(
        {
            "attack_type": distinct.spread(attack_type),
            "target": distinct.spread(target),
            "summary": written_sides(
                distinct.spread(label.mask(attack_type.eq("other"), "Attack")),
                texts(frame, "gname"),
                columns["targtype1_txt"],
            ),
        },
        {},
    )


def _attack_type(attack: str, weapon: str, suicide: str) -> str:
    attack_type = _ATTACK_TYPES.get(fold_words(attack), "other")
    is_suicide = plain_code(suicide) == _YES
    if attack_type == "ied":
        # A car with a suicide bomber in it is a vehicle bombing, as in the curated records.
        return _BOMBINGS.get(fold_words(weapon), "suicide_bombing" if is_suicide else "ied")
    # Gunmen of whom one or more blew themselves up.
    return "complex_attack" if is_suicide and attack_type == "armed_assault" else attack_type


def _target(target: str, nationality: str, is_after: bool) -> str:  # noqa: FBT001 - private
    folded = fold_words(target)
    if folded in _STATE_TARGETS:
        if folded == "military" and fold_words(nationality) not in _NOT_FOREIGN:
            return "international_forces"
        return "taliban_authorities" if is_after else _STATE_TARGETS[folded]
    return _TARGETS.get(folded, "other")
