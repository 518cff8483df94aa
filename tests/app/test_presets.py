"""Presets of ``atlas brief``: read as the command line is, and refused with the place."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli import main
from app.commands.brief import PRESET_WORDS
from app.commands.presets import PresetError, load_presets
from app.commands.view import request_from_words
from geodata.export.bundle import check_kinds
from geodata.export.embedded import embedded_manifest
from geodata.export.request import request_from_address

TWO = """
part = "timeline"
from = 2021-10-01

[first]
group = ["ISKP", "NRF"]
out = "made"

[second]
view = "http://localhost:8501/?group=NRF&measure=Killed"
title = "--force"
dpi = 300
"""


@pytest.fixture
def two(tmp_path: Path) -> Path:
    path = tmp_path / "two: a.toml"
    path.write_text(TWO, encoding="utf-8")
    return path


def test_what_stands_above_the_tables_holds_for_all(two: Path) -> None:
    shared = {"part": "timeline", "from": "2021-10-01"}
    presets = load_presets(str(two), PRESET_WORDS)
    assert presets["first"] == shared | {"group": "ISKP,NRF", "out": str(two.parent / "made")}
    assert presets["second"]["dpi"] == "300"
    assert list(load_presets(f"{two}:second", PRESET_WORDS)) == ["second"]


def test_a_file_without_tables_is_one_preset(tmp_path: Path) -> None:
    path = tmp_path / "weekly.toml"
    path.write_text('group = "NRF"', encoding="utf-8")
    assert load_presets(str(path), PRESET_WORDS) == {"weekly": {"group": "NRF"}}


def test_each_preset_has_its_folder_and_the_command_line_has_the_last_word(
    two: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert main(["brief", "--preset", str(two), "--measure", "injured", "--out", str(out)]) == 0
    files = sorted(path.relative_to(out).as_posix() for path in out.rglob("*.*"))
    assert files == ["first/atlas-timeline.png", "second/atlas-timeline.png"]
    manifest = embedded_manifest((out / files[1]).read_bytes())
    request = request_from_address(manifest.address)
    assert (request.filters.groups, request.measure) == (("NRF",), "injured")
    assert (manifest.options["title"], manifest.options["dpi"]) == ("--force", "300")


def test_a_preset_may_name_its_folder(two: Path) -> None:
    assert main(["brief", "--preset", f"{two}:first"]) == 0
    assert [path.name for path in (two.parent / "made").iterdir()] == ["atlas-timeline.png"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("group = ", "no TOML file"),
        ("colour = 'red'", "'colour' isn't known"),
        ("dpi = true", "dpi is True"),
        ("group = [1]", "group is"),
        ("size = 'huge'", "invalid choice: 'huge'"),
        ("dpi = 72", "invalid choice: 72"),
        ("formats = 'docx'", "no document of the kind 'docx'"),
        ("group = 'IS'", "'IS'"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    content: str, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(content, encoding="utf-8")
    assert main(["brief", "--preset", str(path), "--out", str(tmp_path / "out")]) == 2
    message = capsys.readouterr().err
    assert "wrong" in message
    assert reason in message
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["missing.toml", "two: a.toml:third"])
def test_a_missing_preset_is_told(name: str, two: Path) -> None:
    with pytest.raises(PresetError):
        load_presets(str(two.parent / name), PRESET_WORDS)


def test_the_example_names_views_and_documents_that_exist() -> None:
    presets = load_presets(str(Path(__file__).parents[2] / "docs" / "presets.toml"), PRESET_WORDS)
    groups = [request_from_words(words).filters.groups for words in presets.values()]
    assert groups == [("ISKP",), ("AFF", "NRF")]
    for words in presets.values():
        check_kinds(words["formats"].split(","))


def test_a_folder_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["brief", "--group", "ISKP"]) == 2
    assert "--out" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("from = " + "1" * 5_000, "no TOML file"),
        ("from = " + "[" * 3_000, "no TOML file"),
        ("from = 0x" + "f" * 5_000, "a number that is too large"),
    ],
    ids=["digits", "levels", "hexadecimal"],
)
def test_what_python_itself_refuses_is_told_too(content: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "presets.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PresetError, match=says):
        load_presets(str(path), PRESET_WORDS)


@pytest.mark.parametrize("word", ["out", "template"])
def test_a_path_that_none_can_be_is_told(
    word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "presets.toml"
    other = "" if word == "out" else f'out = "{tmp_path}"\n'
    path.write_text(f'formats = "csv"\n{other}{word} = "a\\u0000b"\n', encoding="utf-8")
    assert main(["brief", "--preset", str(path)]) == 2
    assert "null" in capsys.readouterr().err
