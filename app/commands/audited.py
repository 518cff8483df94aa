"""What a command does to the store, or hands out, goes into the audit log."""

from __future__ import annotations

import getpass
from contextlib import contextmanager
from typing import TYPE_CHECKING

from geodata.model import AtlasError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.audit import Event


def _account() -> str:
    try:
        return f"{getpass.getuser()} (command line)"
    except (KeyError, OSError):
        # A container's user may have no name.
        return "command line"


@contextmanager
def written_down(event: Event, what: str) -> Iterator[dict[str, str | int]]:
    """Write a step down once it is done, or that it was refused and by which rule.

    Parameters
    ----------
    event : {"import", "rollback", "export"}
        What is done.
    what : str
        To what.

    Yields
    ------
    dict of str to str or int
        Takes further details of the step.
    """
    from geodata import audit  # noqa: PLC0415 - takes a second

    details: dict[str, str | int] = {}
    try:
        yield details
    except AtlasError as error:
        why = type(error).__name__
        audit.record("refusal", account=_account(), what=f"{event} {what}", why=why)
        raise
    audit.record(event, account=_account(), what=what, **details)
