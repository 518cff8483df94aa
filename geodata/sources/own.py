"""The atlas's own tables → candidates: the columns of ``incidents.csv``, and of exports."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from geodata.layout import CANDIDATE_TEXTS
from geodata.sources.candidates import Part, assembled, read_when
from geodata.sources.columns import filled, marked, texts, where

if TYPE_CHECKING:
    import pandas as pd

    from geodata.dates import DateOrder

SIGNATURE: Final = ("incident_id", "date", "group", "attribution", "event_type")
"""Columns that all our tables have and no other format has."""

_MADE: Final = ("date_text", "date_precision", "flags")
_COPIED: Final = tuple(name for name in CANDIDATE_TEXTS if name not in _MADE)
WANTED: Final = ("date", "date_precision", "flags", *_COPIED)
"""Columns that are read; a table may lack those after the signature."""

KEPT_FLAGS: Final = (
    "date_converted",
    "digits_converted",
    "location_imprecise",
    "actor_unmapped",
    "provisional",
)
"""Flags that an exported record keeps: nothing in its columns would raise them again."""


def to_candidates(frame: pd.DataFrame, *, date_order: DateOrder = "undecided") -> pd.DataFrame:
    """Read rows of a table of the atlas.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns of :data:`WANTED`, all text; a missing column counts as blank.
    date_order : {"day_first", "month_first", "undecided"}
        How a spreadsheet rewrote the dates; the atlas writes 2021-08-15.

    Returns
    -------
    pandas.DataFrame
        Columns of :data:`geodata.layout.CANDIDATE_COLUMNS`, same index. Codes and figures are as
        they stand, for the checks to see.
    """
    when = read_when(texts(frame, "date"), None, date_order)
    stated, told = texts(frame, "date_precision"), when.part.columns["date_precision"]
    flags = texts(frame, "flags")
    marks = {flag: marked(flags, partial(_has_flag, flag)) for flag in KEPT_FLAGS}
    parts = [
        Part(when.part.columns | {"date_precision": where(filled(stated), stated, told)}, marks),
        Part({}, when.part.marks),
    ]
    columns = {name: texts(frame, name) for name in _COPIED}
    return assembled(when.dates, parts, columns, frame.index)


def _has_flag(flag: str, flags: str) -> bool:
    return flag in flags.split(";")
