"""Candidates → records, or rejected rows with a reason: every row ends as one of the two.

Rows are checked each by itself, whole columns at a time. :data:`ORDER` says which reason counts
where several speak against a row; flags are all kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata.checks.codes import check_codes, is_another_country
from geodata.checks.columns import Texts, is_blank, joined, marks, replaced, text_array
from geodata.checks.days import check_days
from geodata.checks.numbers import check_figures
from geodata.checks.outcomes import (
    Objection,
    flag_bits,
    is_rejected,
    joined_flags,
    rejected_rows,
    with_flags,
)
from geodata.checks.places import locate
from geodata.checks.records import RECORD_SCHEMA, record_columns, record_frame
from geodata.checks.texts import LONGEST_NAME, clean_columns
from geodata.layout import CANDIDATE_COLUMNS, CANDIDATE_TEXTS
from geodata.model import AtlasError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from geodata.checks.columns import Marks

__all__ = ["ORDER", "RECORD_SCHEMA", "Checked", "check", "malformed_rows"]

ORDER: Final = (
    ("outside_afghanistan", "another country is named"),
    ("id_missing", "the identifier is blank"),
    ("id_too_long", "the identifier is longer than any identifier"),
    ("date_missing", "the date is blank"),
    ("date_impossible", "the date can't be read, or lies before 1970"),
    ("date_in_future", "the date lies after today"),
    ("code_unknown", "a code is none of the atlas's; the columns in their order"),
    ("number_invalid", "a figure can't be read; the columns in their order"),
    ("number_absurd", "a figure can't be believed; the columns in their order"),
    ("outside_afghanistan", "the point lies abroad and no province is named"),
)
"""The order in which reasons count. Other countries come first: a world-wide file is full of them,
and nobody needs to hear what else is wrong with their rows."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a batch of candidates; both tables keep their index and their order.

    Parameters
    ----------
    records : pandas.DataFrame
        The accepted rows, columns of :data:`RECORD_SCHEMA`: figures Int64, coordinates Float64,
        ``date`` datetime64, all else text; missing where unknown.
    rejected : pandas.DataFrame
        ``incident_id``, ``reason``, ``column``, ``value``, ``sentence``.
    """

    records: pd.DataFrame
    rejected: pd.DataFrame


def check(candidates: pd.DataFrame, today: date) -> Checked:
    """Check a batch of candidates row by row.

    Parameters
    ----------
    candidates : pandas.DataFrame
        Columns :data:`geodata.layout.CANDIDATE_COLUMNS`, index ``source_row``.
    today : datetime.date
        The last day that isn't in the future.

    Returns
    -------
    Checked
        As many rows in both tables together as there are candidates.

    Raises
    ------
    AtlasError
        If a column of candidates lacks: a mistake in a reader, not in a file.

    Notes
    -----
    A blank is unknown. Only a blank ``group`` is given a code, ``UNIDENTIFIED``; a missing low or
    high estimate is the best one; a best estimate is never made up. What a record can't hold (the
    name of an unheard-of province, bounds without a best estimate) is said in its ``note``.

    Examples
    --------
    >>> from datetime import date
    >>> rows = pd.DataFrame("", index=pd.Index([1, 2], name="source_row"), dtype="str",
    ...                     columns=list(CANDIDATE_COLUMNS))
    >>> rows["date"] = pd.to_datetime(["2021-10-08", None])
    >>> rows["incident_id"] = ["a", "b"]
    >>> rows["province"] = "Kunduz province"
    >>> checked = check(rows, date(2025, 1, 1))
    >>> checked.records[["incident_id", "province_pcode", "group"]]
               incident_id province_pcode         group
    source_row
    1                    a           AF19  UNIDENTIFIED
    >>> checked.rejected[["incident_id", "reason"]]
               incident_id        reason
    source_row
    2                    b  date_missing
    """
    columns = _columns(candidates)
    clean, text_flags = clean_columns(columns)
    coded = check_codes(columns)
    dated = check_days(
        candidates["date"], columns["date_text"], coded.columns["date_precision"], today
    )
    figures = check_figures(columns)
    located = locate({**columns, **clean, **coded.columns})
    objections = [
        Objection("outside_afghanistan", "country", is_another_country(clean["country"])),
        *_objections_to_ids(clean["incident_id"]),
        *dated.objections,
        *coded.objections,
        *figures.objections,
        *located.objections,
    ]
    bits = flag_bits(columns["flags"])
    for flags in (text_flags, dated.flags, figures.flags, located.flags):
        bits = with_flags(bits, flags)
    note = _whole_note([figures.remarks, located.remarks, clean["note"]])
    texts = {**clean, **coded.columns, **located.texts, "note": note, "flags": joined_flags(bits)}
    degrees = {"latitude": located.latitude, "longitude": located.longitude}
    records = record_columns(texts, figures.figures, degrees, dated.days)
    is_out = is_rejected(objections, len(candidates))
    return Checked(
        records=record_frame(records, candidates.index, ~is_out),
        rejected=rejected_rows(
            _as_given(columns, candidates["date"], is_out),
            candidates.index[is_out],
            [objection.among(is_out) for objection in objections],
        ),
    )


def malformed_rows(malformed: pd.DataFrame) -> pd.DataFrame:
    """Return rows that could not be split into columns as rejected rows.

    Parameters
    ----------
    malformed : pandas.DataFrame
        ``source_row`` and ``text``, the row as it stands in the file.

    Returns
    -------
    pandas.DataFrame
        See :class:`Checked`.
    """
    text = text_array(malformed["text"])
    everywhere = np.ones(len(malformed), dtype=np.bool_)
    blank = pc.if_else(pa.array(everywhere), "", text)
    return rejected_rows(
        {"incident_id": blank, "row": text},
        pd.Index(malformed["source_row"], dtype="int64", name="source_row"),
        [Objection("malformed_row", "row", everywhere)],
    )


def _columns(candidates: pd.DataFrame) -> dict[str, Texts]:
    lacking = [name for name in CANDIDATE_COLUMNS if name not in candidates]
    if lacking:
        raise AtlasError(
            f"Candidates lack {', '.join(lacking)}. A reader must return every column of "
            "geodata.layout.CANDIDATE_COLUMNS, blank where its file has nothing."
        )
    return {name: text_array(candidates[name]) for name in CANDIDATE_TEXTS}


def _objections_to_ids(ids: Texts) -> list[Objection]:
    return [
        Objection("id_missing", "incident_id", is_blank(ids)),
        Objection(
            "id_too_long", "incident_id", marks(pc.greater(pc.utf8_length(ids), LONGEST_NAME))
        ),
    ]


def _whole_note(parts: Sequence[Texts]) -> Texts:
    """Join the parts of a note by spaces; most rows have no more than the last."""
    *remarks, note = parts
    has_remark = np.logical_or.reduce([~is_blank(remark) for remark in remarks])
    mask = pa.array(has_remark)
    said = joined(*(part.filter(mask) for part in parts), separator=" ")
    tidy = pc.replace_substring_regex(pc.utf8_trim_whitespace(said), " {2,}", " ")
    return replaced(note, has_remark, tidy)


def _as_given(columns: Mapping[str, Texts], dates: pd.Series, rows: Marks) -> dict[str, Texts]:
    """Return the marked rows as a report quotes them: a date by its day, a point as a whole."""
    mask = pa.array(rows)
    given = {name: texts.filter(mask) for name, texts in columns.items()}
    days = text_array(dates[rows].dt.strftime("%Y-%m-%d"))
    latitude, longitude = given["latitude"], given["longitude"]
    return {
        **given,
        "date": pc.if_else(pc.equal(given["date_text"], ""), days, given["date_text"]),
        "latitude": joined(latitude, longitude, separator=", "),
    }
