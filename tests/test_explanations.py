"""A check that is passed over has its reason beside it."""

from __future__ import annotations

import io
import re
import tokenize
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
CODES: Final = r"[A-Z]+[0-9]+(?:,\s*[A-Z]+[0-9]+)*"
EXPLAINED: Final = {
    "noqa": re.compile(rf"noqa: {CODES} - \S.+"),
    # Bandit takes all words up to the next # for names of checks; one reason serves both tools.
    "nosec": re.compile(rf"nosec {CODES} # (?:noqa: {CODES} - )?\S.+"),
}


def unexplained(text: str) -> list[str]:
    comments = [
        token.string
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT
    ]
    return [
        comment
        for comment in comments
        for word, form in EXPLAINED.items()
        if re.search(rf"#\s*{word}\b", comment, re.IGNORECASE) and not form.search(comment)
    ]


def test_each_check_that_is_passed_over_has_a_reason() -> None:
    parts = ("app", "geodata", "scripts", "tests")
    sources = [path for part in parts for path in (ROOT / part).rglob("*.py")]
    assert len(sources) > 300
    found = {path.name: unexplained(path.read_text(encoding="utf-8")) for path in sources}
    assert {name: comments for name, comments in found.items() if comments} == {}


@pytest.mark.parametrize(
    "comment",
    ["noqa", "noqa: S101", "nosec", "nosec B101", "nosec B101 - why", "nosec B1 # noqa: S101"],
)
def test_one_without_would_be_found(comment: str) -> None:
    assert unexplained(f"assert True  # {comment}\n") == [f"# {comment}"]
