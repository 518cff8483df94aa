"""Documents of a view for the page Brief and the map page; what takes long to make is kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import streamlit as st

from app import data, datasets
from geodata import audit
from geodata.export.bundle import document_name, make_documents
from geodata.export.manifest import production_time
from geodata.export.preview import Preview, preview
from geodata.export.request import ViewRequest
from geodata.export.snapshot import Snapshot, snapshot
from geodata.model import AtlasError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from app.sidebar import View
    from geodata.export.bundle import Choices
    from geodata.export.documents import DocumentOptions
    from geodata.provinces import Language
    from geodata.store import Dataset

# A document is a few hundred kilobytes, a preview about one hundred.
_MOST_DOCUMENTS: Final = 48
_MOST_PREVIEWS: Final = 64

# Tables are made within a second, and grow with the records: they are not kept.
_TABLES: Final = ("tables.", "records.", "by_province.", "by_period.")


def request_of(view: View) -> ViewRequest:
    """Return the view of a page as documents name it."""
    return ViewRequest(
        view.filters, view.measure.key, view.province, tuple(data.dataset().key.split("+"))
    )


def is_session_only(request: ViewRequest) -> bool:
    """Say whether a view is of a file that is gone with its reader."""
    looked_at: Dataset | None = st.session_state.get(datasets.SESSION_KEY)
    return looked_at is not None and looked_at.key in request.datasets


@dataclass(frozen=True, slots=True)
class ViewKey:
    """What tells documents of views apart.

    Parameters
    ----------
    version : str
        Of the dataset.
    request : ViewRequest
        The view.
    language : {"en", "fa", "ps"}
        Of the names of the provinces.
    day : datetime.date
        Of production; a document that is made on another day bears another date.
    """

    version: str
    request: ViewRequest
    language: Language
    day: date


class DocumentMaker:
    """Makes documents of one view; works out what the view holds only if it has to.

    Knows nothing of the session, so that it can be called where there is none: while a browser
    waits for a download.

    Parameters
    ----------
    request : ViewRequest
        The view.
    dataset : Dataset
        Its records.
    language : {"en", "fa", "ps"}
        Of the names of the provinces.
    account : str
        For whom, as the audit log has it; blank if nobody has to log in.
    """

    def __init__(
        self, request: ViewRequest, dataset: Dataset, language: Language, account: str
    ) -> None:
        self._dataset = dataset
        self._account = account
        self.snapshot: Callable[[], Snapshot] = cache(
            lambda: snapshot(request, dataset, language=language)
        )
        self.key = ViewKey(dataset.version, request, language, production_time().date())

    def document(self, kind: str, choices: Choices) -> tuple[str, bytes]:
        """Return name and content of a document, and write that into the audit log.

        Raises
        ------
        AtlasError
            If it can't be made.
        """
        try:
            if document_name(kind).startswith(_TABLES):
                name, content = _made(self.snapshot, kind, choices)
            else:
                name, content = _kept(self.snapshot, self.key, kind, choices)
        except AtlasError as error:
            audit.record(
                "refusal", account=self._account, what=f"export {kind}", why=type(error).__name__
            )
            raise
        audit.record(
            "export",
            account=self._account,
            what=kind,
            dataset=self._dataset.key,
            version=self._dataset.version,
            size_bytes=len(content),
        )
        return name, content

    def documents(
        self, kinds: Sequence[str], choices: Choices, progress: Callable[[str, int, int], None]
    ) -> tuple[dict[str, bytes], dict[str, str]]:
        """Make what can be made of several documents.

        Parameters
        ----------
        kinds : sequence of str
            See :func:`geodata.export.bundle.check_kinds`.
        choices : Choices
            What they look like.
        progress : callable
            Called before each with its word, its number from 1 on, and how many there are.

        Returns
        -------
        documents : dict of str to bytes
            Name of the file → its content.
        refused : dict of str to str
            Word of a document that can't be made → why.
        """
        made: dict[str, bytes] = {}
        refused: dict[str, str] = {}
        for number, kind in enumerate(kinds, start=1):
            progress(kind, number, len(kinds))
            try:
                name, content = self.document(kind, choices)
            except AtlasError as error:
                refused[kind] = str(error)
            else:
                made[name] = content
        return made, refused

    def preview(self, options: DocumentOptions) -> Preview:
        """Return what a document will look like and state."""
        return _preview(self.snapshot, self.key, options)


def _made(make_snapshot: Callable[[], Snapshot], kind: str, choices: Choices) -> tuple[str, bytes]:
    ((name, content),) = make_documents(make_snapshot(), [kind], choices, _silent).items()
    return name, content


def _silent(name: str, number: int, in_all: int) -> None:
    """Tell nobody of the progress of a single document."""


@st.cache_data(max_entries=_MOST_DOCUMENTS, show_spinner=False)
def _kept(
    _make_snapshot: Callable[[], Snapshot],
    key: ViewKey,  # noqa: ARG001 - a part of the key
    kind: str,
    choices: Choices,
) -> tuple[str, bytes]:
    return _made(_make_snapshot, kind, choices)


@st.cache_data(max_entries=_MOST_PREVIEWS, show_spinner=False)
def _preview(
    _make_snapshot: Callable[[], Snapshot],
    key: ViewKey,  # noqa: ARG001 - a part of the key
    options: DocumentOptions,
) -> Preview:
    return preview(_make_snapshot(), options)
