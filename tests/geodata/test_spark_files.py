"""An import by Spark stores what an import on one machine stores."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from geodata.engine import ENGINE_VARIABLE, EngineError
from geodata.importing import import_files
from geodata.versions import current_version, imported_dataset, rejected_rows

if TYPE_CHECKING:
    import pandas as pd

    from geodata.report import ImportReport

pytest.importorskip("pyspark", reason="the extra atlas[spark] is not installed")

FIXTURES: Final = Path(__file__).parents[1] / "fixtures"


@pytest.fixture(autouse=True)
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path / "home"))


def counts(report: ImportReport) -> tuple[object, ...]:
    outcomes = {**report.reasons, **report.flags}
    return (
        report.rows_read,
        report.accepted,
        report.rejected,
        {code: outcome.rows for code, outcome in outcomes.items()},
        dict(report.methods),
        dict(report.unmapped_actors),
    )


def rejections(name: str) -> pd.DataFrame:

    found = rejected_rows(current_version(name))
    return found.sort_values("source_row", ignore_index=True)[["source_row", "reason", "row"]]


@pytest.mark.parametrize("name", ["ucdp_ged", "acled"])
def test_spark_stores_the_same(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "events.csv"
    # One row that can't be split into columns: it must be counted on both ways.
    text = (FIXTURES / f"{name}.csv").read_bytes().rstrip(b"\r\n") + b"\nbroken,row\n"
    source.write_bytes(text)
    here = import_files([source], "here")
    monkeypatch.setenv(ENGINE_VARIABLE, "local[2]")
    there = import_files([source], "there")
    assert here.report.reasons["malformed_row"].rows == 1
    assert counts(there.report) == counts(here.report)
    assert imported_dataset("there").version == imported_dataset("here").version
    here_rows, there_rows = rejections("here"), rejections("there")
    assert there_rows[["source_row", "reason"]].equals(here_rows[["source_row", "reason"]])


def test_spark_does_not_add_to_a_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import_files([FIXTURES / "ucdp_ged.csv"], "mine")
    monkeypatch.setenv(ENGINE_VARIABLE, "local[2]")
    with pytest.raises(EngineError, match="Unset ATLAS_ENGINE"):
        import_files([FIXTURES / "ucdp_ged.csv"], "mine", adds=True)
