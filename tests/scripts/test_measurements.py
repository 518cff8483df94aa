"""The page of measurements says what the kept measurements say, and names tests that exist."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.bench.chart import chart
from tests.bench.promises import TESTED, Promise, promise_table, size_promises, slopes
from tests.bench.report import REPORT, report
from tests.bench.results import load, save

if TYPE_CHECKING:
    from typing import Any

ROOT = Path(__file__).parents[2]


def size(map_seconds: float) -> dict[str, list[float]]:
    return {
        "map": [map_seconds],
        "figures": [0.2],
        "timeline": [0.2],
        "first map": [2.0],
        "import, ours": [1.0],
        "import, obvious": [2.0],
    }


@pytest.fixture
def sizes() -> dict[str, Any]:
    return {"0": {"empty rerun": [0.2]}, "1000": size(0.2), "1000000": size(0.26)}


def test_the_page_is_what_the_kept_measurements_say() -> None:
    assert REPORT.read_text(encoding="utf-8") == report()
    assert "| promise | measured | kept | command |" in report()


def test_the_tests_that_keep_promises_exist() -> None:
    named = [path for _, paths in TESTED for path in paths.split()]
    assert len(named) > 8
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_a_repaint_that_grows_is_no_kept_promise(sizes: dict[str, Any]) -> None:
    assert slopes(sizes, "map") == {"1000000": pytest.approx(1.3)}
    told = {promise.words: promise for promise in size_promises(sizes)}
    [growth] = [each for words, each in told.items() if words.startswith("The map takes")]
    assert (growth.figure, growth.is_kept) == ("+30%", False)
    [steepest] = [each for words, each in told.items() if words.startswith("From one size")]
    assert (steepest.figure, steepest.is_kept) == ("1.30", False)
    [figures] = [each for words, each in told.items() if words.startswith("The figures take")]
    assert (figures.figure, figures.is_kept) == ("+0%", True)


def test_what_is_not_reached_says_so() -> None:
    table = promise_table([Promise("kept", "1", True, "a"), Promise("missed", "2", False, "b")])  # noqa: FBT003 - is_kept
    assert "| kept | 1 | yes | `a` |" in table
    assert "| missed | 2 | **no** | `b` |" in table


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    save("sizes", {"0": {"empty rerun": [0.123456789]}}, tmp_path)
    kept = load("sizes", tmp_path)
    assert kept is not None
    assert kept["results"] == {"0": {"empty rerun": [0.1235]}}
    assert load("never measured", tmp_path) is None


def test_the_same_measurements_give_the_same_chart(sizes: dict[str, Any]) -> None:
    assert chart(sizes) == chart(sizes)
    assert b"<svg" in chart(sizes)
