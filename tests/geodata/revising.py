"""Revisions of the built-in records, made by hand for tests."""

from __future__ import annotations

import csv
import shutil
from typing import TYPE_CHECKING

from geodata.sources.curated import BUILT_IN

if TYPE_CHECKING:
    from pathlib import Path

FILES = ("incidents.csv", "incident_sources.csv", "reported_counts.csv", "statements.csv")

Row = dict[str, str]


def copied(folder: Path) -> Path:
    """Copy the four files, as a curator does."""
    folder.mkdir()
    for file in FILES:
        shutil.copy(BUILT_IN / file, folder / file)
    return folder


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def change(folder: Path, file: str, identifier: str, **values: str) -> None:
    """Set fields of the record with an identifier."""
    rows = rows_of(folder / file)
    (row,) = [row for row in rows if next(iter(row.values())) == identifier]
    assert values.keys() <= row.keys()
    row.update(values)
    write_rows(folder / file, rows)


def append(folder: Path, file: str, like: str, **values: str) -> Row:
    """Add a row like the first one with an identifier, but for some fields."""
    rows = rows_of(folder / file)
    model = next(row for row in rows if next(iter(row.values())) == like)
    row = model | values
    assert row.keys() == model.keys()
    write_rows(folder / file, [*rows, row])
    return row


def remove(folder: Path, file: str, identifier: str) -> list[Row]:
    """Take out all rows with an identifier."""
    rows = rows_of(folder / file)
    kept = [row for row in rows if next(iter(row.values())) != identifier]
    assert len(kept) < len(rows)
    write_rows(folder / file, kept)
    return [row for row in rows if row not in kept]


def withdraw(folder: Path, reasons: Row) -> None:
    """Write why some records are taken out."""
    lines = [{"incident_id": name, "reason": reason} for name, reason in reasons.items()]
    write_rows(folder / "withdrawn.csv", lines)


def add_incident(folder: Path, identifier: str, **values: str) -> tuple[Row, Row]:
    """Add an invented incident with one source; by default in Kabul on a day without another."""
    invented = {
        "incident_id": identifier,
        "date": "2025-03-03",
        "group": "ISKP",
        "summary": "Invented for a test.",
        "note": "",
    }
    incident = append(folder, "incidents.csv", "20140210-KAB-1", **(invented | values))
    source = append(
        folder,
        "incident_sources.csv",
        "20140210-KAB-1",
        incident_id=identifier,
        url=f"https://example.org/{identifier}",
        publisher="Invented Press",
    )
    return incident, source
