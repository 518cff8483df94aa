"""Who is reading, and what they may do; nobody has a name where nobody has to log in."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import streamlit as st

from app.access import AccessError, Verdict, access_in_force
from geodata import audit

if TYPE_CHECKING:
    from geodata.audit import Event

_NOTED: Final = "account written down"
_REFUSALS: Final = audit.Allowance()


def current_verdict() -> Verdict:
    """Return whether the reader gets in, and as what.

    Where nobody has to log in, everybody reads, and looks at files of their own.
    """
    access = access_in_force()
    if access is None:
        return Verdict(_named_account(), "reader")
    return access.verdict(st.user.to_dict(), time.time())


def _named_account() -> str:
    if not st.user.get("is_logged_in", False):
        return ""
    return str(st.user.get("email") or st.user.get("sub") or "unnamed")


def current_account() -> str:
    """Return the address of the reader who has logged in; blank if nobody has to."""
    return current_verdict().account


def may_look_at_files() -> bool:
    """Say whether the reader may give the server a file of theirs to look at."""
    return access_in_force() is None or is_curator()


def is_curator() -> bool:
    """Say whether the reader may change what is stored; nobody may without having logged in."""
    return access_in_force() is not None and current_verdict().role == "curator"


def require(is_allowed: bool, event: Event, what: str) -> None:  # noqa: FBT001 - the rule itself
    """Refuse what the reader may not do, and write the refusal down.

    Asked where something is done, not only where its button is drawn: a browser can send what no
    button of its page would.

    Parameters
    ----------
    is_allowed : bool
        Whether they may.
    event : {"import", "rollback", "export"}
        What they asked for.
    what : str
        Of what.

    Raises
    ------
    AccessError
        If they may not.
    """
    if is_allowed:
        return
    audit.record("refusal", account=current_account(), what=f"{event} {what}", why="AccessError")
    raise AccessError("Only curators may do that. Ask whoever runs this atlas to make you one.")


def note_log_in() -> None:
    """Write down, once a session, that somebody came in or was turned away."""
    verdict = current_verdict()
    mark = (verdict.account, verdict.refusal)
    if st.session_state.get(_NOTED) == mark or verdict.refusal == "not logged in":
        return
    st.session_state[_NOTED] = mark
    if verdict.refusal:
        if _REFUSALS.take():
            audit.record("refusal", account=verdict.account, what="log-in", why=verdict.refusal)
    elif verdict.account:
        audit.record("log-in", account=verdict.account)
