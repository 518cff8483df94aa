"""What is installed is locked: one version, by its hashes, from whatever index the user has."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest
from packaging.requirements import Requirement

ROOT: Final = Path(__file__).parents[1]
LOCKED: Final = ("requirements.txt", "requirements-dev.txt")
HASH: Final = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def entries(name: str) -> list[list[str]]:
    """Return what each package is locked to: the requirement, then its options."""
    joined = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    return [re.split(r"\s+(?=--)", line.strip()) for line in joined.splitlines() if line.strip()]


@pytest.mark.parametrize("name", LOCKED)
def test_each_line_is_one_version_with_hashes_and_nothing_else(name: str) -> None:
    found = entries(name)
    assert len(found) > 80
    for requirement, *options in found:
        pins = [each.operator for each in Requirement(requirement).specifier]
        assert pins == ["=="], requirement
        assert options, requirement
        assert all(HASH.fullmatch(option) for option in options), requirement


@pytest.mark.parametrize("name", [*LOCKED, "pyproject.toml"])
def test_no_index_of_packages_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|--trusted-host", text)


def test_the_tests_run_with_the_versions_of_the_dashboard() -> None:
    shipped, tested = ({requirement for requirement, *_ in entries(name)} for name in LOCKED)
    assert shipped <= tested
