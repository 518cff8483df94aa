"""No key, password or token is in the repository."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final

from detect_secrets import SecretsCollection
from detect_secrets.settings import default_settings, get_settings

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT: Final = Path(__file__).parents[1]
# A SHA-256 in full is a checksum; so is what the lines of sidecars and locked packages hold.
CHECKSUM: Final = r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])"
# Not text, and nothing that a person wrote.
PASSED_OVER: Final = {".png", ".woff2", ".ttf", ".geojson"}
# Checked in full elsewhere: each line of these is a version and its checksums (test_requirements),
# or a record that the checks of records read (they take a quarter of the time).
CHECKED: Final = {
    *("requirements.txt", "requirements-dev.txt"),
    *("incidents.csv", "incident_sources.csv"),
}
# What isn't part of the project, where there is no git to tell.
OUTSIDE: Final = {".git", ".venv", ".hypothesis", "dist", "build", "node_modules"}
# Words that a test makes up to show that none of it gets out.
MADE_UP: Final = "word@mirror.example.org"


def project_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - whichever git there is
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    if listed.returncode == 0:
        found = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        found = [
            path for path in ROOT.rglob("*") if not OUTSIDE & set(path.relative_to(ROOT).parts)
        ]
    return [
        path
        for path in found
        if path.is_file() and path.suffix not in PASSED_OVER and path.name not in CHECKED
    ]


def secrets_in(paths: Iterable[Path]) -> list[str]:
    found = SecretsCollection()
    with default_settings():
        get_settings().filters["detect_secrets.filters.regex.should_exclude_line"] = {
            "pattern": [CHECKSUM, re.escape(MADE_UP)]
        }
        for path in paths:
            found.scan_file(str(path))
    return sorted(
        f"{Path(name).name}, line {secret.line_number}: {secret.type}" for name, secret in found
    )


def test_no_secret_is_in_the_repository() -> None:
    files = project_files()
    assert ROOT / "geodata" / "store.py" in files
    assert secrets_in(files) == []


def test_a_secret_would_be_found(tmp_path: Path) -> None:
    planted = tmp_path / "settings.py"
    # Put together here, so that this file holds none.
    key = "AKIA" + "IOSFODNN7" + "ABCDEFG"
    planted.write_text(
        f'access = "{key}"\n'
        f'checksum = "{"0123456789abcdef" * 4}"\n'
        f'address = "https://reader:{"hunter" + "2"}@example.org/"\n'
        f'{"pass" + "word"} = "{"correct" + "horse"}battery"\n'
        f"-----BEGIN {'RSA PRIVATE'} KEY-----\n",
        encoding="utf-8",
    )
    assert secrets_in([planted]) == [
        "settings.py, line 1: AWS Access Key",
        "settings.py, line 3: Basic Auth Credentials",
        "settings.py, line 4: Secret Keyword",
        "settings.py, line 5: Private Key",
    ]
