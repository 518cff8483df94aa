"""The curated, cited records that are built into the atlas."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata import schema
from geodata.provinces import province_names
from geodata.sidecar import sha256_of, sidecar_path, verify
from geodata.validate import failures, raise_failures, read_text

if TYPE_CHECKING:
    import pandera.pandas as pa

BUILT_IN: Final = Path(__file__).parents[1] / "data" / "records"

DIRECTORY_VARIABLE: Final = "ATLAS_RECORDS"
"""Names another folder of record files, so that a curator can look at a revision."""

INCIDENTS_FILE: Final = "incidents.csv"
SOURCES_FILE: Final = "incident_sources.csv"
REPORTED_COUNTS_FILE: Final = "reported_counts.csv"
STATEMENTS_FILE: Final = "statements.csv"

_SCHEMAS: Final[dict[str, tuple[pa.DataFrameSchema, tuple[schema.Rule, ...]]]] = {
    INCIDENTS_FILE: (schema.INCIDENTS, schema.INCIDENT_RULES),
    SOURCES_FILE: (schema.SOURCES, ()),
    REPORTED_COUNTS_FILE: (schema.REPORTED_COUNTS, schema.PERIOD_RULES),
    STATEMENTS_FILE: (schema.STATEMENTS, schema.PERIOD_RULES),
}

RECORD_FILES: Final = tuple(_SCHEMAS)

_DAYS: Final = ("date", "published", "period_start", "period_end", "made_on")
_DEGREES: Final = ("latitude", "longitude")
_COUNTS: Final = (*schema.COUNT_COLUMNS, "value", "province_count")


def records_directory() -> Path:
    """Return the folder that the records are read from."""
    return Path(os.environ.get(DIRECTORY_VARIABLE) or BUILT_IN)


def file_failures(path: Path, kind: str = INCIDENTS_FILE) -> pd.DataFrame:
    """Return everything in a record file that its schema forbids.

    Parameters
    ----------
    path : pathlib.Path
        A CSV file.
    kind : str
        Which of the four files it is shaped like.

    Returns
    -------
    pandas.DataFrame
        Columns ``file``, ``line``, ``column``, ``value``, ``reason``; empty if all is well.

    Raises
    ------
    RecordError
        If the file can't be read.
    """
    columns, rules = _SCHEMAS[kind]
    return failures(read_text(path), path.name, columns, rules)


def _typed(text: pd.DataFrame) -> pd.DataFrame:
    """Give checked text its types; blank becomes missing, never zero."""
    blank = text.astype("string").replace("", pd.NA)
    types = dict.fromkeys(_DEGREES, "Float64") | dict.fromkeys(_COUNTS, "Int64")
    typed = blank.astype({name: kind for name, kind in types.items() if name in blank})
    days = [name for name in _DAYS if name in blank]
    return typed.assign(
        **{
            name: pd.to_datetime(blank[name], format="%Y-%m-%d").astype("datetime64[us]")
            for name in days
        }
    )


def _load(file: str, directory: Path | None) -> pd.DataFrame:
    folder = directory or records_directory()
    path = folder / file
    # A curator's own folder may come without sidecars; the built-in files never do.
    if folder == BUILT_IN or sidecar_path(path).exists():
        verify(path)
    text = read_text(path)
    columns, rules = _SCHEMAS[file]
    raise_failures(failures(text, file, columns, rules))
    return _typed(text)


def _without_partner(ids: pd.Series, others: pd.Series, file: str, reason: str) -> pd.DataFrame:
    alone = ids[~ids.isin(others)]
    return pd.DataFrame(
        {
            "file": file,
            "line": pd.array(alone.index.to_numpy(), dtype="Int64"),
            "column": "incident_id",
            "value": alone.to_numpy(),
            "reason": reason,
        }
    )


def _load_pair(directory: Path | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    incidents, sources = _load(INCIDENTS_FILE, directory), _load(SOURCES_FILE, directory)
    cited, known = sources["incident_id"], incidents["incident_id"]
    raise_failures(
        pd.concat(
            [
                _without_partner(known, cited, INCIDENTS_FILE, f"has no source in {SOURCES_FILE}"),
                _without_partner(cited, known, SOURCES_FILE, f"is not in {INCIDENTS_FILE}"),
            ]
        )
    )
    return incidents, sources


def load_incidents(directory: Path | None = None) -> pd.DataFrame:
    """Load the curated incident records.

    Parameters
    ----------
    directory : pathlib.Path, optional
        Another folder with the record files; the built-in ones by default.

    Returns
    -------
    pandas.DataFrame
        A row an incident, indexed by ``incident_id``. ``date`` is datetime64; ``province`` has
        the usual English name (Helmand and Herat, where the file has OCHA's Hilmand, Hirat);
        ``latitude`` and ``longitude`` are degrees, EPSG:4326, Float64, missing where only the
        province is known; figures are Int64, missing where unknown; all else is string.
        ``sources_count`` is the number of cited sources.

    Raises
    ------
    ChecksumError
        If a file is not the one its sidecar describes.
    RecordError
        If a file breaks its schema; the message names file, line, column and value.

    Examples
    --------
    >>> incidents = load_incidents()
    >>> incidents.loc["20211008-KDZ-1", ["province", "group", "killed_scope"]].tolist()
    ['Kunduz', 'ISKP', 'others']
    """
    incidents, sources = _load_pair(directory)
    counts = sources["incident_id"].value_counts()
    return incidents.assign(
        province=incidents["province_pcode"].map(province_names()).astype("string"),
        sources_count=incidents["incident_id"].map(counts).astype("Int64"),
    ).set_index("incident_id")


def load_sources(directory: Path | None = None) -> pd.DataFrame:
    """Load the sources of the incidents.

    Returns
    -------
    pandas.DataFrame
        A row a source: ``incident_id``, ``link`` (``yes``, or ``no`` where only an unreliable
        mirror was read), ``publisher``, ``url``, ``published`` (datetime64, may be missing).
    """
    return _load_pair(directory)[1].reset_index(drop=True)


def load_reported_counts(directory: Path | None = None) -> pd.DataFrame:
    """Load what the UN and others counted for whole periods; never incident records.

    Returns
    -------
    pandas.DataFrame
        A row a count, indexed by ``count_id``.
    """
    return _load(REPORTED_COUNTS_FILE, directory).set_index("count_id")


def load_statements(directory: Path | None = None) -> pd.DataFrame:
    """Load the statements that are tested against the records.

    Returns
    -------
    pandas.DataFrame
        A row a statement, indexed by ``statement_id``.
    """
    return _load(STATEMENTS_FILE, directory).set_index("statement_id")


def dataset_version(directory: Path | None = None) -> str:
    """Return the checksum over incidents and sources, 64 hexadecimal digits."""
    folder = directory or records_directory()
    parts = "".join(sha256_of(folder / file) for file in (INCIDENTS_FILE, SOURCES_FILE))
    return hashlib.sha256(parts.encode()).hexdigest()
