"""Write the sidecars of the four curated record files anew, after a meant change of the files.

Run from the project's root: ``python scripts/describe_records.py 2026-11-23``.
"""

from __future__ import annotations

import sys

from geodata.sidecar import Sidecar, write_sidecar
from geodata.sources.curated import (
    BUILT_IN,
    INCIDENTS_FILE,
    REPORTED_COUNTS_FILE,
    SOURCES_FILE,
    STATEMENTS_FILE,
)
from geodata.validate import read_text

TITLES = {
    INCIDENTS_FILE: "Cited incidents of militant activity in Afghanistan, 2014 to 2025",
    SOURCES_FILE: "Sources of the curated incidents",
    REPORTED_COUNTS_FILE: "What the United Nations and others counted for whole periods",
    STATEMENTS_FILE: "Statements of an article of November 2021, to be tested against the records",
}
NOTES = (
    "A cited sample, not a census. Facts were read in news, UN and NGO pages and are told in the "
    "editors' own words. Coordinates are centres of named towns and districts from GeoNames "
    "(CC BY 4.0), some district points from UCDP GED (CC BY 4.0)."
)


def main(accessed: str) -> None:
    """Describe each file: its rows, where it comes from, its licence and checksum."""
    for file, title in TITLES.items():
        path = BUILT_IN / file
        rows = len(read_text(path))
        write_sidecar(
            path,
            Sidecar(
                title=title,
                origin="Curated by the editors of the Afghanistan Incident Atlas",
                licence="CC BY 4.0",
                licence_ours="CC BY 4.0",
                accessed=accessed,
                sha256="",
                attribution="Afghanistan Incident Atlas, curated records (CC BY 4.0)",
                counts={"rows": rows},
                notes=NOTES,
            ),
        )
        print(f"{file}: {rows} rows")


if __name__ == "__main__":
    main(sys.argv[1])
