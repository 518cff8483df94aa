"""What only curators may do: keep a file as an import, and let an earlier version count again.

Each step asks for the role itself, whatever the page has drawn, and is written down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from app.account import current_account, is_curator, require
from geodata import audit
from geodata.importing import import_files
from geodata.model import AtlasError
from geodata.versions import rollback, versions
from geodata.views.text import number_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.audit import Event
    from geodata.formats import ColumnMapping
    from geodata.versions import Version

_DONE: Final = "stored"
"""Which button was clicked before, and the sentence on what that stored."""


def _written_down(event: Event, name: str, step: Callable[[], Version]) -> Version:
    require(is_curator(), event, name)
    account = current_account()
    try:
        version = step()
    except AtlasError as error:
        what = f"{event} {name}"
        audit.record("refusal", account=account, what=what, why=type(error).__name__)
        raise
    manifest = version.manifest
    audit.record(
        event,
        account=account,
        what=name,
        version=manifest.id,
        checksum=manifest.checksum,
        records=manifest.records,
        rejected=manifest.rejected,
    )
    return version


def keep_upload(name: str, file: tuple[str, bytes], mapping: ColumnMapping | None) -> Version:
    """Store an uploaded file as a new version of an import.

    Parameters
    ----------
    name : str
        Of the import.
    file : tuple of (str, bytes)
        Its name and content.
    mapping : ColumnMapping or None
        What its columns are, if it is a table in no known format.

    Raises
    ------
    AccessError
        If the reader is no curator.
    AtlasError
        If it can't be read, or stored.
    """
    return _written_down("import", name, lambda: import_files([file], name, mapping).version)


def roll_back(name: str, number: str) -> Version:
    """Let another version of an import count.

    Parameters
    ----------
    name : str
        Of the import.
    number : str
        Of the version.

    Raises
    ------
    AccessError
        If the reader is no curator.
    AtlasError
        If there is no such version, or it is damaged.
    """
    return _written_down("rollback", name, lambda: rollback(name, number))


def keep_widget(file: tuple[str, bytes], mapping: ColumnMapping | None) -> None:
    """Let a curator keep the file that was looked at; draw nothing for anybody else.

    Parameters
    ----------
    file : tuple of (str, bytes)
        Its name and content.
    mapping : ColumnMapping or None
        What its columns are.
    """
    if not is_curator():
        return
    with st.form("keep", border=False):
        name = st.text_input(
            "Name of the import",
            max_chars=64,
            help="a–z, 0–9, - and _. If there is one of that name, this becomes its new version.",
            key="keep name",
        )
        is_wanted = st.form_submit_button("Import for all readers")
    _done_by("keep")
    if is_wanted:
        _do("keep", lambda: keep_upload((name or "").strip(), file, mapping))


def roll_back_widget(name: str, current: Version) -> None:
    """Let a curator choose the version of an import that counts; nothing for anybody else.

    Parameters
    ----------
    name : str
        Of the import.
    current : Version
        The one that counts now.
    """
    if not is_curator():
        return
    others = {version.id: version for version in versions(name) if version.id != current.id}
    if not others:
        return
    with st.form("roll back", border=False):
        number = st.selectbox(
            "Another version",
            list(others),
            format_func=lambda each: (
                f"Version {each} of {others[each].manifest.created}, "
                f"{number_text(others[each].manifest.records)} records"
            ),
            # A name of its own for each import: a number chosen for one means nothing for another.
            key=f"version of {name}",
        )
        is_wanted = st.form_submit_button("Let it count again")
    _done_by("roll back")
    if is_wanted and number is not None:
        _do("roll back", lambda: roll_back(name, number))


def _do(button: str, step: Callable[[], Version]) -> None:
    try:
        manifest = step().manifest
    except AtlasError as error:
        st.error(str(error))
        return
    sentence = (
        f"Version {manifest.id} of the import {manifest.name} counts now: "
        f"{number_text(manifest.records)} records, {number_text(manifest.rejected)} rows rejected."
    )
    st.session_state[_DONE] = (button, sentence)
    # The lists above on the page were drawn without it.
    st.rerun()


def _done_by(button: str) -> None:
    """Say under a button what its last click has stored."""
    clicked, sentence = st.session_state.get(_DONE, ("", ""))
    # The container is always there, so that what stands below keeps its place in the page.
    with st.container():
        if clicked == button:
            del st.session_state[_DONE]
            st.success(sentence)
