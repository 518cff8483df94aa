"""Tables of every known format, and of none, from bytes to checked records."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geodata.countable import check_countable
from geodata.ingest import validate_files
from tests.fuzz.shapes import edited
from tests.fuzz.target import Target

if TYPE_CHECKING:
    from collections.abc import Sequence

FIXTURES: Final = Path(__file__).parents[1] / "fixtures"


def checked(data: bytes, name: str = "table") -> None:
    """Read a file as an upload is read; all of its rows must be accounted for."""
    found = validate_files([(name, data)], keep_records=True)
    report = found.report
    assert report.rows_read == report.accepted + report.rejected
    assert report.accepted == len(found.records)
    check_countable(found.records.set_index("incident_id"))


@cache
def fixture(name: str, rows: int = 4) -> bytes:
    """Return the first rows of a fixture."""
    lines = (FIXTURES / name).read_bytes().splitlines(keepends=True)
    return b"".join(lines[: rows + 1])


def _target(name: str, *fixtures: str) -> Target:
    def seeds() -> Sequence[bytes]:
        return [fixture(each) for each in fixtures]

    return Target(name, checked, seeds, edited(seeds))


TARGETS: Final = (
    _target("ucdp", "ucdp_ged.csv", "ucdp_candidate_without_heading.csv"),
    _target("acled", "acled.csv", "acled_before_2023.csv"),
    _target("gtd", "gtd.csv"),
    _target("own", "own.csv"),
    _target("table", "table_english.csv", "table_dari.csv"),
)
