"""The cached comparison of two versions of an import."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geodata.version_changes import VersionChanges, compare_versions
from geodata.versions import import_names, versions

if TYPE_CHECKING:
    from geodata.store import Dataset
    from geodata.versions import Version


# Kept as it is, not copied for each reader: a comparison of millions of records takes megabytes.
@st.cache_resource(max_entries=4, show_spinner="Comparing the two versions…")
def _compared(_old: Dataset, _new: Dataset, old_version: str, new_version: str) -> VersionChanges:  # noqa: ARG001 - the versions are the key
    return compare_versions(_old, _new)


def compared(old: Version, new: Version) -> VersionChanges:
    """Return what changed from one version of an import to another.

    Raises
    ------
    ChecksumError
        If a file of either is missing or has another size.
    """
    older, newer = old.dataset(), new.dataset()
    return _compared(older, newer, older.version, newer.version)


def comparable_imports() -> dict[str, list[Version]]:
    """Return the versions of each import that has two or more, the newest first.

    Raises
    ------
    StoreError
        If a manifest can't be read.
    """
    stored = {name: versions(name) for name in import_names()}
    return {name: found for name, found in stored.items() if len(found) > 1}
