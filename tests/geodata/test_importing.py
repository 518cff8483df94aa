"""Files → a version in the store, whole or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd
import pytest

from geodata.importing import import_files
from geodata.model import Filters
from geodata.query import by_province
from geodata.sources.reading import ReadError
from geodata.versions import current_version, imported_dataset, rejected_rows, versions

FIXTURES: Final = Path(__file__).parents[1] / "fixtures"
TODAY: Final = date(2026, 1, 1)
HEADING: Final = "incident_id,date,province_pcode,group,attribution,event_type,killed_best"


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path / "home"))


def written(path: Path, *rows: tuple[str, str, int]) -> Path:
    lines = [
        f"{key},2021-10-08,{pcode},ISKP,claimed,attack,{killed}" for key, pcode, killed in rows
    ]
    path.write_text("\n".join([HEADING, *lines, ""]), encoding="utf-8")
    return path


def counted(name: str) -> dict[str, int]:
    table = by_province(Filters(), imported_dataset(name))
    counts = table["incidents"]
    return {str(key): int(value) for key, value in counts.items() if value}


def test_what_is_stored_is_counted_as_plain_pandas_counts_it(tmp_path: Path) -> None:
    rows = [("a", "AF19", 3), ("b", "AF19", 4), ("c", "AF01", 0), ("a", "AF01", 9)]
    path = written(tmp_path / "own.csv", *rows)
    result = import_files([path], "mine", today=TODAY)
    plain = pd.read_csv(path).drop_duplicates("incident_id")
    assert counted("mine") == plain["province_pcode"].value_counts().to_dict()
    table = by_province(Filters(), imported_dataset("mine"))
    assert table["killed_best"].sum() == plain["killed_best"].sum()
    assert (result.version.manifest.records, result.version.manifest.rejected) == (3, 1)
    assert rejected_rows(result.version)["reason"].tolist() == ["duplicate_id"]


def test_adding_keeps_earlier_records_and_replaces_those_that_come_anew(tmp_path: Path) -> None:
    import_files([written(tmp_path / "1.csv", ("a", "AF19", 3), ("b", "AF01", 4))], "mine")
    result = import_files(
        [written(tmp_path / "2.csv", ("b", "AF02", 5), ("c", "AF02", 6))], "mine", adds=True
    )
    assert counted("mine") == {"AF19": 1, "AF02": 2}
    (old,) = rejected_rows(result.version).to_dict("records")
    assert (old["incident_id"], old["reason"]) == ("b", "superseded")
    assert (old["source_file"], old["source_row"]) == ("1.csv", 2)
    sources = result.version.manifest.description.sources
    assert [source.name for source in sources] == ["2.csv", "1.csv"]


def test_records_that_are_kept_keep_their_rights(tmp_path: Path) -> None:
    import_files([FIXTURES / "acled.csv"], "mixed", today=TODAY)
    added = written(tmp_path / "synthetic_own.csv", ("a", "AF19", 3))
    result = import_files([added], "mixed", adds=True, today=TODAY)
    described = result.version.manifest.description
    assert not described.redistributable
    assert "ACLED" in described.why_not
    assert "ACLED" in described.attribution
    assert described.label == "ACLED + Table of the atlas (synthetic)"
    again = import_files([FIXTURES / "own.csv"], "mixed", adds=True, today=TODAY)
    assert again.version.manifest.description.synthetic
    assert again.version.manifest.description.label == described.label
    assert again.version.manifest.description.attribution == described.attribution


def test_a_file_that_fails_leaves_the_version_before(tmp_path: Path) -> None:
    good = written(tmp_path / "own.csv", ("a", "AF19", 3))
    import_files([good], "mine")
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")
    with pytest.raises(ReadError, match=r"bad\.csv"):
        import_files([written(tmp_path / "2.csv", ("b", "AF01", 1)), bad], "mine")
    assert [version.id for version in versions("mine")] == ["1"]
    current_version("mine").check()
    assert counted("mine") == {"AF19": 1}


@pytest.mark.parametrize("name", ["acled", "gtd"])
def test_licensed_data_is_not_passed_on(name: str) -> None:
    result = import_files([FIXTURES / f"{name}.csv"], name, today=TODAY)
    dataset = imported_dataset(name)
    assert not dataset.redistributable
    assert "not passed on" in dataset.why_not
    report = result.version.manifest.description.report
    values = [
        e["value"] for part in ("reasons", "flags") for r in report[part] for e in r["examples"]
    ]
    assert values
    assert set(values) == {""}


def test_synthetic_files_are_marked(tmp_path: Path) -> None:
    result = import_files([written(tmp_path / "synthetic.csv", ("a", "AF19", 3))], "made_up")
    assert result.version.manifest.description.synthetic
    assert imported_dataset("made_up").label == "Table of the atlas (synthetic)"
    assert imported_dataset("made_up").synthetic
