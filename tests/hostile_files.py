"""The corpus of hostile texts as files that somebody brings."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from tests.hostile import CORPUS, ENDLESS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TEXT_COLUMNS: Final = ("district", "place", "opponent", "actor", "summary", "note", "source_text")
"""Columns of the atlas's own table that hold whatever somebody wrote."""

CODED_COLUMNS: Final = (
    "date",
    "date_precision",
    "province_pcode",
    "province",
    "latitude",
    "killed_best",
    "location_precision",
    "group",
    "attribution",
    "event_type",
    "attack_type",
    "target",
    "killed_scope",
    "flags",
)
"""Columns that hold a code, a number, a day or a name that has to be known."""

# An attack in Kabul, so that the first view of every page shows it.
_GOOD: Final = {
    "incident_id": "",
    "date": "2021-10-08",
    "date_precision": "day",
    "province_pcode": "AF01",
    "province": "Kabul",
    "latitude": "34.52",
    "longitude": "69.18",
    "location_precision": "settlement",
    "group": "ISKP",
    "attribution": "claimed",
    "event_type": "attack",
    "attack_type": "ied",
    "target": "civilians",
    "killed_best": "900",
    "killed_scope": "others",
    "flags": "",
}

HEADINGS: Final = tuple(
    hostile.text for hostile in CORPUS[::4] if not set("\r\n") & set(hostile.text)
)
"""Texts that can stand as the name of a column, some of each kind."""


def csv_of(rows: Iterable[Mapping[str, str]], heading: Iterable[str]) -> bytes:
    """Return a CSV file of some rows; what a row lacks is blank."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, list(heading), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def own_table() -> bytes:
    """Return a table of the atlas: each text in each column of text of a record that is accepted.

    Then each in the identifier of a record of its own, one of a megabyte, and each column of codes
    with all texts that can't be one.
    """
    heading = [*_GOOD, *TEXT_COLUMNS]
    rows = [
        _GOOD | {"incident_id": f"T-{number}"} | dict.fromkeys(TEXT_COLUMNS, hostile.text)
        for number, hostile in enumerate(CORPUS)
    ]
    rows += [
        _GOOD
        | {"incident_id": hostile.text, "place": "Kabul", "killed_best": "1", "date": "2021-10-07"}
        for hostile in CORPUS
    ]
    rows.append(_GOOD | {"incident_id": "T-endless"} | {"summary": ENDLESS.text})
    rows += [
        _GOOD | {"incident_id": f"C-{number}-{column}", "date": "2020-10-08", column: hostile.text}
        for column in CODED_COLUMNS
        for number, hostile in enumerate(CORPUS)
    ]
    return csv_of(rows, heading)


def foreign_table() -> bytes:
    """Return a table in no known format whose columns are called by the texts of the corpus.

    The actors are the texts too, so that none of them fits a group.
    """
    known = {"Day": "2021-10-08", "Province": "Kabul"}
    rows = [
        known | {"Who": hostile.text} | dict.fromkeys(HEADINGS, hostile.text) for hostile in CORPUS
    ]
    return csv_of(rows, ["Day", "Province", "Who", *HEADINGS])
