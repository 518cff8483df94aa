"""Write the sidecar of the table of actors anew, after a meant change of the table.

Run from the project's root: ``python scripts/describe_actors.py 2026-11-24``.
"""

from __future__ import annotations

import sys

from geodata.actors import ACTORS_FILE
from geodata.provinces import DATA
from geodata.sidecar import Sidecar, write_sidecar
from geodata.validate import read_text


def main(accessed: str) -> None:
    """Describe the table: its rows, where it comes from, its licence and checksum."""
    path = DATA / ACTORS_FILE
    rows = len(read_text(path))
    write_sidecar(
        path,
        Sidecar(
            title="Actors as datasets name them, and the groups of the atlas",
            origin="Compiled by the editors of the Afghanistan Incident Atlas",
            licence="CC BY 4.0",
            licence_ours="CC BY 4.0",
            accessed=accessed,
            sha256="",
            attribution="Afghanistan Incident Atlas, table of actors (CC BY 4.0)",
            counts={"rows": rows},
            notes=(
                "Patterns on folded names; the first row that fits a name on a day decides. Names "
                "of actors are facts about UCDP, ACLED and GTD; no row of theirs is in it."
            ),
        ),
    )
    print(f"{ACTORS_FILE}: {rows} rows")


if __name__ == "__main__":
    main(sys.argv[1])
