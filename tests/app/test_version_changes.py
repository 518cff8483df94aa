"""Two versions of an import on the page of records, and as a command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from app.cli import main
from tests.app.page import Page, plain

if TYPE_CHECKING:
    from streamlit.testing.v1.element_tree import Selectbox

FIXTURES: Final = Path(__file__).parents[1] / "fixtures"


def store_twice(name: str, fixture: str, *replacements: tuple[str, str]) -> None:
    """Import a file of invented rows, and again with some of its text replaced."""
    text = (FIXTURES / fixture).read_text(encoding="utf-8")
    for state in (text, changed(text, replacements)):
        Path(fixture).write_text(state, encoding="utf-8")
        assert main(["import", fixture, "--name", name]) == 0


def changed(text: str, replacements: tuple[tuple[str, str], ...]) -> str:
    for old, new in replacements:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


def store_own() -> None:
    # One toll revised, one record under another identifier: one removed, one added.
    store_twice("mine", "own.csv", ("43,46,80", "43,47,80"), ("20200101-GHA-9", "20200101-GHA-8"))


def open_changes() -> Page:
    page = Page()
    page.test.switch_page("screens/records.py")
    page.test.session_state["version changes"] = True
    page.run()
    return page


def shown(page: Page) -> str:
    return " ".join(plain(piece.value) for piece in page.test.html)


def box(page: Page, label: str) -> Selectbox:
    (found,) = [each for each in page.test.selectbox if each.label == label]
    return found


def test_counts_come_first_then_figures_then_the_records() -> None:
    store_own()
    page = open_changes()
    text = shown(page)
    sentence = (
        "From version 1 to version 2: 1 added, 1 removed and 1 revised; 0 the same in both. "
        "Revised records by field: killed best 1."
    )
    places = [text.index(part) for part in (sentence, "before and after", "Added records")]
    assert places == sorted(places)
    assert "20200101-GHA-8" in page.markup('<table class="atlas-table atlas-revision"')
    (kinds,) = [each for each in page.test.button_group if each.label == "Which records"]
    kinds.set_value("revised")
    page.run()
    table = plain(page.markup('<table class="atlas-table atlas-revision"'))
    assert table.endswith("20211008-KDZ-9 killed best 46 → 47")


def test_nothing_of_it_can_be_downloaded() -> None:
    store_own()
    page = open_changes()
    assert "On screen only" in shown(page)
    assert not page.test.get("download_button")


def test_the_same_version_twice_is_said() -> None:
    store_own()
    page = open_changes()
    box(page, "From version").set_value("2")
    page.run()
    assert [info.value for info in page.test.info] == [
        "The same version was chosen twice: nothing can differ. Choose two versions."
    ]


def test_without_two_versions_the_way_to_get_them_is_said() -> None:
    assert "No import has two stored versions to compare." in shown(open_changes())


def test_a_damaged_version_is_said(tmp_path: Path) -> None:
    store_own()
    (file,) = (tmp_path / "home/imports/mine/versions/1/records/year=2021").glob("*.parquet")
    file.unlink()
    page = open_changes()
    assert len(page.test.error) == 1


def test_the_command_lists_what_changed(capsys: pytest.CaptureFixture[str]) -> None:
    store_own()
    capsys.readouterr()
    assert main(["versions", "mine", "--compare", "1", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "1 added, 1 removed and 1 revised; 0 the same in both." in lines
    assert "Revised   20211008-KDZ-9  killed best: 46 → 47" in lines
    assert [line.split()[:2] for line in lines if line.startswith(("Added ", "Removed "))] == [
        ["Added", "20200101-GHA-8"],
        ["Removed", "20200101-GHA-9"],
    ]
    assert main(["versions", "mine", "--compare", "2", "1", "--most", "0"]) == 0
    assert "GHA" not in capsys.readouterr().out


def test_the_command_prints_no_record_that_may_not_be_passed_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    store_twice("acled", "acled.csv", ("AFG90002", "AFG99999"))
    capsys.readouterr()
    assert main(["versions", "acled", "--compare", "1", "2"]) == 0
    out = capsys.readouterr().out
    assert "1 added and 1 removed;" in out
    assert "Single records are not printed." in out
    assert "AFG9" not in out


@pytest.mark.parametrize(
    "arguments",
    [["--compare", "1", "2"], ["mine", "--compare", "1", "9"], ["other", "--compare", "1", "2"]],
)
def test_the_command_names_what_is_missing(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    store_own()
    capsys.readouterr()
    assert main(["versions", *arguments]) == 2
    assert capsys.readouterr().err.count("\n") == 1
