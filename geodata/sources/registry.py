"""The formats that are known, each with its rights and its reader."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from geodata.sources import acled, gtd, mapping, own, ucdp
from geodata.sources.guess import guess_mapping
from geodata.sources.mapping import ColumnMapping, MappingError

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd


@dataclass(frozen=True, slots=True)
class Format:
    """A format, the rights of data in it, and how it is read.

    Parameters
    ----------
    key : str
        Key of :data:`FORMATS`; the ``dataset`` of its records.
    label : str
        What a reader sees.
    licence : str
        Licence under which the data may be used.
    attribution : str
        The citation that must be shown wherever the data is shown.
    redistributable : bool
        Whether single records may be exported.
    why_not_redistributable : str
        A sentence for the button that is locked; blank if they may.
    wanted : tuple of str, optional
        The columns that are read; a file may lack some. By default all.
    to_candidates : callable
        Rows of a file, all text → candidates (:data:`geodata.layout.CANDIDATE_COLUMNS`), a row a
        row, in the same order on the same index. Where there is a ``date_column`` it also takes
        ``date_order``, see :func:`geodata.dates.parse_dates`.
    date_column : str
        Where the dates are; blank if they are in parts.
    newest_by : str
        Of rows with the same identifier, the one with the largest number in this column is the
        newest; blank if only the order of the releases tells.
    """

    key: str
    label: str
    licence: str
    attribution: str
    redistributable: bool
    why_not_redistributable: str
    wanted: tuple[str, ...] | None
    to_candidates: Callable[..., pd.DataFrame]
    date_column: str = ""
    newest_by: str = ""


def _without_mapping(frame: pd.DataFrame) -> pd.DataFrame:
    found = guess_mapping(list(frame.columns), frame.head(_SAMPLE))
    raise MappingError(
        "This table has no known format, so its columns must be named first. A guess: "
        f"{', '.join(f'{column} is {name}' for name, column in found.columns.items())}."
    )


_SAMPLE: Final = 200
_UCDP_CITATION: Final = (
    "Sundberg, Ralph, and Erik Melander (2013): Introducing the UCDP Georeferenced Event Dataset. "
    "Journal of Peace Research 50 (4): 523–532. "
)

FORMATS: Final[dict[str, Format]] = {
    found.key: found
    for found in (
        Format(
            key="ucdp_ged",
            label="UCDP GED",
            licence="CC BY 4.0",
            attribution=f"{_UCDP_CITATION}UCDP, Uppsala University (CC BY 4.0)",
            redistributable=True,
            why_not_redistributable="",
            wanted=ucdp.WANTED,
            to_candidates=ucdp.to_candidates,
            date_column="date_start",
        ),
        Format(
            key="ucdp_candidate",
            label="UCDP GED Candidate",
            licence="CC BY 4.0",
            attribution=(
                "Hegre, Håvard, Mihai Croicu, Kristine Eck, and Stina Högbladh (2020): Introducing "
                "the UCDP Candidate Events Dataset. Research & Politics 7 (3). UCDP, Uppsala "
                "University (CC BY 4.0)"
            ),
            redistributable=True,
            why_not_redistributable="",
            wanted=ucdp.WANTED,
            to_candidates=partial(ucdp.to_candidates, is_candidate_release=True),
            date_column="date_start",
        ),
        Format(
            key="acled",
            label="ACLED",
            licence="ACLED's terms of use; licensed to the user who exported it",
            attribution="Armed Conflict Location & Event Data (ACLED), acleddata.com",
            redistributable=False,
            why_not_redistributable=(
                "ACLED data is licensed to the user who exported it: single records may be looked "
                "at and mapped here, but not passed on."
            ),
            wanted=acled.WANTED,
            to_candidates=acled.to_candidates,
            date_column="event_date",
            newest_by=acled.NEWEST_BY,
        ),
        Format(
            key="gtd",
            label="GTD",
            licence="GTD's end user licence; licensed to the user who downloaded it",
            attribution=(
                "START (National Consortium for the Study of Terrorism and Responses to "
                "Terrorism): Global Terrorism Database, www.start.umd.edu/gtd"
            ),
            redistributable=False,
            why_not_redistributable=(
                "GTD data is licensed to the user who downloaded it: single records may be looked "
                "at and mapped here, but not passed on."
            ),
            wanted=gtd.WANTED,
            to_candidates=gtd.to_candidates,
        ),
        Format(
            key="own",
            label="Table of the atlas",
            licence="As its owner says",
            attribution="Own records of the user",
            redistributable=True,
            why_not_redistributable="",
            wanted=own.WANTED,
            to_candidates=own.to_candidates,
            date_column="date",
        ),
        Format(
            key="table",
            label="Other table",
            licence="As its owner says",
            attribution="Own table of the user",
            redistributable=True,
            why_not_redistributable="",
            wanted=None,
            to_candidates=_without_mapping,
        ),
    )
}


def table_format(mapping_of_columns: ColumnMapping) -> Format:
    """Return the format of a table whose columns are named.

    Raises
    ------
    MappingError
        If the mapping has no date, or no place, or a field or code that doesn't exist.
    """
    mapping_of_columns.check()
    columns = mapping_of_columns.columns
    return replace(
        FORMATS["table"],
        # An identifier is made of the whole row where no column has one.
        wanted=tuple(dict.fromkeys(columns.values())) if "incident_id" in columns else None,
        to_candidates=partial(mapping.to_candidates, mapping=mapping_of_columns),
        date_column=columns["date_text"],
    )
