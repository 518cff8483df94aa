"""Who is reading, for the audit log; nobody has a name where nobody has to log in."""

from __future__ import annotations

from typing import Final

import streamlit as st

from geodata import audit

_NOTED: Final = "account written down"


def current_account() -> str:
    """Return the address of the reader who has logged in; blank if nobody has to."""
    if not st.user.get("is_logged_in", False):
        return ""
    return str(st.user.get("email") or st.user.get("sub") or "unnamed")


def note_log_in() -> None:
    """Write a log-in down, once a session."""
    account = current_account()
    if account and st.session_state.get(_NOTED) != account:
        st.session_state[_NOTED] = account
        audit.record("log-in", account=account)
