"""UCDP GED and GED Candidate → candidates.

Codes are those of the codebook: Högbladh 2025, "UCDP GED Codebook version 25.1", Department of
Peace and Conflict Research, Uppsala University; Sundberg and Melander 2013, "Introducing the UCDP
Georeferenced Event Dataset", Journal of Peace Research 50 (4). Only events with deaths are coded;
UCDP doesn't say by what weapon, nor who was injured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geodata.sources.candidates import Part, When, assembled, read_when
from geodata.sources.columns import (
    constant,
    filled,
    identifiers,
    is_afghanistan,
    joined,
    listed,
    marked,
    plain_code,
    recoded,
    replaced_at,
    texts,
    where,
    without,
)
from geodata.sources.sides import read_sides, written_sides

if TYPE_CHECKING:
    import pandas as pd

    from geodata.dates import DateOrder

COLUMNS: Final = tuple(
    """
    id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id
    conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a
    side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office source_date
    source_headline source_original where_prec where_coordinates where_description adm_1 adm_2
    latitude longitude geom_wkt priogrid_gid country country_id region event_clarity date_prec
    date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob
    """.split()  # noqa: SIM905 - as a list they fill a page
)
"""The 49 columns in the order of the files; one release of GED Candidate has no heading."""

SIGNATURE: Final = (
    "type_of_violence",
    "side_a",
    "side_b",
    "where_prec",
    "date_prec",
    "date_start",
    "best",
    "low",
    "high",
)
"""Columns that all versions have and no other format has."""

WANTED: Final = (
    *SIGNATURE,
    "id",
    "code_status",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_headline",
    "where_coordinates",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "country",
    "event_clarity",
    "date_end",
)
"""Columns that are read; a version may lack some of those after the signature."""

_EVENT_TYPES: Final = {"1": "clash", "2": "clash", "3": "attack"}
_ATTACK_TYPES: Final = {"1": "clash", "2": "clash", "3": "other"}
_LABELS: Final = {
    "1": "State-based violence",
    "2": "Non-state violence",
    "3": "One-sided violence",
}
# 2 is two to six days, 3 a week, 4 eight to thirty days, 5 more than a month.
_DATE_PRECISIONS: Final = {"1": "day", "2": "week", "3": "week", "4": "month", "5": "year"}
# 5 is a part of the country, 6 the country, 7 the sea or the air.
_LOCATION_PRECISIONS: Final = {
    "1": "settlement",
    "2": "settlement",
    "3": "district",
    "4": "province",
    "5": "province",
    "6": "country",
    "7": "country",
}
_REGIONAL: Final = "5"
_NATIONWIDE: Final = ("6", "7")
# Of event_clarity: the source tells a total of several events.
_AGGREGATE: Final = "2"
_TIME: Final = r"[T ]+[0-9]{1,2}:.*$"
_LAST_WORD: Final = r"(?i)\s+(?:province|district)$"


def to_candidates(
    frame: pd.DataFrame, *, is_candidate_release: bool = False, date_order: DateOrder = "undecided"
) -> pd.DataFrame:
    """Read rows of UCDP GED.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns of :data:`COLUMNS`, all text; a missing column counts as blank.
    is_candidate_release : bool
        Whether the file is of GED Candidate, whose unclear events are still to be checked.
    date_order : {"day_first", "month_first", "undecided"}
        How a spreadsheet rewrote the dates; UCDP itself writes 2021-08-15.

    Returns
    -------
    pandas.DataFrame
        Columns of :data:`geodata.layout.CANDIDATE_COLUMNS`, same index.

    Notes
    -----
    ``best``, ``low`` and ``high`` are everyone's deaths, so ``killed_scope`` is ``all_sides``.
    State-based and non-state violence are clashes, one-sided violence an attack by side a, but
    ``other`` where side a is no group. Events somewhere in a part of the country (``where_prec``
    5) keep the province that is named and lose their point; those of the whole country (6, 7) lose
    both, whatever is given.
    """
    start = texts(frame, "date_start")
    when = read_when(start, recoded(texts(frame, "date_prec"), _DATE_PRECISIONS), date_order)
    best, sources = texts(frame, "best"), texts(frame, "number_of_sources")
    columns = {
        "incident_id": identifiers("UCDP", texts(frame, "id")),
        "country": texts(frame, "country"),
        "place": texts(frame, "where_coordinates"),
        "killed_low": texts(frame, "low"),
        "killed_best": best,
        "killed_high": texts(frame, "high"),
        "killed_scope": where(filled(best), "all_sides", ""),
        "source_text": _source(frame),
        "sources_count": recoded(sources, {"-1": ""}),
    }
    clarity = _clarity(frame, start, is_candidate_release=is_candidate_release)
    parts = [when.part, clarity, *_sides(frame, when), _place(frame)]
    return assembled(when.dates, parts, columns, frame.index)


def _clarity(frame: pd.DataFrame, start: pa.Array, *, is_candidate_release: bool) -> Part:
    """Say what is aggregated, over which days, and what is provisional."""
    is_aggregate = marked(
        texts(frame, "event_clarity"), lambda code: plain_code(code) == _AGGREGATE
    )
    is_unclear = marked(
        texts(frame, "code_status"), lambda status: status.casefold() not in {"", "clear"}
    )
    end = texts(frame, "date_end")
    has_span = filled(end) & np.asarray(pc.not_equal(start, end))
    first, last = (without(days.filter(pa.array(has_span)), _TIME) for days in (start, end))
    spans = replaced_at(
        constant("", len(frame)), has_span, joined("Dates: ", first, " to ", last, ".")
    )
    aggregate = where(is_aggregate, "The source gives one total of several events.", "")
    is_provisional = is_unclear | is_aggregate if is_candidate_release else is_unclear
    return Part({"note": listed(spans, aggregate)}, {"provisional": is_provisional})


def _sides(frame: pd.DataFrame, when: When) -> list[Part]:
    violence = texts(frame, "type_of_violence")
    names = texts(frame, "side_a"), texts(frame, "side_b")
    inside = marked(texts(frame, "country"), is_afghanistan)
    sides = read_sides(names, when.periods, inside, {"violence": violence})
    codes = sides.distinct.rows["violence"].map(plain_code)
    event_type = codes.map(_EVENT_TYPES).fillna(codes)
    # An attack is one by the group: violence of a state against civilians is none.
    is_no_attack = event_type.eq("attack") & ~sides.chosen["is_group"]
    made = {
        "event_type": event_type.mask(is_no_attack, "other"),
        "attack_type": codes.map(_ATTACK_TYPES).fillna(""),
        "target": sides.chosen["target"],
    }
    columns = {name: sides.distinct.spread(values) for name, values in made.items()}
    columns["summary"] = written_sides(recoded(violence, _LABELS, "Violence"), *names)
    return [sides.part, Part(columns, {})]


def _place(frame: pd.DataFrame) -> Part:
    codes = texts(frame, "where_prec")
    is_regional = marked(codes, lambda code: plain_code(code) == _REGIONAL)
    is_nationwide = marked(codes, lambda code: plain_code(code) in _NATIONWIDE)
    province, district = (without(texts(frame, name), _LAST_WORD) for name in ("adm_1", "adm_2"))
    precision = recoded(codes, _LOCATION_PRECISIONS)
    is_pointless = is_regional | is_nationwide
    return Part(
        {
            "province": where(is_nationwide, "", province),
            "district": where(is_pointless, "", district),
            "location_precision": where(is_regional & ~filled(province), "country", precision),
            "latitude": where(is_pointless, "", texts(frame, "latitude")),
            "longitude": where(is_pointless, "", texts(frame, "longitude")),
        },
        {"location_imprecise": is_pointless},
    )


def _source(frame: pd.DataFrame) -> pa.Array:
    """Return the offices and the headline of an event, or the article where no office is told."""
    office, headline = texts(frame, "source_office"), texts(frame, "source_headline")
    told = where(filled(office) & filled(headline), joined(office, ": ", headline), office)
    return where(filled(office), told, texts(frame, "source_article"))
