"""Made-up rows are recognised, and real ones are not taken for made-up."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.synth.marks import SynthError, check_file_name, is_synthetic

HEADING = ["id", "notes"]


@pytest.mark.parametrize("name", ["synthetic.csv", "my_Synthetic_events.csv", "SYNTHETIC-1.CSV.gz"])
def test_the_file_name_tells(name: str) -> None:
    assert is_synthetic([HEADING, ["1", "A bomb."]], name)
    check_file_name(Path("/somewhere") / name)


@pytest.mark.parametrize(
    "text",
    [
        "SYNTHETIC, not a real event",
        "synthetic, not a real event: IS - Civilians",
        'He wrote: "SYNTHETIC, not a real event".',
    ],
)
def test_one_marked_row_tells(text: str) -> None:
    rows = [HEADING, *([str(number), "A bomb."] for number in range(50)), ["51", text]]
    assert is_synthetic(rows, "events.csv")


@pytest.mark.parametrize(
    "rows", [[], [HEADING], [HEADING, ["1", "Synthetic drugs were seized."]], [[""], ["", ""]]]
)
def test_other_rows_are_not_taken_for_made_up(rows: list[list[str]]) -> None:
    assert not is_synthetic(rows, "events.csv")
    assert not is_synthetic(rows)


def test_a_folder_does_not_stand_in_for_the_name() -> None:
    with pytest.raises(SynthError, match=r"Name the file synthetic_a\.csv"):
        check_file_name(Path("synthetic") / "a.csv")
