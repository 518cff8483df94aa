"""The door: what a page shows to somebody who has yet to log in, or may not come in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from app.access import access_in_force
from app.account import current_verdict, is_curator, note_log_in
from app.widgets import caption_widget

if TYPE_CHECKING:
    from app.access import Refusal

_SENTENCES: Final[dict[Refusal, str]] = {
    "not logged in": "This atlas is for those whom its operator lets in. Log in to read it.",
    "ended": "Your log-in has ended. Log in again to read on.",
    "no address": "Your identity provider names no e-mail address that can be compared. Ask "
    "whoever runs it to send one, or use another account.",
    "address not verified": "Your identity provider doesn't confirm that this address is yours. "
    "Have it confirmed there, then log out here and log in again.",
    "not on the allow-list": "This account is not among those who may read this atlas. Ask whoever "
    "runs it to be let in, or use another account.",
}


def is_let_in() -> bool:
    """Say whether the page may be drawn, and write down who came or was turned away."""
    note_log_in()
    return current_verdict().role is not None


def door_widget() -> None:
    """Draw what stands in place of every page for somebody who isn't let in."""
    verdict = current_verdict()
    st.html('<h1 class="atlas-title">Afghanistan Incident Atlas</h1>')
    if verdict.refusal in {"not logged in", "ended"}:
        caption_widget([_SENTENCES[verdict.refusal]])
        st.button("Log in", on_click=st.login, type="primary", key="log in")
        return
    st.error(_SENTENCES[verdict.refusal])
    if verdict.account:
        # As text: nothing in an address is read as markup.
        st.text(f"You are logged in as {verdict.account}.")
    st.button("Log out", on_click=st.logout, key="log out")


def log_out_widget() -> None:
    """Say who reads, and let them log out; nothing where nobody has to log in."""
    if access_in_force() is None:
        return
    role = "curator" if is_curator() else "reader"
    st.text(f"{current_verdict().account} ({role})")
    st.button("Log out", on_click=st.logout, key="log out")
