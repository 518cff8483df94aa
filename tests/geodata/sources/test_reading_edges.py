"""Delimited text at its edges: a heading and nothing else."""

from __future__ import annotations

import pytest

from geodata.sources.reading import open_raw, read_batches


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_heading_without_rows_has_no_batch(end: str) -> None:
    raw = open_raw(("events.csv", f"date,killed{end}".encode()))
    assert list(read_batches(raw, raw.first_rows[0], has_heading=True)) == []
