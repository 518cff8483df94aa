"""The columns of records: as every dataset stores them, and as readers hand them on.

A reader turns the rows of a file into candidates (:data:`CANDIDATE_COLUMNS`); the checks turn
candidates into records (:data:`SCHEMA`) or reject them with a reason.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from geodata.schema import COUNT_COLUMNS

LAYOUT_VERSION: Final = 2
"""Goes up when the columns of the Parquet files change, so that old files are built anew."""


def _texts(*names: str) -> list[pa.Field]:
    return [pa.field(name, pa.string()) for name in names]


SCHEMA: Final = pa.schema(
    [
        pa.field("incident_id", pa.string(), nullable=False),
        pa.field("date", pa.date32(), nullable=False),
        *_texts("date_precision", "province_pcode", "province", "district", "place"),
        pa.field("latitude", pa.float64()),
        pa.field("longitude", pa.float64()),
        *_texts("location_precision", "group", "attribution", "event_type", "attack_type"),
        *_texts("target", "opponent"),
        *(pa.field(name, pa.int64()) for name in COUNT_COLUMNS),
        *_texts("killed_scope", "summary", "note"),
        pa.field("sources_count", pa.int64()),
        # Where the record comes from, and what was made of its row.
        *_texts("dataset", "province_method", "actor", "source_text", "source_file"),
        pa.field("source_row", pa.int64()),
        *_texts("flags"),
    ]
)
"""Columns of every dataset; latitude and longitude in degrees, EPSG:4326.

``dataset`` is a key of :data:`geodata.formats.FORMATS` or ``curated``; ``province_method`` is
how the province was found (:mod:`geodata.assign`); ``actor`` the group in the source's own
words; ``source_row`` counts the rows of ``source_file`` from 1, the heading not counted;
``flags`` are codes of :data:`geodata.reasons.FLAGS`, joined by ``;``.
"""

PROVENANCE_COLUMNS: Final = (
    "dataset",
    "province_method",
    "actor",
    "source_text",
    "source_file",
    "source_row",
    "flags",
)
"""Columns that say where a record comes from; missing in tables made by hand."""

CANDIDATE_TEXTS: Final = (
    "incident_id",
    "date_text",
    "date_precision",
    "country",
    "province_pcode",
    "province",
    "district",
    "place",
    "latitude",
    "longitude",
    "location_precision",
    "group",
    "attribution",
    "event_type",
    "attack_type",
    "target",
    "opponent",
    "actor",
    *COUNT_COLUMNS,
    "killed_scope",
    "summary",
    "note",
    "source_text",
    "sources_count",
    "flags",
)
"""Columns of candidates that are text, ``""`` where the file has nothing."""

CANDIDATE_COLUMNS: Final = ("date", *CANDIDATE_TEXTS)
"""Columns of candidates; ``date`` is datetime64, missing where ``date_text`` is no date.

Coded columns (precisions, group, attribution, event and attack type, target, scope) hold codes
of :mod:`geodata.model`; numbers are still text, so that the checks see what the file says.
``flags`` are the flags that only the reader can raise. The index is ``source_row``.
"""

REJECTED_SCHEMA: Final = pa.schema(
    [
        pa.field("source_file", pa.string()),
        pa.field("source_row", pa.int64()),
        *_texts("incident_id", "reason", "column", "value", "sentence", "row"),
    ]
)
"""Columns of rejected rows: ``reason`` is a code of :data:`geodata.reasons.REJECTIONS`,
``sentence`` says it in words, ``row`` is the whole row of the file as a JSON object."""
