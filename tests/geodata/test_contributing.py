"""What CONTRIBUTING.md tells a curator works as it says."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geodata.curation import check_revision
from tests.geodata.revising import copied, rows_of, write_rows

if TYPE_CHECKING:
    from tests.geodata.revising import Row

PAGE = Path(__file__).parents[2] / "CONTRIBUTING.md"


@pytest.fixture(scope="module")
def examples() -> list[list[Row]]:
    blocks = re.findall(r"```csv\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [list(csv.DictReader(block.splitlines())) for block in blocks]


def test_the_example_rows_are_accepted(tmp_path: Path, examples: list[list[Row]]) -> None:
    incidents, sources = examples
    folder = copied(tmp_path / "revision")
    for file, added in (("incidents.csv", incidents), ("incident_sources.csv", sources)):
        write_rows(folder / file, [*rows_of(folder / file), *added])
    review = check_revision(folder, date(2026, 11, 24))
    assert review.findings.empty
    assert review.counts == {"added": 1, "changed": 0, "withdrawn": 0}


def test_the_example_is_told_as_one(examples: list[list[Row]]) -> None:
    ((incident,), (source,)) = examples
    assert "not a real event" in incident["summary"]
    assert source["url"].startswith("https://example.org/")


def test_the_files_that_are_named_exist() -> None:
    named = set(
        re.findall(r"`((?:geodata|scripts|tests)/[\w/.]+?)/?`", PAGE.read_text(encoding="utf-8"))
    )
    assert len(named) > 5
    missing = [name for name in named if "NAME" not in name and not (PAGE.parent / name).exists()]
    assert missing == []
