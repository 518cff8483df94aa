"""Documents in a folder: all or none, and a sentence when the system refuses."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from geodata.export import folder
from geodata.export.folder import OutputError, check_free, write_documents

DOCUMENTS = {"a.png": b"a", "b.pdf": b"bb"}


def test_all_are_written_into_a_new_folder(tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder"
    assert write_documents(DOCUMENTS, out) == [out / "a.png", out / "b.pdf"]
    assert {path.name: path.read_bytes() for path in out.iterdir()} == DOCUMENTS


def test_a_taken_name_stops_all(tmp_path: Path) -> None:
    (tmp_path / "b.pdf").write_bytes(b"mine")
    with pytest.raises(OutputError, match=r"b\.pdf is there already.*--force"):
        write_documents(DOCUMENTS, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["b.pdf"]
    write_documents(DOCUMENTS, tmp_path, overwrites=True)
    assert (tmp_path / "b.pdf").read_bytes() == b"bb"


def test_a_folder_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "b.pdf").mkdir()
    with pytest.raises(OutputError):
        check_free(tmp_path, DOCUMENTS, overwrites=True)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(errno.ENOSPC, "the disk is full"), (errno.EACCES, "you may not write there")],
)
def test_a_disk_that_fills_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    def refuse(path: Path) -> None:
        if path.name == "b.pdf":
            raise OSError(number, "refused")

    monkeypatch.setattr(folder, "sync", refuse)
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "a.png").write_bytes(b"old")
    for out in (tmp_path / "old", tmp_path / "new" / "folder"):
        with pytest.raises(OutputError, match=sentence):
            write_documents(DOCUMENTS, out, overwrites=True)
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    assert files == {"old", "old/a.png"}
    assert (tmp_path / "old" / "a.png").read_bytes() == b"old"


def test_a_file_in_the_path_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="a part of its path is a file"):
        write_documents(DOCUMENTS, tmp_path / "file" / "out")


def test_a_folder_that_none_can_be_is_told() -> None:
    with pytest.raises(OutputError, match="no path is written so"):
        write_documents({"a.txt": b"a"}, Path("a\0b"))
