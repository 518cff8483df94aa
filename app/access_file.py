"""The settings file of the log-in: read, checked, and refused with a reason.

A file that is wrong in any way stops the server: a rule that was misunderstood lets somebody in.
"""

from __future__ import annotations

import os
import stat
import tomllib
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from app.access import Access, AccessError, Provider, comparable_address, is_domain
from app.hosts import is_loopback
from geodata.store import home

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE_NAME: Final = "access.toml"
"""In the data folder, if no other file is named."""

CALLBACK: Final = "/oauth2callback"
VARIABLES: Final = {key: f"ATLAS_{key.upper()}" for key in ("client_secret", "cookie_secret")}
"""Secrets that may stand in the environment; there they come before those of the file."""

SHORTEST_COOKIE_SECRET: Final = 32
DEFAULT_HOURS: Final = 12.0
MOST_HOURS: Final = 30 * 24.0
"""Streamlit's cookie is gone after thirty days."""

MOST_BYTES: Final = 2**20

_KEYS: Final = {
    "provider": ("server_metadata_url", "client_id", "redirect_uri", *VARIABLES),
    "allow": ("domains", "addresses"),
    "roles": ("curators",),
    "session": ("hours",),
}


def access_file(named: Path | None) -> Path | None:
    """Return the settings file in use; None if nobody has to log in.

    Parameters
    ----------
    named : pathlib.Path, optional
        As said on the command line; by default the one in the data folder, if it is there.
    """
    if named is not None:
        return named
    own = home() / FILE_NAME
    try:
        # A link to nowhere is a fault, not the wish that nobody has to log in.
        return own if own.exists() or own.is_symlink() else None
    except OSError:
        # Whether it is there can't be seen. Reading it will say why.
        return own


def load_access(path: Path, environment: Mapping[str, str] | None = None) -> Access:
    """Read the rules.

    Parameters
    ----------
    path : pathlib.Path
        A TOML file that nobody but its owner can read.
    environment : mapping of str to str, optional
        Where secrets may stand; that of this process by default.

    Raises
    ------
    AccessError
        If it can't be read, or says what can't be meant.
    """
    try:
        tables = tomllib.loads(_private_text(path))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AccessError(f"{path} is no TOML: {error}. Correct that line.") from error
    try:
        return access_from(tables, os.environ if environment is None else environment)
    except AccessError as error:
        raise AccessError(f"{path}: {error}") from error


def take_secrets() -> None:
    """Take the secrets out of the environment, so that programs started from here lack them."""
    for variable in VARIABLES.values():
        os.environ.pop(variable, None)


def _private_text(path: Path) -> str:
    """Read a file whose rights were looked at while it was open."""
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if stat.S_IMODE(status.st_mode) & 0o077:
                raise AccessError(
                    f"Other users of this machine can read or change {path}. Make it private: "
                    f"chmod 600 '{path}'"
                )
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:  # a ValueError is a NUL in the path
        cause = error.strerror if isinstance(error, OSError) else error
        raise AccessError(
            f"The settings of the log-in, {str(path)!r}, can't be read: {cause}. Name another "
            "file with --access, or give the right to read it."
        ) from error
    if len(content) > MOST_BYTES:
        raise AccessError(f"{path} is larger than 1 MB. Name the settings of the log-in.")
    return content.decode("utf-8")


def access_from(tables: Mapping[str, Any], environment: Mapping[str, str]) -> Access:
    """Check what a file says.

    Parameters
    ----------
    tables : mapping of str to Any
        As TOML gives them.
    environment : mapping of str to str
        Where secrets may stand.

    Raises
    ------
    AccessError
        If something is unknown, missing, or can't be meant.
    """
    _check_keys(tables)
    allow = tables.get("allow", {})
    domains = frozenset(_domain(text) for text in _texts(allow, "allow", "domains"))
    addresses = frozenset(_address(text) for text in _texts(allow, "allow", "addresses"))
    if not domains and not addresses:
        raise AccessError(
            "Nobody could log in: [allow] names neither domains nor addresses. Name at least one, "
            'for example domains = ["ministry.example"].'
        )
    named = _texts(tables.get("roles", {}), "roles", "curators")
    access = Access(
        _provider(tables.get("provider", {}), environment),
        domains,
        addresses,
        frozenset(_address(text) for text in named),
        _hours(tables.get("session", {})),
    )
    for curator in sorted(access.curators):
        if not access.allows(curator):
            raise AccessError(
                f"The curator {curator} couldn't log in. Add the address to [allow] addresses too."
            )
    return access


def _check_keys(tables: Mapping[str, Any]) -> None:
    for name, table in tables.items():
        if name not in _KEYS:
            raise AccessError(f"[{name}] is unknown. There are: {', '.join(_KEYS)}.")
        if not isinstance(table, dict):
            raise AccessError(f"{name} is no table. Write [{name}] on a line of its own.")
        for key in table:
            if key not in _KEYS[name]:
                raise AccessError(
                    f"{key} is unknown in [{name}]. There are: {', '.join(_KEYS[name])}."
                )


def _texts(table: Mapping[str, Any], name: str, key: str) -> list[str]:
    values = table.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise AccessError(f'{key} in [{name}] is no list of texts. Write {key} = ["…", "…"].')
    return values


def _domain(text: str) -> str:
    # Not lowered before it is known to be ASCII; see comparable_address.
    domain = text.lower() if text.isascii() else ""
    if not is_domain(domain):
        raise AccessError(
            f"{text!r} in [allow] domains is no domain. Write what stands after the @, without "
            "wildcards; letters beyond a–z as their xn-- name."
        )
    return domain


def _address(text: str) -> str:
    address = comparable_address(text)
    if not address:
        raise AccessError(f"{text!r} is no address of a person. Write it as name@example.org.")
    return address


def _hours(table: Mapping[str, Any]) -> float:
    hours = table.get("hours", DEFAULT_HOURS)
    is_number = isinstance(hours, int | float) and not isinstance(hours, bool)
    if not is_number or not 0 < hours <= MOST_HOURS:
        raise AccessError(
            f"hours = {hours!r} in [session] can't be meant. Write a number of hours up to "
            f"{MOST_HOURS:g}, for example hours = {DEFAULT_HOURS:g}."
        )
    return float(hours)


def _provider(table: Mapping[str, Any], environment: Mapping[str, str]) -> Provider:
    found: dict[str, str] = {}
    for key in _KEYS["provider"]:
        variable = VARIABLES.get(key, "")
        value = environment.get(variable) or table.get(key, "")
        if not isinstance(value, str) or not value.strip():
            elsewhere = f", or set {variable} in the environment" if variable else ""
            raise AccessError(f'[provider] lacks {key}. Write {key} = "…"{elsewhere}.')
        found[key] = value.strip()
    if len(found["cookie_secret"]) < SHORTEST_COOKIE_SECRET:
        raise AccessError(
            f"cookie_secret is shorter than {SHORTEST_COOKIE_SECRET} characters: it could be "
            "guessed, and log-ins forged. Make one: openssl rand -hex 32"
        )
    _check_url("server_metadata_url", found["server_metadata_url"])
    _check_url("redirect_uri", found["redirect_uri"])
    parts = urlsplit(found["redirect_uri"])
    if parts.path != CALLBACK or parts.query or parts.fragment:
        raise AccessError(
            f"redirect_uri doesn't end with {CALLBACK}. Write the address that readers type, then "
            f"{CALLBACK}, and register the same at the identity provider."
        )
    return Provider(**found)


def _check_url(key: str, text: str) -> None:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as error:
        raise AccessError(f"{key} is no address: {error}. Write https://…") from error
    if not parts.hostname or parts.username is not None or parts.scheme not in {"http", "https"}:
        raise AccessError(f"{key} = {text!r} is no address. Write https://…")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise AccessError(
            f"{key} = {text!r} is not encrypted: log-ins could be read on the way. Write https://…"
        )
