"""What the atlas keeps is for its user alone; what a user saves somewhere follows the umask."""

from __future__ import annotations

import ast
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from geodata.durable import make_private, private_file, private_folder, write_text
from geodata.export.folder import write_documents
from geodata.importing import import_files
from geodata.store import curated_dataset
from geodata.versions import rollback

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parents[2]
OWN: Final = ROOT / "tests" / "fixtures" / "own.csv"

# Every file with a call that makes a file or folder, and why the mode is right.
WRITERS: Final = {
    "geodata/durable.py": "makes private ones",
    "geodata/yearfiles.py": "made private before Arrow opens it",
    "geodata/store.py": "mkdtemp and mkstemp are private",
    "geodata/imports.py": "the lock is given its mode",
    "geodata/audit.py": "the same",
    "geodata/doctor.py": "NamedTemporaryFile is private",
    "geodata/export/folder.py": "documents where the user says: the umask of the user",
    "geodata/export/film_files.py": "TemporaryDirectory is private",
    "geodata/curation.py": "records of a checkout, which are public: the umask of the user",
    "geodata/sidecar.py": "the same",
    "geodata/synth/__init__.py": "made-up rows where the user says: the umask of the user",
    "app/commands/validate.py": "rejected rows where the user says: the umask of the user",
}
MAKERS: Final = {
    *("mkdir", "makedirs", "touch", "write_text", "write_bytes", "copytree", "copyfile", "copy2"),
    *("mkdtemp", "mkstemp", "NamedTemporaryFile", "TemporaryDirectory", "TemporaryFile"),
    *("FileLock", "ParquetWriter", "to_csv", "to_excel", "FileHandler", "RotatingFileHandler"),
}


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=["umask-000", "umask-022", "umask-077"])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def modes_in(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder.parent)): oct(path.stat().st_mode & 0o7777)
        for path in (folder, *folder.rglob("*"))
    }


@pytest.mark.usefixtures("umask")
def test_all_that_is_kept_is_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The folders above it are missing too, as at the first start in a fresh account.
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path / "share" / "atlas"))
    for _ in range(2):
        import_files([OWN], "mine")
    rollback("mine")
    curated_dataset()
    found = modes_in(tmp_path / "share")
    assert len([path for path in found if path.endswith(".parquet")]) >= 5
    assert {"share/atlas/imports/mine/current"} <= set(found)
    wrong = {
        path: mode
        for path, mode in found.items()
        if mode != ("0o700" if (tmp_path / path).is_dir() else "0o600")
    }
    assert wrong == {}


def test_a_document_follows_the_umask_of_who_saves_it(tmp_path: Path, umask: int) -> None:
    write_documents({"brief.pdf": b"a document"}, tmp_path / "briefs")
    assert modes_in(tmp_path / "briefs") == {
        "briefs": oct(0o777 & ~umask),
        "briefs/brief.pdf": oct(0o666 & ~umask),
    }


@pytest.mark.usefixtures("umask")
def test_a_file_that_others_could_read_is_taken_back(tmp_path: Path) -> None:
    (tmp_path / "open").write_text("before", encoding="utf-8")
    (tmp_path / "open").chmod(0o666)
    private_file(tmp_path / "open")
    assert (tmp_path / "open").read_text(encoding="utf-8") == "before"
    write_text(tmp_path / "new", "after")
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "file").write_text("x", encoding="utf-8")
    make_private(tmp_path / "deep")
    assert modes_in(tmp_path) == {
        tmp_path.name: oct(tmp_path.stat().st_mode & 0o7777),
        f"{tmp_path.name}/open": "0o600",
        f"{tmp_path.name}/new": "0o600",
        f"{tmp_path.name}/deep": "0o700",
        f"{tmp_path.name}/deep/er": "0o700",
        f"{tmp_path.name}/deep/er/file": "0o600",
    }


def test_a_folder_that_somebody_shares_stays_shared(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o750)
    private_folder(tmp_path / "shared" / "imports")
    assert modes_in(tmp_path / "shared") == {"shared": "0o750", "shared/imports": "0o700"}


def makes_files(path: Path) -> bool:
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if name in MAKERS and not is_own_helper(call):
            return True
        modes = [each.value for each in call.args if isinstance(each, ast.Constant)]
        if name == "open" and any(isinstance(mode, str) and mode[:1] in "wax" for mode in modes):
            return True
    return False


def is_own_helper(call: ast.Call) -> bool:
    # durable.write_text is private; a method of that name is Path's. A table as CSV without a
    # path is a text.
    if isinstance(call.func, ast.Name):
        return call.func.id == "write_text"
    return call.func.attr == "to_csv" and not call.args  # type: ignore[attr-defined]


def test_each_place_that_makes_files_is_known() -> None:
    sources = [path for part in ("app", "geodata") for path in (ROOT / part).rglob("*.py")]
    found = {path.relative_to(ROOT).as_posix() for path in sources if makes_files(path)}
    assert found == set(WRITERS)
