"""A view as tables: CSV, XLSX, GeoJSON, GeoPackage and Parquet, each with whose data it is.

A spreadsheet knows no comments, so a CSV carries credits, filters and manifest in its last columns;
the other formats have a place for them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

from geodata.export.citations import source_rows
from geodata.export.frames import Table, aggregate_of, by_period_of, by_province_of, records_of
from geodata.export.layers import geojson, geopackage, parquet
from geodata.export.manifest import MANIFEST_KEY
from geodata.export.safe import neutral_for_csv, visible
from geodata.export.wording import EMPTY, address_text, credits_text, filters_text
from geodata.export.workbook import Sheet, workbook
from geodata.model import AtlasError

if TYPE_CHECKING:
    import pandas as pd

    from geodata.export.frames import Grouping
    from geodata.export.snapshot import Snapshot

TableFormat: TypeAlias = Literal["csv", "xlsx", "geojson", "gpkg", "parquet"]
TABLE_FORMATS: Final[tuple[TableFormat, ...]] = get_args(TableFormat)

_SHEETS: Final = {"records": "Records", "by_province": "By province", "by_period": "By period"}
_SOURCES_SHEET: Final = "Record sources"
# Tells programs that the texts are UTF-8; without it Excel shows Dari and dashes as rubbish.
_BYTE_ORDER_MARK: Final = "\ufeff"


def safe_csv(table: pd.DataFrame) -> str:
    """Write a table as CSV, texts that begin like a formula marked as texts.

    Examples
    --------
    >>> import pandas as pd
    >>> print(safe_csv(pd.DataFrame({"note": ["=1+1", "fine"], "row": [1, -2]})).strip())
    note,row
    '=1+1,1
    fine,-2
    """
    return table.map(neutral_for_csv).to_csv(index=False)


def record_table(snapshot: Snapshot, file_format: TableFormat, *, marking: str = "") -> bytes:
    """Return the records in view as a file.

    Parameters
    ----------
    snapshot : Snapshot
        The view.
    file_format : {"csv", "xlsx", "geojson", "gpkg", "parquet"}
        Kind of file.
    marking : str
        Stands with the credits.

    Returns
    -------
    bytes
        The same for the same snapshot and options. A record whose own place isn't known has no
        geometry. Without a record in view there are only headings.

    Raises
    ------
    RightsError
        If the records may not be handed on.
    AtlasError
        If there is no such kind of file.
    """
    _check(file_format)
    return _written(snapshot, records_of(snapshot), file_format, marking)


def aggregate_table(
    snapshot: Snapshot, by: Grouping, file_format: TableFormat, *, marking: str = ""
) -> bytes:
    """Return the counts of a view by province, or by period and group, as a file.

    Parameters
    ----------
    snapshot : Snapshot
        The view. Its counts may be handed on whatever the licence of its records.
    by : {"province", "period"}
        Provinces have their boundaries as geometry, periods none.
    file_format : {"csv", "xlsx", "geojson", "gpkg", "parquet"}
        Kind of file.
    marking : str
        Stands with the credits.

    Raises
    ------
    AtlasError
        If there is no such kind of file.
    """
    _check(file_format)
    return _written(snapshot, aggregate_of(snapshot, by), file_format, marking)


def view_workbook(snapshot: Snapshot, *, marking: str = "") -> bytes:
    """Return everything that a view holds as one workbook.

    Parameters
    ----------
    snapshot : Snapshot
        The view. Records that may not be handed on are left out, and the workbook says why.
    marking : str
        Stands with the credits.
    """
    tables = [by_province_of(snapshot), by_period_of(snapshot)]
    note = ""
    if snapshot.dataset.redistributable:
        tables.append(records_of(snapshot))
    else:
        note = f"Single records are not in this workbook. {snapshot.dataset.why_not}".strip()
    manifest = _manifest(snapshot, "tables.xlsx", marking)
    return workbook(
        snapshot,
        [sheet for table in tables for sheet in _sheets(snapshot, table)],
        manifest,
        marking=marking,
        note=note,
    )


def _check(file_format: str) -> None:
    if file_format not in TABLE_FORMATS:
        raise AtlasError(
            f"There is no table of the kind {file_format!r}. Use any of: "
            f"{', '.join(TABLE_FORMATS)}."
        )


def _manifest(snapshot: Snapshot, document: str, marking: str) -> str:
    options = {"language": snapshot.language, "marking": marking}
    return replace(snapshot.manifest, document=document, options=options).to_json()


def _sheets(snapshot: Snapshot, table: Table) -> list[Sheet]:
    sheets = [Sheet(_SHEETS[table.name], table.frame, table.filters)]
    if table.name == "records":
        records = table.frame.set_index("incident_id")
        sheets.append(Sheet(_SOURCES_SHEET, source_rows(snapshot, records), table.filters))
    return sheets


def _written(snapshot: Snapshot, table: Table, file_format: TableFormat, marking: str) -> bytes:
    manifest = _manifest(snapshot, f"{table.name}.{file_format}", marking)
    if file_format == "xlsx":
        return workbook(snapshot, _sheets(snapshot, table), manifest, marking=marking)
    about = {"credits": credits_text(snapshot), "filters": filters_text(table.filters)}
    if marking:
        about["marking"] = marking
    if file_format == "csv":
        frame = table.frame.assign(**about, manifest=manifest)
        texts = frame.select_dtypes(["string", "str", "object"]).columns
        clean = frame.assign(
            **{name: frame[name].map(visible, na_action="ignore") for name in texts}
        )
        return f"{_BYTE_ORDER_MARK}{safe_csv(clean)}".encode()
    about |= {
        "view": address_text(snapshot),
        "caveats": " ".join([EMPTY] * snapshot.is_empty + list(snapshot.caveats)),
        MANIFEST_KEY: manifest,
    }
    about = {name: visible(text) for name, text in about.items()}
    if file_format == "geojson":
        return geojson(table, about)
    if file_format == "gpkg":
        return geopackage(table, about, snapshot.manifest.time())
    return parquet(table, about)
