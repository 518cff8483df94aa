"""Texts that something careless would run, planted where the atlas shows texts."""

from __future__ import annotations

import csv
import shutil
from typing import TYPE_CHECKING, Final

from geodata.sources.curated import BUILT_IN, INCIDENTS_FILE, SOURCES_FILE

if TYPE_CHECKING:
    from pathlib import Path

# By the usual name of the province that bears it instead. All have IS-K records.
NAMES: Final = {
    "Kabul": "{{7*7}}",
    "Nangarhar": "{% raise %}",
    "Herat": "${alert(1)}",
    "Kunduz": "`",
    "Badakhshan": "</script>",
    "Zabul": "<img src=x onerror=alert(1)>",
}
EVERYTHING: Final = " ".join(NAMES.values())

# The newest record of an IS-K attack in Kabul, so that it stands high in the table.
RECORD: Final = "20250213-KAB-1"
TEXTS: Final = {
    "place": f"Place {EVERYTHING}",
    "summary": f"Summary {EVERYTHING}",
    "note": f"Note {EVERYTHING}",
}
PUBLISHER: Final = f"Publisher {EVERYTHING}"
URL: Final = "https://news.example/{{7*7}}/{%raise%}/${alert(1)}/`?x=%3Cimg%3E"


def plant_records(folder: Path) -> None:
    """Copy the record files to a folder, with the texts in one record and its sources."""
    for file in BUILT_IN.glob("*.csv"):
        shutil.copy(file, folder)
    changes = {
        INCIDENTS_FILE: TEXTS,
        SOURCES_FILE: {"publisher": PUBLISHER, "url": URL, "link": "yes"},
    }
    for file, columns in changes.items():
        path = folder / file
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            heading = list(reader.fieldnames or [])
            rows = [row | columns if row["incident_id"] == RECORD else row for row in reader]
        with path.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, heading, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
